/**
 * Writes any value as short text for people, with secrets masked by name and by value; no getter and no method of it is called.
 *
 * Worked example: `{ user: "ann", password: "x", tags: ["a"] }` becomes `{ user: "ann", password: "********", tags: ["a"] }`.
 */

import { Flagon } from "../app/app.ts";
import { FlagonRequest } from "../app/request.ts";
import { isSecretName, MASK, maskUrlPasswords } from "../base/secrets.ts";

const MOST_ITEMS = 20;
const MOST_TEXT = 400;
/** A name, then `:` or `=`, then a text in quotes. */
const LITERAL = /([\w$]+)(["']?\s*[:=]\s*)(["'`])(?:\\.|(?!\3).)+\3/g;

/** Knows the secrets of an app and a request, and hides them in texts. */
export class Masker {
  readonly #pattern: RegExp | undefined;
  readonly #isSecret: (name: string) => boolean;

  /** `secrets` are hidden wherever they stand; those under six characters would hide too much and are passed over. */
  constructor(secrets: Iterable<string> = [], isSecret: (name: string) => boolean = isSecretName) {
    const long = [...new Set(secrets)].filter((text) => text.length >= 6);
    const sorted = long.toSorted((a, b) => b.length - a.length).slice(0, 500);
    this.#pattern =
      sorted.length === 0
        ? undefined
        : new RegExp(sorted.map((text) => RegExp.escape(text)).join("|"), "g");
    this.#isSecret = isSecret;
  }

  /** Says whether what stands under this name is to be hidden. */
  isSecret(name: string): boolean {
    return this.#isSecret(name);
  }

  /** Hides the known secrets and the passwords of urls in a text. */
  text(text: string): string {
    const masked = maskUrlPasswords(text);
    return this.#pattern === undefined ? masked : masked.replace(this.#pattern, MASK);
  }

  /** Hides, besides, what a line of source gives to a secret's name: `apiKey = "…"`. */
  source(line: string): string {
    return this.text(line).replace(LITERAL, (whole, name: string, between: string, quote: string) =>
      this.#isSecret(name) ? `${name}${between}${quote}${MASK}${quote}` : whole,
    );
  }

  /** Writes a value that stands under a name. */
  named(name: string, value: unknown): string {
    const isEmpty =
      value === undefined || value === null || value === "" || typeof value === "boolean";
    return this.#isSecret(name) && !isEmpty && typeof value !== "function"
      ? MASK
      : this.text(describe(value, (key) => this.#isSecret(key)));
  }
}

/** Writes a value; what stands under names that `isHidden` is masked. */
export function describe(
  value: unknown,
  isHidden: (name: string) => boolean = () => false,
  depth = 3,
): string {
  try {
    return write(value, { isHidden, depth, above: [] });
  } catch {
    return "(a value that cannot be shown)";
  }
}

interface Scope {
  isHidden: (name: string) => boolean;
  depth: number;
  above: readonly object[];
}

function write(value: unknown, scope: Scope): string {
  if (typeof value === "string") return writeText(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return writeFunction(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (scope.above.includes(value)) return "[circular]";
  return writeObject(value, { ...scope, depth: scope.depth - 1, above: [...scope.above, value] });
}

function writeText(text: string): string {
  const short = text.length > MOST_TEXT ? text.slice(0, MOST_TEXT) : text;
  const rest = text.length - short.length;
  return `${JSON.stringify(short)}${rest === 0 ? "" : `… ${rest} more characters`}`;
}

function writeFunction(value: object): string {
  const name = ownValue(value, "name");
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  return `${kind} ${typeof name === "string" && name !== "" ? name : "(anonymous)"}`;
}

function writeObject(value: object, scope: Scope): string {
  if (value instanceof FlagonRequest) return `FlagonRequest ${value.method} ${value.rawPath}`;
  if (value instanceof Flagon) return `Flagon with ${value.parts.routes.length} routes`;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : `Date ${value.toISOString()}`;
  if (value instanceof RegExp || value instanceof URL) return String(value);
  if (value instanceof Error)
    return `${nameOf(value)}: ${String(ownValue(value, "message") ?? "")}`;
  if (value instanceof Promise) return "Promise";
  if (ArrayBuffer.isView(value)) return `${nameOf(value)} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return list("[", value, "]", scope);
  if (value instanceof Set) return list("Set {", [...value], "}", scope);
  if (value instanceof Map)
    return entries(
      "Map {",
      [...value].map(([key, item]) => [String(key), item]),
      scope,
    );
  const name = nameOf(value);
  return entries(name === "Object" || name === "" ? "{" : `${name} {`, ownEntries(value), scope);
}

function list(open: string, items: readonly unknown[], close: string, scope: Scope): string {
  if (items.length === 0) return open + close;
  if (scope.depth < 0) return `${open}…${items.length}${close}`;
  const shown = items.slice(0, MOST_ITEMS).map((item) => write(item, scope));
  if (items.length > MOST_ITEMS) shown.push(`… ${items.length - MOST_ITEMS} more`);
  return `${open}${shown.join(", ")}${close}`;
}

function entries(
  open: string,
  pairs: readonly (readonly [string, unknown])[],
  scope: Scope,
): string {
  if (pairs.length === 0) return `${open}}`;
  if (scope.depth < 0) return `${open}…}`;
  const shown = pairs.slice(0, MOST_ITEMS).map(([name, item]) => {
    const isMasked = scope.isHidden(name) && item !== undefined && item !== null && item !== "";
    return `${name}: ${isMasked ? JSON.stringify(MASK) : write(item, scope)}`;
  });
  if (pairs.length > MOST_ITEMS) shown.push(`… ${pairs.length - MOST_ITEMS} more`);
  return `${open} ${shown.join(", ")} }`;
}

/** Own values; a getter is named and not called, since it may do anything. */
function ownEntries(value: object): [string, unknown][] {
  return Object.keys(value).map((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, name);
    return [
      name,
      descriptor !== undefined && "value" in descriptor ? descriptor.value : "[getter]",
    ];
  });
}

function ownValue(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
}

/** Gives the name of an object's class, or the empty text. */
export function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) return "";
  const maker = ownValue(prototype, "constructor");
  const name = typeof maker === "function" ? ownValue(maker, "name") : undefined;
  return typeof name === "string" ? name : "";
}
