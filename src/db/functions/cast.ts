/** Values as another type. */

import { FlagonError } from "../../base/errors.ts";
import type { Expression } from "../expression.ts";
import { Field } from "../fields/field.ts";
import { Func } from "../func.ts";
import { reference } from "../references.ts";
import type { NullAs, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { ReadBy, TermOf } from "../typing/terms.ts";

/** The value as the type of a field's column: `cast("views", f.text())`. */
export function cast<const X, const Y extends object>(
  value: X,
  output: Y,
): TermOf<NullAs<ReadBy<Y, unknown>, ValueOf<X>>, PathsOf<X>> {
  if (!(output instanceof Field)) {
    throw new FlagonError("A value is cast to the type of a field.", {
      code: "db.wrong-type",
      where: "cast(value, …)",
      mend: 'Give a field: cast("views", f.text()).',
    });
  }
  const field: Field = output;
  const made = new Func(
    {
      function: "CAST",
      detail: field.kind,
      output: field,
      sql: (compiler, [sql]) => compiler.dialect.cast(sql!, field),
    },
    [reference(value)],
  );
  return made as unknown as ReturnType<typeof cast<X, Y>>;
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
