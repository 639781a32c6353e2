/** Looks for rows that a change of the schema would harm, before anything is changed. */

import { type Database, Statement } from "../backends/backend.ts";
import { DataError, type DatabaseError, IntegrityError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKey } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import type { LiveStep } from "./steps.ts";

/** Where rows are looked at. `column` is the column's name as it is now. */
export interface Place {
  meta: Meta;
  field: Field;
  column: string;
  rules: SchemaRules;
}

/** Refuses rows that meet a condition. */
function refuseRows(
  { meta, rules: { kind } }: Place,
  condition: string,
  refuse: (count: number, example: string) => Error,
): LiveStep {
  const table = quoteName(meta.table, kind);
  const keys = meta.keyFields.map(({ column }) => quoteName(column, kind)).join(", ");
  return {
    preview: () => [],
    plan: async (database) => {
      const [first] = await ask(
        database,
        `SELECT ${keys} FROM ${table} WHERE ${condition} LIMIT 1`,
      );
      if (first === undefined) return [];
      const [counted] = await ask(database, `SELECT COUNT(*) FROM ${table} WHERE ${condition}`);
      throw refuse(Number(counted![0]), exampleOf(meta, first));
    },
  };
}

async function ask(database: Database, sql: string): Promise<unknown[][]> {
  return database.read(new Statement(sql, { once: true }), []);
}

function exampleOf({ keyFields }: Meta, row: readonly unknown[]): string {
  const parts = keyFields.map(({ column }, at) => `${column} ${String(row[at])}`);
  return `for example the row with ${parts.join(", ")}`;
}

const rowsHave = (count: number): string => (count === 1 ? "1 row has" : `${count} rows have`);

/** Refuses to change a type while rows have values that the new one cannot hold. */
export function refuseUnfit(place: Place, broken: string, type: string): LiveStep {
  const { meta, field, column, rules } = place;
  const condition = `${quoteName(column, rules.kind)} IS NOT NULL AND (${broken})`;
  return refuseRows(
    place,
    condition,
    (count, example) =>
      new DataError(
        `${rowsHave(count)} a value in "${meta.table}"."${column}" that ${type} cannot hold without loss.`,
        {
          code: "db.unfit-values",
          where: `${field.place}, ${example}`,
          mend: "Change these values in a migration before this one, or choose a type that holds them.",
        },
      ),
  );
}

/** The database's own refusal of a value, told as {@link refuseUnfit} would. */
export function unfitError(
  { meta, field, column }: Place,
  type: string,
  cause: DatabaseError,
): DataError {
  return new DataError(
    `A value in "${meta.table}"."${column}" cannot be held by ${type}: ${cause.what}`,
    {
      code: "db.unfit-values",
      where: field.place,
      mend: "Change such values in a migration before this one, or choose a type that holds them.",
      cause,
      ...(cause.sql !== undefined && { sql: cause.sql }),
    },
  );
}

/** Refuses NOT NULL while rows have NULL. */
export function refuseNulls(place: Place): LiveStep {
  const { meta, field, column, rules } = place;
  return refuseRows(
    place,
    `${quoteName(column, rules.kind)} IS NULL`,
    (count, example) =>
      new IntegrityError(
        `${rowsHave(count)} no value in "${meta.table}"."${column}", which is to be NOT NULL.`,
        { rule: "not null", table: meta.table, columns: [column] },
        {
          code: "db.null-rows",
          where: `${field.place}, ${example}`,
          mend: "Give the field a default, give a value for these rows, or fill them in a migration before this one.",
        },
      ),
  );
}

/** Refuses a new column that must have a value while there are rows and no value for them. */
export function refuseAnyRows(place: Place): LiveStep {
  const { meta, field, column } = place;
  return refuseRows(
    place,
    "1 = 1",
    (count, example) =>
      new IntegrityError(
        `${rowsHave(count)} no value for the new column "${meta.table}"."${column}", which is NOT NULL.`,
        { rule: "not null", table: meta.table, columns: [column] },
        {
          code: "db.null-rows",
          where: `${field.place}, ${example}`,
          mend: "Give the field a default, or a value for the rows that are there, or let it be null.",
        },
      ),
  );
}

/** Refuses a foreign key while rows refer to rows that are not there. `fill` is what a new column gets. */
export function refuseDangling(place: Place, fill?: string): LiveStep {
  const { meta, field, column, rules } = place;
  const { target: model, toField } = field as ForeignKey;
  const target = { table: model.ownerOf(toField).table, column: toField.column };
  const quote = (name: string): string => quoteName(name, rules.kind);
  const value = fill ?? `${quote(meta.table)}.${quote(column)}`;
  const there = `SELECT 1 FROM ${quote(target.table)} AS ${quote("referred")} WHERE ${quote("referred")}.${quote(target.column)} = ${value}`;
  return refuseRows(
    place,
    `${value} IS NOT NULL AND NOT EXISTS (${there})`,
    (count, example) =>
      new IntegrityError(
        `${count === 1 ? "1 row" : `${count} rows`} of the table "${meta.table}" ${count === 1 ? "refers" : "refer"} to rows of "${target.table}" that are not there.`,
        { rule: "foreign key", table: meta.table, columns: [column] },
        {
          code: "db.dangling-rows",
          where: `${field.place}, ${example}`,
          mend: "Mend or delete these rows first, then change the schema again.",
        },
      ),
  );
}

/** Refuses uniqueness while rows have the same values. Rows with a NULL among them do not count. */
export function refuseDuplicates(
  place: Place,
  columns: readonly string[] = [place.column],
): LiveStep {
  const { meta, field, rules } = place;
  const quote = (name: string): string => quoteName(name, rules.kind);
  const list = columns.map(quote).join(", ");
  const isGiven = columns.map((column) => `${quote(column)} IS NOT NULL`).join(" AND ");
  // Grouping sorts once; comparing each row with each other would take hours.
  const twice = `(${list}) IN (SELECT ${list} FROM ${quote(meta.table)} WHERE ${isGiven} GROUP BY ${list} HAVING COUNT(*) > 1)`;
  const named = columns.map((column) => `"${column}"`).join(", ");
  return refuseRows(
    place,
    twice,
    (count, example) =>
      new IntegrityError(
        `${rowsHave(count)} the same in "${meta.table}".${columns.length === 1 ? named : `(${named})`} as another row; it is to be unique.`,
        { rule: "unique", table: meta.table, columns },
        {
          code: "db.duplicate-rows",
          where: `${columns.length === 1 ? field.place : meta.path}, ${example}`,
          mend: "Change or delete rows in a migration before this one until each value is there once.",
        },
      ),
  );
}
