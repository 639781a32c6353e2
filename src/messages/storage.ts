/** Where messages wait for the page that shows them: in the session, in a cookie of their own, or in the cookie and then the session. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";
import { markSafe, SafeHtml } from "../base/safe-html.ts";
import { BadSignature, signer, type TokenSigner } from "../base/signing.ts";
import {
  findCookie,
  formatCookie,
  formatDeletedCookie,
  LARGEST_COOKIE_BYTES,
} from "../http/cookies.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { MessageText } from "./message.ts";

/** A message that waits. */
export type Stored = [level: string, text: MessageText, tags: string];

/** Keeps the messages of visitors. */
export interface MessageStorage {
  /** Gives what waits, oldest first. */
  read(request: FlagonRequest): readonly Stored[];
  /** Keeps these messages in place of all others. */
  write(request: FlagonRequest, messages: readonly Stored[]): void;
}

/** The name under which a session keeps messages. */
const IN_SESSION = "_messages";
/** The name of the cookie. */
const COOKIE = "messages";
/** Nobody wants to read on Friday what was saved on Monday. */
const DAY_SECONDS = 86_400;

/** Keeps messages in the session. */
export class SessionMessages implements MessageStorage {
  /** What is no message, in a cookie that another program wrote, is left out. */
  read(request: FlagonRequest): readonly Stored[] {
    const stored = request.session.get(IN_SESSION);
    return Array.isArray(stored) ? stored.filter(isStored) : [];
  }

  write(request: FlagonRequest, messages: readonly Stored[]): void {
    if (messages.length > 0) request.session.set(IN_SESSION, [...messages]);
    else if (request.session.get(IN_SESSION) !== undefined) request.session.pop(IN_SESSION);
  }
}

/**
 * Keeps messages in a signed cookie: visitors can read them and cannot change them.
 *
 * What does not fit into one cookie goes to `overflow`, the newest messages first; without it the oldest are lost, and a warning is logged.
 */
export class CookieMessages implements MessageStorage {
  readonly #app: Flagon;
  readonly #signer: TokenSigner;
  readonly #overflow: MessageStorage | undefined;
  readonly #written = new WeakMap<FlagonRequest, readonly Stored[]>();

  constructor(app: Flagon, overflow: MessageStorage | undefined) {
    const { secretKey: key, secretKeyFallbacks: fallbacks } = app.config;
    if (key === undefined || key === "") throw noKey();
    this.#app = app;
    this.#overflow = overflow;
    this.#signer = signer({ key, fallbacks, purpose: "messages", maxAgeSeconds: DAY_SECONDS });
  }

  read(request: FlagonRequest): readonly Stored[] {
    const written = this.#written.get(request);
    if (written !== undefined) return written;
    const cookie = findCookie(request.header("cookie"), nameFor(request));
    const inCookie = cookie === undefined ? [] : this.#open(cookie);
    return this.#overflow === undefined ? inCookie : [...inCookie, ...this.#overflow.read(request)];
  }

  write(request: FlagonRequest, messages: readonly Stored[]): void {
    this.#written.set(request, messages);
  }

  /** Sets the cookie of a response, where the request changed what waits. */
  leave(request: FlagonRequest, response: FlagonResponse): FlagonResponse {
    response.vary("Cookie");
    const messages = this.#written.get(request);
    if (messages === undefined) return response;
    const line = this.#share(request, messages);
    if (line !== undefined) response.headers.append("set-cookie", line);
    return response;
  }

  /** Gives the line of the cookie with all that fits, after the rest has gone to where it goes. */
  #share(request: FlagonRequest, messages: readonly Stored[]): string | undefined {
    const fitting = this.#countFitting(request, messages);
    if (this.#overflow !== undefined) {
      this.#overflow.write(request, messages.slice(fitting));
      return this.#lineOf(request, messages.slice(0, fitting));
    }
    if (fitting === messages.length) return this.#lineOf(request, messages);
    this.#warn(messages.length - fitting);
    return this.#lineOf(request, messages.slice(messages.length - fitting));
  }

  /** Counts the messages that fit: from the oldest where the others overflow, from the newest where they are lost. */
  #countFitting(request: FlagonRequest, messages: readonly Stored[]): number {
    const part = (count: number): readonly Stored[] =>
      this.#overflow === undefined
        ? messages.slice(messages.length - count)
        : messages.slice(0, count);
    let [fits, tooMany] = [0, messages.length + 1];
    while (tooMany - fits > 1) {
      const count = fits === 0 ? tooMany - 1 : Math.floor((fits + tooMany) / 2);
      const bytes = this.#lineOf(request, part(count))!.length;
      if (bytes <= LARGEST_COOKIE_BYTES) fits = count;
      else tooMany = count;
    }
    return fits;
  }

  #lineOf(request: FlagonRequest, messages: readonly Stored[]): string | undefined {
    const name = nameFor(request);
    const options = {
      secure: request.isSecure,
      httpOnly: true,
      sameSite: "lax",
      path: "/",
    } as const;
    if (messages.length > 0)
      return formatCookie(name, this.#signer.sign(packed(messages)), options);
    const isThere = findCookie(request.header("cookie"), name) !== undefined;
    return isThere ? formatDeletedCookie(name, options) : undefined;
  }

  #open(cookie: string): Stored[] {
    try {
      const messages = this.#signer.unsign(cookie);
      return Array.isArray(messages) ? messages.map(unpacked).filter(isStored) : [];
    } catch (error) {
      if (error instanceof BadSignature) return [];
      throw error;
    }
  }

  #warn(lost: number): void {
    this.#app.logger
      .named("flagon.messages")
      .warn(
        { lost, limitBytes: LARGEST_COOKIE_BYTES },
        'The oldest messages did not fit into a cookie: install sessions(), and messages({ storage: "fallback" }).',
      );
  }
}

/** On TLS no other subdomain can plant a cookie of this name. */
function nameFor({ isSecure }: FlagonRequest): string {
  return isSecure ? `__Host-${COOKIE}` : COOKIE;
}

/** Marked-up text has a fourth member. */
function packed(messages: readonly Stored[]): (string | number)[][] {
  return messages.map(([level, text, tags]) =>
    text instanceof SafeHtml ? [level, String(text), tags, 1] : [level, text, tags],
  );
}

function unpacked(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 4) return value;
  const [level, text, tags] = value as unknown[];
  return [level, markSafe(String(text)), tags];
}

function isStored(value: unknown): value is Stored {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [level, text, tags] = value as unknown[];
  const isText = typeof text === "string" || text instanceof SafeHtml;
  return typeof level === "string" && typeof tags === "string" && isText;
}

function noKey(): FlagonError {
  return new FlagonError("There is no secret key to sign messages with.", {
    code: "messages.no-secret-key",
    where: "app.install(messages())",
    mend: "Make a key with `flagon secret` and set it: FLAGON_SECRET_KEY, or new Flagon({ config: { secretKey } }).",
  });
}
