/** Forms: an urlencoded or multipart body read into fields and files, under limits that hold while it comes in. */

import { BadRequest, ContentTooLarge, UnsupportedMediaType } from "./errors.ts";
import { type HeaderOptions, parseOptions } from "./header-values.ts";
import { MultipartDecoder } from "./multipart.ts";
import type { PartHead } from "./part-head.ts";
import { decodeUtf8 } from "./percent.ts";
import { MultiParams, parseQueryBytes, QueryParams } from "./query-params.ts";
import { type FileSink, type FileSinkFactory, memorySinks, UploadedFile } from "./uploads.ts";

/** A body: a web stream, Node's request, or any other source of bytes. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How much a form may hold, and where its files go. Bytes are counted while they come in. */
export interface FormOptions {
  /** The most bytes of an urlencoded form, and of all text fields of a multipart one. Default 1 MB (1048576). */
  formBytes?: number;
  /** The most fields of an urlencoded form. Default 1000. */
  maxFields?: number;
  /** The most parts of a multipart form. Default 1000. */
  maxParts?: number;
  /** The most bytes of the headers of one part. Default 8192. */
  headBytes?: number;
  /** The most bytes of one file. Default: no limit but `totalBytes`. */
  fileBytes?: number;
  /** The most bytes of the whole body. Default 32 MB (33554432). */
  totalBytes?: number;
  /** Where files go. Default: memory; `temporaryFileSinks()` puts large ones on disk. */
  sinks?: FileSinkFactory;
  /** True reads what Werkzeug reads: bare line ends, nameless parts, bytes that are no UTF-8. Default false: those are a 400. */
  lenient?: boolean;
}

/** A form that has been read. */
export class Form {
  /** The text fields. */
  readonly fields: QueryParams;
  /** The files. */
  readonly files: MultiParams<UploadedFile>;

  constructor(
    fields: QueryParams = new QueryParams(),
    files: MultiParams<UploadedFile> = new MultiParams(),
  ) {
    this.fields = fields;
    this.files = files;
  }

  /** Frees the files: call it when the request ends, however it ends. */
  dispose(): void {
    for (const [, file] of this.files) file.remove();
  }
}

/**
 * Reads a form by its content type.
 *
 * When it fails the body is read no further and every file that had begun is freed. A file input that was left empty gives no file.
 *
 * @throws UnsupportedMediaType for another content type, ContentTooLarge beyond a limit, BadRequest for a body that breaks its format.
 * @example
 * const form = await parseForm(request.body, request.headers.get("content-type"));
 * form.fields.get("title");
 * form.files.get("photo")?.size;
 */
export async function parseForm(
  body: ByteSource,
  contentType: string | null | undefined,
  options: FormOptions = {},
): Promise<Form> {
  const [type, parameters] = parseOptions(contentType);
  switch (type.toLowerCase()) {
    case "application/x-www-form-urlencoded":
      return readUrlencoded(body, options);
    case "multipart/form-data":
      return readMultipart(body, parameters, options);
    default:
      throw new UnsupportedMediaType(
        "A form comes as application/x-www-form-urlencoded or multipart/form-data.",
      );
  }
}

async function readUrlencoded(
  body: ByteSource,
  { formBytes = 1_048_576, maxFields, lenient = false }: FormOptions,
): Promise<Form> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > formBytes) throw tooLarge("A form may have {limit} bytes at most.", formBytes);
    chunks.push(chunk.slice());
  }
  const bytes =
    chunks.length === 1 ? chunks[0]! : await new Blob(chunks as Uint8Array<ArrayBuffer>[]).bytes();
  try {
    const onTooMany = (limit: number): Error =>
      new ContentTooLarge("A form may have {limit} fields at most.", { values: { limit } });
    return new Form(
      parseQueryBytes(bytes, {
        invalid: lenient ? "keep" : "throw",
        onTooMany,
        ...(maxFields !== undefined && { maxFields }),
      }),
    );
  } catch (error) {
    throw error instanceof URIError
      ? new BadRequest("The form is not UTF-8.", { cause: error })
      : error;
  }
}

async function readMultipart(
  body: ByteSource,
  parameters: HeaderOptions,
  options: FormOptions,
): Promise<Form> {
  const { totalBytes = 33_554_432 } = options;
  const collector = new PartCollector(options);
  try {
    const decoder = new MultipartDecoder(parameters.boundary ?? "", collector, options);
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > totalBytes)
        throw tooLarge("The body of the request may have {limit} bytes at most.", totalBytes);
      decoder.write(chunk);
      // Only a file that goes to disk makes us wait; memory answers at once.
      if (collector.pending !== undefined) await collector.settle();
    }
    decoder.end();
    if (collector.pending !== undefined) await collector.settle();
    return collector.form();
  } catch (error) {
    await collector.abort();
    throw error;
  }
}

