/** All models of the process: what each was defined with, and its `Meta`, built when it is first needed. */

import { FlagonError } from "../base/errors.ts";
import { MODEL_LABEL } from "../base/model-label.ts";
import { suggest } from "../base/suggest.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey, ManyToMany, OneToOne, Reverse } from "./fields/relations.ts";
import { Meta, type MetaParts, type MetaSurroundings, type ModelClass } from "./meta.ts";
import { assertModelList } from "./model-list.ts";
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

const META = Symbol("flagon.meta");
const definitions = new Map<ModelClass, Definition>();
const claimed = new Set<ModelClass>();
const byName = new Map<string, Meta>();
const labels = new WeakMap<ModelClass, string>();
let makeKey: (() => Field) | undefined;
let onBuilt: ((meta: Meta) => void) | undefined;

/** Keeps what a base class was made with. */
export function define(base: ModelClass, definition: Definition): void {
  definitions.set(base, definition);
}

/** Says how the key of a model without one is made, and who prepares the class of a model that has been built. */
export function setModelHooks(hooks: { key: () => Field; built: (meta: Meta) => void }): void {
  makeKey = hooks.key;
  onBuilt = hooks.built;
}

/** Gives what Flagon knows of a model. */
export function metaOf(model: ModelClass): Meta {
  const own = (model as { [META]?: Meta })[META];
  return own !== undefined && own.model === model ? own : claim(model);
}

/** All models known so far, in the order in which they became known. */
export function knownModels(): Meta[] {
  return [...claimed].map(metaOf);
}

/**
 * Makes models known, under the name of a blueprint where one is given.
 * @throws FlagonError `db.no-model` where it is given anything but a list, `db.late-label`.
 */
export function registerModels(models: readonly ModelClass[], label?: string): Meta[] {
  assertModelList(models);
  for (const model of models) {
    const built = Object.hasOwn(model, META) ? (model as { [META]?: Meta })[META] : undefined;
    if (built !== undefined && label !== undefined && built.label !== label)
      refuseLabel(built, label);
    if (label !== undefined) labels.set(model, label);
  }
  return models.map(metaOf);
}

function refuseLabel(meta: Meta, label: string): never {
  throw new FlagonError(`${meta.name} has been used already, with the table "${meta.table}".`, {
    code: "db.late-label",
    where: `${label}.models(${meta.name})`,
    mend: "Register models with their blueprint before the first query.",
  });
}

/** Base classes that no model has been seen of: classes that were defined and never used. */
export function unclaimedDefinitions(): Definition[] {
  const used = new Set([...claimed].flatMap((model) => [model, Object.getPrototypeOf(model)]));
  return [...definitions]
    .filter(
      ([base, { options }]) =>
        !used.has(base) && options.abstract !== true && options.optional !== true,
    )
    .map(([, definition]) => definition);
}

const surroundings: MetaSurroundings = {
  metaOf(target, where) {
    return typeof target === "string" ? named(target, where) : metaOf(target);
  },
  throughOf(field) {
    return field.options.through === undefined
      ? automaticThrough(field)
      : this.metaOf(field.options.through, `${field.owner.name}.${field.name}`);
  },
};

function named(name: string, where: string): Meta {
  const found = byName.get(name.toLowerCase());
  if (found !== undefined) return found;
  throw new FlagonError(`There is no model named "${name}".`, {
    code: "db.unknown-model",
    where,
    mend: suggest(
      name,
      [...byName.values()].map((meta) => meta.path),
    ),
  });
}

function claim(model: ModelClass): Meta {
  const definition = definitionOf(model);
  if (definition.options.abstract === true) refuseAbstract(model);
  const parts = partsOf(model, definition);
  const meta = new Meta(parts, surroundings);
  Object.defineProperty(model, META, { value: meta });
  claimed.add(model);
  byName.set(meta.path.toLowerCase(), meta);
  if (!byName.has(meta.name.toLowerCase())) byName.set(meta.name.toLowerCase(), meta);
  for (const field of [...parts.localFields, ...parts.manyToMany, ...parts.reverses]) {
    // A proxy has the fields of its parent, which stay the parent's.
    if (isOwned(field) && !isOfParent(field, parts)) field.owner = meta;
  }
  for (const field of parts.localFields) if (!isOfParent(field, parts)) field.prepare?.(meta);
  onBuilt?.(meta);
  connect(meta);
  return meta;
}

function isOfParent(field: Field, { concrete }: MetaParts): boolean {
  return concrete !== undefined && concrete.member(field.name) === field;
}

type Owned = ForeignKey | ManyToMany | Reverse;

function isOwned(field: Field): field is Owned {
  return field instanceof ForeignKey || field instanceof ManyToMany || field instanceof Reverse;
}

function definitionOf(model: ModelClass): Definition {
  const own = definitions.get(model);
  if (own !== undefined) return own;
  const base = Object.getPrototypeOf(model) as ModelClass;
  const found = definitions.get(base);
  if (found !== undefined && !isModelItself(base)) return found;
  if (found === undefined && !claimed.has(base)) {
    throw new FlagonError(`${model.name || "This class"} is no model.`, {
      code: "db.no-model",
      mend: "Write `class Name extends model({ … }) {}`.",
    });
  }
  // A plain subclass of a model is another view of its table.
  return { fields: {}, options: { ...found?.options, proxy: true }, parent: base };
}

