/**
 * The fast matcher: finds the rule for a path or nothing, and leaves every "why not" to the careful one.
 *
 * The states of the careful matcher, cut down to the rules of one method, become a radix tree over characters: paths without params
 * are one look-up, shared beginnings are compared once, and the params' texts are cut out only when the whole path has matched.
 * Whatever would be a redirect is not found here.
 *
 *     /users/            node "/users/"   edges: [<int:id>]
 *     /users/<int:id>                       kids: "m" -> "me"
 *     /users/me
 */

import type { BuiltIn } from "./converters.ts";
import type { Leaf } from "./leaf.ts";
import type { PartMatcher } from "./parts.ts";

/** The rules of one method on one host. */
export class Tree<Target> {
  readonly #root: Node<Target>;
  readonly #statics = new Map<string, Leaf<Target>>();
  /** Has a one for each length that some path without params has: most others are not looked up at all. */
  readonly #lengths: Uint8Array;
  readonly #starts: number[] = [0, 0, 0, 0, 0, 0, 0, 0];
  readonly #ends: number[] = [0, 0, 0, 0, 0, 0, 0, 0];

  constructor(root: Node<Target>, statics: Map<string, Leaf<Target>>) {
    this.#root = root;
    this.#statics = statics;
    this.#lengths = new Uint8Array(256);
    for (const path of statics.keys()) if (path.length < 256) this.#lengths[path.length] = 1;
  }

  /** Gives the leaf for a path; its params are then at {@link starts} and {@link ends} until the next call. */
  find(path: string): Leaf<Target> | null {
    const length = path.length;
    if (length >= 256 || this.#lengths[length] === 1) {
      const leaf = this.#statics.get(path);
      if (leaf !== undefined) return leaf;
    }
    return this.#walk(this.#root, path, 0, 0);
  }

  /** Where each param of the last leaf starts. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  /** Where each param of the last leaf ends. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  #walk(from: Node<Target>, path: string, position: number, depth: number): Leaf<Target> | null {
    const length = path.length;
    let node = from;
    let at = position;
    for (;;) {
      if (at === length) return node.leaf ?? this.#atEnd(node, path, at, depth);
      const kids = node.kids;
      if (kids !== null) {
        const index = path.charCodeAt(at) - node.base;
        const kid = index >= 0 && index < kids.length ? kids[index]! : null;
        if (kid !== null) {
          const after = afterText(kid.text, path, at);
          if (after >= 0) {
            if (node.edges === null) {
              node = kid;
              at = after;
              continue;
            }
            const leaf = this.#walk(kid, path, after, depth);
            if (leaf !== null) return leaf;
          }
        }
      }
      return node.edges === null ? null : this.#edges(node.edges, path, at, depth);
    }
  }

  #edges(
    edges: readonly Edge<Target>[],
    path: string,
    at: number,
    depth: number,
  ): Leaf<Target> | null {
    for (let index = 0; index < edges.length; index++) {
      const leaf = this.#edge(edges[index]!, path, at, depth);
      if (leaf !== null) return leaf;
    }
    return null;
  }

  #edge(edge: Edge<Target>, path: string, at: number, depth: number): Leaf<Target> | null {
    const end =
      edge.kind === TEXT ? textEnd(path, at) : edge.kind === DIGITS ? digitsEnd(path, at) : -1;
    if (end < 0) return edge.kind === OTHER ? this.#other(edge, path, at, depth) : null;
    this.#starts[depth] = at;
    this.#ends[depth] = end;
    const node = edge.node;
    if (end === path.length && node.leaf !== null) return node.leaf;
    return this.#walk(node, path, end, depth + 1);
  }

  #other(edge: Edge<Target>, path: string, at: number, depth: number): Leaf<Target> | null {
    const end = edge.final ? path.length : segmentEnd(path, at);
    const spans = edge.matcher.match(path, at, end);
    if (spans === null) return null;
    for (let index = 0; index < spans.length; index += 2) {
      this.#starts[depth + index / 2] = spans[index]!;
      this.#ends[depth + index / 2] = spans[index + 1]!;
    }
    const after = depth + spans.length / 2;
    const slash = edge.suffixed && path.charCodeAt(end - 1) === 47;
    return this.#walk(edge.node, path, slash ? end - 1 : end, after);
  }

  #atEnd(node: Node<Target>, path: string, at: number, depth: number): Leaf<Target> | null {
    if (node.edges === null || !node.takesEmpty) return node.late;
    return this.#edges(node.edges, path, at, depth) ?? node.late;
  }
}

/** A place in the tree of characters. */
export class Node<Target> {
  /** Characters on the way here from the parent. */
  text: string;
  /** Children by their first character, less {@link base}. */
  kids: (Node<Target> | null)[] | null = null;
  base = 0;
  /** Params that may start here, in order. */
  edges: Edge<Target>[] | null = null;
  /** Some of the edges take an empty text. */
  takesEmpty = false;
  /** What a path that ends here has found. */
  leaf: Leaf<Target> | null = null;
  /** What it has found when no param takes the empty text. */
  late: Leaf<Target> | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** Gives the node for `text` below this one, splitting shared beginnings. */
  insert(text: string): Node<Target> {
    if (text === "") return this;
    const kid = this.#kid(text.charCodeAt(0));
    if (kid === null) return this.#adopt(new Node<Target>(text));
    const shared = sharedLength(kid.text, text);
    if (shared === kid.text.length) return kid.insert(text.slice(shared));
    const top = this.#adopt(new Node<Target>(text.slice(0, shared)));
    kid.text = kid.text.slice(shared);
    top.#adopt(kid);
    return top.insert(text.slice(shared));
  }

