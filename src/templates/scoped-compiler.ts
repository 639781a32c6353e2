/** Compiles the tags that make a scope or bring names in: `with`, `autoescape`, `import` and `from`. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { Place } from "./expression-compiler.ts";
import { templateText } from "./inheritance-compiler.ts";
import type { Statement } from "./nodes.ts";
import { analyze, analyzeTarget } from "./scope.ts";

/** Compiles `{% with %}`: the values are worked out outside of the new scope. */
export function compileWith(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "with" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const values = node.values.map((value) => {
    const name = compiler.unique("w");
    code.line(`const ${name} = ${compiler.expressions.value(value, place)};`);
    return name;
  });
  code.line("{");
  compiler.inScope(place, (inner) => {
    for (const target of node.targets) analyzeTarget(target, inner.scope);
    analyze(node.body, inner.scope);
    return () => {
      node.targets.forEach((target, index) => compiler.assign(target, values[index]!, inner));
      compiler.statements(node.body, inner);
    };
  });
  code.line("}");
}

/** Compiles `{% autoescape %}`. */
export function compileAutoescape(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "autoescape" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const { value } = node;
  let escaping: Place["escaping"];
  if (value.type === "literal") {
    const mode = value.value ? "on" : "off";
    escaping = { mode, evaluation: `E_${mode}` };
  } else {
    const evaluation = compiler.unique("E");
    code.line(`const ${evaluation} = T.evaluation(${compiler.expressions.truth(value, place)});`);
    escaping = { mode: "volatile", evaluation };
  }
  code.line("{");
  compiler.inScope(place, (inner) => {
    analyze(node.body, inner.scope);
    return () => compiler.statements(node.body, { ...inner, escaping });
  });
  code.line("}");
}

/** Compiles `{% import %}` and `{% from %}`. */
export function compileImport(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "import" | "from" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const template = templateText(compiler, node.template, place);
  const context = node.withContext ? `C, ${compiler.locals(place.scope)}` : "null, null";
  const imported = code.awaited(`T.import(${template}, C, ${context})`);
  if (node.type === "import") {
    compiler.define(node.target, imported, place, false);
    return;
  }
  const library = compiler.unique("m");
  code.line(`const ${library} = ${imported};`);
  for (const { name, alias } of node.names) {
    const value = `T.importedName(${library}, ${JSON.stringify(name)}, ${node.offset})`;
    compiler.define(alias, value, place, false);
  }
}
