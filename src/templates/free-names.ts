/**
 * The names that a template asks its context for: what a page has to be given.
 *
 * A name is needed where it is read with nothing to catch its absence; behind `|default`, in `is defined` and where an `if` has asked for it by
 * `is defined`, it may be missing.
 */

import type { ParsedTemplate } from "./check.ts";
import { type Expression, partsOf, type Statement } from "./nodes.ts";
import { literalText } from "./outline.ts";

/** The names that can be missing, and those that cannot. */
export interface FreeNames {
  readonly needed: ReadonlySet<string>;
  readonly optional: ReadonlySet<string>;
}

/** What can be asked for templates and for names that all of them have. */
interface FreeNamesHost {
  parse(name: string): ParsedTemplate | undefined;
  hasGlobal(name: string): boolean;
}

/** Gives the names that a template and those that it extends and includes ask for; undefined where there is no such template. */
export function freeNamesOf(host: FreeNamesHost, name: string): FreeNames | undefined {
  const walk = new Walk(host);
  const parsed = host.parse(name);
  if (parsed === undefined) return undefined;
  walk.template(name, parsed.body);
  return walk.result();
}

/** The names that are set at a place, and those that are known to be there. */
interface Scope {
  readonly set: Set<string>;
  readonly checked: ReadonlySet<string>;
}

/** Names that the language itself gives where they are used. */
const IMPLICIT = new Set(["self", "super", "caller", "varargs", "kwargs", "slots"]);

class Walk {
  readonly #host: FreeNamesHost;
  readonly #needed = new Set<string>();
  readonly #optional = new Set<string>();
  /** Names that some template of the chain sets at its top: the others see them. */
  readonly #exported = new Set<string>();
  readonly #visited = new Set<string>();

  constructor(host: FreeNamesHost) {
    this.#host = host;
  }

  template(name: string, body: readonly Statement[]): void {
    this.#visited.add(name);
    const scope: Scope = { set: new Set(), checked: new Set() };
    this.#statements(body, scope);
    for (const one of scope.set) this.#exported.add(one);
  }

  result(): FreeNames {
    const isOpen = (name: string): boolean => !this.#exported.has(name);
    const needed = new Set([...this.#needed].filter(isOpen).toSorted());
    const optional = [...this.#optional].filter((name) => isOpen(name) && !needed.has(name));
    return { needed, optional: new Set(optional.toSorted()) };
  }

  #other(template: Expression, scope: Scope): void {
    const name = literalText(template);
    if (name === undefined || this.#visited.has(name)) return;
    this.#visited.add(name);
    const parsed = this.#host.parse(name);
    if (parsed === undefined) return;
    const inner: Scope = { set: new Set(scope.set), checked: scope.checked };
    this.#statements(parsed.body, inner);
  }

  #statements(body: readonly Statement[], scope: Scope): void {
    for (const node of body) this.#statement(node, scope);
  }

  #inner(body: readonly Statement[], scope: Scope, names: readonly string[] = []): void {
    this.#statements(body, { set: new Set([...scope.set, ...names]), checked: scope.checked });
  }

  #statement(node: Statement, scope: Scope): void {
    switch (node.type) {
      case "output":
      case "do":
        return this.#expression(node.value, scope);
      case "if":
        return this.#if(node, scope);
      case "for":
        this.#expression(node.values, scope);
        this.#loop(node, scope);
        return this.#inner(node.otherwise, scope);
      case "set":
        this.#expression(node.value, scope);
        return this.#set(node.target, scope);
      case "set block":
        this.#expression(node.filter, scope);
        this.#inner(node.body, scope);
        return this.#set(node.target, scope);
      case "with":
        for (const value of node.values) this.#expression(value, scope);
        return this.#inner(node.body, scope, node.targets.flatMap(namesIn));
      case "macro":
        scope.set.add(node.name);
        return this.#macro(node, scope);
      case "call block":
        this.#expression(node.call, scope);
        return this.#macro(node, scope);
      case "filter block":
        this.#expression(node.filter, scope);
        return this.#inner(node.body, scope);
      case "autoescape":
        this.#expression(node.value, scope);
        return this.#inner(node.body, scope);
      case "block":
        return this.#inner(node.body, scope);
      default:
        return this.#reference(node, scope);
    }
  }

