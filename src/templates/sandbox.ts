/**
 * The sandbox for templates that users write: they read data and call what is meant for them, and reach nothing else.
 *
 * Open are: texts, numbers, lists, dicts and sets with Python's methods, own data properties of other objects, the engine's own objects (loops,
 * macros, …) and its functions. A function, getter or method of the host is open only where {@link allowInSandbox} has said so. Reading what is
 * not open gives an undefined value; using that is a SecurityError.
 */

import { SafeHtml } from "../base/safe-html.ts";
import { attr, item, methodOf, missing, propertyOf, runMethod } from "./attributes.ts";
import { BlockReference } from "./blocks.ts";
import { formatBraces } from "./brace-format.ts";
import { findItem, isDict } from "./dicts.ts";
import { SecurityError } from "./errors.ts";
import { type Access, type Evaluation, needsEvaluation } from "./evaluation.ts";
import { Cycler, Joiner } from "./globals.ts";
import { DEFAULT_LIMITS, type SandboxLimits } from "./limits.ts";
import { Loop } from "./loop.ts";
import { Macro } from "./macro.ts";
import { call as plainCall } from "./plain-calls.ts";
import { callNamed } from "./runtime-calls.ts";
import { typeName } from "./printing.ts";
import { type AnyFunction, signatureOf, signed } from "./signatures.ts";
import { TemplateModule } from "./template-module.ts";
import { Undefined, type UndefinedFlavor } from "./undefined.ts";
import { GroupTuple, type Keywords, Namespace } from "./values.ts";

/** How far templates of an environment are trusted. */
export interface SandboxOptions {
  /** True where templates may not change lists, dicts and sets either. */
  immutable?: boolean;
  /** What one rendering may use. */
  limits?: Partial<SandboxLimits>;
}

const opened = new WeakMap<object, ReadonlySet<string>>();
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Opens a function to sandboxed templates, or, of a class, the getters and methods of the given names.
 *
 * The function sees what the template passes: check it as you check what a visitor sends.
 *
 * @example
 * allowInSandbox(Invoice, ["total", "format"]);
 */
export function allowInSandbox<T extends object>(target: T, names: readonly string[] = []): T {
  opened.set(target, new Set(names));
  return target;
}

/** The engine's own objects: all of their public names are for templates. */
const OWN = [Loop, Macro, BlockReference, Namespace, TemplateModule, Cycler, Joiner, GroupTuple];

/** Methods that change the value that they belong to. */
const CHANGING: ReadonlySet<string> = new Set(
  "append extend insert remove pop clear reverse sort __setitem__ popitem setdefault update add discard".split(
    " ",
  ),
);

/** Names that lead to the inside of the host or, in Python, of the interpreter. */
const CLOSED = /^_|^(?:constructor|prototype|mro|(?:gi|cr|ag|func|f|tb|co)_\w+)$/;

/** Reads and calls for the templates of one environment. */
export class Sandbox implements Access {
  readonly limits: SandboxLimits;
  readonly #immutable: boolean;
  readonly #flavor: UndefinedFlavor;

