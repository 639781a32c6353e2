/**
 * Puts reads of single rows together that are asked for within one tick: fifty `get({ id })` become one statement.
 *
 * Only on servers, where the way there and back costs more than the rows, and only outside transactions, whose statements keep their order.
 */

import type { Database, Row } from "./backends/backend.ts";
import { IntegerField } from "./fields/integers.ts";
import type { Meta } from "./meta.ts";
import type { Shape } from "./shape.ts";

/** One read that waits for the others of its tick. */
interface Waiting {
  readonly key: string | number;
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
  const key = parameters[0];
  if (parameters.length !== 1 || (typeof key !== "number" && typeof key !== "string"))
    return undefined;
  const unique = shape.uniqueField;
  if (unique === undefined || database.inTransaction) return undefined;
  // A number for a text would be found by the database, and not among the rows here.
  if (unique.isNumber !== (typeof key === "number")) return undefined;
  return new Promise((resolve, reject) => {
    let shapes = batches.get(database);
    if (shapes === undefined) batches.set(database, (shapes = new Map()));
    const waiting = shapes.get(shape);
    const mine = { key, resolve, reject };
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

function flush(shape: Shape, list: readonly Waiting[], database: Database): void {
  const [first] = list;
  if (list.length === 1) {
    alone(shape, first!, database);
    return;
  }
  const many = shape.together!;
  const keys = [...new Set(list.map(({ key }) => key))];
  Promise.resolve(many.plan(database).rows(database, [keys])).then(
    (rows) => spread(shape, list, rows, database),
    (error: unknown) => {
      for (const { reject } of list) reject(error);
    },
  );
}

function alone(shape: Shape, { key, resolve, reject }: Waiting, database: Database): void {
  try {
    Promise.resolve(shape.single.plan(database).rows(database, [key])).then(resolve, reject);
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
  const { position } = shape.uniqueField!;
  const byKey = new Map(rows.map((row) => [row[position], row]));
  for (const waiting of list) {
    const row = byKey.get(waiting.key);
    if (row !== undefined) waiting.resolve([row]);
    else if (typeof waiting.key === "number") waiting.resolve([]);
    else alone(shape, waiting, database);
  }
}

/** Where a unique field is in the rows of a shape. */
export interface UniqueField {
  readonly position: number;
  /** Whether rows have numbers there. */
  readonly isNumber: boolean;
}

/** Finds out whether a path is a unique field of the model's own table, read as it is compared. */
export function uniqueAt(meta: Meta, path: string, shape: Shape): UniqueField | undefined {
  const field = meta.member(path);
  if (field === undefined || !meta.localFields.includes(field)) return undefined;
  if (field !== meta.pk && field.options.unique !== true) return undefined;
  const { selection, isSliced, lock, annotations, distinct, combinator } = shape.query;
  const isPlain =
    selection.kind === "model" && selection.deferral === undefined && lock === undefined;
  if (
    !isPlain ||
    isSliced ||
    annotations.size > 0 ||
    distinct !== false ||
    combinator !== undefined
  )
    return undefined;
  return { position: meta.fields.indexOf(field), isNumber: field instanceof IntegerField };
}
