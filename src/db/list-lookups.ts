/** Lookups of arrays and ranges on PostgreSQL: what they contain, how they overlap, their length and their items. */

import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import { ArrayField } from "./fields/arrays.ts";
import type { Convert } from "./fields/field.ts";
import { IntegerField } from "./fields/integers.ts";
import { RangeField } from "./fields/ranges.ts";
import { Func } from "./func.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { registerLookup } from "./lookups.ts";
import { Range } from "./range.ts";
import { Transforms } from "./transform-table.ts";
import { Constant } from "./values.ts";

/** A comparison by an operator of PostgreSQL, whose right side is of the left side's type. */
function operator(name: string, sign: string): LookupClass {
  return class extends Lookup {
    static override readonly lookupName: string = name;

    override toSql(compiler: Compiler): string {
      const type = this.left.outputField!.columnType("postgres");
      const isEmpty = this.right instanceof Constant;
      const right = isEmpty ? "'{}'" : this.rightSql(compiler);
      return `${this.leftSql(compiler)} ${sign} (${right})::${type}`;
    }

    override convert(compiler: Compiler): Convert | undefined {
      const write = super.convert(compiler);
      return this.left.outputField instanceof RangeField ? rangeConvert(write!) : write;
    }
  };
}

const converts = new WeakMap<Convert, Convert>();

/** A value within a range is a range of one. */
function rangeConvert(write: Convert): Convert {
  let found = converts.get(write);
  if (found === undefined) {
    found = (value: unknown) => {
      const isRange = value instanceof Range || Array.isArray(value);
      return write((isRange ? value : new Range(value, value, "[]")) as never);
    };
    converts.set(write, found);
  }
  return found;
}

const SHARED = [
  ["contains", "@>"],
  ["contained_by", "<@"],
  ["overlap", "&&"],
] as const;
const OF_RANGES = [
  ["fully_lt", "<<"],
  ["fully_gt", ">>"],
  ["not_lt", "&>"],
  ["not_gt", "&<"],
  ["adjacent_to", "-|-"],
] as const;

for (const [name, sign] of SHARED) registerLookup(operator(name, sign), ArrayField);
for (const [name, sign] of [...SHARED, ...OF_RANGES])
  registerLookup(operator(name, sign), RangeField);

const INTEGER = new IntegerField();

Transforms.register(
  "len",
  (side) =>
    new Func(
      {
        function: "array len",
        output: INTEGER,
        sql: (_compiler, [sql]) =>
          `CASE WHEN ${sql} IS NULL THEN NULL ELSE COALESCE(ARRAY_LENGTH(${sql}, 1), 0) END`,
      },
      [side],
    ),
  ArrayField,
);
Transforms.registerOpen(ArrayField, part);

/** An item by its place, from 0 on, or the items from one place up to another: `tags__0`, `tags__0_2`. */
function part(side: Expression, name: string): Expression | undefined {
  const found = /^(\d{1,9})(?:_(\d{1,9}))?$/.exec(name);
  if (found === null) return undefined;
  const field = side.outputField as ArrayField;
  const [start, end] = [Number(found[1]) + 1, found[2]];
  const place = end === undefined ? `${start}` : `${start}:${Number(end)}`;
  return new Func(
    {
      function: `array ${place}`,
      output: end === undefined ? field.inner : field,
      sql: (_compiler, [sql]) => `(${sql})[${place}]`,
    },
    [side],
  );
}
