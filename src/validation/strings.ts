/** Schemas for text: any text, and text of a known form. */

import { type Context, INVALID } from "./context.ts";
import {
  isDomainName,
  isEmail,
  isIp,
  isIpv4,
  isIpv6,
  isSlug,
  isUrl,
  isUuid,
} from "../base/formats.ts";
import { type Code, type Validator, kindOfValue } from "../base/issues.ts";
import { type Json, compact } from "./json-schema.ts";
import { type Run, Schema } from "./schema.ts";

/** What a text must be like. Lengths are in characters (code points), as in JSON Schema and databases. */
export interface StringOptions {
  minLength?: number;
  maxLength?: number;
  /** Must match somewhere; anchor it with `^` and `$` to mean all of the text. It sees at most `maxLength` characters. */
  pattern?: RegExp;
  /** Cut white space off both ends first. Default false. */
  trim?: boolean;
  /** Let U+0000 through, which many databases refuse. Default false. */
  nullCharacters?: boolean;
  /** Checks of your own or from `flagon/validators`. */
  validators?: readonly Validator<string>[];
}

/**
 * Any text.
 *
 * @example
 * string({ minLength: 1, maxLength: 200 });
 */
export function string(options: StringOptions = {}): Schema<string> {
  return textSchema(options, (text) => text, {});
}

/** Options of texts whose form is fixed: what remains to be said is their length. */
export type FormatOptions = Pick<StringOptions, "minLength" | "maxLength" | "trim" | "validators">;

/** An e-mail address, such as `ann@example.com`. */
export function email(options: FormatOptions = {}): Schema<string> {
  return formatSchema(options, { code: "email", test: isEmail, json: { format: "email" } });
}

/** An absolute URL. Schemes default to `http` and `https`: others (`javascript:`) are dangerous as links. */
export function url({
  schemes = ["http", "https"],
  ...options
}: FormatOptions & { schemes?: readonly string[] } = {}): Schema<string> {
  const test = (text: string) => isUrl(text, { schemes });
  return formatSchema(options, { code: "url", test, json: { format: "uri" } });
}

/** A UUID of any version; comes out in lower case, so that equal ones are equal texts. */
export function uuid(options: FormatOptions = {}): Schema<string> {
  return formatSchema(options, {
    code: "uuid",
    test: isUuid,
    json: { format: "uuid" },
    change: (text) => text.toLowerCase(),
  });
}

/** Letters, digits, `_` and `-`. */
export function slug(options: FormatOptions = {}): Schema<string> {
  return formatSchema(options, {
    code: "slug",
    test: isSlug,
    json: { pattern: "^[-a-zA-Z0-9_]+$" },
  });
}

/** An IP address; of one version where that is given. */
export function ip({
  version,
  ...options
}: FormatOptions & { version?: 4 | 6 } = {}): Schema<string> {
  if (version === 4) {
    return formatSchema(options, { code: "ipv4", test: isIpv4, json: { format: "ipv4" } });
  }
  if (version === 6) {
    return formatSchema(options, { code: "ipv6", test: isIpv6, json: { format: "ipv6" } });
  }
  const json = { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] };
  return formatSchema(options, { code: "ip", test: isIp, json });
}

/** A host name of at least two labels, such as `example.com`. */
export function domain(options: FormatOptions = {}): Schema<string> {
  const test = (text: string) => isDomainName(text);
  return formatSchema(options, { code: "domain", test, json: { format: "hostname" } });
}

interface Format {
  code: Code;
  test: (text: string) => boolean;
  json: Json;
  change?: (text: string) => string;
}

function formatSchema(
  options: FormatOptions,
  { code, test, json, change = (text) => text }: Format,
): Schema<string> {
  const convert = (text: string, context: Context): unknown =>
    test(text) ? change(text) : context.fail(code);
  return textSchema(options, convert, json);
}

