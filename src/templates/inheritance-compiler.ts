/** Compiles the tags that bring other templates in: `extends`, `block` and `include`. */

import type { StatementPlace, TemplateCompiler } from "./compiler.ts";
import type { BlockNode, Expression, IncludeNode, Statement } from "./nodes.ts";

/** Compiles `{% extends %}`: the parent is noted in `P` and renders at the end. */
export function compileExtends(
  compiler: TemplateCompiler,
  node: Extract<Statement, { type: "extends" }>,
  place: StatementPlace,
): void {
  const { code } = place;
  const { chain } = compiler;
  if (!place.top) throw compiler.error('"extends" stands inside of another tag.', node.offset);
  if (chain.extends) code.line("T.extendOnce(P);");
  code.line(`${code.mark(node.offset)};`);
  code.line(`P = T.extend(${templateText(compiler, node.template, place)}, C);`);
  chain.extends = true;
  if (!place.guarded) chain.always = true;
}

/** Compiles the place of a block: the innermost child's body is called. */
export function compileBlockPlace(
  compiler: TemplateCompiler,
  node: BlockNode,
  place: StatementPlace,
): void {
  const { chain } = compiler;
  if (chain.always && place.top) return;
  const name = JSON.stringify(node.name);
  const context = node.scoped ? `C.derive(${compiler.locals(place.scope)})` : "C";
  const { code } = place;
  const { before, sink } = code.sink();
  const block = node.isUse ? `T.partial(C, ${name})` : `C.blocks[${name}][0]`;
  const body = code.awaited(`${block}(${context}, 0${sink})`);
  const call = `(${code.mark(node.offset)}, ${before}${body})`;
  code.piece(chain.extends && place.top ? `(P === null ? ${call} : "")` : call);
}

/** Compiles `{% include %}`. */
export function compileInclude(
  compiler: TemplateCompiler,
  node: IncludeNode,
  place: StatementPlace,
): void {
  const { code } = place;
  const mark = code.mark(node.offset);
  const template = templateText(compiler, node.template, place, node.ignoreMissing);
  const locals = node.withContext ? compiler.locals(place.scope) : "null";
  const names = namesGiven(compiler, node, locals, place);
  const context = node.withContext ? "C" : "null";
  const { before, sink } = code.sink();
  const output = code.awaited(`T.include(${template}, C, ${context}, ${names}${sink})`);
  code.piece(`(${mark}, ${before}${output})`);
}

/** Gives the JavaScript of the names that an included template is given, over those that it can see. */
function namesGiven(
  compiler: TemplateCompiler,
  node: IncludeNode,
  locals: string,
  place: StatementPlace,
): string {
  const { given, spread, slots } = node;
  if (given === undefined) return locals;
  const parts = given.map(
    ([name, value]) => `[${JSON.stringify(name)}]: ${compiler.expressions.value(value, place)}`,
  );
  if (locals !== "null") parts.unshift(`...${locals}`);
  if (spread !== undefined)
    parts.push(`...keywordsOf(${compiler.expressions.value(spread, place)})`);
  const names = `{ ${["__proto__: null", ...parts].join(", ")} }`;
  if (slots === undefined) return names;
  return `T.component(${names}, ${compiler.expressions.value(slots, place)})`;
}

/** Gives the JavaScript of the template that a tag names; one with a constant name is looked up once. */
export function templateText(
  compiler: TemplateCompiler,
  node: Expression,
  place: StatementPlace,
  ignoreMissing = false,
): string {
  const value = compiler.expressions.value(node, place);
  if (node.type !== "literal") return `T.choose(${value}, ${ignoreMissing})`;
  return `T.find(${compiler.nextTemplate()}, ${value}, ${ignoreMissing})`;
}
