/** Many rows in few statements: inserts with their conflicts, and updates that give each row its own values. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { caseOf } from "./bulk-case.ts";
import { type Conflict, insertMany, sizeOfBatch } from "./bulk-inserts.ts";
import { dialectOf } from "./dialects.ts";
import { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import type { RowSet } from "./row-set.ts";
import { type RowObject, STATE } from "./row-state.ts";

/** How `bulkCreate` writes. */
export interface BulkCreateOptions {
  /** Rows in one statement. Default: as many as the database takes. */
  readonly batchSize?: number;
  /** Rows that would break a rule are left out. Default false. */
  readonly ignoreConflicts?: boolean;
  /** Rows that are there already are updated instead. Default false. */
  readonly updateConflicts?: boolean;
  /** The fields that such an update writes. */
  readonly updateFields?: readonly string[];
  /** The unique fields that tell which row is meant. Default: the primary key. */
  readonly uniqueFields?: readonly string[];
}

/** Writes new rows. No signals are sent. */
export async function bulkCreate(
  set: RowSet,
  given: Iterable<object>,
  options: BulkCreateOptions,
): Promise<RowObject[]> {
  const { meta } = set;
  if (meta.parents.size > 0) {
    throw new FlagonError(
      `${meta.name} has a table of its own beside its parent's, so its rows are not inserted in bulk.`,
      {
        code: "db.bulk-parents",
        where: `${meta.name}.bulkCreate()`,
        mend: "Create the rows one by one within a transaction.",
      },
    );
  }
  const conflict = readConflict(meta, options);
  const Model = meta.model as unknown as new (values: object) => RowObject;
  const rows = [...given].map((item) => (STATE in item ? (item as RowObject) : new Model(item)));
  if (rows.length === 0) return [];
  const database = set.writing();
  prepare(rows, meta);
  await insertMany(rows, { meta, database, conflict }, options.batchSize);
  return rows;
}

function prepare(rows: readonly RowObject[], meta: Meta): void {
  for (const field of meta.localFields) {
    if (field.valueOnSave === Field.prototype.valueOnSave) continue;
    for (const row of rows) {
      const value = field.valueOnSave(true);
      if (value !== undefined) row[field.attribute] = value;
    }
  }
}

function readConflict(
  meta: Meta,
  {
    ignoreConflicts = false,
    updateConflicts = false,
    updateFields = [],
    uniqueFields = [],
  }: BulkCreateOptions,
): Conflict {
  const refuse = (what: string, mend: string): never => {
    throw new FlagonError(what, {
      code: "db.bulk-conflict",
      where: `${meta.name}.bulkCreate()`,
      mend,
    });
  };
  if (ignoreConflicts && updateConflicts)
    refuse("Conflicts are either ignored or updated.", "Leave one of the two options out.");
  if (updateConflicts && updateFields.length === 0)
    refuse(
      "It is not said which fields of existing rows to update.",
      'Name them: updateFields: ["title"].',
    );
  const find = (name: string): Field => {
    const field = meta.member(name);
    if (field !== undefined && meta.localFields.includes(field)) return field;
    return refuse(
      `${meta.name} has no field "${name}".`,
      suggest(
        name,
        meta.localFields.map((known) => known.name),
      ),
    );
  };
  if (ignoreConflicts) return { kind: "ignore", update: [], unique: [] };
  if (!updateConflicts) return { kind: "none", update: [], unique: [] };
  const names = uniqueFields.length === 0 ? ["pk"] : uniqueFields;
  const unique = names.flatMap((name) => (name === "pk" ? meta.keyFields : find(name)));
  return { kind: "update", update: updateFields.map(find), unique };
}

/** The most rows that one statement updates: the database looks each of them up among all of them. */
const UPDATED_ROWS = 1000;

/** Writes these fields of all rows; gives the number of rows changed. */
export async function bulkUpdate(
  set: RowSet,
  given: Iterable<object>,
  names: readonly string[],
  { batchSize }: { batchSize?: number },
): Promise<number> {
  const { meta } = set;
  const { keyFields } = meta;
  const fields = names.map((name) => updatable(meta, name));
  if (fields.length === 0) {
    throw new FlagonError("It is not said which fields to update.", {
      code: "db.unknown-field",
      where: `${meta.name}.bulkUpdate()`,
      mend: 'Name them: bulkUpdate(rows, ["title"]).',
    });
  }
  const rows = [...given] as RowObject[];
  assertSaved(rows, meta);
  const database = set.writing();
  const places = fields.length * (keyFields.length + 1) + 1;
  const most = Math.min(UPDATED_ROWS, dialectOf(database.kind).mostRows(places));
  const size = sizeOfBatch(batchSize, most, "bulkUpdate({ batchSize })");
  let changed = 0;
  await database.transaction(async () => {
    for (let at = 0; at < rows.length; at += size) {
      const batch = rows.slice(at, at + size);
      const changes = Object.fromEntries(
        fields.map((field) => [field.attribute, caseOf(batch, field, meta)]),
      );
      changed += await set
        .using(database.alias)
        .filter({ pk__in: batch.map((row) => row[meta.pk.attribute]) })
        .update(changes);
    }
  });
  return changed;
}

function assertSaved(rows: readonly RowObject[], { name, pk }: Meta): void {
  const isSaved = (row: RowObject): boolean =>
    row[pk.attribute] !== undefined && row[pk.attribute] !== null;
  if (rows.every(isSaved)) return;
  throw new FlagonError("One of the rows has not been saved.", {
    code: "db.unsaved-row",
    where: `${name}.bulkUpdate()`,
    mend: "Save it first, or use bulkCreate().",
  });
}

function updatable(meta: Meta, name: string): Field {
  const field = meta.member(name);
  const { keyFields } = meta;
  const isKey = field !== undefined && (field === meta.pk || keyFields.includes(field));
  if (field !== undefined && meta.fields.includes(field) && !isKey) return field;
  throw new FlagonError(
    isKey ? "The primary key is not updated." : `${meta.name} has no field "${name}".`,
    {
      code: "db.unknown-field",
      where: `${meta.name}.bulkUpdate()`,
      mend: suggest(
        name,
        meta.fields.filter((known) => !keyFields.includes(known)).map((known) => known.name),
      ),
    },
  );
}
