/** Sessions that are kept in the cookie itself, signed. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { FlagonResponse } from "../http/response.ts";
import { CookieCodec, type CookieCodecOptions } from "./codec.ts";
import type { SessionCookie } from "./cookie.ts";
import type { SessionKeeper } from "./extension.ts";
import { type Session, SessionBase, stateOf } from "./session.ts";

/** Keeps sessions in a signed cookie. */
export class CookieSessions implements SessionKeeper {
  readonly #cookie: SessionCookie;
  readonly #codec: CookieCodec;
  readonly #maxAgeSeconds: number;
  readonly #refreshes: boolean;

  constructor(app: Flagon, { cookie, ...keys }: CookieCodecOptions & { cookie: SessionCookie }) {
    this.#cookie = cookie;
    this.#codec = new CookieCodec(keys);
    this.#maxAgeSeconds = app.config.sessionCookie.maxAgeSeconds;
    this.#refreshes = app.config.sessionCookie.refreshEachRequest;
  }

  open(request: FlagonRequest): Session {
    const value = this.#cookie.read(request);
    const opened = value === undefined ? undefined : this.#codec.open(value, this.#maxAgeSeconds);
    const state = {
      id: undefined,
      openedId: undefined,
      openedText: opened?.payload,
      isCycled: false,
    };
    // The declared data are what earlier requests put in; the type is the user's claim.
    return new SessionBase(state, opened?.data ?? {}) as Session;
  }

  needsWait(): boolean {
    return false;
  }

  save(session: Session, request: FlagonRequest, response: FlagonResponse): void {
    const { openedText } = stateOf(session);
    if (session.isEmpty) {
      if (openedText !== undefined || this.#cookie.read(request) !== undefined)
        this.#cookie.delete(request, response);
      return;
    }
    const payload = this.#codec.pack(session);
    if (payload === openedText && !this.#refreshes) return;
    this.#cookie.write(request, response, {
      value: this.#codec.sign(payload),
      expiry: session.expiry,
    });
  }
}
