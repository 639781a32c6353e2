/** Writes the statements that change a schema: for `createTables` now, for migrations by the same calls. */

import { type Database, type DatabaseKind } from "../backends/backend.ts";
import { NotSupportedError } from "../errors.ts";
import { ForeignKey } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { columnSql, compositeKeySql, referenceSql } from "./columns.ts";
import { type Constraint, UniqueConstraint } from "./constraints.ts";
import type { Index } from "./index-definition.ts";
import {
  constraintsOf,
  constraintSql,
  createIndexSql,
  fieldIndexSqls,
  indexesOf,
  isUniqueIndex,
  namedField,
  nameOfConstraint,
  nameOfIndex,
  tablespaceSql,
} from "./index-sql.ts";
import { textLiteral } from "./literals.ts";
import { indexName } from "./names.ts";
import { createSearchIndexSqls, dropSearchIndexSqls, SearchIndex } from "./search-index.ts";
import { quoteName, rulesOf, type SchemaRules } from "./rules.ts";

/** How a table is made. */
export interface TableOptions {
  /** Leaves a table alone that is there already. Default false. */
  ifNotExists?: boolean;
}

/**
 * Gathers the statements of schema changes for one kind of database.
 *
 * Nothing is run before `run`. What needs other tables (foreign keys) comes behind everything else.
 *
 * @example
 * const editor = new SchemaEditor("postgres");
 * editor.createTable(metaOf(Article));
 * await editor.run(getDatabase());
 */
export class SchemaEditor {
  readonly rules: SchemaRules;
  readonly #now: string[] = [];
  readonly #later: string[] = [];

  constructor(kind: DatabaseKind) {
    this.rules = rulesOf(kind);
  }

  /** All statements so far, in the order in which they run. */
  get statements(): string[] {
    return [...this.#now, ...this.#later];
  }

  /** Runs the statements and forgets them; in one transaction where the database can do that. */
  async run(database: Database): Promise<void> {
    const { statements } = this;
    this.#now.length = this.#later.length = 0;
    if (statements.length === 0) return;
    if (this.rules.transactional) await database.transaction(() => database.script(statements));
    else await database.script(statements);
  }

  /** Makes a model's own table with all that belongs to it; not the tables between it and others. */
  createTable(meta: Meta, { ifNotExists = false }: TableOptions = {}): void {
    const { kind } = this.rules;
    const columns = meta.localFields
      .map((field) => columnSql(field, meta, this.rules))
      .filter((sql) => sql !== undefined);
    const constraints = constraintsOf(meta).map((given) => constraintSql(given, meta, this.rules));
    const inline = constraints.flatMap(({ inline: sql }) => (sql === undefined ? [] : [sql]));
    const key = compositeKeySql(meta, this.rules);
    const parts = [...columns, ...(key === undefined ? [] : [key]), ...inline];
    const condition = ifNotExists ? "IF NOT EXISTS " : "";
    const { comment } = meta.options;
    const ending =
      comment !== undefined && kind === "mysql"
        ? ` COMMENT = ${textLiteral(comment, kind)}`
        : tablespaceSql(meta.options.tablespace, this.rules);
    this.#now.push(
      `CREATE TABLE ${condition}${this.#quote(meta.table)} (${parts.join(", ")})${ending}`,
    );
    this.#comments(meta);
    for (const names of meta.options.uniqueTogether ?? []) this.#uniqueTogether(meta, names);
    if (!this.rules.inlineForeignKeys) this.#foreignKeys(meta);
    for (const { statement } of constraints)
      if (statement !== undefined) this.#later.push(statement);
    for (const field of meta.localFields)
      this.#later.push(...fieldIndexSqls(field, meta, this.rules));
    for (const index of indexesOf(meta)) this.addIndex(meta, index);
  }

