/** The headers of a message: the web's `Headers` surface over one flat array, made for a writer that needs no copy. */

import { FlagonError } from "../base/errors.ts";

/** What headers can be made from: pairs (a `Headers` object is one such), or an object of texts and lists of texts. */
export type HeaderSource =
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Node refuses the same set when it writes (controls but tab, anything past Latin-1): better told here, where the name is known.
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Holds headers by name in any letter case, with the methods of the web's `Headers`.
 *
 * Iteration, joining and `set-cookie` (a line of its own each) are those of `Headers`; a line end at the edge of a value is refused
 * here, where `Headers` trims it. Names are kept in lower case, and a request reads and writes without any copy being made.
 *
 * @throws FlagonError `http.header-name` for a name that is no token, `http.header-value` for a value with CR, LF, NUL, another control
 * character or a character past U+00FF (header injection; CWE-113).
 * @example
 * const headers = new HeaderMap({ "Content-Type": "text/plain" });
 * headers.append("vary", "accept");
 * headers.append("vary", "cookie");
 * headers.get("Vary"); // "accept, cookie"
 * @see RFC 9110 section 5
 */
export class HeaderMap {
  #flat: string[];

  constructor(source?: HeaderSource) {
    this.#flat = [];
    if (source !== undefined) this.#fill(source);
  }

  /**
   * Takes over a flat array `[name, value, …]` whose names are in lower case and whose values have been checked.
   *
   * No copy is made and nothing is validated: for what a server has parsed, and for the framework's own constants.
   */
  static fromTrusted(flat: string[]): HeaderMap {
    const headers = new HeaderMap();
    headers.#flat = flat;
    return headers;
  }

  /** Gives the value, values of the same name joined by a comma and a blank, or null. */
  get(name: string): string | null {
    const flat = this.#flat;
    const key = name.toLowerCase();
    let found: string | null = null;
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === key)
        found = found === null ? flat[index + 1]! : `${found}, ${flat[index + 1]}`;
    }
    return found;
  }

  /** Tells whether there is such a header. */
  has(name: string): boolean {
    return this.#indexOf(name.toLowerCase()) >= 0;
  }

  /** Gives the value of each `set-cookie` line. */
  getSetCookie(): string[] {
    const flat = this.#flat;
    const found: string[] = [];
    for (let index = 0; index < flat.length; index += 2) {
      if (flat[index] === "set-cookie") found.push(flat[index + 1]!);
    }
    return found;
  }

  /** Puts one value in the place of all there were. */
  set(name: string, value: string): void {
    this.setTrusted(checkedName(name), checkedValue(name, value));
  }

  /** Adds a value and keeps those there are. */
  append(name: string, value: string): void {
    this.appendTrusted(checkedName(name), checkedValue(name, value));
  }

  /** Takes every value of the name away. */
  delete(name: string): void {
    const key = name.toLowerCase();
    this.#deleteFrom(key, 0);
  }

  /** Does what `set` does without a check: `name` in lower case, both from the framework's own constants. */
  setTrusted(name: string, value: string): void {
    const flat = this.#flat;
    const index = this.#indexOf(name);
    if (index < 0) {
      flat.push(name, value);
      return;
    }
    flat[index + 1] = value;
    this.#deleteFrom(name, index + 2);
  }

  /** Does what `append` does without a check: `name` in lower case, both from the framework's own constants. */
  appendTrusted(name: string, value: string): void {
    const flat = this.#flat;
    const index = name === "set-cookie" ? -1 : this.#indexOf(name);
    if (index < 0) flat.push(name, value);
    else flat[index + 1] = `${flat[index + 1]}, ${value}`;
  }

  /** Gives the flat array itself, `[name, value, …]` with names in lower case: for the writer, which reads and never changes it. */
  raw(): readonly string[] {
    return this.#flat;
  }

  /** Gives the number of header lines. */
  get size(): number {
    return this.#flat.length / 2;
  }

  /** Calls `visit` for each header in the order of iteration. */
  forEach(visit: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this.#pairs()) visit(value, name, this);
  }

  /** Gives `[name, value]` pairs, sorted by name; each `set-cookie` is a pair of its own. */
  entries(): IterableIterator<[string, string]> {
    return this.#pairs().values();
  }

  /** Gives the names in the order of iteration. */
  keys(): IterableIterator<string> {
    return this.#pairs()
      .map(([name]) => name)
      .values();
  }

  /** Gives the values in the order of iteration. */
  values(): IterableIterator<string> {
    return this.#pairs()
      .map(([, value]) => value)
      .values();
  }

  /** Gives what `entries()` gives. */
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  #indexOf(key: string): number {
    const flat = this.#flat;
    for (let index = 0; index < flat.length; index += 2) if (flat[index] === key) return index;
    return -1;
  }

  #deleteFrom(key: string, start: number): void {
    const flat = this.#flat;
    let kept = start;
    for (let index = start; index < flat.length; index += 2) {
      if (flat[index] === key) continue;
      if (kept !== index) {
        flat[kept] = flat[index]!;
        flat[kept + 1] = flat[index + 1]!;
      }
      kept += 2;
    }
    flat.length = kept;
  }

  #fill(source: HeaderSource): void {
    if (source instanceof HeaderMap) {
      this.#flat.push(...source.#flat);
    } else if (Symbol.iterator in source) {
      for (const [name, value] of source as Iterable<readonly [string, string]>)
        this.append(name, value);
    } else {
      for (const [name, value] of Object.entries(source)) {
        if (typeof value === "string") this.append(name, value);
        else if (value !== undefined) for (const one of value) this.append(name, one);
      }
    }
  }

  #pairs(): [string, string][] {
    const flat = this.#flat;
    const pairs: [string, string][] = [];
    for (let index = 0; index < flat.length; index += 2)
      pairs.push([flat[index]!, flat[index + 1]!]);
    // The sort is stable, so cookies keep their order.
    return pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** Gives the name in lower case, or throws `http.header-name`. */
function checkedName(name: string): string {
  if (TOKEN.test(name)) return name.toLowerCase();
  throw new FlagonError("A header name may hold letters, digits and !#$%&'*+-.^_`|~ only.", {
    code: "http.header-name",
    where: `header ${JSON.stringify(name)}`,
    mend: "Take blanks, colons and line ends out of the name.",
  });
}

/** Gives the value without blanks at its edges, or throws `http.header-value`. The value is not shown: it may be a secret. */
function checkedValue(name: string, value: string): string {
  const text = typeof value === "string" ? value : String(value);
  const bad = FORBIDDEN_IN_VALUE.exec(text);
  if (bad === null) return hasBlankEdge(text) ? text.replace(/^[\t ]+|[\t ]+$/g, "") : text;
  const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  throw new FlagonError(`A header value holds the character U+${code}, which cannot be sent.`, {
    code: "http.header-value",
    where: `header "${name.toLowerCase()}", character ${bad.index + 1} of its value`,
    mend: "Encode the text first (encodeURIComponent, or formatOptions for parameters), or leave the character out.",
  });
}

function hasBlankEdge(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first === 32 || first === 9 || last === 32 || last === 9;
}
