/** What PostgreSQL and MySQL have in common when tables change: what goes first, what comes last, and names looked up between. */

import type { Field } from "../fields/field.ts";
import type { ForeignKey } from "../fields/relations.ts";
import { GeneratedField } from "../fields/generated.ts";
import type { Meta } from "../meta.ts";
import { type Alterations, type ConstraintAddition, look } from "./alterations.ts";
import { columnSql } from "./columns.ts";
import { type Constraint, UniqueConstraint } from "./constraints.ts";
import {
  columnsOfIndex,
  isSameList,
  type KeyDescription,
  type TableDescription,
} from "./description.ts";
import {
  changeOf,
  deleteActionOf,
  type FieldChange,
  type FieldPair,
  fillOf,
  type Follower,
  followersOf,
} from "./field-change.ts";
import { constraintSql, fieldIndexSqls, isUniqueIndex, nameOfConstraint } from "./index-sql.ts";
import { indexName } from "./names.ts";
import {
  refuseAnyRows,
  refuseDangling,
  refuseDuplicates,
  refuseNulls,
  refuseUnfit,
} from "./row-checks.ts";
import { quoteName, type SchemaRules } from "./rules.ts";
import type { Step } from "./steps.ts";
import {
  addReferenceSql,
  columnsTogether,
  foreignKeyName,
  isReference,
  uniqueSql,
  uniqueTogetherSql,
} from "./table-sql.ts";

/** The table as it is; undefined in a preview. */
export type Found = TableDescription | undefined;

const isOf = (columns: readonly string[]) => (one: KeyDescription) =>
  isSameList(one.columns, columns);

/** The changes of a database server. */
export abstract class ServerAlterations implements Alterations {
  protected readonly rules: SchemaRules;

  constructor(rules: SchemaRules) {
    this.rules = rules;
  }

  /** The steps that change a column where it stands: type, NULL, default, name, comment. Foreign keys, uniqueness and indexes are done elsewhere. */
  protected abstract alterColumn(
    pair: FieldPair,
    change: FieldChange,
    fill: string | undefined,
    found: Found,
  ): Step[];

  /** The steps that give a column that refers to a changed one its type. */
  protected abstract retypeFollower(follower: Follower, pair: FieldPair): Step[];

  /** The statements behind `ADD COLUMN … DEFAULT`. */
  protected abstract afterAdding(field: Field, meta: Meta, fill: string | undefined): Step[];

  /** The statement that takes a unique constraint away. */
  protected abstract dropUniqueSql(table: string, name: string): string;

  /** The statement that takes a foreign key away. */
  protected abstract dropReferenceSql(table: string, name: string): string;

  /** The statement that takes an index away. */
  protected abstract dropIndexSql(table: string, name: string): string;

  /** The name that the database gives a unique constraint that stands with its column. */
  protected abstract uniqueNameOf(meta: Meta, column: string): string;

  /** What has to be there before an index or a unique constraint may go. */
  protected beforeDropping(_found: Found, _table: string, _name: string): Step[] {
    return [];
  }

  protected quote(name: string): string {
    return quoteName(name, this.rules.kind);
  }

  protected alter(table: string, change: string): string {
    return `ALTER TABLE ${this.quote(table)} ${change}`;
  }

  renameTable(before: Meta, after: Meta): Step[] {
    if (before.table === after.table) return [];
    return [this.alter(before.table, `RENAME TO ${this.quote(after.table)}`)];
  }

  addField(after: Meta, field: Field, given: unknown): Step[] {
    const { rules } = this;
    const definition = columnSql(field, after, rules);
    if (definition === undefined) return [];
    const fill = fillOf(field, given, rules);
    const place = this.#placeOfNew(after, field);
    const needsValue =
      fill === undefined &&
      !field.isNullable &&
      !field.isAuto &&
      !(field instanceof GeneratedField) &&
      field.options.databaseDefault === undefined;
    const filled = fill === undefined ? definition : this.withDefault(definition, field, fill);
    return [
      ...(needsValue ? [refuseAnyRows(place)] : []),
      ...(fill !== undefined && isReference(field) ? [refuseDangling(place, fill)] : []),
      this.alter(after.table, `ADD COLUMN ${filled}`),
      ...this.afterAdding(field, after, fill),
      ...(isReference(field) ? this.addReference(field, after) : []),
      ...fieldIndexSqls(field, after, rules),
    ];
  }

