/** The sessions extension: gives requests a session and saves it on the way out, if it changed. */

import type { Flagon } from "../app/app.ts";
import type { CheckMessage } from "../app/checks.ts";
import { type Command, command } from "../app/command.ts";
import type { Extension } from "../app/extension.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { Middleware } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import { chain } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { CookieSessions } from "./cookie-sessions.ts";
import { SessionCookie } from "./cookie.ts";
import { type Session, stateOf } from "./session.ts";
import { MemorySessionStore, type SessionStore } from "./store.ts";
import { StoredSessions } from "./stored-sessions.ts";

declare module "flagon" {
  interface RequestExtras {
    /** What the app remembers of this visitor; opened when it is first looked at. */
    readonly session: Session;
  }
}

/** Options of {@link sessions}. */
export interface SessionsOptions {
  /** Keeps sessions on the server; the cookie then holds an id alone. Default: the cookie holds the session, signed. */
  store?: SessionStore;
  /** Calls the cookie `__Host-…` on TLS, where path and domain allow it. Default true; false to share a cookie with Flask. */
  hostPrefix?: boolean;
}

/** The installed extension, as `app.extensions` has it. */
export interface SessionsExtension extends Extension {
  /** Opens the session of a request, lets it be changed, and saves it into the response: for tests and for code outside of a view. */
  visit(
    request: FlagonRequest,
    response: FlagonResponse,
    change: (session: Session) => unknown,
  ): Promise<void>;
}

/** A way to keep sessions: in the cookie, or in a store. */
export interface SessionKeeper {
  /** Opens the session of a request; a store that answers later does so here. */
  open(request: FlagonRequest): MaybePromise<Session>;
  /** Says whether `open` may answer later for this request, so that it has to be asked before the view. */
  needsWait(request: FlagonRequest): boolean;
  /** Saves a session that was opened, and sets or deletes the cookie. */
  save(session: Session, request: FlagonRequest, response: FlagonResponse): MaybePromise<void>;
}

/**
 * Gives every request a `session`.
 *
 * By default the session is in a cookie that is signed, not hidden: visitors can read it and cannot change it. It needs `secretKey`. A Flask app
 * with the same key reads and writes the same cookie.
 *
 * @throws FlagonError `sessions.no-secret-key` at the first session, when there is none.
 * @example
 * app.install(sessions());
 * app.get("/", ({ session }) => `visit ${(session.set("n", Number(session.get("n") ?? 0) + 1), session.get("n"))}`);
 */
export function sessions(options: SessionsOptions = {}): SessionsExtension {
  const keepers = new WeakMap<Flagon, () => SessionKeeper>();
  return {
    name: "sessions",
    async visit(request, response, change) {
      const keeper = keepers.get(request.app)!();
      const session = await keeper.open(request);
      await change(session);
      await keeper.save(session, request, response);
    },
    install(app) {
      let keeper: SessionKeeper | undefined;
      const getKeeper = (): SessionKeeper => (keeper ??= makeKeeper(app, options));
      keepers.set(app, getKeeper);
      const waiting = new WeakMap<FlagonRequest, Session>();
      // A store that answers later has been asked by the middleware: what is opened here is there at once.
      app.provide(
        "session",
        (request) => waiting.get(request) ?? (getKeeper().open(request) as Session),
      );
      app.templateValue("session", (request) => request.session);
      app.use(sessionMiddleware(getKeeper, waiting));
      app.addCheck((checked, { deploy }) => (deploy ? checkCookie(checked) : []));
      if (options.store === undefined) app.addCheck(checkKey);
      else {
        app.command(clearCommand(options.store));
        app.addCheck((_app, { deploy }) => (deploy ? checkStore(options.store) : []));
      }
    },
  };
}

