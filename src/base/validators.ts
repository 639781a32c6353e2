/**
 * `flagon/validators`: checks for one value each, for schemas, forms and models alike.
 *
 * A validator gets a value and says what is wrong with it, or nothing. Verdicts are Django's.
 */

import type { LazyText } from "../base/lazy.ts";
import {
  type DomainRules,
  type UrlRules,
  isDomainName,
  isEmail,
  isIp,
  isIpv4,
  isIpv6,
  isSlug,
  isUnicodeSlug,
  isUrl,
} from "./formats.ts";
import { type Code, type Problem, type Validator, fill, problem } from "./issues.ts";
import { type DecimalOptions, decimalProblem, isMultiple } from "./number-limits.ts";

export type { AsyncValidator, Problem, Validator } from "./issues.ts";

/** Values whose class has a `compare`, as those of `Temporal` and decimals do. */
export interface Ordered {
  readonly constructor: Function & { compare?(a: never, b: never): number };
}

/** Anything that has an order: what `<` and `>` compare, and values whose class has a `compare` (days, decimals). */
export type Comparable = number | bigint | string | Date | Ordered;

/** Any number for the number 3: what a limit is compared with is not the limit itself. */
type Widened<T> = T extends number
  ? number
  : T extends bigint
    ? bigint
    : T extends string
      ? string
      : T;

/** Something with a length: text counts in characters (code points), a list in items. */
export type Sized = string | readonly unknown[];

/** Refuses values below `limit`; a function is asked each time. */
export function minValue<T extends Comparable>(limit: T | (() => T)): Validator<Widened<T>> {
  return (value) => {
    const least = current(limit);
    return compare(value, least) < 0 ? problem("min_value", { limit: shown(least) }) : undefined;
  };
}

/** Refuses values above `limit`; a function is asked each time. */
export function maxValue<T extends Comparable>(limit: T | (() => T)): Validator<Widened<T>> {
  return (value) => {
    const most = current(limit);
    return compare(value, most) > 0 ? problem("max_value", { limit: shown(most) }) : undefined;
  };
}

/** Refuses values that are not `offset` plus a multiple of `step`, to within 1e-9. */
export function stepValue(step: number, { offset }: { offset?: number } = {}): Validator<number> {
  return (value) => {
    if (isMultiple(value, step, offset)) return undefined;
    return offset === undefined
      ? problem("step_size", { step })
      : problem("step_size_offset", { step, offset });
  };
}

/** Refuses what is shorter than `limit`. */
export function minLength(limit: number): Validator<Sized> {
  return (value) => {
    const actual = lengthOf(value);
    return actual < limit ? problem("min_length", { limit, actual }) : undefined;
  };
}

/** Refuses what is longer than `limit`. */
export function maxLength(limit: number): Validator<Sized> {
  return (value) => {
    const actual = lengthOf(value);
    return actual > limit ? problem("max_length", { limit, actual }) : undefined;
  };
}

/** How {@link matches} judges. */
export interface MatchesOptions {
  /** Refuse what matches instead of what does not. Default false. */
  inverse?: boolean;
  message?: string;
  /** Default `pattern`. */
  code?: string;
}

/** Refuses text in which the expression is not found; anchor it with `^` and `$` to mean all of the text. */
export function matches(pattern: RegExp, options: MatchesOptions = {}): Validator<string> {
  const { inverse = false, code = "pattern", message = problem("pattern").message } = options;
  const plain = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  return (value) => (plain.test(value) === inverse ? { code, message } : undefined);
}

/** Refuses what is no e-mail address. */
export const validateEmail: Validator<string> = formatValidator("email", isEmail);

/** Refuses what is not only letters, digits, underscores and hyphens. */
export const validateSlug: Validator<string> = formatValidator("slug", isSlug);

/** As {@link validateSlug}, with the letters and digits of every script. */
export const validateUnicodeSlug: Validator<string> = formatValidator("slug", isUnicodeSlug);

/** Refuses what is no IPv4 address. */
export const validateIpv4: Validator<string> = formatValidator("ipv4", isIpv4);

