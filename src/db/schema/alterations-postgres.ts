/** Changes tables of PostgreSQL. */

import { DataError, type DatabaseError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { GeneratedField } from "../fields/generated.ts";
import type { Meta } from "../meta.ts";
import { type Found, ServerAlterations } from "./alterations-server.ts";
import { look } from "./alterations.ts";
import { compositeKeySql, defaultSql } from "./columns.ts";
import { shapeOf } from "./column-shape.ts";
import { conversionOf } from "./conversions.ts";
import type { FieldChange, FieldPair, Follower } from "./field-change.ts";
import { fieldIndexSqls } from "./index-sql.ts";
import { textLiteral } from "./literals.ts";
import { unfitError } from "./row-checks.ts";
import { rulesOf } from "./rules.ts";
import type { LiveStep, Step } from "./steps.ts";

/** Constraints that were put off have their say before a table changes: it may not while they are pending. */
export const FLUSH = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"] as const;

class PostgresAlterations extends ServerAlterations {
  protected override alterColumn(
    pair: FieldPair,
    change: FieldChange,
    fill: string | undefined,
    found: Found,
  ): Step[] {
    return [
      ...this.#keyGone(pair, change, found),
      ...this.#checkGone(pair, change, found),
      ...this.#renaming(pair, change),
      // What counted stops before its type changes: no sequence makes values of another kind.
      ...(pair.to.isAuto ? [] : this.#counting(pair, change, found)),
      ...this.#retyping(pair, change),
      ...(pair.to.isAuto ? this.#counting(pair, change, found) : []),
      ...this.#defaulting(pair, change),
      ...this.#nulls(pair, change, fill),
      ...this.#key(pair, change),
      ...this.#check(pair, change),
      ...this.#comment(pair, change),
    ];
  }

  #column({ after, to }: FieldPair, what: string): string {
    return this.alter(after.table, `ALTER COLUMN ${this.quote(to.column)} ${what}`);
  }

  #renaming({ before, from, to }: FieldPair, { isRenamed }: FieldChange): Step[] {
    if (!isRenamed) return [];
    const names = `${this.quote(from.column)} TO ${this.quote(to.column)}`;
    return [this.alter(before.table, `RENAME COLUMN ${names}`)];
  }

  #retyping(pair: FieldPair, change: FieldChange): Step[] {
    if (!change.isRetyped) return [];
    const { from, to } = pair;
    return [this.#retyped(pair, from, to, change.shape.type)];
  }

  /** The change of a type, whose refusal by the database is told in our words. */
  #retyped({ before, after }: FieldPair, from: Field, to: Field, type: string): LiveStep {
    const column = this.quote(to.column);
    const value = conversionOf(
      column,
      shapeOf(from, "postgres"),
      shapeOf(to, "postgres"),
      "postgres",
    )?.value;
    const { collation } = to.options;
    const sql = this.alter(
      after.table,
      `ALTER COLUMN ${column} TYPE ${type}${collation === undefined ? "" : ` COLLATE ${this.quote(collation)}`}${value === undefined ? "" : ` USING ${value}`}`,
    );
    // A default that the new type cannot have is in the way of changing it.
    const fallback =
      from.options.databaseDefault === undefined
        ? []
        : [this.alter(after.table, `ALTER COLUMN ${column} DROP DEFAULT`)];
    const place = { meta: before, field: to, column: from.column, rules: this.rules };
    return {
      preview: () => [...fallback, sql],
      plan: async () => [...fallback, sql],
      explain: (error) =>
        error instanceof DataError ? unfitError(place, type, error as DatabaseError) : undefined,
    };
  }

  /** Sequences count what the column holds, from where they were. */
  #counting(pair: FieldPair, change: FieldChange, found: Found): Step[] {
    if (!change.isCountingChanged) return [];
    const { after, from, to } = pair;
    const column = found?.columns.find(({ name }) => name === from.column);
    const sequence = column?.sequence ?? `${after.table}_${to.column}_seq`;
    const name = this.quote(sequence);
    if (from.isAuto && to.isAuto)
      return column?.isIdentity === true
        ? []
        : [`ALTER SEQUENCE ${name} AS ${to.referenceType("postgres")}`];
    if (!to.isAuto)
      return column?.isIdentity === true
        ? [this.#column(pair, "DROP IDENTITY")]
        : [this.#column(pair, "DROP DEFAULT"), `DROP SEQUENCE IF EXISTS ${name}`];
    const own = `${this.quote(after.table)}.${this.quote(to.column)}`;
    const text = textLiteral(name, "postgres");
    return [
      `CREATE SEQUENCE ${name} AS ${to.referenceType("postgres")} OWNED BY ${own}`,
      this.#column(pair, `SET DEFAULT nextval(${text})`),
      `SELECT setval(${text}, COALESCE(MAX(${this.quote(to.column)}), 1), MAX(${this.quote(to.column)}) IS NOT NULL) FROM ${this.quote(after.table)}`,
    ];
  }

  #defaulting(pair: FieldPair, change: FieldChange): Step[] {
    const { after, from, to } = pair;
    const isLost = change.isRetyped && from.options.databaseDefault !== undefined;
    if (!change.isDefaultChanged && !isLost) return [];
    const sql = defaultSql(to, after, this.rules);
    if (sql !== undefined) return [this.#column(pair, `SET ${sql}`)];
    return isLost || from.isAuto ? [] : [this.#column(pair, "DROP DEFAULT")];
  }

  #nulls(pair: FieldPair, { nulls }: FieldChange, fill: string | undefined): Step[] {
    if (nulls === "allowed") return [this.#column(pair, "DROP NOT NULL")];
    if (nulls === undefined) return [];
    const { after, to } = pair;
    const column = this.quote(to.column);
    const filling =
      fill === undefined
        ? []
        : [
            `UPDATE ${this.quote(after.table)} SET ${column} = ${fill} WHERE ${column} IS NULL`,
            ...FLUSH,
          ];
    return [...filling, this.#column(pair, "SET NOT NULL")];
  }

  #keyGone({ before }: FieldPair, change: FieldChange, found: Found): Step[] {
    if (!change.wasKey || change.isKey) return [];
    const name = found?.primaryKey?.name ?? `${before.table}_pkey`;
    return [this.alter(before.table, `DROP CONSTRAINT ${this.quote(name)}`)];
  }

  #key({ after, to }: FieldPair, change: FieldChange): Step[] {
    if (change.wasKey || !change.isKey) return [];
    const key = compositeKeySql(after, this.rules) ?? `PRIMARY KEY (${this.quote(to.column)})`;
    return [
      look(after.table, (found) => [
        ...(found?.primaryKey === undefined
          ? []
          : [this.alter(after.table, `DROP CONSTRAINT ${this.quote(found.primaryKey.name!)}`)]),
        this.alter(after.table, `ADD ${key}`),
      ]),
    ];
  }

  #checkGone({ before, from }: FieldPair, change: FieldChange, found: Found): Step[] {
    const expression = from.columnCheck("postgres", this.quote(from.column));
    if (!change.isCheckChanged || expression === undefined) return [];
    const usual = `${before.table}_${from.column}_check`;
    const own = found?.checks.filter(
      ({ name, columns }) =>
        columns.length === 1 && columns[0] === from.column && name?.endsWith("_check"),
    );
    const names = own?.map(({ name }) => name!) ?? [usual];
    return names.map((name) => this.alter(before.table, `DROP CONSTRAINT ${this.quote(name)}`));
  }

  #check({ after, to }: FieldPair, change: FieldChange): Step[] {
    const expression = to.columnCheck("postgres", this.quote(to.column));
    if (!change.isCheckChanged || expression === undefined) return [];
    return [this.alter(after.table, `ADD CHECK (${expression})`)];
  }

  #comment({ after, to }: FieldPair, change: FieldChange): Step[] {
    if (!change.isCommentChanged) return [];
    const { comment } = to.options;
    const text = comment === undefined ? "NULL" : textLiteral(comment, "postgres");
    const column = `${this.quote(after.table)}.${this.quote(to.column)}`;
    return [`COMMENT ON COLUMN ${column} IS ${text}`];
  }

  protected override retypeFollower({ meta, field }: Follower, pair: FieldPair): Step[] {
    const own = { ...pair, before: meta, after: meta };
    const retyped = this.#retyped(
      own,
      renamedAs(pair.from, field),
      field,
      field.columnType("postgres")!,
    );
    const isLike = (sql: string): boolean => sql.includes("_pattern_ops");
    const wanted = fieldIndexSqls(field, meta, this.rules).filter(isLike);
    return [
      look(meta.table, (found) => {
        const there = (found?.indexes ?? []).filter(
          ({ terms: [term, ...more] }) =>
            more.length === 0 && term?.column === field.column && isLike(term.opclass ?? ""),
        );
        return [
          ...there.map(({ name }) => this.dropIndexSql(meta.table, name)),
          retyped,
          ...wanted,
        ];
      }),
    ];
  }

  protected override afterAdding(field: Field, meta: Meta, fill: string | undefined): Step[] {
    const column = this.quote(field.column);
    const { comment } = field.options;
    const own = defaultSql(field, meta, this.rules);
    const isOwn = field instanceof GeneratedField;
    return [
      ...(fill !== undefined && !isOwn
        ? [
            this.alter(
              meta.table,
              `ALTER COLUMN ${column} ${own === undefined ? "DROP DEFAULT" : `SET ${own}`}`,
            ),
          ]
        : []),
      ...(comment === undefined
        ? []
        : [
            `COMMENT ON COLUMN ${this.quote(meta.table)}.${column} IS ${textLiteral(comment, "postgres")}`,
          ]),
    ];
  }

  protected override dropUniqueSql(table: string, name: string): string {
    return this.alter(table, `DROP CONSTRAINT ${this.quote(name)}`);
  }

  protected override dropReferenceSql(table: string, name: string): string {
    return this.alter(table, `DROP CONSTRAINT ${this.quote(name)}`);
  }

  protected override dropIndexSql(_table: string, name: string): string {
    return `DROP INDEX ${this.quote(name)}`;
  }

  protected override uniqueNameOf(meta: Meta, column: string): string {
    return `${meta.table}_${column}_key`;
  }
}

/** A field as if it had the column of another. */
function renamedAs(field: Field, { column }: Field): Field {
  return Object.assign(field.copy(), { column });
}

/** The changes of PostgreSQL. */
export const postgresAlterations = new PostgresAlterations(rulesOf("postgres"));
