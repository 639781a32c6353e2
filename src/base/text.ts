/** `flagon/text`: what web sites do with text. Results are those of Django's helpers of the same purpose; every function takes linear time. */

/**
 * Makes the part of an address that a title becomes: lower-case letters, digits, underscores and single hyphens.
 *
 * Accents are dropped and other scripts left out; with `unicode` letters of every script stay.
 *
 * @example
 * slugify("Łódź, Café & Crème!"); // "odz-cafe-creme"
 */
export function slugify(text: string, { unicode = false }: { unicode?: boolean } = {}): string {
  const plain = unicode
    ? text
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\s-]/gu, "")
    : text
        .normalize("NFKD")
        .replace(/[^\0-\x7f]/g, "")
        .toLowerCase()
        .replace(/[^a-z0-9_\s-]/g, "");
  return trim(plain.replace(/[-\s]+/g, "-"), "-_");
}

/** How cut text is marked. */
export interface TruncateOptions {
  /** Stands where text was cut off, and counts. Default `…`. */
  ellipsis?: string;
}

/**
 * Cuts text to at most `count` characters, the ellipsis included. Combining marks do not count, and no character is cut in half.
 *
 * @example
 * truncateCharacters("The quick brown fox", 10); // "The quick…"
 */
export function truncateCharacters(
  text: string,
  count: number,
  { ellipsis = "…" }: TruncateOptions = {},
): string {
  if (count <= 0) return "";
  const normal = text.normalize("NFC");
  const room = roomBeside(ellipsis, count);
  let [length, end] = [0, -1];
  for (let index = 0; index < normal.length;) {
    const character = String.fromCodePoint(normal.codePointAt(index)!);
    if (!COMBINING.test(character)) {
      length += 1;
      if (length > room && end === -1) end = index;
      if (length > count) return withEllipsis(normal.slice(0, Math.max(end, 0)), ellipsis);
    }
    index += character.length;
  }
  return normal;
}

/**
 * Keeps the first `count` words, with single blanks between.
 *
 * @example
 * truncateWords("The quick brown fox", 2); // "The quick…"
 */
export function truncateWords(
  text: string,
  count: number,
  { ellipsis = "…" }: TruncateOptions = {},
): string {
  if (count <= 0) return "";
  const words = text.trim().split(/\s+/);
  const kept = words.slice(0, count).join(" ");
  return words.length > count ? withEllipsis(kept, ellipsis) : kept;
}

/**
 * Makes the first character upper case and leaves the others alone.
 *
 * @example
 * capitalizeFirst("hello World"); // "Hello World"
 */
export function capitalizeFirst(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/**
 * Lists things in a sentence.
 *
 * @example
 * listInText(["a", "b", "c"]); // "a, b or c"
 */
export function listInText(items: readonly unknown[], lastWord = "or"): string {
  const texts = items.map(String);
  if (texts.length < 2) return texts.join("");
  return `${texts.slice(0, -1).join(", ")} ${lastWord} ${texts.at(-1)}`;
}

/** Turns CRLF and CR line ends into LF. */
export function normalizeNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/**
 * Takes a name apart into lower-case words.
 *
 * @example
 * camelCaseToSpaces("blogPostID"); // "blog post id"
 */
export function camelCaseToSpaces(name: string): string {
  return name
    .replace(/(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$)/g, " $&")
    .trim()
    .toLowerCase();
}

/**
 * Splits at white space and keeps quoted phrases together, quotes and all.
 *
 * @example
 * splitQuoted('a "b c" d'); // ["a", '"b c"', "d"]
 */
export function splitQuoted(text: string): string[] {
  const words: string[] = [];
  const unclosed = new Set<string>();
  let index = 0;
  while (index < text.length) {
    if (isBlank(text, index)) index += 1;
    else {
      const end = endOfWord(text, index, unclosed);
      words.push(text.slice(index, end));
      index = end;
    }
  }
  return words;
}

/**
 * Gives the text inside quotes, with escaped quotes and backslashes as they were meant; undefined when there are no quotes around it.
 *
 * @example
 * unquote('"a \\"b\\""'); // 'a "b"'
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || (quote !== '"' && quote !== "'") || !literal.endsWith(quote)) {
    return undefined;
  }
  return literal.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll("\\\\", "\\");
}

/**
 * Breaks lines at blanks so that none is longer than `width` characters, where words allow it; line ends that are there stay.
 *
 * @example
 * wrapText("one two three", 7); // "one two\nthree"
 */
export function wrapText(text: string, width: number): string {
  return normalizeNewlines(text)
    .split("\n")
    .map((line) => wrapLine(line, width))
    .join("\n");
}

/**
 * Spells a telephone number's letters as the digits on the same keys.
 *
 * @example
 * phoneToDigits("0800-FLAGON"); // "0800-352466"
 */
export function phoneToDigits(phone: string): string {
  return phone.toLowerCase().replace(/[a-z]/g, (letter) => KEYPAD[letter.charCodeAt(0) - 97]!);
}

const KEYPAD = "22233344455566677778889999";

const COMBINING = /^\p{M}$/u;

/** How many characters of the text fit beside the ellipsis. */
function roomBeside(ellipsis: string, count: number): number {
  const size = [...ellipsis].filter((character) => !COMBINING.test(character)).length;
  return Math.max(0, count - size);
}

/** A text that ends in the ellipsis anyway does not get a second one. */
function withEllipsis(text: string, ellipsis: string): string {
  return ellipsis !== "…" && text.endsWith(ellipsis) ? text : text + ellipsis;
}

/** A loop and not `/[-_]+$/`, which looks at each run of hyphens again and again. */
function trim(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start]!)) start += 1;
  while (end > start && characters.includes(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

/** Gives the end of the word that begins at `start`; blanks inside quotes belong to it, where the quotes close. */
function endOfWord(text: string, start: number, unclosed: Set<string>): number {
  let index = start;
  while (index < text.length && !isBlank(text, index)) {
    const character = text[index]!;
    const isOpening = (character === '"' || character === "'") && !unclosed.has(character);
    const end = isOpening ? endOfQuotes(text, index) : undefined;
    // Once a quote is not closed no later one of its kind is: without this note the rest would be read again for each of them.
    if (isOpening && end === undefined) unclosed.add(character);
    index = end ?? index + 1;
  }
  return index;
}

function endOfQuotes(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === quote) return index + 1;
  }
  return undefined;
}

function isBlank(text: string, index: number): boolean {
  return /\s/.test(text[index]!);
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\S)(?=\s)/)) {
    if (current !== "" && [...current, ...word].length > width) {
      lines.push(current);
      current = word.trimStart();
    } else current += word;
  }
  return [...lines, current].join("\n");
}
