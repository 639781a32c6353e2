/** Byte ranges: `Range: bytes=0-99` asks, `Content-Range: bytes 0-99/1234` answers. In our objects `stop` is the first byte not wanted. */

import { formatDate, parseDate } from "./dates.ts";
import { quoteEtag, unquoteEtag } from "./etags.ts";

/** One range: `start` may be negative (counted from the end), `stop` null means to the end. */
export type RangeSpan = readonly [start: number, stop: number | null];

/** A whole number as headers write it, or undefined. */
function wholeNumber(text: string): number | undefined {
  const digits = text.trim();
  return /^-?\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Tells whether bytes `start` to `stop` (not included) are in a body of `length` bytes; all null means no range. */
export function isByteRangeValid(
  start: number | null,
  stop: number | null,
  length: number | null,
): boolean {
  if (start === null || stop === null) return start === stop && (length === null || length >= 0);
  if (start < 0 || start >= stop) return false;
  return length === null || start < length;
}

/**
 * A `Range` header.
 *
 * @example
 * parseRange("bytes=-100")?.forLength(1000); // [900, 1000]
 * @see RFC 9110 section 14.2
 */
export class RangeRequest {
  /** `bytes`, as a rule. */
  readonly units: string;
  /** The ranges in the order of the header. */
  readonly ranges: readonly RangeSpan[];

  /** @throws RangeError for a range that ends before it starts. */
  constructor(units: string, ranges: readonly RangeSpan[]) {
    for (const [start, stop] of ranges) {
      if (stop !== null && (start < 0 || start >= stop)) {
        throw new RangeError(`${start} to ${stop} is no range.`);
      }
    }
    this.units = units;
    this.ranges = ranges;
  }

  /** Gives `[start, stop]` when there is exactly one range of bytes and the body has it; else undefined. */
  forLength(length: number | null): [start: number, stop: number] | undefined {
    if (this.units !== "bytes" || length === null || this.ranges.length !== 1) return undefined;
    let [start, stop] = this.ranges[0]!;
    if (stop === null) {
      stop = length;
      // "-0" asks for the last no bytes, which no body can satisfy.
      if (Object.is(start, -0)) return undefined;
      if (start < 0) start = Math.max(0, start + length);
    }
    return isByteRangeValid(start, stop, length) ? [start, Math.min(stop, length)] : undefined;
  }

  /** Gives the `Content-Range` of the one range, or undefined where `forLength` does. */
  contentRange(length: number | null): string | undefined {
    const span = this.forLength(length);
    return span && `${this.units} ${span[0]}-${span[1] - 1}/${length}`;
  }

  /** Gives the header's text. */
  toString(): string {
    const spans = this.ranges.map(([start, stop]) => {
      if (stop !== null) return `${start}-${stop - 1}`;
      return start < 0 || Object.is(start, -0) ? `-${-start}` : `${start}-`;
    });
    return `${this.units}=${spans.join(",")}`;
  }
}

/** Reads a `Range` header, or gives undefined when it is absent, out of order or breaks the grammar: then the whole body is sent. */
export function parseRange(header: string | null | undefined): RangeRequest | undefined {
  const equals = header?.indexOf("=") ?? -1;
  if (!header || equals < 0) return undefined;
  const ranges: RangeSpan[] = [];
  let lastStop: number | null = 0;
  for (const item of header.slice(equals + 1).split(",")) {
    // Nothing may follow a range that runs to the end.
    const span: RangeSpan | undefined = lastStop === null ? undefined : parseSpan(item.trim());
    if (span === undefined) return undefined;
    if (span[0] >= 0 && !Object.is(span[0], -0) && span[0] < lastStop!) return undefined;
    lastStop = span[1];
    ranges.push(span);
  }
  return new RangeRequest(header.slice(0, equals).trim().toLowerCase(), ranges);
}

function parseSpan(item: string): RangeSpan | undefined {
  const dash = item.indexOf("-");
  if (dash < 0) return undefined;
  if (dash === 0) {
    const suffix = wholeNumber(item);
    return suffix === undefined ? undefined : [suffix, null];
  }
  const start = wholeNumber(item.slice(0, dash));
  if (start === undefined) return undefined;
  if (item.slice(dash + 1).trim() === "") return [start, null];
  const last = wholeNumber(item.slice(dash + 1));
  return last === undefined || start > last ? undefined : [start, last + 1];
}

/** A `Content-Range` header: null for what is not said. */
export interface ContentRange {
  units: string;
  start: number | null;
  /** The first byte that is not there. */
  stop: number | null;
  /** The length of the whole body. */
  length: number | null;
}

/** Reads a `Content-Range` header, or gives undefined. */
export function parseContentRange(header: string | null | undefined): ContentRange | undefined {
  const match = /^(\S+) ([^/]*)\/(.*)$/.exec(header?.trim() ?? "");
  if (match === null) return undefined;
  const units = match[1]!;
  const length = match[3] === "*" ? null : wholeNumber(match[3]!);
  if (length === undefined) return undefined;
  if (match[2] === "*") {
    return isByteRangeValid(null, null, length)
      ? { units, start: null, stop: null, length }
      : undefined;
  }
  const dash = match[2]!.indexOf("-");
  const start = dash < 0 ? undefined : wholeNumber(match[2]!.slice(0, dash));
  const last = dash < 0 ? undefined : wholeNumber(match[2]!.slice(dash + 1));
  if (start === undefined || last === undefined) return undefined;
  return isByteRangeValid(start, last + 1, length)
    ? { units, start, stop: last + 1, length }
    : undefined;
}

/**
 * Writes a `Content-Range`; `start` null gives a star for the range, which is the answer of a 416.
 *
 * @throws RangeError for a range that is not in the body.
 */
export function formatContentRange({ units, start, stop, length }: ContentRange): string {
  if (!isByteRangeValid(start, stop, length)) {
    throw new RangeError(`${start} to ${stop} is no range of ${length ?? "any number of"} bytes.`);
  }
  const span = start === null ? "*" : `${start}-${stop! - 1}`;
  return `${units} ${span}/${length ?? "*"}`;
}

/** An `If-Range` header: a strong tag without quotes, or a date. */
export interface IfRange {
  etag?: string;
  date?: Date;
}

/** Reads an `If-Range` header; a weak tag, which must not be used there, gives neither. */
export function parseIfRange(header: string | null | undefined): IfRange {
  if (!header) return {};
  const date = parseDate(header);
  if (date !== undefined) return { date };
  const tag = unquoteEtag(header);
  return tag === undefined || tag.weak ? {} : { etag: tag.value };
}

/** Writes an `If-Range` header. */
export function formatIfRange({ etag, date }: IfRange): string {
  if (date !== undefined) return formatDate(date);
  return etag === undefined ? "" : quoteEtag(etag);
}
