/** Looks for other rows with the values of a row that must be unique. */

import { problem } from "../base/issues.ts";
import type { Database } from "./backends/backend.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import { type RowObject } from "./row-state.ts";
import { isStored } from "./snapshot.ts";
import { currentZone } from "./time-zone.ts";
import { type FieldProblem, nonFieldErrors, ValidationError } from "./validation.ts";

type Unit = "date" | "month" | "year";

const UNITS = [
  ["date", "uniqueForDate"],
  ["month", "uniqueForMonth"],
  ["year", "uniqueForYear"],
] as const;

/** What is wrong with a row's unique values. Fields of `left` are left out. */
export async function uniqueProblems(
  row: RowObject,
  meta: Meta,
  left: ReadonlySet<string>,
  database: Database,
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  for (const model of lineOf(meta)) {
    for (const fields of uniqueSets(model)) {
      if (fields.some((field) => left.has(field.name))) continue;
      if (await isTaken(row, model, fields, database)) problems.push(...uniqueProblem(fields));
    }
    for (const field of model.localFields) {
      if (!left.has(field.name))
        problems.push(...(await datedProblems(row, model, field, left, database)));
    }
  }
  return problems;
}

/** A model and those whose tables it extends. */
export function lineOf(meta: Meta): Meta[] {
  return [meta.concrete, ...[...meta.parents.keys()].flatMap(lineOf)];
}

function uniqueSets(meta: Meta): Field[][] {
  const single = meta.localFields.filter(
    (field) =>
      field.options.unique === true ||
      field === meta.pk ||
      (field instanceof ForeignKey && field.single),
  );
  const together = [...(meta.options.uniqueTogether ?? [])];
  return [
    ...single.map((field) => [field]),
    ...(meta.keyFields.length > 1 ? [[...meta.keyFields]] : []),
    ...together.map((names) => names.map((name) => meta.member(name)!)),
  ];
}

async function isTaken(
  row: RowObject,
  meta: Meta,
  fields: readonly Field[],
  database: Database,
): Promise<boolean> {
  const isOwnKey =
    fields.length === meta.keyFields.length &&
    fields.every((field, index) => field === meta.keyFields[index]);
  // A row of a child model has its parent's key: that is the same row and no clash.
  const isLink = fields[0] instanceof ForeignKey && fields[0].options.parentLink === true;
  if (isLink || (isOwnKey && isStored(row))) return false;
  const conditions: Record<string, unknown> = {};
  for (const field of fields) {
    const value = row[field.attribute];
    if (value === null || value === undefined) return false;
    conditions[field.attribute] = value;
  }
  return othersOf(row, meta, database).filter(conditions).exists();
}

/** All rows of a model but the given one. */
export function othersOf(row: RowObject, meta: Meta, database: Database): RowSet {
  const all = everyRow(meta).using(database.alias);
  const key = row[meta.pk.attribute];
  return isStored(row) && key !== null && key !== undefined ? all.exclude({ pk: key }) : all;
}

/** The fault of values that are taken: under the field where there is one, else of the row as a whole. */
export function uniqueProblem(fields: readonly Field[]): readonly FieldProblem[] {
  const [field] = fields;
  if (fields.length === 1 && field !== undefined)
    return new ValidationError(problem("unique")).under(field.name, field.options.errorMessages)
      .problems;
  const names = fields.map(({ name }) => name);
  return [{ ...problem("unique_together", { fields: names }), field: nonFieldErrors }];
}

async function datedProblems(
  row: RowObject,
  meta: Meta,
  field: Field,
  left: ReadonlySet<string>,
  database: Database,
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  for (const [unit, option] of UNITS) {
    const name = field.options[option];
    if (name === undefined || left.has(name)) continue;
    const [value, date] = [row[field.attribute], row[name]];
    if (value === null || value === undefined || date === null || date === undefined) continue;
    const taken = othersOf(row, meta, database).filter({
      [field.attribute]: value,
      ...datedConditions(name, unit, date),
    });
    if (!(await taken.exists())) continue;
    const said = problem(`unique_for_${unit}`, { date: name });
    problems.push(
      ...new ValidationError(said).under(field.name, field.options.errorMessages).problems,
    );
  }
  return problems;
}

/** As Django has it, a month is that of any year. */
function datedConditions(name: string, unit: Unit, value: unknown): Record<string, number> {
  const { day, month, year } = dayOf(value);
  if (unit === "month") return { [`${name}__month`]: month };
  if (unit === "year") return { [`${name}__year`]: year };
  return { [`${name}__year`]: year, [`${name}__month`]: month, [`${name}__day`]: day };
}

function dayOf(value: unknown): { day: number; month: number; year: number } {
  if (!(value instanceof Date)) return value as Temporal.PlainDate;
  return Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO(currentZone());
}
