/** What a model is made of: its own fields, those of its parents, its key, and the options that it inherits. */

import type { Field } from "./fields/field.ts";
import { ForeignKey, ManyToMany, OneToOne, Reverse } from "./fields/relations.ts";
import type { Meta, MetaParts, ModelClass } from "./meta.ts";
import type { ModelOptions } from "./model-options.ts";
import { primaryKeyOf, refuseChildOf } from "./primary-key.ts";
import { snakeCase } from "./snake-case.ts";

/** What `model()` and `extend()` were given. Getters among the fields are not called before the model is needed. */
export interface Definition {
  fields: object;
  options: ModelOptions;
  /** The class that `extend()` was called on. */
  parent: ModelClass | undefined;
}

/** What is looked up in the registry that a model belongs to. */
export interface Definitions {
  find(model: ModelClass): Definition | undefined;
  metaOf(model: ModelClass): Meta;
  /** The name of the blueprint that a model was given to. */
  labelOf(model: ModelClass): string | undefined;
}

type Owned = ForeignKey | ManyToMany | Reverse;

/** Whether a field keeps the model that has it. */
export function isOwned(field: Field): field is Owned {
  return field instanceof ForeignKey || field instanceof ManyToMany || field instanceof Reverse;
}

/** Gathers what a model is made of, its parents' fields among it. */
export function partsOf(model: ModelClass, definition: Definition, known: Definitions): MetaParts {
  const { options, parent } = definition;
  const chain = inherited(definition, known);
  const name = model.name;
  const label = known.labelOf(model) ?? options.label ?? "";
  const parents = new Map<Meta, ForeignKey>();
  const own = chain.flatMap(({ fields }) => takeFields(fields));
  const concreteParent = nearestConcrete(parent, known);
  if (concreteParent !== undefined && options.proxy === true) {
    return proxyParts(model, concreteParent, {
      options,
      own,
      label: known.labelOf(model) ?? options.label,
    });
  }
  if (concreteParent !== undefined) {
    refuseChildOf(concreteParent, name);
    addParentLink(own, concreteParent, parents);
  }
  const localFields = own.filter((field) => !isVirtual(field));
  const key = primaryKeyOf(name, own, concreteParent !== undefined);
  if (key === undefined) localFields.unshift(automaticKey());
  const fields = [...[...parents.keys()].flatMap((meta) => meta.fields), ...localFields];
  const all = [
    ...[...parents.keys()].flatMap((meta) => membersOf(meta)),
    ...localFields,
    ...own.filter(isVirtual),
  ];
  const pk = key ?? localFields[0]!;
  const merged = mergedOptions(chain, options);
  return {
    model,
    name,
    label,
    options: merged,
    localFields,
    fields,
    parents,
    pk,
    concrete: undefined,
    table: options.table ?? (label === "" ? name.toLowerCase() : `${label}_${name.toLowerCase()}`),
    manyToMany: own.filter((field) => field instanceof ManyToMany),
    reverses: own.filter((field) => field instanceof Reverse),
    virtuals: own.filter((field) => field.isVirtual && !isOwned(field)),
    members: membersByName(all, pk),
  };
}

function isVirtual(field: Field): boolean {
  return field instanceof ManyToMany || field instanceof Reverse || field.isVirtual;
}

/** The definitions whose fields make up the model's own: those of abstract parents first. */
function inherited(definition: Definition, known: Definitions): Definition[] {
  const parent =
    definition.parent === undefined ? undefined : abstractDefinition(definition.parent, known);
  return parent === undefined ? [definition] : [...inherited(parent, known), definition];
}

function abstractDefinition(model: ModelClass, known: Definitions): Definition | undefined {
  const definition = known.find(model) ?? known.find(Object.getPrototypeOf(model) as ModelClass);
  return definition?.options.abstract === true ? definition : undefined;
}

function nearestConcrete(parent: ModelClass | undefined, known: Definitions): Meta | undefined {
  if (parent === undefined) return undefined;
  const abstract = abstractDefinition(parent, known);
  return abstract === undefined ? known.metaOf(parent) : nearestConcrete(abstract.parent, known);
}

/** An abstract parent's ordering and the like hold for its children, which may say otherwise. */
function mergedOptions(chain: readonly Definition[], options: ModelOptions): ModelOptions {
  const inheritedOptions = chain.slice(0, -1).map((definition) => definition.options);
  const {
    abstract: _abstract,
    table: _table,
    ...rest
  } = Object.assign({}, ...inheritedOptions) as ModelOptions;
  return { ...rest, ...options };
}

function proxyParts(
  model: ModelClass,
  parent: Meta,
  { options, own, label }: { options: ModelOptions; own: Field[]; label: string | undefined },
): MetaParts {
  const all = [...membersOf(parent), ...own];
  return {
    model,
    name: model.name,
    label: label ?? parent.label,
    table: parent.table,
    options: { ...parent.options, ...options, proxy: true },
    localFields: parent.localFields,
    fields: parent.fields,
    manyToMany: parent.manyToMany,
    virtuals: parent.virtuals,
    reverses: [...parent.reverses, ...own.filter((field) => field instanceof Reverse)],
    pk: parent.pk,
    parents: parent.parents,
    concrete: parent.concrete,
    members: membersByName(all, parent.pk),
  };
}

function membersOf(meta: Meta): Field[] {
  return [...new Set(meta.memberNames.map((name) => meta.member(name)!))];
}

function membersByName(all: readonly Field[], pk: Field): Map<string, Field> {
  const members = new Map<string, Field>();
  for (const field of all) {
    members.set(field.name, field);
    members.set(field.attribute, field);
  }
  members.set("pk", pk);
  return members;
}

let makeKey: (() => Field) | undefined;

/** Says how the key of a model without one is made. */
export function setKeyMaker(make: () => Field): void {
  makeKey = make;
}

function automaticKey(): Field {
  const field = makeKey!();
  field.name = field.column = "id";
  return field;
}

/** Gives each field its name and column. A field object may be in several models, so each model takes a copy. */
function takeFields(fields: object): Field[] {
  return Object.keys(fields).map((name) => {
    const given = (fields as Record<string, Field>)[name]!;
    const field = given.name === "" ? given : given.copy();
    field.name = name;
    field.modelName = "";
    field.column = field.options.column ?? snakeCase(field.attribute);
    return field;
  });
}

function addParentLink(own: Field[], parent: Meta, parents: Map<Meta, ForeignKey>): void {
  let link = own.find((field) => field instanceof OneToOne && field.options.parentLink === true);
  if (link === undefined) {
    link = new OneToOne(parent.model, { onDelete: "cascade", parentLink: true, primaryKey: true });
    link.name = `${parent.name[0]!.toLowerCase()}${parent.name.slice(1)}Ptr`;
    link.column = snakeCase(link.attribute);
    own.unshift(link);
  }
  parents.set(parent, link as ForeignKey);
}
