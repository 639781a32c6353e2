/** The JavaScript of single operations: comparing, printing, where a loop is, and where an error would be. */

import type { Place } from "./expression-compiler.ts";
import type { FunctionCode, LoopVariables } from "./function-code.ts";

const ORDERS = new Set(["<", "<=", ">", ">="]);

/**
 * Gives the JavaScript of an operation that is the place of an error once its values are there: `L` is set after the last value that may
 * set it itself.
 */
export function placed(
  offset: number,
  values: readonly string[],
  place: Place,
  write: (...values: [string, ...string[]]) => string,
): string {
  const at = place.code.at(offset);
  const [first = "", ...others] = values;
  if (!values.some((value) => value.includes("L = "))) return `(${at}, ${write(first, ...others)})`;
  const last = place.code.temporary();
  const kept = `(${last} = ${values.at(-1)}, ${at}, ${last})`;
  return values.length === 1 ? write(kept) : write(first, ...others.slice(0, -1), kept);
}

/** Gives the JavaScript of a value's text as the place escapes it. */
export function printed(value: string, { escaping: { mode, evaluation } }: Place): string {
  if (mode === "volatile") return `(${evaluation}.autoescape ? esc : str)(${value})`;
  return mode === "on" ? `esc(${value})` : `str(${value})`;
}

/** Gives the JavaScript of one step of a comparison. */
export function comparison(left: string, operator: string, right: string): string {
  if (ORDERS.has(operator)) return `ordered(${left}, "${operator}", ${right})`;
  if (operator === "==") return `equals(${left}, ${right})`;
  if (operator === "!=") return `(!equals(${left}, ${right}))`;
  return `${operator === "in" ? "" : "!"}contains(${right}, ${left})`;
}

/** Gives the JavaScript of an attribute of `loop` where the loop is made of variables. */
export function loopVariable(
  name: string,
  { list, index, length, source }: LoopVariables,
  code: FunctionCode,
): string {
  const all = `(${source} === null ? ${length} : (${length} = ${code.settled(`${source}.all()`)}))`;
  const more = code.settled(`${source}.more()`);
  const hasNext = `(${index} + 1 < ${length} || (${source} !== null && (${length} = ${more}) > ${index} + 1))`;
  switch (name) {
    case "index":
      return `(${index} + 1)`;
    case "index0":
    case "cycle":
      return index;
    case "first":
      return `(${index} === 0)`;
    case "last":
      return `(!${hasNext})`;
    case "length":
      return all;
    case "revindex":
      return `(${all} - ${index})`;
    case "revindex0":
      return `(${all} - ${index} - 1)`;
    case "previtem":
      return code.settled(`(${index} > 0 ? ${list}[${index} - 1] : C.noItem("previtem"))`);
    default:
      return code.settled(`(${hasNext} ? ${list}[${index} + 1] : C.noItem("nextitem"))`);
  }
}
