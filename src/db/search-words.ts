/** What a search looks for, as the full-text index of SQLite (FTS5) reads it: `cheap -"red wine"` is `("cheap") NOT ("red wine")`. */

/** How a text that is looked for is read. */
export type SearchKind = "plain" | "phrase" | "websearch" | "raw";

/** Finds nothing, wherever it stands. */
const NOTHING = '""';

/** Gives the text in the syntax of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax); all but `"raw"` takes any text. */
export function fullTextQuery(text: string, kind: SearchKind): string {
  switch (kind) {
    case "raw":
      return text;
    case "phrase":
      return phrase(text);
    case "websearch":
      return readWeb(text);
    default:
      return allOf(words(text));
  }
}

function phrase(text: string): string {
  return hasLetters(text) ? `"${text.replaceAll("\0", " ").replaceAll('"', '""')}"` : NOTHING;
}

function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function words(text: string): string[] {
  return text.split(/\s+/u).filter(hasLetters);
}

function allOf(parts: readonly string[]): string {
  return parts.length === 0 ? NOTHING : parts.map(phrase).join(" AND ");
}

/** As search engines do: words, "phrases", `or` between two, `-` before what must not be there. */
function readWeb(text: string): string {
  const alternatives: string[][] = [[]];
  const unwanted: string[] = [];
  for (const [, minus, quoted, bare] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)) {
    if (quoted === undefined && minus === "" && /^or$/iu.test(bare!)) {
      alternatives.push([]);
      continue;
    }
    const word = quoted ?? bare!;
    if (!hasLetters(word)) continue;
    if (minus === "-") unwanted.push(word);
    else alternatives.at(-1)!.push(word);
  }
  // `a b or c d` is a, and b or c, and d: `or` binds the words beside it.
  const wanted = alternatives.filter((list) => list.length > 0);
  if (wanted.length === 0) return NOTHING;
  const query = joined(wanted);
  return unwanted.length === 0 ? query : `(${query}) NOT (${unwanted.map(phrase).join(" OR ")})`;
}

function joined(lists: readonly (readonly string[])[]): string {
  const groups: string[][] = [];
  lists.forEach((list, index) => {
    const [first, ...rest] = list;
    if (index === 0) groups.push([first!]);
    else groups.at(-1)!.push(first!);
    for (const word of rest) groups.push([word]);
  });
  return groups.map((group) => `(${group.map(phrase).join(" OR ")})`).join(" AND ");
}
