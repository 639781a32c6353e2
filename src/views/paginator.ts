/** Pages of a list: which rows are on each, and which pages are there. */

import { FlagonError } from "../base/errors.ts";
import { NotFound } from "../http/errors.ts";

/** What can be cut into pages: a list, or a query set, of which only the rows of a page are read. */
export type Pageable<Row> = readonly Row[] | CountedRows<Row>;

/** What a query set is for a paginator. */
export interface CountedRows<Row> extends PromiseLike<Row[]> {
  count(): Promise<number>;
  slice(start: number, end?: number): unknown;
}

/** Options of {@link Paginator}. */
export interface PaginatorOptions {
  /** Up to so many rows that would be alone on the last page are put on the one before. Default 0. */
  orphans?: number;
  /** Whether a list without rows has one page, an empty one, and not none. Default true. */
  allowEmptyFirstPage?: boolean;
}

/** Where pages are left out, in what {@link Paginator.elidedPageRange} gives. */
export const ELLIPSIS = "…";

/** How many pages {@link Paginator.elidedPageRange} names. */
export interface ElisionOptions {
  /** On each side of the page. Default 3. */
  onEachSide?: number;
  /** At both ends. Default 2. */
  onEnds?: number;
}

/**
 * Cuts rows into pages. A query set is counted once, and each page reads its own rows.
 *
 * @example
 * const paginator = new Paginator(Article.orderBy("-publishedAt", "id"), 20);
 * const page = await paginator.getPage(request.query.get("page"));
 * page.items.length; // 20 at most
 */
export class Paginator<Row> {
  readonly source: Pageable<Row>;
  readonly perPage: number;
  readonly orphans: number;
  readonly allowEmptyFirstPage: boolean;
  #count: Promise<number> | undefined;

  /** @throws FlagonError `views.wrong-page-size` */
  constructor(
    source: Pageable<Row>,
    perPage: number,
    { orphans = 0, allowEmptyFirstPage = true }: PaginatorOptions = {},
  ) {
    if (!Number.isSafeInteger(perPage) || perPage < 1) throw wrongSize("perPage", perPage);
    if (!Number.isSafeInteger(orphans) || orphans < 0) throw wrongSize("orphans", orphans);
    this.source = source;
    this.perPage = perPage;
    this.orphans = orphans;
    this.allowEmptyFirstPage = allowEmptyFirstPage;
  }

  /** Gives the number of all rows. The database is asked once. */
  count(): Promise<number> {
    const { source } = this;
    return (this.#count ??= isList(source) ? Promise.resolve(source.length) : source.count());
  }

  /** Gives the number of pages. */
  async pageCount(): Promise<number> {
    const count = await this.count();
    if (count === 0 && !this.allowEmptyFirstPage) return 0;
    return Math.ceil(Math.max(1, count - this.orphans) / this.perPage);
  }

  /**
   * Gives a page: by its number, as number or text, or `"last"`.
   *
   * @throws NotFound for what is no number, and for pages that are not there.
   */
  async page(number: unknown): Promise<Page<Row>> {
    const pageCount = await this.pageCount();
    const wanted = number === "last" ? Math.max(1, pageCount) : wholeNumber(number);
    if (wanted === undefined) throw noPage(`"${String(number)}" is no page number.`);
    if (wanted < 1 || wanted > pageCount) throw noPage(`There are ${pageCount} pages.`);
    return this.#read(wanted, pageCount);
  }

  /** Gives a page, whatever is asked for: the first for what is no number, the last for what is beyond it. */
  async getPage(number: unknown): Promise<Page<Row>> {
    const pageCount = await this.pageCount();
    const wanted = number === "last" ? pageCount : (wholeNumber(number) ?? 1);
    const last = Math.max(1, pageCount);
    return this.#read(wanted < 1 || wanted > last ? last : wanted, pageCount);
  }

  /** Gives the page numbers from 1 on. */
  async pageRange(): Promise<number[]> {
    return Array.from({ length: await this.pageCount() }, (_, index) => index + 1);
  }

  /** Gives the page numbers around one and at both ends, with {@link ELLIPSIS} where some are left out: `1 2 … 7 8 9 … 49 50`. */
  async elidedPageRange(
    number: number,
    options: ElisionOptions = {},
  ): Promise<(number | string)[]> {
    return elided(number, await this.pageCount(), options);
  }

  async #read(number: number, pageCount: number): Promise<Page<Row>> {
    const { source, perPage, orphans } = this;
    const count = await this.count();
    const start = (number - 1) * perPage;
    const end = start + perPage + orphans >= count ? count : start + perPage;
    const items = count === 0 ? [] : await source.slice(start, end);
    return new Page(this, { number, pageCount, count, items: items as Row[] });
  }
}

