/** The end of a path in the fast matcher: a rule, and how its params are made from pieces of the path. */

import { BuiltIn, type Converter } from "./converters.ts";
import { ends, starts } from "./places.ts";
import type { Rule } from "./rule.ts";

/** What the fast matcher gives. */
export class Found<Target> {
  /** The rule that matched. */
  readonly rule: Rule<Target>;
  /** The params by name, converted, with the rule's defaults. */
  readonly params: Record<string, unknown>;
  /** What the map's owner attached to the rule. */
  readonly target: Target;

  constructor(rule: Rule<Target>, params: Record<string, unknown>, target: Target) {
    this.rule = rule;
    this.params = params;
    this.target = target;
  }
}

/** A rule at the end of a path. */
export class Leaf<Target> {
  /** The rule; null where the path lacks its last slash, which is a redirect. */
  readonly rule: Rule<Target> | null;
  readonly #target: Target | undefined;
  readonly #names: string[];
  readonly #converters: Converter[];
  /** Number of params where all are plain text and nothing else is to be done, else -1. */
  readonly #plain: number;
  /** For each param whether it is digits, where all are digits or text and nothing else is to be done; else null. */
  readonly #digits: boolean[] | null;
  /** Rules that are the canonical url for some of the values. */
  readonly #canonical: readonly Rule<Target>[];

  constructor(rule: Rule<Target> | null, canonical: readonly Rule<Target>[] = []) {
    this.rule = rule;
    this.#target = rule?.target;
    this.#names = [...(rule?.converters.keys() ?? [])];
    this.#converters = [...(rule?.converters.values() ?? [])];
    this.#canonical = canonical;
    const kinds = this.#converters.map((one) => (one instanceof BuiltIn ? one.kind : "other"));
    const isBare = rule !== null && rule.defaults === null && canonical.length === 0;
    const isQuick = isBare && kinds.every((kind) => kind !== "other");
    const isPlain = isQuick && kinds.length <= 4 && kinds.every((kind) => kind === "text");
    this.#plain = isPlain ? kinds.length : -1;
    this.#digits = isQuick ? kinds.map((kind) => kind === "digits") : null;
  }

  /** Makes the params from their places in the path; null when a converter refuses or another url is the canonical one. */
  found(path: string, method: string): Found<Target> | null {
    const rule = this.rule;
    if (rule === null) return null;
    const plain = this.#plain;
    if (plain < 0) return this.#digits === null ? this.#slow(path, method) : this.#quick(path);
    // Plain stores: a literal with computed keys costs six times as much in V8; `substring` half of `slice`.
    const params: Record<string, unknown> = {};
    if (plain > 0) {
      const names = this.#names;
      params[names[0]!] = path.substring(starts[0]!, ends[0]);
      if (plain > 1) params[names[1]!] = path.substring(starts[1]!, ends[1]);
      if (plain > 2) params[names[2]!] = path.substring(starts[2]!, ends[2]);
      if (plain > 3) params[names[3]!] = path.substring(starts[3]!, ends[3]);
    }
    return new Found(rule, params, this.#target as Target);
  }

  /** Makes params that are digits or text. */
  #quick(path: string): Found<Target> | null {
    const params: Record<string, unknown> = {};
    const names = this.#names;
    const digits = this.#digits!;
    for (let index = 0; index < names.length; index++) {
      if (digits[index]!) {
        const value = numberAt(path, starts[index]!, ends[index]!);
        if (value < 0) return null;
        params[names[index]!] = value;
      } else params[names[index]!] = path.substring(starts[index]!, ends[index]);
    }
    return new Found(this.rule!, params, this.#target as Target);
  }

  #slow(path: string, method: string): Found<Target> | null {
    return this.#convert(textsAt(path, this.#names.length), method);
  }

  /** As {@link found}, where the host has params too. */
  foundOnHost(hostTexts: readonly string[], path: string, method: string): Found<Target> | null {
    const count = this.#names.length - hostTexts.length;
    return this.#convert([...hostTexts, ...textsAt(path, count)], method);
  }

  #convert(texts: string[], method: string): Found<Target> | null {
    const rule = this.rule;
    if (rule === null) return null;
    const params: Record<string, unknown> = {};
    for (let index = 0; index < texts.length; index++) {
      const value = valueOf(this.#converters[index]!, texts[index]!);
      if (value === undefined) return null;
      params[this.#names[index]!] = value;
    }
    if (rule.defaults !== null) Object.assign(params, rule.defaults);
    for (const other of this.#canonical) if (other.isSuitableFor(params, method)) return null;
    return new Found(rule, params, rule.target);
  }
}

/** Gives the number that digits stand for, or -1 where a number cannot hold it. */
function numberAt(path: string, start: number, end: number): number {
  if (end - start > 15) {
    const value = Number(path.substring(start, end));
    return Number.isSafeInteger(value) ? value : -1;
  }
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + path.charCodeAt(at) - 48;
  return value;
}

function valueOf(converter: Converter, text: string): unknown {
  if (converter instanceof BuiltIn && converter.kind === "text") return text;
  return converter.parse(text.includes("\0") ? text.replaceAll("\0", "/") : text);
}

function textsAt(path: string, count: number): string[] {
  const texts: string[] = [];
  for (let index = 0; index < count; index++) texts.push(path.slice(starts[index], ends[index]));
  return texts;
}
