/** Filters that write numbers as people do, those of Django and its `humanize`: rounded, grouped, in words. */

import { isEnglish, numberFormatter } from "../dates/formatters.ts";
import { FilterArgumentError, TemplateTypeError } from "../errors.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import { isNumeric, toIndex } from "../numbers.ts";
import { formatPercent } from "../percent-format.ts";
import { str, typeName } from "../printing.ts";
import type { AnyFunction } from "../signatures.ts";
import { Undefined } from "../undefined.ts";
import { Float, Tuple } from "../values.ts";

const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,4}))?$/i;
/** Numbers of more digits are shown as they are. */
const MOST_DIGITS = 200;

/** A number in decimal digits: `digits` with the point before the last `scale` of them. */
interface Decimal {
  negative: boolean;
  digits: bigint;
  scale: number;
}

/** Reads a number or its text exactly; undefined for what is none, is not finite or has too many digits. */
function decimalOf(value: unknown): Decimal | undefined {
  const text =
    value instanceof Float
      ? String(value.valueOf())
      : isNumeric(value)
        ? String(Number.isNaN(value) ? "" : typeof value === "boolean" ? Number(value) : value)
        : str(value);
  const found = DECIMAL.exec(text.trim());
  if (found === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = found;
  const shift = fraction.length - Number(exponent);
  if (whole + fraction === "" || whole.length + fraction.length + Math.abs(shift) > MOST_DIGITS) {
    return undefined;
  }
  const digits = BigInt(whole + fraction);
  return shift >= 0
    ? { negative: sign === "-", digits, scale: shift }
    : { negative: sign === "-", digits: digits * 10n ** BigInt(-shift), scale: 0 };
}

/** Rounds to so many places; a half goes away from zero. */
function rounded({ negative, digits, scale }: Decimal, places: number): Decimal {
  if (places >= scale) {
    return { negative, digits: digits * 10n ** BigInt(places - scale), scale: places };
  }
  const unit = 10n ** BigInt(scale - places);
  return { negative, digits: (digits + unit / 2n) / unit, scale: places };
}

/** Writes a decimal with a point, as `Intl` and people of most places read it. */
function plainText({ negative, digits, scale }: Decimal): string {
  const text = digits.toString().padStart(scale + 1, "0");
  const number = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return negative && digits !== 0n ? `-${number}` : number;
}

/** Writes a decimal in a language, exactly: `Intl` reads decimal texts without going through floats. */
function localText(decimal: Decimal, locale: string, useGrouping: boolean): string {
  const formatter = numberFormatter(locale, {
    useGrouping,
    minimumFractionDigits: Math.min(100, decimal.scale),
    maximumFractionDigits: Math.min(100, decimal.scale),
  });
  return formatter.format(plainText(decimal) as Intl.StringNumericLiteral);
}

function floatFormat({ environment }: Evaluation, value: unknown, places: unknown = -1): string {
  const { locale } = environment.localization();
  const [, count = "", flags = ""] = /^(-?\d*)([gu]*)$/.exec(str(places)) ?? [];
  const wanted = count === "" ? -1 : Number(count);
  if (!/^-?\d*[gu]*$/.test(str(places)) || Math.abs(wanted) > 100) {
    throw new FilterArgumentError(
      '"floatformat" takes a number of places up to 100, "g" behind it to group, "u" for no language.',
    );
  }
  const decimal = decimalOf(value);
  if (decimal === undefined) return isNumeric(value) ? str(value) : "";
  const isWhole = decimal.digits % 10n ** BigInt(decimal.scale) === 0n;
  const result = rounded(decimal, wanted < 0 && isWhole ? 0 : Math.abs(wanted));
  return flags.includes("u") ? plainText(result) : localText(result, locale, flags.includes("g"));
}

function intComma({ environment }: Evaluation, value: unknown, local: unknown = true): unknown {
  const decimal = decimalOf(value);
  if (decimal === undefined) return value;
  return localText(decimal, local === false ? "en" : environment.localization().locale, true);
}

/** English names of large numbers, by their zeros. */
const LARGE: readonly (readonly [number, string])[] = [
  [6, "million"],
  [9, "billion"],
  [12, "trillion"],
  [15, "quadrillion"],
  [18, "quintillion"],
  [21, "sextillion"],
  [24, "septillion"],
  [27, "octillion"],
  [30, "nonillion"],
  [33, "decillion"],
  [100, "googol"],
];

function intWord({ environment }: Evaluation, value: unknown): unknown {
  const decimal = decimalOf(value);
  if (decimal === undefined) return value;
  const whole = decimal.digits / 10n ** BigInt(decimal.scale);
  if (whole < 1_000_000n) return value;
  const { locale } = environment.localization();
  if (!isEnglish(locale)) {
    const options = {
      notation: "compact",
      compactDisplay: "long",
      maximumFractionDigits: 1,
      minimumFractionDigits: 1,
    } as const;
    return numberFormatter(locale, options).format(decimal.negative ? -whole : whole);
  }
  const entry = LARGE.find(([zeros]) => whole < 10n ** BigInt(zeros + 3));
  if (entry === undefined) return value;
  const [zeros, name] = entry;
  const scaled = { negative: decimal.negative, digits: whole, scale: zeros };
  return `${localText(rounded(scaled, 1), locale, false)} ${name}`;
}

/** What follows an ordinal number, by language and by `Intl`'s plural category of ordinals. */
const ORDINALS: Record<string, Record<string, string>> = {
  en: { one: "st", two: "nd", few: "rd", other: "th" },
  fr: { one: "er", other: "e" },
  nl: { other: "e" },
  it: { other: "º" },
  es: { other: "º" },
  pt: { other: "º" },
  ca: { other: "º" },
  ru: { other: "-й" },
  uk: { other: "-й" },
  sv: { one: ":a", other: ":e" },
};
/** Languages that write a point behind an ordinal number. */
const WITH_POINT = new Set("cs da de et fi hr hu is lv nb nn no pl sk sl sr tr".split(" "));

function ordinal({ environment }: Evaluation, value: unknown): unknown {
  const decimal = decimalOf(value);
  if (decimal === undefined || decimal.negative) return value;
  const number = decimal.digits / 10n ** BigInt(decimal.scale);
  const { locale } = environment.localization();
  const language = locale.split("-")[0]!;
  if (WITH_POINT.has(language)) return `${number}.`;
  const suffixes = ORDINALS[language];
  if (suffixes === undefined) return String(number);
  const rule = new Intl.PluralRules(locale, { type: "ordinal" }).select(Number(number));
  return `${number}${suffixes[rule] ?? suffixes["other"]!}`;
}

const SMALL = "one two three four five six seven eight nine".split(" ");

/** Writes the numbers from one to nine as words, as newspapers do. */
function apNumber({ environment }: Evaluation, value: unknown): unknown {
  const decimal = decimalOf(value);
  if (decimal === undefined || decimal.negative) return value;
  const word = SMALL[Number(decimal.digits / 10n ** BigInt(decimal.scale)) - 1];
  return word === undefined ? value : environment.localization().gettext(word);
}

/** Gives the part that `value` is of `most`, on a scale up to `width`. */
function widthRatio(value: unknown, most: unknown, width: unknown): number {
  const [part, whole, size] = [value, most, width].map(numberOf) as [number, number, number];
  return whole === 0 ? 0 : Math.round((part / whole) * size);
}

function numberOf(value: unknown): number {
  if (value instanceof Undefined) throw Undefined.failure(value);
  const number = isNumeric(value) || typeof value === "string" ? Number(value) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new TemplateTypeError(`A number is needed, not a value of type ${typeName(value)}.`);
}

/** Adds numbers, also of texts that are numbers; joins texts and lists; gives the empty text where neither can be. */
function add(value: unknown, other: unknown): unknown {
  const numbers = [value, other].map((part) =>
    isNumeric(part) || typeof part === "string"
      ? Number(str(part) === "" ? Number.NaN : part)
      : Number.NaN,
  ) as [number, number];
  if (numbers.every((number) => !Number.isNaN(number))) {
    return numbers.reduce((sum, number) => sum + Math.trunc(number), 0);
  }
  if (Array.isArray(value) && Array.isArray(other)) return [...value, ...other];
  return typeof value === "string" && typeof other === "string" ? value + other : "";
}

/** Gives the digit at a place from the right, counted from 1. */
function getDigit(value: unknown, place: unknown): unknown {
  const text = str(value);
  const at = toIndex(place);
  if (!/^-?\d+$/.test(text) || at < 1) return value;
  const digit = text.at(-at);
  return digit === undefined || digit === "-" ? 0 : Number(digit);
}

function stringFormat(value: unknown, format: unknown): unknown {
  return formatPercent(`%${str(format)}`, Tuple.fromList([value]));
}

/** The filters with their parameters. */
export const NUMBER_FORMAT_FILTERS: Record<string, [string, AnyFunction]> = {
  floatformat: ["value places?", withEvaluation(floatFormat)],
  intcomma: ["value use_l10n?", withEvaluation(intComma)],
  intword: ["value", withEvaluation(intWord)],
  ordinal: ["value", withEvaluation(ordinal)],
  apnumber: ["value", withEvaluation(apNumber)],
  widthratio: ["value max width", widthRatio],
  add: ["value other", add],
  get_digit: ["value place", getDigit],
  stringformat: ["value format", stringFormat],
};
