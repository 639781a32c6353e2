/** Named values that may repeat: what a query (`?a=1&a=2`) and a form carry. */

import { suggest } from "../base/suggest.ts";
import { BadRequest } from "./errors.ts";
import { decodeUtf8, type InvalidBytes, percentDecode } from "./percent.ts";

/** Tells a developer why a name is missing, or undefined where the names that came tell more. */
export type MissingHint = (name: string) => string | undefined;

/** The most names that a hint looks at: there may be a thousand, of any length. */
const HINTED_NAMES = 30;

/**
 * Holds values by name in the order they came; a name may have several.
 *
 * No name can reach a prototype: `__proto__` is a name like any other.
 */
export class MultiParams<Value> implements Iterable<[string, Value]> {
  /** Names and values in turns. */
  readonly #flat: readonly (string | Value)[];
  #hint: MissingHint | undefined = undefined;

  constructor(flat: readonly (string | Value)[] = []) {
    this.#flat = flat;
  }

  /** The number of pairs. */
  get size(): number {
    return this.#flat.length / 2;
  }

  /** Gives the first value of a name, or undefined. */
  get(name: string): Value | undefined {
    const flat = this.#flat;
    for (let index = 0; index < flat.length; index += 2)
      if (flat[index] === name) return flat[index + 1] as Value;
    return undefined;
  }

  /**
   * Gives the first value of a name that the request cannot do without.
   *
   * In debug mode the answer hints at the reason: a name that came and is nearly the same, a form without `enctype`.
   *
   * @throws BadRequest, which names what is missing
   * @example
   * const photo = (await request.files()).getRequired("photo");
   */
  getRequired(name: string): Value {
    const value = this.get(name);
    if (value !== undefined) return value;
    const names = this.names().slice(0, HINTED_NAMES);
    throw new BadRequest("The request lacks {name}.", {
      values: { name: JSON.stringify(name) },
      hint: this.#hint?.(name) ?? suggest(name, names),
    });
  }

  /** Sets what developers are told of a missing name. For what reads forms. */
  explainMissing(hint: MissingHint): void {
    this.#hint = hint;
  }

  /** Gives every value of a name. */
  getAll(name: string): Value[] {
    const flat = this.#flat;
    const found: Value[] = [];
    for (let index = 0; index < flat.length; index += 2)
      if (flat[index] === name) found.push(flat[index + 1] as Value);
    return found;
  }

