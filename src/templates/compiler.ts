/**
 * Compiles the syntax tree of a template to JavaScript: one function for the template, one for each block, one for each macro.
 *
 * Worked example: `<b>{{ user.name }}</b>` becomes, without its frame,
 *
 *     o += "<b>" + (L = 6, esc((t0 = l0_user?.name) !== undefined ? t0 : attr(l0_user, "name"))) + "</b>";
 *
 * `o` is the output, `L` the offset in the template that an error is placed at, `C` the context.
 */

import { compileFilterBlock, compileSetBlock } from "./capture-compiler.ts";
import { TemplateAssertionError } from "./errors.ts";
import { ExpressionCompiler, type Place } from "./expression-compiler.ts";
import { FunctionCode, type LoopVariables } from "./function-code.ts";
import { compileIf } from "./if-compiler.ts";
import { compileBlockPlace, compileExtends, compileInclude } from "./inheritance-compiler.ts";
import { compileFor } from "./loop-compiler.ts";
import { compileCallBlock, compileMacro } from "./macro-compiler.ts";
import { type BlockNode, blocksIn, type Expression, type Statement } from "./nodes.ts";
import { namesOnly } from "./names-only.ts";
import { RUNTIME_NAMES } from "./runtime.ts";
import { compileAutoescape, compileImport, compileWith } from "./scoped-compiler.ts";
import { analyze, Scope } from "./scope.ts";
import type { TemplateSource } from "./source.ts";
import type { CompileOptions, NamedUse, TemplateCode } from "./template-code.ts";

/** Where a statement stands. */
export interface StatementPlace extends Place {
  /** True where names that are set are exported and `extends` may stand. */
  top: boolean;
  /** True where output is the page's own, which a template that extends another does not write: not in blocks, macros and set blocks. */
  isPage: boolean;
}

/** Compiles a template. */
export function compileTemplate(
  source: TemplateSource,
  body: readonly Statement[],
  options: CompileOptions,
): TemplateCode {
  const compiler = new TemplateCompiler(source, options);
  return { code: compiler.compile(body), uses: [...compiler.uses.values()] };
}

/** The compilation of one template. */
export class TemplateCompiler {
  readonly expressions: ExpressionCompiler;
  readonly #source: TemplateSource;
  readonly #options: CompileOptions;
  readonly uses = new Map<string, NamedUse>();
  readonly #names = new Map<string, string>();
  readonly #loops = new Map<string, LoopVariables>();
  #counter = 0;
  #templates = 0;
  /** Whether this template, or the block that is being compiled, may extend another, and whether it always does. */
  readonly chain = { extends: false, always: false };

  constructor(source: TemplateSource, options: CompileOptions) {
    this.#source = source;
    this.#options = options;
    this.expressions = new ExpressionCompiler({
      sandboxed: options.sandboxed,
      named: (...args) => this.#named(...args),
      loopOf: (variable) => this.#loops.get(variable),
    });
  }

