/** The value of each row of a bulk update, as one expression: `CASE WHEN id = 1 THEN … END`. */

import { CaseOf, Typed, When } from "./conditional.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { toQ } from "./q.ts";
import { castTo } from "./functions/cast.ts";
import type { RowObject } from "./row-state.ts";
import { Constant, Value } from "./values.ts";

/** The expression that gives each of the rows its value of a field. */
export function caseOf(rows: readonly RowObject[], field: Field, meta: Meta): Expression {
  const whens = rows.map((row) => {
    const value = row[field.attribute];
    return new When(
      toQ({ pk: row[meta.pk.attribute] }),
      value instanceof Expression ? value : new Value(value ?? null, field),
    );
  });
  return castTo(new Typed(new CaseOf(whens, new Constant(null), field), field), field);
}
