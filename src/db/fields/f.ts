/** `f`: the fields by their short names, with types that follow the options. */

import type { Decimal, DecimalInput } from "../decimal.ts";
import type { Range } from "../range.ts";
import type { Duration, PlainDate, PlainTime } from "../temporal.ts";
import { ArrayField, type ArrayOptions } from "./arrays.ts";
import { BinaryField, type BinaryOptions } from "./binary.ts";
import { DurationField } from "./duration.ts";
import {
  FileField,
  type FileOptions,
  FilePathField,
  type FilePathOptions,
  ImageField,
  type ImageOptions,
} from "./files.ts";
import { GeneratedField, type GeneratedOptions } from "./generated.ts";
import { GenericIpAddressField, type IpAddressOptions } from "./network.ts";
import {
  CiTextField,
  HStoreField,
  SearchVectorField,
  VectorField,
  type VectorOptions,
} from "./postgres.ts";
import { RangeField, type RangeKindName } from "./ranges.ts";
import { DateField, DateTimeField, type MomentOptions, TimeField } from "./dates.ts";
import { DecimalField, type DecimalFieldOptions } from "./decimals.ts";
import type { Field, FieldOptions } from "./field.ts";

import {
  AutoField,
  BigIntegerField,
  type BigIntegerOptions,
  IntegerField,
  type IntegerKindName,
  type IntegerOptions,
} from "./integers.ts";
import { JsonField, type JsonNull, type JsonOptions, type JsonValue, type Typed } from "./json.ts";
import { BooleanField, FloatField } from "./numbers.ts";
import { knownOptions, type Only } from "./options.ts";
import {
  CharField,
  type CharOptions,
  EmailField,
  SlugField,
  type SlugOptions,
  TextField,
  UrlField,
} from "./text.ts";
import type { InOf, OptionalOf, OptionalTextOf, OutOf, TraitsOf } from "../typing/fields.ts";
import { UuidField } from "./uuid.ts";

/** A short text; `maxLength` is what the column holds. */
function char<const O extends CharOptions = {}>(
  options?: O & Only<O, CharOptions>,
): CharField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new CharField(knownOptions("char", options, ["maxLength"]));
}

/** Text of any length. */
function text<const O extends CharOptions = {}>(
  options?: O & Only<O, CharOptions>,
): TextField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new TextField(knownOptions("text", options, ["maxLength"]));
}

/** Letters, digits, underscores and hyphens, for URLs; at most 50, with an index. */
function slug<const O extends SlugOptions = {}>(
  options?: O & Only<O, SlugOptions>,
): SlugField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new SlugField(knownOptions("slug", options, ["maxLength", "allowUnicode"]));
}

/** An e-mail address. */
function email<const O extends CharOptions = {}>(
  options?: O & Only<O, CharOptions>,
): EmailField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new EmailField(knownOptions("email", options, ["maxLength"]));
}

/** An absolute URL. */
function url<const O extends CharOptions = {}>(
  options?: O & Only<O, CharOptions>,
): UrlField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new UrlField(knownOptions("url", options, ["maxLength"]));
}

/** True or false. */
function boolean<const O extends FieldOptions<boolean> = {}>(
  options?: O & Only<O, FieldOptions>,
): BooleanField<OutOf<boolean, O>, InOf<boolean, O>, OptionalOf<O>, TraitsOf<O>> {
  return new BooleanField(knownOptions("boolean", options));
}

function integerOf(name: string, kind: IntegerKindName) {
  return <const O extends IntegerOptions = {}>(
    options?: O & Only<O, IntegerOptions>,
  ): IntegerField<OutOf<number, O>, InOf<number, O>, OptionalOf<O>, TraitsOf<O>> =>
    new IntegerField(knownOptions(name, options), kind);
}

type Big<O> = O extends { mode: "number" } ? number : bigint;

function bigOf(name: string, kind: "BigIntegerField" | "PositiveBigIntegerField") {
  return <const O extends BigIntegerOptions = {}>(
    options?: O & Only<O, BigIntegerOptions>,
  ): BigIntegerField<OutOf<Big<O>, O>, InOf<bigint | number, O>, OptionalOf<O>, TraitsOf<O>> =>
    new BigIntegerField(knownOptions(name, options, ["mode"]), kind);
}

function autoOf(name: string, kind: "SmallAutoField" | "AutoField" | "BigAutoField") {
  return <const O extends FieldOptions<number> = {}>(
    options?: O & Only<O, FieldOptions>,
  ): AutoField<number, number, true, { primaryKey: true }> =>
    new AutoField(knownOptions(name, options), kind);
}

