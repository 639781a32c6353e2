/** Query sets of rows beside a foreign key: it holds the field that it refers to, which need not be their key. */

import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Query } from "./query.ts";
import { Scope } from "./scope.ts";
import { Subquery } from "./subqueries.ts";

/** The same query with the values that a field refers to, where it stands for rows; other expressions stay as they are. */
export function referredBy(field: Field, value: Expression): Expression {
  if (!(value instanceof Subquery) || !value.query.standsForRows) return value;
  if (!(field instanceof ForeignKey) || field.toField === field.target.pk) return value;
  return new Subquery(withColumn(value.query, field.toField.attribute));
}

function withColumn(query: Query, name: string): Query {
  const copy = query.copy();
  copy.columns = [[name, new Scope(copy).reference(name)]];
  copy.selection = { kind: "values", names: [name] };
  copy.combined = copy.combined.map((part) => withColumn(part, name));
  return copy;
}
