/** Changes tables of SQLite: by `ALTER TABLE` where that is safe, else by making the table anew. */

import { Expression } from "../expression.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import type { Meta } from "../meta.ts";
import type { Alterations } from "./alterations.ts";
import { look } from "./alterations.ts";
import { columnSql, isPrimaryKey, isUnique } from "./columns.ts";
import { shapeOf } from "./column-shape.ts";
import { type Constraint, UniqueConstraint } from "./constraints.ts";
import { conversionOf } from "./conversions.ts";
import { columnsOfIndex, isSameList, type TableDescription } from "./description.ts";
import { changeOf, type FieldChange, type FieldPair, fillOf, followersOf } from "./field-change.ts";
import {
  constraintSql,
  fieldIndexSqls,
  indexesOf,
  namedField,
  nameOfConstraint,
} from "./index-sql.ts";
import { rebuild, signatureOf } from "./rebuild.ts";
import { refuseAnyRows, refuseDuplicates, refuseNulls, refuseUnfit } from "./row-checks.ts";
import { quoteName, rulesOf } from "./rules.ts";
import { createSearchIndexSqls, dropSearchIndexSqls, SearchIndex } from "./search-index.ts";
import { columnsIn } from "./sql-definition.ts";
import type { Step } from "./steps.ts";
import { columnsTogether, isReference, uniqueSql, uniqueTogetherSql } from "./table-sql.ts";

const rules = rulesOf("sqlite");
const quote = (name: string): string => quoteName(name, "sqlite");

/** The changes of SQLite. */
export const sqliteAlterations: Alterations = {
  renameTable(before, after) {
    const words = (meta: Meta): SearchIndex[] =>
      indexesOf(meta).filter((index) => index instanceof SearchIndex);
    return [
      ...words(before).flatMap((index) =>
        dropSearchIndexSqls(index, before, rules, { withTable: false }),
      ),
      ...renameSqls(before.table, after.table),
      ...words(after).flatMap((index) => createSearchIndexSqls(index, after, rules)),
    ];
  },
  addField,
  removeField,
  alterField,
  addConstraint(after, constraint) {
    const { inline, statement } = constraintSql(constraint, after, rules);
    if (statement !== undefined) return [statement];
    if (inline === undefined) return [];
    if (!(constraint instanceof UniqueConstraint)) return [rebuild({ before: after, after })];
    const columns = (constraint.options.fields ?? []).map(
      (name) => namedField(name, after, "unique(…)").column,
    );
    return [uniqueSql(after, nameOfConstraint(constraint, after, rules), columns, rules)];
  },
  dropConstraint,
  addUniqueTogether: (after, names) => [uniqueTogetherSql(after, names, rules)],
  dropUniqueTogether(before, after, names) {
    const columns = columnsTogether(before, names);
    return [
      look(before.table, (found) => {
        const index = found?.indexes.find(
          (one) =>
            one.isUnique && one.condition === undefined && isSame(columnsOfIndex(one), columns),
        );
        if (found !== undefined && index === undefined) return [rebuild({ before, after })];
        return [`DROP INDEX ${quote(index?.name ?? nameOfTogether(before, names))}`];
      }),
    ];
  },
  dropIndex: (meta, { name, columns }) => [
    look(meta.table, (found) => {
      const byName = found?.indexes.find((index) => index.name === name);
      const byColumns = found?.indexes.find(
        (index) => !index.isUnique && isSame(columnsOfIndex(index), columns),
      );
      return [`DROP INDEX ${quote((byName ?? byColumns)?.name ?? name)}`];
    }),
  ],
};

const isSame = (a: readonly string[] | undefined, b: readonly string[]): boolean =>
  a !== undefined && isSameList(a, b);

function nameOfTogether(meta: Meta, names: readonly string[]): string {
  return /INDEX "((?:[^"]|"")*)"/
    .exec(uniqueTogetherSql(meta, names, rules))![1]!
    .replaceAll('""', '"');
}

/** A name that differs in its capitals alone is taken for SQLite: it goes by another one. */
function renameSqls(from: string, to: string): string[] {
  if (from === to) return [];
  const rename = (a: string, b: string): string => `ALTER TABLE ${quote(a)} RENAME TO ${quote(b)}`;
  if (from.toLowerCase() !== to.toLowerCase()) return [rename(from, to)];
  return [rename(from, `new__${to}`), rename(`new__${to}`, to)];
}