/** A floating-point number of 64 bits. */
function float<const O extends FieldOptions<number> = {}>(
  options?: O & Only<O, FieldOptions>,
): FloatField<OutOf<number, O>, InOf<number, O>, OptionalOf<O>, TraitsOf<O>> {
  return new FloatField(knownOptions("float", options));
}

/** An exact decimal number. */
function decimal<const O extends DecimalFieldOptions<DecimalInput, Decimal>>(
  options: O & Only<O, DecimalFieldOptions>,
): DecimalField<OutOf<Decimal, O>, InOf<DecimalInput, O>, OptionalOf<O>, TraitsOf<O>> {
  return new DecimalField(knownOptions("decimal", options, ["maxDigits", "decimalPlaces"]));
}

const MOMENT = ["autoNow", "autoNowAdd"];

/** A day of the calendar. */
function date<const O extends MomentOptions<PlainDate | string, PlainDate> = {}>(
  options?: O & Only<O, MomentOptions>,
): DateField<OutOf<PlainDate, O>, InOf<PlainDate | string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new DateField(knownOptions("date", options, MOMENT));
}

/** A time of day. */
function time<const O extends MomentOptions<PlainTime | string, PlainTime> = {}>(
  options?: O & Only<O, MomentOptions>,
): TimeField<OutOf<PlainTime, O>, InOf<PlainTime | string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new TimeField(knownOptions("time", options, MOMENT));
}

/** An instant. */
function datetime<const O extends MomentOptions<Date | string, Date> = {}>(
  options?: O & Only<O, MomentOptions>,
): DateTimeField<OutOf<Date, O>, InOf<Date | string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new DateTimeField(knownOptions("datetime", options, MOMENT));
}

/** A UUID. With `default: uuid7` new keys sort by time. */
function uuid<const O extends FieldOptions<string> = {}>(
  options?: O & Only<O, FieldOptions>,
): UuidField<OutOf<string, O>, InOf<string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new UuidField(knownOptions("uuid", options));
}

type JsonOf<O> = O extends { type: Typed<infer T> } ? T : JsonValue;

/** Lists, objects, texts, numbers, true, false and null. */
function json<const O extends JsonOptions = {}>(
  options?: O & Only<O, JsonOptions>,
): JsonField<
  OutOf<JsonOf<O>, O>,
  InOf<JsonOf<O> | JsonNull, O>,
  OptionalOf<O>,
  TraitsOf<O> & { lookups: "json" }
> {
  return new JsonField(knownOptions("json", options, ["type", "encoder", "decoder"]));
}

/** A length of time. */
function duration<const O extends FieldOptions<Duration | string, Duration> = {}>(
  options?: O & Only<O, FieldOptions>,
): DurationField<OutOf<Duration, O>, InOf<Duration | string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new DurationField(knownOptions("duration", options));
}

/** Bytes. */
function binary<const O extends BinaryOptions<Uint8Array> = {}>(
  options?: O & Only<O, BinaryOptions>,
): BinaryField<OutOf<Uint8Array, O>, InOf<Uint8Array, O>, OptionalOf<O>, TraitsOf<O>> {
  return new BinaryField(knownOptions("binary", options, ["maxLength"]));
}

/** An IPv4 or IPv6 address. */
function genericIpAddress<const O extends IpAddressOptions = {}>(
  options?: O & Only<O, IpAddressOptions>,
): GenericIpAddressField<OutOf<string, O>, InOf<string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new GenericIpAddressField(
    knownOptions("genericIpAddress", options, ["protocol", "unpackIpv4"]),
  );
}

const FILE = ["maxLength", "uploadTo", "storage"];

/** The name of a file in its storage. */
function file<const O extends FileOptions = {}>(
  options?: O & Only<O, FileOptions>,
): FileField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new FileField(knownOptions("file", options, FILE));
}

/** The name of an image in its storage. */
function image<const O extends ImageOptions = {}>(
  options?: O & Only<O, ImageOptions>,
): ImageField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new ImageField(knownOptions("image", options, [...FILE, "widthField", "heightField"]));
}

/** The path of a file that is there already. */
function filePath<const O extends FilePathOptions = {}>(
  options?: O & Only<O, FilePathOptions>,
): FilePathField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  const own = ["maxLength", "path", "match", "recursive", "allowFiles", "allowFolders"];
  return new FilePathField(knownOptions("filePath", options, own));
}

type OutIn<X> = X extends { readonly "~types": { out: infer O } } ? O : never;
type InIn<X> = X extends { readonly "~types": { in: infer I } } ? I : never;

