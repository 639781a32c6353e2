/** Compiles `{% for %}`: a counted loop over a list, with `loop` as variables where that is enough. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { LoopVariables } from "./function-code.ts";
import type { ForNode } from "./nodes.ts";
import { analyze, analyzeExpression, analyzeTarget } from "./scope.ts";
import { hasLoopControl, loopUsage } from "./usage.ts";

interface LoopNames extends LoopVariables {
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
  code.piece(`str(${code.awaited(`${name}(${values}, 0)`)})`);
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
    source: compiler.unique("g"),
    object: usage === "object" ? compiler.unique("x") : undefined,
  };
  const { list, index, length, source, object } = names;
  writeSource(compiler, node, place, names, values);
  if (object !== undefined) {
    const depth = recursive === undefined ? "0" : "depth";
    code.line(
      `const ${object} = new Loop(${list}, ${source}, ${depth}, ${recursive ?? "null"}, C);`,
    );
  }
  // A turn that "break" or "continue" ends early does not count, as in Jinja: "else" follows loops without a whole turn.
  const whole =
    node.otherwise.length > 0 && hasLoopControl(node.body) ? compiler.unique("w") : undefined;
  if (whole !== undefined) code.line(`let ${whole} = 0;`);
  const more = `(${source} !== null && (${length} = ${code.settled(`${source}.more()`)}) > ${index})`;
  code.line(`for (let ${index} = 0; ${index} < ${length} || ${more}; ${index}++) {`);
  if (compiler.sandboxed) code.line(`step(${code.buffer}.length);`);
  code.letRead();
  writeBody(compiler, node, place, names, usage !== "none");
  if (whole !== undefined) code.line(`${whole}++;`);
  code.line("}");
  code.line(`if (${source} !== null) G = ${code.awaited(`${source}.close()`)};`);
  if (node.otherwise.length === 0) return;
  code.line(`if (${whole ?? length} === 0) {`);
  compiler.inScope(place, (inner) => {
    analyze(node.otherwise, inner.scope);
    return () => compiler.statements(node.otherwise, inner);
  });
  code.line("}");
}

/** Writes where the items come from: a list as it is, anything else one item at a time. */
function writeSource(
  compiler: TemplateCompiler,
  node: ForNode,
  place: StatementPlace,
  { list, length, source }: LoopNames,
  values: string,
): void {
  const { code } = place;
  const open = code.kind.isAsync ? "openAsync" : "open";
  code.usesSources = true;
  if (node.condition !== undefined) {
    const condition = compileCondition(compiler, node, place);
    code.line(
      `const ${source} = G = ${open}(${values}, G, ${condition}), ${list} = ${source}.list;`,
    );
  } else {
    const all = compiler.unique("a");
    code.line(
      `const ${all} = ${values}, ${source} = Array.isArray(${all}) ? null : (G = ${open}(${all}, G, null)), ${list} = ${source} === null ? ${all} : ${source}.list;`,
    );
  }
  code.line(`let ${length} = ${list}.length;`);
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
      compiler.assign(node.target, code.settled(`${names.list}[${names.index}]`), inner);
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

/** Writes the function that tells whether a loop's condition lets an item through, and gives its name. */
function compileCondition(
  compiler: TemplateCompiler,
  node: ForNode,
  place: StatementPlace,
): string {
  const name = compiler.unique("template$condition");
  const item = compiler.unique("y");
  const scope = compiler.scope(place.scope, false);
  const code = compiler.functionCode(scope);
  const inner = { ...place, code, scope, top: false };
  analyzeTarget(node.target, scope, true);
  analyzeExpression(node.condition, scope);
  if (compiler.sandboxed) code.line("step(0);");
  declareTargets(node, inner);
  compiler.assign(node.target, code.settled(item), inner);
  code.line(`return ${compiler.expressions.truth(node.condition!, inner)};`);
  // It places its errors by the variables of the function around it.
  const start = code.kind.isAsync ? "async " : "";
  const body = code.text(compiler.entry(scope));
  place.code.line(`const ${name} = ${start}(${item}) => {\n${body}\n};`);
  return name;
}
