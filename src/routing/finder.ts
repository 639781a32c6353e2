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
import { ends, starts } from "./places.ts";

/** The rules of one method on one host. */
export class Tree<Target> {
  readonly #root: Node<Target>;
  /** The node after the slash that every path begins with, where nothing else can begin. */
  readonly #slash: Node<Target> | null;
  readonly #statics: Map<string, Leaf<Target>>;
  /** Has a one for each length and last character that some path without params has: few others are looked up in vain. */
  readonly #shapes = new Uint8Array(1024);

  constructor(root: Node<Target>, statics: Map<string, Leaf<Target>>) {
    this.#root = root;
    this.#statics = statics;
    const only = root.kids.length === 1 && root.edges === null ? root.kids[0]! : null;
    this.#slash = only !== null && only.codes.length === 1 ? only : null;
    for (const path of statics.keys()) this.#shapes[shapeOf(path)] = 1;
  }

  /** Gives the leaf for a path; its params are then in places.ts until the next call. */
  find(path: string): Leaf<Target> | null {
    if (this.#shapes[shapeOf(path)] === 1) {
      const leaf = this.#statics.get(path);
      if (leaf !== undefined) return leaf;
    }
    hasNul = path.includes("\0");
    const slash = this.#slash;
    if (slash !== null && path.charCodeAt(0) === 47) return walk(slash, path, 1, 0);
    return walk(this.#root, path, 0, 0);
  }
}

function shapeOf(path: string): number {
  const length = path.length;
  return ((length & 31) << 5) | (path.charCodeAt(length - 1) & 31);
}

/** Whether the path being walked has an encoded slash: asked once, as reading every character of every param costs more. */
let hasNul = false;

/** Walks down from a node; comes back only to nodes where params may start. */
function walk<Target>(
  from: Node<Target>,
  path: string,
  position: number,
  level: number,
): Leaf<Target> | null {
  const length = path.length;
  let node = from;
  let at = position;
  let depth = level;
  for (;;) {
    if (at === length) return node.leaf ?? atEnd(node, path, at, depth);
    const kids = node.kids;
    const index = path.charCodeAt(at) - node.base;
    if (index >= 0 && index < kids.length) {
      const kid = kids[index]!;
      if (kid !== null) {
        const after = at + kid.size;
        if (after <= length && startsAt(kid, path, at)) {
          if (node.edges === null) {
            node = kid;
            at = after;
            continue;
          }
          const leaf = walk(kid, path, after, depth);
          if (leaf !== null) return leaf;
        }
      }
    }
    const text = node.text;
    if (text === null) return node.edges === null ? null : tryEdges(node.edges, path, at, depth);
    const end = textEnd(path, at);
    if (end < 0) return null;
    starts[depth] = at;
    ends[depth] = end;
    depth++;
    if (end < length && text.slash !== null) {
      node = text.slash;
      at = end + 1;
    } else {
      node = text;
      at = end;
    }
  }
}

function tryEdges<Target>(
  edges: readonly Edge<Target>[],
  path: string,
  at: number,
  depth: number,
): Leaf<Target> | null {
  for (let index = 0; index < edges.length; index++) {
    const edge = edges[index]!;
    const leaf =
      edge.kind === OTHER ? tryOther(edge, path, at, depth) : tryOne(edge, path, at, depth);
    if (leaf !== null) return leaf;
  }
  return null;
}

function tryOne<Target>(
  edge: Edge<Target>,
  path: string,
  at: number,
  depth: number,
): Leaf<Target> | null {
  const end = edge.kind === TEXT ? textEnd(path, at) : digitsEnd(path, at);
  if (end < 0) return null;
  starts[depth] = at;
  ends[depth] = end;
  return walk(edge.node, path, end, depth + 1);
}

function tryOther<Target>(
  edge: Edge<Target>,
  path: string,
  at: number,
  depth: number,
): Leaf<Target> | null {
  const end = edge.final ? path.length : segmentEnd(path, at);
  const spans = edge.matcher.match(path, at, end);
  if (spans === null) return null;
  for (let index = 0; index < spans.length; index += 2) {
    starts[depth + index / 2] = spans[index]!;
    ends[depth + index / 2] = spans[index + 1]!;
  }
  const slash = edge.suffixed && path.charCodeAt(end - 1) === 47;
  return walk(edge.node, path, slash ? end - 1 : end, depth + spans.length / 2);
}

function atEnd<Target>(
  node: Node<Target>,
  path: string,
  at: number,
  depth: number,
): Leaf<Target> | null {
  if (node.edges === null) return node.late;
  return tryEdges(node.edges, path, at, depth) ?? node.late;
}

/** A place in the tree of characters. */
export class Node<Target> {
  /** Character codes on the way here from the parent. */
  codes: number[];
  /** The same as text, which is compared at once where it is long. */
  content: string;
  /** The same counted. */
  size: number;
  /** Children by the code of their first character, less {@link base}. */
  kids: (Node<Target> | null)[] = [];
  base = 0;
  /** What follows a whole segment of text, where that is the only param that may start here. */
  text: Node<Target> | null = null;
  /** The child for a slash alone, where the path can go on with nothing else. */
  slash: Node<Target> | null = null;
  /** Params that may start here, in order; null where none may. */
  edges: Edge<Target>[] | null = null;
  /** What a path that ends here has found. */
  leaf: Leaf<Target> | null = null;
  /** What it has found when no param takes the empty text. */
  late: Leaf<Target> | null = null;

