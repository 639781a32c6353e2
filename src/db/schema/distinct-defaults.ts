/** Adds a unique field whose default is a function: rows that are there each get a value of their own. */

import { Statement } from "../backends/backend.ts";
import type { Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";
import type { Alterations } from "./alterations.ts";
import { FLUSH } from "./alterations-postgres.ts";
import { isPrimaryKey, isUnique, storedLiteral } from "./columns.ts";
import { literalOf } from "./literals.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import type { LiveStep, Step } from "./steps.ts";

/** Whether one value for all rows would not do. */
export function needsDistinct(field: Field, meta: Meta): boolean {
  return (
    typeof field.options.default === "function" && isUnique(field) && !isPrimaryKey(field, meta)
  );
}

/** The steps that add such a field: a plain column that may be NULL, its values, and then all that the field asks for. */
export function addDistinct(
  after: Meta,
  field: Field,
  alterations: Alterations,
  rules: SchemaRules,
): Step[] {
  const { default: _default, ...options } = field.options;
  const plain = Object.assign(field.copy(), { options: { ...options, unique: false, null: true } });
  const before = withPlain(after, field, plain);
  return [
    ...alterations.addField(before, plain, undefined),
    fillEach(after, field, rules),
    ...alterations.alterField({ before, after, from: plain, to: field }, undefined),
  ];
}

/** The model with the plain field in the place of the field. */
function withPlain(after: Meta, field: Field, plain: Field): Meta {
  return Object.create(after, {
    localFields: { value: after.localFields.map((one) => (one === field ? plain : one)) },
    member: {
      value: (name: string) => {
        const found = after.member(name);
        return found === field ? plain : found;
      },
    },
  }) as Meta;
}

function fillEach(meta: Meta, field: Field, { kind }: SchemaRules): LiveStep {
  const quote = (name: string): string => quoteName(name, kind);
  const keys = meta.keyFields.map(({ column }) => quote(column));
  return {
    preview: () => [],
    plan: async (database) => {
      const sql = `SELECT ${keys.join(", ")} FROM ${quote(meta.table)}`;
      const rows = await database.read(new Statement(sql, { once: true }), []);
      const updates = rows.map((row) => {
        const value = storedLiteral(field, field.defaultValue(), kind);
        const own = row.map((part, at) => `${keys[at]!} = ${literalOf(part, kind)}`).join(" AND ");
        return `UPDATE ${quote(meta.table)} SET ${quote(field.column)} = ${value} WHERE ${own}`;
      });
      return kind === "postgres" ? [...updates, ...FLUSH] : updates;
    },
  };
}
