/** Calls of filters and tests by name, with arguments that are known only when they run. */

import { type Evaluation, needsEvaluation } from "./evaluation.ts";
import { call } from "./plain-calls.ts";
import { type AnyFunction, bindArguments, signatureOf } from "./signatures.ts";
import type { Keywords } from "./values.ts";

/** Calls a filter or a test; the first of the positional arguments is the value. */
export function callNamed(
  name: string,
  target: AnyFunction,
  evaluation: Evaluation,
  positional: unknown[],
  keywords: Keywords | null,
): unknown {
  const signature = signatureOf(target);
  if (signature === undefined) {
    const args = needsEvaluation(target) ? [evaluation, ...positional] : positional;
    return call(target, args, keywords);
  }
  const bound = bindArguments(name, signature, positional, keywords);
  if (needsEvaluation(target)) bound.unshift(evaluation);
  return Reflect.apply(target, undefined, bound);
}
