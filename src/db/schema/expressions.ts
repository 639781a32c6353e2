/** Conditions and expressions as they stand in a schema: columns without their table, values as literals. */

import type { DatabaseKind } from "../backends/backend.ts";
import { Compiler } from "../compiler.ts";
import { writerOf } from "../codecs.ts";
import { dialectOf } from "../dialects.ts";
import type { Dialect } from "../dialect.ts";
import type { Expression } from "../expression.ts";
import type { Convert, Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";
import { type Conditions, toQ } from "../q.ts";
import { Query } from "../query.ts";
import { Scope } from "../scope.ts";
import { SlotCounter, StructureKey } from "../structure.ts";
import { conditionSql, EVERYTHING, NOTHING } from "../where.ts";
import { keptLiteral } from "./literals.ts";

/** Writes values into the statement itself. */
class SchemaCompiler extends Compiler {
  readonly values: readonly unknown[];

  constructor(kind: DatabaseKind, values: readonly unknown[]) {
    super({ ...dialectOf(kind), inList }, { bare: true });
    this.values = values;
  }

  override bind(index: number, convert?: Convert): string {
    return this.literal(this.values[index], convert);
  }

  override bindFixed(value: unknown, field?: Field): string {
    return this.literal(value, field === undefined ? undefined : writerOf(field, this.kind));
  }

  literal(value: unknown, convert: Convert | undefined): string {
    const ready =
      convert === undefined || value === null || value === undefined
        ? value
        : convert(value as never);
    return keptLiteral(ready, this.kind);
  }
}

/** Lists are spelt out: a check may not have a query, and an index wants one form for all. */
const inList: Dialect["inList"] = (compiler, left, index, convert) => {
  const schema = compiler as SchemaCompiler;
  const items = (schema.values[index] as unknown[]).filter((item) => item !== null);
  return `${left} IN (${items.map((item) => schema.literal(item, convert)).join(", ")})`;
};

/** The SQL of a condition on one row. */
export function conditionText(condition: Conditions, meta: Meta, kind: DatabaseKind): string {
  const { resolved, compiler } = prepared(toQ(condition), meta, kind);
  const sql = conditionSql(resolved, compiler);
  if (sql === EVERYTHING) return "1 = 1";
  return sql === NOTHING ? "1 = 0" : sql;
}

/** The SQL of an expression over the columns of one row. */
export function expressionText(expression: Expression, meta: Meta, kind: DatabaseKind): string {
  const { resolved, compiler } = prepared(expression, meta, kind);
  return resolved.toSql(compiler);
}

/** The field that says what an expression over a model's columns gives. */
export function fieldOfExpression(expression: Expression, meta: Meta): Field | undefined {
  return expression.slotted(new SlotCounter(0)).resolve(scopeOf(meta)).outputField;
}

function prepared(
  expression: Expression,
  meta: Meta,
  kind: DatabaseKind,
): { resolved: Expression; compiler: SchemaCompiler } {
  const key = new StructureKey();
  expression.key(key);
  const resolved = expression.slotted(new SlotCounter(0)).resolve(scopeOf(meta));
  return { resolved, compiler: new SchemaCompiler(kind, key.values) };
}

function scopeOf(meta: Meta): Scope {
  return new Scope(new Query(meta), { allowJoins: false });
}