/** A schema that takes text and gives what `convert` makes of it, once lengths and pattern are right. */
export function textSchema<Output>(
  options: StringOptions,
  convert: (text: string, context: Context) => unknown,
  json: Json,
): Schema<Output, string> {
  const { minLength, maxLength, pattern } = options;
  const isPlain = Object.keys(json).length === 0;
  return new Schema<Output, string>({
    run: isPlain ? plainRun(options) : convertingRun(options, convert),
    takesEmptyText: isPlain,
    json: () =>
      compact({ type: "string", minLength, maxLength, pattern: pattern?.source, ...json }),
  });
}

/** The hot one: text within its limits costs two comparisons, the search for U+0000, and the pattern where there is one. */
function plainRun(options: StringOptions): Run {
  const { minLength = 0, maxLength = Infinity, trim = false, nullCharacters = false } = options;
  const check = fullCheck(options);
  if (trim || options.validators !== undefined) {
    return (value, context) =>
      typeof value === "string" ? check(value, context) : notText(value, context, check);
  }
  const pattern = withoutState(options.pattern);
  // A character is at most two code units, so that twice the least length is surely enough.
  const enough = minLength < 2 ? minLength : minLength * 2;
  return (value, context) => {
    if (typeof value !== "string") return notText(value, context, check);
    const { length } = value;
    const fits =
      length <= maxLength &&
      length >= enough &&
      (nullCharacters || !value.includes("\0")) &&
      (pattern === undefined || pattern.test(value));
    return fits ? value : check(value, context);
  };
}

/** `g` and `y` make an expression remember where it was. */
function withoutState(pattern: RegExp | undefined): RegExp | undefined {
  return pattern && new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
}

function convertingRun(
  options: StringOptions,
  convert: (text: string, context: Context) => unknown,
): Run {
  const check = fullCheck(options);
  const run = (value: string, context: Context): unknown => {
    const text = check(value, context);
    return text === INVALID ? INVALID : convert(text, context);
  };
  return (value, context) =>
    typeof value === "string" ? run(value, context) : notText(value, context, run);
}

/** A query that repeats a name gives a list: the first one counts. */
function notText(
  value: unknown,
  context: Context,
  run: (text: string, context: Context) => unknown,
): unknown {
  const first: unknown = context.coerce && Array.isArray(value) ? value[0] : value;
  if (typeof first === "string") return run(first, context);
  return wrongType(value, context, "text");
}

/** Notes that a value is of another kind than `expected`, or not there at all. */
export function wrongType(value: unknown, context: Context, expected: string): typeof INVALID {
  if (value === undefined) return context.fail("required");
  return context.fail("invalid_type", { expected, actual: kindOfValue(value) });
}

function fullCheck(
  options: StringOptions,
): (value: string, context: Context) => string | typeof INVALID {
  const { trim = false, nullCharacters = false, validators = [] } = options;
  const pattern = withoutState(options.pattern);
  return (value, context) => {
    const text = trim ? value.trim() : value;
    const start = context.findings.length;
    if (!nullCharacters && text.includes("\0")) context.fail("null_characters_not_allowed");
    const isShortEnough = checkLength(text, context, options);
    if (isShortEnough && pattern?.test(text) === false) context.fail("pattern");
    for (const validator of validators) {
      const said = validator(text);
      if (said !== undefined) context.report(said);
    }
    return context.findings.length === start ? text : INVALID;
  };
}

function checkLength(
  text: string,
  context: Context,
  { minLength = 0, maxLength = Infinity }: StringOptions,
): boolean {
  const actual = characters(text, maxLength);
  if (actual < minLength) context.fail("min_length", { limit: minLength, actual });
  if (actual > maxLength) context.fail("max_length", { limit: maxLength, actual });
  return actual <= maxLength;
}

/** Counts code points; a text far over the limit is not walked through for the exact number. */
function characters(text: string, limit: number): number {
  if (text.length > limit * 2) return text.length;
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const isPair =
      (text.charCodeAt(index) & 0xfc00) === 0xd800 &&
      (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    if (isPair) count -= 1;
  }
  return count;
}
