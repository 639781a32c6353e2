/**
 * The multipart format, cut into parts as its bytes come in (RFC 7578, RFC 2046 section 5.1).
 *
 *     --x␍␊
 *     Content-Disposition: form-data; name="a"; filename="b.txt"␍␊
 *     ␍␊
 *     the content, up to a line that starts with --x␍␊
 *     --x--␍␊
 *
 * Made for hostile input: no byte is looked at more than a few times, nothing is kept but a head of 8 KB and a possible piece of a delimiter,
 * and what breaks the grammar is refused at once.
 */

import { BadRequest, ContentTooLarge } from "./errors.ts";
import { parsePartHead, type PartHead } from "./part-head.ts";

/** Hears of the parts of a body in their order. */
export interface PartListener {
  /** A part begins. */
  start(head: PartHead): void;
  /** Some of its content; the bytes are only lent, copy what is to be kept. */
  data(bytes: Uint8Array): void;
  /** The part is complete. */
  end(): void;
}

/** Options of a decoder. */
export interface MultipartOptions {
  /** The most parts. Default 1000. */
  maxParts?: number;
  /** The most bytes of the headers of one part. Default 8192. */
  headBytes?: number;
  /** True takes bare CR and LF as line ends, and parts without a name, as Werkzeug does. Default false. */
  lenient?: boolean;
}

const CR = 13;
const LF = 10;
const DASH = 45;
const BLANK = 32;
const TAB = 9;
const EMPTY = new Uint8Array(0);

const CONTENT = { kind: "content" } as const;
const UNKNOWN = { kind: "unknown" } as const;

/** Where in the body the decoder is. */
type State = "preamble" | "head" | "body-start" | "body" | "epilogue";

/** What a boundary in the bytes is: a delimiter that ends before `next`, the last one, plain content, or it needs more bytes to tell. */
type Found = { kind: "delimiter" | "last"; next: number } | { kind: "content" | "unknown" };

/**
 * Decodes a multipart body that is written to it chunk by chunk.
 *
 * @throws BadRequest for a body that breaks the grammar or ends early; ContentTooLarge for too many parts or too large a head.
 */
export class MultipartDecoder {
  readonly #listener: PartListener;
  /** The dashes and the boundary. */
  readonly #mark: Uint8Array;
  readonly #maxParts: number;
  readonly #headBytes: number;
  readonly #lenient: boolean;
  #state: State;
  #buffer: Uint8Array;
  /** Bytes before it are done with. */
  #position: number;
  #isFirstByte: boolean;
  #isFinal: boolean;
  #parts: number;

  constructor(boundary: string, listener: PartListener, options: MultipartOptions = {}) {
    const { maxParts = 1000, headBytes = 8192, lenient = false } = options;
    this.#listener = listener;
    this.#mark = markOf(boundary, { lenient });
    this.#maxParts = maxParts;
    this.#headBytes = headBytes;
    this.#lenient = lenient;
    this.#state = "preamble";
    this.#buffer = EMPTY;
    this.#position = 0;
    this.#isFirstByte = true;
    this.#isFinal = false;
    this.#parts = 0;
  }