/** Refuses what is no IPv6 address. */
export const validateIpv6: Validator<string> = formatValidator("ipv6", isIpv6);

/** Refuses what is neither an IPv4 nor an IPv6 address. */
export const validateIp: Validator<string> = formatValidator("ip", isIp);

/** Refuses what is not a whole number in decimal writing. */
export const validateInteger: Validator<string | number> = formatValidator(
  "not_integer",
  (value: string | number) => /^-?\d+$/.test(String(value)),
);

/** Refuses what is no absolute URL; by default of http, https, ftp or ftps. */
export function validUrl(rules: UrlRules = {}): Validator<string> {
  return formatValidator("url", (value: string) => isUrl(value, rules));
}

/** Refuses what is no domain name with at least two labels. */
export function validDomain(rules: DomainRules = {}): Validator<string> {
  return formatValidator("domain", (value: string) => isDomainName(value, rules));
}

/** How a list of numbers is written. */
export interface IntegerListOptions {
  /** Default a comma. */
  separator?: string;
  /** Numbers may be below zero. Default false. */
  negative?: boolean;
}

/** Refuses text that is not whole numbers with separators between and no blanks: `1,2,3`. */
export function integerList(options: IntegerListOptions = {}): Validator<string> {
  const { separator = ",", negative = false } = options;
  const item = negative ? /^-?\d+$/ : /^\d+$/;
  return (value) =>
    value.split(separator).every((text) => item.test(text)) ? undefined : problem("integer_list");
}

/** Refuses decimal numbers (as text, so that no digit is lost) with more digits than these. */
export function decimalLimits(limits: DecimalOptions): Validator<string | number> {
  return (value) => decimalProblem(String(value), limits);
}

/** Refuses file names whose extension is not in the list; letter case does not count, and the list has no dots. */
export function fileExtension(allowed: readonly string[]): Validator<string | { name: string }> {
  const known = new Set(allowed.map((extension) => extension.toLowerCase()));
  return (file) => {
    const extension = extensionOf(typeof file === "string" ? file : file.name);
    if (known.has(extension)) return undefined;
    return problem("invalid_extension", { extension: `"${extension}"`, allowed });
  };
}

/** The image formats that browsers show. */
const IMAGES = [
  "apng",
  "avif",
  "bmp",
  "gif",
  "ico",
  "jpe",
  "jpeg",
  "jpg",
  "png",
  "svg",
  "tif",
  "tiff",
  "webp",
];

/** Refuses file names that do not end as images do. It looks at the name alone: what is inside is another question. */
export const validateImageExtension: Validator<string | { name: string }> = fileExtension(IMAGES);

/** Refuses text with U+0000 in it. */
export const noNullCharacters: Validator<string> = (value) =>
  value.includes("\0") ? problem("null_characters_not_allowed") : undefined;

/** Gives the validator with another message; `{limit}` and the like stand for its parameters. A lazy text is asked for each fault. */
export function withMessage<T>(validator: Validator<T>, message: string | LazyText): Validator<T> {
  return (value) => {
    const said = validator(value);
    if (said === undefined) return undefined;
    const { code, params = {} }: Problem =
      typeof said === "string" ? { code: "invalid", message: said } : said;
    const text = String(message);
    return { code, params, message: fill(text, params), text };
  };
}

function formatValidator<T>(code: Code, test: (value: T) => boolean): Validator<T> {
  return (value) => (test(value) ? undefined : problem(code));
}

function current<T extends Comparable>(limit: T | (() => T)): T {
  return typeof limit === "function" ? limit() : limit;
}

/** Below zero, zero or above. */
function compare(a: Comparable, b: Comparable): number {
  const { compare: own } = (a as Ordered).constructor;
  if (own !== undefined) return own(a as never, b as never);
  return a < b ? -1 : a > b ? 1 : 0;
}

function shown(limit: Comparable): string {
  return limit instanceof Date ? limit.toISOString() : String(limit);
}

function lengthOf(value: Sized): number {
  return typeof value === "string" ? [...value].length : value.length;
}

/** What follows the last dot of the base name; a name that only begins with a dot has none. */
function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}
