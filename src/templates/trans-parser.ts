/**
 * Parses `{% trans %}` into calls of the gettext functions, so that the rest of the engine needs to know nothing of translations.
 *
 * Worked example: `{% trans n=cart|length %}{{ n }} thing{% pluralize %}{{ n }} things{% endtrans %}` is the output of
 * `ngettext("%(n)s thing", "%(n)s things", cart|length, n=cart|length)`.
 */

import { noArguments } from "./argument-parser.ts";
import { TemplateAssertionError } from "./errors.ts";
import type { ExpressionParser } from "./expression-parser.ts";
import type { Expression, Statement } from "./nodes.ts";
import { nameNode } from "./tags/tag-context.ts";
import type { TokenStream } from "./token-stream.ts";
import { describeToken } from "./tokens.ts";

/** How translated texts are written in templates. */
export interface TransOptions {
  /** True where the gettext functions fill in named values and escape them; false where `%` does it behind them. */
  newstyle: boolean;
  /** Whether line ends and the spaces around them become one space where the tag does not say. */
  trimmed: boolean;
}

interface TransParser {
  readonly stream: TokenStream;
  readonly expressions: ExpressionParser;
}

/** The name that holds a counted value which has to be worked out once. */
const COUNTED = "_trans";

/** Parses the tag up to the end of its `endtrans`. @throws TemplateSyntaxError */
export function parseTrans(
  parser: TransParser,
  offset: number,
  options: TransOptions,
): Statement[] {
  const { stream } = parser;
  const context = stream.is("string") ? stream.next().value : undefined;
  const head = new Head(parser);
  head.parse();
  const singular = parseText(stream, true);
  let count = head.count ?? singular.names[0];
  let plural: TransText | undefined;
  if (stream.next().value === "pluralize") {
    if (stream.is("name")) count = head.checkCount();
    plural = parseText(stream, false);
    stream.next();
    if (count === undefined) {
      throw stream.error(
        '"pluralize" has nothing to count.',
        offset,
        "Name a value in the tag: {% trans n=things|length %}.",
      );
    }
  }
  const names = [...singular.names, ...(plural?.names ?? [])];
  for (const name of names) {
    if (!head.values.has(name)) head.values.set(name, nameNode(name, offset));
  }
  const trimmed = head.trimmed ?? options.trimmed;
  const textOf = ({ text }: TransText) => {
    const cut = trimmed ? trim(text) : text;
    return !options.newstyle && names.length === 0 ? cut.replaceAll("%%", "%") : cut;
  };
  const message = {
    context,
    singular: textOf(singular),
    plural: plural && textOf(plural),
    count: plural && count,
    values: head.values,
    offset,
  };
  const value = options.newstyle ? newstyleCall(message) : oldstyleCall(message);
  const output: Statement = { type: "output", value, offset };
  if (head.counted === undefined) return [output];
  const targets = [nameNode(COUNTED, offset)];
  return [{ type: "with", targets, values: [head.counted], body: [output], offset }];
}

/** What stands in the tag behind its name. */
class Head {
  /** The values by their names in the text. */
  readonly values = new Map<string, Expression>();
  /** Name of the value that chooses between singular and plural. */
  count: string | undefined;
  /** The call that gives the counted value, where it is one. */
  counted: Expression | undefined;
  trimmed: boolean | undefined;
  readonly #parser: TransParser;

  constructor(parser: TransParser) {
    this.#parser = parser;
  }

  parse(): void {
    const { stream } = this.#parser;
    while (!stream.is("block end")) {
      if (this.values.size > 0) stream.expect("operator", ",");
      if (stream.skip("operator", ":")) break;
      this.#value();
    }
  }

