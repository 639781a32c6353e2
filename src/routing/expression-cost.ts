/**
 * Says how much work a visitor can make of a regular expression, and refuses what has no bound.
 *
 * The platform's expressions go back and try again: `(a+)+` takes exponential time, `.*.*x` quadratic, `.*.*.*x` cubic. The first kind is
 * refused; of the others the paths that are looked at are limited in length, so that each takes milliseconds at most.
 *
 *     /\/(?<year>\d{4})\/(?<slug>[\w-]+)/     one repeat between two slashes: any length
 *     /\/(?<a>.+)-(?<b>.+)/                   two that may share their text: 2,000 characters
 */

import { FlagonError } from "../base/errors.ts";

/** Longest path for an expression with so many repeats that may share one text. */
const LENGTHS = [Infinity, Infinity, 2000, 250];
/** Each optional piece may double the work. */
const MOST_OPTIONAL = 10;

/** One piece of an expression with how often it may come. */
interface Piece {
  text: string;
  /** May match a slash, so that a slash does not end it. */
  isWide: boolean;
  repeats: boolean;
  isOptional: boolean;
}

/**
 * Gives the longest path that the expression may be asked about.
 *
 * @throws FlagonError `routing.bad-expression` for an expression that could run for minutes on a short one.
 */
export function longestPathFor({ source }: RegExp): number {
  refuseNestedRepeats(source);
  const pieces = piecesOf(source);
  if (pieces.filter((piece) => piece.isOptional).length > MOST_OPTIONAL)
    throw tooCostly(source, `has more than ${MOST_OPTIONAL} optional pieces`);
  const limit = LENGTHS[sharingRepeats(pieces)];
  if (limit === undefined)
    throw tooCostly(source, "has more than three repeats that may share one text");
  return limit;
}

/** Counts repeats that may stand for the same characters: wide ones anywhere, narrow ones between two slashes. */
function sharingRepeats(pieces: readonly Piece[]): number {
  let wide = 0;
  let narrow = 0;
  let most = 0;
  for (const { text, isWide, repeats } of pieces) {
    if (text === "/" || text === "\\/") narrow = 0;
    if (!repeats) continue;
    if (isWide) wide++;
    else most = Math.max(most, ++narrow);
  }
  return wide + most;
}

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < source.length;) {
    const end = pieceEnd(source, at);
    const text = source.slice(at, end);
    const quantifier = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(source.slice(end));
    pieces.push({
      text,
      isWide: takesSlash(text),
      repeats: quantifier !== null && isUnbounded(quantifier),
      isOptional: quantifier !== null && /^(?:\?|\{0?,)/.test(quantifier[0]),
    });
    at = end + (quantifier?.[0].length ?? 0);
  }
  return pieces;
}

/** Says whether one piece may match a slash; the end of a group, and what cannot be read alone, count as such. */
function takesSlash(text: string): boolean {
  if (text.startsWith("(") || text === "|") return false;
  if (text === ")") return true;
  try {
    return new RegExp(`^(?:${text})$`).test("/");
  } catch {
    return true;
  }
}

/** A bound over 50 counts as none. */
function isUnbounded([text, , comma, most]: RegExpExecArray): boolean {
  if (text === "?") return false;
  return text === "*" || text === "+" || (comma === "," && (most === "" || Number(most) > 50));
}

function pieceEnd(source: string, at: number): number {
  if (source[at] === "\\") return at + 2;
  if (source[at] === "[") return classEnd(source, at) + 1;
  if (source[at] !== "(") return at + 1;
  return at + /^\((?:\?(?:<[A-Za-z_]\w*>|<?[=!]|:))?/.exec(source.slice(at))![0].length;
}

/** Refuses `(a+)+`, `(a|a)*` and their kin. */
function refuseNestedRepeats(source: string): void {
  for (let at = 0; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[") at = classEnd(source, at);
    else if (source[at] === "(") {
      const end = groupEnd(source, at);
      const isRepeated = /^(?:[*+]|\{\d*,?(?!1\})\d*\})/.test(source.slice(end));
      if (isRepeated && hasRepeat(source.slice(at + 1, end - 1)))
        throw tooCostly(source, "repeats a group that repeats or chooses inside");
    }
  }
}

function hasRepeat(source: string): boolean {
  for (let at = 0; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[") at = classEnd(source, at);
    else if (/^(?:[*+|]|\{\d+,)/.test(source.slice(at))) return true;
  }
  return false;
}

/** Gives the position after the group that opens at `at`. */
export function groupEnd(source: string, at: number): number {
  let depth = 0;
  for (let index = at; index < source.length; index++) {
    const character = source[index];
    if (character === "\\") index++;
    else if (character === "[") index = classEnd(source, index);
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index + 1;
  }
  return source.length;
}

/** Gives the position of the bracket that closes the class at `at`. */
function classEnd(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
  return end;
}

function tooCostly(source: string, what: string): FlagonError {
  return new FlagonError(`The expression ${what}.`, {
    code: "routing.bad-expression",
    where: `rule /${source}/`,
    mend: "A visitor could make it run for minutes. Use fewer repeats, or write the rule with converters, which are linear.",
  });
}
