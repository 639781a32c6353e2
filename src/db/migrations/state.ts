/** Models as they were at a point of the history: fields and options without code, under the name of their blueprint. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Field } from "../fields/field.ts";
import { ForeignKey, ManyToMany, OneToOne } from "../fields/relations.ts";
import type { ModelOptions } from "../model-options.ts";
import { type Constraint } from "../schema/constraints.ts";
import { type Index } from "../schema/index-definition.ts";
import { snakeCase } from "../snake-case.ts";

/** The options of a model that migrations keep. */
export interface StateOptions extends Omit<
  ModelOptions,
  "label" | "automatic" | "optional" | "abstract" | "indexes" | "constraints"
> {
  indexes?: readonly Index[];
  constraints?: readonly Constraint[];
}

/** The label of the models that belong to the app itself. */
export const APP_LABEL = "app";

/** One model at a point of the history. */
export class ModelState {
  /** The name of the blueprint; `app` for the app's own models. */
  readonly label: string;
  readonly name: string;
  /** The fields by name; none belongs to a model. Targets of relations are texts: `blog.Article`. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly options: StateOptions;
  /** The model with a table that this one extends, or whose table it shares as a proxy. */
  readonly parent: string | undefined;

  constructor(parts: {
    label: string;
    name: string;
    fields: ReadonlyMap<string, Field>;
    options?: StateOptions;
    parent?: string | undefined;
  }) {
    this.label = parts.label;
    this.name = parts.name;
    this.fields = parts.fields;
    this.options = parts.options ?? {};
    this.parent = parts.parent;
  }

  /** What relations call the model. */
  get path(): string {
    return `${this.label}.${this.name}`;
  }

  /** What it is found by. */
  get key(): string {
    return this.path.toLowerCase();
  }

  /** The table's name. */
  get table(): string {
    const { table } = this.options;
    if (table !== undefined) return table;
    const name = this.name.toLowerCase();
    return this.label === APP_LABEL ? name : `${this.label}_${name}`;
  }

  /** A copy with some parts changed. */
  with(
    parts: Partial<{
      label: string;
      name: string;
      fields: ReadonlyMap<string, Field>;
      options: StateOptions;
      parent: string | undefined;
    }>,
  ): ModelState {
    const { label, name, fields, options, parent } = this;
    return new ModelState({ label, name, fields, options, parent, ...parts });
  }

  /** A copy with options changed; what is undefined goes. */
  withOptions(options: StateOptions): ModelState {
    const merged = Object.entries({ ...this.options, ...options });
    return this.with({
      options: Object.fromEntries(merged.filter(([, value]) => value !== undefined)),
    });
  }

  /**
   * Gives a field.
   *
   * @throws FlagonError `migrations.unknown-field` with the near name.
   */
  field(name: string, where: string): Field {
    const found = this.fields.get(name);
    if (found !== undefined) return found;
    throw new FlagonError(`At this point of the history ${this.path} has no field "${name}".`, {
      code: "migrations.unknown-field",
      where,
      mend: suggest(name, [...this.fields.keys()]),
    });
  }
}

/** All models at a point of the history. A state never changes; each operation gives another. */
export class ProjectState {
  readonly models: ReadonlyMap<string, ModelState>;
  /** The places that models have left for other blueprints: the key of each, and the label of the blueprint that took the model over. */
  readonly left: ReadonlyMap<string, string>;

  constructor(
    models: ReadonlyMap<string, ModelState> | Iterable<ModelState> = new Map(),
    left: ReadonlyMap<string, string> = new Map(),
  ) {
    this.left = left;
    this.models =
      models instanceof Map
        ? (models as ReadonlyMap<string, ModelState>)
        : new Map([...(models as Iterable<ModelState>)].map((model) => [model.key, model]));
  }

  /** Finds a model by the name of its blueprint and its own. */
  find(label: string, name: string): ModelState | undefined {
    return this.models.get(`${label}.${name}`.toLowerCase());
  }

  /**
   * Gives a model.
   *
   * @throws FlagonError `migrations.unknown-model` with the near name.
   */
  get(label: string, name: string, where: string): ModelState {
    const found = this.find(label, name);
    if (found !== undefined) return found;
    throw new FlagonError(`At this point of the history there is no model ${label}.${name}.`, {
      code: "migrations.unknown-model",
      where,
      mend: suggest(
        `${label}.${name}`,
        [...this.models.values()].map((model) => model.path),
      ),
    });
  }

  /** A state with a model added, or changed under its name. */
  with(model: ModelState): ProjectState {
    return new ProjectState(new Map(this.models).set(model.key, model), this.left);
  }

  /** A state without a model. */
  without(model: ModelState): ProjectState {
    const models = new Map(this.models);
    models.delete(model.key);
    return new ProjectState(models, this.left);
  }

  /** A state in which each model is what `change` gives for it. */
  map(change: (model: ModelState) => ModelState): ProjectState {
    return new ProjectState([...this.models.values()].map(change), this.left);
  }

  /** A state that knows that a model has left its place for another blueprint. */
  withLeft(model: ModelState, label: string): ProjectState {
    return new ProjectState(this.models, new Map(this.left).set(model.key, label));
  }
}

/** The target of a relation as text: with the blueprint's name, where it stands alone within one. */
export function targetOf(field: ForeignKey | ManyToMany, model: Pick<ModelState, "label">): string {
  return fullName(String(field.to), model.label);
}

/** The name of a model with its blueprint's before it. */
export function fullName(name: string, label: string): string {
  return name.includes(".") ? name : `${label}.${name}`;
}

/** The model between, as text; undefined where Flagon makes it. */
export function throughOf(field: ManyToMany, model: Pick<ModelState, "label">): string | undefined {
  const { through } = field.options;
  return through === undefined ? undefined : fullName(String(through), model.label);
}

/** Whether a field is a relation to one other model. */
export function isRelation(field: Field): field is ForeignKey | ManyToMany {
  return field instanceof ForeignKey || field instanceof ManyToMany;
}

/** Whether a field is the link of a child to its parent. */
export function isParentLink(field: Field): boolean {
  return field instanceof OneToOne && field.options.parentLink === true;
}

/** The name of a field's column. */
export function columnOf(name: string, field: Field): string {
  return field.options.column ?? snakeCase(field instanceof ForeignKey ? `${name}Id` : name);
}
