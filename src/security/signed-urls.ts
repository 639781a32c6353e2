/** Links that open for whoever has them, for a time. */

import type { Flagon } from "../app/app.ts";
import type { Middleware } from "../app/view.ts";
import { FlagonError } from "../base/errors.ts";
import { BadSignature, SignatureExpired, signer, signUrl, unsignUrl } from "../base/signing.ts";
import { Forbidden } from "../http/errors.ts";

/** Options of {@link signedUrls}. */
export interface SignedUrlOptions {
  /** How long a link opens. Default 300 s. */
  maxAgeSeconds?: number;
  /** What the links are for: those of one purpose do not open another. Default `signed-url`. */
  purpose?: string;
}

/** Makes links, and lets those in that have one. */
export interface SignedUrls {
  /** Signs a url of this app: a path, with its query. */
  sign(url: string): string;
  /** Answers 403 unless the request's url is one that `sign` made and has not ended. */
  readonly required: Middleware;
}

/**
 * Makes links that end.
 *
 * @throws FlagonError `security.signed-url-secret-key` when the app has no `secretKey`.
 * @example
 * const links = signedUrls(app, { maxAgeSeconds: 300 });
 * app.get("/media/<path:name>", { use: [links.required] }, (_request, { name }) => name);
 * app.get("/", () => `<a href="${links.sign("/media/report.pdf")}">Report</a>`);
 */
export function signedUrls(app: Flagon, options: SignedUrlOptions = {}): SignedUrls {
  const { maxAgeSeconds = 300, purpose = "signed-url" } = options;
  const { secretKey, secretKeyFallbacks } = app.config;
  if (secretKey === undefined || secretKey === "") throw noKey();
  const urls = signer({ key: secretKey, fallbacks: secretKeyFallbacks, purpose, maxAgeSeconds });
  return {
    sign: (url) => signUrl(url, urls),
    required: (next) => (request) => {
      try {
        unsignUrl(`${request.rootPath}${request.rawPath}${request.search}`, urls);
      } catch (error) {
        if (error instanceof SignatureExpired) throw new Forbidden("This link has ended.");
        if (error instanceof BadSignature) throw new Forbidden("This link is not valid.");
        throw error;
      }
      return next(request);
    },
  };
}

function noKey(): FlagonError {
  return new FlagonError("There is no secret key to sign links with.", {
    code: "security.signed-url-secret-key",
    where: "signedUrls(app)",
    mend: "Make a key with `flagon secret` and set it: FLAGON_SECRET_KEY, or new Flagon({ config: { secretKey } }).",
  });
}
