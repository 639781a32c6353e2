/** Percent-encoding of paths and queries, byte for byte as Werkzeug writes them. */

/** Values that a query is made from; lists repeat the key, null and undefined are left out. */
export type QueryValues = Readonly<Record<string, unknown>>;

const SAFE_IN_PATH = /^[\w.~!$&'()*+,/:;=@-]*$/;
const KEPT_IN_PATH = /%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g;
const KEPT_IN_QUERY = /%(?:24|2C|2F|3A|3B|3F|40)/g;

/**
 * Percent-encodes text for a path; slashes stay.
 *
 * @see WHATWG URL, "URL-path-segment string"
 */
export function quotePath(text: string): string {
  if (SAFE_IN_PATH.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(KEPT_IN_PATH, decodeURIComponent);
}

/** Percent-encodes text for a query; blanks become `+`. */
export function quoteQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(KEPT_IN_QUERY, decodeURIComponent)
    .replaceAll("~", "~")
    .replaceAll("%20", "+");
}

/** How a query is written. */
export interface QueryOptions {
  /** Sorts by key, then by value. */
  sort: boolean;
  /** Turns a value into text. */
  text: (value: unknown) => string;
}

/** Writes a query without its question mark. */
export function formatQuery(values: QueryValues, { sort, text }: QueryOptions): string {
  const pairs: [string, unknown][] = [];
  for (const [key, value] of Object.entries(values))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== null && item !== undefined) pairs.push([key, item]);
  if (sort) pairs.sort(comparePairs);
  return pairs.map(([key, value]) => `${quoteQuery(key)}=${quoteQuery(text(value))}`).join("&");
}

function comparePairs([keyA, a]: [string, unknown], [keyB, b]: [string, unknown]): number {
  if (keyA !== keyB) return keyA < keyB ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
