/** The steps that change which rows a query set has: its slice, its relations, what it is combined with. */

import { FlagonError } from "../base/errors.ts";
import { wrongCount } from "./counts.ts";
import type { Expression } from "./expression.ts";
import { readPath, refuseName } from "./joins.ts";
import type { Combinator, Query, RelatedTree } from "./query.ts";
import type { RowSet } from "./row-set.ts";
import { Scope } from "./scope.ts";
import { selectionOf } from "./selection.ts";
import type { Step } from "./shape.ts";
import { embedded, type QuerySource } from "./subqueries.ts";
import { selectValues } from "./value-steps.ts";
import { Slot } from "./values.ts";
import { Nothing } from "./where.ts";

/** The column or annotation that a name stands for. */
export function columnOf(query: Query, name: string): Expression {
  return new Scope(query).reference(name);
}

/** Cuts rows off: constants where that is quicker, else parameters. */
export function slice(
  set: RowSet,
  start: number,
  end: number | undefined,
  literal: number,
): RowSet {
  for (const value of end === undefined ? [start] : [start, end]) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw wrongCount(`slice(${start}, ${end})`, value);
  }
  const { query } = set.shape;
  const parent = query.limit;
  if (typeof parent === "object" || typeof query.offset === "object")
    return sliceAgain(set, start, end);
  const low = query.offset + start;
  const most = parent === undefined ? undefined : query.offset + parent;
  const high = end === undefined ? most : Math.min(query.offset + end, most ?? Infinity);
  const limit = high === undefined ? undefined : Math.max(0, high - low);
  if ((limit ?? 0) <= literal && low === 0) {
    return set.stepped(`slice ${limit}`, (copy) => {
      copy.offset = 0;
      copy.limit = limit;
    });
  }
  if (limit === 0) return set.none();
  const bounds = limit === undefined ? [low] : [low, limit];
  return set.with(
    // The key must be no number: `slice 2` is the shape of the first two rows.
    set.shape.step(`slice ${bounds.map(() => "?").join()}`, bounds.length, () => (copy, first) => {
      copy.offset = new Slot(first);
      copy.limit = limit === undefined ? undefined : new Slot(first + 1);
    }),
    bounds,
  );
}

/** A slice of a slice whose bounds are parameters: the numbers are among the values. */
function sliceAgain(set: RowSet, start: number, end: number | undefined): RowSet {
  const { query } = set.shape;
  const read = (bound: unknown): number | undefined =>
    bound instanceof Slot ? (set.parameters[bound.index] as number) : (bound as number | undefined);
  const [offset, limit] = [read(query.offset)!, read(query.limit)];
  const low = offset + start;
  const high = Math.min(
    end === undefined ? Infinity : offset + end,
    limit === undefined ? Infinity : offset + limit,
  );
  const rest = high === Infinity ? undefined : Math.max(0, high - low);
  if (rest === 0) return set.none();
  return set.with(
    set.shape.step(
      `again ? ${rest === undefined ? "" : "?"}`,
      rest === undefined ? 1 : 2,
      () => (copy, first) => {
        copy.offset = new Slot(first);
        copy.limit = rest === undefined ? undefined : new Slot(first + 1);
      },
    ),
    rest === undefined ? [low] : [low, rest],
  );
}

/** No row at all. */
export const nothing: Step = (query) => {
  // What is combined has conditions of its own; those of the whole count for nothing.
  query.combined = query.combined.map((part) => {
    const copy = part.copy();
    nothing(copy, 0);
    return copy;
  });
  query.where = query.where.and(new Nothing());
};

/** Asks for nothing but whether there is a row. */
export const question: Step = (query) => {
  if (query.combinator !== undefined || query.distinct !== false || query.isGrouped) {
    query.limit ??= 1;
    return;
  }
  query.selection = { kind: "exists" };
  query.order = [];
  query.defaultOrder = false;
  query.related = undefined;
  query.shown = new Set();
  if (query.limit === undefined) query.limit = 1;
};

/** Reads related rows along. */
export function selectRelated(set: RowSet, paths: readonly string[]): RowSet {
  if (set.shape.query.selection.kind === "values") {
    throw new FlagonError("values() gives no rows that relatives could hang on.", {
      code: "db.values-related",
      where: `selectRelated("${paths.join('", "')}")`,
      mend: `Name the values: values("${paths[0] ?? "author"}__name").`,
    });
  }
  set.refuseCombined("selectRelated");
  return set.stepped(`related ${paths.join(" ")}`, (query) => {
    if (paths.length === 0) {
      query.related = true;
      return;
    }
    const tree: RelatedTree = structuredClone(
      query.related === true || query.related === undefined ? {} : query.related,
    );
    for (const path of paths) path.split("__").reduce((at, name) => (at[name] ??= {}), tree);
    query.related = tree;
  });
}

