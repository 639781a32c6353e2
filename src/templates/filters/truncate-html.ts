/**
 * Cuts HTML after so many words or letters of its text: tags do not count, and what is open is closed.
 *
 * Worked example: `<p>One <b>two three</b></p>` cut to two words is `<p>One <b>two …</b></p>`.
 */

/** Elements that have no end tag (HTML, section 13.1.2). */
const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
const NAME = /^<\/?([A-Za-z][^\s/>]*)/;
const ENTITY = /^&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31}\d{0,2});/i;
const LONGEST_NAME = 64;

/** How HTML is cut. */
export interface HtmlCut {
  count: number;
  unit: "words" | "letters";
  /** Stands where text was cut off; counts among the letters. */
  ellipsis: string;
}

/** Cuts HTML; gives it as it is where nothing has to go. */
export function truncateHtml(html: string, { count, unit, ellipsis }: HtmlCut): string {
  if (count <= 0) return unit === "words" ? "" : ellipsis;
  const cutter = new Cutter(count, unit, ellipsis);
  for (const { kind, text, name } of partsOf(html)) {
    if (kind === "comment") cutter.markup(text);
    else if (kind === "tag") cutter.tag(text, name);
    else if (!cutter.text(text)) return cutter.finish();
  }
  return html;
}

interface Part {
  kind: "comment" | "tag" | "text";
  text: string;
  name: string;
}

/** Takes HTML apart in one pass: patterns that look for the end of a tag from every start on take quadratic time (CVE-2024-27351). */
function* partsOf(html: string): Generator<Part> {
  const scanner = new TagScanner(html);
  for (let at = 0; at < html.length;) {
    const part = scanner.markupAt(at) ?? textAt(html, at);
    yield part;
    at += part.text.length;
  }
}

function textAt(html: string, at: number): Part {
  const entity = html[at] === "&" ? ENTITY.exec(html.slice(at, at + LONGEST_NAME))?.[0] : undefined;
  if (entity !== undefined) return { kind: "text", text: entity, name: "" };
  let end = at + 1;
  while (end < html.length && html[end] !== "<" && html[end] !== "&") end++;
  return { kind: "text", text: html.slice(at, end), name: "" };
}

/** Finds tags and comments; what was found to have no end is not looked for again. */
class TagScanner {
  readonly #html: string;
  #hasCommentEnd = true;
  #hasTagEnd = true;
  /** False once a quoted value has had no end: from then on the first `>` ends a tag. */
  #minding = true;

  constructor(html: string) {
    this.#html = html;
  }

  markupAt(at: number): Part | undefined {
    const html = this.#html;
    if (html[at] !== "<") return undefined;
    if (html.startsWith("<!--", at)) {
      const end = this.#hasCommentEnd ? html.indexOf("-->", at + 4) : -1;
      this.#hasCommentEnd = end !== -1;
      return end === -1 ? undefined : { kind: "comment", text: html.slice(at, end + 3), name: "" };
    }
    const name = NAME.exec(html.slice(at, at + LONGEST_NAME))?.[1];
    const end = name === undefined ? -1 : this.#endOfTag(at);
    if (name === undefined || end === -1) return undefined;
    return { kind: "tag", text: html.slice(at, end + 1), name: name.toLowerCase() };
  }

  #endOfTag(at: number): number {
    if (!this.#hasTagEnd) return -1;
    const end = this.#minding ? this.#endAfterQuotes(at) : -1;
    if (end !== -1) return end;
    this.#minding = false;
    const first = this.#html.indexOf(">", at);
    this.#hasTagEnd = first !== -1;
    return first;
  }

  #endAfterQuotes(at: number): number {
    const html = this.#html;
    for (let index = at; index < html.length; index++) {
      const char = html[index]!;
      if (char === ">") return index;
      if (char !== '"' && char !== "'") continue;
      index = html.indexOf(char, index + 1);
      if (index === -1) return -1;
    }
    return -1;
  }
}

class Cutter {
  readonly #count: number;
  readonly #unit: "words" | "letters";
  readonly #ellipsis: string;
  readonly #open: string[] = [];
  #used = 0;
  #out = "";
  /** The output, and the open elements, at the place where it will be cut if more follows. */
  #cut: { out: string; open: string[] } | undefined;
  /** True within a word, which may go on in the next part. */
  #inWord = false;

  constructor(count: number, unit: "words" | "letters", ellipsis: string) {
    this.#count = count;
    this.#unit = unit;
    this.#ellipsis = ellipsis;
    if (unit === "letters" && this.#room === 0) this.#mark();
  }

  /** Letters that may stand before the ellipsis. */
  get #room(): number {
    return Math.max(0, this.#count - [...this.#ellipsis].length);
  }

  markup(part: string): void {
    this.#out += part;
  }

  tag(part: string, name: string): void {
    this.#out += part;
    this.#inWord &&= !BLOCKS.has(name);
    if (part.startsWith("</")) {
      if (this.#open.at(-1) === name) this.#open.pop();
    } else if (!VOID.has(name) && !part.endsWith("/>")) {
      this.#open.push(name);
    }
  }

  /** Adds text; false when it is more than there is room for. */
  text(part: string): boolean {
    return this.#unit === "words" ? this.#addWords(part) : this.#addLetters(part);
  }

  #addWords(part: string): boolean {
    for (const piece of part.match(/\s+|\S+/gu) ?? []) {
      if (/^\s/u.test(piece)) {
        this.#inWord = false;
      } else if (!this.#inWord) {
        if (this.#used === this.#count) return false;
        this.#used++;
        this.#inWord = true;
      }
      this.#out += piece;
      if (this.#inWord && this.#used === this.#count) this.#mark();
    }
    return true;
  }

  #addLetters(part: string): boolean {
    const letters = /^&./u.test(part) ? [part] : part;
    for (const letter of letters) {
      if (!/^\p{M}/u.test(letter)) {
        if (this.#used === this.#count) return false;
        this.#used++;
      }
      this.#out += letter;
      if (this.#used === this.#room) this.#mark();
    }
    return true;
  }

  #mark(): void {
    this.#cut = { out: this.#out, open: [...this.#open] };
  }

  finish(): string {
    const { out, open } = this.#cut ?? { out: this.#out, open: this.#open };
    const closing = open.toReversed().map((name) => `</${name}>`);
    return out + this.#ellipsis + closing.join("");
  }
}

/** Elements whose borders end a word. */
const BLOCKS = new Set(
  "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
