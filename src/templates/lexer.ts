/** Cuts the text of a template into tokens: first into text and tags, then each tag into names, numbers, strings and operators. */

import { TemplateSyntaxError } from "./errors.ts";
import type { TemplateComment } from "./message-extractor.ts";
import type { TemplateSource } from "./source.ts";
import { unescapeString } from "./string-literals.ts";
import type { Syntax, Token, TokenType } from "./tokens.ts";

const ESCAPE_REGEXP = /[\\^$.*+?()[\]{}|]/g;
const SPACE = /\s+/y;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{ID_Continue}]+/uy;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const BLANK = 1;
const DIGIT = 2;
const LETTER = 3;
/** The kinds of the characters of ASCII that tokens begin with, by their codes. */
const KINDS: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char === " ") return BLANK;
  if (/\d/.test(char)) return DIGIT;
  return /[A-Za-z_]/.test(char) ? LETTER : 0;
});
/** What begins with neither a letter nor white space. */
const SYMBOL = /^[^\p{ID_Continue}\s]/u;
const CLOSERS: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/** Drops what the syntax says of line ends: makes them `\n` and takes the last one off. */
export function normalizeText(text: string, syntax: Syntax): string {
  const unix = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  return !syntax.keepTrailingNewline && unix.endsWith("\n") ? unix.slice(0, -1) : unix;
}

