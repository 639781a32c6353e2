/**
 * Looks for changes that are harmless on a developer's machine and stop a site: what locks a large table for long, and what breaks
 * the code that still runs while the new one is rolled out.
 */

import { FlagonError } from "../../base/errors.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import { ManyToMany } from "../fields/relations.ts";
import { isIndexed, isUnique } from "../schema/columns.ts";
import { type ColumnShape, shapeOf } from "../schema/column-shape.ts";
import { CheckConstraint } from "../schema/constraints.ts";
import { changeOf, type FieldChange } from "../schema/field-change.ts";
import { fieldIndexSqls } from "../schema/index-sql.ts";
import { rulesOf } from "../schema/rules.ts";
import { isReference } from "../schema/table-sql.ts";
import { RunCode, RunSql, SeparateDatabaseAndState } from "./code-operations.ts";
import { AddField, AlterField, RemoveField, RenameField } from "./field-operations.ts";
import { AddConstraint, AddIndex } from "./index-operations.ts";
import {
  AlterModelTable,
  CreateModel,
  DeleteModel,
  ModelOperation,
  RenameModel,
} from "./model-operations.ts";
import { MoveModel } from "./moving.ts";
import { metaAt, type Operation } from "./operation.ts";
import { AlterUniqueTogether } from "./option-operations.ts";
import type { ProjectState } from "./state.ts";

/** Where the operations stand. */
export interface LintOptions {
  /** The label of the migration's blueprint. */
  label: string;
  /** The models before the first operation. */
  before: ProjectState;
  /** The kinds of database that the site runs on. Default `["postgres"]`. */
  kinds?: readonly DatabaseKind[];
  /** Whether all operations are one transaction. Default true. */
  isAtomic?: boolean;
  /** Codes that are not told of. */
  silence?: readonly string[];
}

/** One operation with the models around it. */
interface Change {
  operation: Operation;
  label: string;
  from: ProjectState;
  to: ProjectState;
  kinds: readonly DatabaseKind[];
  warn(code: keyof typeof CODES, what: string, mend: string): void;
}

const CODES = {
  "running-code": "migrations.unsafe-for-running-code",
  lock: "migrations.unsafe-lock",
  rewrite: "migrations.unsafe-rewrite",
  rows: "migrations.unsafe-rows",
  undo: "migrations.unsafe-to-undo",
} as const;

/**
 * Gives what is unsafe about the operations of one migration on a site that is large or may not stop: each with its reason and the safe way.
 *
 * Tables that the migration makes itself are empty, and nothing about them is unsafe.
 */
export function lintOperations(
  operations: readonly Operation[],
  { label, before, kinds = ["postgres"], isAtomic = true, silence = [] }: LintOptions,
): FlagonError[] {
  const found: FlagonError[] = [];
  const made = new Set<string>();
  let from = before;
  for (const operation of operations) {
    const to = operation.stateForwards(label, from);
    const where = `${label}: ${operation.describe()}`;
    const warn: Change["warn"] = (code, what, mend) => {
      if (!silence.includes(CODES[code]))
        found.push(new FlagonError(what, { code: CODES[code], where, mend }));
    };
    if (!isOfNew(operation, made)) lintOne({ operation, label, from, to, kinds, warn });
    from = to;
  }
  if (isAtomic && kinds.includes("postgres")) lintMixture(operations, label, silence, found);
  return found;
}

/** Whether an operation is about a model that the migration makes itself, whatever it is called by now. */
function isOfNew(operation: Operation, made: Set<string>): boolean {
  if (!(operation instanceof ModelOperation)) return false;
  const name = operation.name.toLowerCase();
  if (operation instanceof CreateModel) made.add(name);
  const isNew = made.has(name);
  if (isNew && operation instanceof RenameModel) made.add(operation.to.toLowerCase());
  return isNew;
}

function lintOne(change: Change): void {
  const { operation, label, from, kinds, warn } = change;
  if (operation instanceof SeparateDatabaseAndState)
    for (const error of lintOperations(operation.database, { label, before: from, kinds }))
      warn(keyOfCode(error.code), error.what, error.mend ?? "");
  else if (operation instanceof AddField) lintAddition(operation, change);
  else if (operation instanceof AlterField) lintAlteration(operation, change);
  else if (operation instanceof RunCode || operation instanceof RunSql)
    lintReverse(operation, warn);
  else if (operation instanceof ModelOperation) lintModel(operation, change);
}

function keyOfCode(code: string): keyof typeof CODES {
  return (Object.keys(CODES) as (keyof typeof CODES)[]).find((key) => CODES[key] === code)!;
}

const ONLINE = "Put it into a migration with atomic: false, and give it online: true.";

