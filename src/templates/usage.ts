/** Finds out which of the names with a meaning (`loop`, `caller`, `varargs`, …) a piece of a template uses. */

import { childrenOf, type Expression, partsOf, type Statement } from "./nodes.ts";

/** Tells which of the names are used in statements. */
export function namesUsed(body: readonly Statement[], names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const expression = (node: Expression): void => {
    if (node.type === "name" && names.includes(node.name)) found.add(node.name);
    for (const part of partsOf(node)) expression(part);
  };
  const statement = (node: Statement): void => {
    const { expressions, bodies } = childrenOf(node);
    expressions.forEach(expression);
    for (const inner of bodies) inner.forEach(statement);
  };
  body.forEach(statement);
  return found;
}

/** Attributes of `loop` that compile to variables. */
export const LOOP_VARIABLES: ReadonlySet<string> = new Set(
  "index index0 first last length revindex revindex0 previtem nextitem cycle".split(" "),
);

/** How a loop's body uses `loop`: not at all, only by attributes that are variables, or as an object. */
export type LoopUsage = "none" | "variables" | "object";

/** Finds out how the body of a loop uses `loop`. */
export function loopUsage(body: readonly Statement[]): LoopUsage {
  const state = { used: false, escapes: false, sees: false };
  const expression = (node: Expression): void => {
    if (node.type === "name" && node.name === "loop") {
      state.used = true;
      state.escapes = true;
    } else if (node.type === "attribute" && isLoopName(node.target)) {
      state.used = true;
      if (!LOOP_VARIABLES.has(node.name) || node.name === "cycle") state.escapes = true;
    } else if (isCycle(node)) {
      state.used = true;
      for (const part of partsOf(node).slice(1)) expression(part);
    } else {
      for (const part of partsOf(node)) expression(part);
    }
  };
  const statement = (node: Statement): void => {
    if (node.type === "include" || node.type === "import" || node.type === "from")
      state.sees = true;
    if (node.type === "block") {
      // A scoped block may use the loop even where this template does not.
      if (node.scoped) Object.assign(state, { used: true, escapes: true });
      return;
    }
    const { expressions, bodies } = childrenOf(node);
    if (node.type === "for") {
      // The inner loop has a `loop` of its own, but what it walks is worked out here.
      expression(node.values);
      node.otherwise.forEach(statement);
      // A set inside it may still reach out; names are found by the scope.
      return;
    }
    expressions.forEach(expression);
    for (const inner of bodies) inner.forEach(statement);
  };
  body.forEach(statement);
  if (!state.used) return "none";
  return state.escapes || state.sees ? "object" : "variables";
}

function isLoopName(node: Expression): boolean {
  return node.type === "name" && node.name === "loop";
}

function isCycle(node: Expression): boolean {
  if (node.type !== "call" || node.target.type !== "attribute") return false;
  const { keywords, spread, keywordSpread } = node.args;
  const plain = keywords.length === 0 && spread === undefined && keywordSpread === undefined;
  return plain && node.target.name === "cycle" && isLoopName(node.target.target);
}

/** Filters that ask for the names of the page, so that Jinja does not work them out in advance. */
const LATE_FILTERS: ReadonlySet<string> = new Set(
  "map select reject selectattr rejectattr random".split(" "),
);

/** Tells whether an expression is worked out in advance: no name and no call is in it. */
export function isConstant(node: Expression): boolean {
  if (node.type === "name" || node.type === "call" || node.type === "namespace") return false;
  if (node.type === "filter" && LATE_FILTERS.has(node.name)) return false;
  return partsOf(node).every(isConstant);
}

/** Tells whether a turn of the loop with this body may be ended early. */
export function hasLoopControl(body: readonly Statement[]): boolean {
  return body.some((node) => {
    if (node.type === "break" || node.type === "continue") return true;
    return node.type !== "for" && childrenOf(node).bodies.some(hasLoopControl);
  });
}
