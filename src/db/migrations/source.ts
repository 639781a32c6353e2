/** Source text laid out as a formatter would: what fits a line stays on it, the rest is broken at its commas. */

/** A piece of source: plain text, text in a row, or a list between brackets. */
export type Source = string | readonly Source[] | Listing;

/** A list between brackets, with what stands before and behind it. */
export interface Listing {
  readonly open: string;
  readonly items: readonly Source[];
  readonly close: string;
  /** Broken even where it would fit. */
  readonly isBroken?: boolean;
}

const WIDTH = 100;

/** An object: `{ name: value }`; names are quoted where they must be. */
export function objectSource(
  entries: readonly (readonly [name: string, value: Source])[],
  { isBroken = false } = {},
): Source {
  if (entries.length === 0) return "{}";
  const items = entries.map(([name, value]): Source => [`${keySource(name)}: `, value]);
  return { open: "{", items, close: "}", isBroken };
}

/** A call: `name(first, second)`. */
export function callSource(name: string, items: readonly Source[]): Source {
  return items.length === 0 ? `${name}()` : { open: `${name}(`, items, close: ")" };
}

/** An array. */
export function arraySource(items: readonly Source[], { isBroken = false } = {}): Source {
  if (items.length === 0) return "[]";
  return { open: "[", items, close: "]", isBroken: isBroken || isTable(items) };
}

/** Lists of lists, and of objects, each of several entries, go one to a line. */
function isTable(items: readonly Source[]): boolean {
  const opens = items.map((item) =>
    isListing(item) && item.items.length > 1 && /^[[{]$/.test(item.open) ? item.open : "",
  );
  return items.length > 1 && opens[0] !== "" && opens.every((open) => open === opens[0]);
}

/** A text as a literal: in double quotes unless single ones need fewer escapes. */
export function textSource(text: string): string {
  const double = JSON.stringify(text)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  const [doubles, singles] = [count(text, '"'), count(text, "'")];
  if (doubles <= singles) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function keySource(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : textSource(name);
}

function isListing(source: Source): source is Listing {
  return typeof source === "object" && "open" in source;
}

/** Lays a piece of source out, beginning at a column; `after` is how much follows on its last line. */
export function layOut(source: Source, indent = 0, column = indent, after = 0): string {
  const flat = flatten(source);
  if (flat !== undefined && column + flat.length + after <= WIDTH) return flat;
  if (typeof source === "string") return source;
  if (!isListing(source)) return layOutRow(source, indent, column, after);
  const hugged = hug(source, indent, column, after);
  return hugged ?? broken(source, indent);
}

/** The source on one line; undefined where something in it is broken. */
export function flatten(source: Source): string | undefined {
  if (typeof source === "string") return source;
  const items = isListing(source) ? source.items : source;
  if (isListing(source) && source.isBroken === true) return undefined;
  const parts = items.map(flatten);
  if (parts.includes(undefined)) return undefined;
  if (!isListing(source)) return parts.join("");
  const pad = source.open.endsWith("{") ? " " : "";
  return `${source.open}${pad}${parts.join(", ")}${pad}${source.close}`;
}

function layOutRow(row: readonly Source[], indent: number, column: number, after: number): string {
  let text = "";
  const [name, value] = row;
  // A text that is too long for the line of its name goes under it.
  if (
    row.length === 2 &&
    typeof name === "string" &&
    name.endsWith(": ") &&
    typeof value === "string"
  )
    return `${name.trimEnd()}\n${" ".repeat(indent + 2)}${value}`;
  for (const [at, part] of row.entries()) {
    const rest = row
      .slice(at + 1)
      .map((next) => flatten(next) ?? "")
      .join("");
    const own = at === row.length - 1 ? after : Math.min(rest.length, 4) + after;
    text += layOut(part, indent, lastLine(text) ?? column + text.length, own);
  }
  return text;
}

/** The length of the last of several lines. */
function lastLine(text: string): number | undefined {
  const at = text.lastIndexOf("\n");
  return at < 0 ? undefined : text.length - at - 1;
}

/** A call whose last argument alone is a list or an object is broken within that. */
function hug(source: Listing, indent: number, column: number, after: number): string | undefined {
  if (!source.open.endsWith("(")) return undefined;
  const last = source.items.at(-1)!;
  if (!isListing(last) || !/^[[{]$|\($/.test(last.open)) return undefined;
  if (last.open.endsWith("(") && source.items.length > 1) return undefined;
  const first = source.items
    .slice(0, -1)
    .map((item) => (isListing(item) ? undefined : flatten(item)));
  if (first.includes(undefined) || first.join("").length > 60) return undefined;
  if (last.open.endsWith("(")) return undefined;
  const head = `${source.open}${first.map((text) => `${text}, `).join("")}`;
  return `${head}${layOut(last, indent, column + head.length, after + 1)}${source.close}`;
}

function broken({ open, items, close }: Listing, indent: number): string {
  const inner = indent + 2;
  const blank = " ".repeat(inner);
  const lines = items.map((item) => `${blank}${layOut(item, inner, inner, 1)},\n`);
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}
