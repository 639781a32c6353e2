/** What a test sends: paths, queries, headers and bodies as a test writes them, made into what goes over the wire. */

import { FlagonError } from "../base/errors.ts";
import type { HeaderSource } from "../http/headers.ts";
import { HeaderMap } from "../http/headers.ts";

/** Values of a query or a form: a list stands for several fields of one name; null and undefined are left out. */
export type FieldValues =
  | URLSearchParams
  | Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

/** One value of a field. */
export type FieldValue = string | number | boolean | null | undefined;

/** A file to upload. */
export interface TestFile {
  /** File name, as the visitor's machine calls it. */
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Default `application/octet-stream`. */
  readonly type?: string;
}

/** What a request of a test carries. At most one of `json`, `form` (with `files`) and `body`. */
export interface TestRequestOptions {
  query?: FieldValues;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent urlencoded; as multipart where there are `files`. */
  form?: FieldValues;
  files?: Readonly<Record<string, TestFile | File | readonly (TestFile | File)[]>>;
  /** Sent as it is; text as `text/plain`. */
  body?: string | Uint8Array | URLSearchParams | FormData | Blob | ReadableStream<Uint8Array>;
  headers?: HeaderSource;
  /** Sent with this request alone, over those in the jar. */
  cookies?: Readonly<Record<string, string>>;
  /** The visitor's address. Default 127.0.0.1. */
  ip?: string;
  /** Aborts the request: the visitor leaves. */
  signal?: AbortSignal;
}

/** A body as it goes over the wire, with its type. */
export interface EncodedBody {
  readonly bytes: Uint8Array | ReadableStream<Uint8Array> | null;
  readonly type: string | undefined;
}

/**
 * Gives the body that the options ask for.
 *
 * @throws FlagonError `testing.two-bodies`
 */
export async function encodeBody(options: TestRequestOptions): Promise<EncodedBody> {
  const { json, form, files, body } = options;
  const given = [json !== undefined, form !== undefined || files !== undefined, body !== undefined];
  if (given.filter(Boolean).length > 1) throw twoBodies();
  if (json !== undefined)
    return { bytes: new TextEncoder().encode(JSON.stringify(json)), type: "application/json" };
  if (files !== undefined) return encode(toFormData(form ?? {}, files));
  if (form !== undefined) return encode(toSearchParams(form));
  if (body instanceof ReadableStream) return { bytes: body, type: undefined };
  if (body instanceof Uint8Array) return { bytes: body, type: undefined };
  return body === undefined ? { bytes: null, type: undefined } : encode(body);
}

async function encode(body: string | URLSearchParams | FormData | Blob): Promise<EncodedBody> {
  const wire = new Response(body);
  return { bytes: await wire.bytes(), type: wire.headers.get("content-type") ?? undefined };
}

function toFormData(form: FieldValues, files: NonNullable<TestRequestOptions["files"]>): FormData {
  const data = new FormData();
  for (const [name, value] of toSearchParams(form)) data.append(name, value);
  for (const [name, given] of Object.entries(files)) {
    for (const file of Array.isArray(given) ? given : [given])
      data.append(name, toFile(file as TestFile | File));
  }
  return data;
}

function toFile(file: TestFile | File): File {
  if (file instanceof File) return file;
  const { name, content, type = "application/octet-stream" } = file;
  return new File([content as string | Uint8Array<ArrayBuffer>], name, { type });
}

/** Gives fields as the web has them. */
export function toSearchParams(fields: FieldValues): URLSearchParams {
  if (fields instanceof URLSearchParams) return fields;
  const params = new URLSearchParams();
  for (const [name, given] of Object.entries(fields)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== undefined && value !== null) params.append(name, String(value));
    }
  }
  return params;
}

/** Adds the query to a path that may have one. */
export function withQuery(path: string, query: FieldValues | undefined): string {
  const text = query === undefined ? "" : String(toSearchParams(query));
  if (text === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${text}`;
}

/** Puts headers over one another, the later over the earlier. */
export function mergeHeaders(...sources: readonly (HeaderSource | undefined)[]): HeaderMap {
  const merged = new HeaderMap();
  for (const source of sources) {
    if (source === undefined) continue;
    const added = new HeaderMap(source);
    for (const [name] of added) merged.delete(name);
    for (const [name, value] of added) merged.append(name, value);
  }
  return merged;
}

function twoBodies(): FlagonError {
  return new FlagonError("A request has one body, and the test gives several.", {
    code: "testing.two-bodies",
    where: "options of a test request",
    mend: "Keep one of json, form (files belong to it) and body.",
  });
}
