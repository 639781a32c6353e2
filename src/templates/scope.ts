/**
 * Binds the names of a template to JavaScript variables, as Jinja scopes them: a name that is assigned in a scope is a variable of it, any
 * other is looked up in the context when the function is entered. Loops, `with`, macros and captured blocks have scopes of their own.
 *
 * Worked example: in `{% set x = 1 %}{% for i in s %}{% set x = i %}{% endfor %}{{ x }}` the loop's `x` is its own, and 1 is printed.
 */

import { childrenOf, type Expression, partsOf, type Statement } from "./nodes.ts";

/** What a variable holds when its scope is entered. */
export type Load =
  | { kind: "parameter" }
  | { kind: "resolve"; name: string }
  | { kind: "alias"; of: string }
  | { kind: "nothing" };

/** The names of one scope. */
export class Scope {
  readonly parent: Scope | undefined;
  /** The scope of the JavaScript function around it: where names are looked up in the context. */
  readonly ownFunction: Scope;
  readonly id: string;
  readonly #refs = new Map<string, string>();
  readonly #loads = new Map<string, Load>();
  readonly #stores = new Set<string>();
  /** The scope that this one is a branch of; what is not noted here is looked up there. */
  readonly #base: Scope | undefined;

  constructor(parent: Scope | undefined, id: string, isFunction: boolean, from?: Scope) {
    this.parent = parent;
    this.id = id;
    const inherited = isFunction ? undefined : parent?.ownFunction;
    this.ownFunction =
      from === undefined
        ? (inherited ?? this)
        : from.ownFunction === from
          ? this
          : from.ownFunction;
    this.#base = from;
  }

  /** Gives the variable that a name is bound to here. */
  find(name: string): string | undefined {
    return this.#refs.get(name) ?? (this.#base ?? this.parent)?.find(name);
  }

  /** Gives what a variable holds at first. */
  findLoad(variable: string): Load | undefined {
    return this.#loads.get(variable) ?? (this.#base ?? this.parent)?.findLoad(variable);
  }

  /** Notes that a name is assigned here. */
  store(name: string): void {
    this.#stores.add(name);
    if (this.#own(name) !== undefined) return;
    const outer = this.parent?.find(name);
    this.#define(name, outer === undefined ? { kind: "nothing" } : { kind: "alias", of: outer });
  }

  /** Gives the variable that a name has in this scope or in the one that it is a branch of. */
  #own(name: string): string | undefined {
    const variable = this.#refs.get(name);
    return variable ?? (this.#base === undefined ? undefined : this.#base.#own(name));
  }

  #stored(name: string): boolean {
    if (this.#stores.has(name)) return true;
    return this.#base !== undefined && this.#base.#stored(name);
  }

  /** Notes that a name is a parameter here. */
  declare(name: string): void {
    this.#stores.add(name);
    this.#define(name, { kind: "parameter" });
  }

  /** Notes that a name is used here. */
  load(name: string): void {
    if (this.find(name) === undefined) this.ownFunction.#define(name, { kind: "resolve", name });
  }

  #define(name: string, load: Load): void {
    const variable = `${this.id}_${name}`;
    this.#refs.set(name, variable);
    this.#loads.set(variable, load);
  }

  /** Gives a scope that a branch may change. */
  branch(): Scope {
    return new Scope(this.parent, this.id, false, this);
  }

  /** Takes over what the branches of an `if` have noted; a name that not all of them assign keeps its outer value in the others. */
  merge(branches: readonly Scope[]): void {
    const counts = new Map<string, number>();
    for (const { stores } of branches) {
      for (const name of stores) {
        if (!this.#stored(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    for (const branch of branches) {
      for (const [name, variable] of branch.#refs) this.#refs.set(name, variable);
      for (const [variable, load] of branch.#loads) this.#loads.set(variable, load);
      for (const name of branch.#stores) this.#stores.add(name);
    }
    for (const [name, count] of counts) {
      if (count === branches.length) continue;
      const outer = this.parent?.find(name);
      const load: Load =
        outer === undefined ? { kind: "resolve", name } : { kind: "alias", of: outer };
      this.#loads.set(this.#own(name)!, load);
    }
  }

  /** The names that are assigned here. */
  get stores(): ReadonlySet<string> {
    return this.#stores;
  }

  /** The variables that have to be made when the scope is entered. */
  get loads(): ReadonlyMap<string, Load> {
    return this.#loads;
  }

  /** Gives the names assigned here and around, with their variables: what an include sees. */
  visible(): Map<string, string> {
    const names = this.parent?.visible() ?? new Map<string, string>();
    for (const name of this.#stores) names.set(name, this.#own(name)!);
    return names;
  }

  /** Tells whether a variable may hold nothing. */
  mayBeEmpty(variable: string): boolean {
    const load = this.findLoad(variable);
    if (load?.kind === "alias") return this.mayBeEmpty(load.of);
    return load?.kind === "nothing" || load === undefined;
  }
}

/** Notes the names that statements use and assign in a scope, without those of scopes inside. */
export function analyze(body: readonly Statement[], scope: Scope): void {
  for (const node of body) analyzeStatement(node, scope);
}

/** Notes the names of an expression. */
export function analyzeExpression(node: Expression | undefined, scope: Scope): void {
  if (node === undefined) return;
  if (node.type === "name") scope.load(node.name);
  else if (node.type === "namespace") scope.load(node.name);
  else for (const part of partsOf(node)) analyzeExpression(part, scope);
}

/** Notes what is assigned to. */
export function analyzeTarget(node: Expression, scope: Scope, asParameter = false): void {
  if (node.type === "name") {
    if (asParameter) scope.declare(node.name);
    else scope.store(node.name);
  } else if (node.type === "namespace") {
    scope.load(node.name);
  } else {
    for (const part of partsOf(node)) analyzeTarget(part, scope, asParameter);
  }
}

function analyzeStatement(node: Statement, scope: Scope): void {
  switch (node.type) {
    case "if": {
      analyzeExpression(node.branches[0]!.condition, scope);
      const branches = [...node.branches.map(({ body }) => body), node.otherwise ?? []].map(
        (body, index) => {
          const branch = scope.branch();
          if (index > 0) analyzeExpression(node.branches[index]?.condition, branch);
          analyze(body, branch);
          return branch;
        },
      );
      scope.merge(branches);
      break;
    }
    case "set":
      analyzeExpression(node.value, scope);
      analyzeTarget(node.target, scope);
      break;
    case "set block":
      analyzeExpression(node.filter, scope);
      analyzeTarget(node.target, scope);
      break;
    case "for":
      analyzeExpression(node.values, scope);
      break;
    case "with":
      for (const value of node.values) analyzeExpression(value, scope);
      break;
    case "macro":
      scope.store(node.name);
      break;
    case "import":
      analyzeExpression(node.template, scope);
      scope.store(node.target);
      break;
    case "from":
      analyzeExpression(node.template, scope);
      for (const { alias } of node.names) scope.store(alias);
      break;
    case "call block":
      analyzeExpression(node.call, scope);
      break;
    case "autoescape":
    case "block":
      break;
    default:
      for (const part of childrenOf(node).expressions) analyzeExpression(part, scope);
  }
}
