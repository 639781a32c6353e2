/**
 * Attributes and items of values. `value.name` finds Python's method of the name, then the own or class property, then the item; `value[key]`
 * the item first. What JavaScript gives every object (`constructor`, `__proto__`, `toString`, …) is not there.
 */

import { SafeHtml } from "../base/safe-html.ts";
import { formatBraces } from "./brace-format.ts";
import { findItem, isDict, keysOf } from "./dicts.ts";
import { UndefinedError } from "./errors.ts";
import type { Access } from "./evaluation.ts";
import { DICT_METHODS, LIST_METHODS, SET_METHODS, TUPLE_METHODS } from "./methods/containers.ts";
import { HTML_METHODS, onHtml, STRING_METHODS } from "./methods/strings.ts";
import { typeName } from "./printing.ts";
import { isPending, promiseError } from "./promises.ts";
import { type AnyFunction, bindArguments, signatureOf, signed } from "./signatures.ts";
import { isSlice, sliceOf } from "./slices.ts";
import { type MissingOwner, Undefined, type UndefinedFlavor } from "./undefined.ts";
import {
  DictView,
  Float,
  GroupTuple,
  type Keywords,
  LazySequence,
  Range,
  Tuple,
  TypeName,
} from "./values.ts";

const BUILT_IN = [Object, Function, Array, String, Number, Boolean, BigInt, Symbol, Map, Set];

/**
 * Names that every object of a kind has, or that Python's dicts have as methods; templates do not get them as JavaScript means them. The
 * other methods of Python need no guard: nothing of JavaScript has their names, so reading them in place finds nothing.
 */
const GUARDED: ReadonlySet<string> = new Set([
  ...BUILT_IN.flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)),
  ...DICT_METHODS.keys(),
  "toJSON",
  "prototype",
]);
const UNGUARDED: ReadonlySet<string> = new Set(["name", "description"]);

/** Tells whether reading a property of this name from any value could give what the template should not get. */
export function isGuardedName(name: string): boolean {
  return (GUARDED.has(name) && !UNGUARDED.has(name)) || name.startsWith("__");
}

/** Gives an attribute of a value: the way that is taken where reading the property in place gave nothing. */
export function attr(value: unknown, name: string, flavor: UndefinedFlavor = "default"): unknown {
  if (isPlain(value) && !DICT_METHODS.has(name)) return ofPlain(value, name, flavor);
  if (value instanceof Undefined) return Undefined.member(value);
  const method = boundMethod(value, name);
  if (method !== undefined) return method;
  const property = propertyOf(value, name);
  if (property !== undefined) return property;
  const found = isDict(value) ? findItem(value, name) : undefined;
  return found === undefined ? missing(value, name, flavor) : found;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Gives what a plain object has by a name that is no method of dicts: where something is missing, mostly it is missing here. */
function ofPlain(value: Record<string, unknown>, name: string, flavor: UndefinedFlavor): unknown {
  if (name === "__class__") return propertyOf(value, name);
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  return found === undefined ? new Undefined({ flavor, name, owner: OWNER, value }) : found;
}

/** Gives the reading of values for templates that are trusted. */
export function plainAccess(flavor: UndefinedFlavor): Access {
  return {
    attr: (value, name) => attr(value, name, flavor),
    item: (value, key) => item(value, key, flavor),
    attributeOnly: (value, name) => attributeOnly(value, name, flavor),
  };
}

/** Gives an attribute that is not an item: what the filter `attr` gives. */
export function attributeOnly(value: unknown, name: string, flavor: UndefinedFlavor): unknown {
  if (value instanceof Undefined) return Undefined.member(value);
  const found = boundMethod(value, name) ?? (isDict(value) ? undefined : propertyOf(value, name));
  return found === undefined ? missing(value, name, flavor) : found;
}

/** Gives an item of a value, or its attribute where the key is a text and there is no item. */
export function item(value: unknown, key: unknown, flavor: UndefinedFlavor = "default"): unknown {
  if (typeof key === "number" && Array.isArray(value)) {
    const found: unknown = value[key < 0 ? value.length + key : key];
    return found === undefined ? missing(value, key, flavor) : found;
  }
  if (value instanceof Undefined) return Undefined.member(value);
  if (isSlice(key)) return sliceOf(value, key);
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  if (typeof key === "string" || key instanceof SafeHtml) {
    const name = key.toString();
    return boundMethod(value, name) ?? propertyOf(value, name) ?? missing(value, name, flavor);
  }
  return missing(value, key, flavor);
}

function itemOf(value: unknown, key: unknown): unknown {
  if (isDict(value)) return findItem(value, key instanceof SafeHtml ? key.toString() : key);
  const index = typeof key === "boolean" ? Number(key) : key;
  if (typeof index !== "number" || !Number.isInteger(index)) return undefined;
  if (Array.isArray(value)) return value.at(index) as unknown;
  if (value instanceof Range) {
    const at = index < 0 ? Range.lengthOf(value) + index : index;
    return at >= 0 && at < Range.lengthOf(value) ? Range.numberAt(value, at) : undefined;
  }
  if (typeof value !== "string" && !(value instanceof SafeHtml)) return undefined;
  const letter = [...value.toString()].at(index);
  return letter !== undefined && value instanceof SafeHtml ? new SafeHtml(letter) : letter;
}

/** Gives a property that the value or its class has, unless JavaScript gives it to every object. */
export function propertyOf(value: unknown, name: string): unknown {
  if (name === "__class__") return new TypeName(typeName(value));
  if (value === null || value === undefined || typeof value === "string") return undefined;
  if (isDict(value) || name.startsWith("__")) return undefined;
  if (typeof value !== "object" && typeof value !== "function") return undefined;
  if (isOwnKind(value)) return undefined;
  if (Object.hasOwn(value, name)) {
    return typeof value === "function" && name === "prototype"
      ? undefined
      : readProperty(value, name);
  }
  for (
    let owner: unknown = Object.getPrototypeOf(value);
    owner;
    owner = Object.getPrototypeOf(owner)
  ) {
    if (BUILT_IN.some(({ prototype }) => prototype === owner) || name === "constructor")
      return undefined;
    if (Object.hasOwn(owner, name)) return readProperty(value, name);
  }
  return undefined;
}

function readProperty(value: object, name: string): unknown {
  return Reflect.get(value, name);
}

/** Tells whether a value is of a kind whose attributes are all in the tables of methods. */
function isOwnKind(value: object): boolean {
  return (
    (Array.isArray(value) && !(value instanceof GroupTuple)) ||
    value instanceof SafeHtml ||
    value instanceof Float ||
    value instanceof Range ||
    value instanceof DictView ||
    value instanceof LazySequence
  );
}

/** Gives the method that Python has for a kind of value. */
export function methodOf(value: unknown, name: string): AnyFunction | undefined {
  if (typeof value === "string") return STRING_METHODS.get(name) ?? formatMethod(name);
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof SafeHtml) {
    const method = STRING_METHODS.get(name);
    if (method !== undefined) return onHtml(name, method);
    const own = HTML_METHODS.get(name);
    return own ?? formatMethod(name);
  }
  if (value instanceof Tuple) return TUPLE_METHODS.get(name);
  if (Array.isArray(value)) return LIST_METHODS.get(name);
  if (isDict(value)) return DICT_METHODS.get(name);
  return value instanceof Set ? SET_METHODS.get(name) : undefined;
}

