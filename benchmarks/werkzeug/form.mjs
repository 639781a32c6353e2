/** Forms of Flagon under the names and argument names that the conformance cases use; bodies and contents are base64. */

import * as http from "flagon/http";
import { untag } from "./http.mjs";

const bytesOf = (data) =>
  typeof data === "string"
    ? new Uint8Array(Buffer.from(data, "base64"))
    : new Uint8Array(untag(data) ?? []);
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const set = (value) => value ?? undefined;

/** Reads a body as Werkzeug's silent parser does when `silent` is not false: what cannot be parsed is an empty form. */
export async function parse_form(args) {
  const body = bytesOf(args.body ?? args.data ?? args.stream ?? args.input);
  const headers = new http.HeaderMap(args.headers ?? {});
  const type =
    args.content_type ?? args.contentType ?? headers.get("content-type") ?? mediaType(args);
  const most = args.max_content_length;
  if (Number.isInteger(most) && body.length > most) throw new RangeError("too large");
  const form = await readForm(body, type, args);
  const files = await Promise.all(Array.from(form.files, describeFile));
  return { form: { $multi: lists(form.fields) }, files };
}

const mediaType = ({ mimetype, options }) =>
  mimetype ? http.formatOptions(mimetype, options ?? {}) : undefined;

async function readForm(body, type, args) {
  try {
    return await http.parseForm([body], type, {
      lenient: true,
      totalBytes: Infinity,
      formBytes: set(args.max_form_memory_size) ?? Infinity,
      maxParts: set(args.max_form_parts) ?? Infinity,
      maxFields: Infinity,
      headBytes: Infinity,
    });
  } catch (error) {
    const isRefusal = error.status === 413 || (args.silent === false && error.status !== 415);
    if (isRefusal) throw error;
    return new http.Form();
  }
}

async function describeFile([name, file]) {
  const bytes = await file.bytes();
  return {
    name,
    filename: file.rawName,
    content_type: file.headers.find(([key]) => key.toLowerCase() === "content-type")?.[1] ?? null,
    content: base64(bytes),
  };
}

function lists(params) {
  return params.names().map((name) => [name, params.getAll(name)]);
}

/** Decodes chunks and gives the parts with their contents. */
export function multipart_stream(args) {
  const parts = [];
  const decoder = new http.MultipartDecoder(
    boundaryOf(args.boundary),
    {
      start: (head) => parts.push({ head, chunks: [] }),
      data: (bytes) => parts.at(-1).chunks.push(bytes.slice()),
      end: () => {},
    },
    { lenient: true, maxParts: set(args.max_parts) ?? Infinity, headBytes: Infinity },
  );
  for (const chunk of args.chunks) decoder.write(bytesOf(chunk));
  decoder.end();
  return parts.map(({ head, chunks }) => ({
    name: head.name,
    filename: head.filename ?? null,
    headers: head.headers,
    data: base64(Buffer.concat(chunks)),
  }));
}

const boundaryOf = (boundary) =>
  typeof boundary === "string" ? boundary : Buffer.from(untag(boundary)).toString("latin1");
