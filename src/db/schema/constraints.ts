/** Constraints of a model: what must be unique, hold for each row, or not overlap. */

import { FlagonError } from "../../base/errors.ts";
import type { Expression } from "../expression.ts";
import type { AnyExpression } from "../typing/expressions.ts";
import type { Conditions } from "../q.ts";

/** When a constraint is looked at: at once though it may be put off, or at the end of the transaction. */
export type Deferrable = "immediate" | "deferred";

/** What every constraint takes. */
export interface ConstraintOptions {
  /** The constraint's name; unique within the database. */
  name?: string;
  /** What people read when `fullClean()` finds it broken; `{name}` stands for the constraint's name. */
  message?: string;
  /** The code of that fault. */
  code?: string;
}

/** What a unique constraint is made of. */
export interface UniqueOptions<Name extends string = string> extends ConstraintOptions {
  fields?: readonly Name[];
  /** Expressions in place of fields: `lower("email")`. */
  expressions?: readonly (Expression | AnyExpression)[];
  /** The rows that count. SQLite and PostgreSQL. */
  where?: Conditions;
  /** PostgreSQL. */
  deferrable?: Deferrable;
  /** Whether rows without a value may be many. `false` on PostgreSQL 15 and newer. Default true. */
  nullsDistinct?: boolean;
  /** Further columns that its index carries along. PostgreSQL. */
  include?: readonly Name[];
  /** The operator class of each field. PostgreSQL. */
  opclasses?: readonly string[];
}

/** What a check is made of. */
export interface CheckOptions extends ConstraintOptions {
  name: string;
  /** What must hold for every row. */
  condition: Conditions;
}

/** What an exclusion is made of. */
export interface ExclusionOptions<Name extends string = string> extends ConstraintOptions {
  name: string;
  /** What is compared, by which operator: `["room", "="]`, `["during", "&&"]`. */
  expressions: readonly (readonly [Name | Expression | AnyExpression, operator: string])[];
  /** Default `gist`. */
  method?: "gist" | "spgist";
  /** The rows that count. */
  where?: Conditions;
  deferrable?: Deferrable;
}

/** A constraint of a model. */
export abstract class Constraint<Name extends string = string> {
  /** The names that it uses, for types; there is nothing here at run time. */
  declare readonly "~names": Name;
  abstract readonly options: ConstraintOptions;
}

/** No two rows have the same. */
export class UniqueConstraint<Name extends string = string> extends Constraint<Name> {
  readonly options: UniqueOptions;

  constructor(options: UniqueOptions) {
    super();
    const { fields = [], expressions = [], name, where, deferrable } = options;
    const where_ = "unique(…)";
    if ((fields.length === 0) === (expressions.length === 0))
      refuse("A unique constraint needs fields or expressions, one of the two.", where_);
    if ((expressions.length > 0 || where !== undefined) && name === undefined)
      refuse("A unique constraint with expressions or a condition needs a name.", where_);
    if (deferrable !== undefined && (where !== undefined || expressions.length > 0))
      refuse("A unique constraint with expressions or a condition cannot be put off.", where_);
    this.options = options;
  }
}

/** A condition that every row meets. */
export class CheckConstraint extends Constraint<never> {
  readonly options: CheckOptions;

  constructor(options: CheckOptions) {
    super();
    if (!options.name) refuse("A check needs a name.", "check(…)");
    this.options = options;
  }
}

/** No two rows are alike by certain operators. */
export class ExclusionConstraint<Name extends string = string> extends Constraint<Name> {
  readonly options: ExclusionOptions;

  constructor(options: ExclusionOptions) {
    super();
    if (!options.name) refuse("An exclusion needs a name.", "exclude(…)");
    for (const [, operator] of options.expressions) {
      if (!/^[-+*/<>=~!@#%^&|`?]{1,63}$/.test(operator))
        refuse(`"${operator}" is no operator.`, `exclude({ name: "${options.name}" })`);
    }
    this.options = options;
  }
}

function refuse(what: string, where: string): never {
  throw new FlagonError(what, {
    code: "db.bad-constraint",
    where,
    mend: "See docs/db/constraints.md for what goes together.",
  });
}

/**
 * Makes a unique constraint for the option `constraints` of a model.
 *
 * @throws FlagonError `db.bad-constraint` for what does not go together.
 * @example
 * unique({ name: "one_live_slug", fields: ["slug"], where: { status: "live" } })
 */
export function unique<const Name extends string = never>(
  options: UniqueOptions<Name>,
): UniqueConstraint<Name> {
  return new UniqueConstraint<Name>(options as unknown as UniqueOptions);
}

/**
 * Makes a check for the option `constraints` of a model.
 *
 * @throws FlagonError `db.bad-constraint` without a name.
 * @example
 * check({ name: "ends_after_start", condition: { endsAt__gt: F("startsAt") } })
 */
export function check(options: CheckOptions): CheckConstraint {
  return new CheckConstraint(options);
}

/**
 * Makes an exclusion constraint for the option `constraints` of a model. PostgreSQL; other databases leave it out.
 *
 * @throws FlagonError `db.bad-constraint` without a name, or for an operator that is none.
 * @example
 * exclude({ name: "one_guest_at_a_time", expressions: [["during", "&&"]] })
 */
export function exclude<const Name extends string = never>(
  options: ExclusionOptions<Name>,
): ExclusionConstraint<Name> {
  return new ExclusionConstraint<Name>(options as unknown as ExclusionOptions);
}