const format = signed(
  "* **",
  (keywords: Keywords, text: string | SafeHtml, ...positional: unknown[]) =>
    formatBraces(text, { positional, keywords, attribute: attr, item }),
);

function formatMethod(name: string): AnyFunction | undefined {
  return name === "format" ? format : undefined;
}

/** Calls a method with the arguments in the order that it has them. */
export function runMethod(
  method: AnyFunction,
  value: unknown,
  name: string,
  positional: readonly unknown[],
  keywords: Keywords | null,
): unknown {
  const signature = signatureOf(method)!;
  const bound = bindArguments(name, signature, positional, keywords);
  const self = value instanceof SafeHtml && method !== format ? value.toString() : value;
  if (signature.keywords) bound.splice(1, 0, self);
  else bound.unshift(self);
  return Reflect.apply(method, undefined, bound);
}

function boundMethod(value: unknown, name: string): AnyFunction | undefined {
  const method = methodOf(value, name);
  if (method === undefined) return undefined;
  const bound = (keywords: Keywords, ...positional: unknown[]): unknown =>
    runMethod(method, value, name, positional, keywords);
  Object.defineProperty(bound, "name", { value: name });
  return signed("* **", bound as AnyFunction);
}

const OWNER: MissingOwner = { kindOf: typeName, namesOf };

/** Gives the names that a template can read from a value, for suggestions. */
function namesOf(value: unknown): string[] {
  if (isDict(value)) return keysOf(value).map(String);
  const names: string[] = [];
  if (typeof value !== "object" || value === null || isOwnKind(value)) return names;
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (BUILT_IN.some(({ prototype }) => prototype === owner)) break;
    names.push(...Object.getOwnPropertyNames(owner).filter((name) => !isGuardedName(name)));
  }
  return names;
}

/** Makes the undefined value for what a value lacks. */
export function missing(value: unknown, key: unknown, flavor: UndefinedFlavor): Undefined {
  if (value === undefined) throw new UndefinedError("The value is not defined.");
  if (isPending(value)) throw promiseError();
  if (typeof key === "string") {
    return new Undefined({ flavor, name: key, owner: OWNER, value });
  }
  const reason = `A value of type ${typeName(value)} has no item ${String(key)}.`;
  return new Undefined({ flavor, reason });
}
