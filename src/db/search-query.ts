/** What a full-text search looks for, and the words that it looks in, as the compiler meets them. */

import type { Compiler } from "./compiler.ts";
import { Column } from "./column.ts";
import { NotSupportedError } from "./errors.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { SearchVectorField } from "./fields/postgres.ts";
import { TextField } from "./fields/text.ts";
import type { Meta } from "./meta.ts";
import { Term } from "./references.ts";
import { nameOfIndex } from "./schema/index-sql.ts";
import { columnsOf, findSearchIndex, type SearchIndex } from "./schema/search-index.ts";
import type { SearchKind } from "./search-words.ts";
import type { TableRef } from "./table-ref.ts";

const TEXT = new TextField();
const VECTOR = new SearchVectorField();

/** The functions of PostgreSQL that read what is looked for. */
export const READERS: Readonly<Record<SearchKind, string>> = {
  plain: "plainto_tsquery",
  phrase: "phraseto_tsquery",
  websearch: "websearch_to_tsquery",
  raw: "to_tsquery",
};

/** Refuses a search on a database that has none. */
export function refuseSearch(compiler: Compiler, what = "Full-text search"): never {
  throw new NotSupportedError(`${what} is not there on ${compiler.kind}.`, {
    code: "db.not-supported",
    where: "a full-text search",
    mend: "Put the model on PostgreSQL or SQLite, or search with icontains.",
  });
}

/** A configuration as a first argument: part of the statement, so that an index on the same words is used. */
export function configSql(compiler: Compiler, config: string | undefined): string {
  return config === undefined ? "" : `${compiler.dialect.literal(config)}::regconfig, `;
}

/** How a {@link SearchQuery} is made of others. */
type Joint = "and" | "or" | "not" | "then";

const POSTGRES_SIGNS = { and: "&&", or: "||", then: "<->" } as const;

/** What is looked for. */
export abstract class SearchQuery extends Term {
  and(other: SearchQuery): SearchQuery {
    return new JoinedQuery("and", [this, other]);
  }

  or(other: SearchQuery): SearchQuery {
    return new JoinedQuery("or", [this, other]);
  }

  followedBy(other: SearchQuery): SearchQuery {
    return new JoinedQuery("then", [this, other]);
  }

  not(): SearchQuery {
    return new JoinedQuery("not", [this]);
  }

  override get outputField(): Field {
    return TEXT;
  }

  override toSql(compiler: Compiler): string {
    return compiler.kind === "postgres"
      ? this.postgresSql(compiler, undefined)
      : refuseSearch(compiler);
  }

  /** The query of PostgreSQL; `config` counts where it has none of its own. */
  abstract postgresSql(compiler: Compiler, config: string | undefined): string;
  /** The SQL of the text that FTS5 takes. */
  abstract sqliteSql(compiler: Compiler): string;
}

/** Words as they were written. */
export class TextQuery extends SearchQuery {
  readonly #parts: readonly Expression[];
  readonly kind: SearchKind;
  readonly config: string | undefined;

  constructor(text: Expression, kind: SearchKind, config: string | undefined) {
    super();
    this.#parts = [text];
    this.kind = kind;
    this.config = config;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override withParts([text]: readonly Expression[]): Expression {
    return new TextQuery(text!, this.kind, this.config);
  }

  override get detail(): string {
    return `${this.kind} ${this.config ?? ""}`;
  }

  override postgresSql(compiler: Compiler, config: string | undefined): string {
    const text = this.#parts[0]!.argumentSql(compiler);
    return `${READERS[this.kind]}(${configSql(compiler, this.config ?? config)}${text})`;
  }

  override sqliteSql(compiler: Compiler): string {
    return `flagon_search(${this.#parts[0]!.argumentSql(compiler)}, '${this.kind}')`;
  }
}

/** One word, whatever signs it has, or what begins like it. */
export class WordQuery extends TextQuery {
  readonly prefix: boolean;
  readonly weights: string;

  constructor(
    text: Expression,
    { prefix, weights, config }: { prefix: boolean; weights: string; config: string | undefined },
  ) {
    super(text, "phrase", config);
    this.prefix = prefix;
    this.weights = weights;
  }

  override withParts([text]: readonly Expression[]): Expression {
    return new WordQuery(text!, this);
  }

  override get detail(): string {
    return `word ${this.prefix} ${this.weights} ${this.config ?? ""}`;
  }

