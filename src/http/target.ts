/** The request target, parsed and checked once: everything after this sees one decoded path and never the raw text. */

import { BadRequest } from "./errors.ts";

/**
 * The parts of a request target.
 *
 * `path` is decoded text in which U+0000 stands for an encoded slash, so that `/a%2Fb` and `/a/b` stay different; real NULs are refused.
 * `search` is the query with its question mark, or the empty string.
 */
export interface Target {
  path: string;
  rawPath: string;
  search: string;
  /** Host and port of an absolute-form target (RFC 9112 section 3.2.2), which must agree with the Host header. */
  authority: string | undefined;
}

const SLASH = 47;
const DOT = 46;
const PERCENT = 37;
const BACKSLASH = 92;

/**
 * Parses a request target in origin form, absolute form or asterisk form.
 *
 * @throws BadRequest for malformed percent-encoding, bytes that are not UTF-8, control characters, backslashes (encoded or not), dot
 * segments and targets of any other form.
 * @example
 * parseTarget("/caf%C3%A9?x=1").path; // "/café"
 * @see RFC 9112 section 3.2, RFC 3986 section 3.3
 */
export function parseTarget(target: string): Target {
  if (target.charCodeAt(0) !== SLASH) return parseOther(target);
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const search = mark < 0 ? "" : target.slice(mark);
  return {
    path: isPlain(rawPath) ? rawPath : decodePath(rawPath),
    rawPath,
    search,
    authority: undefined,
  };
}

/** Says whether a path is its own decoded text: printable ASCII without percent signs, backslashes and segments that begin with a dot. */
export function isPlain(path: string): boolean {
  let last = 0;
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code === PERCENT || code === BACKSLASH || code < 33 || code > 126) return false;
    if (code === DOT && last === SLASH) return false;
    last = code;
  }
  return true;
}

function parseOther(target: string): Target {
  if (target === "*") return { path: "*", rawPath: "*", search: "", authority: undefined };
  const absolute = /^https?:\/\/([^/?#\\]+)(\/[^?#]*)?(\?[^#]*)?$/i.exec(target);
  if (absolute === null)
    throw new BadRequest("The request target is neither a path nor an absolute address.");
  const parsed = parseTarget((absolute[2] ?? "/") + (absolute[3] ?? ""));
  parsed.authority = absolute[1]!;
  return parsed;
}

/**
 * Decodes a raw path: each percent sequence once, encoded slashes kept apart as U+0000.
 *
 * @throws BadRequest as {@link parseTarget}.
 */
export function decodePath(rawPath: string): string {
  if (/[^\x21-\x7e]/.test(rawPath))
    throw new BadRequest("The path has characters that must be percent-encoded.");
  const path = rawPath.includes("%") ? rawPath.split(/%2f/i).map(decodePart).join("\0") : rawPath;
  if (path.includes("\\")) throw new BadRequest("The path has a backslash.");
  if (path.split("/").some((segment) => segment === "." || segment === "..")) {
    throw new BadRequest("The path has dot segments.");
  }
  return path;
}

function decodePart(part: string): string {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch (cause) {
    throw new BadRequest("The path has malformed percent-encoding.", { cause });
  }
  if (/[\x00-\x1f\x7f]/.test(text)) throw new BadRequest("The path has control characters.");
  return text;
}
