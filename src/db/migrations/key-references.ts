/** Refuses to remove what foreign keys refer to. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKey } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";

/**
 * Refuses to remove what foreign keys refer to: their values would say nothing any more.
 *
 * @throws FlagonError `migrations.referenced-field`.
 */
export function refuseReferenced(meta: Meta, field: Field, where: string): void {
  const key = meta.concrete.incoming.find((one) => one.toField === field);
  if (key !== undefined) throw referenced(meta, field, key, where);
}

/**
 * Refuses to make of a key that foreign keys refer to another field: they would refer to the new key, whose values they do not have.
 *
 * @throws FlagonError `migrations.referenced-field`.
 */
export function refuseReferencedKey(meta: Meta, field: Field, where: string): void {
  const key = meta.concrete.incoming.find(
    (one) => one.toField === field && one.options.toField === undefined,
  );
  if (key !== undefined) throw referenced(meta, field, key, where);
}

function referenced(meta: Meta, field: Field, key: ForeignKey, where: string): FlagonError {
  const name = `${key.owner.path}.${key.name}`;
  return new FlagonError(`${meta.path}.${field.name} is what ${name} refers to.`, {
    code: "migrations.referenced-field",
    where,
    mend: `Remove ${name} in a migration before this one, and add it again in one behind it; code between can keep what the rows said.`,
  });
}
