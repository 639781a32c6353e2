/** The lookups of each kind of value, by Django's names, and the transforms that lead to another value. */

import type { NearTo } from "./paths.ts";
import type { Selection } from "./relations.ts";

/** Lookups that every column has. Merge your own into one of these interfaces: `declare module "flagon/db"`. */
export interface CommonLookups<V> {
  exact: V | null;
  in: readonly V[] | Selection<V | readonly [V] | Readonly<Record<string, V>>>;
  isnull: boolean;
}

/** Lookups of values that have an order. */
export interface OrderedLookups<V> extends CommonLookups<V> {
  gt: V;
  gte: V;
  lt: V;
  lte: V;
  range: readonly [from: V, to: V];
}

/** Lookups of keys of several fields. Larger and smaller count by the first part in which two keys differ. */
export interface TupleLookups<V> {
  exact: V | null;
  in: readonly V[] | Selection<V | { readonly pk: V }>;
  isnull: boolean;
  gt: V;
  gte: V;
  lt: V;
  lte: V;
}

/** Lookups of texts. Those with an `i` in front do not mind case. */
export interface TextLookups<V> extends OrderedLookups<V> {
  iexact: string | null;
  contains: string;
  icontains: string;
  startswith: string;
  istartswith: string;
  endswith: string;
  iendswith: string;
  regex: string;
  iregex: string;
  /** Full-text search; on PostgreSQL. */
  search: string;
  /** Alike by trigrams; on PostgreSQL with the extension pg_trgm. */
  trigram_similar: string;
  /** A part of it is alike. */
  trigram_word_similar: string;
  /** A part of it that is whole words is alike. */
  trigram_strict_word_similar: string;
}

/** Lookups of JSON values. Below a key everything else is a path: `data__a__0__b`. */
export interface JsonLookups<V> {
  exact: V | null;
  in: readonly V[];
  isnull: boolean;
  contains: unknown;
  contained_by: unknown;
  has_key: string;
  has_keys: readonly string[];
  has_any_keys: readonly string[];
}

/** Lookups of arrays; on PostgreSQL. */
export interface ListLookups<V> extends OrderedLookups<V> {
  contains: V;
  contained_by: V;
  overlap: V;
}

/** Lookups of ranges; on PostgreSQL. */
export interface RangeLookups<V> extends OrderedLookups<V> {
  contains: unknown;
  contained_by: V;
  overlap: V;
  fully_lt: V;
  fully_gt: V;
  not_lt: V;
  not_gt: V;
  adjacent_to: V;
}

/** Parts of a date that can be compared: `publishedAt__year__gte`. */
export interface DateParts {
  year: number;
  iso_year: number;
  quarter: number;
  month: number;
  week: number;
  week_day: number;
  iso_week_day: number;
  day: number;
}

/** Parts of a time of day. */
export interface TimeParts {
  hour: number;
  minute: number;
  second: number;
}

/** Parts of an instant. */
export interface InstantParts extends DateParts, TimeParts {
  date: Temporal.PlainDate;
  time: Temporal.PlainTime;
}

/** Parts of an array; besides these, an index gives an element. */
export interface ListParts {
  len: number;
}

/** Parts of a range. */
export interface RangeParts {
  startswith: unknown;
  endswith: unknown;
  isempty: boolean;
  lower_inc: boolean;
  lower_inf: boolean;
  upper_inc: boolean;
  upper_inf: boolean;
}

/** What a text can be made of. */
export interface TextParts {
  /** Without accents; on PostgreSQL with the extension unaccent. */
  unaccent: string;
}

/** What a value with no parts has. */
export interface NoParts {}

/** The lookups of each kind of value. */
export interface LookupFamilies<V> {
  text: TextLookups<V>;
  number: OrderedLookups<V>;
  boolean: CommonLookups<V>;
  instant: OrderedLookups<V>;
  date: OrderedLookups<V>;
  time: OrderedLookups<V>;
  json: JsonLookups<V>;
  list: ListLookups<V>;
  range: RangeLookups<V>;
  tuple: TupleLookups<V>;
  other: OrderedLookups<V>;
}

