/** Compiles `{% macro %}` and `{% call %}`: both become functions that give text. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { MacroNode, Parameters, Statement } from "./nodes.ts";
import { analyze, analyzeExpression } from "./scope.ts";
import { FILL } from "./tags/component.ts";
import { namesUsed } from "./usage.ts";

/** Names that a macro has when its body uses them. */
const IMPLICIT = ["caller", "kwargs", "varargs"] as const;

/** Compiles a macro and gives it its name. */
export function compileMacro(
  compiler: TemplateCompiler,
  node: MacroNode,
  place: StatementPlace,
): void {
  place.code.line(`${place.code.mark(node.offset)};`);
  const value = macroText(compiler, { ...node, place });
  compiler.define(node.name, value, place, true);
}

/** Compiles a call whose body the called macro gets as `caller`. */
export function compileCallBlock(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "call block" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const caller = compiler.unique("c");
  code.line(`const ${caller} = ${macroText(compiler, { ...node, name: "caller", place })};`);
  code.piece(
    `(${code.mark(node.offset)}, str(${compiler.expressions.call(node.call, place, caller)}))`,
  );
}

interface MacroParts {
  name: string;
  parameters: Parameters;
  body: Statement[];
  place: StatementPlace;
}

/** Gives the JavaScript that makes a macro. */
function macroText(
  compiler: TemplateCompiler,
  { name, parameters, body, place }: MacroParts,
): string {
  const scope = compiler.scope(place.scope, true);
  const own = parameters.names.map(({ name }) => name);
  const used = namesUsed(body, IMPLICIT);
  const implicit = IMPLICIT.filter((word) => used.has(word) && !own.includes(word));
  for (const word of [...own, ...implicit]) scope.declare(word);
  for (const value of parameters.defaults) analyzeExpression(value, scope);
  analyze(body, scope);
  const code = compiler.functionCode(scope);
  const inner: StatementPlace = {
    ...place,
    code,
    scope,
    top: false,
    isPage: false,
    guarded: false,
  };
  writeDefaults(compiler, parameters, inner);
  if (implicit.includes("caller")) {
    const caller = scope.find("caller")!;
    code.line(`if (${caller} === undefined) ${caller} = C.noCaller();`);
  }
  compiler.statements(body, inner);
  compiler.finish(code, "return o;");
  const variables = [...own, ...IMPLICIT].map(
    (word) => (own.includes(word) || used.has(word) ? scope.find(word) : undefined) ?? `_${word}`,
  );
  const names = variables.filter((variable, index) => variables.indexOf(variable) === index);
  const part = partName(name);
  const run = compiler.functionText(
    `function ${compiler.unique("template$macro")}(${names.join(", ")})`,
    code,
    part,
  );
  const flags = IMPLICIT.map((word) => implicit.includes(word));
  const details = [name, own, ...flags].map((value) => JSON.stringify(value)).join(", ");
  return `new Macro(${place.escaping.evaluation}, ${details}, ${run})`;
}

/** Writes what parameters are that a call leaves out. */
function writeDefaults(
  compiler: TemplateCompiler,
  { names, defaults }: Parameters,
  place: StatementPlace,
): void {
  const first = names.length - defaults.length;
  names.forEach(({ name }, index) => {
    const variable = place.scope.find(name)!;
    const value =
      index < first
        ? `C.missingParameter(${JSON.stringify(name)})`
        : compiler.expressions.value(defaults[index - first]!, place);
    place.code.line(`if (${variable} === undefined) ${variable} = ${value};`);
  });
}

/** Says what of the template runs when the function does, for errors. */
function partName(name: string): string {
  if (name === "caller") return "call block";
  return name.startsWith(FILL) ? `fill "${name.slice(FILL.length)}"` : `macro "${name}"`;
}
