/** The fields that refer to other models: foreign keys, one-to-one, many-to-many, and the declared way back. */

import { FlagonError } from "../../base/errors.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import type { Meta, ModelClass } from "../meta.ts";
import { type Convert, Field, type FieldOptions } from "./field.ts";

/** What happens to rows that refer to a row that is deleted. */
export type OnDelete =
  | "cascade"
  | "protect"
  | "restrict"
  | "set null"
  | "set default"
  | "nothing"
  | "database cascade"
  | "database set null"
  | "database set default"
  | { set: unknown };

/** A model, or its name where the class cannot be had: `"Article"`, `"blog.Article"`. */
export type Target = ModelClass | string;

/** What a foreign key takes besides what every field takes. */
export interface ForeignKeyOptions extends FieldOptions<unknown, never> {
  /** What happens to this row when the one it refers to is deleted. */
  onDelete: OnDelete;
  /** The field of the target that is referred to. Default: its primary key. */
  toField?: string;
  /** The name of the way back, in queries and on rows, where the target does not declare it with `f.reverse`. */
  relatedName?: string;
  /** The name of the way back in queries alone. Default: `relatedName`. */
  relatedQueryName?: string;
  /** Whether the schema holds a constraint. Default true. */
  constraint?: boolean;
  /** Which rows people may choose, as a filter. */
  limitChoicesTo?: Readonly<Record<string, unknown>> | (() => Readonly<Record<string, unknown>>);
  /** Whether it joins a child model to its parent; made by `extend`. */
  parentLink?: boolean;
}

/** A column that holds the key of a row of another model. */
export class ForeignKey<Out = unknown, In = Out, Optional extends boolean = boolean> extends Field<
  Out,
  In,
  Optional
> {
  declare readonly options: ForeignKeyOptions;
  /** Django's name of the field type. */
  readonly kind: string = "ForeignKey";
  /** Whether at most one row may refer to a row. */
  readonly single: boolean = false;
  readonly to: Target;
  /** The model that has the field; set when the model takes it. */
  declare owner: Meta;
  /** The field referred to, once it has been asked for. No `#private` member: copies have none. */
  private referred: Field | undefined;

  constructor(to: Target, options: ForeignKeyOptions) {
    super(options);
    this.to = to;
    this.referred = undefined;
  }

  override copy(): this {
    return Object.assign(super.copy(), { referred: undefined });
  }

  /** The model referred to. */
  get target(): Meta {
    return this.owner.metaOf(this.to, this.name);
  }

  /** The field referred to. */
  get toField(): Field {
    return (this.referred ??= this.find());
  }

  private find(): Field {
    const { target, options } = this;
    const { toField } = options;
    if (toField !== undefined && toField !== "pk") return target.field(toField);
    if (target.pk.isVirtual) throw this.manyColumns();
    return target.field("pk");
  }

  private manyColumns(): FlagonError {
    const { target } = this;
    const names = target.keyFields.map((field) => field.name).join(", ");
    return new FlagonError(
      `${this.place} is one column and cannot refer to ${target.name}, whose key is several: [${names}].`,
      {
        code: "db.composite-key",
        where: this.place,
        mend: `Name a field of ${target.name} that is unique by itself with \`toField\`, or keep its key in fields of your own.`,
      },
    );
  }

  /** The row's property that holds the key. */
  override get attribute(): string {
    return `${this.name}Id`;
  }

  /** The field that decides about values: what is referred to may itself be a foreign key. */
  get valueField(): Field {
    const { toField } = this;
    return toField instanceof ForeignKey ? toField.valueField : toField;
  }

  override columnType(database: DatabaseKind): string | null {
    return this.valueField.referenceType(database);
  }

  override reader(database: DatabaseKind): Convert | undefined {
    return this.valueField.reader(database);
  }

  override writer(database: DatabaseKind): Convert | undefined {
    return this.valueField.writer(database);
  }

  override storeWriter(database: DatabaseKind): Convert | undefined {
    return this.valueField.storeWriter(database);
  }

  override normalizer(): Convert | undefined {
    return this.valueField.normalizer();
  }

  override parse(value: unknown): unknown {
    return this.valueField.parse(value);
  }

  override isSame(a: unknown, b: unknown): boolean {
    return this.valueField.isSame(a, b);
  }

  override format(value: unknown): string {
    return this.valueField.format(value);
  }
}

