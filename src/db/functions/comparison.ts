/** Functions that choose among values. */

import { FlagonError } from "../../base/errors.ts";
import { Func } from "../func.ts";
import { reference } from "../references.ts";
import { atLeastTwo, firstType } from "./arguments.ts";

/** The first value that is not null. A plain text names a column. */
export function coalesce(...values: readonly unknown[]): Func {
  atLeastTwo("coalesce", values);
  return new Func({ function: "COALESCE", output: firstType }, values.map(reference));
}

/** The largest value. Where one is null, SQLite and MySQL give null, and PostgreSQL leaves it out. */
export function greatest(...values: readonly unknown[]): Func {
  atLeastTwo("greatest", values);
  return new Func(
    { function: "GREATEST", output: firstType, on: { sqlite: "MAX" } },
    values.map(reference),
  );
}

/** The smallest value. Where one is null, SQLite and MySQL give null, and PostgreSQL leaves it out. */
export function least(...values: readonly unknown[]): Func {
  atLeastTwo("least", values);
  return new Func(
    { function: "LEAST", output: firstType, on: { sqlite: "MIN" } },
    values.map(reference),
  );
}

/** The value, or null where it equals the other one. */
export function nullIf(value: unknown, other: unknown): Func {
  return new Func({ function: "NULLIF" }, [reference(value), reference(other)]);
}

/** The value, compared and ordered by the rules of a collation. */
export function collate(value: unknown, collation: string): Func {
  if (!/^[\w-]+(?:\.[\w-]+)?$/.test(collation)) {
    throw new FlagonError(`"${collation}" is no name of a collation.`, {
      code: "db.wrong-type",
      where: "collate(…)",
      mend: 'Use letters, digits, "_", "-" and one dot.',
    });
  }
  return new Func(
    {
      function: "COLLATE",
      detail: collation,
      sql: (compiler, [sql]) => `${sql} COLLATE ${compiler.quote(collation)}`,
    },
    [reference(value)],
  );
}
