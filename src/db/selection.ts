/** Works out which columns a query reads, and where in a row each part of the answer is. */

import { Column } from "./column.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import { joinHop } from "./joins.ts";
import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Meta } from "./meta.ts";
import type { Deferral, Query, RelatedTree } from "./query.ts";
import type { Relation } from "./relation.ts";
import { RowValue } from "./row-values.ts";
import type { TableRef } from "./table-ref.ts";
import { fieldOfResult } from "./value-fields.ts";
import { findRelation, hopsToOwner } from "./ways.ts";

/** Where the fields of one model are in a row. */
export interface ModelLayout {
  readonly meta: Meta;
  /** The fields that are read, and the position of each. */
  readonly fields: readonly (readonly [field: Field, position: number])[];
  /** Whether all fields are read. */
  readonly complete: boolean;
  readonly related: readonly RelatedLayout[];
}

/** A related row that is read along. */
export interface RelatedLayout {
  readonly relation: Relation;
  readonly layout: ModelLayout;
  /** The appearance of its table. */
  readonly ref: TableRef;
  /** The position of the related row's key: null there means that there is no row. */
  readonly keyPosition: number;
}

/** A named value beside or instead of a model's fields. */
export interface NamedValue {
  readonly name: string;
  readonly position: number;
  readonly field: Field | undefined;
  /** The values of a tuple, each in a column of its own: a composite key. Null where the first of them is. */
  readonly parts?: readonly NamedValue[];
}

/** One column of the answer. */
export interface SelectedColumn {
  readonly expression: Expression;
  readonly alias: string | undefined;
}

/** The columns of an answer, and what they mean. */
export interface Selected {
  readonly columns: SelectedColumn[];
  /** The model that rows are; undefined where rows are values. */
  readonly layout: ModelLayout | undefined;
  /** The values of `values`, or the annotations beside a model. */
  readonly values: readonly NamedValue[];
}

/** Says what a query reads. Adds the joins that this takes to the query. */
export function selectionOf(query: Query): Selected {
  const columns: SelectedColumn[] = [];
  if (query.combinator !== undefined && query.combined.length > 0)
    return selectionOf(query.combined[0]!.copy());
  switch (query.selection.kind) {
    case "exists":
      return { columns, layout: undefined, values: [] };
    case "values":
      return {
        columns,
        layout: undefined,
        values: valuesOf(query, query.selection.names, columns),
      };
    default: {
      const layout =
        query.fromQuery === undefined
          ? layoutOf(
              query,
              columns,
              query.meta,
              query.base,
              treeOf(query),
              query.selection.deferral,
              "",
            )
          : undefined;
      return { columns, layout, values: annotationsOf(query, columns) };
    }
  }
}

function valuesOf(query: Query, names: readonly string[], columns: SelectedColumn[]): NamedValue[] {
  const known = new Map(query.columns);
  return names.map((name) => {
    const annotation = query.annotations.get(name);
    const expression = known.get(name) ?? annotation!;
    if (expression instanceof RowValue) return tupleOf(name, expression, columns);
    const position =
      columns.push({ expression, alias: annotation === undefined ? undefined : name }) - 1;
    return { name, position, field: resultField(expression) };
  });
}

function tupleOf(name: string, { parts }: RowValue, columns: SelectedColumn[]): NamedValue {
  const values = parts.map((expression) => {
    const position = columns.push({ expression, alias: undefined }) - 1;
    return { name, position, field: resultField(expression) };
  });
  return { name, position: values[0]!.position, field: undefined, parts: values };
}

function resultField(expression: Expression): Field | undefined {
  const field = expression.outputField;
  return expression instanceof Column || hasOwnPlaces(expression) ? field : fieldOfResult(field);
}

/** Whether an expression says itself how many places its result has. */
function hasOwnPlaces(expression: Expression): boolean {
  return "given" in expression && expression.given !== undefined;
}

function annotationsOf(query: Query, columns: SelectedColumn[]): NamedValue[] {
  return query.shownAnnotations.map(([name, expression]) => {
    if (expression instanceof RowValue) return tupleOf(name, expression, columns);
    const position = columns.push({ expression, alias: name }) - 1;
    return { name, position, field: resultField(expression) };
  });
}

function treeOf(query: Query): RelatedTree {
  if (query.related === undefined) return {};
  return query.related === true ? wholeTree(query.meta, 5) : query.related;
}

