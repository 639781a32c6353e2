/**
 * The careful matcher: answers every path, tells redirects from refusals, and gathers the methods that would have been allowed.
 *
 * Rules are a tree of states, one step for each piece of path between slashes. A static step is tried first, then the params in the
 * order of their weights; what fails further down comes back and tries the next. Each state has one way to it, so a match costs at most
 * the number of states.
 */

import { FlagonError } from "../base/errors.ts";
import { compareWeights, type DynamicPart } from "./parts.ts";
import type { Rule } from "./rule.ts";

/** A place in the tree of rules. */
export class State<Target> {
  readonly static = new Map<string, State<Target>>();
  readonly dynamic: { part: DynamicPart; state: State<Target> }[] = [];
  readonly rules: Rule<Target>[] = [];
}

/** What is asked of the matcher. */
export interface Question {
  domain: string;
  path: string;
  method: string;
  websocket: boolean;
}

/** What the careful matcher found out. */
export type Finding<Target> =
  | { kind: "rule"; rule: Rule<Target>; texts: string[]; misses: Misses }
  | { kind: "other-path"; path: string }
  | { kind: "none"; misses: Misses };

/** Why rules with the right path were passed over. */
export interface Misses {
  /** Methods that they would have taken. */
  allowed: Set<string>;
  /** A rule is for WebSockets and the request is not, or the other way round. */
  websocketMismatch: boolean;
}

/** A rule that matched, with the texts of its params. */
interface Hit<Target> {
  rule: Rule<Target>;
  texts: string[];
}

const SLASH_MISSING = Symbol("slash missing");

/** The tree of all rules that can be matched. */
export class Matcher<Target> {
  /** The state before the host. */
  readonly root = new State<Target>();

  /** @throws FlagonError `routing.duplicate-rule` when a rule would never be reached because of another. */
  add(rule: Rule<Target>): void {
    let state = this.root;
    for (const part of rule.parts) {
      if (part.kind === "static") state = childOf(state, part.content);
      else state = dynamicChildOf(state, part);
    }
    const twin = state.rules.find((other) => isDuplicate(rule, other));
    if (twin !== undefined) throw duplicate(rule, twin);
    state.rules.push(rule);
  }

  /** Puts the params of every state in the order of their weights. */
  sort(state: State<Target> = this.root): void {
    state.dynamic.sort((a, b) => compareWeights(a.part.weight, b.part.weight));
    for (const next of state.static.values()) this.sort(next);
    for (const { state: next } of state.dynamic) this.sort(next);
  }

  /** Matches a path; with `mergeSlashes` also tells whether it would match with doubled slashes made one. */
  match(question: Question, { mergeSlashes }: { mergeSlashes: boolean }): Finding<Target> {
    const walk = new Walk<Target>(question);
    const hit = walk.from(this.root);
    if (hit === SLASH_MISSING) return { kind: "other-path", path: `${question.path}/` };
    if (hit !== null) return { kind: "rule", ...hit, misses: walk.misses };
    if (mergeSlashes && question.path.includes("//")) {
      const path = question.path.replace(/\/{2,}/g, "/");
      const merged = walk.again(path).from(this.root);
      if (merged === SLASH_MISSING) return { kind: "other-path", path: `${path}/` };
      if (merged !== null && merged.rule.mergeSlashes) return { kind: "other-path", path };
    }
    return { kind: "none", misses: walk.misses };
  }
}

/** One walk through the tree. */
class Walk<Target> {
  readonly misses: Misses = { allowed: new Set(), websocketMismatch: false };
  readonly #question: Question;
  #path: string;
  /** Where each piece of the path starts; the end of the path plus one is the last. */
  #starts: number[];

  constructor(question: Question) {
    this.#question = question;
    this.#path = question.path;
    this.#starts = startsOf(question.path);
  }

  again(path: string): this {
    this.#path = path;
    this.#starts = startsOf(path);
    return this;
  }

  from(root: State<Target>): Hit<Target> | typeof SLASH_MISSING | null {
    const { domain } = this.#question;
    const known = root.static.get(domain);
    const hit = known === undefined ? null : this.#at(known, 0, []);
    if (hit !== null) return hit;
    for (const { part, state } of root.dynamic) {
      const spans = part.matcher.match(domain, 0, domain.length);
      if (spans === null) continue;
      const found = this.#at(state, 0, textsOf(domain, spans));
      if (found !== null) return found;
    }
    return null;
  }

