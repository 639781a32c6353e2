/** What filters, tests and calls know of the place where they stand in a template. */

import type { Localization } from "./localization.ts";
import type { AnyFunction } from "./signatures.ts";
import type { UndefinedFlavor } from "./undefined.ts";

/** What of an environment reaches into a running template. */
export interface EvaluationHost {
  readonly undefined: UndefinedFlavor;
  readonly filters: Map<string, AnyFunction>;
  readonly tests: Map<string, AnyFunction>;
  readonly policies: Policies;
  localization(): Localization;
  readonly access: Access;
}

/** How templates read values: all that a host gives them, or what a sandbox lets through. */
export interface Access {
  attr(value: unknown, name: string): unknown;
  item(value: unknown, key: unknown): unknown;
  /** Gives an attribute that is no item. */
  attributeOnly(value: unknown, name: string): unknown;
}

/** Settings of single filters. */
export interface Policies {
  /** `rel` of the links that `urlize` makes. */
  urlizeRel: string;
  /** `target` of the links that `urlize` makes. */
  urlizeTarget: string | undefined;
  /** Schemes that `urlize` links besides `http:`, `https:` and `mailto:`. */
  urlizeExtraSchemes: readonly string[];
  /** Slack of `truncate`, in letters. */
  truncateLeeway: number;
  /** Whether `trans` makes one space of a line end and the spaces around it, where the tag does not say. */
  trimTranslations: boolean;
}

/** The place of a call: its environment, and whether output is escaped there. */
export interface Evaluation {
  readonly environment: EvaluationHost;
  readonly autoescape: boolean;
  /** True where promises are awaited. */
  readonly isAsync: boolean;
}

const wantsEvaluation = new WeakSet<object>();

/** Makes a filter, test or global function get the {@link Evaluation} as its first argument, before the value. */
export function withEvaluation<F extends AnyFunction>(call: F): F {
  wantsEvaluation.add(call);
  return call;
}

/** Tells whether a filter, test or global function gets the {@link Evaluation}. */
export function needsEvaluation(call: object): boolean {
  return wantsEvaluation.has(call);
}
