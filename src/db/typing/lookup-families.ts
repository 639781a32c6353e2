/**
 * The lookups and transforms of each kind of value, by Django's names.
 *
 * Own ones are made known to types by merging: `declare module "flagon/db" { interface TextLookups<V> { soundslike: string } }`. That reaches
 * what a module gives on as a whole alone, so the entry has `export *` for this file.
 */

import type { Selection } from "./relations.ts";

/** Lookups that every column has. */
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

/** Transforms of texts; your own. */
export interface TextParts {}

/** Transforms of numbers; your own. */
export interface NumberParts {}

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
