/** Checks a row: each field, the row's own `clean()`, what must be unique, and the constraints. Order and codes are Django's. */

import { FlagonError } from "../base/errors.ts";
import { problem } from "../base/issues.ts";
import { suggest } from "../base/suggest.ts";
import { constraintProblems } from "./constraint-checks.ts";
import type { Database } from "./backends/backend.ts";
import { databaseFor } from "./databases.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { withGenerated } from "./generated-values.ts";
import { metaOf } from "./registry.ts";
import { everyRow } from "./row-set-factory.ts";
import { RELATED, type RowObject, STATE } from "./row-state.ts";
import { uniqueProblems } from "./unique-checks.ts";
import { type FieldProblem, ValidationError } from "./validation.ts";

/** How much of a row is checked. */
export interface CleanOptions {
  /** Fields to leave out, and what is unique or a rule together with them. */
  readonly exclude?: readonly string[];
  /** Whether what must be unique is looked up. Default true. */
  readonly validateUnique?: boolean;
  /** Whether constraints are looked at. Default true. */
  readonly validateConstraints?: boolean;
  /** The alias of the database that is asked. Default: where the row came from. */
  readonly using?: string;
}

/**
 * Checks a row and puts the values in as their fields have them.
 *
 * @throws ValidationError with all that is wrong, by field.
 */
export async function cleanRow(row: RowObject, options: CleanOptions): Promise<void> {
  const meta = metaOf(row.constructor);
  const left = excluded(meta, options);
  const database = databaseFor(meta, "read", options.using ?? row[STATE]?.database.alias, row);
  const problems: FieldProblem[] = [];
  const gather = async (work: () => void | Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      problems.push(...error.problems);
      for (const { field } of error.problems) left.add(field);
    }
  };
  for (const field of meta.fields) {
    if (row[field.attribute] instanceof Expression) left.add(field.name);
    else if (!left.has(field.name) && !field.isGenerated)
      await gather(() => cleanField(row, field, database));
  }
  await gather(() => (row as unknown as { clean(): void | Promise<void> }).clean());
  for (const check of rulesToCheck(options))
    await gather(async () => {
      const known = await withGenerated(row, meta, left, database);
      raise(await check(known.row, meta, known.left, database));
    });
  raise(problems);
}

/** What looks at the rules for more than one row or field, in Django's order. */
function rulesToCheck({ validateUnique, validateConstraints }: CleanOptions) {
  return [
    ...(validateUnique === false ? [] : [uniqueProblems]),
    ...(validateConstraints === false ? [] : [constraintProblems]),
  ];
}

function raise(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new ValidationError(problems);
}

function excluded(meta: Meta, { exclude = [] }: CleanOptions): Set<string> {
  for (const name of exclude) {
    if (meta.member(name) !== undefined) continue;
    throw new FlagonError(`${meta.name} has no field "${name}".`, {
      code: "db.unknown-field",
      where: `${meta.name}.fullClean({ exclude })`,
      mend: suggest(name, meta.memberNames),
    });
  }
  return new Set(exclude.map((name) => meta.member(name)!.name));
}

async function cleanField(row: RowObject, field: Field, database: Database): Promise<void> {
  if (field instanceof ForeignKey && field.options.parentLink === true) return;
  const value = valueOf(row, field);
  if (isLeftToDatabase(field, value)) return;
  if (field.isBlank && field.isEmpty(value)) return;
  const cleaned = field.clean(value ?? null);
  if (cleaned !== row[field.attribute] && value !== undefined) row[field.attribute] = cleaned;
  if (field instanceof ForeignKey) await assertThere(field, cleaned, database);
}

/** A value that nobody has given and the database will fill in. */
function isLeftToDatabase(field: Field, value: unknown): boolean {
  return value === undefined && (field.isAuto || field.options.databaseDefault !== undefined);
}

/** A related row that has been assigned may have got its key since. */
function valueOf(row: RowObject, field: Field): unknown {
  const value = row[field.attribute];
  if (value !== undefined && value !== null) return value;
  if (!(field instanceof ForeignKey)) return value;
  const related = row[RELATED]?.[field.name] as RowObject | null | undefined;
  return related?.[field.toField.attribute] ?? value;
}

/** The row that a foreign key refers to must be there, and be one of those to choose from. */
async function assertThere(field: ForeignKey, value: unknown, database: Database): Promise<void> {
  if (value === null || value === undefined) return;
  const { target, toField } = field;
  const { limitChoicesTo = {} } = field.options;
  const limit = typeof limitChoicesTo === "function" ? limitChoicesTo() : limitChoicesTo;
  const found = everyRow(target)
    .using(database.alias)
    .filter({ [toField.name]: value });
  if (await found.filter(limit).exists()) return;
  const params = { model: target.name, field: toField.name, value: toField.format(value) };
  throw new ValidationError({ ...problem("not_found", params), code: "invalid" }).under(
    field.name,
    field.options.errorMessages,
  );
}
