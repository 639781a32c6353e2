/** The errors of rows that other rows hold fast. */

import { DatabaseError } from "./errors.ts";

/** Rows that must stay refer to rows that were to be deleted. */
export class ProtectedError extends DatabaseError {
  override readonly name: string = "ProtectedError";
  /** The rows that are in the way. */
  readonly rows: readonly object[];

  constructor(
    model: string,
    blockers: ReadonlyMap<string, readonly object[]>,
    code: "db.protected" | "db.restricted" = "db.protected",
  ) {
    const names = [...blockers].map(([name, rows]) => `${name} (${rows.length})`).join(", ");
    super(`The ${model} cannot be deleted: other rows refer to it.`, {
      code,
      where: names,
      mend: "Delete those rows first, or change the rule of the relation (onDelete).",
    });
    this.rows = [...blockers.values()].flat();
  }
}

/** The same of the rule `restrict`, which only forbids what is not deleted anyway. */
export class RestrictedError extends ProtectedError {
  override readonly name: string = "RestrictedError";

  constructor(model: string, blockers: ReadonlyMap<string, readonly object[]>) {
    super(model, blockers, "db.restricted");
  }
}