/** A foreign key that at most one row may have. */
export class OneToOne<
  Out = unknown,
  In = Out,
  Optional extends boolean = boolean,
> extends ForeignKey<Out, In, Optional> {
  override readonly kind = "OneToOneField";
  override readonly single = true;
}

/** What a many-to-many relation takes. */
export interface ManyToManyOptions extends FieldOptions<unknown, never> {
  /** The model between, where it has fields of its own. */
  through?: Target;
  /** The names of the two foreign keys of the model between: to this model, to the target. */
  throughFields?: readonly [source: string, target: string];
  /** The table between, where Flagon makes it. */
  table?: string;
  /** For a relation to the same model: whether it holds both ways. Default true there. */
  symmetrical?: boolean;
  relatedName?: string;
  relatedQueryName?: string;
  constraint?: boolean;
}

/** Rows of two models that refer to each other through a table between. */
export class ManyToMany<Out = unknown, In = Out, Optional extends boolean = boolean> extends Field<
  Out,
  In,
  Optional
> {
  declare readonly options: ManyToManyOptions;
  /** Django's name of the field type. */
  readonly kind = "ManyToManyField";
  readonly to: Target;
  /** The model that has the relation; set when the model takes it. */
  declare owner: Meta;
  /** The model between, once it has been asked for. */
  private between: Meta | undefined;

  constructor(to: Target, options: ManyToManyOptions = {}) {
    super(options);
    this.to = to;
    this.between = undefined;
  }

  override copy(): this {
    return Object.assign(super.copy(), { between: undefined });
  }

  /** The model referred to. */
  get target(): Meta {
    return this.owner.metaOf(this.to, this.name);
  }

  /** The model between. */
  get through(): Meta {
    return (this.between ??= this.owner.throughOf(this));
  }

  /** The foreign key of the model between that refers to this model. */
  get sourceKey(): ForeignKey {
    return this.throughKey(0);
  }

  /** The foreign key of the model between that refers to the target. */
  get targetKey(): ForeignKey {
    return this.throughKey(1);
  }

  /** Whether the relation holds both ways without being said twice. */
  get symmetrical(): boolean {
    return (
      this.options.symmetrical ?? (this.target === this.owner && this.options.through === undefined)
    );
  }

  columnType(): null {
    return null;
  }

  override get isVirtual(): boolean {
    return true;
  }

  private throughKey(side: 0 | 1): ForeignKey {
    const { throughFields } = this.options;
    if (throughFields !== undefined) return this.through.field(throughFields[side]) as ForeignKey;
    const keys = this.through.localFields.filter((field) => field instanceof ForeignKey);
    if (this.target.concrete === this.owner.concrete) return keys[side]!;
    const wanted = side === 0 ? this.owner : this.target;
    const found = keys.find(
      (key) => key.target.concrete === wanted.concrete || wanted.isChildOf(key.target),
    );
    if (found !== undefined) return found;
    throw new FlagonError(`${this.through.name} has no foreign key to ${wanted.name}.`, {
      code: "db.no-through-key",
      where: `${this.owner.name}.${this.name}`,
      mend: "Give the model between a foreign key to each side, or name the two with `throughFields`.",
    });
  }
}

/** The way back of a foreign key or a many-to-many relation of another model. */
export class Reverse<Out = unknown, In = Out> extends Field<Out, In, true> {
  readonly kind = "Reverse";
  readonly from: Target;
  /** The field of the other model. */
  readonly via: string;
  /** The model that declares the way back; set when the model takes it. */
  declare owner: Meta;

  constructor(from: Target, via: string) {
    super();
    this.from = from;
    this.via = via;
  }

  /** The field of the other model that this is the way back of. */
  get forward(): ForeignKey | ManyToMany {
    const field = this.owner.metaOf(this.from, this.name).member(this.via);
    if (field instanceof ForeignKey || field instanceof ManyToMany) return field;
    throw new FlagonError(`"${this.via}" is no relation to ${this.owner.name}.`, {
      code: "db.no-way-back",
      where: `${this.owner.name}.${this.name}`,
      mend: "Name the foreign key or many-to-many field of the other model.",
    });
  }

  columnType(): null {
    return null;
  }

  override get isVirtual(): boolean {
    return true;
  }
}
