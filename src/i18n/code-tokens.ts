/**
 * Cuts TypeScript and JavaScript into words, strings and punctuation, as far as finding calls needs it: comments, regular expressions and the
 * texts of template literals are told apart from code, types are words like any others.
 */

/** A piece of code. */
export interface CodeToken {
  kind: "word" | "string" | "punctuation" | "template";
  value: string;
  line: number;
}

/** What a source has besides its tokens. */
export interface CodeComment {
  text: string;
  startLine: number;
  endLine: number;
  /** True for one that ends with its line. */
  isLine: boolean;
}

const WORD = /[\p{ID_Start}$_#\d][\p{ID_Continue}$\u200c\u200d]*/uy;
const BLANK = /[^\S\n]+/y;
const REGEXP = /\/(?![*/])(?:[^\\/[\n]|\\[^\n]|\[(?:[^\\\]\n]|\\[^\n])*\])+\/[a-z]*/y;
/** Words that an expression may follow, so that a slash behind them begins a regular expression. */
const OPERATOR_WORDS = new Set(
  "return typeof instanceof in of new delete void throw case do else await yield".split(" "),
);
const ESCAPE = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[^]))/g;
const SIMPLE: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\n": "",
  "\r\n": "",
};

/** Gives the tokens and comments of a source. Nothing is refused: what is no code is punctuation. */
export function tokenizeCode(text: string): { tokens: CodeToken[]; comments: CodeComment[] } {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner;
}

class Scanner {
  readonly tokens: CodeToken[] = [];
  readonly comments: CodeComment[] = [];
  readonly #text: string;
  /** How many braces are open in each template literal around. */
  readonly #templates: number[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const char = text[this.#at]!;
      if (char === "\n") {
        this.#line++;
        this.#at++;
      } else if (this.#take(BLANK) === undefined) this.#token(char);
    }
  }

  #token(char: string): void {
    if (char === "/") return this.#slash();
    if (char === '"' || char === "'") return this.#string(char);
    if (char === "`") {
      this.#at++;
      return this.#template("");
    }
    const word = this.#take(WORD);
    if (word !== undefined) return this.#push("word", word);
    const depth = this.#templates.length - 1;
    if (depth >= 0 && char === "{") this.#templates[depth]!++;
    if (depth >= 0 && char === "}" && this.#templates[depth]!-- === 0) {
      this.#templates.pop();
      this.#at++;
      return this.#template(undefined);
    }
    this.#at++;
    this.#push("punctuation", char);
  }

  #slash(): void {
    const next = this.#text[this.#at + 1];
    if (next === "/" || next === "*") return this.#comment(next === "/");
    if (this.#mayBeRegExp() && this.#take(REGEXP) !== undefined) {
      return this.#push("template", "");
    }
    this.#at++;
    this.#push("punctuation", "/");
  }

  #mayBeRegExp(): boolean {
    const last = this.tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === "word") return OPERATOR_WORDS.has(last.value);
    return last.kind === "punctuation" && !/[)\]}]/.test(last.value);
  }

  #comment(isLine: boolean): void {
    const start = this.#at + 2;
    const end = this.#text.indexOf(isLine ? "\n" : "*/", start);
    const stop = end === -1 ? this.#text.length : end;
    const startLine = this.#line;
    const text = this.#text.slice(start, stop);
    this.#line += text.split("\n").length - 1;
    this.#at = isLine || end === -1 ? stop : stop + 2;
    const last = this.comments.at(-1);
    if (isLine && last?.isLine === true && last.endLine === startLine - 1) {
      // Lines of comments below each other are one.
      last.text += `\n${text}`;
      last.endLine = startLine;
    } else {
      const clean = isLine ? text : text.replace(/^[ \t]*\*+/gm, "");
      this.comments.push({ text: clean, startLine, endLine: this.#line, isLine });
    }
  }

  #string(quote: string): void {
    const text = this.#text;
    for (let end = this.#at + 1; end < text.length; end++) {
      const char = text[end]!;
      if (char === "\\") end++;
      else if (char === "\n") break;
      else if (char === quote) {
        const body = text.slice(this.#at + 1, end);
        this.#push("string", unescape(body));
        this.#line += body.split("\n").length - 1;
        this.#at = end + 1;
        return;
      }
    }
    // An apostrophe in the text of a JSX element.
    this.#at++;
    this.#push("punctuation", quote);
  }

  /** Reads a template literal up to its end or its next value. `whole` is undefined where it has had a value already. */
  #template(whole: "" | undefined): void {
    const text = this.#text;
    const start = this.#at;
    const line = this.#line;
    let end = start;
    for (; end < text.length; end++) {
      const char = text[end]!;
      if (char === "\\") end++;
      else if (char === "`" || (char === "$" && text[end + 1] === "{")) break;
    }
    const body = text.slice(start, end);
    this.#line += body.split("\n").length - 1;
    const isEnd = text[end] !== "$";
    this.#at = end + (isEnd ? 1 : 2);
    if (!isEnd) this.#templates.push(0);
    const isPlain = isEnd && whole === "";
    this.tokens.push({
      kind: isPlain ? "string" : "template",
      value: isPlain ? unescape(body) : "",
      line,
    });
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #push(kind: CodeToken["kind"], value: string): void {
    this.tokens.push({ kind, value, line: this.#line });
  }
}

function unescape(body: string): string {
  if (!body.includes("\\")) return body;
  return body.replace(ESCAPE, (_whole, braced, unicode, hex, simple) => {
    const code = (braced ?? unicode ?? hex) as string | undefined;
    if (code === undefined) return SIMPLE[simple as string] ?? (simple as string);
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff ? "" : String.fromCodePoint(point);
  });
}
