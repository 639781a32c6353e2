/** Lookups of hstore on PostgreSQL: which names it has, what it contains, and the text under a name. */

import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import { ArrayField } from "./fields/arrays.ts";
import type { Convert, Field } from "./fields/field.ts";
import { HStoreField } from "./fields/postgres.ts";
import { TextField } from "./fields/text.ts";
import { Func } from "./func.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { registerLookup } from "./lookups.ts";
import { textOf } from "./text-lookups.ts";
import { registerTransform, Transforms } from "./transform-table.ts";
import { Constant } from "./values.ts";

const TEXT = new TextField({ null: true });
const TEXTS = new ArrayField(TEXT as Field) as Field;

const names: Convert = (values: never) => (values as unknown[]).map(textOf);

/** A comparison by an operator: with another hstore, a name, or a list of names. */
function operator(name: string, sign: string, type: "hstore" | "text" | "text[]"): LookupClass {
  return class extends Lookup {
    static override readonly lookupName: string = name;

    override toSql(compiler: Compiler): string {
      const isNothing = this.right instanceof Constant;
      const right = isNothing ? "'{}'" : this.rightSql(compiler);
      return `${this.leftSql(compiler)} ${sign} ${right}::${type}`;
    }

    override convert(compiler: Compiler): Convert | undefined {
      if (type === "hstore") return super.convert(compiler);
      return type === "text" ? (textOf as Convert) : names;
    }
  };
}

const OPERATORS = [
  ["contains", "@>", "hstore"],
  ["contained_by", "<@", "hstore"],
  ["has_key", "?", "text"],
  ["has_keys", "?&", "text[]"],
  ["has_any_keys", "?|", "text[]"],
] as const;

for (const [name, sign, type] of OPERATORS) registerLookup(operator(name, sign, type), HStoreField);

const listOf =
  (call: string) =>
  (side: Expression): Expression =>
    new Func({ function: call, output: TEXTS }, [side]);

registerTransform("keys", listOf("AKEYS"), HStoreField);
registerTransform("values", listOf("AVALS"), HStoreField);

/** The text under a name: `data__colour`. */
Transforms.registerOpen(
  HStoreField,
  (side, name) =>
    new Func(
      {
        function: "hstore ->",
        detail: name,
        output: TEXT,
        sql: (compiler, [sql]) => `(${sql} -> ${compiler.dialect.literal(name)})`,
      },
      [side],
    ),
);
