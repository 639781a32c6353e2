/** CSRF protection: a form is taken only from a page that this app gave to this visitor. */

import type { Flagon } from "../app/app.ts";
import type { CheckMessage } from "../app/checks.ts";
import type { Extension } from "../app/extension.ts";
import type { PlanParts } from "../app/pipeline.ts";
import { FlagonRequest } from "../app/request.ts";
import type { BeforeHook, Middleware } from "../app/view.ts";
import { html, SafeHtml } from "../base/safe-html.ts";
import { formatCookie } from "../http/cookies.ts";
import { Forbidden } from "../http/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import { goOn } from "../http/later.ts";
import type { FlagonResponse } from "../http/response.ts";
import { findSession, isCycled } from "../sessions/extension.ts";
import { CookieSecrets, type SecretKeeper, SessionSecrets } from "./csrf-secrets.ts";
import { makeSecret, maskSecret, matchesSecret } from "./csrf-token.ts";

declare module "flagon" {
  interface RequestExtras {
    /** Makes and checks the tokens of this visitor. */
    readonly csrf: CsrfGuard;
    /** A CSRF token for a form or a script of the page; another text each time, all of them valid. */
    readonly csrfToken: string;
  }
  interface RouteOptions {
    /** False takes writes without a CSRF token: for webhooks and APIs that need no cookies. True asks for one although the app does not. */
    csrf?: boolean;
  }
}

/** Why a write was refused. */
export type CsrfReason =
  | "no-secret"
  | "no-token"
  | "wrong-token"
  | "no-referrer"
  | "foreign-referrer";

/** What is said of each reason, in debug mode. */
const REASONS: Readonly<Record<CsrfReason, string>> = {
  "no-secret":
    "The visitor brought no CSRF secret: no page with a form was shown before, or cookies are off.",
  "no-token":
    "The request brought no token: put {{ csrf_field }} or csrfField(request) into the form, or send the header X-CSRFToken.",
  "wrong-token":
    "The token is not this visitor's: the page is older than the last log-in, or was made for another visitor.",
  "no-referrer": "The request came over TLS and said by neither Origin nor Referer who sent it.",
  "foreign-referrer":
    "The request was sent by a page of another origin, which is not among trustedOrigins.",
};

/**
 * 403: a write without a valid CSRF token. `app.errorHandler(CsrfFailed, …)` gives it a page of your own.
 *
 * @example
 * app.errorHandler(CsrfFailed, (error) => [`Please send the form again (${error.reason}).`, 403]);
 */
export class CsrfFailed extends Forbidden {
  /** Why. */
  readonly reason: CsrfReason;
  constructor(reason: CsrfReason, { isShown }: { isShown: boolean }) {
    const detail = isShown ? ` ${REASONS[reason]}` : "";
    super(
      `The form cannot be taken: it has expired, or another page sent it. Load the page again.${detail}`,
      { suspicion: reason },
    );
    this.reason = reason;
  }
}

/** Options of {@link csrf}. */
export interface CsrfOptions {
  /** Where the visitor's secret is kept. Default: in the session where sessions are installed, else in a signed cookie. */
  storage?: "session" | "cookie";
  /** Name of the form field. Default `csrfToken`. */
  field?: string;
  /** Headers that scripts may send the token in. Default `X-CSRFToken`, `X-CSRF-Token`. */
  headers?: readonly string[];
  /** Name of the cookie: of the signed secret, or of the token that {@link ensureCsrfCookie} gives to scripts. Default `csrftoken`. */
  cookie?: string;
  /** Names of endpoints and blueprints whose routes take writes without a token. */
  exempt?: readonly string[];
  /** False checks only routes with the option `csrf: true`. Default true: all routes without `csrf: false`. */
  automatic?: boolean;
}

/** Options with their defaults. */
type Decided = Required<Omit<CsrfOptions, "storage">>;

const FORM_TYPES = new Set(["application/x-www-form-urlencoded", "multipart/form-data"]);
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const DAY_SECONDS = 86_400;

