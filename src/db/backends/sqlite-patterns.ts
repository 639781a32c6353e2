/**
 * Regular expressions for SQLite, searched in time that grows with the text alone.
 *
 * A pattern may come from a visitor. V8's second engine has no backtracking, so `(a+)+$` is as harmless as `a`; it knows no look-around
 * and no back references. Where it cannot take a pattern, or is not there, patterns that repeat what repeats are refused.
 *
 * @see CWE-1333
 */

import { FlagonError } from "../../base/errors.ts";

/** How many compiled patterns are kept. */
const MOST = 500;
/** Longer patterns are refused: compiling one takes time, too. */
const LONGEST = 2000;

const compiled = new Map<string, RegExp>();

/** Whether a pattern is found in a text. */
export function searches(pattern: string, text: string, ignoresCase: boolean): boolean {
  const key = `${ignoresCase ? "i" : "c"}${pattern}`;
  let expression = compiled.get(key);
  if (expression === undefined) {
    expression = compile(pattern, ignoresCase);
    if (compiled.size >= MOST) compiled.delete(compiled.keys().next().value!);
    compiled.set(key, expression);
  }
  return expression.test(text);
}

/** Python's and PostgreSQL's spelling of what JavaScript spells otherwise. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\(\?P</g, "(?<"],
  [/\\A/g, "^"],
  [/\\Z/g, "$"],
];

function compile(given: string, ignoresCase: boolean): RegExp {
  if (given.length > LONGEST) throw refusal(given, "is too long");
  const options = /^\(\?([ims]+)\)/.exec(given);
  const flags = new Set(["s", "m", "i"].filter((flag) => options?.[1]?.includes(flag) ?? false));
  if (ignoresCase) flags.add("i");
  const pattern = SPELLINGS.reduce(
    (text, [from, to]) => text.replace(from, to),
    given.slice(options?.[0].length ?? 0),
  );
  const own = [...flags].join("");
  const found = linear(pattern, own) ?? backtracking(pattern, own);
  if (found === undefined) throw refusal(given, "is no regular expression");
  if (found === "slow") throw refusal(given, "could take for ever");
  return found;
}

function attempt(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

let hasLinear: boolean | undefined;

/** V8 takes the flag `l` once it has been told so; nothing else changes by that. */
function linear(pattern: string, flags: string): RegExp | undefined {
  if (hasLinear === undefined) {
    try {
      process.getBuiltinModule("node:v8").setFlagsFromString("--enable-experimental-regexp-engine");
    } catch {
      // Bun and Deno have other engines: the flag is unknown there.
    }
    hasLinear = attempt("a", "l") !== undefined;
  }
  return hasLinear ? attempt(pattern, `${flags}l`) : undefined;
}

function backtracking(pattern: string, flags: string): RegExp | "slow" | undefined {
  const found = attempt(pattern, `${flags}u`) ?? attempt(pattern, flags);
  return found !== undefined && isRisky(pattern) ? "slow" : found;
}

/** Whether a group that repeats without end holds something that repeats or alternatives, or refers back. */
function isRisky(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\[^1-9]|\[(?:\\.|[^\]\\])*\]/g, "x");
  const open: boolean[] = [];
  for (let at = 0; at < plain.length; at++) {
    const sign = plain[at]!;
    if (sign === "(") open.push(false);
    else if (sign === "|" && open.length > 0) open[open.length - 1] = true;
    else if (sign === ")") {
      const varies = open.pop() ?? false;
      const repeats = repeatsAt(plain, at + 1);
      if (varies && repeats) return true;
      if (open.length > 0 && (varies || repeats)) open[open.length - 1] = true;
    } else if (open.length > 0 && repeatsAt(plain, at + 1)) open[open.length - 1] = true;
  }
  // Several open repetitions one after another take time to the power of their number.
  return (plain.match(/[*+]|\{\d+,\}/g) ?? []).length > 3;
}

function repeatsAt(pattern: string, at: number): boolean {
  return /^(?:[*+]|\{\d+,\d*\})/.test(pattern.slice(at, at + 16));
}

function refusal(pattern: string, why: string): FlagonError {
  const shown = pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern;
  return new FlagonError(`The pattern "${shown}" ${why}.`, {
    code: "db.bad-pattern",
    where: "lookup regex",
    mend: "Look for a text (contains, startswith), or write a simpler pattern.",
  });
}
