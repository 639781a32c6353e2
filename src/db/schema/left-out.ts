/** What of a model a database has no means for. */

import type { DatabaseKind } from "../backends/backend.ts";
import type { Meta } from "../meta.ts";
import { type Constraint, ExclusionConstraint, type UniqueConstraint } from "./constraints.ts";
import { constraintSql, constraintsOf, nameOfConstraint } from "./index-sql.ts";
import { rulesOf } from "./rules.ts";

/** A constraint that is not made. */
export interface LeftOut {
  /** Its name. */
  name: string;
  /** What the database lacks: "unique constraints for some rows alone". */
  what: string;
}

/** The constraints of a model that a kind of database is not given, because it has none like them. */
export function leftOutOf(meta: Meta, kind: DatabaseKind): LeftOut[] {
  const rules = rulesOf(kind);
  return constraintsOf(meta).flatMap((constraint) => {
    const { inline, statement } = constraintSql(constraint, meta, rules);
    if (inline !== undefined || statement !== undefined) return [];
    return [{ name: nameOfConstraint(constraint, meta, rules), what: lacked(constraint) }];
  });
}

function lacked(constraint: Constraint): string {
  if (constraint instanceof ExclusionConstraint) return "exclusion constraints";
  return (constraint as UniqueConstraint).options.deferrable === undefined
    ? "unique constraints for some rows alone"
    : "unique constraints that wait for the end of a transaction";
}