/** What is wrong with operations on names, tables, indexes and constraints. */
function lintModel(operation: ModelOperation, change: Change): void {
  const { kinds, warn } = change;
  const isPostgres = kinds.includes("postgres");
  if (operation instanceof RemoveField)
    warn(
      "running-code",
      "Code that still runs names the column in its queries, and fails as soon as it has gone.",
      "Release code without the field first: separateDatabaseAndState({ state: [removeField(…)] }). Drop the column with a later release.",
    );
  else if (operation instanceof RenameField) lintRenaming(operation, change);
  else if (
    operation instanceof RenameModel ||
    operation instanceof MoveModel ||
    operation instanceof AlterModelTable
  )
    lintTableName(operation, change);
  else if (operation instanceof DeleteModel)
    warn(
      "running-code",
      "Code that still runs fails as soon as the table has gone, and the rows go with it.",
      "Release code without the model first: separateDatabaseAndState({ state: [deleteModel(…)] }). Drop the table with a later release.",
    );
  else if (operation instanceof AddIndex && isPostgres && !operation.isConcurrent)
    warn(
      "lock",
      "Nobody can write to the table on PostgreSQL until the index has been made.",
      "Use addIndexConcurrently in a migration with atomic: false.",
    );
  else if (operation instanceof AddConstraint && isPostgres && !operation.isConcurrent)
    warn(
      "lock",
      operation.constraint instanceof CheckConstraint
        ? "Nobody can use the table on PostgreSQL until all rows have been checked."
        : "Nobody can use the table on PostgreSQL until the index of the constraint has been made.",
      ONLINE,
    );
  else if (operation instanceof AlterUniqueTogether && isPostgres) lintTogether(operation, change);
}

function lintRenaming(operation: RenameField, { label, from, to, warn }: Change): void {
  const [old, fresh] = [metaAt(from, label, operation.name), metaAt(to, label, operation.name)];
  const [one, other] = [old.member(operation.field), fresh.member(operation.to)];
  if (one?.column === other?.column && !(one instanceof ManyToMany)) return;
  warn(
    "running-code",
    "Code that still runs names the column as it was, and fails.",
    `Rename the field alone: keep the column by \`column: "${one?.column ?? ""}"\`. Or add a field, fill it, and remove the old one with a later release.`,
  );
}

function lintTableName(operation: ModelOperation, { label, from, to, warn }: Change): void {
  const name = operation instanceof RenameModel ? operation.to : operation.name;
  const place = operation instanceof MoveModel ? operation.from : label;
  const table = from.find(place, operation.name)?.table;
  if (table === to.find(label, name)?.table) return;
  warn(
    "running-code",
    "Code that still runs names the table as it was, and fails.",
    `Keep the table's name: \`table: "${table ?? ""}"\` among the model's options.`,
  );
}

function lintTogether(operation: AlterUniqueTogether, { label, from, warn }: Change): void {
  const known = from.find(label, operation.name)?.options.uniqueTogether ?? [];
  const isNew = operation.together.some(
    (names) => !known.some((one) => one.join("\0") === names.join("\0")),
  );
  if (!isNew) return;
  warn(
    "lock",
    "Nobody can use the table on PostgreSQL until the index of the constraint has been made.",
    "Say it as a constraint: addConstraint(…, unique({ … }), { online: true }) in a migration with atomic: false.",
  );
}

function lintReverse(operation: RunCode | RunSql, warn: Change["warn"]): void {
  if (operation.isReversible) return;
  warn(
    "undo",
    "It cannot be undone: a release that has to be taken back stays half there.",
    "Give it `reverse`; noop where there is nothing to undo.",
  );
}

function lintAddition(operation: AddField, { label, to, kinds, warn }: Change): void {
  const meta = metaAt(to, label, operation.name);
  const field = meta.member(operation.field);
  if (field === undefined || field instanceof ManyToMany || field instanceof GeneratedField) return;
  const isFilledIn =
    field.isNullable || field.isAuto || field.options.databaseDefault !== undefined;
  if (!isFilledIn)
    warn(
      "running-code",
      "Code that still runs inserts rows without the new column, which is NOT NULL: they are refused.",
      "Add it with null: true, or with a databaseDefault. Fill it and forbid null with a later release.",
    );
  const isFilled = operation.options.fill !== undefined || field.hasDefault;
  if (isFilled && kinds.includes("mysql") && /text|blob|json/.test(field.columnType("mysql") ?? ""))
    warn("rewrite", "MySQL writes every row to fill the column.", BATCHES);
  if (kinds.includes("postgres") && operation.options.online !== true) lintKeys(field, warn);
}

const BATCHES =
  "Add the field with null: true, and fill it in batches with runCode in a migration of its own.";

