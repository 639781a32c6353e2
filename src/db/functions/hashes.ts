/** Digests of texts in UTF-8, as hexadecimal digits. For passwords use a hash that is slow. */

import type { CallWriter } from "../func.ts";
import { reference } from "../references.ts";
import { made, TEXT, type TextOf } from "./arguments.ts";

function hash<T>(
  name: string,
  postgres: CallWriter,
  mysql: CallWriter | string,
  value: unknown,
): T {
  return made(
    {
      function: name,
      output: TEXT,
      on: { sqlite: `flagon_${name.toLowerCase()}`, postgres, mysql },
    },
    [reference(value)],
  );
}

function sha2<T>(bits: number, value: unknown): T {
  return hash(
    `SHA${bits}`,
    (_compiler, [sql]) => `ENCODE(SHA${bits}(CONVERT_TO(${sql}, 'UTF8')), 'hex')`,
    (_compiler, [sql]) => `SHA2(${sql}, ${bits})`,
    value,
  );
}

/** The MD5 of a text. */
export function md5<const X>(value: X): TextOf<X> {
  return hash("MD5", (_compiler, [sql]) => `MD5(${sql})`, "MD5", value);
}

/** The SHA-1 of a text. PostgreSQL wants its extension pgcrypto for it. */
export function sha1<const X>(value: X): TextOf<X> {
  return hash("SHA1", (_compiler, [sql]) => `ENCODE(DIGEST(${sql}, 'sha1'), 'hex')`, "SHA1", value);
}

/** The SHA-224 of a text. */
export function sha224<const X>(value: X): TextOf<X> {
  return sha2(224, value);
}

/** The SHA-256 of a text. */
export function sha256<const X>(value: X): TextOf<X> {
  return sha2(256, value);
}

/** The SHA-384 of a text. */
export function sha384<const X>(value: X): TextOf<X> {
  return sha2(384, value);
}

/** The SHA-512 of a text. */
export function sha512<const X>(value: X): TextOf<X> {
  return sha2(512, value);
}
