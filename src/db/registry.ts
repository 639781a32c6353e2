/** All models of the process: what each was defined with, and its `Meta`, built when it is first needed. */

import { FlagonError } from "../base/errors.ts";
import { MODEL_LABEL } from "../base/model-label.ts";
import { suggest } from "../base/suggest.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey, type ManyToMany, Reverse } from "./fields/relations.ts";
import { Meta, type MetaParts, type MetaSurroundings, type ModelClass } from "./meta.ts";
import { assertModelList } from "./model-list.ts";
import { type Definition, type Definitions, isOwned, partsOf, setKeyMaker } from "./model-parts.ts";
import { snakeCase } from "./snake-case.ts";

export type { Definition } from "./model-parts.ts";

const META = Symbol("flagon.meta");
const labels = new WeakMap<ModelClass, string>();
/** The registries of models that are not among those of the process. */
const homes = new WeakMap<ModelClass, Registry>();
let onBuilt: ((meta: Meta) => void) | undefined;

/** Says how the key of a model without one is made, and who prepares the class of a model that has been built. */
export function setModelHooks(hooks: { key: () => Field; built: (meta: Meta) => void }): void {
  setKeyMaker(hooks.key);
  onBuilt = hooks.built;
}

/**
 * Models that know each other: their names, their relations and the ways back.
 *
 * The models of the process are in one; each state of migrations has its own, whose models have the names of the real ones and never meet them.
 */
export class Registry implements Definitions {
  readonly #definitions = new Map<ModelClass, Definition>();
  readonly #claimed = new Set<ModelClass>();
  readonly #byName = new Map<string, Meta>();
  /** Relations to a name that no model had when they were read. */
  readonly #waiting = new Map<string, (ForeignKey | ManyToMany)[]>();
  readonly #surroundings: MetaSurroundings = {
    metaOf: (target, where) =>
      typeof target === "string" ? this.#named(target, where) : metaOf(target),
    throughOf: (field) => this.#throughOf(field),
  };

  /** Keeps what a base class was made with. */
  define(base: ModelClass, definition: Definition): void {
    this.#definitions.set(base, definition);
    if (this !== everyday) homes.set(base, this);
  }

  find(model: ModelClass): Definition | undefined {
    return this.#definitions.get(model);
  }

  labelOf(model: ModelClass): string | undefined {
    const marked = Object.hasOwn(model, MODEL_LABEL)
      ? (model as { [MODEL_LABEL]?: string })[MODEL_LABEL]
      : undefined;
    return labels.get(model) ?? marked;
  }

  metaOf(model: ModelClass): Meta {
    const own = (model as { [META]?: Meta })[META];
    return own !== undefined && own.model === model ? own : this.#claim(model);
  }

  /** All models known so far, in the order in which they became known. */
  known(): Meta[] {
    return [...this.#claimed].map((model) => this.metaOf(model));
  }

  /** Base classes that no model has been seen of: classes that were defined and never used. */
  unclaimed(): Definition[] {
    const used = new Set([...this.#claimed].flatMap((model) => [model, parentOf(model)]));
    return [...this.#definitions]
      .filter(
        ([base, { options }]) =>
          !used.has(base) && options.abstract !== true && options.optional !== true,
      )
      .map(([, definition]) => definition);
  }

  #named(name: string, where: string): Meta {
    const found = this.#byName.get(name.toLowerCase());
    if (found !== undefined) return found;
    throw new FlagonError(`There is no model named "${name}".`, {
      code: "db.unknown-model",
      where,
      mend: suggest(
        name,
        [...this.#byName.values()].map((meta) => meta.path),
      ),
    });
  }

  #claim(model: ModelClass): Meta {
    const definition = this.#definitionOf(model);
    if (definition.options.abstract === true) refuseAbstract(model);
    const parts = partsOf(model, definition, this);
    const meta = new Meta(parts, this.#surroundings);
    Object.defineProperty(model, META, { value: meta });
    this.#claimed.add(model);
    this.#nameIt(meta);
    for (const field of [...parts.localFields, ...parts.manyToMany, ...parts.reverses]) {
      // A proxy has the fields of its parent, which stay the parent's.
      if (isOwned(field) && !isOfParent(field, parts)) field.owner = meta;
    }
    for (const field of parts.localFields) if (!isOfParent(field, parts)) field.prepare?.(meta);
    onBuilt?.(meta);
    if (meta.options.proxy !== true) this.#connect(meta);
    return meta;
  }

  #nameIt(meta: Meta): void {
    this.#byName.set(meta.path.toLowerCase(), meta);
    const short = meta.name.toLowerCase();
    if (!this.#byName.has(short)) this.#byName.set(short, meta);
  }

  #definitionOf(model: ModelClass): Definition {
    const own = this.#definitions.get(model);
    if (own !== undefined) return own;
    const base = parentOf(model);
    const found = this.#definitions.get(base);
    if (found !== undefined && !this.#claimed.has(base)) return found;
    if (found === undefined && !this.#claimed.has(base)) {
      throw new FlagonError(`${model.name || "This class"} is no model.`, {
        code: "db.no-model",
        mend: "Write `class Name extends model({ … }) {}`.",
      });
    }
    // A plain subclass of a model is another view of its table.
    return { fields: {}, options: { ...found?.options, proxy: true }, parent: base };
  }

  /** Tells the models that this one refers to of it, and this one of those that have waited for its name. */
  #connect(meta: Meta): void {
    for (const field of meta.localFields) if (field instanceof ForeignKey) this.#connectKey(field);
    for (const field of meta.manyToMany) this.#connectMany(field);
    for (const name of [meta.path.toLowerCase(), meta.name.toLowerCase()]) {
      const waiting = this.#waiting.get(name) ?? [];
      this.#waiting.delete(name);
      for (const field of waiting) {
        if (field instanceof ForeignKey) this.#connectKey(field);
        else this.#connectMany(field);
      }
    }
  }

  #connectKey(field: ForeignKey): void {
    const target = this.#lateTarget(field);
    if (target === undefined) return;
    target.concrete.incoming.push(field);
    addWayBack(target, field);
    if (field.options.parentLink === true) target.children.push(field.owner);
  }

  #connectMany(field: ManyToMany): void {
    const target = this.#lateTarget(field);
    if (target === undefined) return;
    target.concrete.incomingMany.push(field);
    addWayBack(target, field);
    if (field.options.through === undefined) void field.through;
  }

  /** A target that is named by text may become known later: the relation is connected then. */
  #lateTarget(field: ForeignKey | ManyToMany): Meta | undefined {
    if (typeof field.to !== "string") return field.target;
    const name = field.to.toLowerCase();
    if (this.#byName.has(name)) return field.target;
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), field]);
    return undefined;
  }

  #throughOf(field: ManyToMany): Meta {
    const { through } = field.options;
    if (through !== undefined)
      return this.#surroundings.metaOf(through, `${field.owner.name}.${field.name}`);
    const { model, definition } = automaticThrough(field, this.#rootOf(field.owner.model));
    this.define(model, definition);
    return this.metaOf(model);
  }

  /** The base class that `model()` made for a model. */
  #rootOf(model: ModelClass): ModelClass {
    let base = model;
    while (!this.#definitions.has(base)) base = parentOf(base);
    const { parent } = this.#definitions.get(base)!;
    return parent === undefined || base === model ? base : this.#rootOf(parent);
  }
}

