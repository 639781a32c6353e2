/** Values as another type. */

import type { Expression } from "../expression.ts";
import type { Field } from "../fields/field.ts";
import { Func } from "../func.ts";
import { reference } from "../references.ts";

/** The value as the type of a field's column. */
export function cast(value: unknown, output: Field): Func {
  return new Func(
    {
      function: "CAST",
      detail: output.kind,
      output,
      sql: (compiler, [sql]) => compiler.dialect.cast(sql!, output),
    },
    [reference(value)],
  );
}

/** The same where the database would not know the type by itself. */
export function castTo(value: Expression, output: Field): Expression {
  return new Func(
    {
      function: "CAST?",
      detail: output.kind,
      output,
      sql: (compiler, [sql]) =>
        compiler.kind === "postgres" ? compiler.dialect.cast(sql!, output) : sql!,
    },
    [value],
  );
}