function tooLarge(text: string, limit: number): ContentTooLarge {
  return new ContentTooLarge(text, { values: { limit } });
}

/** Turns parts into fields and files. Sinks that take their time are chained, so that every byte arrives in order. */
class PartCollector {
  /** What the sinks still have to do, or undefined. */
  pending: Promise<void> | undefined;
  readonly #fields: string[];
  readonly #files: (string | UploadedFile)[];
  readonly #sinks: FileSinkFactory;
  readonly #formBytes: number;
  readonly #fileBytes: number;
  readonly #lenient: boolean;
  /** Sinks that have not been closed. */
  readonly #open: Set<FileSink>;
  #head: PartHead | undefined;
  #sink: FileSink | undefined;
  #chunks: Uint8Array[];
  #size: number;
  #textSize: number;

  constructor({
    sinks = memorySinks(),
    formBytes = 1_048_576,
    fileBytes = Infinity,
    lenient = false,
  }: FormOptions) {
    this.pending = undefined;
    this.#fields = [];
    this.#files = [];
    this.#sinks = sinks;
    this.#formBytes = formBytes;
    this.#fileBytes = fileBytes;
    this.#lenient = lenient;
    this.#open = new Set();
    this.#head = undefined;
    this.#sink = undefined;
    this.#chunks = [];
    this.#size = 0;
    this.#textSize = 0;
  }

  start(head: PartHead): void {
    this.#head = head;
    this.#size = 0;
    this.#chunks = [];
    this.#sink = head.filename === undefined ? undefined : this.#sinks(head);
    if (this.#sink !== undefined) this.#open.add(this.#sink);
    // Names take memory too: a thousand parts of 8 KB without a byte of content are 8 MB.
    this.#countText(head.filename === undefined ? (head.name?.length ?? 0) : 0);
  }

  data(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#sink === undefined) {
      this.#countText(bytes.length);
      this.#chunks.push(bytes.slice());
      return;
    }
    if (this.#size > this.#fileBytes)
      throw tooLarge("A file may have {limit} bytes at most.", this.#fileBytes);
    const sink = this.#sink;
    if (this.pending !== undefined) {
      const copy = bytes.slice();
      this.#then(() => sink.write(copy));
    } else this.#after(sink.write(bytes));
  }

  end(): void {
    const head = this.#head!;
    const sink = this.#sink;
    if (sink === undefined) {
      this.#fields.push(head.name ?? "", this.#text(head));
      return;
    }
    const size = this.#size;
    this.#then(async () => {
      const content = await sink.close();
      this.#open.delete(sink);
      // What a browser sends for a file input that was left empty.
      if (size === 0 && head.filename === "" && !this.#lenient) return content.remove();
      this.#files.push(head.name ?? "", new UploadedFile(head, size, content));
    });
  }

  /** Waits for the sinks. */
  async settle(): Promise<void> {
    while (this.pending !== undefined) {
      const { pending } = this;
      await pending;
      if (this.pending === pending) this.pending = undefined;
    }
  }

  form(): Form {
    return new Form(new QueryParams(this.#fields), new MultiParams(this.#files));
  }

  /** Frees every file, the one that was coming in too. */
  async abort(): Promise<void> {
    await this.settle().catch(() => {
      this.pending = undefined;
    });
    for (const sink of this.#open) await sink.abort();
    this.form().dispose();
  }

  #countText(bytes: number): void {
    this.#textSize += bytes;
    if (this.#textSize > this.#formBytes)
      throw tooLarge("The text fields of a form may have {limit} bytes at most.", this.#formBytes);
  }

  #then(work: () => void | Promise<void>): void {
    this.pending = (this.pending ?? Promise.resolve()).then(work);
  }

  #after(result: void | Promise<void>): void {
    if (result !== undefined) this.pending = result;
  }

  #text({ typeOptions }: PartHead): string {
    const bytes = joined(this.#chunks, this.#size);
    const charset = typeOptions.charset?.toLowerCase() ?? "utf-8";
    if (charset === "iso-8859-1") return latin1(bytes);
    const isAscii = charset === "ascii" || charset === "us-ascii";
    if (this.#lenient)
      return isAscii ? latin1(bytes).replace(/[^\0-\x7f]/g, "\ufffd") : decodeUtf8(bytes);
    try {
      return decodeUtf8(bytes, "throw");
    } catch (cause) {
      throw new BadRequest("A field of the form is not UTF-8.", { cause });
    }
  }
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