  #reference(node: Statement, scope: Scope): void {
    switch (node.type) {
      case "extends":
        this.#expression(node.template, scope);
        return this.#other(node.template, scope);
      case "include": {
        this.#expression(node.template, scope);
        for (const [, value] of node.given ?? []) this.#expression(value, scope);
        this.#expression(node.spread, scope);
        this.#expression(node.slots, scope);
        const given = (node.given ?? []).map(([name]) => name);
        const inner: Scope = { set: new Set([...scope.set, ...given]), checked: scope.checked };
        if (node.withContext) this.#other(node.template, inner);
        return;
      }
      case "import":
        this.#expression(node.template, scope);
        if (node.withContext) this.#other(node.template, scope);
        return void scope.set.add(node.target);
      case "from":
        this.#expression(node.template, scope);
        if (node.withContext) this.#other(node.template, scope);
        for (const { alias } of node.names) scope.set.add(alias);
        return;
      default:
        return;
    }
  }

  #if(node: Extract<Statement, { type: "if" }>, scope: Scope): void {
    let rest = scope;
    for (const { condition, body } of node.branches) {
      this.#expression(condition, rest);
      const there = checkedIn(condition, true);
      this.#statements(body, { set: scope.set, checked: joined(rest.checked, there) });
      rest = { set: scope.set, checked: joined(rest.checked, checkedIn(condition, false)) };
    }
    if (node.otherwise !== undefined) this.#statements(node.otherwise, rest);
  }

  #loop(node: Extract<Statement, { type: "for" }>, scope: Scope): void {
    const names = [...namesIn(node.target), "loop"];
    const inner: Scope = { set: new Set([...scope.set, ...names]), checked: scope.checked };
    this.#expression(node.condition, inner);
    this.#statements(node.body, inner);
  }

  #macro(node: Extract<Statement, { type: "macro" | "call block" }>, scope: Scope): void {
    for (const value of node.parameters.defaults) this.#expression(value, scope);
    this.#inner(
      node.body,
      scope,
      node.parameters.names.map(({ name }) => name),
    );
  }

  #set(target: Expression, scope: Scope): void {
    for (const name of namesIn(target)) scope.set.add(name);
  }

  #expression(node: Expression | undefined, scope: Scope): void {
    if (node === undefined) return;
    if (node.type === "name" || node.type === "namespace") {
      this.#name(node.name, scope, false);
    } else if (catchesAbsence(node) && node.target?.type === "name") {
      this.#name(node.target.name, scope, true);
      for (const part of partsOf(node).slice(1)) this.#expression(part, scope);
    } else if (node.type === "logic") {
      this.#expression(node.left, scope);
      const there = checkedIn(node.left, node.operator === "and");
      this.#expression(node.right, { set: scope.set, checked: joined(scope.checked, there) });
    } else if (node.type === "condition") {
      this.#condition(node, scope);
    } else {
      for (const part of partsOf(node)) this.#expression(part, scope);
    }
  }

  #condition(node: Extract<Expression, { type: "condition" }>, scope: Scope): void {
    this.#expression(node.condition, scope);
    const then = joined(scope.checked, checkedIn(node.condition, true));
    this.#expression(node.then, { set: scope.set, checked: then });
    const otherwise = joined(scope.checked, checkedIn(node.condition, false));
    this.#expression(node.otherwise, { set: scope.set, checked: otherwise });
  }

  #name(name: string, scope: Scope, mayBeMissing: boolean): void {
    if (scope.set.has(name) || IMPLICIT.has(name) || this.#host.hasGlobal(name)) return;
    if (mayBeMissing || scope.checked.has(name)) this.#optional.add(name);
    else this.#needed.add(name);
  }
}

/** Tells whether an expression takes a name that is not there: `x|default(…)`, `x is defined`. */
function catchesAbsence(
  node: Expression,
): node is Extract<Expression, { type: "filter" | "test" }> {
  if (node.type === "filter") return node.name === "default" || node.name === "d";
  return node.type === "test" && (node.name === "defined" || node.name === "undefined");
}

/** Gives the names that are defined where a condition holds, or where it does not. */
function checkedIn(condition: Expression, holds: boolean): string[] {
  if (condition.type === "unary" && condition.operator === "not") {
    return checkedIn(condition.operand, !holds);
  }
  if (condition.type === "logic" && (condition.operator === "and") === holds) {
    return [...checkedIn(condition.left, holds), ...checkedIn(condition.right, holds)];
  }
  if (condition.type !== "test" || condition.target.type !== "name") return [];
  const asksDefined = (condition.name === "defined") !== condition.negated;
  const isCheck = condition.name === "defined" || condition.name === "undefined";
  return isCheck && asksDefined === holds ? [condition.target.name] : [];
}

function joined(names: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> {
  return more.length === 0 ? names : new Set([...names, ...more]);
}

function namesIn(target: Expression): string[] {
  return target.type === "name" ? [target.name] : partsOf(target).flatMap(namesIn);
}
