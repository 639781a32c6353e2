/** The tokens of a template while they are parsed: looking ahead, expecting, and errors that name the place. */

import { TemplateSyntaxError } from "./errors.ts";
import type { TemplateSource } from "./source.ts";
import { describeToken, type Token, type TokenType } from "./tokens.ts";

/** How deep tags and brackets may stand in each other; more is an attack or a mistake. */
const DEEPEST = 250;

/** Walks the tokens of one template. */
export class TokenStream {
  readonly source: TemplateSource;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(source: TemplateSource, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
  }

  /** The token that comes next. */
  get current(): Token {
    return this.#tokens[this.#index]!;
  }

  /** The token after the current one. */
  get following(): Token {
    return this.#tokens[this.#index + 1] ?? this.current;
  }

  /** Gives the current token and goes on to the next. */
  next(): Token {
    const token = this.current;
    if (token.type !== "end") this.#index++;
    return token;
  }

  /** Tells whether the current token is of a type, and has a value where one is given. */
  is(type: TokenType, value?: string): boolean {
    const { current } = this;
    return current.type === type && (value === undefined || current.value === value);
  }

  /** Tells whether the current token is an operator. */
  isOperator(value: string): boolean {
    return this.is("operator", value);
  }

  /** Tells whether the current token is one of the words. */
  isWord(...words: string[]): boolean {
    return this.current.type === "name" && words.includes(this.current.value);
  }

  /** Goes past a token where it is the current one. */
  skip(type: TokenType, value?: string): boolean {
    if (!this.is(type, value)) return false;
    this.next();
    return true;
  }

  /** Goes past a token that has to be there. */
  expect(type: TokenType, value?: string): Token {
    if (this.is(type, value)) return this.next();
    const wanted = describeToken({ type, value: value ?? "", offset: 0 });
    const kind = value === undefined && type === "name" ? "a name" : wanted;
    throw this.error(`Expected ${kind}, found ${describeToken(this.current)}.`);
  }

  /** Runs a step one level deeper. @throws TemplateSyntaxError when there are too many levels */
  deeper<T>(step: () => T): T {
    if (++this.#depth > DEEPEST) {
      throw this.error(`More than ${DEEPEST} levels stand in each other here.`);
    }
    const result = step();
    this.#depth--;
    return result;
  }

  /** Makes the error for a place, the current token's unless told. */
  error(what: string, offset?: number, mend?: string): TemplateSyntaxError {
    const error = new TemplateSyntaxError(what, "templates.syntax", mend);
    return this.located(error, offset ?? this.current.offset);
  }

  /** Tells an error its place. */
  located(error: TemplateSyntaxError, offset: number): TemplateSyntaxError {
    return error.locate(this.source.placeOf(offset));
  }
}