/** The models of the process. */
const everyday = new Registry();

function registryOf(model: ModelClass): Registry {
  for (let Class: ModelClass | null = model; Class !== null; Class = parentOf(Class)) {
    const found = homes.get(Class);
    if (found !== undefined) return found;
  }
  return everyday;
}

function parentOf(model: ModelClass): ModelClass {
  return Object.getPrototypeOf(model) as ModelClass;
}

/** Keeps what a base class was made with, among the models of the process. */
export function define(base: ModelClass, definition: Definition): void {
  registryOf(base).define(base, definition);
}

/** Gives what Flagon knows of a model. */
export function metaOf(model: ModelClass): Meta {
  const own = (model as { [META]?: Meta })[META];
  return own !== undefined && own.model === model ? own : registryOf(model).metaOf(model);
}

/** All models of the process known so far, in the order in which they became known. */
export function knownModels(): Meta[] {
  return everyday.known();
}

/** Base classes of the process that no model has been seen of: classes that were defined and never used. */
export function unclaimedDefinitions(): Definition[] {
  return everyday.unclaimed();
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

function isOfParent(field: Field, { concrete }: MetaParts): boolean {
  return concrete !== undefined && concrete.member(field.name) === field;
}

function refuseAbstract(model: ModelClass): never {
  throw new FlagonError(`${model.name} is abstract: it has no table.`, {
    code: "db.abstract-model",
    where: `model ${model.name}`,
    mend: `Query a model that extends it: class Name extends ${model.name}.extend({ … }) {}.`,
  });
}

function addWayBack(target: Meta, field: ForeignKey | ManyToMany): void {
  const { relatedName, relatedQueryName } = field.options;
  const name = relatedQueryName ?? relatedName;
  if (name === undefined || name.endsWith("+") || target.member(name) !== undefined) return;
  const back = new Reverse(field.owner.model, field.name);
  back.name = name;
  back.owner = target;
  target.addReverse(back);
  onBuilt?.(target);
}

/** Makes the model between two, named and laid out as Django does it. */
function automaticThrough(
  field: ManyToMany,
  root: ModelClass,
): { model: ModelClass; definition: Definition } {
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
  const Root = parentOf(root) as unknown as new () => object;
  const name = `${owner.name}_${snakeCase(field.name)}`;
  const model = { [name]: class extends Root {} }[name] as unknown as ModelClass;
  const counting = owner.pk instanceof ForeignKey ? owner.pk.valueField : owner.pk;
  const definition = {
    // Its own key is of the kind that its owner's is: old tables of Django's have small ones on both.
    fields: Object.fromEntries([
      ...(counting.isAuto ? [["id", withoutName(counting)]] : []),
      ...pair,
    ]),
    options: {
      table: field.options.table ?? `${owner.table}_${snakeCase(field.name)}`,
      uniqueTogether: [[pair[0][0], pair[1][0]]],
      automatic: true,
    },
    parent: undefined,
  };
  return { model, definition };
}

/** A field as it is before a model takes it. */
function withoutName(field: Field): Field {
  return Object.assign(field.copy(), {
    name: "",
    column: "",
    modelName: "",
    options: { primaryKey: true },
  });
}
