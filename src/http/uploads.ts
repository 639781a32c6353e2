/** Uploaded files: where their bytes go while they come in, and what a view gets to see. */

import type * as NodeFs from "node:fs";
import type * as NodePath from "node:path";
import { nodeCrypto } from "../base/node-crypto.ts";
import type { PartHead } from "./part-head.ts";

/** The content of a file that has come in whole. */
export interface StoredContent {
  /** The path of the temporary file; undefined where the content is in memory. */
  path: string | undefined;
  /** Gives all bytes. */
  bytes(): Promise<Uint8Array>;
  /** Gives the bytes piece by piece. */
  stream(): ReadableStream<Uint8Array>;
  /** Frees what it holds; it may be called twice. */
  remove(): void;
}

/** Takes the bytes of one file while they come in. */
export interface FileSink {
  /** Takes some bytes, which are only lent; a promise holds the upload back until it is settled. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** Says that the file is complete. */
  close(): StoredContent | Promise<StoredContent>;
  /** Says that the upload failed: frees everything. */
  abort(): void | Promise<void>;
}

/** Makes the sink for a file that begins. */
export type FileSinkFactory = (head: PartHead) => FileSink;

/** A file of a form, with the reading methods of the web's `File`. */
export class UploadedFile {
  /** The name without folders, as the client gave it: for show, never for a path. `secureFilename(name)` makes a safe one. */
  readonly name: string;
  /** The name with whatever folders the client sent. */
  readonly rawName: string;
  /** The media type that the client claims; `application/octet-stream` where it says none. Nothing has checked it. */
  readonly type: string;
  /** The size in bytes. */
  readonly size: number;
  /** The part's headers. */
  readonly headers: PartHead["headers"];
  readonly #content: StoredContent;

  constructor(head: PartHead, size: number, content: StoredContent) {
    this.rawName = head.filename ?? "";
    this.name = baseName(this.rawName);
    this.type = head.type ?? "application/octet-stream";
    this.size = size;
    this.headers = head.headers;
    this.#content = content;
  }

  /** The path of the temporary file, which goes with the request; undefined while the content is in memory. */
  get path(): string | undefined {
    return this.#content.path;
  }

  /** Gives all bytes; for a large file `stream()` is kinder. */
  bytes(): Promise<Uint8Array> {
    return this.#content.bytes();
  }

  /** Gives all bytes as an `ArrayBuffer`. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  /** Gives the content as text; what is no UTF-8 becomes U+FFFD. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** Gives the content piece by piece. */
  stream(): ReadableStream<Uint8Array> {
    return this.#content.stream();
  }

  /**
   * Writes the content to a new file, readable by this user alone; an existing file is never overwritten (the promise rejects with `EEXIST`).
   *
   * `path` is used as it is: join it with `safeJoin` and `secureFilename`.
   */
  async saveTo(path: string): Promise<void> {
    const { copyFile, writeFile, chmod } = fileSystem().promises;
    const { COPYFILE_EXCL } = fileSystem().constants;
    if (this.path === undefined)
      return writeFile(path, await this.bytes(), { flag: "wx", mode: 0o600 });
    await copyFile(this.path, path, COPYFILE_EXCL);
    await chmod(path, 0o600);
  }

  /** Frees the memory or the temporary file; Flagon does so when the request ends. */
  remove(): void {
    this.#content.remove();
  }
}

/** Old browsers send the whole path of a file. */
function baseName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
}

function fileSystem(): typeof NodeFs {
  return process.getBuiltinModule("node:fs");
}

/** Makes sinks that keep files in memory. */
export function memorySinks(): FileSinkFactory {
  return () => new MemorySink();
}

class MemorySink implements FileSink {
  readonly #chunks: Uint8Array[] = [];

  write(bytes: Uint8Array): void {
    this.#chunks.push(bytes.slice());
  }

  close(): StoredContent {
    return new MemoryContent(this.#chunks);
  }

  abort(): void {
    this.#chunks.length = 0;
  }
}

class MemoryContent implements StoredContent {
  readonly path = undefined;
  readonly #chunks: Uint8Array[];

  constructor(chunks: Uint8Array[]) {
    this.#chunks = chunks;
  }

  bytes(): Promise<Uint8Array> {
    return new Blob(this.#chunks as Uint8Array<ArrayBuffer>[]).bytes();
  }

  stream(): ReadableStream<Uint8Array> {
    return new Blob(this.#chunks as Uint8Array<ArrayBuffer>[]).stream();
  }

  remove(): void {
    this.#chunks.length = 0;
  }
}

/** Options of `temporaryFileSinks`. */
export interface TemporaryFileOptions {
  /** Files up to this size stay in memory. Default 65536. */
  memoryBytes?: number;
  /** Where the temporary files go. Default: the system's folder for them. */
  folder?: string;
}

/**
 * Makes sinks that keep small files in memory and put larger ones into temporary files.
 *
 * A temporary file has a random name, is made anew (a link that waits under its name is not followed) and is readable by this user alone.
 */
export function temporaryFileSinks({
  memoryBytes = 65_536,
  folder,
}: TemporaryFileOptions = {}): FileSinkFactory {
  return () => new SpoolingSink(memoryBytes, folder);
}

class SpoolingSink implements FileSink {
  readonly #limit: number;
  readonly #folder: string | undefined;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #written = 0;
  #path: string | undefined;
  #file: NodeFs.promises.FileHandle | undefined;

  constructor(limit: number, folder: string | undefined) {
    this.#limit = limit;
    this.#folder = folder;
  }

  write(bytes: Uint8Array): void | Promise<void> {
    if (this.#file !== undefined) return this.#append(bytes);
    this.#chunks.push(bytes.slice());
    this.#held += bytes.length;
    return this.#held > this.#limit ? this.#spill() : undefined;
  }

  async #spill(): Promise<void> {
    this.#path = temporaryPath(this.#folder);
    // "wx" fails where there is something already, be it a link (CWE-377).
    this.#file = await fileSystem().promises.open(this.#path, "wx", 0o600);
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) await this.#append(chunk);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    // Not writeFile: it goes on where the last write ended on Node alone.
    for (let done = 0; done < bytes.length;) {
      const rest = bytes.length - done;
      const { bytesWritten } = await this.#file!.write(bytes, done, rest, this.#written);
      done += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  async close(): Promise<StoredContent> {
    if (this.#path === undefined) return new MemoryContent(this.#chunks);
    await this.#file?.close();
    return new FileContent(this.#path);
  }

  async abort(): Promise<void> {
    this.#chunks = [];
    await this.#file?.close();
    if (this.#path !== undefined) new FileContent(this.#path).remove();
  }
}

function temporaryPath(folder: string | undefined): string {
  const path: typeof NodePath = process.getBuiltinModule("node:path");
  const parent = folder ?? process.getBuiltinModule("node:os").tmpdir();
  return path.join(parent, `flagon-upload-${nodeCrypto().randomBytes(16).toString("hex")}`);
}

class FileContent implements StoredContent {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async bytes(): Promise<Uint8Array> {
    const bytes = await fileSystem().promises.readFile(this.path);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  stream(): ReadableStream<Uint8Array> {
    const file = fileSystem().createReadStream(this.path);
    return process
      .getBuiltinModule("node:stream")
      .Readable.toWeb(file) as ReadableStream<Uint8Array>;
  }

  remove(): void {
    fileSystem().rm(this.path, { force: true }, () => {});
  }
}
