/** Paths in types: `author__name`, `publishedAt__year__gte`, what they lead to, and what they must not be. */

import type { AnyField, AnyGeneric, Column } from "./fields.ts";
import type {
  FieldKind,
  LookupFamilies,
  LookupValue,
  NoLookup,
  TransformFamilies,
  TransformValue,
} from "./lookups.ts";
import type { InstanceOf, NamesOf } from "./model.ts";
import type { AnyRelation, Selection } from "./relations.ts";
import type { ColumnName, InputOf, OutputOf, TargetKey } from "./rows.ts";

/** A name that the rows of `Row` do not have, neither as field nor as lookup; the type itself is the message, with the names that are `Near`. */
export interface NoField<Name, Row, Near> {
  readonly "~noField": [Name, Row, Near];
}

/** The names among `All` that begin as `Name` does; all of them where none does. */
export type NearTo<Name, All> = Name extends `${infer One}${infer Two}${string}`
  ? FirstOf<Extract<All, `${One}${Two}${string}`>, Extract<All, `${One}${string}`>, All>
  : All;

type FirstOf<A, B, C> = [A] extends [never] ? ([B] extends [never] ? C : B) : A;

/** Either way in which a path can be wrong. */
export type WrongPath = NoField<unknown, unknown, unknown> | NoLookup<unknown, unknown, unknown>;

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
      : NoField<Name, Row, NearTo<Name, keyof S>>
    : NoField<P, Row, NearTo<P, keyof S>>;

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
      : NoField<Name, Row, NearTo<Name, keyof S>>
    : NoField<P, Row, NearTo<P, keyof S>>;

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
 * A text that is only known at run time goes through. What an editor offers is worked out for such a text alone: while one is being typed,
 * the editor has the compiler take it for any.
 */
export type CheckedPath<Z, P> = string extends P
  ? SuggestedPath<Z> | AnyText
  : FoundPath<P, PathOut<Z, P>>;

/** Lets paths through that the scope `Z` leads to. */
export type CheckedPaths<Z, P> = { [I in keyof P]: CheckedPath<Z, P[I]> };

type FoundPath<P, Out> = [Out] extends [WrongPath] ? ([Out] extends [never] ? P : Out) : P;

type LookupNames<X> = X extends { readonly "~relation": unknown }
  ? "isnull" | "in"
  : KindLookups<FieldKind<X>>;

type KindLookups<Kind extends keyof LookupFamilies<unknown>> =
  | keyof LookupFamilies<unknown>[Kind]
  | keyof TransformFamilies[Kind];

/** The names one relation away. */
type NextNames<S> = {
  [K in keyof S & string]: S[K] extends { readonly "~relation": { to: infer T } }
    ? `${K}__${keyof NamesOf<T> & string}`
    : never;
}[keyof S & string];

/**
 * The conditions that an editor offers: own names and lookups, and the names one relation away. Longer paths are checked too.
 *
 * A mapped type over the names themselves, since the compiler works out what another one is over as soon as the type is mentioned.
 */
export type SuggestedConditions<S> = { [K in keyof S as OfferedNames<K & string, S[K]>]?: unknown };

type OfferedNames<Name extends string, X> =
  | Name
  | `${Name}__${LookupNames<X> & string}`
  | (X extends { readonly "~relation": { to: infer T } }
      ? `${Name}__${keyof NamesOf<T> & string}`
      : never);

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

/** Lets a path through that leads from the model `T` over relations alone. */
export type CheckedRelationPath<T, P> = string extends P
  ? RelationPath<NamesOf<T>> | AnyText
  : WrongRelation<T, NamesOf<T>, P, P>;

/** Lets paths through that lead from the model `T` over relations alone. */
export type CheckedRelationPaths<T, P> = { [I in keyof P]: CheckedRelationPath<T, P[I]> };

/** Lets a path through that leads from the model `T` over relations to something that can be loaded along: the last may lead to rows of any model. */
export type CheckedPrefetchPath<T, P> = string extends P
  ? RelationPath<NamesOf<T>> | AnyText
  : WrongRelation<T, NamesOf<T>, P, P, AnyRelation | AnyGeneric>;

/** `Whole` where the path `P` leads from the names `S` of the model `T` over relations; else what is wrong. */
type WrongRelation<T, S, P, Whole, Last = AnyRelation> = P extends keyof S
  ? S[P] extends Last
    ? Whole
    : NoRelation<P, InstanceOf<T>>
  : P extends `${infer Name}__${infer Rest}`
    ? Name extends keyof S
      ? WrongBeyond<T, S[Name], Name, Rest, Whole, Last>
      : NoField<Name, InstanceOf<T>, NearTo<Name, RelationName<S>>>
    : NoField<P, InstanceOf<T>, NearTo<P, RelationName<S>>>;

type WrongBeyond<T, X, Name, Rest, Whole, Last> = X extends {
  readonly "~relation": { to: infer Next };
}
  ? WrongRelation<Next, NamesOf<Next>, Rest, Whole, Last>
  : NoRelation<Name, InstanceOf<T>>;

/** A name that is no relation of `Row`; the type itself is the message. */
export interface NoRelation<Name, Row> {
  readonly "~noRelation": [Name, Row];
}

/** Lets names of columns of the model `T` through. A text that is only known at run time does not go. */
export type CheckedColumns<T, P> = {
  [I in keyof P]: CheckedColumn<NamesOf<T>, P[I], InstanceOf<T>>;
};

type CheckedColumn<S, P, Row> = P extends keyof S
  ? S[P] extends AnyField
    ? P
    : NoField<P, Row, Extract<ColumnName<S>, string>>
  : string extends P
    ? ColumnName<S>
    : NoField<P, Row, NearTo<P, ColumnName<S>>>;
