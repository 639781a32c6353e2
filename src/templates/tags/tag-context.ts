/** What the parsers of single tags ask of the parser. */

import type { ExpressionParser } from "../expression-parser.ts";
import type { Arguments, CallNode, Expression, NameNode, Parameters, Statement } from "../nodes.ts";
import type { TokenStream } from "../token-stream.ts";

/** The parser as tags see it. */
export interface TagContext {
  readonly stream: TokenStream;
  readonly expressions: ExpressionParser;
  /** The tag that the current one stands in. */
  readonly outerTag: string | undefined;
  /** Parses the rest of an opening tag and the body up to one of the words; goes past the closing word. */
  bodyUntil(...until: string[]): { body: Statement[]; word: string };
  /** Parses a body that loops outside of it do not reach. */
  inner<T>(parse: () => T): T;
  /** Parses the parameters of a macro, with their parentheses. */
  parameters(): Parameters;
  /** Notes the name of a block. */
  nameBlock(name: string, twice: string, offset: number): void;
}

/** Makes the node of a name. */
export function nameNode(name: string, offset: number): NameNode {
  return { type: "name", name, offset };
}

/** Makes the node of a text. */
export function textNode(value: string, offset: number): Expression {
  return { type: "literal", value, offset };
}

/** Gives the name that the function of a tag has among the globals: with a `$`, so that no template can write it. */
export function hiddenName(tag: string): string {
  return `$tag_${tag}`;
}

/** Tells whether templates can write a name. */
export function isVisible(name: string): boolean {
  return !name.startsWith("$");
}

/** Makes the call of the function of a tag. */
export function callHidden(name: string, args: Arguments, offset: number): CallNode {
  return { type: "call", target: nameNode(hiddenName(name), offset), args, offset };
}
