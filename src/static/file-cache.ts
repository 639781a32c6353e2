/** Small files in memory, looked at on disk at most once a second. */

import { now } from "../base/clock.ts";
import { contentType, mediaTypeOf } from "../http/media-types.ts";
import { readWhole } from "./file-body.ts";
import type { FoundFile, ServedFolder } from "./folder.ts";
import { type Content, etagOf, fileContent } from "./send-file.ts";

/** Files above this size are read from disk each time. */
const LARGEST_FILE_BYTES = 65_536;
/** All files together; the one that was used least lately goes first. */
const CACHE_BYTES = 33_554_432;

/** Encodings of siblings that may lie beside a file, the preferred first. */
const SIBLINGS = [
  ["zstd", ".zst"],
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** A file with its compressed siblings. */
export interface CachedFile {
  readonly content: Content;
  /** Contents by their encoding, where siblings lie beside the file. */
  readonly encoded: ReadonlyMap<string, Content>;
  /** Header lines of the whole answer, names in lower case, for a copy. */
  readonly lines: readonly string[];
  /** When it was looked at last, in milliseconds. */
  checkedMs: number;
  readonly bytes: number;
}

/** Options of a cache. */
export interface FileCacheOptions {
  /** How long a look at the disk holds, in milliseconds; 0 looks each time. */
  freshMs: number;
  /** Gives `Cache-Control` for a path below the folder. */
  cacheControl(relative: string): string;
}

/** Finds files of one folder, small ones in memory. */
export class FileCache {
  readonly #folder: ServedFolder;
  readonly #options: FileCacheOptions;
  readonly #files = new Map<string, CachedFile>();
  #bytes = 0;

  constructor(folder: ServedFolder, options: FileCacheOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Gives a file that was looked at lately, at once, or undefined. */
  fresh(relative: string): CachedFile | undefined {
    const file = this.#files.get(relative);
    return file !== undefined && now() - file.checkedMs < this.#options.freshMs ? file : undefined;
  }

  /** Finds a file on disk; undefined where there is none. */
  async find(relative: string): Promise<CachedFile | undefined> {
    const known = this.#files.get(relative);
    const found = await this.#folder.find(relative);
    if (found === undefined) {
      this.#forget(relative);
      return undefined;
    }
    if (known !== undefined && etagOf(found) === known.content.etag) {
      known.checkedMs = now();
      return known;
    }
    return this.#load(relative, found);
  }

  async #load(relative: string, found: FoundFile): Promise<CachedFile> {
    const type = contentType(mediaTypeOf(relative));
    const content = await contentOf(found, type);
    const encoded = await this.#siblings(relative, { found, type });
    const bytes = [content, ...encoded.values()].reduce(
      (sum, { size }) => sum + (size <= LARGEST_FILE_BYTES ? size : 0),
      500,
    );
    const lines = headerLines(content, this.#options.cacheControl(relative), encoded.size > 0);
    const file: CachedFile = { content, encoded, lines, checkedMs: now(), bytes };
    this.#keep(relative, file);
    return file;
  }

  async #siblings(
    relative: string,
    { found, type }: { found: FoundFile; type: string },
  ): Promise<Map<string, Content>> {
    const encoded = new Map<string, Content>();
    for (const [encoding, ending] of SIBLINGS) {
      const sibling = await this.#folder.find(relative + ending);
      // A sibling that is older than the file was made of an earlier one.
      if (sibling === undefined || sibling.modifiedMs < found.modifiedMs) continue;
      const content = await contentOf(sibling, type);
      encoded.set(encoding, { ...content, etag: `${etagOf(found).slice(0, -1)}-${encoding}"` });
    }
    return encoded;
  }

  #keep(relative: string, file: CachedFile): void {
    this.#forget(relative);
    this.#files.set(relative, file);
    this.#bytes += file.bytes;
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= CACHE_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(relative: string): void {
    const file = this.#files.get(relative);
    if (file === undefined) return;
    this.#files.delete(relative);
    this.#bytes -= file.bytes;
  }
}

async function contentOf(found: FoundFile, type: string): Promise<Content> {
  if (found.size > LARGEST_FILE_BYTES) return fileContent(found.path, found, { type });
  const bytes = await readWhole(found.path);
  const stat = { size: bytes.length, modifiedMs: found.modifiedMs };
  return {
    ...stat,
    etag: etagOf(found),
    type,
    span: (start, stop) =>
      start === 0 && stop === bytes.length ? bytes : bytes.subarray(start, stop),
  };
}

function headerLines(
  { type, etag, modifiedMs, size }: Content,
  cacheControl: string,
  varies: boolean,
): string[] {
  const lines = [
    "content-type",
    type,
    "content-length",
    String(size),
    "etag",
    etag,
    "last-modified",
    new Date(modifiedMs).toUTCString(),
    "cache-control",
    cacheControl,
    "accept-ranges",
    "bytes",
  ];
  return varies ? [...lines, "vary", "accept-encoding"] : lines;
}
