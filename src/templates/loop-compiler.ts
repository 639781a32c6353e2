/** Compiles `{% for %}`: a counted loop over a list, with `loop` as variables where that is enough. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { ForNode } from "./nodes.ts";
import { analyze, analyzeExpression, analyzeTarget } from "./scope.ts";
import { hasLoopControl, loopUsage } from "./usage.ts";

interface LoopNames {
  list: string;
  index: string;
  length: string;
  /** The variable of the `loop` object, where there is one. */
  object: string | undefined;
}

/** Compiles a loop; one that calls itself becomes a function. */
export function compileFor(compiler: TemplateCompiler, node: ForNode, place: StatementPlace): void {
  const { code } = place;
  code.line(`${code.mark(node.offset)};`);
  const values = compiler.expressions.value(node.values, place);
  if (!node.recursive) {
    code.line("{");
    writeLoop(compiler, node, { ...place, top: false }, values, undefined);
    code.line("}");
    return;
  }
  const name = compiler.unique("template$loop");
  const scope = compiler.scope(place.scope, true);
  const inner = compiler.functionCode(scope);
  const { evaluation } = place.escaping;
  writeLoop(compiler, node, { ...place, code: inner, scope, top: false }, "s", name);
  compiler.finish(inner, `return T.captured(${evaluation}, o);`);
  code.line(compiler.functionText(`function ${name}(s, depth)`, inner, "recursive loop"));
  code.piece(`str(${name}(${values}, 0))`);
}

function writeLoop(
  compiler: TemplateCompiler,
  node: ForNode,
  place: StatementPlace,
  values: string,
  recursive: string | undefined,
): void {
  const { code } = place;
  const usage = recursive === undefined ? loopUsage(node.body) : "object";
  const names: LoopNames = {
    list: compiler.unique("s"),
    index: compiler.unique("i"),
    length: compiler.unique("n"),
    object: usage === "object" ? compiler.unique("x") : undefined,
  };
  const source =
    node.condition === undefined ? `listOf(${values})` : filtered(compiler, node, place, values);
  code.line(`const ${names.list} = ${source}, ${names.length} = ${names.list}.length;`);
  if (names.object !== undefined) {
    const depth = recursive === undefined ? "0" : "depth";
    code.line(
      `const ${names.object} = new Loop(${names.list}, ${depth}, ${recursive ?? "null"}, C);`,
    );
  }
  // A turn that "break" or "continue" ends early does not count, as in Jinja: "else" follows loops without a whole turn.
  const whole =
    node.otherwise.length > 0 && hasLoopControl(node.body) ? compiler.unique("w") : undefined;
  if (whole !== undefined) code.line(`let ${whole} = 0;`);
  code.line(`for (let ${names.index} = 0; ${names.index} < ${names.length}; ${names.index}++) {`);
  if (compiler.sandboxed) code.line(`step(${code.buffer}.length);`);
  writeBody(compiler, node, place, names, usage !== "none");
  if (whole !== undefined) code.line(`${whole}++;`);
  code.line("}");
  if (node.otherwise.length === 0) return;
  code.line(`if (${whole ?? names.length} === 0) {`);
  compiler.inScope(place, (inner) => {
    analyze(node.otherwise, inner.scope);
    return () => compiler.statements(node.otherwise, inner);
  });
  code.line("}");
}

function writeBody(
  compiler: TemplateCompiler,
  node: ForNode,
  place: StatementPlace,
  names: LoopNames,
  usesLoop: boolean,
): void {
  compiler.inScope(place, (inner) => {
    const { scope, code } = inner;
    if (usesLoop) scope.declare("loop");
    analyzeTarget(node.target, scope, true);
    analyze(node.body, scope);
    const loop = usesLoop ? scope.find("loop")! : undefined;
    if (loop !== undefined && names.object === undefined) compiler.setLoop(loop, names);
    return () => {
      if (names.object !== undefined) {
        code.line(`let ${loop} = Loop.at(${names.object}, ${names.index});`);
      }
      declareTargets(node, inner);
      compiler.assign(node.target, `${names.list}[${names.index}]`, inner);
      compiler.statements(node.body, inner);
    };
  });
}

/** Makes the variables of the names that a loop sets. */
function declareTargets({ target }: ForNode, { scope, code }: StatementPlace): void {
  const names = new Set<string>();
  const collect = (node: typeof target): void => {
    if (node.type === "name") names.add(scope.find(node.name)!);
    else if (node.type === "tuple" || node.type === "list") node.items.forEach(collect);
  };
  collect(target);
  if (names.size > 0) code.line(`let ${[...names].join(", ")};`);
}

/** Gives the JavaScript of the list of values that the loop's condition lets through. */
function filtered(
  compiler: TemplateCompiler,
  node: ForNode,
  place: StatementPlace,
  values: string,
): string {
  const { code } = place;
  const list = compiler.unique("s");
  const value = compiler.unique("y");
  code.line(`const ${list} = [];`);
  code.line(`for (const ${value} of iterate(${values})) {`);
  if (compiler.sandboxed) code.line("step(0);");
  compiler.inScope(place, (inner) => {
    analyzeTarget(node.target, inner.scope, true);
    analyzeExpression(node.condition, inner.scope);
    return () => {
      declareTargets(node, inner);
      compiler.assign(node.target, value, inner);
      const condition = compiler.expressions.truth(node.condition!, inner);
      code.line(`if (${condition}) ${list}.push(${value});`);
    };
  });
  code.line("}");
  return list;
}
