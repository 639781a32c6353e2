/** What Flagon knows of a model: its table, its fields in order, its key, and the ways to other models. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { CompositeKey } from "./fields/composite-key.ts";
import type { Field } from "./fields/field.ts";
import type { ForeignKey, ManyToMany, Reverse } from "./fields/relations.ts";
import type { Relation } from "./relation.ts";
import type { ModelOptions } from "./model-options.ts";
import { snakeCase } from "./snake-case.ts";

/** The class of a model, as far as the query layer needs to know it. */
export interface ModelClass {
  readonly name: string;
  readonly prototype: object;
}

/** What a name of a model stands for. */
export type Member = Field | Relation;

/** What {@link Meta} needs from the registry of models, which it does not know itself. */
export interface MetaSurroundings {
  /** Gives the model of a class or a name. */
  metaOf(target: ModelClass | string, where: string): Meta;
  /** Gives the model between two, made where the user named none. */
  throughOf(field: ManyToMany): Meta;
}

/** One model, known in full. */
export class Meta {
  readonly model: ModelClass;
  readonly name: string;
  /** The name of the blueprint that the model belongs to; empty where there is none. */
  readonly label: string;
  readonly table: string;
  readonly options: ModelOptions;
  /** The fields with a column in this model's own table, in the order of their declaration. */
  readonly localFields: readonly Field[];
  /** All fields with a column, those of parent tables first. */
  readonly fields: readonly Field[];
  readonly manyToMany: readonly ManyToMany[];
  /** Fields without a column that are no relation to one model: generic relations. */
  readonly virtuals: readonly Field[];
  /** Declared ways back from other models. */
  readonly reverses: readonly Reverse[];
  /** The field of the primary key; a {@link CompositeKey} has no column of its own. */
  readonly pk: Field;
  /** The fields with the columns of the primary key: one, or the parts of a composite key in their order. */
  readonly keyFields: readonly Field[];
  /** The models that this one extends with a table of its own, nearest first, with the key that joins them. */
  readonly parents: ReadonlyMap<Meta, ForeignKey>;
  /** The model whose table a proxy uses; itself for every other. */
  readonly concrete: Meta;
  /** Foreign keys of other models that refer to this one. */
  readonly incoming: ForeignKey[] = [];
  /** Many-to-many relations of other models to this one. */
  readonly incomingMany: ManyToMany[] = [];
  /** Models that extend this one with a table of their own. */
  readonly children: Meta[] = [];
  /** Relations by name, found when first asked for. */
  readonly relations: Map<string, Relation | undefined> = new Map();
  readonly #members: Map<string, Field>;
  readonly #surroundings: MetaSurroundings;

  constructor(parts: MetaParts, surroundings: MetaSurroundings) {
    this.model = parts.model;
    this.name = parts.name;
    this.label = parts.label;
    this.table = parts.table;
    this.options = parts.options;
    this.localFields = parts.localFields;
    // A proxy has the fields of its model, which keep that one's name.
    for (const field of parts.localFields) field.modelName ||= parts.name;
    this.fields = parts.fields;
    this.manyToMany = parts.manyToMany;
    this.reverses = parts.reverses;
    this.virtuals = parts.virtuals;
    this.pk = parts.pk;
    this.keyFields = parts.pk instanceof CompositeKey ? parts.pk.parts : [parts.pk];
    this.parents = parts.parents;
    this.concrete = parts.concrete ?? this;
    this.#members = parts.members;
    this.#surroundings = surroundings;
  }

  /** How people and errors call the model: `blog.Article`. */
  get path(): string {
    return this.label === "" ? this.name : `${this.label}.${this.name}`;
  }

  /** What people call one row: the option `singular`, else the model's name in words. */
  get singular(): string {
    return this.options.singular ?? snakeCase(this.name).replaceAll("_", " ");
  }

  /** What people call several rows: the option `plural`, else the singular with an s. */
  get plural(): string {
    return this.options.plural ?? `${this.singular}s`;
  }

  /** The model of a class or a name that a relation of this model refers to. */
  metaOf(target: ModelClass | string, field: string): Meta {
    return this.#surroundings.metaOf(target, `${this.name}.${field}`);
  }

  /** The model between this one and the target of a many-to-many relation. */
  throughOf(field: ManyToMany): Meta {
    return this.#surroundings.throughOf(field);
  }

  /** Finds a field, a relation or a key by the name that paths use: `author`, `authorId`, `pk`. */
  member(name: string): Field | undefined {
    const own = this.#members.get(name);
    if (own !== undefined) return own;
    for (const parent of this.parents.keys()) {
      const found = parent.member(name);
      if (found !== undefined) return found;
    }
    return this.options.proxy === true && this.concrete !== this
      ? this.concrete.member(name)
      : undefined;
  }

  /** Adds a way back that another model names. */
  addReverse(field: Reverse): void {
    this.#members.set(field.name, field);
    (this.reverses as Reverse[]).push(field);
    this.relations.delete(field.name);
  }

  /** All names that a path of this model may begin with. */
  get memberNames(): string[] {
    return [...this.#members.keys()];
  }

  /**
   * Gives a field that has a column.
   *
   * @throws FlagonError `db.unknown-field` with the near name.
   */
  field(name: string): Field {
    const found = this.#members.get(name);
    if (found !== undefined && this.fields.includes(found)) return found;
    throw new FlagonError(`${this.name} has no field "${name}".`, {
      code: "db.unknown-field",
      where: `model ${this.path}`,
      mend: suggest(
        String(name),
        this.fields.map((field) => field.name),
      ),
    });
  }

  /** Whether this model extends another one with a table of its own, directly or further up. */
  isChildOf(other: Meta): boolean {
    return [...this.parents.keys()].some((parent) => parent === other || parent.isChildOf(other));
  }

  /** The model whose table holds the field. */
  ownerOf(field: Field): Meta {
    if (this.localFields.includes(field)) return this;
    for (const parent of this.parents.keys()) {
      if (parent.fields.includes(field)) return parent.ownerOf(field);
    }
    return this;
  }
}

/** What a {@link Meta} is made of. */
export interface MetaParts {
  model: ModelClass;
  name: string;
  label: string;
  table: string;
  options: ModelOptions;
  localFields: readonly Field[];
  fields: readonly Field[];
  manyToMany: readonly ManyToMany[];
  reverses: readonly Reverse[];
  virtuals: readonly Field[];
  pk: Field;
  parents: ReadonlyMap<Meta, ForeignKey>;
  concrete: Meta | undefined;
  members: Map<string, Field>;
}
