/** The session cookie of Flask: a serializer with Flask's salt, derivation and tagged JSON. */

import { UrlSafeTimedSerializer } from "./itsdangerous.ts";
import { formatTaggedJson, parseTaggedJson } from "./tagged-json.ts";

/** What the serializer is made from. */
export interface FlaskSessionOptions {
  /** Flask's `SECRET_KEY`. */
  key: string | Uint8Array;
  /** Flask's `SECRET_KEY_FALLBACKS`. */
  fallbacks?: readonly (string | Uint8Array)[] | undefined;
  /** False never compresses. Default true, as Flask does. */
  compress?: boolean | undefined;
}

/**
 * Makes the serializer of Flask's session cookie: what it writes Flask reads with the same key, and the other way round.
 *
 * Flask looks at the age when it reads: give `maxAgeSeconds` to `loads` (Flask's default is 31 days, 2678400).
 *
 * @example
 * const sessions = flaskSessions({ key: "flask-dev-key" });
 * const cookie = sessions.dumps({ user_id: 1 });
 * sessions.loads(cookie, { maxAgeSeconds: 2_678_400 }); // { user_id: 1 }
 */
export function flaskSessions(options: FlaskSessionOptions): UrlSafeTimedSerializer {
  return new UrlSafeTimedSerializer({
    ...options,
    salt: "cookie-session",
    keyDerivation: "hmac",
    digest: "sha1",
    format: { format: formatTaggedJson, parse: parseTaggedJson },
  });
}
