/** Compiles `{% if %}`: the branches nest, so that each condition can use variables of its own. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { IfNode, Statement } from "./nodes.ts";

/** Compiles `{% if %}` with its `elif` and `else`. */
export function compileIf(compiler: TemplateCompiler, node: IfNode, place: StatementPlace): void {
  const { code } = place;
  const inner = { ...place, guarded: true };
  let closing = "";
  node.branches.forEach(({ condition, body, offset }, index) => {
    if (index > 0) {
      code.line("} else {");
      closing += "}";
    }
    code.line(`${code.mark(offset)};`);
    code.line(`if (${compiler.expressions.truth(condition, index === 0 ? place : inner)}) {`);
    compileBranch(compiler, body, inner);
  });
  if (node.otherwise !== undefined) {
    code.line("} else {");
    compileBranch(compiler, node.otherwise, inner);
  }
  code.line(`}${closing}`);
}

/** Compiles a branch; an `extends` inside of it does not hold for what follows. */
function compileBranch(
  compiler: TemplateCompiler,
  body: readonly Statement[],
  place: StatementPlace,
): void {
  const { always } = compiler.chain;
  compiler.statements(body, place);
  place.code.flush();
  compiler.chain.always = always;
}
