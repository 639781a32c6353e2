/**
 * Signatures of the engine's own functions, so that templates may name their arguments.
 *
 * Worked example: `signed("width=80 blank=false", indent)` lets `indent(4, blank=true)` call `indent(4, true)`, and refuses `indent(1, 2, 3)`.
 */

import { suggest } from "../base/suggest.ts";
import { TemplateTypeError } from "./errors.ts";
import type { Keywords } from "./values.ts";

/** Any function that a template may call. */
export type AnyFunction = (...args: never[]) => unknown;

/** What is known of a function's parameters. */
export interface Signature {
  names: readonly string[];
  /** How many of the names have to be given. */
  required: number;
  /** True when more positional arguments may follow; they are passed on in their places. */
  variadic: boolean;
  /** True when the function takes unknown keywords: they come as one object, first among the arguments. */
  keywords: boolean;
}

const signatures = new WeakMap<object, Signature>();

/**
 * Tells the parameters of a function: names in their order, `name?` for one that may be missing, `*` where more may follow, `**` for
 * unknown keywords.
 */
export function signed<F extends AnyFunction>(parameters: string, call: F): F {
  const parts = parameters.split(" ").filter((part) => part !== "");
  const names = parts.filter((part) => !part.startsWith("*"));
  signatures.set(call, {
    names: names.map((name) => name.replace("?", "")),
    required: names.filter((name) => !name.endsWith("?")).length,
    variadic: parts.includes("*"),
    keywords: parts.includes("**"),
  });
  return call;
}

/** Gives what is known of a function's parameters. */
export function signatureOf(call: object): Signature | undefined {
  return signatures.get(call);
}

/** Puts arguments into the order of the parameters. @throws TemplateTypeError when they do not fit */
export function bindArguments(
  name: string,
  signature: Signature,
  positional: readonly unknown[],
  keywords: Keywords | null,
): unknown[] {
  const { names, required, variadic } = signature;
  if (positional.length > names.length && !variadic) {
    throw new TemplateTypeError(
      `"${name}" takes at most ${names.length} arguments, and ${positional.length} were given.`,
    );
  }
  const bound = [...positional];
  const rest: Keywords = {};
  for (const [key, value] of Object.entries(keywords ?? {})) {
    const index = names.indexOf(key);
    if (index !== -1 && index >= positional.length) bound[index] = value;
    else if (index === -1 && signature.keywords) rest[key] = value;
    else throw new TemplateTypeError(badKeyword(name, key, names, index));
  }
  for (let index = 0; index < required; index++) {
    if (!(index in bound)) {
      throw new TemplateTypeError(`"${name}" needs the argument "${names[index]}".`);
    }
  }
  return signature.keywords ? [rest, ...bound] : bound;
}

function badKeyword(name: string, key: string, names: readonly string[], index: number): string {
  if (index !== -1) return `"${name}" was given "${key}" twice.`;
  return `"${name}" has no argument "${key}". ${suggest(key, names)}`;
}