function isModelItself(base: ModelClass): boolean {
  return claimed.has(base);
}

function refuseAbstract(model: ModelClass): never {
  throw new FlagonError(`${model.name} is abstract: it has no table.`, {
    code: "db.abstract-model",
    where: `model ${model.name}`,
    mend: `Query a model that extends it: class Name extends ${model.name}.extend({ … }) {}.`,
  });
}

/** Tells the models that this one refers to of it. */
function connect(meta: Meta): void {
  if (meta.options.proxy === true) return;
  for (const field of meta.localFields) {
    if (!(field instanceof ForeignKey)) continue;
    const target = lateTarget(field);
    if (target === undefined) continue;
    target.concrete.incoming.push(field);
    addWayBack(target, field, meta);
    if (field.options.parentLink === true) target.children.push(meta);
  }
  for (const field of meta.manyToMany) {
    const target = lateTarget(field);
    if (target === undefined) continue;
    target.concrete.incomingMany.push(field);
    addWayBack(target, field, meta);
    if (field.options.through === undefined) void field.through;
  }
}

/** A target that is named by text may be defined later: the model is asked for again then. */
function lateTarget(field: ForeignKey | ManyToMany): Meta | undefined {
  if (typeof field.to !== "string") return field.target;
  if (byName.has(field.to.toLowerCase())) return field.target;
  waiting.push(field);
  return undefined;
}

const waiting: (ForeignKey | ManyToMany)[] = [];

function addWayBack(target: Meta, field: ForeignKey | ManyToMany, from: Meta): void {
  const { relatedName, relatedQueryName } = field.options;
  const name = relatedQueryName ?? relatedName;
  if (name === undefined || name.endsWith("+") || target.member(name) !== undefined) return;
  const back = new Reverse(from.model, field.name);
  back.name = name;
  back.owner = target;
  target.addReverse(back);
  onBuilt?.(target);
}

function partsOf(model: ModelClass, definition: Definition): MetaParts {
  const { options, parent } = definition;
  const chain = inherited(definition);
  const name = model.name;
  const label = labelOf(model) ?? options.label ?? "";
  const parents = new Map<Meta, ForeignKey>();
  const own = chain.flatMap(({ fields }) => takeFields(fields));
  const concreteParent = nearestConcrete(parent);
  if (concreteParent !== undefined && options.proxy === true) {
    return proxyParts(model, concreteParent, options, own);
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

/** The name of the blueprint that a model was given to. */
function labelOf(model: ModelClass): string | undefined {
  const marked = Object.hasOwn(model, MODEL_LABEL)
    ? (model as { [MODEL_LABEL]?: string })[MODEL_LABEL]
    : undefined;
  return labels.get(model) ?? marked;
}

function isVirtual(field: Field): boolean {
  return field instanceof ManyToMany || field instanceof Reverse || field.isVirtual;
}

/** The definitions whose fields make up the model's own: those of abstract parents first. */
function inherited(definition: Definition): Definition[] {
  const parent =
    definition.parent === undefined ? undefined : abstractDefinition(definition.parent);
  return parent === undefined ? [definition] : [...inherited(parent), definition];
}

function abstractDefinition(model: ModelClass): Definition | undefined {
  const definition =
    definitions.get(model) ?? definitions.get(Object.getPrototypeOf(model) as ModelClass);
  return definition?.options.abstract === true ? definition : undefined;
}

function nearestConcrete(parent: ModelClass | undefined): Meta | undefined {
  if (parent === undefined) return undefined;
  const abstract = abstractDefinition(parent);
  return abstract === undefined ? metaOf(parent) : nearestConcrete(abstract.parent);
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
  options: ModelOptions,
  own: Field[],
): MetaParts {
  const all = [...membersOf(parent), ...own];
  return {
    model,
    name: model.name,
    label: labelOf(model) ?? parent.label,
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

/** Makes the model between two, named and laid out as Django does it. */
function automaticThrough(field: ManyToMany): Meta {
  const { owner, target } = field;
  const [from, to] = owner === target ? ["from_", "to_"] : ["", ""];
  const key = (meta: Meta, prefix: string): [string, Field] => {
    const name = `${prefix}${meta.concrete.name.toLowerCase()}`;
    const made = new ForeignKey(meta.model, {
      onDelete: "cascade",
      relatedName: "+",
      column: `${name}_id`,
      ...(field.options.constraint === false && { constraint: false }),
    });
    return [name, made];
  };
  const pair = [key(owner, from), key(target, to)] as const;
  const Root = Object.getPrototypeOf(rootOf(owner.model)) as new () => object;
  const name = `${owner.name}_${snakeCase(field.name)}`;
  const through = { [name]: class extends Root {} }[name] as unknown as ModelClass;
  define(through, {
    fields: Object.fromEntries(pair),
    options: {
      table: field.options.table ?? `${owner.table}_${snakeCase(field.name)}`,
      uniqueTogether: [[pair[0][0], pair[1][0]]],
      automatic: true,
    },
    parent: undefined,
  });
  return metaOf(through);
}

/** The base class that `model()` made for a model. */
function rootOf(model: ModelClass): ModelClass {
  let base = model;
  while (!definitions.has(base)) base = Object.getPrototypeOf(base) as ModelClass;
  return definitions.get(base)!.parent === undefined || base === model
    ? base
    : rootOf(definitions.get(base)!.parent!);
}
