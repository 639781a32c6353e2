/** Writes the statements that change a schema: for `createTables` now, for migrations by the same calls. */

import type { Database, DatabaseKind } from "../backends/backend.ts";
import { NotSupportedError } from "../errors.ts";
import type { Meta } from "../meta.ts";
import { type Constraint, UniqueConstraint } from "./constraints.ts";
import type { Index } from "./index-definition.ts";
import {
  constraintSql,
  createIndexSql,
  indexesOf,
  isUniqueIndex,
  namedField,
  nameOfConstraint,
  nameOfIndex,
} from "./index-sql.ts";
import { createSearchIndexSqls, dropSearchIndexSqls, SearchIndex } from "./search-index.ts";
import { quoteName, rulesOf, type SchemaRules } from "./rules.ts";
import { previewOf, runSteps, type Step } from "./steps.ts";
import {
  addReferenceSql,
  commentSqls,
  createTableSql,
  indexSqlsOf,
  isReference,
  searchIndexSqlsOf,
  uniqueSql,
  uniqueTogetherSqls,
} from "./table-sql.ts";

/** How a table is made. */
export interface TableOptions {
  /** Leaves a table alone that is there already. Default false. */
  ifNotExists?: boolean;
}

/**
 * Gathers the statements that make and drop tables, for one kind of database.
 *
 * Nothing is run before `run`. What needs other tables (foreign keys) comes behind everything else.
 *
 * @example
 * const editor = new TableEditor("postgres");
 * editor.createTable(metaOf(Article));
 * await editor.run(getDatabase());
 */
export class TableEditor {
  readonly rules: SchemaRules;
  /** What runs in order. */
  protected readonly steps: Step[] = [];
  /** What runs behind all that was asked for. */
  protected readonly later: Step[] = [];

  constructor(kind: DatabaseKind) {
    this.rules = rulesOf(kind);
  }

  /** All statements so far, in the order in which they run. */
  get statements(): string[] {
    return previewOf([...this.steps, ...this.later]);
  }

  /** Runs the statements and forgets them; in one transaction where the database can do that. */
  async run(database: Database): Promise<void> {
    const steps = this.taken();
    if (steps.length === 0) return;
    if (this.rules.transactional) await database.transaction(() => runSteps(database, steps));
    else await runSteps(database, steps);
  }

  /** Gives all steps and forgets them. */
  protected taken(): Step[] {
    const steps = [...this.steps, ...this.later];
    this.steps.length = this.later.length = 0;
    return steps;
  }

  /** Makes a model's own table with all that belongs to it; not the tables between it and others. */
  createTable(meta: Meta, { ifNotExists = false }: TableOptions = {}): void {
    const { rules } = this;
    this.steps.push(createTableSql(meta, rules, { ifNotExists }), ...commentSqls(meta, rules));
    this.later.push(...uniqueTogetherSqls(meta, rules));
    if (!rules.inlineForeignKeys)
      for (const field of meta.localFields)
        if (isReference(field)) this.later.push(addReferenceSql(field, meta, rules));
    this.later.push(...indexSqlsOf(meta, rules), ...searchIndexSqlsOf(meta, rules));
  }

  /** Takes a model's own table away, and on PostgreSQL what refers to it. */
  dropTable(meta: Meta, { ifExists = false } = {}): void {
    for (const index of indexesOf(meta))
      if (index instanceof SearchIndex)
        this.steps.push(...dropSearchIndexSqls(index, meta, this.rules, { withTable: true }));
    this.steps.push(
      `DROP TABLE ${ifExists ? "IF EXISTS " : ""}${this.#quote(meta.table)}${this.rules.dropSuffix}`,
    );
  }

  /** Makes an index; none where the database has none of its kind. */
  addIndex(meta: Meta, index: Index): void {
    if (index instanceof SearchIndex) {
      this.later.push(...createSearchIndexSqls(index, meta, this.rules));
      return;
    }
    const sql = createIndexSql(index, meta, this.rules);
    if (sql !== undefined) this.later.push(sql);
  }

  /** Takes an index away. */
  dropIndex(meta: Meta, index: Index): void {
    if (index instanceof SearchIndex) {
      this.steps.push(...dropSearchIndexSqls(index, meta, this.rules, { withTable: false }));
      return;
    }
    if (createIndexSql(index, meta, this.rules) === undefined) return;
    this.steps.push(this.#dropIndexSql(meta, nameOfIndex(index, meta)));
  }

  /**
   * Adds a constraint to a table that is there.
   *
   * @throws NotSupportedError `db.not-supported` on SQLite, but for unique constraints, which are indexes there.
   */
  addConstraint(meta: Meta, constraint: Constraint): void {
    const { inline, statement } = constraintSql(constraint, meta, this.rules);
    if (statement !== undefined) this.later.push(statement);
    if (inline === undefined) return;
    if (this.rules.addsConstraints)
      this.later.push(`ALTER TABLE ${this.#quote(meta.table)} ADD ${inline}`);
    else if (constraint instanceof UniqueConstraint) {
      const name = nameOfConstraint(constraint, meta, this.rules);
      const columns = (constraint.options.fields ?? []).map(
        (field) => namedField(field, meta, "unique(…)").column,
      );
      this.later.push(uniqueSql(meta, name, columns, this.rules));
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
      this.steps.push(this.#dropIndexSql(meta, name));
    else if (this.rules.addsConstraints)
      this.steps.push(
        `ALTER TABLE ${this.#quote(meta.table)} DROP CONSTRAINT ${this.#quote(name)}`,
      );
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
}
