/**
 * Values within the composite texts of PostgreSQL: arrays (`{1,"a b",NULL}`), ranges (`[1,10)`), hstore (`"a"=>"1"`).
 *
 * Worked example: `{{1,2},{3,NULL}}` is `[["1", "2"], ["3", null]]`; fields turn the texts into values.
 */

/** The items of an array's text: texts, nulls, and arrays within. */
export type ArrayItem = string | null | ArrayItem[];

/** Reads the text of an array; undefined where it is none. Texts with bounds (`[2:3]={…}`) lose them, as in every driver. */
export function parseArray(text: string): ArrayItem[] | undefined {
  const start = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  if (text[start] !== "{") return undefined;
  const reader = new ArrayReader(text, start);
  const items = reader.list();
  return items !== undefined && reader.at === text.length ? items : undefined;
}

class ArrayReader {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** Reads from an opening brace to behind its closing one. */
  list(): ArrayItem[] | undefined {
    const items: ArrayItem[] = [];
    this.at += 1;
    if (this.text[this.at] === "}") {
      this.at += 1;
      return items;
    }
    while (this.at < this.text.length) {
      const item = this.item();
      if (item === undefined) return undefined;
      items.push(item);
      const next = this.text[this.at++];
      if (next === "}") return items;
      if (next !== ",") return undefined;
    }
    return undefined;
  }

  item(): ArrayItem | undefined {
    const first = this.text[this.at];
    if (first === "{") return this.list();
    if (first === '"') return this.quoted();
    let end = this.at;
    while (end < this.text.length && this.text[end] !== "," && this.text[end] !== "}") end += 1;
    const bare = this.text.slice(this.at, end);
    this.at = end;
    return bare === "NULL" ? null : bare;
  }

  quoted(): string | undefined {
    const found = readQuoted(this.text, this.at);
    if (found === undefined) return undefined;
    this.at = found.end;
    return found.value;
  }
}

/** Reads a text in quotes, with backslashes and doubled quotes in it, from its first quote on. */
function readQuoted(text: string, start: number): { value: string; end: number } | undefined {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\") value += text[++at] ?? "";
    else if (character !== '"') value += character;
    else if (text[at + 1] === '"') value += text[++at];
    else return { value, end: at + 1 };
  }
  return undefined;
}

/** Writes a text in quotes, as arrays, ranges and hstore take it. */
export function quote(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}

const SPECIAL = /["\\]/;

/** The ends of a range as text; null where it has none. */
export interface RangeText {
  lower: string | null;
  upper: string | null;
  bounds: string;
}

/** Reads the text of a range; `"empty"` for the empty one, undefined where it is none. */
export function parseRange(text: string): RangeText | "empty" | undefined {
  if (text === "empty") return "empty";
  const open = text[0];
  const close = text.at(-1);
  if ((open !== "[" && open !== "(") || (close !== "]" && close !== ")")) return undefined;
  const lower = readEnd(text, 1, ",");
  if (lower === undefined || text[lower.end] !== ",") return undefined;
  const upper = readEnd(text, lower.end + 1, close);
  if (upper === undefined || upper.end !== text.length - 1) return undefined;
  return { lower: lower.value, upper: upper.value, bounds: open + close };
}

function readEnd(
  text: string,
  start: number,
  stop: string,
): { value: string | null; end: number } | undefined {
  if (text[start] === '"') return readQuoted(text, start);
  const end = text.indexOf(stop, start);
  if (end === -1) return undefined;
  return { value: end === start ? null : text.slice(start, end), end };
}

/** Reads the text of an hstore; undefined where it is none. */
export function parseHstore(text: string): Record<string, string | null> | undefined {
  const found: [key: string, value: string | null][] = [];
  let at = 0;
  while (at < text.length) {
    const key = readQuoted(text, at);
    if (key === undefined || !text.startsWith("=>", key.end)) return undefined;
    const start = key.end + 2;
    const isNull = text.startsWith("NULL", start);
    const value = isNull ? { value: null, end: start + 4 } : readQuoted(text, start);
    if (value === undefined) return undefined;
    found.push([key.value, value.value]);
    at = value.end;
    if (at === text.length) break;
    if (!text.startsWith(", ", at)) return undefined;
    at += 2;
  }
  // Not by assignment: `__proto__` is a key like any other.
  return Object.fromEntries(found);
}

/** Gives the value of a text within an array or a range as the driver gives that of a column of the type: numbers, booleans, bytes; else the text. */
export function fromText(type: string, text: string): unknown {
  switch (type.replace(/\(.*$/, "")) {
    case "smallint":
    case "integer":
    case "double precision":
      return Number(text);
    case "bigint": {
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : BigInt(text);
    }
    case "boolean":
      return text === "t";
    case "bytea":
      return Uint8Array.from(text.slice(2).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    default:
      return text;
  }
}

/** Gives the text of a value that the driver would take for a column, for an array or a range. */
export function toText(value: unknown): string {
  if (value === true) return "t";
  if (value === false) return "f";
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return String(value);
}

/** The text of an array of plain values, as drivers take them: many rows travel as one such text for each column. */
export function arrayText(values: readonly unknown[]): string {
  let text = "";
  for (const value of values) text += text === "" ? itemText(value) : `,${itemText(value)}`;
  return `{${text}}`;
}

function itemText(value: unknown): string {
  switch (typeof value) {
    case "number":
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    case "string":
      return quote(value);
    default:
      break;
  }
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString("hex")}"`;
  return quote(value instanceof Date ? value.toISOString() : String(value));
}
