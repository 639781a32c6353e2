/** Makes states of the models of the process. */

import { CompositeKey } from "../fields/composite-key.ts";
import type { Field } from "../fields/field.ts";
import { ForeignKey, ManyToMany } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import type { ModelOptions } from "../model-options.ts";
import {
  CheckConstraint,
  type Constraint,
  ExclusionConstraint,
  UniqueConstraint,
} from "../schema/constraints.ts";
import { Index } from "../schema/index-definition.ts";
import { indexesOf, nameOfConstraint, nameOfIndex } from "../schema/index-sql.ts";
import { rulesOf } from "../schema/rules.ts";
import { SearchIndex } from "../schema/search-index.ts";
import { withOptions } from "./field-parts.ts";
import { APP_LABEL, ModelState, ProjectState, type StateOptions } from "./state.ts";

/** The state of models as they are now. */
export function stateOfModels(metas: readonly Meta[]): ProjectState {
  return new ProjectState(
    metas.filter((meta) => meta.options.automatic !== true).map(stateOfModel),
  );
}

/** The label that a model's migrations are kept under. */
export function labelOf(meta: Meta): string {
  return meta.label === "" ? APP_LABEL : meta.label;
}

function pathOf(meta: Meta): string {
  return `${labelOf(meta)}.${meta.name}`;
}

function stateOfModel(meta: Meta): ModelState {
  const isProxy = meta.options.proxy === true;
  const [parent] = isProxy ? [meta.concrete] : meta.parents.keys();
  const own = isProxy ? [] : [...meta.localFields, ...keyOf(meta), ...meta.manyToMany];
  return new ModelState({
    label: labelOf(meta),
    name: meta.name,
    fields: new Map(own.map((field) => [field.name, unbound(field, meta)])),
    options: isProxy ? proxyOptions(meta) : optionsOf(meta),
    parent: parent === undefined ? undefined : pathOf(parent),
  });
}

function keyOf(meta: Meta): Field[] {
  return meta.pk instanceof CompositeKey ? [meta.pk] : [];
}

/** A copy of a model's field that belongs to none, with the names of models in place of their classes. */
function unbound(field: Field, meta: Meta): Field {
  if (!(field instanceof ForeignKey || field instanceof ManyToMany))
    return withOptions(field, { ...field.options });
  const options: Record<string, unknown> = { ...field.options };
  if (field instanceof ManyToMany && field.options.through !== undefined)
    options["through"] = pathOf(field.through);
  else if (field.owner !== meta) delete options["owner"];
  return withOptions(field, options, pathOf(field.target));
}

/** The options that a proxy has for itself: the rest is its model's. */
function proxyOptions(meta: Meta): StateOptions {
  const { options, concrete } = meta;
  const names = ["ordering", "singular", "plural", "getLatestBy", "managed"] as const;
  const own = names.filter((name) => options[name] !== concrete.options[name]);
  return { proxy: true, ...Object.fromEntries(own.map((name) => [name, options[name]])) };
}

const KEPT: readonly (keyof ModelOptions & keyof StateOptions)[] = [
  "table",
  "ordering",
  "managed",
  "getLatestBy",
  "singular",
  "plural",
  "comment",
  "tablespace",
  "database",
];

function optionsOf(meta: Meta): StateOptions {
  const { options } = meta;
  const kept = KEPT.filter((name) => says(name, options[name])).map((name) => [
    name,
    options[name],
  ]);
  const indexes = indexesOf(meta).map((index) => namedIndex(index, meta));
  const constraints = (options.constraints ?? []).map((one) => namedConstraint(one, meta));
  const together = options.uniqueTogether ?? [];
  return {
    ...(Object.fromEntries(kept) as StateOptions),
    ...(together.length > 0 && { uniqueTogether: together.map((names) => [...names]) }),
    ...(indexes.length > 0 && { indexes }),
    ...(constraints.length > 0 && { constraints }),
  };
}

function says(name: string, value: unknown): boolean {
  if (name === "managed") return value === false;
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** An index keeps the name that it had when it was made, also when its table is renamed. */
function namedIndex(index: Index, meta: Meta): Index {
  if (index.options.name !== undefined) return index;
  const name = nameOfIndex(index, meta);
  if (index instanceof SearchIndex)
    return new SearchIndex(index.options.fields ?? [], { config: index.config, name });
  return new Index({ ...index.options, name });
}

function namedConstraint(constraint: Constraint, meta: Meta): Constraint {
  if (constraint.options.name !== undefined) return constraint;
  const name = nameOfConstraint(constraint, meta, rulesOf("postgres"));
  return renamed(constraint, name);
}

/** The same constraint under another name. */
export function renamed(constraint: Constraint, name: string): Constraint {
  if (constraint instanceof UniqueConstraint)
    return new UniqueConstraint({ ...constraint.options, name });
  if (constraint instanceof CheckConstraint)
    return new CheckConstraint({ ...constraint.options, name });
  return new ExclusionConstraint({ ...(constraint as ExclusionConstraint).options, name });
}
