/** The declarations that the type tests define their models with; nothing of it runs. */

import type {
  ExpressionTypes,
  NotNull,
  NullAs,
  PathsOf,
  ValueOf,
} from "../../../src/db/typing/expressions.ts";
import type {
  FieldTypes,
  InOf,
  OptionalTextOf,
  OutOf,
  TraitsOf,
} from "../../../src/db/typing/fields.ts";
import type { ModelOf } from "../../../src/db/typing/model.ts";
import type {
  ForeignKeyOf,
  OneToOneOf,
  ReverseField,
  Selection,
  ToManyField,
} from "../../../src/db/typing/relations.ts";

export interface Options {
  null?: boolean;
  blank?: boolean;
  default?: unknown;
  primaryKey?: boolean;
  unique?: boolean;
  choices?: readonly unknown[];
  autoNow?: boolean;
  autoNowAdd?: boolean;
  maxLength?: number;
}

interface Field<Out, In, Optional, Traits> {
  readonly "~types": FieldTypes<Out, In, Optional, Traits>;
}

type FieldOf<V, O> = keyof O &
  ("null" | "choices" | "blank" | "default" | "primaryKey" | "autoNow" | "autoNowAdd") extends never
  ? Field<V, V, false, unknown>
  : Field<OutOf<V, O>, InOf<V, O>, OptionalTextOf<O>, TraitsOf<O>>;

interface RelationOptions {
  null?: boolean;
  onDelete?: "cascade" | "protect" | "set null";
  primaryKey?: boolean;
  toField?: string;
}

export interface Fields {
  char<const O = {}>(options?: O): FieldOf<string, O>;
  text<const O = {}>(options?: O): FieldOf<string, O>;
  slug<const O = {}>(options?: O): FieldOf<string, O>;
  uuid<const O = {}>(options?: O): FieldOf<string, O>;
  integer<const O = {}>(options?: O): FieldOf<number, O>;
  float<const O = {}>(options?: O): FieldOf<number, O>;
  bigint<const O = {}>(options?: O): FieldOf<bigint, O>;
  boolean<const O = {}>(options?: O): FieldOf<boolean, O>;
  datetime<const O = {}>(options?: O): FieldOf<Date, O>;
  date<const O = {}>(options?: O): FieldOf<Temporal.PlainDate, O>;
  time<const O = {}>(options?: O): FieldOf<Temporal.PlainTime, O>;
  json<V = unknown>(options: { default: unknown }): Field<V, V, true, { lookups: "json" }>;
  list<V>(): Field<readonly V[], readonly V[], false, unknown>;
  generated<V>(): Field<V, never, true, { generated: true }>;
  foreignKey<T, const O extends RelationOptions>(to: T, options?: O): ForeignKeyOf<T, O>;
  oneToOne<T, const O extends RelationOptions>(to: T, options?: O): OneToOneOf<T, O>;
  manyToMany<T, const O>(to: T, options?: O): ToManyField<T, O>;
  reverse<T, const Name extends string>(to: T, name: Name): ReverseField<T, Name>;
}

export declare const f: Fields;
export declare function model<F, const O = unknown>(fields: F, options?: O): ModelOf<F, O>;

export interface Expression<Out, Paths = never> {
  readonly "~expression": ExpressionTypes<Out, Paths>;
  plus<const X>(other: X): Expression<Out, Paths | (X extends string ? never : PathsOf<X>)>;
  asc(options?: { nulls?: "first" | "last" }): Expression<Out, Paths>;
  desc(options?: { nulls?: "first" | "last" }): Expression<Out, Paths>;
}

export interface Conditions<C> {
  readonly "~conditions": C;
  and<const W>(other: W): Conditions<C | ConditionsIn<W>>;
  or<const W>(other: W): Conditions<C | ConditionsIn<W>>;
  not(): Conditions<C>;
}
type ConditionsIn<W> = W extends { readonly "~conditions": infer C } ? C : W;

export declare function Q<const W>(where: W): Conditions<ConditionsIn<W>>;
export declare function F<const P extends string>(path: P): Expression<ValueOf<P>, P>;
export declare function count<const P extends string>(path: P): Expression<number, Exclude<P, "*">>;
export declare function max<const X>(x: X): Expression<ValueOf<X> | null, PathsOf<X>>;
export declare function avg<const X>(x: X): Expression<number | null, PathsOf<X>>;
export declare function lower<const X>(x: X): Expression<NullAs<string, ValueOf<X>>, PathsOf<X>>;
export declare function value<const V>(value: V): Expression<V>;
export declare function coalesce<const X, const Y>(
  first: X,
  last: Y,
): Expression<NotNull<ValueOf<X>> | ValueOf<Y>, PathsOf<X> | PathsOf<Y>>;
export declare function Prefetch<const P extends string, R, const N = undefined>(
  path: P,
  rows: Selection<R>,
  options?: { to: N },
): { readonly "~prefetch": { path: P; row: R; attribute: N } };
