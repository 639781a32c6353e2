/** Refuses to remove what foreign keys refer to. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";

/**
 * Refuses to remove what foreign keys refer to: their values would say nothing any more.
 *
 * @throws FlagonError `migrations.referenced-field`.
 */
export function refuseReferenced(meta: Meta, field: Field, where: string): void {
  const key = meta.concrete.incoming.find((one) => one.toField === field && one.owner !== meta);
  if (key === undefined) return;
  const name = `${key.owner.path}.${key.name}`;
  throw new FlagonError(`${meta.path}.${field.name} is what ${name} refers to.`, {
    code: "migrations.referenced-field",
    where,
    mend: `Remove ${name} in a migration before this one, and add it again in one behind it; code between can keep what the rows said.`,
  });
}
