/** A model in types: the class that `model()` gives, its instances, and what one model takes from another. */

import type { ModelOptions } from "../model-options.ts";
import type { Constraint } from "../schema/constraints.ts";
import type { Index } from "../schema/index-definition.ts";
import type { CompositeKeyOf } from "./fields.ts";
import type { ModelManager } from "./manager.ts";
import type { Attributes, ColumnName, KeyColumn, NoPart, Names, OutputOf, Values } from "./rows.ts";

/** What a model class knows in types. */
export interface ModelTypes<F, O> {
  /** The fields as they were declared. */
  fields: F;
  /** All names: the fields, `id`, `pk`, and the columns of relations. */
  names: Names<F>;
  /** The options. */
  options: O;
}

/**
 * The fields of the model class `T`.
 *
 * What concerns keys goes by way of this, not of {@link NamesOf}: the names have keys among them, and the compiler would turn in a circle.
 */
export type FieldsOf<T> = T extends { readonly "~model": { fields: unknown } }
  ? T["~model"]["fields"]
  : never;

/** The names of the model class `T`. */
export type NamesOf<T> = T extends { readonly "~model": { names: unknown } }
  ? T["~model"]["names"]
  : never;

/** The rows of the model class `T`. */
export type InstanceOf<T> = T extends { readonly prototype: unknown } ? T["prototype"] : never;

/** The primary key of the model class `T`. */
export type KeyOf<T> = NamesOf<T> extends { pk: infer X } ? OutputOf<X> : never;

/** How `save` writes a row. */
export interface SaveOptions<Name extends string = string> {
  /** Writes these fields alone. Default: those that have changed, all of a new row. */
  fields?: readonly Name[];
  /** Inserts, and fails where the key is there already. Default false. */
  forceInsert?: boolean;
  /** Updates, and fails where the row is gone. Default false. */
  forceUpdate?: boolean;
  /** The alias of the database. Default: where the row came from, or what the router says. */
  using?: string;
  /** Writes the row as it is, without `autoNow` and its like: for rows from a file. Signals say so. Default false. */
  raw?: boolean;
}

/** How much of a row `fullClean` checks. */
export interface FullCleanOptions<Name extends string = string> {
  /** Fields to leave out, and what is unique or a rule together with them. */
  exclude?: readonly Name[];
  /** Whether what must be unique is looked up. Default true. */
  validateUnique?: boolean;
  /** Whether constraints are looked at. Default true. */
  validateConstraints?: boolean;
  /** The alias of the database that is asked. Default: where the row came from. */
  using?: string;
}

/** What every row of the names `S` can do. */
export interface Instance<S> {
  /** Tells a row from a reference in types; there is nothing here at run time. */
  readonly "~ref": false;
  /** The names of the fields that differ from what the database had. Texts, so that a row of a child model fits where its parent is asked for. */
  readonly changedFields: readonly string[];
  /** Writes the row: inserts a new one, updates what has changed of one that was loaded. */
  save(options?: SaveOptions<ColumnName<S>>): Promise<void>;
  /** Deletes the row and what its relations' rules delete with it; gives the number of rows, also by model. */
  delete(options?: { using?: string }): Promise<[total: number, byModel: Record<string, number>]>;
  /** Reads the row, or the fields named, from the database again. */
  refresh(...names: (keyof S & string)[]): Promise<void>;
  /** Checks what concerns more than one field. Does nothing unless a model overrides it. */
  clean(): void | Promise<void>;
  /** Checks all fields, `clean()`, what must be unique, and constraints; throws one `ValidationError` with all that is wrong. */
  fullClean(options?: FullCleanOptions<keyof S & string>): Promise<void>;
  /**
   * Gives the text that people see for a field: the label of its choice, `1:30:00` of a duration, nothing for null.
   *
   * @example
   * article.displayOf("status"); // "Not public yet"; in a template {{ article.displayOf("status") }}
   */
  displayOf(name: ColumnName<S>): string;
  /** The row as people read it. */
  toString(): string;
}

/** A row of the fields `F`. */
export type Row<F> = Attributes<Names<F>> & Instance<Names<F>>;

/** A row of the fields `F` of an abstract model: a key comes with the model that extends it. */
export type AbstractRow<F> = Attributes<WithKey<F>> & Instance<F>;

/** The fields of an abstract model; a key of several of them is known there already. */
type WithKey<F> = F extends { pk: CompositeKeyOf<unknown> } ? F & { pk: KeyColumn<F> } : F;

/** What a class made by `model()` has besides its manager. */
export interface ModelBase<F, O> {
  /** What types know of the model; there is nothing here at run time. */
  readonly "~model": ModelTypes<F, O>;
  /** Makes a model with the fields and methods of this one and more. */
  extend<T, G, const P>(
    this: T,
    fields: G,
    options?: CheckedOptions<Extended<F, G>, P>,
  ): ExtendedModel<T, F, G, P>;
}

/** The class that `model()` gives; `Parent` is what the rows of a parent have of their own. */
export interface ModelClass<F, O, Parent = unknown> extends ModelBase<F, O>, ModelManager {
  /** Makes a row that is not in the database yet; any of its values can be left out. */
  new (values?: Values<Names<F>>): Parent & Row<F>;
}