/** What a column brings along that PostgreSQL makes under a lock. */
function lintKeys(field: Field, warn: Change["warn"]): void {
  if (isReference(field))
    warn(
      "lock",
      "Nobody can write to either table on PostgreSQL until the foreign key has been checked for all rows.",
      ONLINE,
    );
  if (isUnique(field) || isIndexed(field))
    warn(
      "lock",
      "Nobody can write to the table on PostgreSQL until the index of the column has been made.",
      ONLINE,
    );
}

function lintAlteration(operation: AlterField, change: Change): void {
  const { label, from, to, kinds, warn } = change;
  const [before, after] = [metaAt(from, label, operation.name), metaAt(to, label, operation.name)];
  const [old, fresh] = [before.member(operation.field), after.member(operation.field)];
  if (old === undefined || fresh === undefined) return;
  if (old instanceof ManyToMany || fresh instanceof ManyToMany) return;
  for (const kind of kinds) {
    if (kind === "sqlite") continue;
    const made = changeOf({ before, after, from: old, to: fresh }, rulesOf(kind));
    if (isRewritten(made, shapeOf(old, kind), kind))
      warn(
        "rewrite",
        `${kind === "postgres" ? "PostgreSQL" : "MySQL"} writes the whole table anew, and nobody can ${kind === "postgres" ? "use" : "write to"} it meanwhile.`,
        "Add a field of the new type, copy the values in batches with runCode, and remove the old field with a later release.",
      );
  }
  const made = changeOf({ before, after, from: old, to: fresh }, rulesOf(kinds[0] ?? "postgres"));
  lintNulls(made, change, operation);
  if (kinds.includes("postgres") && operation.options.online !== true)
    lintNewKeys({ made, old, fresh }, change, operation);
}

function lintNulls({ nulls }: FieldChange, { kinds, warn }: Change, { options }: AlterField): void {
  if (nulls !== "forbidden") return;
  warn(
    "running-code",
    "Code that still runs may insert rows with null, which are refused.",
    "Release code that always gives a value first, and forbid null with a later release.",
  );
  if (kinds.includes("postgres") && options.online !== true)
    warn(
      "lock",
      "Nobody can use the table on PostgreSQL until all rows have been looked at for NULL.",
      ONLINE,
    );
}

function lintNewKeys(
  { made, old, fresh }: { made: FieldChange; old: Field; fresh: Field },
  { label, from, to, warn }: Change,
  operation: AlterField,
): void {
  const rules = rulesOf("postgres");
  const count = (field: Field, state: ProjectState): number =>
    fieldIndexSqls(field, metaAt(state, label, operation.name), rules).length;
  const isIndexNew = count(fresh, to) > count(old, from);
  if ((made.isUnique && !made.wasUnique && !made.wasKey) || isIndexNew)
    warn(
      "lock",
      "Nobody can write to the table on PostgreSQL until the index of the column has been made.",
      ONLINE,
    );
  const { before, after } = made.reference;
  if (after !== undefined && after !== before)
    warn(
      "lock",
      "Nobody can write to either table on PostgreSQL until the foreign key has been checked for all rows.",
      ONLINE,
    );
}

/** Whether the database writes all rows for a new type: room for longer texts and more digits needs nothing but a word in its catalogue. */
function isRewritten(change: FieldChange, from: ColumnShape, kind: DatabaseKind): boolean {
  if (!change.isRetyped) return false;
  const { shape: to } = change;
  if (from.family !== to.family) return true;
  if (from.family === "text")
    return kind === "postgres" ? to.length < from.length : !isLongerOnMysql(from, to);
  if (from.family === "decimal") return from.places !== to.places || to.digits < from.digits;
  return true;
}

/** A text whose length is kept in one byte, and stays so, or in two already. */
function isLongerOnMysql(from: ColumnShape, to: ColumnShape): boolean {
  const bytes = (length: number): number => (length * 4 < 256 ? 1 : 2);
  return (
    to.length !== Infinity && to.length >= from.length && bytes(from.length) === bytes(to.length)
  );
}

/** Locks last until the end of the transaction: rows that are written behind a change of the schema keep everybody out. */
function lintMixture(
  operations: readonly Operation[],
  label: string,
  silence: readonly string[],
  found: FlagonError[],
): void {
  const isWork = (one: Operation): boolean => one instanceof RunCode || one instanceof RunSql;
  const work = operations.find(isWork);
  const isMixed = operations.some((one) => !isWork(one) && !(one instanceof CreateModel));
  if (work === undefined || !isMixed || silence.includes(CODES.rows)) return;
  found.push(
    new FlagonError(
      "Rows are written in the same transaction as the schema is changed: on PostgreSQL nobody can use the changed tables until all are done.",
      {
        code: CODES.rows,
        where: `${label}: ${work.describe()}`,
        mend: "Put it into a migration of its own.",
      },
    ),
  );
}