  /** Tells whether the name is there. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Gives the names, each once. */
  names(): string[] {
    return [...new Set(this.#flat.filter((_, index) => index % 2 === 0) as string[])];
  }

  /** Gives `[name, value]` pairs. */
  *entries(): Generator<[string, Value]> {
    for (let index = 0; index < this.#flat.length; index += 2)
      yield [this.#flat[index] as string, this.#flat[index + 1] as Value];
  }

  /** Gives what `entries()` gives. */
  [Symbol.iterator](): Generator<[string, Value]> {
    return this.entries();
  }

  /** Gives the first value of each name, on an object without a prototype. */
  toObject(): Record<string, Value> {
    const object: Record<string, Value> = Object.create(null);
    for (const [name, value] of this.entries()) object[name] ??= value;
    return object;
  }

  /** Gives the values of each name as lists, on an object without a prototype. */
  toLists(): Record<string, Value[]> {
    const object: Record<string, Value[]> = Object.create(null);
    for (const [name, value] of this.entries()) (object[name] ??= []).push(value);
    return object;
  }

  /** Gives what `toObject()` gives, for JSON. */
  toJSON(): Record<string, Value> {
    return this.toObject();
  }
}

/** What the named kinds of values are read as. */
interface NamedParamTypes {
  integer: number;
  number: number;
  boolean: boolean;
}

/** How a text becomes a value: a word for the usual ones, or a function, whose throw, undefined or NaN means that it does not. */
export type ParamType<T> = "integer" | "number" | "boolean" | ((text: string) => T);

/**
 * Holds the texts of a query or a form.
 *
 * @example
 * const query = parseQuery("page=3&tag=a&tag=b");
 * query.get("tag"); // "a"
 * query.getAll("tag"); // ["a", "b"]
 * query.getAs("page", "integer", 1); // 3
 */
export class QueryParams extends MultiParams<string> {
  /**
   * Gives the first value as a number, a boolean or what a function makes of it; `fallback` when it is absent or is none.
   *
   * An integer is in plain digits and within 2^53, a number in plain decimals; a boolean is one of `1 true yes on 0 false no off`.
   */
  getAs<K extends keyof NamedParamTypes>(name: string, type: K): NamedParamTypes[K] | undefined;
  getAs<K extends keyof NamedParamTypes, F>(
    name: string,
    type: K,
    fallback: F,
  ): NamedParamTypes[K] | F;
  getAs<T, F = undefined>(name: string, type: ParamType<T>, fallback?: F): T | F;
  getAs(name: string, type: ParamType<unknown>, fallback?: unknown): unknown {
    const text = this.get(name);
    return text === undefined ? fallback : (convert(text, type) ?? fallback);
  }

  /** Gives the values that convert; the others are left out. */
  getAllAs(name: string, type: "integer" | "number"): number[];
  getAllAs(name: string, type: "boolean"): boolean[];
  getAllAs<T>(name: string, type: ParamType<T>): T[];
  getAllAs(name: string, type: ParamType<unknown>): unknown[] {
    return this.getAll(name)
      .map((text) => convert(text, type))
      .filter((value) => value !== undefined);
  }
}

function convert(text: string, type: ParamType<unknown>): unknown {
  if (type === "integer")
    return /^[+-]?\d{1,16}$/.test(text) ? only(Number(text), Number.isSafeInteger) : undefined;
  if (type === "number")
    return /^[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})$/.test(text) ? Number(text) : undefined;
  if (type === "boolean") return booleanOf(text.toLowerCase());
  try {
    const value = type(text);
    return Number.isNaN(value) || value === null ? undefined : value;
  } catch {
    return undefined;
  }
}

function only(value: number, test: (value: number) => boolean): number | undefined {
  return test(value) ? value : undefined;
}

function booleanOf(word: string): boolean | undefined {
  if (word === "1" || word === "true" || word === "yes" || word === "on") return true;
  return word === "0" || word === "false" || word === "no" || word === "off" ? false : undefined;
}

/** Options of `parseQuery`. */
export interface QueryOptions {
  /** The most pairs that are read. Default 1000. */
  maxFields?: number;
  /** What happens with `%XX` that is no UTF-8. Default "replace". */
  invalid?: InvalidBytes;
  /** Makes the error for too many pairs. Default: a `RangeError`. */
  onTooMany?: (limit: number) => Error;
}

/**
 * Reads a query or an urlencoded form; the text is without its question mark.
 *
 * `+` is a blank, `;` no separator (a cache in between may see it otherwise), `a` alone has the empty text. Names are plain: `a[b]` builds no
 * object.
 *
 * @throws RangeError when there are more than `maxFields` pairs; URIError for bad UTF-8 with `invalid: "throw"`.
 */
export function parseQuery(
  text: string | null | undefined,
  options: QueryOptions = {},
): QueryParams {
  if (!text) return new QueryParams();
  const { maxFields = 1000, invalid = "replace" } = options;
  const flat: string[] = [];
  let start = 0;
  while (start <= text.length) {
    const ampersand = text.indexOf("&", start);
    const end = ampersand < 0 ? text.length : ampersand;
    if (end > start) {
      if (flat.length >= maxFields * 2) throw (options.onTooMany ?? tooMany)(maxFields);
      const equals = text.indexOf("=", start);
      const middle = equals < 0 || equals > end ? end : equals;
      flat.push(
        decodePart(text.slice(start, middle), invalid),
        decodePart(text.slice(middle + 1, end), invalid),
      );
    }
    start = end + 1;
  }
  return new QueryParams(flat);
}

function tooMany(limit: number): RangeError {
  return new RangeError(`There are more than ${limit} fields.`);
}

function decodePart(text: string, invalid: InvalidBytes): string {
  return percentDecode(text.includes("+") ? text.replaceAll("+", " ") : text, invalid);
}

/** Reads the bytes of an urlencoded form. */
export function parseQueryBytes(bytes: Uint8Array, options: QueryOptions = {}): QueryParams {
  return parseQuery(
    decodeUtf8(bytes, options.invalid === "keep" ? "throw" : options.invalid),
    options,
  );
}
