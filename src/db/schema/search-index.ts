/** Indexes of words, for full-text search: a GIN index on PostgreSQL, a table of FTS5 with triggers on SQLite. */

import { FlagonError } from "../../base/errors.ts";
import { IntegerField } from "../fields/integers.ts";
import type { Meta } from "../meta.ts";
import { Index } from "./index-definition.ts";
import { namedField, nameOfIndex } from "./index-sql.ts";
import { textLiteral } from "./literals.ts";
import { quoteName, type SchemaRules } from "./rules.ts";

/** Options of {@link searchIndex}. */
export interface SearchIndexOptions {
  /** By which language's rules words are compared: a configuration of PostgreSQL. SQLite knows English and none. Default `"english"`. */
  readonly config?: string;
  /** Default: made of the table, the columns and `search`. */
  readonly name?: string;
}

/** An index of the words of some columns. */
export class SearchIndex<Name extends string = string> extends Index<Name> {
  /** By which rules words are compared. */
  readonly config: string;

  constructor(fields: readonly string[], { config = "english", name }: SearchIndexOptions = {}) {
    super({ fields, method: "gin", ...(name !== undefined && { name }) });
    this.config = config;
  }

  override get suffix(): string {
    return "search";
  }
}

/**
 * Makes an index of words for the option `indexes` of a model: full-text search then reads it and not the rows.
 *
 * On SQLite there is no full-text search without it. Names of fields come first, options last.
 *
 * @throws FlagonError `db.bad-index` without fields.
 * @example
 * class Article extends model({ title: f.text(), body: f.text() }, { indexes: [searchIndex("title", "body")] }) {}
 */
export function searchIndex<const Name extends string>(
  ...fields: readonly Name[]
): SearchIndex<Name>;
export function searchIndex<const Name extends string>(
  ...fields: readonly [...names: Name[], options: SearchIndexOptions]
): SearchIndex<Name>;
export function searchIndex(...fields: readonly (string | SearchIndexOptions)[]): SearchIndex {
  const last = fields.at(-1);
  const isNamed = typeof last === "string";
  const names = (isNamed ? fields : fields.slice(0, -1)) as readonly string[];
  return new SearchIndex(names, isNamed ? {} : (last as SearchIndexOptions));
}

/** Finds the index that has the words of these columns: one of exactly them first. */
export function findSearchIndex(meta: Meta, columns: readonly string[]): SearchIndex | undefined {
  const fits = (meta.options.indexes ?? []).filter(
    (given): given is SearchIndex =>
      given instanceof SearchIndex &&
      columns.every((column) => columnsOf(given, meta).includes(column)),
  );
  return fits.toSorted((a, b) => a.options.fields!.length - b.options.fields!.length)[0];
}

/** The columns of an index, in order. */
export function columnsOf({ options }: SearchIndex, meta: Meta): string[] {
  return options.fields!.map((name) => namedField(name, meta, "searchIndex(…)").column);
}

/** The statements that make an index of words; none on MySQL. */
export function createSearchIndexSqls(
  index: SearchIndex,
  meta: Meta,
  { kind }: SchemaRules,
): string[] {
  const columns = columnsOf(index, meta);
  const quoted = columns.map((column) => quoteName(column, kind));
  const name = nameOfIndex(index, meta);
  const [table, own] = [quoteName(meta.table, kind), quoteName(name, kind)];
  if (kind === "mysql") return [];
  if (kind === "postgres") {
    const text = quoted.map((column) => `COALESCE((${column})::text, '')`).join(" || ' ' || ");
    const config = textLiteral(index.config, kind);
    return [
      `CREATE INDEX ${own} ON ${table} USING gin (to_tsvector(${config}::regconfig, ${text}))`,
    ];
  }
  const tokenizer = `${index.config === "english" ? "porter " : ""}unicode61 remove_diacritics 2`;
  const key = numberedKey(meta);
  return [
    `CREATE VIRTUAL TABLE ${own} USING fts5(${quoted.join(", ")}, content=${textLiteral(meta.table, kind)}, content_rowid=${textLiteral(key, kind)}, tokenize=${textLiteral(tokenizer, kind)})`,
    `INSERT INTO ${own} (${own}) VALUES ('rebuild')`,
    ...triggers({ name, own, table, key: quoteName(key, kind), columns: quoted }),
  ];
}

interface TriggerParts {
  name: string;
  own: string;
  table: string;
  key: string;
  columns: readonly string[];
}

/** What keeps the words as the rows are (https://sqlite.org/fts5.html#external_content_tables). */
function triggers({ name, own, table, key, columns }: TriggerParts): string[] {
  const list = columns.join(", ");
  const values = (row: "new" | "old"): string =>
    [key, ...columns].map((column) => `${row}.${column}`).join(", ");
  const add = `INSERT INTO ${own} (rowid, ${list}) VALUES (${values("new")});`;
  const remove = `INSERT INTO ${own} (${own}, rowid, ${list}) VALUES ('delete', ${values("old")});`;
  const on = (when: string, event: string, body: string): string =>
    `CREATE TRIGGER ${quoteName(`${name}_${when}`, "sqlite")} AFTER ${event} ON ${table} BEGIN ${body} END`;
  return [
    on("ai", "INSERT", add),
    on("ad", "DELETE", remove),
    on("au", `UPDATE OF ${[key, ...columns].join(", ")}`, `${remove} ${add}`),
  ];
}

/** The statements that take an index of words away before its table. */
export function dropSearchIndexSqls(
  index: SearchIndex,
  meta: Meta,
  { kind }: SchemaRules,
  { withTable }: { withTable: boolean },
): string[] {
  const name = nameOfIndex(index, meta);
  if (kind === "mysql") return [];
  if (kind === "postgres") return withTable ? [] : [`DROP INDEX ${quoteName(name, kind)}`];
  const ends = ["ai", "ad", "au"].map(
    (when) => `DROP TRIGGER IF EXISTS ${quoteName(`${name}_${when}`, kind)}`,
  );
  return [...ends, `DROP TABLE IF EXISTS ${quoteName(name, kind)}`];
}

/** Words are kept by the number of their row, which must not change. */
function numberedKey(meta: Meta): string {
  const { pk } = meta;
  if (pk instanceof IntegerField || pk.isAuto) return pk.column;
  throw new FlagonError(
    "On SQLite only rows with a whole number as their key have an index of words.",
    {
      code: "db.bad-index",
      where: `searchIndex(…) of ${meta.path}`,
      mend: "Give the model an automatic key, or put it on PostgreSQL.",
    },
  );
}
