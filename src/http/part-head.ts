/** The headers in front of a part of a multipart body: `Content-Disposition: form-data; name="a"; filename="b.txt"`. */

import { BadRequest } from "./errors.ts";
import { type HeaderOptions, parseOptions } from "./header-values.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** What a part says about itself. */
export interface PartHead {
  /** The name of the field; null where the part has none, which only a lenient decoder lets through. */
  name: string | null;
  /** The file name as the client sent it, paths and all; undefined for a text field. */
  filename: string | undefined;
  /** The media type as sent; undefined where there is none. */
  type: string | undefined;
  /** The options of the media type. */
  typeOptions: HeaderOptions;
  /** The part's headers, `[name, value]` in their order. */
  headers: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads the headers of a part.
 *
 * Unless `lenient`, what two readers could take for two different parts is refused: bare CR or LF, a header or a parameter twice.
 *
 * @throws BadRequest for what is no UTF-8, no header, or has no name of a field.
 */
export function parsePartHead(bytes: Uint8Array, { lenient }: { lenient: boolean }): PartHead {
  const headers = headerLines(decodeHead(bytes), { lenient });
  const valueOf = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const disposition = valueOf("content-disposition");
  if (disposition === undefined)
    throw new BadRequest("A part of the form has no Content-Disposition.");
  if (!lenient) assertOnce(headers, disposition);
  const [kind, options] = parseOptions(disposition);
  const name = options.name ?? null;
  if (!lenient && (kind.toLowerCase() !== "form-data" || name === null)) {
    throw new BadRequest("A part of the form has no name.");
  }
  const [type, typeOptions] = parseOptions(valueOf("content-type"));
  return { name, filename: options.filename, type: type || undefined, typeOptions, headers };
}

/** Of two names one reader takes the first and another the last, so that a filter in front may see another field (CWE-436). */
function assertOnce(headers: readonly [string, string][], disposition: string): void {
  const count = (wanted: string): number =>
    headers.filter(([name]) => name.toLowerCase() === wanted).length;
  const parameters = disposition
    .replace(/"(?:[^"\\]|\\.)*"/g, "")
    .split(";")
    .map((parameter) => parameter.split("=", 1)[0]!.trim().toLowerCase())
    .filter((name) => name !== "");
  if (
    count("content-disposition") > 1 ||
    count("content-type") > 1 ||
    new Set(parameters).size < parameters.length
  )
    throw new BadRequest("A part of the form says something twice.");
}

function decodeHead(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch (cause) {
    throw new BadRequest("The headers of a part of the form are not UTF-8.", { cause });
  }
}

function headerLines(text: string, { lenient }: { lenient: boolean }): [string, string][] {
  const headers: [string, string][] = [];
  if (!lenient && /\r(?!\n)|(?<!\r)\n/.test(text)) {
    throw new BadRequest("The headers of a part of the form have bare line ends.");
  }
  // A line that starts with a blank goes on with the one before (RFC 5322 section 2.2.3).
  for (const line of text.replace(/(?:\r\n|\n|\r)[ \t]/g, " ").split(/\r\n|\n|\r/)) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const label = colon < 0 ? line : line.slice(0, colon);
    const name = lenient ? label.trim() : label;
    if (!lenient && (colon < 0 || !/^[\w!#$%&'*+\-.^`|~]+$/.test(name) || line.includes("\0"))) {
      throw new BadRequest("A part of the form has a malformed header.");
    }
    headers.push([name, colon < 0 ? "" : line.slice(colon + 1).trim()]);
  }
  return headers;
}