  override postgresSql(compiler: Compiler, config: string | undefined): string {
    const text = this.parts[0]!.argumentSql(compiler);
    const tail = `${this.prefix ? "*" : ""}${this.weights}`;
    const word = `'''' || REPLACE(REPLACE(${text}, E'\\\\', E'\\\\\\\\'), '''', '''''') || ''''`;
    return `to_tsquery(${configSql(compiler, this.config ?? config)}${word}${tail === "" ? "" : ` || ':${tail}'`})`;
  }

  override sqliteSql(compiler: Compiler): string {
    if (this.weights !== "") refuseSearch(compiler, "A word of certain weights");
    const phrase = super.sqliteSql(compiler);
    return this.prefix ? `(${phrase} || '*')` : phrase;
  }
}

class JoinedQuery extends SearchQuery {
  readonly joint: Joint;
  readonly #parts: readonly SearchQuery[];

  constructor(joint: Joint, parts: readonly SearchQuery[]) {
    super();
    this.joint = joint;
    this.#parts = parts;
  }

  override get parts(): readonly SearchQuery[] {
    return this.#parts;
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new JoinedQuery(this.joint, parts as readonly SearchQuery[]);
  }

  override get detail(): string {
    return this.joint;
  }

  override postgresSql(compiler: Compiler, config: string | undefined): string {
    const [one, other] = this.#parts.map((part) => part.postgresSql(compiler, config));
    return this.joint === "not" ? `!!(${one})` : `(${one} ${POSTGRES_SIGNS[this.joint]} ${other})`;
  }

  override sqliteSql(compiler: Compiler): string {
    const [one, other] = this.#parts as readonly [SearchQuery, SearchQuery];
    if (this.joint === "not" || (this.joint === "or" && (negated(one) ?? negated(other))))
      refuseSearch(compiler, "What lacks words alone");
    if (this.joint === "then")
      return `(${one.sqliteSql(compiler)} || ' + ' || ${other.sqliteSql(compiler)})`;
    const not = this.joint === "and" ? negated(other) : undefined;
    if (not !== undefined) return between(compiler, one, "NOT", not);
    const first = this.joint === "and" ? negated(one) : undefined;
    if (first !== undefined) return between(compiler, other, "NOT", first);
    return between(compiler, one, this.joint.toUpperCase(), other);
  }
}

function between(compiler: Compiler, one: SearchQuery, sign: string, other: SearchQuery): string {
  return `('(' || ${one.sqliteSql(compiler)} || ') ${sign} (' || ${other.sqliteSql(compiler)} || ')')`;
}

/** What a query asks not to be there; undefined where it asks for something. */
function negated(query: Expression): SearchQuery | undefined {
  return query instanceof JoinedQuery && query.joint === "not" ? query.parts[0] : undefined;
}

/** The words of columns, each with its weight where they have weights. */
export class SearchVector extends Term {
  readonly #parts: readonly Expression[];
  /** The weights of the columns, in order: `"AB"`; empty where they have none. */
  readonly weights: string;
  readonly config: string | undefined;

  constructor(parts: readonly Expression[], weights: string, config: string | undefined) {
    super();
    this.#parts = parts;
    this.weights = weights;
    this.config = config;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new SearchVector(parts, this.weights, this.config);
  }

  override get detail(): string {
    return `${this.weights} ${this.config ?? ""}`;
  }

  override get outputField(): Field {
    return VECTOR;
  }

  override toSql(compiler: Compiler): string {
    // Elsewhere the words are in an index alone; the value is their text.
    if (compiler.kind !== "postgres") return this.#text(compiler);
    const config = configSql(compiler, this.config ?? indexOf(this.#parts)?.index.config);
    if (this.weights === "") {
      return `to_tsvector(${config}${this.#text(compiler)})`;
    }
    const vectors = this.#parts.map((part, at) => {
      const words =
        part.outputField instanceof SearchVectorField
          ? part.toSql(compiler)
          : `to_tsvector(${config}COALESCE((${part.toSql(compiler)})::text, ''))`;
      return `setweight(${words}, '${this.weights[at]}')`;
    });
    return `(${vectors.join(" || ")})`;
  }

  #text(compiler: Compiler): string {
    const type = compiler.kind === "postgres" ? "::text" : "";
    const texts = this.#parts.map((part) => `COALESCE((${part.toSql(compiler)})${type}, '')`);
    return compiler.kind === "mysql"
      ? `CONCAT_WS(' ', ${texts.join(", ")})`
      : texts.join(" || ' ' || ");
  }
}

/** An index of words, and the appearance of its table whose columns are searched. */
interface IndexPlace {
  readonly index: SearchIndex;
  readonly ref: TableRef;
  readonly meta: Meta;
  readonly columns: readonly string[];
}

