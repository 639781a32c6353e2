/** Sessions that a store keeps; the cookie holds a random id. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { encodeBase64url } from "../base/base64url.ts";
import { now } from "../base/clock.ts";
import { isThenable, type MaybePromise } from "../http/handler.ts";
import type { FlagonResponse } from "../http/response.ts";
import { formatSession, parseSession } from "./codec.ts";
import type { SessionCookie } from "./cookie.ts";
import type { SessionKeeper } from "./extension.ts";
import { type Session, SessionBase, stateOf } from "./session.ts";
import type { SessionStore } from "./store.ts";

/** 192 bits: beyond guessing, however many sessions there are. */
const ID_BYTES = 24;
const DAY_SECONDS = 86_400;

/** Keeps sessions in a store. */
export class StoredSessions implements SessionKeeper {
  readonly #cookie: SessionCookie;
  readonly #store: SessionStore;
  readonly #maxAgeSeconds: number;
  readonly #refreshes: boolean;
  /** Whether the store has ever answered later. */
  #isAsync: boolean | undefined;

  constructor(app: Flagon, { cookie, store }: { cookie: SessionCookie; store: SessionStore }) {
    this.#cookie = cookie;
    this.#store = store;
    this.#maxAgeSeconds = app.config.sessionCookie.maxAgeSeconds;
    this.#refreshes = app.config.sessionCookie.refreshEachRequest;
  }

  open(request: FlagonRequest): MaybePromise<Session> {
    const id = this.#cookie.read(request);
    // An id that no store of ours can have made is not even looked up.
    if (id === undefined || !/^[\w-]{32}$/.test(id)) return makeSession(undefined, undefined);
    const text = this.#store.load(id);
    this.#isAsync = isThenable(text);
    if (isThenable(text)) return text.then((settled) => makeSession(id, settled));
    return makeSession(id, text);
  }

  needsWait(request: FlagonRequest): boolean {
    return this.#isAsync !== false && this.#cookie.read(request) !== undefined;
  }

  save(session: Session, request: FlagonRequest, response: FlagonResponse): MaybePromise<void> {
    const state = stateOf(session);
    const text = session.isEmpty ? undefined : formatSession(session);
    if (text === state.openedText && !state.isCycled && !(this.#refreshes && text !== undefined)) {
      // A visitor with an unknown id is told to forget it.
      if (text === undefined && this.#cookie.read(request) !== undefined)
        this.#cookie.delete(request, response);
      return;
    }
    return this.#write(session, text, { request, response });
  }

  async #write(
    session: Session,
    text: string | undefined,
    { request, response }: Exchanged,
  ): Promise<void> {
    const state = stateOf(session);
    const { openedId } = state;
    const isGone = text === undefined || state.isCycled;
    if (isGone && openedId !== undefined) await this.#store.delete(openedId);
    if (text === undefined) return this.#cookie.delete(request, response);
    const mustExist = openedId !== undefined && !state.isCycled;
    const id = mustExist
      ? openedId
      : encodeBase64url(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
    const { expiry } = session;
    const seconds = expiry === "browser" ? DAY_SECONDS : (expiry ?? this.#maxAgeSeconds);
    const saved = await this.#store.save(id, text, {
      expires: new Date(now() + seconds * 1000),
      mustExist,
    });
    if (!saved) return this.#cookie.delete(request, response);
    state.id = id;
    this.#cookie.write(request, response, { value: id, expiry });
  }
}

interface Exchanged {
  request: FlagonRequest;
  response: FlagonResponse;
}

function makeSession(id: string | undefined, text: string | undefined): Session {
  const data = text === undefined ? undefined : parseSession(text);
  const known = data === undefined ? undefined : id;
  const openedText = data === undefined ? undefined : text;
  const state = { id: known, openedId: known, openedText, isCycled: false };
  // The declared data are what earlier requests put in; the type is the user's claim.
  return new SessionBase(state, data ?? {}) as Session;
}