  /** Matches pieces `index` and on; all of them are gone at `this.#starts.length - 1`. */
  #at(
    state: State<Target>,
    index: number,
    texts: string[],
  ): Hit<Target> | typeof SLASH_MISSING | null {
    const last = this.#starts.length - 1;
    if (index === last) return this.#end(state, texts);
    const start = this.#starts[index]!;
    const piece = this.#path.slice(start, this.#starts[index + 1]! - 1);
    const next = state.static.get(piece);
    const hit = next === undefined ? null : this.#at(next, index + 1, texts);
    if (hit !== null) return hit;
    for (const { part, state: after } of state.dynamic) {
      const found = this.#dynamic(part, after, index, texts);
      if (found !== null) return found;
    }
    return index === last - 1 && piece === "" ? this.#loose(state, texts) : null;
  }

  #dynamic(part: DynamicPart, state: State<Target>, index: number, texts: string[]) {
    const start = this.#starts[index]!;
    const end = part.final ? this.#path.length : this.#starts[index + 1]! - 1;
    const spans = part.matcher.match(this.#path, start, end);
    if (spans === null) return null;
    const after = [...texts, ...textsOf(this.#path, spans)];
    const last = this.#starts.length - 1;
    if (!part.final) return this.#at(state, index + 1, after);
    const slash = part.suffixed && end > start && this.#path.charCodeAt(end - 1) === 47;
    if (!slash) return this.#end(state, after);
    // The suffix is one empty piece more.
    return this.#at(state, last - 1, after);
  }

  #end(state: State<Target>, texts: string[]): Hit<Target> | typeof SLASH_MISSING | null {
    for (const rule of state.rules) if (this.#takes(rule)) return { rule, texts };
    for (const rule of state.static.get("")?.rules ?? []) {
      if ((rule.options.websocket === true) !== this.#question.websocket) continue;
      if (rule.methods !== null && !rule.methods.has(this.#question.method)) continue;
      return rule.strictSlashes ? SLASH_MISSING : { rule, texts };
    }
    return null;
  }

  /** Rules that do not mind a slash at the end. */
  #loose(state: State<Target>, texts: string[]): Hit<Target> | null {
    for (const rule of state.rules)
      if (!rule.strictSlashes && this.#takes(rule)) return { rule, texts };
    return null;
  }

  #takes(rule: Rule<Target>): boolean {
    if (rule.methods !== null && !rule.methods.has(this.#question.method)) {
      for (const method of rule.methods) this.misses.allowed.add(method);
      return false;
    }
    if ((rule.options.websocket === true) === this.#question.websocket) return true;
    this.misses.websocketMismatch = true;
    return false;
  }
}

function startsOf(path: string): number[] {
  const starts = [0];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) starts.push(at + 1);
  starts.push(path.length + 1);
  return starts;
}

function textsOf(text: string, spans: readonly number[]): string[] {
  const texts: string[] = [];
  for (let index = 0; index < spans.length; index += 2)
    texts.push(spans[index]! < 0 ? "" : text.slice(spans[index], spans[index + 1]));
  return texts;
}

function childOf<Target>(state: State<Target>, content: string): State<Target> {
  const known = state.static.get(content);
  if (known !== undefined) return known;
  const made = new State<Target>();
  state.static.set(content, made);
  return made;
}

function dynamicChildOf<Target>(state: State<Target>, part: DynamicPart): State<Target> {
  const known = state.dynamic.find((other) => other.part.key === part.key);
  if (known !== undefined) return known.state;
  const made = new State<Target>();
  state.dynamic.push({ part, state: made });
  return made;
}

/** GET brings HEAD, and frameworks add OPTIONS to every rule: these two alone make no duplicate. */
function isDuplicate(a: Rule, b: Rule): boolean {
  if ((a.options.websocket === true) !== (b.options.websocket === true)) return false;
  if (a.methods === null || b.methods === null) return true;
  const shared = [...a.methods].filter((method) => b.methods!.has(method));
  if (shared.length === a.methods.size && a.methods.size === b.methods.size) return true;
  return shared.some((method) => method !== "HEAD" && method !== "OPTIONS");
}

function duplicate(rule: Rule, twin: Rule): FlagonError {
  return new FlagonError("Two rules match the same paths with the same methods.", {
    code: "routing.duplicate-rule",
    where: `rule "${rule.rule}" of endpoint "${rule.endpoint ?? ""}", after rule "${twin.rule}" of endpoint "${twin.endpoint ?? ""}"`,
    mend: "The second would never be reached: change its path or its methods, or remove it.",
  });
}
