/** What can go wrong with a database, in classes that say what a caller can do about it. */

import { FlagonError, type FlagonErrorDetails } from "../base/errors.ts";

/** What a {@link DatabaseError} knows besides its message. */
export interface DatabaseErrorDetails extends Partial<FlagonErrorDetails> {
  /** The statement that failed, without its values. */
  sql?: string;
}

/**
 * Something that the database refused or could not do. Its subclasses say what kind of thing.
 *
 * The driver's own error is the `cause`.
 */
export class DatabaseError extends FlagonError {
  override readonly name: string = "DatabaseError";
  /** The statement that failed, without its values. */
  readonly sql: string | undefined;

  constructor(what: string, { code = "db.failed", ...details }: DatabaseErrorDetails = {}) {
    super(what, { code, ...details });
    this.sql = details.sql;
  }
}

/** The database cannot be reached, went away, is locked or full: the same call may go well later. */
export class OperationalError extends DatabaseError {
  override readonly name: string = "OperationalError";
}

/** Two transactions were in each other's way (deadlock, serialisation failure, lock not available): do the whole transaction again. */
export class ConflictError extends OperationalError {
  override readonly name: string = "ConflictError";
}

/** A value does not fit its column: too long, out of range, not of its type. */
export class DataError extends DatabaseError {
  override readonly name: string = "DataError";
}

/** The statement itself is wrong for this schema: no such table or column, a syntax error. */
export class ProgrammingError extends DatabaseError {
  override readonly name: string = "ProgrammingError";
}

/** This kind of database cannot do it. */
export class NotSupportedError extends DatabaseError {
  override readonly name: string = "NotSupportedError";
}

/** What a broken rule of the schema is about. */
export interface BrokenRule {
  rule: "unique" | "foreign key" | "not null" | "check" | "exclusion" | "other";
  /** The constraint's name, where the database tells it. */
  constraint?: string;
  table?: string;
  columns?: readonly string[];
}

const RULE_MENDS: Partial<Record<BrokenRule["rule"], string>> = {
  unique:
    "Another row has this value already. fullClean() tells it before saving; getOrCreate() and updateOrCreate() take the row that is there.",
  "foreign key":
    "A row refers to one that is not there: save that one first, look at the key, or delete by rows, which follows `onDelete`.",
  "not null": "Give the field a value or a default, or let it be null and migrate.",
  check:
    "Look at the model's constraints: fullClean() tells which one the row breaks before saving.",
};

/** A rule of the schema would be broken: a value is there already, a row that is referred to is not. */
export class IntegrityError extends DatabaseError {
  override readonly name: string = "IntegrityError";
  /** Which kind of rule. */
  readonly rule: BrokenRule["rule"];
  /** The constraint's name, where the database tells it. */
  readonly constraint: string | undefined;
  /** The table, where the database tells it. */
  readonly table: string | undefined;
  /** The columns, where the database tells them. */
  readonly columns: readonly string[];

  constructor(
    what: string,
    { rule, constraint, table, columns }: BrokenRule,
    details: DatabaseErrorDetails = {},
  ) {
    super(what, { code: "db.integrity", mend: RULE_MENDS[rule], ...details });
    this.rule = rule;
    this.constraint = constraint;
    this.table = table;
    this.columns = columns ?? [];
  }
}

/** No row has what was asked for. */
export class DoesNotExist extends DatabaseError {
  override readonly name: string = "DoesNotExist";

  constructor(model: string, where: string) {
    super(`There is no such ${model}.`, {
      code: "db.does-not-exist",
      where,
      mend: "Use find() where there may be none.",
    });
  }
}

/** No row has what a visitor asked for: `getOr404` and `listOr404` throw it, and apps with `flagon/database` answer it with 404. */
export class RowNotFound extends DoesNotExist {
  override readonly name: string = "RowNotFound";
}

/** Several rows have what was asked for, where one was wanted. */
export class MultipleRows extends DatabaseError {
  override readonly name: string = "MultipleRows";

  constructor(model: string, where: string) {
    super(`There is more than one such ${model}.`, {
      code: "db.multiple-rows",
      where,
      mend: "Filter by something unique, or use first().",
    });
  }
}