  /** The definition of a column with a default for the rows that are there. */
  protected withDefault(definition: string, field: Field, fill: string): string {
    const type = field.columnType(this.rules.kind)!;
    const start = `${this.quote(field.column)} ${type}`;
    return `${start} DEFAULT ${fill}${definition.slice(start.length).replace(/ DEFAULT (?:\([^]*?\)|'(?:[^']|'')*'|\S+)/, "")}`;
  }

  #placeOfNew(after: Meta, field: Field) {
    const keyFields = after.keyFields.includes(field)
      ? after.localFields.filter((one) => one !== field).slice(0, 1)
      : after.keyFields;
    const meta = Object.assign(Object.create(after) as Meta, { keyFields });
    return { meta, field, column: field.column, rules: this.rules };
  }

  removeField(before: Meta, _after: Meta, field: Field): Step[] {
    if (field.columnType(this.rules.kind) === null) return [];
    return [
      look(before.table, (found) => [
        ...(isReference(field) ? this.dropReference(field, before, found) : []),
        ...this.beforeRemoving(field, before, found),
        this.alter(before.table, `DROP COLUMN ${this.quote(field.column)}${this.rules.dropSuffix}`),
      ]),
    ];
  }

  /** What has to go before a column. */
  protected beforeRemoving(_field: Field, _meta: Meta, _found: Found): Step[] {
    return [];
  }

  alterField(pair: FieldPair, given: unknown): Step[] {
    const { before, after, from, to } = pair;
    const change = changeOf(pair, this.rules);
    if (this.#isMadeAnew(pair, change))
      return [...this.removeField(before, after, from), ...this.addField(after, to, given)];
    const followers =
      change.isRetyped && from.referenceType(this.rules.kind) !== to.referenceType(this.rules.kind)
        ? followersOf(to, after)
        : [];
    const fill = change.nulls === "forbidden" ? fillOf(to, given, this.rules) : undefined;
    return [
      ...this.#checks(pair, change, fill),
      ...followers.map((one) => this.#loosen(one, before, after)),
      look(before.table, (found) => [
        ...this.#takeAway(pair, change, found),
        ...this.alterColumn(pair, change, fill, found),
        ...this.#giveBack(pair, change, found),
      ]),
      ...followers.flatMap((one) => this.retypeFollower(one, pair)),
      ...followers.flatMap(({ meta, field }) =>
        isReference(field) ? this.addReference(field, meta) : [],
      ),
    ];
  }

  /** What a generated column is worked out from cannot be changed everywhere: it holds nothing of its own. */
  #isMadeAnew({ from, to }: FieldPair, change: FieldChange): boolean {
    const isGenerated = from instanceof GeneratedField || to instanceof GeneratedField;
    return isGenerated && change.isRedefined;
  }

  #checks({ before, from, to }: FieldPair, change: FieldChange, fill: string | undefined): Step[] {
    const place = { meta: before, field: to, column: from.column, rules: this.rules };
    const broken = change.conversion?.broken;
    const becomesUnique = change.isUnique && !change.wasUnique && !change.wasKey;
    const leadsElsewhere = isReference(to) && change.reference.before !== change.reference.after;
    // PostgreSQL compares values of one type only; it takes back what it has done.
    const isComparable = !(change.isRetyped && this.rules.isPostgres);
    return [
      ...(broken === undefined ? [] : [refuseUnfit(place, broken, change.shape.type)]),
      ...(change.nulls === "forbidden" && fill === undefined ? [refuseNulls(place)] : []),
      ...(becomesUnique ? [refuseDuplicates(place)] : []),
      ...(leadsElsewhere && isComparable ? [refuseDangling(place)] : []),
    ];
  }

  /** Takes the foreign key of a column away that refers to one whose type changes. */
  #loosen({ meta, field }: Follower, before: Meta, after: Meta): Step {
    const table = meta === after ? before.table : meta.table;
    return look(table, (found) => this.dropReference(field, meta, found, table));
  }

  /** The steps that take away what the column is not to have while it changes, or any more. */
  #takeAway(pair: FieldPair, change: FieldChange, found: Found): Step[] {
    const { before, from } = pair;
    const isFreed = this.#isReferenceAnew(pair, change, found);
    const foreignKeys = found?.foreignKeys.filter((key) => !isOf([from.column])(key)) ?? [];
    const left = isFreed && found !== undefined ? { ...found, foreignKeys } : found;
    return [
      ...(isFreed ? this.dropReference(from as ForeignKey, before, found) : []),
      ...(change.wasUnique && !change.isUnique ? this.#dropUnique(before, from, left) : []),
      ...this.#indexesGone(pair, found).flatMap((name) => [
        ...this.beforeDropping(left, before.table, name),
        this.dropIndexSql(before.table, name),
      ]),
    ];
  }

  #giveBack(pair: FieldPair, change: FieldChange, found: Found): Step[] {
    const { after, to } = pair;
    const unique =
      change.isUnique && !change.wasUnique
        ? [
            uniqueSql(
              after,
              indexName(after.table, [to.column], "_uniq", this.rules.kind),
              [to.column],
              this.rules,
            ),
            ...this.afterUnique(pair),
          ]
        : [];
    const isNew = change.reference.before === undefined && change.reference.after !== undefined;
    const refers = isNew || this.#isReferenceAnew(pair, change, found);
    return [
      ...unique,
      ...this.#indexesCome(pair),
      ...(refers && isReference(to) ? this.addReference(to, after) : []),
    ];
  }

  /** Whether a foreign key that is there has to be taken away and, where the field still refers, made again. */
  #isReferenceAnew({ to }: FieldPair, change: FieldChange, found: Found): boolean {
    const { before, after } = change.reference;
    if (before === undefined) return false;
    if (change.isRetyped || change.conversion !== undefined) return true;
    if (before === after) return false;
    if (!isReference(to) || found === undefined) return true;
    // A table that was renamed took what refers to it along.
    const own = found.foreignKeys.find(
      ({ columns }) => columns.length === 1 && columns[0] === to.column,
    );
    const target = to.target.ownerOf(to.toField).table;
    return (
      own?.table !== target ||
      own.toColumns[0] !== to.toField.column ||
      own.onDelete !== deleteActionOf(to)
    );
  }

  protected addReference(field: ForeignKey, meta: Meta): Step[] {
    return [addReferenceSql(field, meta, this.rules)];
  }

  protected dropReference(
    field: ForeignKey,
    meta: Meta,
    found: Found,
    table: string = meta.table,
  ): Step[] {
    if (!isReference(field)) return [];
    const known = found?.foreignKeys.filter(isOf([field.column])).map(({ name }) => name!);
    const names = known ?? [foreignKeyName(field, meta, this.rules)];
    return names.map((name) => this.dropReferenceSql(table, name));
  }

  #dropUnique(meta: Meta, { column }: Field, found: Found): Step[] {
    const known = found?.uniques.filter(isOf([column])).map(({ name }) => name!);
    return (known ?? [this.uniqueNameOf(meta, column)]).flatMap((name) => [
      ...this.beforeDropping(found, meta.table, name),
      this.dropUniqueSql(meta.table, name),
    ]);
  }

  /** The indexes of the field alone, without their names and the column's. */
  #forms(field: Field, meta: Meta): Map<string, string> {
    return new Map(
      fieldIndexSqls(field, meta, this.rules).map((sql) => [
        /\([^]*$/.exec(sql)![0].replaceAll(this.quote(field.column), "column"),
        sql,
      ]),
    );
  }

  #indexesGone({ before, after, from, to }: FieldPair, found: Found): string[] {
    const [old, wanted] = [this.#forms(from, before), this.#forms(to, after)];
    return [...old]
      .filter(([form]) => !wanted.has(form))
      .flatMap(([form, sql]) => this.#namesOf(from.column, form, found) ?? [nameIn(sql)]);
  }

  #namesOf(column: string, form: string, found: Found): string[] | undefined {
    const opclass = / (\w+_pattern_ops)\)/.exec(form)?.[1];
    return found?.indexes
      .filter((index) => {
        const columns = columnsOfIndex(index);
        const isOfColumn = columns?.length === 1 && columns[0] === column && !index.isUnique;
        return isOfColumn && index.condition === undefined && index.terms[0]!.opclass === opclass;
      })
      .map(({ name }) => name);
  }

  #indexesCome({ before, after, from, to }: FieldPair): string[] {
    const old = this.#forms(from, before);
    return [...this.#forms(to, after)].filter(([form]) => !old.has(form)).map(([, sql]) => sql);
  }

  addConstraint(after: Meta, constraint: Constraint, { notValid }: ConstraintAddition): Step[] {
    const { inline, statement } = constraintSql(constraint, after, this.rules);
    if (statement !== undefined) return [statement];
    if (inline === undefined) return [];
    const unchecked = notValid === true && this.rules.isPostgres ? " NOT VALID" : "";
    return [this.alter(after.table, `ADD ${inline}${unchecked}`)];
  }

  dropConstraint(after: Meta, constraint: Constraint): Step[] {
    const { inline, statement } = constraintSql(constraint, after, this.rules);
    if (inline === undefined && statement === undefined) return [];
    const name = nameOfConstraint(constraint, after, this.rules);
    if (!(constraint instanceof UniqueConstraint))
      return [this.alter(after.table, `DROP CONSTRAINT ${this.quote(name)}`)];
    return [
      look(after.table, (found) => {
        if (!this.wasMade(found, name)) return [];
        const sql = isUniqueIndex(constraint, this.rules)
          ? this.dropIndexSql(after.table, name)
          : this.dropUniqueSql(after.table, name);
        return [...this.beforeDropping(found, after.table, name), sql];
      }),
    ];
  }

  addUniqueTogether(after: Meta, names: readonly string[]): Step[] {
    return [uniqueTogetherSql(after, names, this.rules)];
  }

  dropUniqueTogether(before: Meta, _after: Meta, names: readonly string[]): Step[] {
    const columns = columnsTogether(before, names);
    const usual = indexName(before.table, columns, "_uniq", this.rules.kind);
    return [
      look(before.table, (found) => {
        const name = found?.uniques.find(isOf(columns))?.name ?? usual;
        return [
          ...this.beforeDropping(found, before.table, name),
          this.dropUniqueSql(before.table, name),
        ];
      }),
    ];
  }

  dropIndex(meta: Meta, { name, columns }: { name: string; columns: readonly string[] }): Step[] {
    return [
      look(meta.table, (found) => {
        const isThere = found === undefined || found.indexes.some((index) => index.name === name);
        const alike = found?.indexes.find(
          (index) =>
            columns.length > 0 &&
            !index.isUnique &&
            isSameList(columnsOfIndex(index) ?? [], columns),
        );
        const own = isThere ? name : (alike?.name ?? name);
        if (!this.wasMade(found, own)) return [];
        return [...this.beforeDropping(found, meta.table, own), this.dropIndexSql(meta.table, own)];
      }),
    ];
  }

  /** Whether an index was made at all: not every server of a kind has all of them. */
  protected wasMade(_found: Found, _name: string): boolean {
    return true;
  }

  /** What has no use once a column is unique. */
  protected afterUnique(_pair: FieldPair): Step[] {
    return [];
  }
}

function nameIn(sql: string): string {
  return /INDEX (["`])((?:(?!\1)[^]|\1\1)*)\1/.exec(sql)![2]!.replaceAll(/(["`])\1/g, "$1");
}