/** One page, with its rows read. */
export class Page<Row> implements Iterable<Row> {
  readonly paginator: Paginator<Row>;
  /** The number of the page, from 1 on. */
  readonly number: number;
  /** The number of all pages. */
  readonly pageCount: number;
  /** The number of all rows, on whatever page. */
  readonly count: number;
  /** The rows of the page. */
  readonly items: readonly Row[];

  constructor(
    paginator: Paginator<Row>,
    read: { number: number; pageCount: number; count: number; items: readonly Row[] },
  ) {
    this.paginator = paginator;
    this.number = read.number;
    this.pageCount = read.pageCount;
    this.count = read.count;
    this.items = read.items;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.items[Symbol.iterator]();
  }

  /** The number of rows on the page. */
  get length(): number {
    return this.items.length;
  }

  get hasNext(): boolean {
    return this.number < this.pageCount;
  }

  get hasPrevious(): boolean {
    return this.number > 1;
  }

  get hasOtherPages(): boolean {
    return this.hasNext || this.hasPrevious;
  }

  /** The number of the next page; undefined on the last. */
  get nextNumber(): number | undefined {
    return this.hasNext ? this.number + 1 : undefined;
  }

  /** The number of the page before; undefined on the first. */
  get previousNumber(): number | undefined {
    return this.hasPrevious ? this.number - 1 : undefined;
  }

  /** Which of all rows is the first on the page, from 1 on; 0 where there is none. */
  get startIndex(): number {
    return this.count === 0 ? 0 : (this.number - 1) * this.paginator.perPage + 1;
  }

  /** Which of all rows is the last on the page. */
  get endIndex(): number {
    return this.startIndex === 0 ? 0 : this.startIndex + this.items.length - 1;
  }

  /** The page numbers around this one and at both ends, with {@link ELLIPSIS} between. */
  elidedRange(options: ElisionOptions = {}): (number | string)[] {
    return elided(this.number, this.pageCount, options);
  }
}

function elided(
  number: number,
  pageCount: number,
  { onEachSide = 3, onEnds = 2 }: ElisionOptions,
): (number | string)[] {
  const near = (page: number): boolean =>
    page <= onEnds || page > pageCount - onEnds || Math.abs(page - number) <= onEachSide;
  const shown: (number | string)[] = [];
  const candidates = new Set<number>();
  for (let page = 1; page <= Math.min(onEnds, pageCount); page++) candidates.add(page);
  const [from, to] = [Math.max(1, number - onEachSide), Math.min(pageCount, number + onEachSide)];
  for (let page = from; page <= to; page++) candidates.add(page);
  for (let page = Math.max(1, pageCount - onEnds + 1); page <= pageCount; page++)
    candidates.add(page);
  let before = 0;
  for (const page of [...candidates].filter(near).toSorted((a, b) => a - b)) {
    // A mark in place of one page would hide what it costs to show.
    if (page - before === 2) shown.push(page - 1);
    else if (page - before > 2) shown.push(ELLIPSIS);
    shown.push(page);
    before = page;
  }
  return shown;
}

function noPage(hint: string): NotFound {
  return new NotFound(undefined, { hint });
}

function isList<Row>(source: Pageable<Row>): source is readonly Row[] {
  return Array.isArray(source);
}

/** A whole number, or text that is one and nothing else. */
function wholeNumber(given: unknown): number | undefined {
  if (given === undefined || given === null) return 1;
  if (typeof given === "number") return Number.isSafeInteger(given) ? given : undefined;
  if (typeof given !== "string" || !/^-?\d{1,15}$/.test(given)) return undefined;
  return Number(given);
}

function wrongSize(option: string, given: unknown): FlagonError {
  return new FlagonError(`${String(given)} is no number of rows.`, {
    code: "views.wrong-page-size",
    where: `new Paginator(…, ${option})`,
    mend: option === "perPage" ? "Give a whole number above 0." : "Give a whole number from 0 on.",
  });
}
