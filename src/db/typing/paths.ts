/** Paths in types: `author__name`, `publishedAt__year__gte`, what they lead to, and what they must not be. */

import type { Column } from "./fields.ts";
import type {
  FieldKind,
  LookupFamilies,
  LookupValue,
  NoLookup,
  TransformFamilies,
  TransformValue,
} from "./lookups.ts";
import type { InstanceOf, NamesOf } from "./model.ts";
import type { Selection } from "./relations.ts";
import type { InputOf, OutputOf, TargetKey } from "./rows.ts";

/** A name that the rows of `Row` do not have, neither as field nor as lookup; the type itself is the message. */
export interface NoField<Name, Row> {
  readonly "~noField": [Name, Row];
}

/** Either way in which a path can be wrong. */
export type WrongPath = NoField<unknown, unknown> | NoLookup<unknown, unknown>;

/** What the paths of a query set start from: the names of the model `T`, and the annotations `A`. */
export interface Scope<T, A> {
  model: T;
  annotations: A;
}

/** Annotations as columns, so that lookups treat them as fields. */
export type AnnotationColumns<A> = { [K in keyof A]: Column<A[K]> };

type OrNull<V, Nullable> = V extends WrongPath ? V : Nullable extends true ? V | null : V;

/** The value at the path `P` in the scope `Z`, as `values()` gives it: a key for a relation, null where a step may find nothing. */
export type PathOut<Z, P> =
  Z extends Scope<infer T, infer A>
    ? P extends keyof A
      ? A[P]
      : [keyof A] extends [never]
        ? NamePathOut<NamesOf<T>, P, InstanceOf<T>>
        : P extends `${infer Name}__${infer Rest}`
          ? Name extends keyof A
            ? PathThrough<Column<A[Name]>, Rest>
            : NamePathOut<NamesOf<T>, P, InstanceOf<T>>
          : NamePathOut<NamesOf<T>, P, InstanceOf<T>>
    : never;

/** The value at the path `P` of the names `S`. `Row` is the row that the path starts from, for the message. */
type NamePathOut<S, P, Row> = P extends keyof S
  ? OutputOf<S[P]>
  : P extends `${infer Name}__${infer Rest}`
    ? Name extends keyof S
      ? PathThrough<S[Name], Rest>
      : NoField<Name, Row>
    : NoField<P, Row>;

type PathThrough<X, P extends string> = X extends { readonly "~relation": infer R }
  ? R extends { to: infer T; null: infer Nullable }
    ? OrNull<NamePathOut<NamesOf<T>, P, InstanceOf<T>>, Nullable>
    : never
  : X extends { readonly "~types": { out: infer Out } }
    ? OrNull<TransformValue<FieldKind<X>, NonNullable<Out>, P>, null extends Out ? true : false>
    : never;

/** What the condition `P` is compared with in the scope `Z`: the last step may be a lookup. */
export type Compared<Z, P> =
  Z extends Scope<infer T, infer A>
    ? P extends keyof A
      ? A[P]
      : [keyof A] extends [never]
        ? NameCompared<NamesOf<T>, P, InstanceOf<T>>
        : P extends `${infer Name}__${infer Rest}`
          ? Name extends keyof A
            ? ComparedThrough<Column<A[Name]>, Rest>
            : NameCompared<NamesOf<T>, P, InstanceOf<T>>
          : NameCompared<NamesOf<T>, P, InstanceOf<T>>
    : never;

type NameCompared<S, P, Row> = P extends keyof S
  ? ComparedField<S[P]>
  : P extends `${infer Name}__${infer Rest}`
    ? Name extends keyof S
      ? ComparedThrough<S[Name], Rest>
      : NoField<Name, Row>
    : NoField<P, Row>;

type ComparedField<X> = X extends { readonly "~relation": infer R }
  ? RelatedValue<R> | NullOf<R>
  : InputOf<X>;

type NullOf<R> = R extends { null: true } ? null : never;

/** A related row, or its key. */
type RelatedValue<R> = R extends { to: infer T } ? Pointer<T> | TargetKey<R> : never;

interface HasKey<Key> {
  readonly pk: Key;
}

/** An instance of the model `T`, or a reference to one. */
type Pointer<T> = InstanceOf<T> | (PromiseLike<InstanceOf<T>> & HasKey<unknown>);