/** A session that is sent without TLS, or that scripts can read, can be stolen. */
function* checkCookie({ config }: Flagon): Iterable<CheckMessage> {
  const { secure, httpOnly } = config.sessionCookie;
  if (secure !== false && httpOnly) return;
  yield {
    code: "sessions.insecure-cookie",
    level: "warning",
    what: httpOnly
      ? "The session cookie is sent without TLS too, where others can read it."
      : "Scripts can read the session cookie, so one injected script can take it away.",
    where: httpOnly ? "setting sessionCookie.secure" : "setting sessionCookie.httpOnly",
    mend: httpOnly ? 'Set it to true, or "auto".' : "Set it to true.",
  };
}

function makeKeeper(app: Flagon, { store, hostPrefix = true }: SessionsOptions): SessionKeeper {
  const cookie = new SessionCookie(app, { hostPrefix });
  if (store !== undefined) return new StoredSessions(app, { cookie, store });
  const { secretKey, secretKeyFallbacks } = app.config;
  if (secretKey === undefined || secretKey === "") throw noKey();
  return new CookieSessions(app, { cookie, key: secretKey, fallbacks: secretKeyFallbacks });
}

function clearCommand(store: SessionStore): Command {
  return command("clear-sessions", {
    help: "Forgets the sessions that have expired.",
    run: async (_values, { print }) => print(`Sessions cleared: ${await store.clearExpired()}.`),
  });
}

/** Saves sessions on the way out. `waiting` takes those that a slow store had to open before anybody looked at them. */
function sessionMiddleware(
  getKeeper: () => SessionKeeper,
  waiting: WeakMap<FlagonRequest, Session>,
): Middleware {
  const leave = (
    request: FlagonRequest,
    response: FlagonResponse,
  ): MaybePromise<FlagonResponse> => {
    const session = request.findExtra("session");
    if (session === undefined) return response;
    response.vary("Cookie");
    const saved = getKeeper().save(session, request, response);
    return isThenable(saved) ? saved.then(() => response) : response;
  };
  return (next) => (request) => {
    if (request.header("cookie") !== undefined && getKeeper().needsWait(request))
      return later(next, request);
    const answer = next(request);
    return isThenable(answer)
      ? chain(answer, (response) => leave(request, response))
      : leave(request, answer);
  };

  async function later(
    next: Parameters<Middleware>[0],
    request: FlagonRequest,
  ): Promise<FlagonResponse> {
    waiting.set(request, await getKeeper().open(request));
    return leave(request, await next(request));
  }
}

function* checkKey({ config }: Flagon): Iterable<CheckMessage> {
  // An empty text, as of a variable that is set to nothing, is no key either.
  if (config.secretKey) return;
  yield {
    code: "sessions.no-secret-key",
    level: "error",
    what: "Sessions need a secret key to sign with.",
    where: "setting secretKey",
    mend: "Make one with `flagon secret` and set FLAGON_SECRET_KEY.",
  };
}

function* checkStore(store: SessionStore | undefined): Iterable<CheckMessage> {
  if (!(store instanceof MemorySessionStore)) return;
  yield {
    code: "sessions.memory-store",
    level: "warning",
    what: "Sessions are in the memory of one process: they end with it, and other workers do not know them.",
    where: "app.install(sessions({ store }))",
    mend: "Keep them in signed cookies (no store), or in a store that all processes share.",
  };
}

function noKey(): FlagonError {
  return new FlagonError("There is no secret key to sign sessions with.", {
    code: "sessions.no-secret-key",
    where: "app.install(sessions())",
    mend: "Make a key with `flagon secret` and set it: FLAGON_SECRET_KEY, or new Flagon({ config: { secretKey } }).",
  });
}

/** Gives the session of a request if anybody has looked at it. */
export function findSession(request: FlagonRequest): Session | undefined {
  return request.findExtra("session");
}

/** Says whether a session was cycled in this request: whoever binds something to its id must bind it anew. */
export function isCycled(session: Session): boolean {
  return stateOf(session).isCycled;
}
