/** Full-text search: texts as words, what is looked for, how well it fits, and where. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Compiler } from "../compiler.ts";
import type { Expression } from "../expression.ts";
import { operand, reference } from "../references.ts";
import {
  configSql,
  IndexSearch,
  postgresWords,
  READERS,
  refuseSearch,
  searched,
  SearchQuery,
  SearchVector,
  TextQuery,
  WordQuery,
} from "../search-query.ts";
import type { SearchKind } from "../search-words.ts";
import type { AnyExpression, PathsOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { FLOAT, made, TEXT } from "./arguments.ts";

/** How much a word counts: `A` most, `D` least. */
export type SearchWeight = "A" | "B" | "C" | "D";

/** Which language's rules words are compared by. */
export interface SearchOptions {
  /** A configuration of PostgreSQL: `"english"`, `"german"`, `"simple"`. Default: that of the columns' `searchIndex`, else the database's own. SQLite has that of the index. */
  readonly config?: string;
}

/** Options of {@link searchQuery}. */
export interface SearchQueryOptions extends SearchOptions {
  /**
   * `"plain"`: all words (the default). `"phrase"`: the words in this order. `"websearch"`: as search engines read it, with quotes, `or` and `-`.
   * `"raw"`: the database's own syntax, which must be right.
   */
  readonly type?: SearchKind;
}

/** Options of {@link searchRank}. */
export interface SearchRankOptions extends SearchOptions {
  /** What a word of each weight counts, from D to A. Default 0.1, 0.2, 0.4, 1. */
  readonly weights?: readonly [d: number, c: number, b: number, a: number];
  /** How the length of the text counts: PostgreSQL's sum of 1, 2, 4, 8, 16, 32. Default 0: not at all. SQLite counts it in its own way. */
  readonly normalization?: number;
  /** Counts how near the words stand to each other; on PostgreSQL. Default false. */
  readonly coverDensity?: boolean;
}

/** Options of {@link searchHeadline}. */
export interface SearchHeadlineOptions extends SearchOptions {
  /** What stands before a word that was found. Default `<b>`. */
  readonly startSel?: string;
  /** What stands behind it. Default `</b>`. */
  readonly stopSel?: string;
  /** The most words. Default 35; SQLite has at most 64. */
  readonly maxWords?: number;
  /** The fewest words; on PostgreSQL. Default 15. */
  readonly minWords?: number;
  /** Words of up to so many letters are left out at both ends; on PostgreSQL. Default 3. */
  readonly shortWord?: number;
  /** The whole text instead of a part. Default false. */
  readonly highlightAll?: boolean;
  /** The most pieces of text; 0 picks one part; on PostgreSQL. Default 0. */
  readonly maxFragments?: number;
  /** What stands between pieces. Default ` ... `. */
  readonly fragmentDelimiter?: string;
}

/** Options of {@link searchLexeme}. */
export interface SearchLexemeOptions extends SearchOptions {
  /** Words that begin like this, too. Default false. */
  readonly prefix?: boolean;
  /** Only words of these weights: `"A"`, `"AB"`; on PostgreSQL. Default: of any. */
  readonly weights?: string;
}

/** What is looked for; it can be combined with others. */
export interface SearchQueryOf extends TermOf<string> {
  /** Both are found. */
  and(other: SearchQueryOf): SearchQueryOf;
  /** Either is found. */
  or(other: SearchQueryOf): SearchQueryOf;
  /** This is not found. */
  not(): SearchQueryOf;
  /** The other comes right behind this. */
  followedBy(other: SearchQueryOf): SearchQueryOf;
}

const WEIGHTS = "DCBA";

/** Makes what is looked for of a lookup's right side: plain words, unless it says otherwise. */
export function queryOf(right: Expression): SearchQuery {
  return right instanceof SearchQuery ? right : new TextQuery(right, "plain", undefined);
}

/** The SQL of the condition that a side has the words. */
export function matchSql(compiler: Compiler, left: Expression, right: Expression): string {
  const query = queryOf(right);
  if (compiler.kind === "sqlite") return new IndexSearch(compiler, left, query).condition;
  if (compiler.kind !== "postgres") return refuseSearch(compiler);
  const { sql, config } = postgresWords(compiler, left);
  return `${sql} @@ ${query.postgresSql(compiler, config)}`;
}

