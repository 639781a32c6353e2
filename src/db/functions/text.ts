/** Functions on texts. A plain text names a column; `value("…")` is the text itself. */

import type { Expression } from "../expression.ts";
import type { FuncOptions } from "../func.ts";
import { operand, reference } from "../references.ts";
import type { PathsOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import {
  atLeastTwo,
  counted,
  INTEGER,
  made,
  type NumberOf,
  TEXT,
  type TextOf,
} from "./arguments.ts";

function text<T>(call: FuncOptions, parts: readonly Expression[]): T {
  return made({ output: TEXT, ...call }, parts);
}

/** The texts one after another; null counts as the empty text. */
export function concat<const X extends readonly unknown[]>(
  ...values: X
): TermOf<string, PathsOf<X[number]>> {
  atLeastTwo("concat", values);
  return text(
    {
      function: "CONCAT",
      sql: (_compiler, sqls) => `(${sqls.map((sql) => `COALESCE(${sql}, '')`).join(" || ")})`,
      on: {
        postgres: (_compiler, sqls) =>
          `(${sqls.map((sql) => `COALESCE((${sql})::text, '')`).join(" || ")})`,
        mysql: (_compiler, sqls) => `CONCAT_WS('', ${sqls.join(", ")})`,
      },
    },
    values.map(reference),
  );
}

/** The text in small letters. SQLite changes the letters A to Z alone. */
export function lower<const X>(value: X): TextOf<X> {
  return text({ function: "LOWER" }, [reference(value)]);
}

/** The text in capitals. SQLite changes the letters a to z alone. */
export function upper<const X>(value: X): TextOf<X> {
  return text({ function: "UPPER" }, [reference(value)]);
}

/** The number of characters. */
export function length<const X>(value: X): NumberOf<X> {
  return made({ function: "LENGTH", output: INTEGER, on: { mysql: "CHAR_LENGTH" } }, [
    reference(value),
  ]);
}

/** The first `count` characters. */
export function left<const X>(value: X, count: unknown): TextOf<X> {
  return text(
    { function: "LEFT", on: { sqlite: (_compiler, [sql, many]) => `SUBSTR(${sql}, 1, ${many})` } },
    [reference(value), counted("left", "length", count, 1)],
  );
}

/** The last `count` characters. */
export function right<const X>(value: X, count: unknown): TextOf<X> {
  return text(
    {
      function: "RIGHT",
      on: { sqlite: (_compiler, [sql, many]) => `SUBSTR(${sql}, -(${many}), ${many})` },
    },
    [reference(value), counted("right", "length", count, 1)],
  );
}

/** The characters from `position` on, which counts from 1; all, or `count` of them. */
export function substr<const X>(value: X, position: unknown, count?: unknown): TextOf<X> {
  return text({ function: "SUBSTR" }, [
    reference(value),
    counted("substr", "position", position, 1),
    ...(count === undefined ? [] : [counted("substr", "length", count, 0)]),
  ]);
}

/** The text with every `search` replaced. `search` and `replacement` are plain texts or expressions. */
export function replace<const X>(value: X, search: unknown, replacement: unknown = ""): TextOf<X> {
  return text({ function: "REPLACE" }, [reference(value), operand(search), operand(replacement)]);
}

/** The text without spaces at both ends. */
export function trim<const X>(value: X): TextOf<X> {
  return text({ function: "TRIM" }, [reference(value)]);
}

/** The text without spaces at its beginning. */
export function ltrim<const X>(value: X): TextOf<X> {
  return text({ function: "LTRIM" }, [reference(value)]);
}

/** The text without spaces at its end. */
export function rtrim<const X>(value: X): TextOf<X> {
  return text({ function: "RTRIM" }, [reference(value)]);
}

function pad<T>(name: "LPAD" | "RPAD", value: unknown, count: unknown, fill: unknown): T {
  return text({ function: name, on: { sqlite: `flagon_${name.toLowerCase()}` } }, [
    reference(value),
    counted(name.toLowerCase(), "length", count, 0),
    operand(fill),
  ]);
}

/** The text filled up in front to `count` characters; a longer one is cut off. */
export function lpad<const X>(value: X, count: unknown, fill: unknown = " "): TextOf<X> {
  return pad("LPAD", value, count, fill);
}

/** The text filled up behind to `count` characters; a longer one is cut off. */
export function rpad<const X>(value: X, count: unknown, fill: unknown = " "): TextOf<X> {
  return pad("RPAD", value, count, fill);
}

/** The text `count` times. */
export function repeat<const X>(value: X, count: unknown): TextOf<X> {
  return text({ function: "REPEAT", on: { sqlite: "flagon_repeat" } }, [
    reference(value),
    counted("repeat", "number", count, 0),
  ]);
}

/** The characters from the last to the first. */
export function reverse<const X>(value: X): TextOf<X> {
  return text({ function: "REVERSE", on: { sqlite: "flagon_reverse" } }, [reference(value)]);
}

/** The position of `search` in the text, from 1 on; 0 where it is not in it. */
export function strIndex<const X>(value: X, search: unknown): NumberOf<X> {
  return made({ function: "INSTR", output: INTEGER, on: { postgres: "STRPOS" } }, [
    reference(value),
    reference(search),
  ]);
}

/** The number of the first character in Unicode. */
export function ord<const X>(value: X): NumberOf<X> {
  return made(
    {
      function: "ORD",
      output: INTEGER,
      on: {
        sqlite: "UNICODE",
        postgres: "ASCII",
        // In UTF-8 it would be the number of the bytes.
        mysql: (_compiler, [sql]) => `ORD(CONVERT(${sql} USING utf32))`,
      },
    },
    [reference(value)],
  );
}

/** The character of a number in Unicode. */
export function chr<const X>(value: X): TextOf<X> {
  return text(
    {
      function: "CHR",
      on: {
        sqlite: "CHAR",
        mysql: (_compiler, [sql]) => `CAST(CHAR(${sql} USING utf32) AS CHAR)`,
      },
    },
    [reference(value)],
  );
}