  #kid(code: number): Node<Target> | null {
    return this.kids?.[code - this.base] ?? null;
  }

  #adopt(node: Node<Target>): Node<Target> {
    const code = node.text.charCodeAt(0);
    if (this.kids === null) [this.kids, this.base] = [[], code];
    while (code < this.base) {
      this.kids.unshift(null);
      this.base--;
    }
    while (code >= this.base + this.kids.length) this.kids.push(null);
    this.kids[code - this.base] = node;
    return node;
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Gives the position after `text` when `path` has it at `at` (its first character is known to be there), else -1. */
function afterText(text: string, path: string, at: number): number {
  const size = text.length;
  if (at + size > path.length) return -1;
  for (let index = 1; index < size; index++)
    if (path.charCodeAt(at + index) !== text.charCodeAt(index)) return -1;
  return at + size;
}

/** Gives the end of a segment that is text, or -1 when it is empty or has an encoded slash. */
function textEnd(path: string, at: number): number {
  const length = path.length;
  let end = at;
  while (end < length) {
    const code = path.charCodeAt(end);
    if (code === 47) break;
    if (code === 0) return -1;
    end++;
  }
  return end === at ? -1 : end;
}

/** Gives the end of a segment that is digits, or -1. */
function digitsEnd(path: string, at: number): number {
  const length = path.length;
  let end = at;
  while (end < length) {
    const code = path.charCodeAt(end);
    if (code === 47) break;
    if (code < 48 || code > 57) return -1;
    end++;
  }
  return end === at ? -1 : end;
}

function segmentEnd(path: string, at: number): number {
  const slash = path.indexOf("/", at);
  return slash < 0 ? path.length : slash;
}

const TEXT = 0;
const DIGITS = 1;
const OTHER = 2;

/** A param, or a piece with params, and what comes after. */
export class Edge<Target> {
  readonly kind: number;
  readonly final: boolean;
  readonly suffixed: boolean;
  readonly matcher: PartMatcher;
  readonly node: Node<Target>;

  constructor(
    { matcher, final, suffixed }: { matcher: PartMatcher; final: boolean; suffixed: boolean },
    node: Node<Target>,
  ) {
    this.kind = final ? OTHER : kindOf(matcher.sole);
    this.final = final;
    this.suffixed = suffixed;
    this.matcher = matcher;
    this.node = node;
  }
}

function kindOf(sole: BuiltIn<unknown> | null): number {
  if (sole === null || sole.weight > 100) return OTHER;
  if (sole.regex === "[^/\\0]{1,}") return TEXT;
  return sole.regex === "\\d+" ? DIGITS : OTHER;
}
