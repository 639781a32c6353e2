/** Answers with a file: type, validators, ranges, download name. */

import { NotFound, PreconditionFailed, RangeNotSatisfiable } from "../http/errors.ts";
import { checkPreconditions, isRangeCurrent } from "../http/conditional.ts";
import { encodeOption, formatOptions } from "../http/header-values.ts";
import { contentType, mediaTypeOf } from "../http/media-types.ts";
import { FlagonResponse, type ResponseBody } from "../http/response.ts";
import type { HttpRequest } from "../http/request.ts";
import { fileSystem, isAbsence, paths, ServedFolder } from "./folder.ts";
import { readSpan } from "./file-body.ts";

/** How a file is sent. */
export interface SendFileOptions {
  /** The content type. Default: by the ending of the name. */
  type?: string;
  /** Offers the file as a download, under this name or its own. */
  attachment?: boolean;
  /** The name that a download gets; makes it an attachment. */
  downloadName?: string;
  /** How long browsers may use it without asking. Default: they ask each time. */
  maxAgeSeconds?: number;
  /** The entity tag, with its quotes. Default: made of size and time of change. */
  etag?: string;
}

/** What is known of the content that is sent. */
export interface Content {
  size: number;
  modifiedMs: number;
  etag: string;
  type: string;
  /** Gives the bytes from `start` to before `stop`. */
  span(start: number, stop: number): ResponseBody;
}

/**
 * Answers with a file, as it is or the range that is asked for; 304 where the client has it already.
 *
 * Never give it a path that a visitor sent: `sendFromFolder` takes those.
 *
 * @throws NotFound where there is no such file, RangeNotSatisfiable, PreconditionFailed
 * @example
 * app.get("/report", (request) => sendFile(request, "reports/2026.pdf", { downloadName: "report.pdf" }));
 */
export async function sendFile(
  request: HttpRequest,
  path: string,
  options: SendFileOptions = {},
): Promise<FlagonResponse> {
  try {
    const stat = await fileSystem().promises.stat(path);
    if (!stat.isFile()) throw new NotFound();
    return sendContent(
      request,
      fileContent(path, { size: stat.size, modifiedMs: stat.mtimeMs }, options),
      options,
    );
  } catch (error) {
    if (isAbsence(error)) throw new NotFound(undefined, { cause: error });
    throw error;
  }
}

/**
 * Answers with a file below a folder; `path` may come from a visitor.
 *
 * Paths that leave the folder, hidden files and links that lead out are a 404.
 *
 * @example
 * app.get("/files/<path:path>", (request, { path }) => sendFromFolder(request, "files", path));
 */
export async function sendFromFolder(
  request: HttpRequest,
  folder: string,
  path: string,
  options: SendFileOptions = {},
): Promise<FlagonResponse> {
  const found = await new ServedFolder(folder).find(path);
  if (found === undefined) throw new NotFound();
  return sendContent(request, fileContent(found.path, found, options), {
    ...options,
    downloadName: downloadName(path, options),
  });
}

function downloadName(path: string, { downloadName, attachment }: SendFileOptions): string {
  return downloadName ?? (attachment === true ? paths().basename(path) : "");
}

/** Makes the content of a file on disk. */
export function fileContent(
  path: string,
  stat: { size: number; modifiedMs: number },
  options: SendFileOptions = {},
): Content {
  return {
    ...stat,
    etag: options.etag ?? etagOf(stat),
    type: options.type ?? contentType(mediaTypeOf(path)),
    span: (start, stop) => readSpan({ path, start, stop }),
  };
}

/** Makes an entity tag of size and time of change, as exact as the file system keeps it. */
export function etagOf({ size, modifiedMs }: { size: number; modifiedMs: number }): string {
  return `"${Math.round(modifiedMs * 1000).toString(36)}-${size.toString(36)}"`;
}

/** Answers with content: 200, 206 for one range, 304, or refuses. */
export function sendContent(
  request: HttpRequest,
  content: Content,
  options: SendFileOptions = {},
): FlagonResponse {
  const validators = { etag: content.etag, lastModified: new Date(content.modifiedMs) };
  const header = (name: string): string | undefined => request.header(name);
  const response = new FlagonResponse();
  setHeaders(response, content, options);
  switch (checkPreconditions(request.method, header, validators)) {
    case "failed":
      throw new PreconditionFailed();
    case "not-modified":
      response.status = 304;
      return response;
    case "proceed":
      break;
  }
  const range =
    request.method === "GET" && isRangeCurrent(header, validators) ? request.range : undefined;
  // Several ranges at once are answered with the whole, as a server may (RFC 9110 section 14.2): they are a way to make it work hard.
  if (range === undefined || range.units !== "bytes" || range.ranges.length !== 1)
    return whole(response, content);
  return part(response, content, range.forLength(content.size));
}

function whole(response: FlagonResponse, content: Content): FlagonResponse {
  response.body = content.span(0, content.size);
  response.headers.setTrusted("content-length", String(content.size));
  return response;
}

function part(
  response: FlagonResponse,
  content: Content,
  span: [number, number] | undefined,
): FlagonResponse {
  if (span === undefined) throw new RangeNotSatisfiable(undefined, { lengthBytes: content.size });
  const [start, stop] = span;
  response.status = 206;
  response.body = content.span(start, stop);
  response.headers.setTrusted("content-range", `bytes ${start}-${stop - 1}/${content.size}`);
  response.headers.setTrusted("content-length", String(stop - start));
  return response;
}

function setHeaders(response: FlagonResponse, content: Content, options: SendFileOptions): void {
  const { headers } = response;
  headers.set("content-type", content.type);
  headers.setTrusted("etag", content.etag);
  headers.setTrusted("last-modified", new Date(content.modifiedMs).toUTCString());
  headers.setTrusted("accept-ranges", "bytes");
  headers.setTrusted(
    "cache-control",
    options.maxAgeSeconds === undefined ? "no-cache" : `public, max-age=${options.maxAgeSeconds}`,
  );
  const { downloadName, attachment } = options;
  if (downloadName !== undefined && downloadName !== "")
    headers.setTrusted("content-disposition", disposition(downloadName));
  else if (attachment === true) headers.setTrusted("content-disposition", "attachment");
}

/**
 * Writes `Content-Disposition: attachment` with a name of any characters.
 *
 * @see RFC 6266; RFC 8187 for names beyond ASCII
 */
export function disposition(name: string): string {
  const clean = name.replace(/[\x00-\x1f\x7f]/g, "").replace(/^.*[/\\]/, "");
  const ascii = clean.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  if (ascii === clean) return formatOptions("attachment", { filename: clean });
  return `${formatOptions("attachment", { filename: ascii })}; filename*=${encodeOption(clean)}`;
}