/** The lookups that a relation has itself. */
export interface RelationLookups<V, Row> {
  exact: V | null;
  in: readonly V[] | Selection<Row | V | readonly [V] | Readonly<Record<string, V>>>;
  isnull: boolean;
  gt: V;
  gte: V;
  lt: V;
  lte: V;
}

type ComparedThrough<X, P extends string> = X extends { readonly "~relation": infer R }
  ? R extends { to: infer T }
    ? P extends keyof NamesOf<T>
      ? ComparedField<NamesOf<T>[P]>
      : P extends keyof RelationLookups<unknown, unknown>
        ? RelationLookups<RelatedValue<R>, InstanceOf<T>>[P]
        : NameCompared<NamesOf<T>, P, InstanceOf<T>>
    : never
  : LookupValue<FieldKind<X>, NonNullable<InputOf<X>>, P>;

/** Any text, where an editor shall still offer the names that it knows. */
export type AnyText = string & {};

/**
 * Lets a path through that the scope `Z` leads to; else gives the type that says what is wrong.
 *
 * What an editor offers goes through at once: the compiler tries all of it, for each model. So do texts that are only known at run time.
 */
export type CheckedPath<Z, P> =
  P extends SuggestedPath<Z> ? P : string extends P ? P : LongPath<P, PathOut<Z, P>>;

type LongPath<P, Out> = [Out] extends [WrongPath] ? ([Out] extends [never] ? P : Out) : P;

type LookupNames<X> = X extends { readonly "~relation": unknown }
  ? "isnull" | "in"
  : KindLookups<FieldKind<X>>;

type KindLookups<Kind extends keyof LookupFamilies<unknown>> =
  | keyof LookupFamilies<unknown>[Kind]
  | keyof TransformFamilies[Kind];

type WithLookups<Name extends string, Lookups> = Name | `${Name}__${Lookups & string}`;

/** The names of `S`, and each with its lookups. */
type OwnLookups<S> = {
  [K in keyof S & string]: WithLookups<K, LookupNames<S[K]>>;
}[keyof S & string];

/** The names one relation away. */
type NextNames<S> = {
  [K in keyof S & string]: S[K] extends { readonly "~relation": { to: infer T } }
    ? `${K}__${keyof NamesOf<T> & string}`
    : never;
}[keyof S & string];

/**
 * The conditions that an editor offers: own names and lookups, and the names one relation away.
 *
 * Longer paths are checked too. Offering the lookups one relation away as well made a file of queries ten times dearer to check.
 */
export type SuggestedConditions<S> = { [K in OwnLookups<S> | NextNames<S>]?: unknown };

/** The paths that an editor offers: own names, and those one relation away. Longer paths are checked too. */
export type SuggestedPath<Z> =
  Z extends Scope<infer T, infer A> ? NamePaths<NamesOf<T>> | (keyof A & string) : never;

type NamePaths<S> = (keyof S & string) | NextNames<S>;

/** What an editor offers where rows are put in order. */
export type SuggestedOrder<Z> = SuggestedPath<Z> | `-${SuggestedPath<Z>}` | "?";

/** The relations that an editor offers. */
export type RelationPath<S> = RelationName<S>;

/** The names of `S` that are relations. */
export type RelationName<S> = {
  [K in keyof S & string]: S[K] extends { readonly "~relation": unknown } ? K : never;
}[keyof S & string];

/** Lets a path through that leads over relations alone. */
export type CheckedRelationPath<S, P, Row> = P extends keyof S
  ? S[P] extends { readonly "~relation": unknown }
    ? P
    : NoRelation<P, Row>
  : string extends P
    ? P
    : P extends `${infer Name}__${infer Rest}`
      ? Name extends keyof S
        ? S[Name] extends { readonly "~relation": { to: infer T } }
          ? CheckedRelationPath<NamesOf<T>, Rest, InstanceOf<T>> extends Rest
            ? P
            : CheckedRelationPath<NamesOf<T>, Rest, InstanceOf<T>>
          : NoRelation<Name, Row>
        : NoField<Name, Row>
      : NoField<P, Row>;

/** A name that is no relation of `Row`; the type itself is the message. */
export interface NoRelation<Name, Row> {
  readonly "~noRelation": [Name, Row];
}
