/** Parses a template into its syntax tree: text, outputs and tags. Each tag has one method, named in one table. */

import { suggest } from "../base/suggest.ts";
import { TemplateAssertionError } from "./errors.ts";
import { ExpressionParser } from "./expression-parser.ts";
import type { BlockNode, Expression, ForNode, IfNode, Parameters, Statement } from "./nodes.ts";
import type { TemplateSource } from "./source.ts";
import { TokenStream } from "./token-stream.ts";
import { describeToken, type Token } from "./tokens.ts";
import { parseComponent, parseFill, parseProps, parseSlot } from "./tags/component.ts";
import { parseCustomTag } from "./tags/custom-tag.ts";
import { parsePartial, parsePartialDefinition } from "./tags/partial.ts";
import type { TagContext } from "./tags/tag-context.ts";
import { parseTrans, type TransOptions } from "./trans-parser.ts";

/** Parts of the language that can be turned off: `do` statements, `break` and `continue`, translations, and `debug`. */
export type LanguageExtension = "do" | "loopcontrols" | "i18n" | "debug";

type TagParser = (parser: Parser, offset: number) => Statement[];

const TAGS: Record<string, TagParser> = {
  if: (parser, offset) => [parser.parseIf(offset)],
  for: (parser, offset) => [parser.parseFor(offset)],
  set: (parser, offset) => [parser.parseSet(offset)],
  with: (parser, offset) => [parser.parseWith(offset)],
  block: (parser, offset) => [parser.parseBlock(offset)],
  extends: (parser, offset) => [
    { type: "extends", template: parser.expressions.expression(), offset },
  ],
  include: (parser, offset) => [parser.parseInclude(offset)],
  import: (parser, offset) => [parser.parseImport(offset)],
  from: (parser, offset) => [parser.parseFrom(offset)],
  macro: (parser, offset) => [parser.parseMacro(offset)],
  call: (parser, offset) => [parser.parseCall(offset)],
  filter: (parser, offset) => [parser.parseFilter(offset)],
  autoescape: (parser, offset) => [parser.parseAutoescape(offset)],
  print: (parser) => parser.parsePrint(),
  component: (parser, offset) => [parseComponent(parser, offset)],
  fill: (parser, offset) => [parseFill(parser, offset)],
  slot: (parser, offset) => [parseSlot(parser, offset)],
  props: (parser, offset) => parseProps(parser, offset),
  partialdef: (parser, offset) => [parsePartialDefinition(parser, offset)],
  partial: (parser, offset) => [parsePartial(parser, offset)],
};

const EXTENSION_TAGS: Record<LanguageExtension, Record<string, TagParser>> = {
  do: { do: (parser, offset) => [{ type: "do", value: parser.expressions.tuple(), offset }] },
  loopcontrols: {
    break: (parser, offset) => [parser.parseLoopControl("break", offset)],
    continue: (parser, offset) => [parser.parseLoopControl("continue", offset)],
  },
  i18n: { trans: (parser, offset) => parseTrans(parser, offset, parser.options.trans) },
  debug: { debug: (_parser, offset) => [{ type: "debug", offset }] },
};

/** What of an environment the parser needs to know. */
export interface ParserOptions {
  /** The tags that the environment adds, by name: whether they have a body. */
  tags: ReadonlyMap<string, { hasBody: boolean }>;
  extensions: readonly LanguageExtension[];
  trans: TransOptions;
}

/** Parses the tokens of a template. @throws TemplateSyntaxError */
export function parseTemplate(
  source: TemplateSource,
  tokens: readonly Token[],
  options: ParserOptions,
): Statement[] {
  return new Parser(new TokenStream(source, tokens), options).parseAll();
}

class Parser implements TagContext {
  readonly stream: TokenStream;
  readonly expressions: ExpressionParser;
  readonly options: ParserOptions;
  readonly #tags: Record<string, TagParser>;
  /** The open tags, innermost last, for errors. */
  readonly #open: string[] = [];
  readonly #blockNames = new Set<string>();
  #loops = 0;

