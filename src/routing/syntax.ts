/**
 * Reads a rule's text: `/users/<int(min=1):id>/files/<path:rest>`.
 *
 *     rule      = { "/" | text | "<" [ converter [ "(" arguments ")" ] ":" ] name ">" }
 *     arguments = value | name "=" value, separated by commas
 */

import { FlagonError } from "../base/errors.ts";
import type { ConverterArgument, ConverterArguments } from "./converters.ts";

/** One piece of a rule. */
export type Piece =
  | { kind: "slash" }
  | { kind: "text"; text: string }
  | { kind: "param"; name: string; converter: string; args: ConverterArguments };

const NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const TEXT = /[^</]+/y;
const NUMBER = /^-?(\d+(_\d+)*)(\.\d*)?$/;
const BARE = /-?[\p{L}\p{N}_.\u{a1}-\u{10ffff}]+/uy;
const CONSTANTS: Record<string, ConverterArgument> = { True: true, False: false, None: null };

/**
 * Splits a rule into its pieces.
 *
 * @throws FlagonError `routing.bad-rule` with the place in the rule.
 */
export function parseRule(rule: string): Piece[] {
  return new Reader(rule).pieces();
}

/**
 * Reads the arguments between a converter's parentheses.
 *
 * @throws FlagonError `routing.bad-rule` where they cannot be read.
 */
export function parseArguments(text: string): ConverterArguments {
  const reader = new Reader(`${text})`);
  return reader.args();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pieces(): Piece[] {
    const pieces: Piece[] = [];
    while (this.#at < this.#text.length) pieces.push(this.#piece());
    return pieces;
  }

  args(): ConverterArguments {
    const positional: ConverterArgument[] = [];
    const named: Record<string, ConverterArgument> = Object.create(null);
    this.#blanks();
    while (!this.#take(")")) {
      const name = this.#argumentName();
      const value = this.#value();
      if (name === null) positional.push(value);
      else named[name] = value;
      this.#blanks();
      if (!this.#take(",") && this.#text[this.#at] !== ")")
        this.#fail(`expected "," or ")" after an argument`);
      this.#blanks();
    }
    return { positional, named };
  }

  #piece(): Piece {
    if (this.#take("/")) return { kind: "slash" };
    if (!this.#take("<")) return { kind: "text", text: this.#match(TEXT)! };
    const first = this.#name("a converter or a param name");
    let args: ConverterArguments = { positional: [], named: {} };
    const hasArguments = this.#take("(");
    if (hasArguments) args = this.args();
    if (!hasArguments && this.#take(">"))
      return { kind: "param", name: first, converter: "default", args };
    if (!this.#take(":")) this.#fail(hasArguments ? `expected ":"` : `expected ":" or ">"`);
    const name = this.#name("the param's name");
    if (!this.#take(">")) this.#fail(`expected ">"`);
    return { kind: "param", name, converter: first, args };
  }

  #argumentName(): string | null {
    const start = this.#at;
    const name = this.#match(NAME);
    this.#blanks();
    if (name !== null && this.#take("=")) {
      this.#blanks();
      return name;
    }
    this.#at = start;
    return null;
  }

  #value(): ConverterArgument {
    const quote = this.#text[this.#at];
    if (quote === '"' || quote === "'") {
      const end = this.#text.indexOf(quote, this.#at + 1);
      if (end < 0) this.#fail("the quote is not closed");
      const value = this.#text.slice(this.#at + 1, end);
      this.#at = end + 1;
      return value;
    }
    const bare = this.#match(BARE);
    if (bare === null) this.#fail("expected a value; quote it where it is not a plain word");
    if (Object.hasOwn(CONSTANTS, bare)) return CONSTANTS[bare]!;
    return NUMBER.test(bare) ? Number(bare.replaceAll("_", "")) : bare;
  }

  #name(what: string): string {
    const name = this.#match(NAME);
    if (name === null) this.#fail(`expected ${what}`);
    return name;
  }

  #blanks(): void {
    while (this.#text[this.#at] === " ") this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  #fail(what: string): never {
    throw new FlagonError(`The rule cannot be read: ${what} at character ${this.#at + 1}.`, {
      code: "routing.bad-rule",
      where: `rule "${this.#text}"\n             ${" ".repeat(this.#at)}^`,
      mend: "A param is written <name>, <converter:name> or <converter(argument=1):name>.",
    });
  }
}
