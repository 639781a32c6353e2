/** Where a visitor's CSRF secret is kept: in the session, or in a cookie of its own. */

import type { Flagon } from "../app/app.ts";
import type { FlagonRequest } from "../app/request.ts";
import { constantTimeEqual } from "../base/crypto.ts";
import { FlagonError } from "../base/errors.ts";
import { BadSignature, signer, type TokenSigner } from "../base/signing.ts";
import { findCookie, formatCookie } from "../http/cookies.ts";
import { isSecret } from "./csrf-token.ts";

/** Keeps the secrets of visitors. */
export interface SecretKeeper {
  /** Whether it sets a cookie that scripts can read. */
  readonly hasCookie: boolean;
  /** Gives the secret of a visitor, where there is one. */
  read(request: FlagonRequest): string | undefined;
  /** Gives a visitor this secret, and gives it back. */
  write(request: FlagonRequest, secret: string): string;
  /** Says whether a token in another form than the usual is one of the secret's. */
  accepts(token: string, secret: string): boolean;
}

/** The name under which a session keeps the secret. */
const IN_SESSION = "_csrf";
const YEAR_SECONDS = 365 * 86_400;

/** Keeps secrets in the session: a token is bound to it, and a planted cookie helps nobody. */
export class SessionSecrets implements SecretKeeper {
  readonly hasCookie = false;

  read(request: FlagonRequest): string | undefined {
    const secret = request.session.get(IN_SESSION);
    return isSecret(secret) ? secret : undefined;
  }

  write(request: FlagonRequest, secret: string): string {
    request.session.set(IN_SESSION, secret);
    return secret;
  }

  accepts(): boolean {
    return false;
  }
}

/**
 * Keeps secrets in a signed cookie.
 *
 * Its name has the prefix `__Host-` on TLS, so that another subdomain cannot plant one of its own.
 */
export class CookieSecrets implements SecretKeeper {
  readonly hasCookie = true;
  readonly #name: string;
  readonly #signer: TokenSigner;
  readonly #written = new WeakMap<FlagonRequest, string>();

  constructor({ config }: Flagon, name: string) {
    const { secretKey, secretKeyFallbacks } = config;
    if (secretKey === undefined || secretKey === "") throw noKey();
    this.#name = name;
    this.#signer = signer({
      key: secretKey,
      fallbacks: secretKeyFallbacks,
      purpose: "csrf-cookie",
      maxAgeSeconds: YEAR_SECONDS,
    });
  }

  read(request: FlagonRequest): string | undefined {
    const written = this.#written.get(request);
    if (written !== undefined) return written;
    const cookie = findCookie(request.header("cookie"), this.#nameFor(request));
    return cookie === undefined ? undefined : this.#open(cookie);
  }

  write(request: FlagonRequest, secret: string): string {
    const isFirst = !this.#written.has(request);
    this.#written.set(request, secret);
    if (isFirst) request.afterThis((response) => this.#setCookie(request, response));
    return secret;
  }

  accepts(token: string, secret: string): boolean {
    const signed = this.#open(token);
    return signed !== undefined && constantTimeEqual(signed, secret);
  }

  #setCookie(
    request: FlagonRequest,
    response: { headers: { append(name: string, value: string): void }; vary(name: string): void },
  ): void {
    const line = formatCookie(
      this.#nameFor(request),
      this.#signer.sign(this.#written.get(request)!),
      { secure: request.isSecure, sameSite: "lax", maxAgeSeconds: YEAR_SECONDS },
    );
    response.headers.append("set-cookie", line);
    response.vary("Cookie");
  }

  #open(signed: string): string | undefined {
    try {
      const secret = this.#signer.unsign(signed);
      return isSecret(secret) ? secret : undefined;
    } catch (error) {
      if (error instanceof BadSignature) return undefined;
      throw error;
    }
  }

  #nameFor(request: FlagonRequest): string {
    return request.isSecure && !this.#name.startsWith("__") ? `__Host-${this.#name}` : this.#name;
  }
}

function noKey(): FlagonError {
  return new FlagonError("There is no secret key to sign CSRF secrets with.", {
    code: "security.csrf-secret-key",
    where: "app.install(csrf())",
    mend: "Make a key with `flagon secret` and set it: FLAGON_SECRET_KEY, or new Flagon({ config: { secretKey } }); or install sessions() before.",
  });
}
