/** Paths and file names that strangers send, made safe to put below a folder of ours. */

/** Names that are devices on Windows, whatever their ending: opening one hangs or writes to it. */
const DEVICES = /^(?:con|prn|aux|nul|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³])$/i;
const MOST_BYTES = 100;

/** Options of `safeJoin` and `secureFilename`. */
export interface PathOptions {
  /** `"posix"` takes what only Windows refuses: device names, backslashes. Default: what is safe on every platform. */
  platform?: "posix" | "any";
}

/**
 * Joins untrusted paths to a trusted folder, or gives undefined when the result would leave it.
 *
 * Absolute paths, `..` that climbs out, NUL and, unless `platform` is `"posix"`, backslashes and device names are refused. Symbolic links
 * are not followed here: compare real paths when the folder may hold some.
 *
 * @example
 * safeJoin("uploads", "a/../b.txt"); // "uploads/b.txt"
 * safeJoin("uploads", "../secret"); // undefined
 * @see CWE-22
 */
export function safeJoin(
  folder: string,
  untrusted: string | readonly string[],
  options: PathOptions = {},
): string | undefined {
  let path = folder === "" ? "." : folder;
  for (const part of typeof untrusted === "string" ? [untrusted] : untrusted) {
    if (part === "") continue;
    const clean = normalizePath(part);
    if (!isBelow(clean) || (options.platform !== "posix" && !isPortable(clean))) return undefined;
    path = path.endsWith("/") ? path + clean : `${path}/${clean}`;
  }
  return path;
}

function isBelow(path: string): boolean {
  return !path.startsWith("/") && path !== ".." && !path.startsWith("../") && !path.includes("\0");
}

function isPortable(path: string): boolean {
  if (/[\\:]/.test(path)) return false;
  return path.split("/").every((segment) => !DEVICES.test(segment.split(".", 1)[0]!.trim()));
}

/** Takes `.`, `..` and doubled slashes out, as POSIX `normpath` does; two leading slashes stay two. */
function normalizePath(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (root === "") kept.push(segment);
  }
  return root + kept.join("/") || ".";
}

/**
 * Makes a plain ASCII file name out of what an upload calls itself; the result may be empty.
 *
 * Folders become part of the name, accents are dropped, blanks become `_`, dots and `_` at the edges go. Unless `platform` is `"posix"`,
 * a device name gets a `_` in front, and the name is cut to 100 bytes with its ending kept.
 *
 * @example
 * secureFilename("../../x y.txt"); // "x_y.txt"
 */
export function secureFilename(name: string, options: PathOptions = {}): string {
  const separators = options.platform === "posix" ? /\//g : /[/\\]/g;
  const ascii = name.normalize("NFKD").replace(/[^\0-\x7f]/g, "");
  const words = ascii
    .replace(separators, " ")
    .split(/[\s\x1c-\x1f]+/)
    .filter((word) => word !== "");
  const plain = words.join("_").replace(/[^A-Za-z0-9_.-]/g, "");
  const trimmed = trimEdges(plain);
  if (options.platform === "posix") return trimmed;
  const short = shorten(trimmed);
  return DEVICES.test(short.split(".", 1)[0]!) ? `_${short}` : short;
}

function trimEdges(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (text[start] === "." || text[start] === "_")) start++;
  while (end > start && (text[end - 1] === "." || text[end - 1] === "_")) end--;
  return text.slice(start, end);
}

function shorten(name: string): string {
  if (name.length <= MOST_BYTES) return name;
  const ending = /\.[A-Za-z0-9-]{1,16}$/.exec(name)?.[0] ?? "";
  return trimEdges(name.slice(0, MOST_BYTES - ending.length)) + ending;
}
