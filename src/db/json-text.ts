/**
 * JSON as Python's `json.dumps` spells it: `{"a": [1, "\u00e9"]}`, so that Django, which compares JSON as text on SQLite, finds what we wrote.
 *
 * What JSON cannot hold is refused with its path; `JSON.stringify` would leave it out, or write null in its place.
 */

/** Something that is no JSON, and where it is in the value. */
export class NotJson extends Error {
  readonly path: readonly (string | number)[];
  readonly value: unknown;

  constructor(value: unknown, path: readonly (string | number)[], message = "") {
    super(message);
    this.value = value;
    this.path = path;
  }

  /** The path as code has it: `value.items[3]`. */
  get place(): string {
    return this.path.reduce<string>(
      (text, key) =>
        typeof key === "number"
          ? `${text}[${key}]`
          : /^[\w$]+$/.test(key)
            ? `${text}.${key}`
            : `${text}[${JSON.stringify(key)}]`,
      "value",
    );
  }
}

/** Deeper than this no database reads it back (SQLite stops at 1,000). */
const DEEPEST = 900;

/**
 * Writes a value as JSON. Objects with `toJSON` (a `Date`, a decimal) are written as what that gives.
 *
 * @throws NotJson for undefined, functions, symbols, bigints, NaN, infinities, cycles, and objects that are more than data.
 */
export function writeJson(value: unknown): string {
  return writeAt(value, []);
}

type Path = (string | number)[];

function writeAt(value: unknown, path: Path): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      if (!Number.isFinite(value)) throw new NotJson(value, [...path]);
      return numeral(value);
    case "object":
      return value === null ? "null" : writeObject(value, path);
    default:
      throw new NotJson(value, [...path]);
  }
}

function writeObject(value: object, path: Path): string {
  if (path.length > DEEPEST) throw new NotJson(value, path.slice(0, 8), "deep");
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") {
    const plain: unknown = toJSON.call(value, String(path.at(-1) ?? ""));
    if (plain === value || (plain === null && value instanceof Date))
      throw new NotJson(value, [...path]);
    return writeAt(plain, path);
  }
  if (Array.isArray(value)) return writeList(value, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (isExotic(value)) throw new NotJson(value, [...path]);
  return prototype === undefined ? "{}" : writeRecord(value as Record<string, unknown>, path);
}

/** Objects whose content is not in their properties would become `{}`. */
function isExotic(value: object): boolean {
  return (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof RegExp ||
    value instanceof Promise ||
    value instanceof Error ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer
  );
}

function writeList(list: readonly unknown[], path: Path): string {
  let text = "";
  for (let index = 0; index < list.length; index++) {
    path.push(index);
    text += (index === 0 ? "" : ", ") + writeAt(list[index], path);
    path.pop();
  }
  return `[${text}]`;
}

function writeRecord(record: Record<string, unknown>, path: Path): string {
  let text = "";
  for (const key of Object.keys(record)) {
    path.push(key);
    text += `${text === "" ? "" : ", "}${quoted(key)}: ${writeAt(record[key], path)}`;
    path.pop();
  }
  return `{${text}}`;
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  // oxlint-disable-next-line no-control-regex -- everything past ASCII is escaped
  if (!/[^\x00-\x7e]/.test(json)) return json;
  return json.replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As Python writes numbers of any size that a database takes: `1e+21` is fine in both. */
function numeral(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}
