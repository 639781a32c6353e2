/** Functions that choose among values. */

import { FlagonError } from "../../base/errors.ts";
import { reference } from "../references.ts";
import type { NotNull, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { atLeastTwo, firstType, made, type SameOf } from "./arguments.ts";

/** The values but for null, except that of the last. */
type Coalesced<X extends readonly unknown[]> = X extends readonly [...infer First, infer Last]
  ? NotNull<ValueOf<First[number]>> | ValueOf<Last>
  : ValueOf<X[number]>;

/** The first value that is not null. A plain text names a column. */
export function coalesce<const X extends readonly unknown[]>(
  ...values: X
): TermOf<Coalesced<X>, PathsOf<X[number]>> {
  atLeastTwo("coalesce", values);
  return made({ function: "COALESCE", output: firstType }, values.map(reference));
}

/** The largest value. Where one is null, SQLite and MySQL give null, and PostgreSQL leaves it out. */
export function greatest<const X extends readonly unknown[]>(
  ...values: X
): TermOf<ValueOf<X[number]>, PathsOf<X[number]>> {
  atLeastTwo("greatest", values);
  return made(
    { function: "GREATEST", output: firstType, on: { sqlite: "MAX" } },
    values.map(reference),
  );
}

/** The smallest value. Where one is null, SQLite and MySQL give null, and PostgreSQL leaves it out. */
export function least<const X extends readonly unknown[]>(
  ...values: X
): TermOf<ValueOf<X[number]>, PathsOf<X[number]>> {
  atLeastTwo("least", values);
  return made(
    { function: "LEAST", output: firstType, on: { sqlite: "MIN" } },
    values.map(reference),
  );
}

/** The value, or null where it equals the other one. */
export function nullIf<const X, const Y>(
  value: X,
  other: Y,
): TermOf<ValueOf<X> | null, PathsOf<X> | PathsOf<Y>> {
  return made({ function: "NULLIF" }, [reference(value), reference(other)]);
}

/** The value, compared and ordered by the rules of a collation. */
export function collate<const X>(value: X, collation: string): SameOf<X> {
  if (!/^[\w-]+(?:\.[\w-]+)?$/.test(collation)) {
    throw new FlagonError(`"${collation}" is no name of a collation.`, {
      code: "db.wrong-type",
      where: "collate(…)",
      mend: 'Use letters, digits, "_", "-" and one dot.',
    });
  }
  return made(
    {
      function: "COLLATE",
      detail: collation,
      sql: (compiler, [sql]) => `${sql} COLLATE ${compiler.quote(collation)}`,
    },
    [reference(value)],
  );
}
