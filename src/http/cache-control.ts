/** `Cache-Control`: `max-age=60, private` read into an object and written from one. */

import { FlagonError } from "../base/errors.ts";
import { formatDict, parseDict } from "./header-values.ts";

/** What a response says about its caching; times in seconds, `true` for a directive without a value. */
export interface CacheDirectives {
  maxAge?: number;
  sMaxage?: number;
  staleWhileRevalidate?: number;
  staleIfError?: number;
  /** `true`, or the headers that must not be reused without a check. */
  noCache?: boolean | string;
  /** `true`, or the headers that only the browser may keep. */
  private?: boolean | string;
  public?: boolean;
  noStore?: boolean;
  noTransform?: boolean;
  mustRevalidate?: boolean;
  proxyRevalidate?: boolean;
  mustUnderstand?: boolean;
  immutable?: boolean;
}

const WORDS: Readonly<Record<keyof CacheDirectives, string>> = {
  maxAge: "max-age",
  sMaxage: "s-maxage",
  staleWhileRevalidate: "stale-while-revalidate",
  staleIfError: "stale-if-error",
  noCache: "no-cache",
  private: "private",
  public: "public",
  noStore: "no-store",
  noTransform: "no-transform",
  mustRevalidate: "must-revalidate",
  proxyRevalidate: "proxy-revalidate",
  mustUnderstand: "must-understand",
  immutable: "immutable",
};

/**
 * Writes a `Cache-Control` header; `false` and undefined leave a directive out.
 *
 * @throws FlagonError `http.cache-control` for a name that is no directive or a time that is no whole number from 0 on.
 * @example
 * formatCacheControl({ private: true, maxAge: 60 }); // "private, max-age=60"
 * @see RFC 9111 section 5.2
 */
export function formatCacheControl(directives: Readonly<CacheDirectives>): string {
  const items: Record<string, string | null> = Object.create(null);
  for (const [name, value] of Object.entries(directives)) {
    if (value === undefined || value === false) continue;
    const word = Object.hasOwn(WORDS, name) ? WORDS[name as keyof CacheDirectives] : undefined;
    if (
      word === undefined ||
      (typeof value === "number" && !(Number.isSafeInteger(value) && value >= 0))
    ) {
      throw badDirective(name, value);
    }
    items[word] = value === true ? null : String(value);
  }
  return formatDict(items);
}

function badDirective(name: string, value: unknown): FlagonError {
  return new FlagonError(`Cache-Control cannot say ${name}: ${String(value)}.`, {
    code: "http.cache-control",
    where: `directive "${name}"`,
    mend: `Directives are ${Object.keys(WORDS).join(", ")}; times are whole seconds.`,
  });
}

/**
 * Holds the directives of a received `Cache-Control`, by their name in lower case.
 *
 * @example
 * CacheControl.parse("max-age=0, no-cache").seconds("max-age"); // 0
 */
export class CacheControl {
  /** The directives; null for one without a value. */
  readonly directives: Readonly<Record<string, string | null>>;

  constructor(directives: Readonly<Record<string, string | null>>) {
    this.directives = directives;
  }

  /** Reads a header. */
  static parse(header: string | null | undefined): CacheControl {
    const directives: Record<string, string | null> = Object.create(null);
    for (const [name, value] of Object.entries(parseDict(header ?? "")))
      directives[name.toLowerCase()] = value;
    return new CacheControl(directives);
  }

  /** Tells whether the directive is there. */
  has(directive: string): boolean {
    return directive in this.directives;
  }

  /** Gives the value: null for a directive without one, undefined for one that is absent. */
  get(directive: string): string | null | undefined {
    return this.directives[directive];
  }

  /** Gives the value in seconds; undefined where it is absent or no whole number. */
  seconds(directive: string): number | undefined {
    const text = this.directives[directive];
    return text !== undefined && text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
  }

  /** Gives the header's text. */
  toString(): string {
    return formatDict(this.directives);
  }
}