  constructor(codes: number[]) {
    this.codes = codes;
    this.content = String.fromCharCode(...codes);
    this.size = codes.length;
  }

  /** Gives the node for `text` below this one, splitting shared beginnings. */
  insert(text: string): Node<Target> {
    return this.#insert(Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)));
  }

  /** Says which params may start here. */
  setEdges(edges: Edge<Target>[]): void {
    this.edges = edges;
    for (const { node } of edges) node.#findSlash();
    this.text = edges.length === 1 && edges[0]!.kind === TEXT ? edges[0]!.node : null;
  }

  #findSlash(): void {
    const only = this.kids.length === 1 && this.edges === null ? this.kids[0]! : null;
    this.slash = only !== null && only.codes.length === 1 && only.codes[0] === 47 ? only : null;
  }

  #insert(codes: number[]): Node<Target> {
    if (codes.length === 0) return this;
    const kid = this.kids[codes[0]! - this.base] ?? null;
    if (kid === null) return this.#adopt(new Node<Target>(codes));
    const shared = sharedLength(kid.codes, codes);
    if (shared === kid.codes.length) return kid.#insert(codes.slice(shared));
    const top = this.#adopt(new Node<Target>(codes.slice(0, shared)));
    kid.codes = kid.codes.slice(shared);
    kid.content = kid.content.slice(shared);
    kid.size -= shared;
    top.#adopt(kid);
    return top.#insert(codes.slice(shared));
  }

  #adopt(node: Node<Target>): Node<Target> {
    const code = node.codes[0]!;
    if (this.kids.length === 0) this.base = code;
    while (code < this.base) {
      this.kids.unshift(null);
      this.base--;
    }
    while (code >= this.base + this.kids.length) this.kids.push(null);
    this.kids[code - this.base] = node;
    return node;
  }
}

/** Says whether a node's text stands at `at`; its first character is known to. A list's element costs half of a text's character. */
function startsAt<Target>(node: Node<Target>, path: string, at: number): boolean {
  const { codes, size } = node;
  if (size > 7) return path.substring(at, at + size) === node.content;
  for (let index = 1; index < size; index++)
    if (path.charCodeAt(at + index) !== codes[index]) return false;
  return true;
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Gives the end of a segment that is text, or -1 when it is empty or has an encoded slash. */
function textEnd(path: string, at: number): number {
  const end = segmentEnd(path, at);
  if (end === at || (hasNul && path.slice(at, end).includes("\0"))) return -1;
  return end;
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