/** Leaves fields out until they are asked for. */
export function defer(set: RowSet, mode: "only" | "defer", names: readonly string[]): RowSet {
  if (set.shape.query.selection.kind === "values") {
    throw new FlagonError("values() gives no rows whose fields could be left out.", {
      code: "db.values-deferred",
      where: `${set.meta.name}…values().${mode}()`,
      mend: "Name in values() what is wanted.",
    });
  }
  set.refuseCombined(mode);
  for (const name of names) {
    const path = readPath(set.meta, name.split("__"), name);
    if (path.rest.length > 0) refuseName(path.meta, path.rest[0]!, name);
  }
  return set.stepped(`${mode} ${names.join(" ")}`, (query) => {
    const before = query.selection.kind === "model" ? query.selection.deferral : undefined;
    query.selection = { kind: "model", deferral: deferral(before, mode, names) };
  });
}

function deferral(
  before: { mode: "only" | "defer"; names: ReadonlySet<string> } | undefined,
  mode: "only" | "defer",
  names: readonly string[],
) {
  if (mode === "only") {
    const hidden = before?.mode === "defer" ? before.names : new Set<string>();
    return { mode, names: new Set(names.filter((name) => !hidden.has(name))) } as const;
  }
  if (names.length === 0) return undefined;
  if (before?.mode === "only") {
    const left = [...before.names].filter((name) => !names.includes(name));
    if (left.length > 0) return { mode: "only", names: new Set(left) } as const;
    // Nothing is left that was asked for alone: all is read but what was not among it, as in Django.
    const others = names.filter((name) => !before.names.has(name));
    return others.length === 0 ? undefined : ({ mode: "defer", names: new Set(others) } as const);
  }
  return { mode, names: new Set([...(before?.names ?? []), ...names]) } as const;
}

/** Puts the rows of several query sets together. */
export function combine(set: RowSet, combinator: Combinator, others: readonly RowSet[]): RowSet {
  const sets = [set, ...others];
  const values = others.flatMap((other) => [...other.parameters]);
  const key = `${combinator} ${others.map((other) => other.structure).join(" ")}`;
  const shape = set.shape.step(
    key,
    values.length,
    () => (query) => combineQueries(query, combinator, sets),
  );
  return set.with(shape, values);
}

function combineQueries(query: Query, combinator: Combinator, sets: readonly RowSet[]): void {
  let first = 0;
  const queries = sets.map((set, index) => {
    const moved = index === 0 ? set.query().copy() : embedded(set.query(), first, undefined);
    first += set.parameters.length;
    if (!moved.isSliced) {
      moved.order = [];
      moved.defaultOrder = false;
    }
    return moved;
  });
  alignColumns(queries, sets);
  checkWidths(queries, sets);
  query.combinator = combinator;
  query.combined = queries;
  query.order = [];
  query.defaultOrder = false;
  query.limit = undefined;
  query.offset = 0;
}

/** Where the first gives named values, those that give rows give the same ones, as in Django. */
function alignColumns([first, ...others]: readonly Query[], [set]: readonly RowSet[]): void {
  const { selection } = first!;
  for (const other of others) {
    const theirs = other.selection;
    if (selection.kind === "values" && other.combinator === undefined) {
      if (theirs.kind !== "values") selectValues(other, selection.names);
      else if (theirs.names.length !== selection.names.length)
        refuseColumns(set!, selection.names.length, theirs.names.length);
    } else if (theirs.kind === "values" && selection.kind !== "values")
      refuseColumns(set!, undefined, theirs.names.length);
  }
}

/** Annotations and fields left out make rows of the same model differ. */
function checkWidths([first, ...others]: readonly Query[], [set]: readonly RowSet[]): void {
  const width = (query: Query): number => selectionOf(query.copy()).columns.length;
  const mine = width(first!);
  for (const other of others) {
    const theirs = width(other);
    if (theirs !== mine) refuseColumns(set!, mine, theirs);
  }
}

function refuseColumns({ meta }: RowSet, mine: number | undefined, theirs: number): never {
  const first = mine === undefined ? "rows" : `${mine} values each`;
  throw new FlagonError(`Sets cannot be combined: one gives ${first}, another ${theirs} values.`, {
    code: "db.combined-columns",
    where: `a combined query set of ${meta.name}`,
    mend: "Call values() with as many names on each, or on the first alone.",
  });
}

/** A query set of values: itself, or the keys of its rows. */
export function keyed(set: RowSet): RowSet {
  if (set.shape.query.selection.kind === "values") return set;
  return set.stepped("keys", (query) => {
    selectValues(query, ["pk"]);
    query.standsForRows = true;
  });
}

/** A query set as a list of values: of its own values, or of its rows' keys. */
export function asList(set: RowSet): QuerySource {
  const source = keyed(set);
  return {
    structure: source.structure,
    parameters: source.parameters,
    query: () => listQuery(source),
  };
}

function listQuery(source: RowSet): Query {
  const query = source.query().copy();
  if (!query.isSliced && query.distinct === false) {
    query.order = [];
    query.defaultOrder = false;
  }
  return query;
}