  constructor(options: SandboxOptions, flavor: UndefinedFlavor) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#immutable = options.immutable ?? false;
    this.#flavor = flavor;
  }

  /** Gives an attribute of a value. */
  readonly attr = (value: unknown, name: string): unknown => {
    if (value instanceof Undefined) return Undefined.member(value);
    const closed = CLOSED.test(name) || (this.#immutable && CHANGING.has(name));
    const method = methodOf(value, name);
    if (method !== undefined) {
      if (closed) return this.#refuse(value, name);
      return name === "format" ? this.#format(value) : attr(value, name, this.#flavor);
    }
    const data = dataOf(value, name);
    if (data !== undefined) return data;
    if (closed) return this.#refuse(value, name);
    if (OWN.some((kind) => value instanceof kind)) return own(value, name, this.#flavor);
    return this.#opened(value, name);
  };

  /** Gives an item of a value. */
  readonly item = (value: unknown, key: unknown): unknown => {
    if (typeof key !== "string" && !(key instanceof SafeHtml))
      return item(value, key, this.#flavor);
    const name = key.toString();
    if (isDict(value)) return dataOf(value, name) ?? this.attr(value, name);
    return this.attr(value, name);
  };

  /** Gives an attribute that is no item: what the filter `attr` gives. */
  readonly attributeOnly = (value: unknown, name: string): unknown => {
    if (isDict(value) && methodOf(value, name) === undefined && !CLOSED.test(name)) {
      return missing(value, name, this.#flavor);
    }
    return this.attr(value, name);
  };

  /** Calls what a template may call. @throws SecurityError */
  readonly call = (
    evaluation: Evaluation,
    target: unknown,
    positional: unknown[],
    keywords: Keywords | null,
  ): unknown => {
    if (target instanceof Macro) return Macro.run(target, evaluation, positional, keywords);
    this.#assertCallable(target);
    if (typeof target === "function" && needsEvaluation(target)) {
      return callNamed(target.name, target as AnyFunction, evaluation, positional, keywords);
    }
    return plainCall(target, positional, keywords);
  };

  /** Calls a method of a value. @throws SecurityError */
  readonly callMethod = (
    evaluation: Evaluation,
    owner: unknown,
    name: string,
    positional: unknown[],
    keywords: Keywords | null,
  ): unknown => {
    // A method such as `sort` may call what it is given.
    for (const value of [...positional, ...Object.values(keywords ?? {})])
      this.#assertCallable(value);
    const method = methodOf(owner, name);
    const isOpen = !CLOSED.test(name) && !(this.#immutable && CHANGING.has(name));
    if (method !== undefined && isOpen && name !== "format") {
      return runMethod(method, owner, name, positional, keywords);
    }
    const target = this.attr(owner, name);
    if (target instanceof Macro) return Macro.run(target, evaluation, positional, keywords);
    const isOwn = OWN.some((kind) => owner instanceof kind) || isOpened(owner, name);
    if (!(isOwn && typeof target === "function")) this.#assertCallable(target);
    return plainCall(target, positional, keywords, owner);
  };

  #assertCallable(target: unknown): void {
    if (typeof target !== "function") return;
    if (signatureOf(target) !== undefined || opened.has(target)) return;
    throw new SecurityError(`The function "${target.name}" is not open to sandboxed templates.`);
  }

  /** Gives what a class has opened, or says that there is nothing. */
  #opened(value: unknown, name: string): unknown {
    if (typeof value !== "object" || value === null) return missing(value, name, this.#flavor);
    if (isOpened(value, name)) return Reflect.get(value, name);
    if (isDict(value) || !(name in value)) return missing(value, name, this.#flavor);
    return this.#refuse(value, name);
  }

  #refuse(value: unknown, name: string): Undefined {
    const reason = `"${name}" of a value of type ${typeName(value)} is not open to sandboxed templates.`;
    return new Undefined({ flavor: this.#flavor, isSecret: true, reason });
  }

  /** Gives the method `format`, whose fields reach into values by the rules of the sandbox. */
  #format(text: unknown): AnyFunction {
    const { attr: attribute, item: itemOf } = this;
    return signed("* **", (keywords: Keywords, ...positional: unknown[]) =>
      formatBraces(text as string | SafeHtml, { positional, keywords, attribute, item: itemOf }),
    );
  }
}

function own(value: unknown, name: string, flavor: UndefinedFlavor): unknown {
  return propertyOf(value, name) ?? attr(value, name, flavor);
}

function isOpened(value: unknown, name: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  for (let kind: unknown = Object.getPrototypeOf(value); kind !== null;) {
    const owner = kind as { constructor?: unknown };
    const made = Object.hasOwn(owner, "constructor") ? owner.constructor : undefined;
    if (typeof made === "function" && (opened.get(made) ?? NOTHING).has(name)) return true;
    kind = Object.getPrototypeOf(kind);
  }
  return false;
}

/** Gives an own property that is plain data; getters run code of the host. */
function dataOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (value instanceof Map) return findItem(value, name);
  return Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
}