/** The transforms of each kind of value. */
export interface TransformFamilies {
  text: TextParts;
  number: NoParts;
  boolean: NoParts;
  instant: InstantParts;
  date: DateParts;
  time: TimeParts;
  json: NoParts;
  list: ListParts;
  range: RangeParts;
  tuple: NoParts;
  other: NoParts;
}

/** The kind of a value: which family of lookups it has. */
export type KindOf<V> = [V] extends [string]
  ? "text"
  : [V] extends [boolean]
    ? "boolean"
    : [V] extends [number | bigint]
      ? "number"
      : [V] extends [Date]
        ? "instant"
        : [V] extends [Temporal.PlainDate]
          ? "date"
          : [V] extends [Temporal.PlainTime]
            ? "time"
            : [V] extends [Uint8Array]
              ? "other"
              : [V] extends [readonly unknown[]]
                ? "list"
                : "other";

/** The kind of the values of the field `X`. */
export type FieldKind<X> = X extends { readonly "~types": { traits: { lookups: infer Kind } } }
  ? Kind extends keyof LookupFamilies<unknown>
    ? Kind
    : "other"
  : X extends { readonly "~types": { out: infer Out } }
    ? KindOf<NonNullable<Out>>
    : "other";

/** A lookup that the kind of value does not have; the type itself is the message, with the lookups that are `Near`. */
export interface NoLookup<Name, Kind, Near> {
  readonly "~noLookup": [Name, Kind, Near];
}

type NearLookup<Name, K extends keyof LookupFamilies<unknown>> = NearTo<
  Name,
  keyof LookupFamilies<unknown>[K] | keyof TransformFamilies[K]
>;

type Element<V> = V extends readonly (infer One)[] ? One : unknown;

/** What the lookup or transform `P` of a value `V` of the kind `K` is compared with. */
export type LookupValue<
  K extends keyof LookupFamilies<unknown>,
  V,
  P,
> = P extends keyof LookupFamilies<V>[K]
  ? LookupFamilies<V>[K][P]
  : K extends "json"
    ? unknown
    : P extends keyof TransformFamilies[K]
      ? TransformFamilies[K][P]
      : P extends `${infer Part}__${infer Rest}`
        ? PartLookup<K, V, Part, Rest>
        : K extends "list"
          ? P extends `${number}`
            ? Element<V>
            : NoLookup<P, K, NearLookup<P, K>>
          : NoLookup<P, K, NearLookup<P, K>>;

type PartLookup<
  K extends keyof LookupFamilies<unknown>,
  V,
  Part,
  Rest,
> = Part extends keyof TransformFamilies[K]
  ? LookupValue<KindOf<TransformFamilies[K][Part]>, TransformFamilies[K][Part], Rest>
  : K extends "list"
    ? Part extends `${number}`
      ? LookupValue<KindOf<Element<V>>, Element<V>, Rest>
      : NoLookup<Part, K, NearLookup<Part, K>>
    : NoLookup<Part, K, NearLookup<Part, K>>;

/** What the transforms `P` turn a value `V` of the kind `K` into. */
export type TransformValue<K extends keyof LookupFamilies<unknown>, V, P> = K extends "json"
  ? unknown
  : P extends keyof TransformFamilies[K]
    ? TransformFamilies[K][P]
    : P extends `${infer Part}__${infer Rest}`
      ? Part extends keyof TransformFamilies[K]
        ? TransformValue<KindOf<TransformFamilies[K][Part]>, TransformFamilies[K][Part], Rest>
        : NoLookup<Part, K, NearLookup<Part, K>>
      : K extends "list"
        ? P extends `${number}`
          ? Element<V>
          : NoLookup<P, K, NearLookup<P, K>>
        : NoLookup<P, K, NearLookup<P, K>>;
