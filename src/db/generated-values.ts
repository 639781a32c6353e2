/** What the database would work out for a row that has not been saved: rules may be about generated columns, too. */

import type { Database } from "./backends/backend.ts";
import { boundCall } from "./bound.ts";
import { readerOf } from "./codecs.ts";
import { Compiler } from "./compiler.ts";
import { resolved, usesAny, withRow } from "./constraint-checks.ts";
import { dialectOf } from "./dialects.ts";
import type { Expression } from "./expression.ts";
import { GeneratedField } from "./fields/generated.ts";
import type { Meta } from "./meta.ts";
import { Query } from "./query.ts";
import type { RowObject } from "./row-state.ts";
import { lineOf } from "./unique-checks.ts";

/**
 * Gives a row with what its generated columns will hold, and the names of the fields to leave out: those that cannot be told are among them.
 *
 * The row itself stays as it is. One statement for each generated column, and none where no rule can be about one.
 */
export async function withGenerated(
  row: RowObject,
  meta: Meta,
  left: ReadonlySet<string>,
  database: Database,
): Promise<{ row: RowObject; left: ReadonlySet<string> }> {
  const generated = lineOf(meta).flatMap((model) => (hasRules(model) ? generatedOf(model) : []));
  if (generated.length === 0) return { row, left };
  const whole = Object.create(row) as RowObject;
  const unknown = new Set(left);
  for (const [model, field] of generated) {
    const { node, values } = resolved(field.expression as Expression, new Query(model));
    if (usesAny(node, left)) {
      unknown.add(field.name);
      continue;
    }
    const compiler = new Compiler(dialectOf(database.kind));
    const sql = `SELECT ${withRow(node, row).toSql(compiler)}`;
    const { statement, parameters } = boundCall(sql, compiler, values);
    const [[value = null] = []] = await database.read(statement, parameters);
    const read = readerOf(field, database.kind);
    whole[field.attribute] = value === null || read === undefined ? value : read(value as never);
  }
  return { row: whole, left: unknown };
}

function hasRules(meta: Meta): boolean {
  const { uniqueTogether = [], constraints = [] } = meta.options;
  const isUnique = meta.localFields.some((field) => field.isGenerated && field.options.unique);
  return isUnique || uniqueTogether.length > 0 || constraints.length > 0;
}

function generatedOf(meta: Meta): [Meta, GeneratedField][] {
  return meta.localFields.flatMap((field): [Meta, GeneratedField][] =>
    field instanceof GeneratedField ? [[meta, field as GeneratedField]] : [],
  );
}
