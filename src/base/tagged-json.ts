/**
 * The JSON of Flask's sessions, in which types beyond JSON carry a tag.
 *
 *     {"at":{" d":"Tue, 14 Nov 2023 22:13:20 GMT"}}        a Date
 *     {"pair":{" t":[1,2]}}                                a Tuple
 */

import { FlagonError } from "./errors.ts";
import { formatPythonJson, parsePythonJson } from "./python-json.ts";
import { SafeHtml } from "./safe-html.ts";

/** A list that is a tuple on the Python side. */
export class Tuple<Item = unknown> extends Array<Item> {
  /** `map` and its kin give plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A UUID, kept apart from text so that Python gets its `UUID` back. */
export class Uuid {
  readonly #text: string;

  /** @throws FlagonError `signing.uuid` for text without 32 hexadecimal digits. */
  constructor(text: string) {
    const digits = text.toLowerCase().replace(/^urn:uuid:|[{}-]/g, "");
    if (!/^[0-9a-f]{32}$/.test(digits)) {
      throw new FlagonError("A UUID has 32 hexadecimal digits.", {
        code: "signing.uuid",
        where: JSON.stringify(text),
      });
    }
    this.#text = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** Gives the usual form with hyphens. */
  toString(): string {
    return this.#text;
  }

  /** Gives the usual form with hyphens. */
  toJSON(): string {
    return this.#text;
  }
}

const TAGS = new Set([" di", " t", " b", " m", " u", " d"]);

/**
 * Writes a value with Flask's tags: `Tuple`, `Uint8Array`, `SafeHtml`, `Uuid` and `Date` (to the second) beside what JSON has.
 *
 * @throws FlagonError `signing.not-json` for a value of another class, a function, or a number that is not finite.
 */
export function formatTaggedJson(value: unknown): string {
  return formatPythonJson(tag(value));
}

/** Reads what `formatTaggedJson` or Flask wrote; objects have no prototype. */
export function parseTaggedJson(text: string): unknown {
  return untag(parsePythonJson(text));
}

function tag(value: unknown): unknown {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint"
  )
    return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Tuple) return { " t": Array.from(value, tag) };
  if (Array.isArray(value)) return value.map(tag);
  if (value instanceof Uint8Array) return { " b": Buffer.from(value).toString("base64") };
  if (value instanceof SafeHtml) return { " m": String(value) };
  if (value instanceof Uuid) return { " u": String(value).replaceAll("-", "") };
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { " d": value.toUTCString() };
  return tagObject(value);
}

function tagObject(value: unknown): unknown {
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== null && prototype !== Object.prototype) throw notJson(value);
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
  // An object that looks like a tag is wrapped into one, and its name gets two underscores.
  if (entries.length === 1 && TAGS.has(entries[0]![0]))
    return { " di": { [`${entries[0]![0]}__`]: tag(entries[0]![1]) } };
  const tagged: Record<string, unknown> = Object.create(null);
  for (const [name, item] of entries) tagged[name] = tag(item);
  return tagged;
}

function notJson(value: unknown): FlagonError {
  const name =
    typeof value === "object"
      ? (value?.constructor?.name ?? "object")
      : `${typeof value} ${String(value)}`;
  return new FlagonError("This cannot be kept in a session.", {
    code: "signing.not-json",
    where: `a value of type ${name}`,
    mend: "Keep text, numbers, booleans, null, lists, plain objects, Date, Uint8Array, SafeHtml, Uuid or Tuple.",
  });
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== "object" || value === null) return value;
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value)) object[name] = untag(item);
  const names = Object.keys(object);
  return names.length === 1 && TAGS.has(names[0]!)
    ? untagOne(names[0]!, object[names[0]!])
    : object;
}

function untagOne(name: string, content: unknown): unknown {
  switch (name) {
    case " t":
      return Tuple.from(asList(content));
    case " b":
      return new Uint8Array(Buffer.from(asText(content), "base64"));
    case " m":
      return new SafeHtml(asText(content));
    case " u":
      return new Uuid(asText(content));
    case " d":
      return asDate(content);
    default:
      return unwrap(content);
  }
}

function unwrap(content: unknown): unknown {
  const [entry] = Object.entries(content as object);
  if (entry === undefined) throw new TypeError("An object that looks like a tag is empty.");
  const object: Record<string, unknown> = Object.create(null);
  object[entry[0].slice(0, -2)] = entry[1];
  return object;
}

function asText(content: unknown): string {
  if (typeof content !== "string") throw new TypeError("The content of a tag is no text.");
  return content;
}

function asList(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw new TypeError("The content of a tag is no list.");
  return content;
}

/** A date that cannot be read is null, as in Flask. */
function asDate(content: unknown): Date | null {
  const date = new Date(asText(content));
  return Number.isNaN(date.getTime()) ? null : date;
}
