/** The lookups that search texts: parts of them, whatever their capitals, and regular expressions. */

import { FlagonError } from "../base/errors.ts";
import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import type { Convert } from "./fields/field.ts";
import { UuidField } from "./fields/uuid.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { Slot } from "./values.ts";

/** Part of a text. `%` and `_` in the value stand for themselves. */
abstract class Pattern extends Lookup {
  abstract readonly before: string;
  abstract readonly after: string;
  abstract readonly ignoresCase: boolean;

  override toSql(compiler: Compiler): string {
    const { searched } = this.left;
    const left = compiler.dialect.textSide(
      searched.toSql(compiler),
      searched.outputField,
      this.ignoresCase,
    );
    const { right, before, after } = this;
    // Where the database has no type for them, the texts of keys are kept without dashes.
    const isBare = searched.outputField instanceof UuidField && compiler.kind !== "postgres";
    const value =
      right instanceof Slot
        ? compiler.bind(right.index, patternConvert(before, after, isBare))
        : compiler.dialect.patternOf(right.toSql(compiler), before, after);
    const isPrefix = before === "" && after !== "" && searched instanceof Column;
    return compiler.dialect.like(left, value, this.ignoresCase, isPrefix);
  }
}

const patterns = new Map<string, Convert>();

function patternConvert(before: string, after: string, isBare: boolean): Convert {
  const key = `${before} ${after} ${isBare}`;
  let convert = patterns.get(key);
  if (convert === undefined) {
    const read = (value: unknown): string =>
      isBare ? textOf(value).replaceAll("-", "") : textOf(value);
    convert = (value: never) => `${before}${read(value).replaceAll(/[\\%_]/g, "\\$&")}${after}`;
    patterns.set(key, convert);
  }
  return convert;
}

/** The text of a value that is looked for within a text. */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    case "object":
      if (
        value !== null &&
        !Array.isArray(value) &&
        Object.getPrototypeOf(value) !== Object.prototype
      )
        return String(value);
  }
  throw new FlagonError("A text is wanted here.", {
    code: "db.wrong-type",
    where: "a lookup of texts",
    mend: "Give a string.",
  });
}

class Contains extends Pattern {
  static override readonly lookupName: string = "contains";
  readonly before: string = "%";
  readonly after: string = "%";
  readonly ignoresCase: boolean = false;
}

class IContains extends Contains {
  static override readonly lookupName: string = "icontains";
  override readonly ignoresCase = true;
}

class StartsWith extends Pattern {
  static override readonly lookupName: string = "startswith";
  readonly before = "";
  readonly after = "%";
  readonly ignoresCase: boolean = false;
}

class IStartsWith extends StartsWith {
  static override readonly lookupName: string = "istartswith";
  override readonly ignoresCase = true;
}

class EndsWith extends Pattern {
  static override readonly lookupName: string = "endswith";
  readonly before = "%";
  readonly after = "";
  readonly ignoresCase: boolean = false;
}

class IEndsWith extends EndsWith {
  static override readonly lookupName: string = "iendswith";
  override readonly ignoresCase = true;
}

/** Equal but for capitals. */
class IExact extends Pattern {
  static override readonly lookupName: string = "iexact";
  readonly before = "";
  readonly after = "";
  readonly ignoresCase = true;
}

/** Matches a regular expression of the database's own kind. */
class Regex extends Lookup {
  static override readonly lookupName: string = "regex";

  override toSql(compiler: Compiler): string {
    const right =
      this.right instanceof Slot
        ? compiler.bind(this.right.index, textOf as Convert)
        : this.right.toSql(compiler);
    return compiler.dialect.regex(this.left.searched.toSql(compiler), right, false);
  }
}

class IRegex extends Regex {
  static override readonly lookupName: string = "iregex";

  override toSql(compiler: Compiler): string {
    const right =
      this.right instanceof Slot
        ? compiler.bind(this.right.index, textOf as Convert)
        : this.right.toSql(compiler);
    return compiler.dialect.regex(this.left.searched.toSql(compiler), right, true);
  }
}

/** The lookups of texts that all fields have. */
export const TEXT_LOOKUPS: readonly LookupClass[] = [
  IExact,
  Contains,
  IContains,
  StartsWith,
  IStartsWith,
  EndsWith,
  IEndsWith,
  Regex,
  IRegex,
];