  /** Takes a model's own table away, and on PostgreSQL what refers to it. */
  dropTable(meta: Meta, { ifExists = false } = {}): void {
    for (const index of indexesOf(meta))
      if (index instanceof SearchIndex)
        this.#now.push(...dropSearchIndexSqls(index, meta, this.rules, { withTable: true }));
    this.#now.push(
      `DROP TABLE ${ifExists ? "IF EXISTS " : ""}${this.#quote(meta.table)}${this.rules.dropSuffix}`,
    );
  }

  /** Makes an index; none where the database has none of its kind. */
  addIndex(meta: Meta, index: Index): void {
    if (index instanceof SearchIndex) {
      this.#later.push(...createSearchIndexSqls(index, meta, this.rules));
      return;
    }
    const sql = createIndexSql(index, meta, this.rules);
    if (sql !== undefined) this.#later.push(sql);
  }

  /** Takes an index away. */
  dropIndex(meta: Meta, index: Index): void {
    if (index instanceof SearchIndex) {
      this.#now.push(...dropSearchIndexSqls(index, meta, this.rules, { withTable: false }));
      return;
    }
    if (createIndexSql(index, meta, this.rules) === undefined) return;
    this.#now.push(this.#dropIndexSql(meta, nameOfIndex(index, meta)));
  }

  /**
   * Adds a constraint to a table that is there.
   *
   * @throws NotSupportedError `db.not-supported` on SQLite, but for unique constraints, which are indexes there.
   */
  addConstraint(meta: Meta, constraint: Constraint): void {
    const { inline, statement } = constraintSql(constraint, meta, this.rules);
    if (statement !== undefined) this.#later.push(statement);
    if (inline === undefined) return;
    if (this.rules.addsConstraints)
      this.#later.push(`ALTER TABLE ${this.#quote(meta.table)} ADD ${inline}`);
    else if (constraint instanceof UniqueConstraint) {
      const name = nameOfConstraint(constraint, meta, this.rules);
      this.#later.push(this.#uniqueIndex(meta, name, constraint.options.fields ?? []));
    } else throw this.#notSupported(meta);
  }

  /**
   * Takes a constraint away.
   *
   * @throws NotSupportedError `db.not-supported` on SQLite, but for unique constraints that are indexes.
   */
  dropConstraint(meta: Meta, constraint: Constraint): void {
    const { inline, statement } = constraintSql(constraint, meta, this.rules);
    if (inline === undefined && statement === undefined) return;
    const name = nameOfConstraint(constraint, meta, this.rules);
    const isIndex = constraint instanceof UniqueConstraint && isUniqueIndex(constraint, this.rules);
    if (isIndex || (this.rules.kind === "mysql" && constraint instanceof UniqueConstraint))
      this.#now.push(this.#dropIndexSql(meta, name));
    else if (this.rules.addsConstraints)
      this.#now.push(`ALTER TABLE ${this.#quote(meta.table)} DROP CONSTRAINT ${this.#quote(name)}`);
    else throw this.#notSupported(meta);
  }

  #quote(name: string): string {
    return quoteName(name, this.rules.kind);
  }

  #dropIndexSql(meta: Meta, name: string): string {
    const of = this.rules.kind === "mysql" ? ` ON ${this.#quote(meta.table)}` : "";
    return `DROP INDEX ${this.#quote(name)}${of}`;
  }

  #notSupported(meta: Meta): NotSupportedError {
    return new NotSupportedError(
      `SQLite cannot change the constraints of the table "${meta.table}".`,
      {
        code: "db.not-supported",
        where: `model ${meta.path}`,
        mend: "Make the table anew and copy its rows.",
      },
    );
  }

  #uniqueTogether(meta: Meta, names: readonly string[]): void {
    const columns = names.map((name) => namedField(name, meta, "uniqueTogether").column);
    const name = indexName(meta.table, columns, "_uniq", this.rules.kind);
    if (!this.rules.addsConstraints) {
      this.#later.push(this.#uniqueIndex(meta, name, names));
      return;
    }
    const list = columns.map((column) => this.#quote(column)).join(", ");
    this.#later.push(
      `ALTER TABLE ${this.#quote(meta.table)} ADD CONSTRAINT ${this.#quote(name)} UNIQUE (${list})`,
    );
  }

  #uniqueIndex(meta: Meta, name: string, fields: readonly string[]): string {
    const columns = fields.map((field) => namedField(field, meta, "unique(…)").column);
    const list = columns.map((column) => this.#quote(column)).join(", ");
    return `CREATE UNIQUE INDEX ${this.#quote(name)} ON ${this.#quote(meta.table)} (${list})`;
  }

  #foreignKeys(meta: Meta): void {
    for (const field of meta.localFields) {
      if (!(field instanceof ForeignKey) || field.options.constraint === false) continue;
      const name = foreignKeyName(field, meta, this.rules);
      this.#later.push(
        `ALTER TABLE ${this.#quote(meta.table)} ADD CONSTRAINT ${this.#quote(name)} FOREIGN KEY (${this.#quote(field.column)}) ${referenceSql(field, this.rules)}`,
      );
    }
  }

  #comments(meta: Meta): void {
    if (!this.rules.isPostgres) return;
    const say = (what: string, comment: string): void => {
      this.#now.push(`COMMENT ON ${what} IS ${textLiteral(comment, "postgres")}`);
    };
    const table = this.#quote(meta.table);
    if (meta.options.comment !== undefined) say(`TABLE ${table}`, meta.options.comment);
    for (const { column, options } of meta.localFields) {
      if (options.comment !== undefined)
        say(`COLUMN ${table}.${this.#quote(column)}`, options.comment);
    }
  }
}

/** The name of a foreign key's constraint. */
export function foreignKeyName(field: ForeignKey, meta: Meta, { kind }: SchemaRules): string {
  const { table } = field.target.ownerOf(field.toField);
  return indexName(meta.table, [field.column], `_fk_${table}_${field.toField.column}`, kind);
}