/** Makes a lexer for a syntax; its patterns are built once. */
export class Lexer {
  readonly #syntax: Syntax;
  readonly #patterns: Patterns;

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
    this.#patterns = patternsOf(syntax);
  }

  /** Gives the tokens of a template. @throws TemplateSyntaxError */
  tokenize(source: TemplateSource): Token[] {
    return new Run(source, this.#syntax, this.#patterns).tokens();
  }

  /** Gives the comments of a template. @throws TemplateSyntaxError */
  comments(source: TemplateSource): TemplateComment[] {
    const run = new Run(source, this.#syntax, this.#patterns);
    run.tokens();
    return run.comments;
  }
}

interface Patterns {
  root: RegExp;
  commentEnd: RegExp;
  rawEnd: RegExp;
  blockEnd: RegExp;
  variableEnd: RegExp;
  lineEnd: RegExp;
  lineComment: RegExp;
}

function patternsOf(syntax: Syntax): Patterns {
  const block = escape(syntax.blockStart);
  const blockEnd = escape(syntax.blockEnd);
  const suffix = syntax.trimBlocks ? "\\n?" : "";
  const rules: [string, string][] = [
    [syntax.commentStart, `(?<comment>${escape(syntax.commentStart)}[-+]?)`],
    [syntax.blockStart, `(?<block>${block}[-+]?)`],
    [syntax.variableStart, `(?<variable>${escape(syntax.variableStart)}[-+]?)`],
  ];
  const { lineStatementPrefix: line, lineCommentPrefix: remark } = syntax;
  if (line) rules.push([line, `(?<line>^[ \\t\\v]*${escape(line)}[-+]?)`]);
  if (remark) rules.push([remark, `(?<remark>(?:^|(?<=\\S))[^\\S\\r\\n]*${escape(remark)}[-+]?)`]);
  rules.sort(([a], [b]) => b.length - a.length);
  const raw = `(?<raw>${block}[-+]?\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))`;
  const commentEnd = escape(syntax.commentEnd);
  const variableEnd = escape(syntax.variableEnd);
  return {
    root: new RegExp([raw, ...rules.map(([, rule]) => rule)].join("|"), "gm"),
    commentEnd: new RegExp(`\\+${commentEnd}|-${commentEnd}\\s*|${commentEnd}${suffix}`, "g"),
    rawEnd: new RegExp(
      `${block}(?<sign>[-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix})`,
      "g",
    ),
    blockEnd: new RegExp(`\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix}`, "y"),
    variableEnd: new RegExp(`-${variableEnd}\\s*|${variableEnd}`, "y"),
    lineEnd: /\s*(?:\n|$)/my,
    lineComment: /[^\n]*/y,
  };
}

function escape(text: string): string {
  return text.replace(ESCAPE_REGEXP, "\\$&");
}

/** One pass over one template. */
class Run {
  readonly #source: TemplateSource;
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #patterns: Patterns;
  readonly #tokens: Token[] = [];
  readonly comments: TemplateComment[] = [];
  #at = 0;
  #lineStarting = true;

  constructor(source: TemplateSource, syntax: Syntax, patterns: Patterns) {
    this.#source = source;
    this.#text = source.text;
    this.#syntax = syntax;
    this.#patterns = patterns;
  }

  tokens(): Token[] {
    const { root } = this.#patterns;
    for (;;) {
      root.lastIndex = this.#at;
      const match = root.exec(this.#text);
      if (match === null) break;
      this.#tag(match);
    }
    this.#pushText(this.#text.slice(this.#at), this.#at);
    const last = this.#tokens.at(-1);
    this.#push("end", "", last?.offset ?? 0);
    return this.#tokens;
  }

  #tag(match: RegExpExecArray): void {
    const groups = match.groups!;
    const [found] = match;
    const start = match.index;
    const isVariable = groups["variable"] !== undefined;
    const isRaw = groups["raw"] !== undefined;
    const sign = isRaw ? found[this.#syntax.blockStart.length]! : found.at(-1)!;
    this.#pushText(this.#strip(this.#text.slice(this.#at, start), sign, isVariable), this.#at);
    this.#at = start + found.length;
    if (isRaw) this.#raw(start);
    else if (groups["comment"] !== undefined) this.#comment(start);
    else if (groups["remark"] !== undefined) this.#skipLine();
    else if (isVariable) this.#inside("variable", start);
    else this.#inside(groups["block"] === undefined ? "line" : "block", start);
    this.#lineStarting = this.#text[this.#at - 1] === "\n";
  }

  /** Drops white space before a tag, as its sign and `lstripBlocks` say. */
  #strip(text: string, sign: string, isVariable: boolean): string {
    if (sign === "-") return text.trimEnd();
    if (sign === "+" || !this.#syntax.lstripBlocks || isVariable) return text;
    const lineStart = text.lastIndexOf("\n") + 1;
    if (lineStart === 0 && !this.#lineStarting) return text;
    return /^\s*$/.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
  }

  #raw(start: number): void {
    const { rawEnd } = this.#patterns;
    rawEnd.lastIndex = this.#at;
    const end = rawEnd.exec(this.#text);
    if (end === null) throw this.#error('A "raw" tag has no "endraw".', start);
    const text = this.#text.slice(this.#at, end.index);
    this.#lineStarting = this.#text[this.#at - 1] === "\n";
    this.#pushText(this.#strip(text, end.groups!["sign"]!, false), this.#at);
    this.#at = end.index + end[0].length;
  }

  #comment(start: number): void {
    const { commentEnd } = this.#patterns;
    commentEnd.lastIndex = this.#at;
    const end = commentEnd.exec(this.#text);
    if (end === null) {
      throw this.#error(`A comment has no end: "${this.#syntax.commentEnd}" is missing.`, start);
    }
    this.comments.push({ text: this.#text.slice(this.#at, end.index), offset: this.#at });
    this.#at = end.index + end[0].length;
  }

  #skipLine(): void {
    const offset = this.#at;
    this.comments.push({ text: this.#take(this.#patterns.lineComment)!, offset });
  }

  #inside(kind: "variable" | "block" | "line", start: number): void {
    const name = kind === "variable" ? "variable" : "block";
    this.#push(`${name} start`, "", start);
    const end = this.#patterns[`${kind}End`];
    const open: string[] = [];
    const last = kind === "line" ? this.#text.length + 1 : this.#text.length;
    // A letter begins no end of a tag, unless the delimiters are made of letters.
    const isPlain = kind !== "line" && SYMBOL.test(this.#syntax[`${kind}End`]);
    while (this.#at < last) {
      const at = this.#at;
      if (isPlain) {
        const kindOf = KINDS[this.#text.charCodeAt(at)];
        if (kindOf === BLANK) {
          this.#at++;
          continue;
        }
        if (kindOf === LETTER) {
          this.#name(at);
          continue;
        }
      }
      if (open.length === 0 && this.#take(end) !== undefined) {
        this.#push(`${name} end`, "", at);
        return;
      }
      if (this.#take(SPACE) === undefined) this.#word(open);
    }
  }

  #word(open: string[]): void {
    const at = this.#at;
    if (KINDS[this.#text.charCodeAt(at)] === DIGIT && this.#number(at)) return;
    const name = this.#take(NAME);
    if (name !== undefined) {
      if (!/^[\p{ID_Start}_]/u.test(name)) throw this.#error(`"${name}" cannot be a name.`, at);
      return this.#push("name", name, at);
    }
    const string = this.#take(STRING);
    if (string !== undefined) return this.#push("string", this.#stringOf(string, at), at);
    const operator = this.#take(OPERATOR);
    if (operator === undefined) throw this.#strangeCharacter(at);
    if (operator in CLOSERS) open.push(operator);
    else if (operator === ")" || operator === "]" || operator === "}") {
      const expected = CLOSERS[open.pop() ?? ""];
      if (expected !== operator) throw this.#mismatch(operator, expected, at);
    }
    this.#push("operator", operator, at);
  }

  /** Takes a name that begins with a letter of ASCII. */
  #name(at: number): void {
    const text = this.#text;
    let end = at + 1;
    while (KINDS[text.charCodeAt(end)]! >= DIGIT) end++;
    // Letters of other alphabets go on in a pattern.
    if (end < text.length && text.charCodeAt(end) > 127) {
      this.#push("name", this.#take(NAME)!, at);
      return;
    }
    this.#at = end;
    this.#push("name", text.slice(at, end), at);
  }

  #number(at: number): boolean {
    const float = this.#take(FLOAT);
    const text = float ?? this.#take(INTEGER);
    if (text === undefined) return false;
    this.#push(float === undefined ? "integer" : "float", text.replaceAll("_", ""), at);
    return true;
  }

  #stringOf(literal: string, at: number): string {
    const body = literal.slice(1, -1);
    const inner =
      this.#syntax.newline === "\n" ? body : body.replaceAll("\n", this.#syntax.newline);
    try {
      return inner.includes("\\") ? unescapeString(inner) : inner;
    } catch (error) {
      throw this.#error((error as Error).message, at);
    }
  }

  #strangeCharacter(at: number): TemplateSyntaxError {
    const char = String.fromCodePoint(this.#text.codePointAt(at)!);
    if (char === '"' || char === "'") return this.#error("A string is not closed.", at);
    const words: Record<string, string> = { "&": "and", "!": "not" };
    const mend = words[char] && `Write "${words[char]}".`;
    return this.#error(`The character ${JSON.stringify(char)} has no meaning here.`, at, mend);
  }

  #mismatch(found: string, expected: string | undefined, at: number): TemplateSyntaxError {
    if (expected === undefined)
      return this.#error(`Nothing is open that "${found}" could close.`, at);
    return this.#error(`"${expected}" should come before "${found}".`, at);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #pushText(text: string, offset: number): void {
    if (text === "") return;
    const { newline } = this.#syntax;
    this.#push("text", newline === "\n" ? text : text.replaceAll("\n", newline), offset);
  }

  #push(type: TokenType, value: string, offset: number): void {
    this.#tokens.push({ type, value, offset });
  }

  #error(what: string, offset: number, mend?: string): TemplateSyntaxError {
    return new TemplateSyntaxError(what, "templates.syntax", mend).locate(
      this.#source.placeOf(offset),
    );
  }
}