  /** Takes the next bytes. */
  write(chunk: Uint8Array): void {
    if (this.#state === "epilogue") return;
    this.#buffer = this.#buffer.length === 0 ? chunk : joined(this.#buffer, chunk);
    this.#position = 0;
    while (this.#step());
    if (this.#position > 0) this.#isFirstByte = false;
    this.#buffer =
      (this.#state as State) === "epilogue" ? EMPTY : this.#buffer.slice(this.#position);
  }

  /** Says that there are no more bytes. */
  end(): void {
    this.#isFinal = true;
    this.write(EMPTY);
    if (this.#state !== "epilogue")
      throw new BadRequest("The multipart body ends before its last boundary.");
  }

  /** Reads on, and tells whether there is more to read in the buffer. */
  #step(): boolean {
    switch (this.#state) {
      case "preamble":
        return this.#readPreamble();
      case "head":
        return this.#readHead();
      case "body-start":
        return this.#readBodyStart();
      case "body":
        return this.#readBody();
      case "epilogue":
        return false;
    }
  }

  #readPreamble(): boolean {
    const buffer = this.#buffer;
    for (
      let at = indexOfBytes(buffer, this.#mark, this.#position);
      at >= 0;
      at = indexOfBytes(buffer, this.#mark, at + 1)
    ) {
      const isLineStart =
        at === 0 ? this.#isFirstByte : this.#lenient || this.#lineEndBefore(at) > 0;
      const found = isLineStart ? this.#boundaryAt(at) : CONTENT;
      if ("next" in found) return this.#enter(found);
      if (found.kind === "unknown") return this.#waitFrom(at);
    }
    return this.#waitFrom(buffer.length - this.#mark.length + 1);
  }

  #readHead(): boolean {
    const start = this.#position;
    const { end, next } = this.#blankLine(start);
    if ((end < 0 ? this.#buffer.length : end) - start > this.#headBytes) {
      throw new ContentTooLarge("The headers of a part may have {limit} bytes at most.", {
        values: { limit: this.#headBytes },
      });
    }
    if (end < 0) return false;
    if (++this.#parts > this.#maxParts)
      throw new ContentTooLarge("A form may have {limit} parts at most.", {
        values: { limit: this.#maxParts },
      });
    this.#listener.start(
      parsePartHead(this.#buffer.subarray(start, end), { lenient: this.#lenient }),
    );
    this.#position = next;
    this.#state = "body-start";
    return true;
  }

  /** Finds where a head ends and where the second of its two line ends starts: that one may belong to the next delimiter. */
  #blankLine(start: number): { end: number; next: number } {
    if (this.#lineEnd(start) > 0) return { end: start, next: start };
    for (let at = this.#nextLineEnd(start); at >= 0; at = this.#nextLineEnd(at + 1)) {
      const length = this.#doubleLineEnd(at);
      if (length > 0) return { end: at, next: at + length };
    }
    return { end: -1, next: -1 };
  }

  /** Gives the length of one of two equal line ends at `at`, or 0. */
  #doubleLineEnd(at: number): number {
    const buffer = this.#buffer;
    if (buffer[at] === CR && buffer[at + 1] === LF)
      return buffer[at + 2] === CR && buffer[at + 3] === LF ? 2 : 0;
    return this.#lenient && buffer[at] === buffer[at + 1] ? 1 : 0;
  }

  #readBodyStart(): boolean {
    const length = this.#lineEnd(this.#position);
    const mark = this.#position + length;
    if (length < 0 || (!this.#isFinal && mark + this.#mark.length > this.#buffer.length))
      return false;
    this.#state = "body";
    const found =
      indexOfBytes(this.#buffer.subarray(mark, mark + this.#mark.length), this.#mark, 0) === 0
        ? this.#boundaryAt(mark)
        : CONTENT;
    if ("next" in found) return this.#endPart(found);
    if (found.kind === "unknown") this.#state = "body-start";
    else this.#position = mark;
    return found.kind === "content";
  }

  #readBody(): boolean {
    const { length } = this.#buffer;
    for (
      let at = indexOfBytes(this.#buffer, this.#mark, this.#position);
      at >= 0;
      at = indexOfBytes(this.#buffer, this.#mark, at + 1)
    ) {
      const lineEnd = this.#lineEndBefore(at);
      const found = at - lineEnd < this.#position || lineEnd === 0 ? CONTENT : this.#boundaryAt(at);
      if (found.kind === "content") continue;
      this.#give(at - lineEnd);
      return "next" in found ? this.#endPart(found) : false;
    }
    // A delimiter may have begun at a line end among the last bytes.
    const from = Math.max(this.#position, length - this.#mark.length - 1);
    const possible = this.#nextLineEnd(from);
    this.#give(possible < 0 ? length : possible);
    return false;
  }

  /** Says what the boundary at `at` is. */
  #boundaryAt(at: number): Found {
    const buffer = this.#buffer;
    let next = at + this.#mark.length;
    if (buffer[next] === DASH && (next + 1 < buffer.length || this.#isFinal)) {
      return buffer[next + 1] === DASH ? { kind: "last", next: next + 2 } : CONTENT;
    }
    while (buffer[next] === BLANK || buffer[next] === TAB) next++;
    if (next - at > this.#mark.length + this.#headBytes)
      throw new BadRequest("A multipart boundary has too many blanks behind it.");
    const lineEnd = this.#lineEnd(next);
    if (lineEnd > 0) return { kind: "delimiter", next: next + lineEnd };
    const isCutOff =
      lineEnd < 0 || next >= buffer.length || (buffer[next] === DASH && next + 1 >= buffer.length);
    return isCutOff && !this.#isFinal ? UNKNOWN : CONTENT;
  }

  /** Gives the length of the line end at `at`: 0 for none, -1 when the next byte has to tell. */
  #lineEnd(at: number): number {
    const byte = this.#buffer[at];
    if (byte === LF) return this.#lenient ? 1 : 0;
    if (byte !== CR) return 0;
    if (at + 1 < this.#buffer.length)
      return this.#buffer[at + 1] === LF ? 2 : this.#lenient ? 1 : 0;
    return this.#isFinal ? (this.#lenient ? 1 : 0) : -1;
  }

  #lineEndBefore(at: number): number {
    const last = this.#buffer[at - 1];
    if (last === LF) return this.#buffer[at - 2] === CR ? 2 : this.#lenient ? 1 : 0;
    return last === CR && this.#lenient ? 1 : 0;
  }

  /** Finds the next CR, and in a lenient decoder the next LF too. */
  #nextLineEnd(from: number): number {
    const cr = this.#buffer.indexOf(CR, from);
    if (!this.#lenient) return cr;
    const lf = this.#buffer.indexOf(LF, from);
    return cr < 0 || lf < 0 ? Math.max(cr, lf) : Math.min(cr, lf);
  }

  #waitFrom(at: number): false {
    // Two bytes more are kept: they tell whether a line starts there.
    this.#position = Math.max(this.#position, at - 2, 0);
    return false;
  }

  #give(end: number): void {
    if (end > this.#position) this.#listener.data(this.#buffer.subarray(this.#position, end));
    this.#position = Math.max(this.#position, end);
  }

  #enter({ kind, next }: { kind: "delimiter" | "last"; next: number }): boolean {
    this.#position = next;
    this.#state = kind === "last" ? "epilogue" : "head";
    return true;
  }

  #endPart(found: { kind: "delimiter" | "last"; next: number }): boolean {
    this.#listener.end();
    return this.#enter(found);
  }
}

/** RFC 2046 section 5.1.1: 1 to 70 characters; a lenient decoder takes any ASCII. */
function markOf(boundary: string, { lenient }: { lenient: boolean }): Uint8Array {
  const isValid = lenient
    ? /^[\0-\x7f]+$/.test(boundary)
    : /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/.test(boundary);
  if (!isValid) throw new BadRequest("The multipart boundary is missing or malformed.");
  return new TextEncoder().encode(`--${boundary}`);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/** Finds bytes in bytes; with Node's native search where there is one, for a body made of nothing but beginnings of a boundary. */
function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  if (typeof Buffer === "function") {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(wanted, from);
  }
  const last = bytes.length - wanted.length;
  for (
    let at = bytes.indexOf(DASH, from);
    at >= 0 && at <= last;
    at = bytes.indexOf(DASH, at + 1)
  ) {
    let matched = 1;
    while (matched < wanted.length && bytes[at + matched] === wanted[matched]) matched++;
    if (matched === wanted.length) return at;
  }
  return -1;
}