/** All relations to one row that is always there, five steps far. */
function wholeTree(meta: Meta, depth: number): RelatedTree {
  if (depth === 0) return {};
  const keys = meta.fields
    .filter((field) => field instanceof ForeignKey)
    .filter(({ options }) => options.null !== true && options.parentLink !== true);
  return Object.fromEntries(keys.map((key) => [key.name, wholeTree(key.target, depth - 1)]));
}

function layoutOf(
  query: Query,
  columns: SelectedColumn[],
  meta: Meta,
  ref: TableRef,
  tree: RelatedTree,
  deferral: Deferral | undefined,
  prefix: string,
): ModelLayout {
  const wanted = loadedFields(meta, deferral, prefix, tree);
  const fields = wanted.map((field) => {
    const owner = meta.ownerOf(field);
    const at = hopsToOwner(meta, owner).reduce(
      (from, hop) => joinHop(query, from, hop, undefined),
      ref,
    );
    return [
      field,
      columns.push({ expression: new Column(at, field), alias: undefined }) - 1,
    ] as const;
  });
  const related = Object.keys(tree).map((name) =>
    relatedOf(query, columns, meta, ref, tree, name, deferral, prefix),
  );
  return { meta, fields, complete: wanted.length === meta.fields.length, related };
}

function relatedOf(
  query: Query,
  columns: SelectedColumn[],
  meta: Meta,
  ref: TableRef,
  tree: RelatedTree,
  name: string,
  deferral: Deferral | undefined,
  prefix: string,
): RelatedLayout {
  const relation = findRelation(meta, name);
  if (relation === undefined || relation.many) refuseRelated(meta, name, relation);
  const end = relation.hops.reduce((from, hop) => joinHop(query, from, hop, undefined), ref);
  const layout = layoutOf(
    query,
    columns,
    relation.target,
    end,
    tree[name]!,
    deferral,
    `${prefix}${name}__`,
  );
  const [key] = relation.target.keyFields;
  const keyPosition = layout.fields.find(([field]) => field === key)![1];
  return { relation, layout, ref: end, keyPosition };
}

/**
 * The tables whose rows a lock holds, by the names of its option `of`: `"self"`, or a relation that is read along.
 *
 * @throws FlagonError `db.no-single-relation` for another name.
 */
export function lockedRefs(query: Query, { layout }: Selected): TableRef[] {
  return (query.lock?.of ?? []).map((name) => {
    if (name === "self") return query.base;
    let related: readonly RelatedLayout[] = layout?.related ?? [];
    let found: RelatedLayout | undefined;
    for (const part of name.split("__")) {
      found = related.find(({ relation }) => relation.name === part);
      related = found?.layout.related ?? [];
    }
    return found?.ref ?? refuseLocked(name, layout?.related ?? []);
  });
}

function refuseLocked(name: string, related: readonly RelatedLayout[]): never {
  const known = ["self", ...related.map(({ relation }) => relation.name)];
  throw new FlagonError(`"${name}" is no table that the query reads along.`, {
    code: "db.no-single-relation",
    where: "selectForUpdate({ of })",
    mend: `${suggest(name, known)} A relation has to be in selectRelated(…).`,
  });
}

function refuseRelated(meta: Meta, name: string, relation: Relation | undefined): never {
  const known = meta.fields
    .filter((field) => field instanceof ForeignKey)
    .map((field) => field.name);
  throw new FlagonError(
    relation === undefined
      ? `${meta.name} has no relation "${name}".`
      : `"${name}" leads to several rows.`,
    {
      code: "db.no-single-relation",
      where: `selectRelated("${name}")`,
      mend: relation === undefined ? suggest(name, known) : `Use prefetchRelated("${name}").`,
    },
  );
}

/** The fields that are read at once; the key always is. */
function loadedFields(
  meta: Meta,
  deferral: Deferral | undefined,
  prefix: string,
  tree: RelatedTree,
): readonly Field[] {
  if (deferral === undefined) return meta.fields;
  const here = [...deferral.names]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const own = new Set(here.filter((name) => !name.includes("__")));
  const { keyFields } = meta;
  if (deferral.mode === "defer") {
    return own.size === 0
      ? meta.fields
      : meta.fields.filter((field) => keyFields.includes(field) || !names(field, own));
  }
  if (here.length === 0) return meta.fields;
  for (const name of [
    ...here.filter((path) => path.includes("__")).map((path) => path.split("__")[0]!),
    ...Object.keys(tree),
  ]) {
    own.add(name);
  }
  return meta.fields.filter((field) => keyFields.includes(field) || names(field, own));
}

function names(field: Field, own: ReadonlySet<string>): boolean {
  return own.has(field.name) || own.has(field.attribute);
}
