/** What SQLite lacks for texts: padding, digests, regular expressions, and what is UTF-8. */

import { searches } from "./sqlite-patterns.ts";
import type { SqliteScalar, SqliteValue } from "./sqlite-functions.ts";

/** A function that gives null where a value is null. */
function strict(call: (...values: Exclude<SqliteValue, null>[]) => SqliteValue): SqliteScalar {
  return {
    call: (...values) =>
      values.includes(null) ? null : call(...(values as Exclude<SqliteValue, null>[])),
  };
}

/** Characters and not halves of them: as SQLite counts. */
function characters(text: unknown): string[] {
  return [...String(text)];
}

function filled(count: number, fill: unknown): string[] {
  const parts = characters(fill);
  return parts.length === 0
    ? []
    : Array.from({ length: count }, (_, at) => parts[at % parts.length]!);
}

function padded(
  text: SqliteValue,
  count: SqliteValue,
  fill: SqliteValue,
  join: (own: string[], more: string[]) => string[],
): string {
  const own = characters(text);
  const missing = Number(count) - own.length;
  return (missing <= 0 ? own.slice(0, Number(count)) : join(own, filled(missing, fill))).join("");
}

function digest(algorithm: string): SqliteScalar {
  return strict((text) => {
    const { createHash } = process.getBuiltinModule("node:crypto");
    const content = text instanceof Uint8Array ? text : String(text);
    return createHash(algorithm).update(content).digest("hex");
  });
}

/** Whether bytes are a text in UTF-8. One with a zero would end there for SQLite. */
function isText(bytes: unknown): boolean {
  if (!(bytes instanceof Uint8Array)) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return !bytes.includes(0);
  } catch {
    return false;
  }
}

/** The functions by their names. */
export const textFunctions: readonly (readonly [string, SqliteScalar])[] = [
  [
    "flagon_lpad",
    strict((text, count, fill) => padded(text!, count!, fill!, (own, more) => [...more, ...own])),
  ],
  [
    "flagon_rpad",
    strict((text, count, fill) => padded(text!, count!, fill!, (own, more) => [...own, ...more])),
  ],
  ["flagon_repeat", strict((text, count) => String(text).repeat(Math.max(0, Number(count))))],
  ["flagon_reverse", strict((text) => characters(text).toReversed().join(""))],
  ["flagon_random", { call: () => Math.random(), deterministic: false }],
  [
    "flagon_regexp",
    strict((pattern, text, ignoresCase) =>
      Number(searches(String(pattern), String(text), ignoresCase === 1)),
    ),
  ],
  ["flagon_is_utf8", strict((bytes) => Number(isText(bytes)))],
  ...["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map(
    (name) => [`flagon_${name}`, digest(name)] as const,
  ),
];
