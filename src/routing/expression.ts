/** Regular-expression rules: `/^\/articles\/(?<year>\d{4})\/$/`, matched over the whole path, built back where they are simple. */

import { groupEnd, longestPathFor } from "./expression-cost.ts";
import type { PartMatcher } from "./parts.ts";

/** A step of the url that an expression describes. */
export type ExpressionPiece = { text: string } | { name: string };

/** An expression rule, read once. */
export class ExpressionRule implements PartMatcher {
  readonly sole = null;
  /** Names of the groups, in order. */
  readonly names: readonly string[];
  readonly #source: string;
  readonly #matcher: RegExp;
  readonly #plain: RegExp;
  readonly #longest: number;
  /** Where the expression is asked after a prefix, the slash that ended the prefix belongs to it. */
  readonly #leadsWithSlash: boolean;

  /** @throws FlagonError `routing.bad-expression` for an expression that may take exponential time. */
  constructor(expression: RegExp, { afterPrefix }: { afterPrefix: boolean }) {
    this.#source = expression.source;
    this.#leadsWithSlash = afterPrefix;
    const flags = expression.flags.replace(/[gydm]/g, "");
    this.#longest = longestPathFor(expression);
    this.#matcher = new RegExp(`^(?:${this.#source})$`, `${flags}d`);
    this.#plain = new RegExp(`^(?:${this.#source})$`, flags);
    this.names = [...this.#source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map((found) => found[1]!);
  }

  /** Gives start and end of each named group; -1 where a group took no part. An encoded slash never matches. */
  match(text: string, start: number, end: number): number[] | null {
    const from = this.#leadsWithSlash ? start - 1 : start;
    if (end - from > this.#longest) return null;
    const found = this.#matcher.exec(text.slice(from, end));
    if (found === null || found[0].includes("\0")) return null;
    return this.names.flatMap((name) => {
      const span = found.indices!.groups![name];
      return span === undefined ? [-1, -1] : [from + span[0], from + span[1]];
    });
  }

  /** Says whether the expression takes a path that was built from it. */
  test(path: string): boolean {
    return this.#plain.test(path);
  }

  /** Gives the pieces of the url, or null when the expression is more than literals and named groups. */
  pieces(): ExpressionPiece[] | null {
    const pieces: ExpressionPiece[] = [];
    const source = this.#source.replace(/^\^/, "").replace(/\$$/, "");
    for (let at = 0; at < source.length;) {
      const group = /^\(\?<([A-Za-z_]\w*)>/.exec(source.slice(at));
      const step = group === null ? literalAt(source, at) : groupAt(source, at, group[1]!);
      if (step === null) return null;
      pieces.push(step.piece);
      at = step.end;
    }
    return pieces;
  }
}

function groupAt(source: string, at: number, name: string) {
  const end = groupEnd(source, at);
  return /[*+?{]/.test(source[end] ?? "") ? null : { piece: { name }, end };
}

function literalAt(source: string, at: number) {
  const escaped = source[at] === "\\";
  const character = source[escaped ? at + 1 : at]!;
  const end = at + (escaped ? 2 : 1);
  if (/[*+?{]/.test(source[end] ?? "")) return null;
  if (escaped ? /\w/.test(character) : /[.^$|()[\]{}*+?]/.test(character)) return null;
  return { piece: { text: character }, end };
}