  compile(body: readonly Statement[]): string {
    const isPage = this.#options.variant.kind === "page";
    const blocks = isPage ? blocksIn(body) : [];
    const root = this.#root(isPage ? body : namesOnly(body));
    const functions = blocks.map((block, index) => this.#block(block, index));
    const table = blocks.map(
      ({ name }, index) => `[${JSON.stringify(name)}]: template$block${index}`,
    );
    return [
      '"use strict";',
      `const { ${RUNTIME_NAMES.join(", ")} } = R;`,
      "const E_on = T.evaluation(true), E_off = T.evaluation(false);",
      ...[...this.#names].map(([code, name]) => `const ${code} = ${name};`),
      root,
      ...functions,
      `return { render: template$root, blocks: { ${table.join(", ")} }, fills: ${this.#fills(body)} };`,
    ].join("\n");
  }

  /** True where steps are counted. */
  get sandboxed(): boolean {
    return this.#options.sandboxed;
  }

  /** Ends a function with its return. */
  finish(code: FunctionCode, end: string): void {
    if (this.sandboxed) code.line("leave(o.length);");
    code.line(end);
  }

  /** Gives a JavaScript name that nothing else has. */
  unique(prefix: string): string {
    return `${prefix}${this.#counter++}`;
  }

  /** Gives the JavaScript of the blocks that are there to fill those of a parent, with their places; null where nothing is extended. */
  #fills(body: readonly Statement[]): string {
    if (!this.chain.extends) return "null";
    const blocks = body.filter((node) => node.type === "block");
    return JSON.stringify(
      blocks.flatMap(({ name, offset }) => (name.startsWith("#") ? [] : [[name, offset]])),
    );
  }

  /** Makes the code of a function. */
  functionCode(scope: Scope, hasSink = false): FunctionCode {
    const { sandboxed, variant } = this.#options;
    const { isAsync } = variant;
    return new FunctionCode(scope, this.#source.text, { isAsync, sandboxed, hasSink });
  }

  /** Gives the index at which the code keeps another template that it names. */
  nextTemplate(): number {
    return this.#templates++;
  }

  /** Makes the scope of a JavaScript function or of a JavaScript block. */
  scope(parent: Scope | undefined, isFunction: boolean): Scope {
    return new Scope(parent, this.unique("l"), isFunction);
  }

  /** Notes that a variable stands for a loop whose `loop` is made of variables. */
  setLoop(variable: string, loop: LoopVariables): void {
    this.#loops.set(variable, loop);
  }

  /** Makes the error for a place. */
  error(what: string, offset: number, mend?: string): TemplateAssertionError {
    return new TemplateAssertionError(what, mend).locate(this.#source.placeOf(offset));
  }

  #root(body: readonly Statement[]): string {
    const scope = this.scope(undefined, true);
    analyze(body, scope);
    const code = this.functionCode(scope, true);
    const place: StatementPlace = { ...this.#start(code, scope), top: true, isPage: true };
    this.statements(body, place);
    if (this.chain.extends) {
      const { before, sink } = code.sink();
      const rest = this.#options.variant.kind === "page" ? "rest" : "namesOfRest";
      code.piece(`(${before}${code.awaited(`T.${rest}(P, C${sink})`)})`);
    }
    this.finish(code, "return o;");
    const extra = this.chain.extends ? ["let P = null;"] : [];
    return this.functionText("function template$root(C, S)", code, "", extra);
  }

  #start(code: FunctionCode, scope: Scope): Place {
    const mode = this.#options.autoescape ? "on" : "off";
    const escaping = { mode, evaluation: `E_${mode}` } as const;
    return { code, scope, escaping, block: undefined, guarded: false };
  }

  #block(block: BlockNode, index: number): string {
    const scope = this.scope(undefined, true);
    analyze(block.body, scope);
    const code = this.functionCode(scope, true);
    const place = { ...this.#start(code, scope), top: false, isPage: false, block: block.name };
    const outer = { ...this.chain };
    Object.assign(this.chain, { extends: false, always: false });
    if (block.required) {
      code.line(`if (D === 0) T.required(${JSON.stringify(block.name)});`);
    }
    this.statements(block.body, place);
    Object.assign(this.chain, outer);
    this.finish(code, "return o;");
    return this.functionText(
      `function template$block${index}(C, D, S)`,
      code,
      `block "${block.name}"`,
    );
  }

  /** Gives the text of a function: variables, names from the context, the body, and a handler that places errors. */
  functionText(
    head: string,
    code: FunctionCode,
    part: string,
    extra: readonly string[] = [],
  ): string {
    const { sandboxed, variant } = this.#options;
    const { isAsync } = variant;
    const body = code.text(this.entry(code.scope));
    const abandon = code.usesSources
      ? `if (G !== null) ${isAsync ? "await " : ""}G.abandon(); `
      : "";
    return [
      `${isAsync ? "async " : ""}${head} {`,
      `let o = "", L = 0, v${isAsync ? ", w" : ""}${code.usesSources ? ", G = null" : ""};`,
      ...extra,
      ...(sandboxed && isAsync ? ["const U = budget();"] : []),
      "try {",
      ...(isAsync ? ["if (C.enter()) await null;", ...(sandboxed ? ["resume(U);"] : [])] : []),
      ...(sandboxed ? ["enter();"] : []),
      body,
      `} catch (error) { ${abandon}throw T.fail(error, L, ${JSON.stringify(part)}); }`,
      ...(isAsync ? [`finally { C.leave();${sandboxed ? " pause();" : ""} }`] : []),
      "}",
    ].join("\n");
  }

  /** Gives the lines that make the variables of a scope. */
  entry(scope: Scope): string[] {
    return [...scope.loads].flatMap(([variable, load]) => {
      if (load.kind === "parameter") return [];
      if (load.kind === "alias") return [`let ${variable} = ${load.of};`];
      if (load.kind === "nothing") return [`let ${variable};`];
      const { name } = load;
      const quick = `(v = C.near.${name}) !== undefined || (v = C.far.${name}) !== undefined ? v : `;
      const resolved = `C.resolve(${JSON.stringify(name)})`;
      return [`let ${variable} = ${isPlainName(name) ? quick : ""}${resolved};`];
    });
  }

  #named(
    kind: "filter" | "test",
    name: string,
    count: number,
    place: Place,
    offset: number,
  ): { code: string; direct: boolean; wantsEvaluation: boolean } {
    const known = this.#options.named(kind, name, count);
    this.uses.set(`${kind} ${name} ${count}`, { kind, name, count, call: known });
    if (known === undefined) {
      const what = `There is no ${kind} named "${name}".`;
      const mend = this.#options.suggest(kind, name);
      if (!place.guarded) throw this.error(what, offset, mend);
      const code = `T.unknown(${JSON.stringify(what)}, ${JSON.stringify(mend)})`;
      return { code, direct: false, wantsEvaluation: false };
    }
    const text = `T.${kind}(${JSON.stringify(name)})`;
    const code = `${kind}_${name.replace(/\W/g, "_")}`;
    this.#names.set(code, text);
    return { code, ...known };
  }

  /** Compiles statements one after the other. */
  statements(body: readonly Statement[], place: StatementPlace): void {
    for (const node of body) this.statement(node, place);
  }

  /** Compiles one statement. */
  statement(node: Statement, place: StatementPlace): void {
    const { code } = place;
    switch (node.type) {
      case "text":
        return this.#write(JSON.stringify(node.text), place);
      case "output": {
        if (place.isPage && this.chain.always) return;
        const mark = code.mark(node.offset);
        return this.#write(`(${mark}, ${this.expressions.text(node.value, place)})`, place);
      }
      case "if":
        return compileIf(this, node, place);
      case "for":
        return compileFor(this, node, place);
      case "macro":
        return compileMacro(this, node, place);
      case "call block":
        return compileCallBlock(this, node, place);
      case "extends":
        return compileExtends(this, node, place);
      case "block":
        return compileBlockPlace(this, node, place);
      case "include":
        return compileInclude(this, node, place);
      case "break":
      case "continue":
        return code.line(`${node.type};`);
      default:
        code.line(`${code.mark(node.offset)};`);
        return this.#simple(node, place);
    }
  }

  /** Writes a piece of output, unless the page is another template's. */
  #write(piece: string, { code, isPage }: StatementPlace): void {
    const { extends: mayExtend, always } = this.chain;
    if (!isPage || !mayExtend) code.piece(piece);
    else if (!always) code.piece(`(P === null ? ${piece} : "")`);
  }