/**
 * Asks every POST, PUT, PATCH and DELETE for a token that only a page of this app can know.
 *
 * The app's own check of the sending origin is on in any case; tokens help where a browser tells nothing of the origin. A log-in that calls
 * `session.cycle()` makes the tokens of before worthless.
 *
 * @throws FlagonError `security.csrf-secret-key` at the first token, when secrets are in a cookie and there is no `secretKey`.
 * @example
 * app.install(sessions(), csrf());
 * app.get("/contact", (request) => `<form method="post">${csrfField(request)}<button>Send</button></form>`);
 * @see CWE-352
 */
export function csrf(options: CsrfOptions = {}): Extension {
  return {
    name: "csrf",
    install(app) {
      const decided = decide(options);
      let keeper: SecretKeeper | undefined;
      app.provide("csrf", (request) => {
        keeper ??= keeperFor(app, decided, options.storage);
        return new CsrfGuard(request, keeper, decided);
      });
      for (const name of ["csrf_field", "csrfField"])
        app.templateValue(name, (request) => new LateField(request));
      for (const name of ["csrf_token", "csrfToken"])
        app.templateValue(name, (request) => () => request.csrfToken);
      app.beforeRequest(checkHook(decided));
      app.afterRequest(rotateAfterCycle);
      app.addCheck(() => checkKey(app, options.storage));
    },
  };
}

Object.defineProperty(FlagonRequest.prototype, "csrfToken", {
  configurable: true,
  get(this: FlagonRequest): string {
    return this.extra("csrf").token();
  },
});

/** What `csrf()` gives each request. */
export class CsrfGuard {
  readonly #request: FlagonRequest;
  readonly #keeper: SecretKeeper;
  readonly #options: Decided;
  #isRotated = false;

  constructor(request: FlagonRequest, keeper: SecretKeeper, options: Decided) {
    this.#request = request;
    this.#keeper = keeper;
    this.#options = options;
  }