  constructor(stream: TokenStream, options: ParserOptions) {
    this.stream = stream;
    this.options = options;
    this.expressions = new ExpressionParser(stream);
    this.#tags = Object.assign(
      Object.create(null) as Record<string, TagParser>,
      TAGS,
      ...options.extensions.map((name) => EXTENSION_TAGS[name]),
    );
    for (const [name, { hasBody }] of options.tags) {
      this.#tags[name] ??= (parser, offset) => [parseCustomTag(parser, { name, hasBody, offset })];
    }
  }

  /** The tag that the current one stands in. */
  get outerTag(): string | undefined {
    return this.#open.at(-2);
  }

  parseAll(): Statement[] {
    return this.#body([]);
  }

  /** Parses text, outputs and tags up to one of the words, which stays the current token. */
  #body(until: readonly string[]): Statement[] {
    const { stream } = this;
    const body: Statement[] = [];
    while (!stream.is("end")) {
      const { type, value, offset } = stream.next();
      if (type === "text") {
        body.push({ type: "text", text: value, offset });
      } else if (type === "variable start") {
        const output = this.expressions.tuple();
        body.push({ type: "output", value: output, offset: output.offset });
        stream.expect("variable end");
      } else {
        if (stream.isWord(...until)) return body;
        body.push(...stream.deeper(() => this.#tag(until)));
        stream.expect("block end");
      }
    }
    if (until.length > 0) throw this.#unclosed(until);
    return body;
  }

  #tag(until: readonly string[]): Statement[] {
    const { stream } = this;
    const { type, value, offset } = stream.current;
    if (type !== "name") {
      throw stream.error(`Expected the name of a tag, found ${describeToken(stream.current)}.`);
    }
    const parse = this.#tags[value];
    if (parse === undefined) throw this.#unknownTag(value, until);
    stream.next();
    this.#open.push(value);
    const nodes = parse(this, offset);
    this.#open.pop();
    return nodes;
  }

  /** Parses the rest of an opening tag and the body up to one of the words; goes past the closing word. */
  bodyUntil(...until: string[]): { body: Statement[]; word: string } {
    this.stream.skip("operator", ":");
    this.stream.expect("block end");
    const body = this.#body(until);
    return { body, word: this.stream.next().value };
  }

  #unknownTag(name: string, until: readonly string[]): Error {
    const what = `There is no tag named "${name}" here.`;
    if (until.length === 0)
      return this.stream.error(what, undefined, suggest(name, Object.keys(this.#tags)));
    return this.stream.error(what, undefined, this.#closing(until));
  }

  #unclosed(until: readonly string[]): Error {
    return this.stream.error("The template ends inside a tag.", undefined, this.#closing(until));
  }

  #closing(until: readonly string[]): string {
    const words = until.map((word) => `"${word}"`).join(" or ");
    return `Close the innermost tag, "${this.#open.at(-1)}", with ${words}.`;
  }

  parseIf(offset: number): IfNode {
    const node: IfNode = { type: "if", branches: [], otherwise: undefined, offset };
    let start = offset;
    for (;;) {
      const condition = this.expressions.tuple({ condition: false });
      const { body, word } = this.bodyUntil("elif", "else", "endif");
      node.branches.push({ condition, body, offset: start });
      start = this.stream.current.offset;
      if (word === "elif") continue;
      if (word === "else") node.otherwise = this.bodyUntil("endif").body;
      return node;
    }
  }

  parseFor(offset: number): ForNode {
    const { stream } = this;
    const target = this.#target({ until: "in" });
    stream.expect("name", "in");
    const values = this.expressions.tuple({ condition: false, until: "recursive" });
    const condition = stream.skip("name", "if") ? this.expressions.expression() : undefined;
    const recursive = stream.skip("name", "recursive");
    this.#loops++;
    const { body, word } = this.bodyUntil("endfor", "else");
    this.#loops--;
    const otherwise = word === "else" ? this.bodyUntil("endfor").body : [];
    return { type: "for", target, values, condition, recursive, body, otherwise, offset };
  }

  parseLoopControl(type: "break" | "continue", offset: number): Statement {
    if (this.#loops === 0) throw this.stream.error(`"${type}" stands outside of a loop.`, offset);
    return { type, offset };
  }

  /** Parses what is assigned to: a name, several with commas, `ns.name`. */
  #target({ until }: { until?: string } = {}): Expression {
    const target = this.expressions.tuple({ simple: true, ...(until !== undefined && { until }) });
    this.#checkTarget(target);
    return target;
  }

  #checkTarget(target: Expression): void {
    if (target.type === "tuple" || target.type === "list") {
      for (const item of target.items) this.#checkTarget(item);
    } else if (target.type !== "name" && target.type !== "namespace") {
      throw this.stream.error("Only a name can be assigned to.", target.offset);
    }
  }

  parseSet(offset: number): Statement {
    const target = this.#target();
    if (this.stream.skip("operator", "=")) {
      return { type: "set", target, value: this.expressions.tuple(), offset };
    }
    const hasFilter = this.stream.skip("operator", "|");
    const filter = hasFilter ? this.expressions.filterChain() : undefined;
    const { body } = this.bodyUntil("endset");
    return { type: "set block", target, filter, body, offset };
  }

  parseWith(offset: number): Statement {
    const { stream } = this;
    const targets: Expression[] = [];
    const values: Expression[] = [];
    while (!stream.is("block end")) {
      if (targets.length > 0) stream.expect("operator", ",");
      const target = this.expressions.primary();
      this.#checkTarget(target);
      stream.expect("operator", "=");
      targets.push(target);
      values.push(this.expressions.expression());
    }
    return { type: "with", targets, values, body: this.bodyUntil("endwith").body, offset };
  }

  parseBlock(offset: number): BlockNode {
    const { stream } = this;
    const { value: name } = stream.expect("name");
    this.nameBlock(name, `The block "${name}" is defined twice.`, offset);
    const scoped = stream.skip("name", "scoped");
    const required = stream.skip("name", "required");
    if (stream.isOperator("-")) throw stream.error('Names of blocks have no "-": use "_".');
    const { body } = this.inner(() => this.bodyUntil("endblock"));
    if (required && !body.every((node) => node.type === "text" && node.text.trim() === "")) {
      throw stream.error("A required block holds nothing but comments and white space.");
    }
    stream.skip("name", name);
    return { type: "block", name, scoped, required, body, offset };
  }

  /** Notes the name of a block, which has to be the only one of its name. @throws TemplateAssertionError */
  nameBlock(name: string, twice: string, offset: number): void {
    if (this.#blockNames.has(name)) {
      throw this.stream.located(new TemplateAssertionError(twice), offset);
    }
    this.#blockNames.add(name);
  }

  /** Parses a body that loops outside of it do not reach. */
  inner<T>(parse: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const result = parse();
    this.#loops = loops;
    return result;
  }

  parseInclude(offset: number): Statement {
    const { stream } = this;
    const template = this.expressions.expression();
    const ignores = stream.is("name", "ignore") && stream.following.value === "missing";
    if (ignores) {
      stream.next();
      stream.next();
    }
    const given = this.#includedValues();
    const only = given !== undefined && stream.skip("name", "only");
    const withContext = given === undefined ? (this.#contextWords() ?? true) : !only;
    return { type: "include", template, ignoreMissing: ignores, withContext, given, offset };
  }

  /** Parses `with name=value, …` of an include. */
  #includedValues(): [string, Expression][] | undefined {
    const { stream } = this;
    if (!stream.is("name", "with") || stream.following.value === "context") return undefined;
    stream.next();
    const given: [string, Expression][] = [];
    do {
      const { value: name } = stream.expect("name");
      stream.expect("operator", "=");
      given.push([name, this.expressions.expression()]);
      stream.skip("operator", ",");
    } while (stream.is("name") && !stream.is("name", "only"));
    return given;
  }

  /** Parses `with context` or `without context`. */
  #contextWords(): boolean | undefined {
    const { stream } = this;
    if (!stream.isWord("with", "without") || stream.following.value !== "context") return undefined;
    const { value } = stream.next();
    stream.next();
    return value === "with";
  }

  parseImport(offset: number): Statement {
    const template = this.expressions.expression();
    this.stream.expect("name", "as");
    const { value: target } = this.stream.expect("name");
    return { type: "import", template, target, withContext: this.#contextWords() ?? false, offset };
  }

  parseFrom(offset: number): Statement {
    const { stream } = this;
    const template = this.expressions.expression();
    stream.expect("name", "import");
    const names: { name: string; alias: string }[] = [];
    let withContext: boolean | undefined;
    do {
      withContext = names.length > 0 ? this.#contextWords() : undefined;
      if (withContext !== undefined) break;
      names.push(this.#importedName());
      withContext = this.#contextWords();
    } while (withContext === undefined && stream.skip("operator", ","));
    return { type: "from", template, names, withContext: withContext ?? false, offset };
  }

  #importedName(): { name: string; alias: string } {
    const { stream } = this;
    const { value: name, offset } = stream.expect("name");
    if (name.startsWith("_")) {
      const error = new TemplateAssertionError(`"${name}" is private: it starts with "_".`);
      throw stream.located(error, offset);
    }
    return { name, alias: stream.skip("name", "as") ? stream.expect("name").value : name };
  }

  /** Parses the parameters of a macro, with their parentheses. */
  parameters(): Parameters {
    const { stream } = this;
    const parameters: Parameters = { names: [], defaults: [] };
    stream.expect("operator", "(");
    while (!stream.isOperator(")")) {
      if (parameters.names.length > 0) stream.expect("operator", ",");
      const { value: name, offset } = stream.expect("name");
      parameters.names.push({ type: "name", name, offset });
      if (stream.skip("operator", "=")) parameters.defaults.push(this.expressions.expression());
      else if (parameters.defaults.length > 0) {
        throw stream.error(`"${name}" needs a default, since one before it has one.`, offset);
      }
    }
    stream.expect("operator", ")");
    return parameters;
  }

  parseMacro(offset: number): Statement {
    const { value: name } = this.stream.expect("name");
    const parameters = this.parameters();
    const { body } = this.inner(() => this.bodyUntil("endmacro"));
    return { type: "macro", name, parameters, body, offset };
  }

  parseCall(offset: number): Statement {
    const { stream } = this;
    const hasParameters = stream.isOperator("(");
    const parameters = hasParameters ? this.parameters() : { names: [], defaults: [] };
    const call = this.expressions.expression();
    if (call.type !== "call") throw stream.error('"call" needs a call.', call.offset);
    const { body } = this.inner(() => this.bodyUntil("endcall"));
    return { type: "call block", parameters, call, body, offset };
  }

  parseFilter(offset: number): Statement {
    const filter = this.expressions.filterChain();
    return { type: "filter block", filter, body: this.bodyUntil("endfilter").body, offset };
  }

  parseAutoescape(offset: number): Statement {
    const value = this.expressions.expression();
    return { type: "autoescape", value, body: this.bodyUntil("endautoescape").body, offset };
  }

  parsePrint(): Statement[] {
    const outputs: Statement[] = [];
    while (!this.stream.is("block end")) {
      if (outputs.length > 0) this.stream.expect("operator", ",");
      const value = this.expressions.expression();
      outputs.push({ type: "output", value, offset: value.offset });
    }
    return outputs;
  }
}