/** The index that has the words of these columns of one table. */
function indexOf(parts: readonly Expression[]): IndexPlace | undefined {
  const [first] = parts;
  if (!(first instanceof Column)) return undefined;
  const { ref } = first;
  if (!parts.every((part): part is Column => part instanceof Column && part.ref === ref))
    return undefined;
  const columns = parts.map((part) => (part as Column).field.column);
  const meta = ref.meta.concrete;
  const index = findSearchIndex(meta, columns);
  return index === undefined ? undefined : { index, ref, meta, columns };
}

/** What is searched: the side of a lookup, or what a rank is asked of. */
export function searched(side: Expression): SearchVector {
  return side instanceof SearchVector ? side : new SearchVector([side], "", undefined);
}

/** The SQL on PostgreSQL of what is searched, and by which rules. */
export function postgresWords(
  compiler: Compiler,
  side: Expression,
  given?: string,
): { sql: string; config: string | undefined } {
  if (!(side instanceof SearchVector) && side.outputField instanceof SearchVectorField)
    return { sql: side.toSql(compiler), config: given };
  const { parts, weights, config: own } = searched(side);
  const config = own ?? given ?? indexOf(parts)?.index.config;
  return { sql: new SearchVector(parts, weights, config).toSql(compiler), config };
}

/** A search within the full-text index of SQLite. */
export class IndexSearch {
  readonly compiler: Compiler;
  readonly #place: IndexPlace;
  readonly #isNegative: boolean;
  readonly #query: string;

  /** @throws NotSupportedError `db.no-search-index` for columns whose words no index has. */
  constructor(compiler: Compiler, side: Expression, query: SearchQuery) {
    const { parts } = searched(side);
    const place = indexOf(parts);
    if (place === undefined) throw noIndex(parts);
    this.compiler = compiler;
    this.#place = place;
    const without = negated(query);
    this.#isNegative = without !== undefined;
    this.#query = this.#filtered((without ?? query).sqliteSql(compiler));
  }

  /** The name of the index, quoted. */
  get name(): string {
    return this.compiler.quote(nameOfIndex(this.#place.index, this.#place.meta));
  }

  /** The columns of the index, in order. */
  get columns(): string[] {
    return columnsOf(this.#place.index, this.#place.meta);
  }

  /** The columns that are searched. */
  get asked(): readonly string[] {
    return this.#place.columns;
  }

  get #key(): string {
    const { ref, meta } = this.#place;
    return new Column(ref, meta.pk).toSql(this.compiler);
  }

  /** The condition that a row has what is looked for. */
  get condition(): string {
    const rows = `SELECT rowid FROM ${this.name} WHERE ${this.name} MATCH ${this.#query}`;
    return `${this.#key} ${this.#isNegative ? "NOT IN" : "IN"} (${rows})`;
  }

  /** The rank of the row: what a function of FTS5 says of it, and 0 where nothing is found. */
  rank(call: string): string {
    if (this.#isNegative) return "0.0";
    // The limit keeps the two queries apart: FTS5 refuses its functions within aggregates.
    const found = `SELECT rowid AS k, ${call} AS r FROM ${this.name} WHERE ${this.name} MATCH ${this.#query} LIMIT -1`;
    const all = `SELECT flagon_ranks(k, r) FROM (${found})`;
    return `flagon_rank((${all}), ${this.#key})`;
  }

  /** The value of an auxiliary function of FTS5 for the row, or another one where it has nothing that is looked for. */
  value(call: string, otherwise: string): string {
    if (this.#isNegative) return otherwise;
    return `COALESCE((SELECT ${call} FROM ${this.name} WHERE ${this.name} MATCH ${this.#query} AND rowid = ${this.#key}), ${otherwise})`;
  }

  #filtered(query: string): string {
    const { columns, asked } = this;
    if (columns.every((column) => asked.includes(column))) return query;
    const list = asked.map((column) => `"${column.replaceAll('"', '""')}"`).join(" ");
    return `(${this.compiler.dialect.literal(`{${list}} : (`)} || ${query} || ')')`;
  }
}

function noIndex(parts: readonly Expression[]): NotSupportedError {
  const names = parts.map((part) => (part instanceof Column ? `"${part.field.name}"` : "…"));
  return new NotSupportedError(
    "SQLite searches the words of an index, and these columns have none.",
    {
      code: "db.no-search-index",
      where: `a search in ${names.join(", ")}`,
      mend: `Give the model the option indexes: [searchIndex(${names.join(", ")})].`,
    },
  );
}