  #value(): void {
    const { stream, expressions } = this.#parser;
    const { value: name, offset } = stream.expect("name");
    if (this.values.has(name)) {
      const error = new TemplateAssertionError(`The value "${name}" is given twice.`);
      throw stream.located(error, offset);
    }
    const isGiven = stream.skip("operator", "=");
    if (!isGiven && this.trimmed === undefined && (name === "trimmed" || name === "notrimmed")) {
      this.trimmed = name === "trimmed";
      return;
    }
    let value = isGiven ? expressions.expression() : nameNode(name, offset);
    if (this.count === undefined) {
      this.count = name;
      if (value.type === "call") {
        this.counted = value;
        value = nameNode(COUNTED, offset);
      }
    }
    this.values.set(name, value);
  }

  /** Gives the name behind `pluralize`. */
  checkCount(): string {
    const { stream } = this.#parser;
    const { value: name, offset } = stream.next();
    if (this.values.has(name)) return name;
    const error = new TemplateAssertionError(
      `"pluralize" counts "${name}", which the tag does not give.`,
      `Write {% trans ${name}=… %}.`,
    );
    throw stream.located(error, offset);
  }
}

interface TransText {
  /** The text with `%(name)s` for each value and `%%` for a percent sign. */
  text: string;
  names: string[];
}

/** Parses a text up to `endtrans` or `pluralize`, which stays the current token. */
function parseText(stream: TokenStream, mayPluralize: boolean): TransText {
  const names: string[] = [];
  let text = "";
  stream.expect("block end");
  for (;;) {
    if (stream.is("end")) {
      throw stream.error('The template ends inside a "trans" tag.', undefined, CLOSE);
    }
    const { type, value } = stream.next();
    if (type === "text") {
      text += value.replaceAll("%", "%%");
    } else if (type === "variable start") {
      const name = stream.expect("name").value;
      names.push(name);
      text += `%(${name})s`;
      expectEnd(stream, name);
    } else {
      if (stream.isWord("endtrans") || (mayPluralize && stream.isWord("pluralize"))) break;
      throw badTag(stream);
    }
  }
  return { text, names };
}

const CLOSE = 'Close it with "endtrans".';

function expectEnd(stream: TokenStream, name: string): void {
  if (stream.skip("variable end")) return;
  throw stream.error(
    `A text to translate holds plain names only, found ${describeToken(stream.current)}.`,
    undefined,
    `Work the value out in the tag: {% trans ${name}=… %}.`,
  );
}

function badTag(stream: TokenStream): Error {
  if (stream.isWord("pluralize")) return stream.error('"pluralize" stands twice in one text.');
  if (stream.isWord("trans")) {
    return stream.error('A "trans" tag stands inside another.', undefined, CLOSE);
  }
  return stream.error(
    `A text to translate holds no tags, found ${describeToken(stream.current)}.`,
    undefined,
    CLOSE,
  );
}

function trim(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}

interface Message {
  context: string | undefined;
  singular: string;
  plural: string | undefined;
  /** Name of the value that is counted, where there is a plural. */
  count: string | undefined;
  values: ReadonlyMap<string, Expression>;
  offset: number;
}

function newstyleCall(message: Message): Expression {
  // The function itself gives the count as "num".
  const skipped = message.count === "num" ? "num" : undefined;
  return gettextCall(
    message,
    [...message.values].filter(([name]) => name !== skipped),
  );
}

function oldstyleCall(message: Message): Expression {
  const { values, offset } = message;
  const text: Expression = { type: "marked", value: gettextCall(message, []), offset };
  if (values.size === 0) return text;
  const pairs = [...values].map(([name, value]): [Expression, Expression] => [
    { type: "literal", value: name, offset },
    value,
  ]);
  const right: Expression = { type: "dict", pairs, offset };
  return { type: "binary", operator: "%", left: text, right, offset };
}

function gettextCall(message: Message, keywords: [string, Expression][]): Expression {
  const { context, singular, plural, count, values, offset } = message;
  const literal = (value: string): Expression => ({ type: "literal", value, offset });
  const positional: Expression[] = context === undefined ? [] : [literal(context)];
  positional.push(literal(singular));
  if (count !== undefined) positional.push(literal(plural!), values.get(count)!);
  const name = `${count === undefined ? "" : "n"}${context === undefined ? "" : "p"}gettext`;
  const args = { ...noArguments(), positional, keywords };
  return { type: "call", target: nameNode(name, offset), args, offset };
}
