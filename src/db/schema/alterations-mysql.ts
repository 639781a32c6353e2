/** Changes tables of MySQL and MariaDB. */

import type { Field } from "../fields/field.ts";
import type { Meta } from "../meta.ts";
import { type Found, ServerAlterations } from "./alterations-server.ts";
import { look } from "./alterations.ts";
import { columnSql, compositeKeySql, defaultSql } from "./columns.ts";
import { columnsOfIndex, isSameList } from "./description.ts";
import type { FieldChange, FieldPair, Follower } from "./field-change.ts";
import { indexName } from "./names.ts";
import { rulesOf } from "./rules.ts";
import type { Step } from "./steps.ts";
import { columnsTogether, isReference } from "./table-sql.ts";

class MysqlAlterations extends ServerAlterations {
  protected override alterColumn(
    pair: FieldPair,
    change: FieldChange,
    fill: string | undefined,
    found: Found,
  ): Step[] {
    const { before, after, from, to } = pair;
    const old = this.quote(from.column);
    const table = this.quote(before.table);
    const value = change.conversion?.value;
    const isChanged = change.isRenamed || change.isRedefined || change.isCommentChanged;
    return [
      ...this.#keyIndexGone(pair, found),
      ...(value === undefined
        ? []
        : [`UPDATE ${table} SET ${old} = ${value} WHERE ${old} IS NOT NULL`]),
      ...(fill === undefined ? [] : [`UPDATE ${table} SET ${old} = ${fill} WHERE ${old} IS NULL`]),
      ...(change.wasKey && !change.isKey ? this.#keyGone(before, from) : []),
      ...(isChanged
        ? [this.alter(after.table, `CHANGE COLUMN ${old} ${this.#definition(to, after)}`)]
        : []),
      ...(change.isKey && !change.wasKey ? this.#key(after, to) : []),
    ];
  }

  /** The index that came with a foreign key outlives it. One that the field asks for is made behind this. */
  #keyIndexGone({ before, from, to }: FieldPair, found: Found): Step[] {
    if (!isReference(from) || isReference(to)) return [];
    return this.#dropIndexesOf(from.column, before, found);
  }

  #definition(field: Field, meta: Meta): string {
    return columnSql(field, meta, this.rules, { keys: false })!;
  }

  /** A column that counts must be a key: it stops counting first. */
  #keyGone(meta: Meta, field: Field): Step[] {
    const plain = this.#definition(field, meta).replace(/ AUTO_INCREMENT\b/, "");
    return [
      ...(field.isAuto ? [this.alter(meta.table, `MODIFY COLUMN ${plain}`)] : []),
      this.alter(meta.table, "DROP PRIMARY KEY"),
    ];
  }

  #key(meta: Meta, field: Field): Step[] {
    const key = compositeKeySql(meta, this.rules) ?? `PRIMARY KEY (${this.quote(field.column)})`;
    return [
      look(meta.table, (found) => [
        this.alter(
          meta.table,
          `${found?.primaryKey === undefined ? "" : "DROP PRIMARY KEY, "}ADD ${key}`,
        ),
      ]),
    ];
  }

  protected override retypeFollower({ meta, field }: Follower): Step[] {
    return [this.alter(meta.table, `MODIFY COLUMN ${this.#definition(field, meta)}`)];
  }

  protected override afterAdding(field: Field, meta: Meta, fill: string | undefined): Step[] {
    if (fill === undefined) return [];
    const own = defaultSql(field, meta, this.rules);
    const column = this.quote(field.column);
    if (isLarge(field))
      return [
        `UPDATE ${this.quote(meta.table)} SET ${column} = ${fill}`,
        this.alter(meta.table, `MODIFY COLUMN ${this.#definition(field, meta)}`),
      ];
    const what = own === undefined ? "DROP DEFAULT" : `SET ${own}`;
    return [this.alter(meta.table, `ALTER COLUMN ${column} ${what}`)];
  }

  /** MySQL takes a default of its large types as an expression only, and MariaDB reads what it says there wrongly: rows are filled later. */
  protected override withDefault(definition: string, field: Field, fill: string): string {
    return isLarge(field)
      ? definition.replace(/ NOT NULL\b/, " NULL")
      : super.withDefault(definition, field, fill);
  }

  /** A foreign key needs an index of its column: where this one serves it alone, another is made first. */
  protected override beforeDropping(found: Found, table: string, name: string): Step[] {
    if (found === undefined) return [];
    const all = [
      ...found.indexes.map((index) => ({ name: index.name, columns: columnsOfIndex(index) ?? [] })),
      ...found.uniques.map((unique) => ({ name: unique.name!, columns: unique.columns })),
      ...(found.primaryKey === undefined ? [] : [{ ...found.primaryKey, name: "PRIMARY" }]),
    ];
    const own = all.find((one) => one.name === name);
    const first = own?.columns[0];
    const isNeeded =
      found.foreignKeys.some(({ columns }) => columns[0] === first) &&
      !all.some((one) => one !== own && one.columns[0] === first);
    if (first === undefined || !isNeeded) return [];
    const made = indexName(table, [first], "", "mysql");
    return [`CREATE INDEX ${this.quote(made)} ON ${this.quote(table)} (${this.quote(first)})`];
  }

  /** MariaDB has no indexes of expressions: there is none to drop. */
  protected override wasMade(found: Found, name: string): boolean {
    return (
      found === undefined || [...found.indexes, ...found.uniques].some((one) => one.name === name)
    );
  }

  /** What starts with a foreign key's column serves it, too. */
  override addUniqueTogether(after: Meta, names: readonly string[]): Step[] {
    const [first] = columnsTogether(after, names);
    const isKey = after.localFields.some((field) => field.column === first && isReference(field));
    const added = super.addUniqueTogether(after, names);
    // The server drops an index that it made itself, so it is asked only then.
    return isKey
      ? [...added, look(after.table, (found) => this.#dropIndexesOf(first!, after, found))]
      : added;
  }

  #dropIndexesOf(column: string, { table }: Meta, found: Found): Step[] {
    return (found?.indexes ?? [])
      .filter((index) => isSameList(columnsOfIndex(index) ?? [], [column]))
      .map(({ name }) => this.dropIndexSql(table, name));
  }

  /** An index that served a foreign key alone, where a unique one serves it now. */
  protected override afterUnique({ after, to }: FieldPair): Step[] {
    if (!isReference(to)) return [];
    return [look(after.table, (found) => this.#dropIndexesOf(to.column, after, found))];
  }

  protected override dropUniqueSql(table: string, name: string): string {
    return this.alter(table, `DROP INDEX ${this.quote(name)}`);
  }

  protected override dropReferenceSql(table: string, name: string): string {
    return this.alter(table, `DROP FOREIGN KEY ${this.quote(name)}`);
  }

  protected override dropIndexSql(table: string, name: string): string {
    return `DROP INDEX ${this.quote(name)} ON ${this.quote(table)}`;
  }

  protected override uniqueNameOf(_meta: Meta, column: string): string {
    return column;
  }
}

function isLarge(field: Field): boolean {
  return /text|blob|json/.test(field.columnType("mysql")!);
}

/** The changes of MySQL and MariaDB. */
export const mysqlAlterations = new MysqlAlterations(rulesOf("mysql"));
