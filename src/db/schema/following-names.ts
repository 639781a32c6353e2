/**
 * Lets the names of indexes and keys follow their table and their columns, where they were made of those: a new table or column under the old
 * name would need the same ones.
 *
 * When `news_article` becomes `blog_article`, the index `news_article_author_id_77d3a1d5` becomes `blog_article_author_id_905add38`.
 */

import { type Database, Statement } from "../backends/backend.ts";
import type { Meta } from "../meta.ts";
import type { TableDescription } from "./description.ts";
import { createIndexSql, fieldIndexSqls, indexesOf, nameOfIndex } from "./index-sql.ts";
import { describeTable } from "./introspection.ts";
import { indexName } from "./names.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import type { LiveStep, Step } from "./steps.ts";
import { SearchIndex } from "./search-index.ts";
import {
  addReferenceSql,
  columnsTogether,
  foreignKeyName,
  isReference,
  uniqueTogetherSqls,
} from "./table-sql.ts";

interface Followed {
  readonly old: string;
  readonly name: string;
  /** The statement that adds it under its new name, where it is a foreign key. */
  readonly reference?: string;
}

/** Gives what belongs to a table the names that follow from the new ones of the table and its columns. It comes behind their renaming. */
export function followingNames(before: Meta, after: Meta, rules: SchemaRules): Step[] {
  const { kind } = rules;
  const pairs = [
    ...ownIndexesOf(before, after, rules),
    ...listedOf(before, after),
    ...(kind === "sqlite" ? [] : referencesOf(before, after, rules)),
  ].filter(({ old, name }) => old !== name);
  const write = (names: ReadonlySet<string>): string[] =>
    pairs
      .filter(({ old, name }) => names.has(old) && !names.has(name))
      .flatMap((pair) => renameSqls(pair, after, rules));
  const step: LiveStep = {
    preview: () => write(namesIn(before, pairs, rules)),
    plan: async (database) => {
      const found = await describeTable(database, after.table);
      const isFixed = kind === "mysql" && !(await isMariaDb(database));
      return write(found === undefined ? new Set() : namesOf(found, { withKeys: !isFixed }));
    },
  };
  return pairs.length === 0 ? [] : [step];
}

/** The names that were made for the indexes that the models' options list. */
function listedOf(before: Meta, after: Meta): Followed[] {
  const fresh = indexesOf(after);
  return indexesOf(before).flatMap((index, at) => {
    const to = fresh[at];
    if (to === undefined || index instanceof SearchIndex || to instanceof SearchIndex) return [];
    return { old: nameOfIndex(index, before), name: nameOfIndex(to, after) };
  });
}

/** The names that indexes of single columns and of fields unique together may have. */
function ownIndexesOf(before: Meta, after: Meta, { kind }: SchemaRules): Followed[] {
  const [old, fresh] = [before, after].map((meta) => [
    ...meta.localFields.flatMap(({ column }) =>
      ["", "_like", "_uniq"].map((suffix) => [[column], suffix] as const),
    ),
    ...(meta.options.uniqueTogether ?? []).map(
      (names) => [columnsTogether(meta, names), "_uniq"] as const,
    ),
  ]);
  return old!.flatMap(([columns, suffix], at) => {
    const to = fresh![at];
    if (to === undefined) return [];
    return {
      old: indexName(before.table, columns, suffix, kind),
      name: indexName(after.table, to[0], to[1], kind),
    };
  });
}

function referencesOf(before: Meta, after: Meta, rules: SchemaRules): Followed[] {
  const fields = after.localFields.filter(isReference);
  return before.localFields.filter(isReference).flatMap((field, at) => {
    const to = fields[at];
    if (to === undefined) return [];
    return {
      old: foreignKeyName(field, before, rules),
      name: foreignKeyName(to, after, rules),
      reference: addReferenceSql(to, after, rules),
    };
  });
}

function renameSqls({ old, name, reference }: Followed, meta: Meta, rules: SchemaRules): string[] {
  const { kind } = rules;
  const [table, from, to] = [meta.table, old, name].map((text) => quoteName(text, kind));
  if (kind === "postgres")
    return reference === undefined
      ? [`ALTER INDEX ${from} RENAME TO ${to}`]
      : [`ALTER TABLE ${table} RENAME CONSTRAINT ${from} TO ${to}`];
  if (kind === "mysql")
    return reference === undefined
      ? [`ALTER TABLE ${table} RENAME INDEX ${from} TO ${to}`]
      : // The rows have been checked under the old name: without another check it is a change of the catalogue alone.
        [
          `ALTER TABLE ${table} DROP FOREIGN KEY ${from}`,
          `/*M! SET STATEMENT foreign_key_checks = 0 FOR */ ${reference}`,
        ];
  const made = statementsOf(meta, rules).find((sql) => sql.includes(` ${to} `));
  return made === undefined ? [] : [`DROP INDEX ${from}`, made];
}

/** The statements that make the indexes whose names follow. */
function statementsOf(meta: Meta, rules: SchemaRules): string[] {
  const fields = meta.localFields.flatMap((field) => fieldIndexSqls(field, meta, rules));
  const listed = indexesOf(meta)
    .filter((index) => !(index instanceof SearchIndex))
    .map((index) => createIndexSql(index, meta, rules))
    .filter((sql) => sql !== undefined);
  return [...fields, ...uniqueTogetherSqls(meta, rules), ...listed];
}

/** The names that a table has that Flagon made by itself. */
function namesIn(meta: Meta, pairs: readonly Followed[], rules: SchemaRules): Set<string> {
  const made = statementsOf(meta, rules);
  const isMade = ({ old, reference }: Followed): boolean =>
    reference !== undefined || made.some((sql) => sql.includes(quoteName(old, rules.kind)));
  return new Set(pairs.filter(isMade).map(({ old }) => old));
}

function namesOf(found: TableDescription, { withKeys }: { withKeys: boolean }): Set<string> {
  const keys = withKeys ? found.foreignKeys : [];
  const parts = [...found.indexes, ...found.uniques, ...keys];
  return new Set(parts.map(({ name }) => name).filter((name) => name !== undefined));
}

/** MySQL itself would copy the table to give a foreign key another name. */
async function isMariaDb(database: Database): Promise<boolean> {
  const sql = new Statement("SELECT VERSION()", { once: true });
  const [row] = await database.read(sql, []);
  return /mariadb/i.test(String(row?.[0]));
}
