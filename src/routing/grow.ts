/** Grows the fast matcher's trees from the states of the careful one: one tree for each host and method, on first use. */

import { Edge, Node, Tree } from "./finder.ts";
import { type Found, Leaf } from "./leaf.ts";
import type { State } from "./matcher.ts";
import type { PartMatcher } from "./parts.ts";
import type { Rule } from "./rule.ts";

/** What the trees need to know of the map. */
export interface Ground<Target> {
  byEndpoint: ReadonlyMap<string, readonly Rule<Target>[]>;
  redirectDefaults: boolean;
}

/** All trees of a map, for HTTP or for WebSockets. */
export class Forest<Target> {
  readonly #static = new Map<string, Grove<Target>>();
  readonly #dynamic: { matcher: PartMatcher; grove: Grove<Target> }[];
  /** The rules that name no host. */
  readonly #plain: Grove<Target> | undefined;

  constructor(root: State<Target>, ground: Ground<Target>, websocket: boolean) {
    for (const [domain, state] of root.static)
      this.#static.set(domain, new Grove(state, ground, websocket));
    this.#dynamic = root.dynamic.map(({ part, state }) => ({
      matcher: part.matcher,
      grove: new Grove(state, ground, websocket),
    }));
    this.#plain = this.#static.get("");
  }

  /** Finds the rule for a path on a host or subdomain. */
  find(method: string, path: string, domain: string): Found<Target> | null {
    const grove = domain === "" ? this.#plain : this.#static.get(domain);
    if (grove !== undefined) {
      const tree = grove.treeFor(method);
      const leaf = tree.find(path);
      if (leaf !== null) return leaf.found(path, method);
    }
    return this.#dynamic.length === 0 ? null : this.#findOnHost(method, path, domain);
  }

  #findOnHost(method: string, path: string, domain: string): Found<Target> | null {
    for (const { matcher, grove } of this.#dynamic) {
      const spans = matcher.match(domain, 0, domain.length);
      if (spans === null) continue;
      const tree = grove.treeFor(method);
      const leaf = tree.find(path);
      if (leaf === null) continue;
      const texts: string[] = [];
      for (let index = 0; index < spans.length; index += 2)
        texts.push(domain.slice(spans[index], spans[index + 1]));
      return leaf.foundOnHost(texts, path, method);
    }
    return null;
  }
}

/** The trees of one host. */
class Grove<Target> {
  readonly #state: State<Target>;
  readonly #ground: Ground<Target>;
  readonly #websocket: boolean;
  readonly #trees = new Map<string, Tree<Target>>();
  readonly #methods: ReadonlySet<string>;
  /** For methods that no rule names. */
  #other: Tree<Target> | null = null;
  /** For the method of most requests. */
  #get: Tree<Target> | null = null;

  constructor(state: State<Target>, ground: Ground<Target>, websocket: boolean) {
    this.#state = state;
    this.#ground = ground;
    this.#websocket = websocket;
    this.#methods = methodsIn(state, new Set());
  }

  treeFor(method: string): Tree<Target> {
    if (method === "GET") return (this.#get ??= this.#grow(method));
    return this.#trees.get(method) ?? this.#grow(method);
  }

  #grow(method: string): Tree<Target> {
    const named = this.#methods.has(method);
    if (!named && this.#other !== null) return this.#other;
    const tree = new Grower(this.#ground, method, this.#websocket).grow(this.#state);
    if (named) this.#trees.set(method, tree);
    else this.#other = tree;
    return tree;
  }
}

function methodsIn<Target>(state: State<Target>, methods: Set<string>): Set<string> {
  for (const rule of state.rules) for (const method of rule.methods ?? []) methods.add(method);
  for (const next of state.static.values()) methodsIn(next, methods);
  for (const { state: next } of state.dynamic) methodsIn(next, methods);
  return methods;
}

/** Grows one tree. */
class Grower<Target> {
  readonly #ground: Ground<Target>;
  readonly #method: string;
  readonly #websocket: boolean;
  readonly #statics = new Map<string, Leaf<Target>>();

  constructor(ground: Ground<Target>, method: string, websocket: boolean) {
    this.#ground = ground;
    this.#method = method;
    this.#websocket = websocket;
  }

  grow(state: State<Target>): Tree<Target> {
    const root = new Node<Target>([]);
    // A path begins with an empty piece, before its first slash.
    const first = state.static.get("");
    if (first !== undefined) this.#fill(root, first, "");
    this.#addEdges(root, state);
    return new Tree(root, this.#statics);
  }

  /** Adds a state at `node`; `path` is the text so far, or null when params are in it. */
  #fill(node: Node<Target>, state: State<Target>, path: string | null): void {
    node.leaf = this.#leafOf(state);
    if (path !== null && node.leaf !== null) this.#statics.set(path, node.leaf);
    for (const [content, next] of state.static) {
      if (!this.#isUsed(next)) continue;
      const text = `/${content}`;
      this.#fill(node.insert(text), next, path === null ? null : path + text);
    }
    if (state.dynamic.some((entry) => this.#isUsed(entry.state)))
      this.#addEdges(node.insert("/"), state);
    const loose = state.rules.find((rule) => this.#takes(rule) && !rule.strictSlashes);
    if (loose !== undefined) node.insert("/").late = this.#leaf(loose);
  }

  #addEdges(node: Node<Target>, state: State<Target>): void {
    const edges: Edge<Target>[] = [];
    for (const { part, state: next } of state.dynamic) {
      if (!this.#isUsed(next)) continue;
      const after = new Node<Target>([]);
      this.#fill(after, next, null);
      edges.push(new Edge(part, after));
    }
    if (edges.length === 0) return;
    node.setEdges(edges);
  }

  #leafOf(state: State<Target>): Leaf<Target> | null {
    const own = state.rules.find((rule) => this.#takes(rule));
    if (own !== undefined) return this.#leaf(own);
    const branch = state.static.get("")?.rules.find((rule) => this.#takes(rule));
    if (branch === undefined) return null;
    return branch.strictSlashes ? new Leaf<Target>(null) : this.#leaf(branch);
  }

  #leaf(rule: Rule<Target>): Leaf<Target> {
    const { redirectDefaults, byEndpoint } = this.#ground;
    const redirects =
      rule.options.redirectTo !== undefined || (redirectDefaults && rule.options.alias === true);
    if (redirects) return new Leaf<Target>(null);
    return new Leaf(rule, redirectDefaults ? canonicalRules(rule, byEndpoint) : []);
  }

  /** Says whether some rule at or below a state takes the method. */
  #isUsed(state: State<Target>): boolean {
    return (
      state.rules.some((rule) => this.#takes(rule)) ||
      [...state.static.values()].some((next) => this.#isUsed(next)) ||
      state.dynamic.some((entry) => this.#isUsed(entry.state))
    );
  }

  #takes(rule: Rule<Target>): boolean {
    if ((rule.options.websocket === true) !== this.#websocket) return false;
    return rule.methods === null || rule.methods.has(this.#method);
  }
}

function canonicalRules<Target>(
  rule: Rule<Target>,
  byEndpoint: ReadonlyMap<string, readonly Rule<Target>[]>,
): Rule<Target>[] {
  const rules = byEndpoint.get(rule.endpoint ?? "") ?? [];
  return rules.slice(0, rules.indexOf(rule)).filter((other) => other.providesDefaultsFor(rule));
}
