/** Functions on texts. A plain text names a column; `value("…")` is the text itself. */

import type { Expression } from "../expression.ts";
import { Func, type FuncOptions } from "../func.ts";
import { operand, reference } from "../references.ts";
import { atLeastTwo, counted, INTEGER, TEXT } from "./arguments.ts";

function text(call: FuncOptions, parts: readonly Expression[]): Func {
  return new Func({ output: TEXT, ...call }, parts);
}

/** The texts one after another; null counts as the empty text. */
export function concat(...values: readonly unknown[]): Func {
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
export function lower(value: unknown): Func {
  return text({ function: "LOWER" }, [reference(value)]);
}

/** The text in capitals. SQLite changes the letters a to z alone. */
export function upper(value: unknown): Func {
  return text({ function: "UPPER" }, [reference(value)]);
}

/** The number of characters. */
export function length(value: unknown): Func {
  return new Func({ function: "LENGTH", output: INTEGER, on: { mysql: "CHAR_LENGTH" } }, [
    reference(value),
  ]);
}

/** The first `count` characters. */
export function left(value: unknown, count: unknown): Func {
  return text(
    { function: "LEFT", on: { sqlite: (_compiler, [sql, many]) => `SUBSTR(${sql}, 1, ${many})` } },
    [reference(value), counted("left", "length", count, 1)],
  );
}

/** The last `count` characters. */
export function right(value: unknown, count: unknown): Func {
  return text(
    {
      function: "RIGHT",
      on: { sqlite: (_compiler, [sql, many]) => `SUBSTR(${sql}, -(${many}), ${many})` },
    },
    [reference(value), counted("right", "length", count, 1)],
  );
}

/** The characters from `position` on, which counts from 1; all, or `count` of them. */
export function substr(value: unknown, position: unknown, count?: unknown): Func {
  return text({ function: "SUBSTR" }, [
    reference(value),
    counted("substr", "position", position, 1),
    ...(count === undefined ? [] : [counted("substr", "length", count, 0)]),
  ]);
}

/** The text with every `search` replaced. `search` and `replacement` are plain texts or expressions. */
export function replace(value: unknown, search: unknown, replacement: unknown = ""): Func {
  return text({ function: "REPLACE" }, [reference(value), operand(search), operand(replacement)]);
}

/** The text without spaces at both ends. */
export function trim(value: unknown): Func {
  return text({ function: "TRIM" }, [reference(value)]);
}

/** The text without spaces at its beginning. */
export function ltrim(value: unknown): Func {
  return text({ function: "LTRIM" }, [reference(value)]);
}

/** The text without spaces at its end. */
export function rtrim(value: unknown): Func {
  return text({ function: "RTRIM" }, [reference(value)]);
}

function pad(name: "LPAD" | "RPAD", value: unknown, count: unknown, fill: unknown): Func {
  return text({ function: name, on: { sqlite: `flagon_${name.toLowerCase()}` } }, [
    reference(value),
    counted(name.toLowerCase(), "length", count, 0),
    operand(fill),
  ]);
}

/** The text filled up in front to `count` characters; a longer one is cut off. */
export function lpad(value: unknown, count: unknown, fill: unknown = " "): Func {
  return pad("LPAD", value, count, fill);
}

/** The text filled up behind to `count` characters; a longer one is cut off. */
export function rpad(value: unknown, count: unknown, fill: unknown = " "): Func {
  return pad("RPAD", value, count, fill);
}

/** The text `count` times. */
export function repeat(value: unknown, count: unknown): Func {
  return text({ function: "REPEAT", on: { sqlite: "flagon_repeat" } }, [
    reference(value),
    counted("repeat", "number", count, 0),
  ]);
}

/** The characters from the last to the first. */
export function reverse(value: unknown): Func {
  return text({ function: "REVERSE", on: { sqlite: "flagon_reverse" } }, [reference(value)]);
}

/** The position of `search` in the text, from 1 on; 0 where it is not in it. */
export function strIndex(value: unknown, search: unknown): Func {
  return new Func({ function: "INSTR", output: INTEGER, on: { postgres: "STRPOS" } }, [
    reference(value),
    reference(search),
  ]);
}

/** The number of the first character in Unicode. */
export function ord(value: unknown): Func {
  return new Func(
    { function: "ORD", output: INTEGER, on: { sqlite: "UNICODE", postgres: "ASCII" } },
    [reference(value)],
  );
}

/** The character of a number in Unicode. */
export function chr(value: unknown): Func {
  return text(
    {
      function: "CHR",
      on: {
        sqlite: "CHAR",
        mysql: (_compiler, [sql]) => `CONVERT(CHAR(${sql} USING utf32) USING utf8mb4)`,
      },
    },
    [reference(value)],
  );
}
