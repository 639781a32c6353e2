/**
 * Puts reads of single rows together that are asked for within one tick: fifty `get({ id })` become one statement.
 *
 * Only on servers, where the way there and back costs more than the rows, and only outside transactions, whose statements keep their order.
 */

import type { Database, Row } from "./backends/backend.ts";
import type { Field } from "./fields/field.ts";
import { IntegerField } from "./fields/integers.ts";
import { ForeignKey } from "./fields/relations.ts";
import { identityOf } from "./key-identity.ts";
import type { Meta } from "./meta.ts";
import type { Shape } from "./shape.ts";

/** One read that waits for the others of its tick. */
interface Waiting {
  /** Equal for equal keys. */
  readonly key: string | number;
  /** The value of the key: a tuple for one of several columns. */
  readonly value: unknown;
  readonly parameters: readonly unknown[];
  readonly resolve: (rows: Row[]) => void;
  readonly reject: (error: unknown) => void;
}

const batches = new WeakMap<Database, Map<Shape, Waiting[]>>();

/**
 * Reads the row of a shape that filters by one unique field, together with what else is asked for in this tick.
 *
 * Undefined where the shape or the value does not lend itself to it.
 */
export function readTogether(
  shape: Shape,
  parameters: readonly unknown[],
  database: Database,
): Promise<Row[]> | undefined {
  const unique = shape.uniqueField;
  if (unique === undefined || database.inTransaction) return undefined;
  const value = unique.valueOf(parameters);
  const key = keyOf(unique, value);
  if (key === undefined) return undefined;
  return new Promise((resolve, reject) => {
    let shapes = batches.get(database);
    if (shapes === undefined) batches.set(database, (shapes = new Map()));
    const waiting = shapes.get(shape);
    const mine = { key, value, parameters, resolve, reject };
    if (waiting !== undefined) {
      waiting.push(mine);
      return;
    }
    const list = [mine];
    shapes.set(shape, list);
    queueMicrotask(() => {
      shapes.delete(shape);
      flush(shape, list, database);
    });
  });
}

/** What tells a key from others; undefined where its values are not of the columns' own types. */
function keyOf({ columns }: UniqueField, value: unknown): string | number | undefined {
  const values = columns.length === 1 ? [value] : (value as readonly unknown[]);
  if (!Array.isArray(values) || values.length !== columns.length) return undefined;
  // A number for a text would be found by the database, and not among the rows here.
  for (const [index, { isNumber }] of columns.entries())
    if (typeof values[index] !== (isNumber ? "number" : "string")) return undefined;
  return identity(values);
}

function identity(values: readonly unknown[]): string | number {
  return (values.length === 1 ? values[0] : identityOf(values)) as string | number;
}

function flush(shape: Shape, list: readonly Waiting[], database: Database): void {
  const [first] = list;
  if (list.length === 1) {
    alone(shape, first!, database);
    return;
  }
  const many = shape.together!;
  const values = [...new Map(list.map(({ key, value }) => [key, value])).values()];
  Promise.resolve(many.plan(database).rows(database, [values])).then(
    (rows) => spread(shape, list, rows, database),
    (error: unknown) => {
      for (const { reject } of list) reject(error);
    },
  );
}

function alone(shape: Shape, { parameters, resolve, reject }: Waiting, database: Database): void {
  try {
    Promise.resolve(shape.single.plan(database).rows(database, parameters)).then(resolve, reject);
  } catch (error) {
    reject(error);
  }
}

/** Gives each the row of its key. A text may be found in another spelling (capitals of a UUID): then it is asked for by itself. */
function spread(
  shape: Shape,
  list: readonly Waiting[],
  rows: readonly Row[],
  database: Database,
): void {
  const { columns } = shape.uniqueField!;
  const byKey = new Map<unknown, Row>(
    rows.map((row) => [identity(columns.map(({ position }) => row[position])), row]),
  );
  const isExact = columns.every(({ isNumber }) => isNumber);
  for (const waiting of list) {
    const row = byKey.get(waiting.key);
    if (row !== undefined) waiting.resolve([row]);
    else if (isExact) waiting.resolve([]);
    else alone(shape, waiting, database);
  }
}

/** A column of a unique key in the rows of a shape. */
interface UniqueColumn {
  readonly position: number;
  /** Whether rows have numbers there. */
  readonly isNumber: boolean;
}

/** What a shape filters by, where that is one unique field or the whole key. */
export interface UniqueField {
  readonly columns: readonly UniqueColumn[];
  /** The path that many of these values are compared by. */
  readonly path: string;
  /** Gives the value out of the parameters of the shape. */
  valueOf(parameters: readonly unknown[]): unknown;
}

/** Finds out whether paths are a unique field of the model's own table, or its key, read as they are compared. */
export function uniqueAt(
  meta: Meta,
  paths: readonly string[],
  { query }: Shape,
): UniqueField | undefined {
  const { selection, isSliced, lock, annotations, distinct, combinator } = query;
  const isPlain =
    selection.kind === "model" && selection.deferral === undefined && lock === undefined;
  const found = isPlain ? readPaths(meta, paths) : undefined;
  if (found === undefined || isSliced || annotations.size > 0) return undefined;
  if (distinct !== false || combinator !== undefined) return undefined;
  const { fields, ...unique } = found;
  if (fields.some((field) => !meta.localFields.includes(field))) return undefined;
  const columns = fields.map((field) => ({
    position: meta.fields.indexOf(field),
    isNumber: (field instanceof ForeignKey ? field.valueField : field) instanceof IntegerField,
  }));
  return { ...unique, columns };
}

interface ReadPaths extends Omit<UniqueField, "columns"> {
  readonly fields: readonly Field[];
}

function readPaths(meta: Meta, paths: readonly string[]): ReadPaths | undefined {
  const { pk, keyFields } = meta;
  const members = paths.map((path) => meta.member(path));
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    if (only !== pk && only.options.unique !== true) return undefined;
    const fields = only === pk ? keyFields : [only];
    return { fields, path: `${paths[0]}__in`, valueOf: ([value]) => value };
  }
  // The parts of a key in any order: the tuple has them in the key's own.
  const places = keyFields.map((field) => members.indexOf(field));
  if (members.length !== keyFields.length || places.includes(-1)) return undefined;
  return {
    fields: keyFields,
    path: "pk__in",
    valueOf: (parameters) => places.map((place) => parameters[place]),
  };
}
