/** Makes models of states: classes with the fields and names of that time, whose rows can be queried, beside the real ones. */

import type { Field } from "../fields/field.ts";
import { ManyToMany } from "../fields/relations.ts";
import type { Meta, ModelClass } from "../meta.ts";
import { Model } from "../model.ts";
import { Registry } from "../registry.ts";
import { withOptions } from "./field-parts.ts";
import {
  APP_LABEL,
  fullName,
  isRelation,
  type ModelState,
  type ProjectState,
  targetOf,
  throughOf,
} from "./state.ts";

const rendered = new WeakMap<ProjectState, Map<string, Rendering>>();

/**
 * The models of a state. Those that are asked for are made, with those that they refer to and those that refer to them.
 *
 * With an alias their rows are in that database.
 */
export function renderingOf(state: ProjectState, alias = ""): Rendering {
  let known = rendered.get(state);
  if (known === undefined) rendered.set(state, (known = new Map()));
  let found = known.get(alias);
  if (found === undefined) known.set(alias, (found = new Rendering(state, alias)));
  return found;
}

/** The models of one state, made when they are needed. */
export class Rendering {
  readonly #state: ProjectState;
  readonly #registry = new Registry();
  readonly #classes = new Map<string, ModelClass>();
  readonly #asked = new Set<string>();

  readonly #alias: string;

  constructor(state: ProjectState, alias: string) {
    this.#state = state;
    this.#alias = alias;
  }

  /** Gives what Flagon knows of a model at that time. */
  meta(label: string, name: string, where: string): Meta {
    const model = this.#state.get(label, name, where);
    this.#withReferrers(model);
    return this.#registry.metaOf(this.#classOf(model));
  }

  /** Makes all models and gives the class of one. */
  model(path: string, where: string): ModelClass {
    for (const model of this.#state.models.values()) this.#classOf(model);
    const [label, name] = fullName(path, APP_LABEL).split(".", 2) as [string, string];
    return this.#classOf(this.#state.get(label, name, where));
  }

  /** The models that refer to this one are told of it as they are made; keys that are relations go on. */
  #withReferrers(model: ModelState): void {
    if (this.#asked.has(model.key)) return;
    this.#asked.add(model.key);
    this.#classOf(model);
    for (const other of this.#state.models.values()) {
      const pointing = [...other.fields.values()].filter(
        (field) => isRelation(field) && targetOf(field, other).toLowerCase() === model.key,
      );
      if (pointing.length === 0) continue;
      this.#classOf(other);
      const isKey = pointing.some((field) => field.options.primaryKey === true);
      const isTarget = pointing.some((field) => field instanceof ManyToMany);
      if (isKey || isTarget) this.#withReferrers(other);
    }
  }

  #classOf(model: ModelState): ModelClass {
    const known = this.#classes.get(model.key);
    if (known !== undefined) return known;
    const parent = model.parent === undefined ? undefined : this.#named(model.parent);
    const Parent = (parent ?? Model) as unknown as new () => object;
    const Base = class extends Parent {} as unknown as ModelClass;
    const made = { [model.name]: class extends (Base as unknown as new () => object) {} }[
      model.name
    ] as unknown as ModelClass;
    this.#classes.set(model.key, made);
    const targets = [...model.fields.values()].filter(isRelation);
    const fields = [...model.fields].map(([name, field]) => [name, ownField(field, model)]);
    const label = model.label === APP_LABEL ? "" : model.label;
    this.#registry.define(Base, {
      fields: Object.fromEntries(fields) as object,
      options: { ...model.options, label, ...(this.#alias !== "" && { database: this.#alias }) },
      parent,
    });
    for (const field of targets) {
      this.#named(targetOf(field, model));
      const through = field instanceof ManyToMany ? throughOf(field, model) : undefined;
      if (through !== undefined) this.#named(through);
    }
    this.#registry.metaOf(made);
    return made;
  }

  #named(path: string): ModelClass | undefined {
    const model = this.#state.models.get(path.toLowerCase());
    return model === undefined ? undefined : this.#classOf(model);
  }
}

/** A copy of a field for a class, whose targets are found by the names that classes have. */
function ownField(field: Field, model: ModelState): Field {
  if (!isRelation(field)) return withOptions(field, field.options as Record<string, unknown>);
  const options: Record<string, unknown> = { ...field.options };
  const through = field instanceof ManyToMany ? throughOf(field, model) : undefined;
  if (through !== undefined) options["through"] = className(through);
  return withOptions(field, options, className(targetOf(field, model)));
}

/** The app's own models have no name before theirs. */
function className(path: string): string {
  const prefix = `${APP_LABEL}.`;
  return path.toLowerCase().startsWith(prefix) ? path.slice(prefix.length) : path;
}