  /** Gives a token, and the visitor a secret where there is none. */
  token(): string {
    if (this.#isStale()) this.rotate();
    const secret = this.#keeper.read(this.#request);
    return maskSecret(secret ?? this.#keeper.write(this.#request, makeSecret()));
  }

  /** Gives the form's hidden field. */
  field(): SafeHtml {
    return html`<input type="hidden" name="${this.#options.field}" value="${this.token()}">`;
  }

  /** Gives the visitor a new secret. */
  rotate(): void {
    this.#isRotated = true;
    this.#keeper.write(this.#request, makeSecret());
  }

  /** Rotates the secret of a visitor whose session got a new id, unless that has been done. */
  rotateIfCycled(): void {
    if (this.#isStale() && this.#keeper.read(this.#request) !== undefined) this.rotate();
  }

  /** Puts a token where scripts can read it. */
  exposeTo(response: FlagonResponse): void {
    const { cookie } = this.#options;
    const options = {
      secure: this.#request.isSecure,
      sameSite: "lax",
      maxAgeSeconds: DAY_SECONDS,
    } as const;
    const token = this.token();
    if (this.#keeper.hasCookie) return;
    response.headers.append("set-cookie", formatCookie(cookie, token, options));
    response.vary("Cookie");
  }

  /**
   * Refuses the request unless it has a valid token.
   *
   * @throws CsrfFailed
   */
  check(): MaybePromise<undefined> {
    this.#checkReferrer();
    const secret = this.#keeper.read(this.#request);
    if (secret === undefined) throw this.#failure("no-secret");
    return goOn(this.#sentToken(), this.#compare, secret);
  }

  readonly #compare = (token: string | undefined, secret: string): undefined => {
    if (token === undefined || token === "") throw this.#failure("no-token");
    const isValid = matchesSecret(token, secret) || this.#keeper.accepts(token, secret);
    if (!isValid) throw this.#failure("wrong-token");
    return undefined;
  };

  /** Over TLS nobody has a reason to hide where a write comes from; a network attacker could have planted the cookies (CVE-2011-0696). */
  #checkReferrer(): void {
    const request = this.#request;
    if (!request.isSecure || request.header("origin") !== undefined) return;
    if (request.header("sec-fetch-site") !== undefined || request.isOriginTrusted) return;
    const { referrer } = request;
    if (referrer === "" || !URL.canParse(referrer)) throw this.#failure("no-referrer");
    const { origin } = new URL(referrer);
    if (origin !== request.origin && !request.app.config.trustedOrigins.includes(origin))
      throw this.#failure("foreign-referrer");
  }

  #sentToken(): MaybePromise<string | undefined> {
    const request = this.#request;
    for (const name of this.#options.headers) {
      const token = request.header(name);
      if (token !== undefined) return token;
    }
    if (!FORM_TYPES.has(request.mediaType)) return undefined;
    return request.form().then((form) => form.get(this.#options.field) ?? undefined);
  }

  #isStale(): boolean {
    const session = findSession(this.#request);
    return session !== undefined && isCycled(session) && !this.#isRotated;
  }

  #failure(reason: CsrfReason): CsrfFailed {
    return new CsrfFailed(reason, { isShown: this.#request.app.config.debug });
  }
}

/** Gives the hidden field that a form needs. */
export function csrfField(request: FlagonRequest): SafeHtml {
  return request.extra("csrf").field();
}

/** Gives the visitor a new secret: what was shown before is worthless. A log-in that calls `session.cycle()` needs no call. */
export function rotateCsrf(request: FlagonRequest): void {
  request.extra("csrf").rotate();
}

/** Gives the visitor a token in a cookie that scripts can read, for pages without a form. They send it back as `X-CSRFToken`. */
export function ensureCsrfCookie(): Middleware {
  const expose = (response: FlagonResponse, request: FlagonRequest): FlagonResponse => {
    request.extra("csrf").exposeTo(response);
    return response;
  };
  return (next) => (request) => goOn(next(request), expose, request);
}

/** The hidden field of a page that may not show it: a visitor gets a secret only with a form. */
class LateField extends SafeHtml {
  readonly #request: FlagonRequest;

  constructor(request: FlagonRequest) {
    super("");
    this.#request = request;
  }

  override toString(): string {
    return csrfField(this.#request).toString();
  }
}

function decide(options: CsrfOptions): Decided {
  return {
    field: options.field ?? "csrfToken",
    headers: (options.headers ?? ["X-CSRFToken", "X-CSRF-Token"]).map((name) => name.toLowerCase()),
    cookie: options.cookie ?? "csrftoken",
    exempt: options.exempt ?? [],
    automatic: options.automatic ?? true,
  };
}

function keeperFor(
  app: Flagon,
  { cookie }: Decided,
  storage: CsrfOptions["storage"],
): SecretKeeper {
  const inSession =
    (storage ?? (app.extensions.has("sessions") ? "session" : "cookie")) === "session";
  return inSession ? new SessionSecrets() : new CookieSecrets(app, cookie);
}

function checkHook(decided: Decided): BeforeHook {
  return (request) => {
    if (SAFE_METHODS.has(request.method)) return undefined;
    const parts = request.plan?.parts;
    if (parts === undefined || !isProtected(parts, decided)) return undefined;
    return request.extra("csrf").check();
  };
}

function isProtected(
  { options, endpoint, blueprints }: PlanParts,
  { exempt, automatic }: Decided,
): boolean {
  if (options.csrf !== undefined) return options.csrf;
  if (!automatic) return false;
  if (exempt.length === 0) return true;
  return !exempt.includes(endpoint ?? "") && !blueprints.some((name) => exempt.includes(name));
}

function rotateAfterCycle(_response: FlagonResponse, request: FlagonRequest): undefined {
  const session = findSession(request);
  if (session !== undefined && isCycled(session)) request.extra("csrf").rotateIfCycled();
}

function* checkKey(app: Flagon, storage: CsrfOptions["storage"]): Iterable<CheckMessage> {
  const inCookie = storage === "cookie" || !app.extensions.has("sessions");
  if (!inCookie || app.config.secretKey !== undefined) return;
  yield {
    code: "security.csrf-secret-key",
    level: "error",
    what: "CSRF secrets in a cookie need a secret key to sign with.",
    where: "setting secretKey",
    mend: "Make one with `flagon secret` and set FLAGON_SECRET_KEY.",
  };
}
