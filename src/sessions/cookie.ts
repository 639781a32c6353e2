/** The session's cookie: its name and attributes, as the settings and the request say. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import type { SessionCookieSettings } from "../app/settings.ts";
import { now } from "../base/clock.ts";
import {
  findCookie,
  formatCookie,
  formatDeletedCookie,
  type CookieOptions,
  LARGEST_COOKIE_BYTES,
} from "../http/cookies.ts";
import type { FlagonResponse } from "../http/response.ts";
import type { SessionExpiry } from "./session.ts";

/** Reads and writes the session cookie of an app. */
export class SessionCookie {
  readonly #app: Flagon;
  readonly #settings: SessionCookieSettings;
  readonly #canPrefix: boolean;
  #second = -1;
  #isSecure = false;
  #usual = "";

  constructor(app: Flagon, { hostPrefix }: { hostPrefix: boolean }) {
    this.#app = app;
    this.#settings = app.config.sessionCookie;
    const { path, domain, name } = this.#settings;
    this.#canPrefix = hostPrefix && path === "/" && domain === undefined && !name.startsWith("__");
  }

  /** The cookie's value, where the visitor brought one. */
  read(request: FlagonRequest): string | undefined {
    const header = request.header("cookie");
    return header === undefined ? undefined : findCookie(header, this.#name(request));
  }

  /** Sets the cookie. */
  write(
    request: FlagonRequest,
    response: FlagonResponse,
    { value, expiry }: { value: string; expiry: SessionExpiry },
  ): void {
    const attributes =
      expiry === undefined ? this.#usualAttributes(request) : this.#attributes(request, expiry);
    // The value is base64 with dots, which needs no quotes.
    const line = `${this.#name(request)}=${value}${attributes}`;
    if (line.length > LARGEST_COOKIE_BYTES) this.#warn(line.length);
    response.headers.appendTrusted("set-cookie", line);
  }

  /** Deletes the cookie. */
  delete(request: FlagonRequest, response: FlagonResponse): void {
    response.headers.append(
      "set-cookie",
      formatDeletedCookie(this.#name(request), this.#options(request)),
    );
  }

  /** Gives the attributes that most cookies of this second share. */
  #usualAttributes(request: FlagonRequest): string {
    const second = Math.floor(now() / 1000);
    const { isSecure } = request;
    if (second !== this.#second || isSecure !== this.#isSecure) {
      this.#usual = this.#attributes(request, undefined);
      this.#second = second;
      this.#isSecure = isSecure;
    }
    return this.#usual;
  }

  #attributes(request: FlagonRequest, expiry: SessionExpiry): string {
    const options: CookieOptions = this.#options(request);
    if (expiry !== "browser") {
      options.maxAgeSeconds = expiry ?? this.#settings.maxAgeSeconds;
      options.syncExpires = true;
      options.now = now();
    }
    const name = this.#name(request);
    return formatCookie(name, "", options).slice(name.length + 1);
  }

  #name(request: FlagonRequest): string {
    return this.#canPrefix && request.isSecure
      ? `__Host-${this.#settings.name}`
      : this.#settings.name;
  }

  #options(request: FlagonRequest): CookieOptions {
    const { secure, httpOnly, sameSite, path, domain, partitioned } = this.#settings;
    return {
      path,
      domain,
      httpOnly,
      sameSite,
      partitioned,
      secure: secure === "auto" ? request.isSecure : secure,
    };
  }

  #warn(bytes: number): void {
    this.#app.logger
      .named("flagon.sessions")
      .warn(
        { bytes, limitBytes: LARGEST_COOKIE_BYTES },
        "The session cookie is larger than browsers keep: hold less in it, or use a store.",
      );
  }
}
