/** Full-text search on PostgreSQL: texts as vectors of words, what is looked for, how well it fits, and where (https://www.postgresql.org/docs/current/textsearch.html). */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Compiler } from "../compiler.ts";
import type { Expression } from "../expression.ts";
import { SearchVectorField } from "../fields/postgres.ts";
import { Func, type FuncOptions } from "../func.ts";
import { operand, reference } from "../references.ts";
import type { AnyExpression, PathsOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { FLOAT, made, TEXT } from "./arguments.ts";
import { postgresOnly } from "./postgres-only.ts";

/** How much a word counts: `A` most, `D` least. */
export type SearchWeight = "A" | "B" | "C" | "D";

/** Which language's rules words are compared by. */
export interface SearchOptions {
  /** A configuration of the database: `"english"`, `"german"`, `"simple"`. Default: the database's own. */
  readonly config?: string;
}

/** Options of {@link searchQuery}. */
export interface SearchQueryOptions extends SearchOptions {
  /**
   * `"plain"`: all words (the default). `"phrase"`: the words in this order. `"websearch"`: as search engines read it, with quotes, `or` and `-`.
   * `"raw"`: PostgreSQL's own syntax, which must be right.
   */
  readonly type?: "plain" | "phrase" | "websearch" | "raw";
}

/** Options of {@link searchRank}. */
export interface SearchRankOptions extends SearchOptions {
  /** What a word of each weight counts, from D to A. Default 0.1, 0.2, 0.4, 1. */
  readonly weights?: readonly [d: number, c: number, b: number, a: number];
  /** How the length of the text counts: PostgreSQL's sum of 1, 2, 4, 8, 16, 32. Default 0: not at all. */
  readonly normalization?: number;
  /** Counts how near the words stand to each other. Default false. */
  readonly coverDensity?: boolean;
}

/** Options of {@link searchHeadline}. */
export interface SearchHeadlineOptions extends SearchOptions {
  /** What stands before a word that was found. Default `<b>`. */
  readonly startSel?: string;
  /** What stands behind it. Default `</b>`. */
  readonly stopSel?: string;
  /** The most words. Default 35. */
  readonly maxWords?: number;
  /** The fewest words. Default 15. */
  readonly minWords?: number;
  /** Words of up to so many letters are left out at both ends. Default 3. */
  readonly shortWord?: number;
  /** The whole text instead of a part. Default false. */
  readonly highlightAll?: boolean;
  /** The most pieces of text; 0 picks one part. Default 0. */
  readonly maxFragments?: number;
  /** What stands between pieces. Default ` ... `. */
  readonly fragmentDelimiter?: string;
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

const VECTOR = new SearchVectorField();
const KINDS = {
  plain: "plainto_tsquery",
  phrase: "phraseto_tsquery",
  websearch: "websearch_to_tsquery",
  raw: "to_tsquery",
} as const;

/** What is looked for, as the compiler meets it. */
class SearchQuery extends Func {
  and(other: SearchQuery): SearchQuery {
    return joined("&&", [this, other]);
  }

  or(other: SearchQuery): SearchQuery {
    return joined("||", [this, other]);
  }

  followedBy(other: SearchQuery): SearchQuery {
    return joined("<->", [this, other]);
  }

  not(): SearchQuery {
    return new SearchQuery(
      onPostgres({ function: "!!", output: TEXT, sql: (_compiler, [sql]) => `!!(${sql})` }),
      [this],
    );
  }
}

function joined(operator: string, parts: readonly Expression[]): SearchQuery {
  return new SearchQuery(
    onPostgres({
      function: operator,
      output: TEXT,
      sql: (_compiler, [one, other]) => `(${one} ${operator} ${other})`,
    }),
    parts,
  );
}

function onPostgres(call: FuncOptions): FuncOptions {
  return postgresOnly("Full-text search", call);
}

/** The configuration as a first argument: part of the statement, so that an index on the same words is used. */
function configSql(compiler: Compiler, config: string | undefined): string {
  return config === undefined ? "" : `${compiler.dialect.literal(config)}::regconfig, `;
}

/** The SQL of the words of a side: a vector as it is, a text as a vector. */
function vectorSql(compiler: Compiler, part: Expression, config: string | undefined): string {
  const sql = part.toSql(compiler);
  if (part.outputField instanceof SearchVectorField) return sql;
  return `to_tsvector(${configSql(compiler, config)}COALESCE((${sql})::text, ''))`;
}

/** The SQL of what is looked for: a query as it is, a text as plain words. */
export function searchedSql(
  compiler: Compiler,
  right: Expression,
  sql: string,
  config: string | undefined,
): string {
  return right instanceof SearchQuery
    ? sql
    : `plainto_tsquery(${configSql(compiler, config)}${sql})`;
}

/** Gives the SQL of the condition that a side has the words. */
export function matchSql(
  compiler: Compiler,
  left: Expression,
  right: Expression,
  rightSql: string,
): string {
  const config = left instanceof SearchVector ? left.config : undefined;
  return `${vectorSql(compiler, left, config)} @@ ${searchedSql(compiler, right, rightSql, config)}`;
}

/** A vector that remembers by which rules it was made. */
class SearchVector extends Func {
  get config(): string | undefined {
    return (this.call as FuncOptions & SearchOptions).config;
  }
}

/**
 * The words of columns, or of columns by weight: `searchVector("title", "body")`, `searchVector({ title: "A", body: "B" })`.
 *
 * Compare it with a text or a {@link searchQuery}: `annotate({ words: searchVector("title") }).filter({ words: "flagon" })`. On PostgreSQL.
 *
 * @throws FlagonError `db.wrong-type` for a weight that there is not.
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
  const [first, ...rest] = given;
  if (isPlain(first)) return weighted(first as Record<string, SearchWeight>, rest[0] as never);
  const last = given.at(-1);
  const [columns, options] = isPlain(last)
    ? [given.slice(0, -1), last as SearchOptions]
    : [given, {}];
  if (columns.length === 0) throw noColumn();
  return vector(columns.map(reference), options, (compiler, sqls) => {
    const texts = sqls.map((sql) => `COALESCE((${sql})::text, '')`).join(" || ' ' || ");
    return `to_tsvector(${configSql(compiler, options.config)}${texts})`;
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function weighted(weights: Record<string, SearchWeight>, options: SearchOptions = {}): Func {
  const entries = Object.entries(weights);
  if (entries.length === 0) throw noColumn();
  for (const [name, weight] of entries) checkWeight(weight, `searchVector({ ${name} })`);
  const parts = entries.map(([name]) => reference(name));
  const letters = entries.map(([, weight]) => weight);
  return vector(
    parts,
    options,
    (compiler, _sqls, operands) => {
      const vectors = operands.map(
        (part, at) => `setweight(${vectorSql(compiler, part, options.config)}, '${letters[at]}')`,
      );
      return `(${vectors.join(" || ")})`;
    },
    letters.join(""),
  );
}

function vector(
  parts: readonly Expression[],
  { config }: SearchOptions,
  sql: NonNullable<FuncOptions["sql"]>,
  letters = "",
): Func {
  const call: FuncOptions & SearchOptions = {
    ...onPostgres({ function: "to_tsvector", output: VECTOR, sql }),
    writesArguments: letters !== "",
    detail: `${config ?? ""} ${letters}`,
    ...(config !== undefined && { config }),
  };
  return new SearchVector(call, parts);
}

function noColumn(): FlagonError {
  return new FlagonError("A vector of no column has no words.", {
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
 * What is looked for: `searchQuery("cheap flagon")`. Combine it with `and`, `or`, `not` and `followedBy`. On PostgreSQL.
 *
 * Texts of visitors are safe in every type but `"raw"`, whose syntax errors are a `ProgrammingError`.
 *
 * @throws FlagonError `db.wrong-type` for a type that there is not.
 */
export function searchQuery(
  text: string | AnyExpression,
  { type = "plain", config }: SearchQueryOptions = {},
): SearchQueryOf {
  const name = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (name === undefined) {
    throw new FlagonError(`There is no type "${String(type)}" of what is looked for.`, {
      code: "db.wrong-type",
      where: "searchQuery({ type })",
      mend: suggest(String(type), Object.keys(KINDS)),
    });
  }
  const call = onPostgres({
    function: name,
    output: TEXT,
    detail: config ?? "",
    sql: (compiler, [sql]) => `${name}(${configSql(compiler, config)}${sql})`,
  });
  return new SearchQuery(call, [operand(text)]) as unknown as SearchQueryOf;
}

/** Options of {@link searchLexeme}. */
export interface SearchLexemeOptions extends SearchOptions {
  /** Words that begin like this, too. Default false. */
  readonly prefix?: boolean;
  /** Only words of these weights: `"A"`, `"AB"`. Default: of any. */
  readonly weights?: string;
}

/**
 * One word, whatever signs it has: `searchLexeme("flag", { prefix: true })` finds what begins so. On PostgreSQL.
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
  const quoted = text.replaceAll("\\", "\\\\").replaceAll("'", "''");
  const tail = `${prefix ? "*" : ""}${weights}`;
  return searchQuery(`'${quoted}'${tail === "" ? "" : `:${tail}`}`, {
    type: "raw",
    ...(config !== undefined && { config }),
  });
}

/**
 * How well a row fits: larger is better. The first is a vector or a column of text, the second a {@link searchQuery} or plain words. On PostgreSQL.
 *
 * @throws FlagonError `db.wrong-type` for weights that are no numbers.
 */
export function searchRank<const X>(
  words: X,
  query: SearchQueryOf | string,
  { weights, normalization, coverDensity = false, config }: SearchRankOptions = {},
): TermOf<number, PathsOf<X>> {
  for (const number of [...(weights ?? []), normalization ?? 0])
    checkNumber(number, "searchRank()");
  const name = coverDensity ? "ts_rank_cd" : "ts_rank";
  const before = weights === undefined ? "" : `ARRAY[${weights.join(", ")}]::real[], `;
  const after = normalization === undefined ? "" : `, ${Math.trunc(normalization)}`;
  return made(
    onPostgres({
      function: name,
      output: FLOAT,
      detail: `${before} ${after} ${config ?? ""}`,
      writesArguments: true,
      sql: (compiler, _sqls, [side, sought]) => {
        const left = vectorSql(compiler, side!, config);
        const right = searchedSql(compiler, sought!, sought!.argumentSql(compiler), config);
        return `${name}(${before}${left}, ${right}${after})::double precision`;
      },
    }),
    [reference(words), operand(query)],
  );
}

function checkNumber(value: unknown, where: string): void {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new FlagonError(`${String(value)} is no number.`, {
    code: "db.wrong-type",
    where,
    mend: "Give finite numbers.",
  });
}

/**
 * The part of a text where the words stand, with marks around them. On PostgreSQL.
 *
 * The text itself is not escaped: for a page of HTML give marks of your own and escape before you replace them.
 */
export function searchHeadline<const X>(
  text: X,
  query: SearchQueryOf | string,
  { config, ...options }: SearchHeadlineOptions = {},
): TermOf<string, PathsOf<X>> {
  const settings = Object.entries(options)
    .map(([name, value]) => `${name}="${String(value).replaceAll('"', '""')}"`)
    .join(", ");
  return made(
    onPostgres({
      function: "ts_headline",
      output: TEXT,
      detail: config ?? "",
      writesArguments: true,
      sql: (compiler, _sqls, [side, sought, how]) => {
        const right = searchedSql(compiler, sought!, sought!.argumentSql(compiler), config);
        return `ts_headline(${configSql(compiler, config)}(${side!.toSql(compiler)})::text, ${right}, ${how!.argumentSql(compiler)})`;
      },
    }),
    [reference(text), operand(query), operand(settings)],
  );
}
