/** What lookups are compared with, and what transforms lead to, for each kind of value. */

import type { NearTo } from "./paths.ts";
import type {
  CommonLookups,
  DateParts,
  InstantParts,
  JsonLookups,
  ListLookups,
  ListParts,
  NumberParts,
  OrderedLookups,
  RangeLookups,
  RangeParts,
  TextLookups,
  TextParts,
  TimeParts,
  TupleLookups,
} from "./lookup-families.ts";

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
  number: NumberParts;
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

/** What a part is compared with: of days and times also their text, as fields of them take it. */
type Compared<V> = V extends Temporal.PlainDate | Temporal.PlainTime ? V | string : V;

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
      ? Compared<TransformFamilies[K][P]>
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
  ? LookupValue<KindOf<TransformFamilies[K][Part]>, Compared<TransformFamilies[K][Part]>, Rest>
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
