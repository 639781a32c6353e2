/** Parts of a rule: what stands between two slashes, with its weight and its way of matching. */

import { BuiltIn, type Converter, escapeRegex } from "./converters.ts";
import { type Atom, literal, scan } from "./scan.ts";

/** A piece of a part: text that must be there, or a param. */
export type PartPiece = string | { name: string; converter: Converter };

/** A piece of path without params. */
export interface StaticPart {
  kind: "static";
  content: string;
}

/** A piece of path with params. */
export interface DynamicPart {
  kind: "dynamic";
  /** Two parts with one key match the same texts in the same order of preference. */
  key: string;
  /** Takes all the rest of the path, slashes included. */
  final: boolean;
  /** A final part that ends in a slash: the slash may be missing, which then is a redirect. */
  suffixed: boolean;
  /** Compared item by item; lower is tried first. */
  weight: readonly number[];
  matcher: PartMatcher;
}

/** One step of a rule. */
export type Part = StaticPart | DynamicPart;

/** Finds where the params of one part start and end. */
export interface PartMatcher {
  /** The converter when the part is one param and nothing else, so that the fast matcher need not ask. */
  readonly sole: BuiltIn<unknown> | null;
  /** Gives start and end of each param within `text`, or null when it does not match from `start` to `end`. */
  match(text: string, start: number, end: number): number[] | null;
}

/** Compares two weights; negative when `a` is to be tried first. */
export function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length && index < b.length; index++)
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  return a.length - b.length;
}

/** Weight of an expression rule: after all others. */
const EXPRESSION_WEIGHT = [1];

/** Makes the dynamic part for pieces between slashes, or for all that follows a param which takes slashes. */
export function dynamicPart(pieces: readonly PartPiece[], final: boolean): DynamicPart {
  const suffixed = final && pieces.at(-1) === "/";
  const body = suffixed ? pieces.slice(0, -1) : pieces;
  const weight = weightOf(body);
  const regex = body
    .map((piece) => (typeof piece === "string" ? escapeRegex(piece) : `(${piece.converter.regex})`))
    .join("");
  return {
    kind: "dynamic",
    key: `${regex} ${final} ${suffixed} ${weight.join()}`,
    final,
    suffixed,
    weight,
    matcher: matcherFor(body, suffixed, regex),
  };
}

/** Makes the part for a regular expression over the rest of the path. */
export function expressionPart(key: string, matcher: PartMatcher): DynamicPart {
  return { kind: "dynamic", key, final: true, suffixed: false, weight: EXPRESSION_WEIGHT, matcher };
}

/** More texts first, then longer ones, then more params, then lighter converters. */
function weightOf(pieces: readonly PartPiece[]): number[] {
  const texts = pieces.filter((piece) => typeof piece === "string" && piece !== "/") as string[];
  const params = pieces.filter((piece) => typeof piece !== "string");
  return [
    -texts.length,
    ...texts.flatMap((text, index) => [index, -[...text].length]),
    -params.length,
    ...params.map(({ converter }) => converter.weight ?? 100),
  ];
}

function matcherFor(body: readonly PartPiece[], suffixed: boolean, regex: string): PartMatcher {
  const params = body.filter((piece) => typeof piece !== "string");
  if (!params.every(({ converter }) => converter instanceof BuiltIn))
    return new ExpressionMatcher(params, suffixed, regex);
  if (params.length === 1 && !suffixed) return new SoleMatcher(body);
  return new ScanMatcher(body, suffixed);
}

/** One built-in param, with text before and after it at most. */
class SoleMatcher implements PartMatcher {
  readonly sole: BuiltIn<unknown> | null;
  readonly #before: string;
  readonly #after: string;
  readonly #converter: BuiltIn<unknown>;

  constructor(body: readonly PartPiece[]) {
    const index = body.findIndex((piece) => typeof piece !== "string");
    this.#before = body.slice(0, index).join("");
    this.#after = body.slice(index + 1).join("");
    const param = body[index] as Exclude<PartPiece, string>;
    this.#converter = param.converter as BuiltIn<unknown>;
    this.sole = body.length === 1 ? this.#converter : null;
  }

  match(text: string, start: number, end: number): number[] | null {
    const from = start + this.#before.length;
    const to = end - this.#after.length;
    if (from > to || !text.startsWith(this.#before, start) || !text.startsWith(this.#after, to))
      return null;
    return this.#converter.test(text, from, to) ? [from, to] : null;
  }
}

/** Several built-in params: the linear scanner. */
class ScanMatcher implements PartMatcher {
  readonly sole = null;
  readonly #atoms: Atom[] = [];
  /** For each param the index of its first atom and of its last. */
  readonly #spans: [first: number, last: number][] = [];

  constructor(body: readonly PartPiece[], suffixed: boolean) {
    for (const piece of body) {
      if (typeof piece === "string") this.#atoms.push(literal(piece));
      else {
        const first = this.#atoms.length;
        this.#atoms.push(...(piece.converter as BuiltIn<unknown>).atoms);
        this.#spans.push([first, this.#atoms.length - 1]);
      }
    }
    if (suffixed)
      this.#atoms.push({ kind: "not-after-slash" }, { kind: "choice", items: ["/", ""] });
  }

  match(text: string, start: number, end: number): number[] | null {
    const marks = scan(this.#atoms, text, start, end);
    if (marks === null) return null;
    return this.#spans.flatMap(([first, last]) => [
      first === 0 ? start : marks[first - 1]!,
      marks[last]!,
    ]);
  }
}

/** Some converter is a user's own: their expression decides. */
class ExpressionMatcher implements PartMatcher {
  readonly sole = null;
  readonly #expression: RegExp;
  readonly #params: { expression: RegExp; takesSlash: boolean }[];

  constructor(params: readonly { converter: Converter }[], suffixed: boolean, regex: string) {
    this.#expression = compile(`^${regex}${suffixed ? "(?<!/)/?" : ""}$`, "d");
    this.#params = params.map(({ converter }) => ({
      expression: compile(`^(?:${converter.regex})$`, ""),
      takesSlash: takesSlashes(converter),
    }));
  }

  match(text: string, start: number, end: number): number[] | null {
    const found = this.#expression.exec(text.slice(start, end));
    if (found === null) return null;
    const spans: number[] = [];
    for (const [index, { expression, takesSlash }] of this.#params.entries()) {
      const value = found[index + 1]!;
      // An encoded slash is a slash: it must be one that the converter takes.
      if (value.includes("\0") && !(takesSlash && expression.test(value.replaceAll("\0", "/"))))
        return null;
      const [from, to] = found.indices![index + 1]!;
      spans.push(start + from, start + to);
    }
    return spans;
  }
}

/** Says whether a converter's text may hold slashes. */
export function takesSlashes({ partIsolating, regex }: Converter): boolean {
  return !(partIsolating ?? !regex.includes("/"));
}

/** Compiles with Unicode rules where the expression allows it. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `u${flags}`);
  } catch {
    return new RegExp(source, flags);
  }
}