  #simple(node: Statement, place: StatementPlace): void {
    const { code, escaping } = place;
    switch (node.type) {
      case "do":
        return code.line(`${this.expressions.value(node.value, place)};`);
      case "set":
        return this.assign(node.target, this.expressions.value(node.value, place), place);
      case "set block":
        return compileSetBlock(this, node, place);
      case "filter block":
        return compileFilterBlock(this, node, place);
      case "with":
        return compileWith(this, node, place);
      case "autoescape":
        return compileAutoescape(this, node, place);
      case "import":
      case "from":
        return compileImport(this, node, place);
      case "debug":
        return code.piece(`T.debug(C, ${this.locals(place.scope)}, ${escaping.evaluation})`);
      default:
        throw this.error("This tag has no meaning here.", node.offset);
    }
  }

  /** Compiles something in a scope of its own: it is analyzed first, then its variables are made, then it is compiled. */
  inScope(place: StatementPlace, prepare: (inner: StatementPlace) => () => void): void {
    const scope = this.scope(place.scope, false);
    const compile = prepare({ ...place, scope, top: false });
    for (const line of this.entry(scope)) place.code.line(line);
    compile();
    place.code.flush();
  }

  /** Gives a name its value, and publishes it where it stands at the top. */
  define(name: string, value: string, place: StatementPlace, exported: boolean): void {
    const variable = place.scope.find(name)!;
    place.code.line(`${variable} = ${value};`);
    this.#publish(name, variable, place, exported);
  }

  #publish(name: string, variable: string, place: StatementPlace, exported: boolean): void {
    if (!place.top) return;
    const isExported = exported && !name.startsWith("_");
    place.code.line(`C.set(${JSON.stringify(name)}, ${variable}, ${isExported});`);
  }

  /** Assigns a value to names, and publishes those of the top. */
  assign(target: Expression, value: string, place: StatementPlace): void {
    const { code, scope } = place;
    if (target.type === "name") {
      this.define(target.name, value, place, true);
    } else if (target.type === "namespace") {
      const holder = this.expressions.value({ ...target, type: "name" }, place);
      code.line(`setMember(${holder}, ${JSON.stringify(target.attribute)}, ${value});`);
    } else if (target.type === "tuple" || target.type === "list") {
      const values = this.unique("u");
      code.line(`const ${values} = unpack(${value}, ${target.items.length});`);
      target.items.forEach((item, index) =>
        this.assign(item, `${values}[${index}]`, { ...place, scope }),
      );
    }
  }

  /** Gives the JavaScript of an object with the names that can be seen here. */
  locals(scope: Scope): string {
    const names = [...scope.visible()].filter(([, variable]) => !this.#loops.has(variable));
    if (names.length === 0) return "null";
    const pairs = names.map(([name, variable]) => `[${JSON.stringify(name)}]: ${variable}`);
    return `{ ${pairs.join(", ")} }`;
  }
}

/** Names that plain objects inherit, and others that have to be looked up with care. */
function isPlainName(name: string): boolean {
  return !(name in Object.prototype) && !name.startsWith("__") && /^[A-Za-z_]\w*$/.test(name);
}
