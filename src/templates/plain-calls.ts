/** Calls of functions that the host or a template has given, without the escaping of a place. */

import { TemplateTypeError } from "./errors.ts";
import { typeName } from "./printing.ts";
import { isPending, promiseError } from "./promises.ts";
import { bindArguments, signatureOf } from "./signatures.ts";
import { Undefined } from "./undefined.ts";
import { CALL, Float, isCallableObject, type Keywords } from "./values.ts";

/**
 * Calls a value. The host's own functions get named arguments as one object behind the others, and boxed floats as numbers.
 *
 * @throws TemplateTypeError when it cannot be called
 */
export function call(
  target: unknown,
  positional: unknown[],
  keywords: Keywords | null = null,
  self?: unknown,
): unknown {
  if (typeof target === "function") {
    const signature = signatureOf(target);
    if (signature === undefined) {
      const args = positional.map((value) => (value instanceof Float ? value.valueOf() : value));
      if (keywords !== null && Object.keys(keywords).length > 0) args.push(keywords);
      return Reflect.apply(target, self, args);
    }
    return Reflect.apply(target, self, bindArguments(target.name, signature, positional, keywords));
  }
  if (isCallableObject(target)) return target[CALL](positional, keywords);
  if (target instanceof Undefined) throw Undefined.failure(target);
  if (isPending(target)) throw promiseError();
  throw new TemplateTypeError(`A value of type ${typeName(target)} cannot be called.`);
}

/** Tells whether a value can be called. */
export function isCallable(value: unknown): boolean {
  return typeof value === "function" || isCallableObject(value) || value instanceof Undefined;
}