/**
 * The words of columns, or of columns by weight: `searchVector("title", "body")`, `searchVector({ title: "A", body: "B" })`.
 *
 * Compare it with a text or a {@link searchQuery}: `annotate({ words: searchVector("title") }).filter({ words: "flagon" })`. On SQLite the model
 * has to have a `searchIndex` of the columns; on PostgreSQL one makes it fast.
 *
 * @throws FlagonError `db.wrong-type` for a weight that there is not, or without columns.
 */
export function searchVector<const X extends readonly unknown[]>(
  ...columns: [...X, options: SearchOptions]
): TermOf<string, PathsOf<X[number]>>;
export function searchVector<const W extends Readonly<Record<string, SearchWeight>>>(
  weights: W,
  options?: SearchOptions,
): TermOf<string, keyof W>;
export function searchVector<const X extends readonly unknown[]>(
  ...columns: X
): TermOf<string, PathsOf<X[number]>>;
export function searchVector(...given: readonly unknown[]): unknown {
  const [first, second] = given;
  if (isPlain(first)) {
    const weights = Object.values(first);
    for (const weight of weights) checkWeight(weight, "searchVector({ … })");
    return vectorOf(Object.keys(first), weights.join(""), second as SearchOptions);
  }
  const last = given.at(-1);
  return isPlain(last)
    ? vectorOf(given.slice(0, -1), "", last as SearchOptions)
    : vectorOf(given, "", {});
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function vectorOf(
  columns: readonly unknown[],
  weights: string,
  { config }: SearchOptions = {},
): SearchVector {
  if (columns.length > 0) return new SearchVector(columns.map(reference), weights, config);
  throw new FlagonError("A vector of no column has no words.", {
    code: "db.wrong-type",
    where: "searchVector()",
    mend: 'Name the columns: searchVector("title", "body").',
  });
}

function checkWeight(weight: unknown, where: string): void {
  if (["A", "B", "C", "D"].includes(weight as string)) return;
  throw new FlagonError(`${JSON.stringify(weight)} is no weight.`, {
    code: "db.wrong-type",
    where,
    mend: 'Give "A", "B", "C" or "D".',
  });
}

/**
 * What is looked for: `searchQuery("cheap flagon")`. Combine it with `and`, `or`, `not` and `followedBy`.
 *
 * Texts of visitors are safe in every type but `"raw"`, whose syntax errors are a `ProgrammingError`.
 *
 * @throws FlagonError `db.wrong-type` for a type that there is not.
 */
export function searchQuery(
  text: string | AnyExpression,
  { type = "plain", config }: SearchQueryOptions = {},
): SearchQueryOf {
  if (!Object.hasOwn(READERS, type)) {
    throw new FlagonError(`There is no type "${String(type)}" of what is looked for.`, {
      code: "db.wrong-type",
      where: "searchQuery({ type })",
      mend: suggest(String(type), Object.keys(READERS)),
    });
  }
  // The class knows nothing of types: what it can be combined with says the interface.
  return new TextQuery(operand(text), type, config) as unknown as SearchQueryOf;
}

/**
 * One word, whatever signs it has: `searchLexeme("flag", { prefix: true })` finds what begins so.
 *
 * @throws FlagonError `db.wrong-type` for weights that there are not, or the empty text.
 */
export function searchLexeme(
  text: string,
  { prefix = false, weights = "", config }: SearchLexemeOptions = {},
): SearchQueryOf {
  for (const weight of weights) checkWeight(weight, "searchLexeme({ weights })");
  if (text.trim() === "")
    throw new FlagonError("The empty text is no word.", {
      code: "db.wrong-type",
      where: "searchLexeme()",
      mend: "Leave the condition out where nothing is looked for.",
    });
  const query = new WordQuery(operand(text), { prefix, weights, config });
  return query as unknown as SearchQueryOf;
}

/**
 * How well a row fits: larger is better. The first is a {@link searchVector} or a column, the second a {@link searchQuery} or plain words.
 *
 * On SQLite it is what FTS5's `bm25` says with the sign turned; there and on PostgreSQL a row with nothing of it has 0.
 *
 * @throws FlagonError `db.wrong-type` for weights that are no numbers.
 */
export function searchRank<const X>(
  words: X,
  query: SearchQueryOf | string,
  options: SearchRankOptions = {},
): TermOf<number, PathsOf<X>> {
  const { weights, normalization, coverDensity = false, config } = options;
  for (const number of [...(weights ?? []), normalization ?? 0]) checkNumber(number);
  const name = coverDensity ? "ts_rank_cd" : "ts_rank";
  const before = weights === undefined ? "" : `ARRAY[${weights.join(", ")}]::real[], `;
  const after = normalization === undefined ? "" : `, ${Math.trunc(normalization)}`;
  return made(
    {
      function: name,
      output: FLOAT,
      detail: `${before} ${after} ${config ?? ""}`,
      writesArguments: true,
      sql: (compiler) => refuseSearch(compiler),
      on: {
        postgres: (compiler, _sqls, [side, sought]) => {
          const { sql, config: rules } = postgresWords(compiler, side!, config);
          const right = queryOf(sought!).postgresSql(compiler, rules);
          return `${name}(${before}${sql}, ${right}${after})::double precision`;
        },
        sqlite: (compiler, _sqls, [side, sought]) =>
          bm25(new IndexSearch(compiler, side!, queryOf(sought!)), searched(side!), weights),
      },
    },
    [reference(words), operand(query)],
  );
}

function bm25(
  search: IndexSearch,
  { weights: letters }: SearchVector,
  weights: readonly number[] = [0.1, 0.2, 0.4, 1],
): string {
  const counts = search.columns.map((column) => {
    const at = search.asked.indexOf(column);
    if (at === -1) return 0;
    return letters === "" ? 1 : weights[WEIGHTS.indexOf(letters[at]!)]!;
  });
  return search.rank(`-bm25(${[search.name, ...counts].join(", ")})`);
}

function checkNumber(value: unknown): void {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new FlagonError(`${String(value)} is no number.`, {
    code: "db.wrong-type",
    where: "searchRank()",
    mend: "Give finite numbers.",
  });
}

/**
 * The part of a text where the words stand, with marks around them.
 *
 * The text itself is not escaped: for a page of HTML give marks of your own and escape before you replace them.
 */
export function searchHeadline<const X>(
  text: X,
  query: SearchQueryOf | string,
  options: SearchHeadlineOptions = {},
): TermOf<string, PathsOf<X>> {
  const { config, ...settings } = options;
  const list = Object.entries(settings)
    .map(([name, value]) => `${name}="${String(value).replaceAll('"', '""')}"`)
    .join(", ");
  return made(
    {
      function: "ts_headline",
      output: TEXT,
      detail: `${config ?? ""} ${list}`,
      writesArguments: true,
      sql: (compiler) => refuseSearch(compiler),
      on: {
        postgres: (compiler, _sqls, [side, sought]) => {
          const { config: rules } = postgresWords(compiler, side!, config);
          const right = queryOf(sought!).postgresSql(compiler, rules);
          return `ts_headline(${configSql(compiler, rules)}(${side!.toSql(compiler)})::text, ${right}, ${compiler.dialect.literal(list)})`;
        },
        sqlite: (compiler, _sqls, [side, sought]) =>
          snippet(new IndexSearch(compiler, side!, queryOf(sought!)), side!, options),
      },
    },
    [reference(text), operand(query)],
  );
}

/** The first characters stand for a text that has nothing of what is looked for. */
const OPENING = 200;

function snippet(
  search: IndexSearch,
  side: Expression,
  {
    startSel = "<b>",
    stopSel = "</b>",
    maxWords = 35,
    highlightAll = false,
    fragmentDelimiter = " ... ",
  }: SearchHeadlineOptions,
): string {
  const { compiler, name } = search;
  const column = search.columns.indexOf(search.asked[0]!);
  const marks = [startSel, stopSel].map((mark) => compiler.dialect.literal(mark)).join(", ");
  const most = Math.min(64, Math.max(1, Math.trunc(maxWords)));
  const between = compiler.dialect.literal(fragmentDelimiter);
  const call = highlightAll
    ? `highlight(${name}, ${column}, ${marks})`
    : `snippet(${name}, ${column}, ${marks}, ${between}, ${most})`;
  const text = side.toSql(compiler);
  return search.value(call, highlightAll ? text : `SUBSTR(${text}, 1, ${OPENING})`);
}
