/** `f`: the fields by their short names, with types that follow the options. */

import type { DecimalInput } from "../decimal.ts";
import type { Decimal } from "../decimal.ts";
import type { PlainDate, PlainTime } from "../temporal.ts";
import { DateField, DateTimeField, type MomentOptions, TimeField } from "./dates.ts";
import { DecimalField, type DecimalFieldOptions } from "./decimals.ts";
import type { FieldOptions } from "./field.ts";

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
import { knownOptions } from "./options.ts";
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
import { type Only } from "./options.ts";
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
};