/** The class that `model()` gives with the option `abstract`: there is no table, so it has no query sets. */
export interface AbstractModelClass<F, O, Parent = unknown> extends ModelBase<F, O> {
  new (values?: Values<F>): Parent & AbstractRow<F>;
}

/** Which of the two classes the options ask for. */
export type ModelOf<F, O, Parent = unknown> = O extends { abstract: true }
  ? AbstractModelClass<F, O, Parent>
  : WithKnownKey<F, ModelClass<F, O, Parent>>;

/** The class `T`, or where a composite key names what is no field of `F` the type that says so, which no class can extend. */
type WithKnownKey<F, T> = F extends { pk: CompositeKeyOf<infer Parts extends readonly string[]> }
  ? [Exclude<Parts[number], FieldOrColumn<F>>] extends [never]
    ? T
    : NoPart<Exclude<Parts[number], FieldOrColumn<F>>>
  : T;

type FieldOrColumn<F> = keyof F | `${keyof F & string}Id`;

/** The fields of a parent with those of its child, whose own win. */
export type Extended<F, G> = [keyof F & keyof G] extends [never] ? F & G : Omit<F, keyof G> & G;

/** The class that `Parent.extend()` gives: the parent's own methods, getters and statics stay. */
export type ExtendedModel<T, F, G, O> = ModelOf<Extended<F, G>, O, OwnMembers<T, F>> &
  OwnStatics<T>;

type OwnStatics<T> = {
  [K in keyof T as K extends keyof ModelClass<unknown, unknown> | "prototype" ? never : K]: T[K];
};

type OwnMembers<T, F> = Omit<InstanceOf<T>, keyof Row<F>>;

/** A name that the options of a model can use: what stands before the first `__` is checked. */
export type OptionPath<F> = FirstName<F> | `${FirstName<F>}__${string}`;

type FirstName<F> = (keyof F & string) | `${keyof F & string}Id` | "id" | "pk";

/** The options of a model with the fields `F`; names in them are checked. */
export interface OptionsFor<F> extends Omit<ModelOptions, CheckedOption> {
  /** There is no table; other models extend it. Default false. */
  abstract?: boolean;
  /** Another class for the rows of the parent's table. Default false. */
  proxy?: boolean;
  /** The order of rows where a query set says nothing: `["-publishedAt"]`. */
  ordering?: readonly (OptionPath<F> | `-${OptionPath<F>}` | "?" | object)[];
  /** The names of the fields of each index, `-` before those that descend, or `index(…)`. */
  indexes?: readonly (
    | readonly (OptionPath<F> | `-${OptionPath<F>}`)[]
    | Index<OptionPath<F> | `-${OptionPath<F>}`>
  )[];
  /** What must hold: `unique(…)`, `check(…)`, `exclude(…)`. */
  constraints?: readonly Constraint<OptionPath<F>>[];
  /** The names of fields that are unique together. */
  uniqueTogether?: readonly (readonly OptionPath<F>[])[];
  /** The fields that tell a row from every other where its key is a mere number, for fixtures: `["slug"]`, `["title", "author__email"]`. */
  naturalKey?: readonly OptionPath<F>[];
  /** What `latest()` and `earliest()` order by where they are given nothing. */
  getLatestBy?:
    | OptionPath<F>
    | `-${OptionPath<F>}`
    | readonly (OptionPath<F> | `-${OptionPath<F>}`)[];
}

/**
 * Lets the options `O` through where each is one that a model of the fields `F` has, and its names are the model's.
 *
 * Names are looked up one by one: written out as what a list may hold, all names of all models took four fifths of the work on them.
 */
export type CheckedOptions<F, O> = [WrongOption<F, O>] extends [never] ? O : OptionsFor<F>;

type WrongOption<F, O> = O extends OptionsOfAny
  ? Exclude<keyof O, keyof OptionsOfAny> | WrongName<F, NamesIn<NamedOptions<O>>>
  : O;

interface OptionsOfAny extends OptionsFor<Record<string, unknown>> {}

type NamedOptions<O> = O[keyof O & Exclude<CheckedOption, "abstract" | "proxy" | "automatic">];

// Not recursive: the compiler would never be done with it where it has to compare two models whose options it does not know.
type NamesIn<X> = X extends readonly (infer One)[] ? NamesOfOne<One> : NamesOfOne<X>;

type NamesOfOne<X> = X extends string
  ? X
  : X extends readonly (infer Name)[]
    ? Name
    : X extends { readonly "~names": infer Name }
      ? Name
      : never;

type WrongName<F, Name> = UnknownName<F, Name, FirstStep<Upwards<Name>>>;

type Upwards<Name> = Name extends `-${infer Plain}` ? Plain : Name;
type FirstStep<Path> = Path extends `${infer First}__${string}` ? First : Path;

type UnknownName<F, Name, First> = First extends keyof F | "id" | "pk" | "?"
  ? never
  : First extends `${infer Relation}Id`
    ? Relation extends keyof F
      ? never
      : Name
    : Name;

type CheckedOption =
  | "abstract"
  | "proxy"
  | "ordering"
  | "indexes"
  | "constraints"
  | "uniqueTogether"
  | "naturalKey"
  | "getLatestBy"
  | "automatic";