function addField(after: Meta, field: Field, given: unknown): Step[] {
  const definition = columnSql(field, after, rules);
  if (definition === undefined) return [];
  const fill = fillOf(field, given, rules);
  if (canBeAppended(field, after, fill))
    return [
      `ALTER TABLE ${quote(after.table)} ADD COLUMN ${definition}`,
      ...fieldIndexSqls(field, after, rules),
    ];
  const place = { meta: after, field, column: field.column, rules };
  const needsValue =
    fill === undefined &&
    !field.isNullable &&
    !field.isAuto &&
    !(field instanceof GeneratedField) &&
    field.options.databaseDefault === undefined;
  return [
    ...(needsValue ? [refuseAnyRows(withoutField(place, after, field))] : []),
    rebuild({
      before: after,
      after,
      values: new Map([[field.column, needsValue ? "NULL" : (fill ?? null)]]),
    }),
  ];
}

/** The rows that are there are named by keys that are there: a new key is none yet. */
function withoutField<P extends { meta: Meta }>(place: P, after: Meta, field: Field): P {
  if (!after.keyFields.includes(field)) return place;
  const keyFields = after.localFields.filter((one) => one !== field).slice(0, 1);
  return { ...place, meta: { ...place.meta, table: after.table, keyFields } };
}

/** Whether `ADD COLUMN` takes it, and leaves no default behind that the field does not have. */
function canBeAppended(field: Field, meta: Meta, fill: string | undefined): boolean {
  const { databaseDefault } = field.options;
  if (isPrimaryKey(field, meta) || isUnique(field) || fill !== undefined) return false;
  if (field instanceof GeneratedField) return !field.stored;
  if (databaseDefault instanceof Expression) return false;
  if (isReference(field) && databaseDefault !== undefined) return false;
  return field.isNullable || (databaseDefault !== undefined && databaseDefault !== null);
}

function removeField(before: Meta, after: Meta, field: Field): Step[] {
  const { column } = field;
  if (field.columnType("sqlite") === null) return [];
  const isPlain =
    !isPrimaryKey(field, before) &&
    !isUnique(field) &&
    !isReference(field) &&
    field.columnCheck("sqlite", quote(column)) === undefined;
  return [
    look(before.table, (found) => {
      if (!isPlain || (found !== undefined && isMentioned(column, found)))
        return [rebuild({ before, after })];
      const own =
        found?.indexes.filter((index) => isSame(columnsOfIndex(index), [column])) ??
        fieldIndexSqls(field, before, rules).map((sql) => ({ name: nameIn(sql) }));
      return [
        ...own.map(({ name }) => `DROP INDEX ${quote(name)}`),
        `ALTER TABLE ${quote(before.table)} DROP COLUMN ${quote(column)}`,
      ];
    }),
  ];
}

function nameIn(sql: string): string {
  return /INDEX "((?:[^"]|"")*)"/.exec(sql)![1]!.replaceAll('""', '"');
}

