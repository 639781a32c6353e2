/** The functions that compiled templates call. Their names are those that the compiler writes. */

import { attr, item, methodOf, runMethod } from "./attributes.ts";
import { arrivedOf, flush, gathered, scattered } from "./awaiting.ts";
import { selfOf, superBlock, superText } from "./blocks.ts";
import { contains, ordered, truthy } from "./comparing.ts";
import { dictOf, entriesOf, equals, isDict } from "./dicts.ts";
import { TemplateRuntimeError, TemplateTypeError } from "./errors.ts";
import { type Evaluation, needsEvaluation } from "./evaluation.ts";
import { listOf, unpack } from "./iteration.ts";
import { budget, enter, leave, pause, resume, step } from "./limits.ts";
import { cycle, Loop } from "./loop.ts";
import { BODY, Macro, TAKES } from "./macro.ts";
import { add, arithmetic, concat, minus, multiply, plus } from "./operators.ts";
import { call as plainCall } from "./plain-calls.ts";
import { esc, str, typeName } from "./printing.ts";
import { isPending } from "./promises.ts";
import { callNamed } from "./runtime-calls.ts";
import type { AnyFunction } from "./signatures.ts";
import type { Sandbox } from "./sandbox.ts";
import { slice } from "./slices.ts";
import { AsyncSource, type Condition, Source } from "./sources.ts";
import { Undefined, type UndefinedFlavor } from "./undefined.ts";
import { Float, type Keywords, Namespace, Tuple } from "./values.ts";

function call(
  evaluation: Evaluation,
  target: unknown,
  positional: unknown[],
  keywords: Keywords | null,
): unknown {
  if (target instanceof Macro) return Macro.run(target, evaluation, positional, keywords);
  if (typeof target === "function" && needsEvaluation(target)) {
    return callNamed(target.name, target as AnyFunction, evaluation, positional, keywords);
  }
  return result(evaluation, plainCall(target, positional, keywords));
}

/** Host functions that give nothing give an undefined value, which prints as nothing. */
function result(evaluation: Evaluation, value: unknown): unknown {
  if (value !== undefined) return value;
  const reason = "The function gave nothing.";
  return new Undefined({ flavor: evaluation.environment.undefined, reason });
}

function callMethod(
  evaluation: Evaluation,
  owner: unknown,
  name: string,
  positional: unknown[],
  keywords: Keywords | null,
): unknown {
  const method = methodOf(owner, name);
  if (method !== undefined) return runMethod(method, owner, name, positional, keywords);
  const target = attr(owner, name, evaluation.environment.undefined);
  if (target instanceof Macro) return Macro.run(target, evaluation, positional, keywords);
  if (target instanceof Undefined) throw Undefined.failure(target);
  return result(evaluation, plainCall(target, positional, keywords, owner));
}

function keywordsOf(value: unknown): Keywords {
  if (!isDict(value)) {
    throw new TemplateTypeError(`"**" needs a dict, not a value of type ${typeName(value)}.`);
  }
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [str(key), item]));
}

function setMember(holder: unknown, name: string, value: unknown): void {
  if (!(holder instanceof Namespace)) {
    throw new TemplateRuntimeError(
      `Only attributes of a namespace can be set, not of a value of type ${typeName(holder)}.`,
    );
  }
  Object.defineProperty(holder, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

const SHARED = {
  add,
  arithmetic,
  BODY,
  call,
  callMethod,
  callNamed,
  concat,
  contains,
  cycle,
  dictOf,
  budget,
  enter,
  equals,
  flush,
  esc,
  Float,
  keywordsOf,
  leave,
  listOf,
  Loop,
  Macro,
  minus,
  multiply,
  ordered,
  pause,
  pending: isPending,
  plus,
  resume,
  scattered,
  selfOf,
  setMember,
  slice,
  step,
  str,
  superBlock,
  superText,
  TAKES,
  truthy,
  Tuple,
  unpack,
};

/** Names of the functions of {@link runtimeOf}. */
export const RUNTIME_NAMES: readonly string[] = [
  ..."attr item arrived gathered open openAsync".split(" "),
  ...Object.keys(SHARED),
];

/** What the functions of an environment's templates depend on. */
export interface RuntimeOptions {
  /** How undefined values behave. */
  flavor: UndefinedFlavor;
  /** What holds the templates, where they are not trusted. */
  sandbox: Sandbox | undefined;
  /** Most items that a loop takes of an iterator. */
  iteratorLimit: number;
}

/** Gives the functions for the templates of an environment. */
export function runtimeOf({
  flavor,
  sandbox,
  iteratorLimit: limit,
}: RuntimeOptions): Record<string, unknown> {
  const shared = {
    ...SHARED,
    arrived: arrivedOf(flavor),
    gathered: (value: unknown) => gathered(value, limit),
    open: (value: unknown, outer: Source | null, condition: Condition | null) =>
      new Source(value, { outer, condition, limit }),
    openAsync: (value: unknown, outer: AsyncSource | null, condition: Condition | null) =>
      new AsyncSource(value, { outer, condition, limit }),
  };
  if (sandbox !== undefined) {
    const { attr, item, call, callMethod } = sandbox;
    return { ...shared, attr, item, call, callMethod };
  }
  return {
    ...shared,
    attr: (value: unknown, name: string) => attr(value, name, flavor),
    item: (value: unknown, key: unknown) => item(value, key, flavor),
  };
}
