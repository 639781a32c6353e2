/**
 * Cuts HTML after so many words or letters of its text: tags do not count, and what is open is closed.
 *
 * Worked example: `<p>One <b>two three</b></p>` cut to two words is `<p>One <b>two …</b></p>`.
 */

/** Elements that have no end tag (HTML, section 13.1.2). */
const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
const PART =
  /<!--[^]*?-->|<\/?([A-Za-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^'">])*>|&(?:#\d+|#x[\da-f]+|[a-z]+\d*);|[^<&]+|[<&]/giu;

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
  for (const [part, tag] of html.matchAll(PART)) {
    if (part.startsWith("<!--")) cutter.markup(part);
    else if (tag !== undefined) cutter.tag(part, tag.toLowerCase());
    else if (!cutter.text(part)) return cutter.finish();
  }
  return html;
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