/** A column that the database works out from others. */
function generated<const X extends Field>(
  options: GeneratedOptions & { outputField: X },
): GeneratedField<OutIn<X>> {
  return new GeneratedField(options);
}

/** A list of values of another field; on PostgreSQL. */
function array<
  X extends Field,
  const O extends ArrayOptions<readonly InIn<X>[], readonly OutIn<X>[]> = {},
>(
  inner: X,
  options?: O & Only<O, ArrayOptions>,
): ArrayField<OutOf<OutIn<X>[], O>, InOf<readonly InIn<X>[], O>, OptionalOf<O>, TraitsOf<O>> {
  return new ArrayField(inner, knownOptions("array", options, ["size"]));
}

type RangeIn<I> = Range<I> | readonly [lower: I | null, upper: I | null];

function rangeOf<T, I = T>(name: string, kind: RangeKindName) {
  return <const O extends FieldOptions<RangeIn<I>, Range<T>> = {}>(
    options?: O & Only<O, FieldOptions>,
  ): RangeField<
    OutOf<Range<T>, O>,
    InOf<RangeIn<I>, O>,
    OptionalOf<O>,
    TraitsOf<O> & { lookups: "range" }
  > => new RangeField(knownOptions(name, options) as FieldOptions<unknown, never>, kind);
}

/** Texts by name; on PostgreSQL, with the extension `hstore`. */
function hstore<const O extends FieldOptions<Record<string, string | null>> = {}>(
  options?: O & Only<O, FieldOptions>,
): HStoreField<
  OutOf<Record<string, string | null>, O>,
  InOf<Readonly<Record<string, string | null>>, O>,
  OptionalOf<O>,
  TraitsOf<O> & { lookups: "json" }
> {
  return new HStoreField(knownOptions("hstore", options));
}

/** Text without regard to case; on PostgreSQL, with the extension `citext`. */
function citext<const O extends CharOptions = {}>(
  options?: O & Only<O, CharOptions>,
): CiTextField<OutOf<string, O>, InOf<string, O>, OptionalTextOf<O>, TraitsOf<O>> {
  return new CiTextField(knownOptions("citext", options, ["maxLength"]));
}

/** Words and their places, for full-text search; on PostgreSQL. */
function searchVector<const O extends FieldOptions<string> = {}>(
  options?: O & Only<O, FieldOptions>,
): SearchVectorField<OutOf<string, O>, InOf<string, O>, OptionalOf<O>, TraitsOf<O>> {
  return new SearchVectorField(knownOptions("searchVector", options));
}

/** A list of numbers for nearest neighbours; on PostgreSQL, with the extension pgvector. */
function vector<const O extends VectorOptions<readonly number[]> = {}>(
  options?: O & Only<O, VectorOptions>,
): VectorField<
  OutOf<number[], O>,
  InOf<readonly number[] | Float32Array, O>,
  OptionalOf<O>,
  TraitsOf<O>
> {
  return new VectorField(knownOptions("vector", options, ["dimensions"]));
}

/** The fields by their short names. */
export const f = {
  char,
  text,
  slug,
  email,
  url,
  boolean,
  smallInteger: integerOf("smallInteger", "SmallIntegerField"),
  integer: integerOf("integer", "IntegerField"),
  bigInteger: bigOf("bigInteger", "BigIntegerField"),
  positiveSmallInteger: integerOf("positiveSmallInteger", "PositiveSmallIntegerField"),
  positiveInteger: integerOf("positiveInteger", "PositiveIntegerField"),
  positiveBigInteger: bigOf("positiveBigInteger", "PositiveBigIntegerField"),
  smallAuto: autoOf("smallAuto", "SmallAutoField"),
  auto: autoOf("auto", "AutoField"),
  bigAuto: autoOf("bigAuto", "BigAutoField"),
  float,
  decimal,
  date,
  time,
  datetime,
  uuid,
  json,
  duration,
  binary,
  genericIpAddress,
  file,
  image,
  filePath,
  generated,
  array,
  integerRange: rangeOf<number>("integerRange", "IntegerRangeField"),
  bigIntegerRange: rangeOf<bigint, bigint | number>("bigIntegerRange", "BigIntegerRangeField"),
  decimalRange: rangeOf<Decimal, DecimalInput>("decimalRange", "DecimalRangeField"),
  dateRange: rangeOf<PlainDate, PlainDate | string>("dateRange", "DateRangeField"),
  datetimeRange: rangeOf<Date, Date | string>("datetimeRange", "DateTimeRangeField"),
  hstore,
  citext,
  searchVector,
  vector,
};
