/** Compiles the tags that make a value of their output: `{% set name %}…{% endset %}` and `{% filter name %}`. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { SetBlockNode, Statement } from "./nodes.ts";
import { analyze } from "./scope.ts";

/** Compiles `{% set name %}…{% endset %}`. */
export function compileSetBlock(
  compiler: TemplateCompiler,
  node: SetBlockNode,
  place: StatementPlace,
): void {
  const html = captured(compiler, node.body, { ...place, isPage: false });
  const { filter } = node;
  const value = filter === undefined ? html : compiler.expressions.filter(filter, place, html);
  compiler.assign(node.target, value, place);
}

/** Compiles `{% filter name %}`. */
export function compileFilterBlock(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "filter block" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const html = captured(compiler, node.body, place);
  code.line(`${code.mark(node.offset)};`);
  code.piece(`str(${compiler.expressions.filter(node.filter, place, html)})`);
}

/** Compiles a body whose output becomes a value; gives the JavaScript of the value. */
function captured(
  compiler: TemplateCompiler,
  body: readonly Statement[],
  place: StatementPlace,
): string {
  const { code, escaping } = place;
  const name = compiler.unique("o");
  const { buffer } = code;
  code.line(`let ${name} = "";`);
  code.line("{");
  code.buffer = name;
  compiler.inScope(place, (inner) => {
    analyze(body, inner.scope);
    return () => compiler.statements(body, inner);
  });
  code.flush();
  code.buffer = buffer;
  code.line("}");
  return `T.captured(${escaping.evaluation}, ${name})`;
}