/** Whether something of the table besides an index of its own needs a column. */
function isMentioned(column: string, found: TableDescription): boolean {
  const inText = (sql: string): boolean => columnsIn(sql, [column]).length > 0;
  return (
    found.uniques.some(({ columns }) => columns.includes(column)) ||
    found.foreignKeys.some(({ columns }) => columns.includes(column)) ||
    found.checks.some(({ columns }) => columns.includes(column)) ||
    found.columns.some(
      ({ generated }) => generated !== undefined && inText(generated.expression),
    ) ||
    found.triggers.some(({ sql }) => inText(sql)) ||
    found.indexes.some(
      (index) =>
        !isSame(columnsOfIndex(index), [column]) && inText(index.sql?.replace(/^[^(]*/, "") ?? ""),
    )
  );
}

function dropConstraint(after: Meta, constraint: Constraint): Step[] {
  const { inline, statement } = constraintSql(constraint, after, rules);
  if (inline === undefined && statement === undefined) return [];
  const name = nameOfConstraint(constraint, after, rules);
  return [
    look(after.table, (found) => {
      const isIndex =
        found === undefined
          ? statement !== undefined
          : found.indexes.some((index) => index.name === name);
      return isIndex ? [`DROP INDEX ${quote(name)}`] : [rebuild({ before: after, after })];
    }),
  ];
}

function alterField(pair: FieldPair, given: unknown): Step[] {
  const { before, after, from, to } = pair;
  const change = changeOf(pair, rules);
  const renamed = new Map(change.isRenamed ? [[from.column, to.column]] : []);
  return [
    ...checksOf(pair, change, given),
    ...(change.isRenamed
      ? [
          `ALTER TABLE ${quote(before.table)} RENAME COLUMN ${quote(from.column)} TO ${quote(to.column)}`,
        ]
      : []),
    look(before.table, (found) => {
      if (!needsRebuild(pair, change, found)) return indexChanges(pair, found);
      const values = new Map([[to.column, valueOf(pair, change, given)]]);
      for (const { field } of followersOf(to, after).filter(({ meta }) => meta === after))
        values.set(field.column, converted(field.column, from, field));
      return [rebuild({ before, after, renamed, values })];
    }),
    ...followerRebuilds(pair),
  ];
}

function checksOf({ before, from, to }: FieldPair, change: FieldChange, given: unknown): Step[] {
  const place = { meta: before, field: to, column: from.column, rules };
  const broken = change.conversion?.broken;
  const becomesUnique = change.isUnique && !change.wasUnique && !change.wasKey;
  return [
    ...(broken === undefined ? [] : [refuseUnfit(place, broken, change.shape.type)]),
    ...(change.nulls === "forbidden" && fillOf(to, given, rules) === undefined
      ? [refuseNulls(place)]
      : []),
    ...(becomesUnique ? [refuseDuplicates(place)] : []),
  ];
}

function needsRebuild(
  { to }: FieldPair,
  change: FieldChange,
  found: TableDescription | undefined,
): boolean {
  if (change.isRedefined || change.wasKey !== change.isKey) return true;
  if (change.wasUnique !== change.isUnique || change.conversion !== undefined) return true;
  const { before, after } = change.reference;
  if (before === after) return false;
  // A table that was renamed took what refers to it along.
  const own = found?.foreignKeys.find(({ columns }) => isSame(columns, [to.column]));
  return !(
    own !== undefined &&
    isReference(to) &&
    after !== undefined &&
    own.table === to.target.ownerOf(to.toField).table &&
    isSame(own.toColumns, [to.toField.column]) &&
    before !== undefined &&
    rest(before) === rest(after)
  );
}

/** What a reference says behind its table and column. */
const rest = (reference: string): string =>
  reference.replace(/^REFERENCES "(?:[^"]|"")*" \("(?:[^"]|"")*"\)/, "");

function valueOf({ from, to }: FieldPair, change: FieldChange, given: unknown): string | null {
  if (to instanceof GeneratedField) return null;
  const taken = converted(to.column, from, to);
  if (change.nulls !== "forbidden") return taken;
  const fill = fillOf(to, given, rules);
  return fill === undefined ? taken : `COALESCE(${taken}, ${fill})`;
}

function converted(column: string, from: Field, to: Field): string {
  const name = quote(column);
  const shapes = [shapeOf(from, "sqlite"), shapeOf(to, "sqlite")] as const;
  return conversionOf(name, ...shapes, "sqlite")?.value ?? name;
}

/** Columns that refer to it have its type. */
function followerRebuilds({ after, from, to }: FieldPair): Step[] {
  if (from.referenceType("sqlite") === to.referenceType("sqlite")) return [];
  return followersOf(to, after)
    .filter(({ meta }) => meta !== after)
    .map(({ meta, field }) =>
      rebuild({
        before: meta,
        after: meta,
        values: new Map([[field.column, converted(field.column, from, field)]]),
      }),
    );
}

/** The indexes of the field alone that come and go. */
function indexChanges(
  { before, after, from, to }: FieldPair,
  found: TableDescription | undefined,
): Step[] {
  const old = fieldIndexSqls(from, before, rules);
  const renamed = old.map((sql) =>
    signatureOf(sql).replaceAll(quote(from.column), quote(to.column)),
  );
  const wanted = fieldIndexSqls(to, after, rules);
  const isWanted = (signature: string): boolean =>
    wanted.some((sql) => signatureOf(sql) === signature);
  const gone = renamed.filter((signature) => !isWanted(signature));
  const names =
    found === undefined
      ? old.filter((_, at) => gone.includes(renamed[at]!)).map(nameIn)
      : found.indexes
          .filter(({ sql }) => sql !== undefined && gone.includes(signatureOf(sql)))
          .map(({ name }) => name);
  return [
    ...names.map((name) => `DROP INDEX ${quote(name)}`),
    ...wanted.filter((sql) => !renamed.includes(signatureOf(sql))),
  ];
}
