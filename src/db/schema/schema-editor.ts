/** Changes tables that are there: the calls of migrations, with the statements of each kind of database. */

import type { Database, DatabaseKind } from "../backends/backend.ts";
import { NotSupportedError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { ManyToMany } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import type { Alterations, ConstraintAddition } from "./alterations.ts";
import { mysqlAlterations } from "./alterations-mysql.ts";
import { FLUSH, postgresAlterations } from "./alterations-postgres.ts";
import { sqliteAlterations } from "./alterations-sqlite.ts";
import { type Constraint, UniqueConstraint } from "./constraints.ts";
import { addDistinct, needsDistinct } from "./distinct-defaults.ts";
import type { Index } from "./index-definition.ts";
import { followingNames } from "./following-names.ts";
import { createIndexSql, namedField, nameOfConstraint, nameOfIndex } from "./index-sql.ts";
import { commentLiteral } from "./literals.ts";
import { onlineSteps } from "./online-postgres.ts";
import { quoteName } from "./rules.ts";
import { refuseDuplicates } from "./row-checks.ts";
import { schemaTransaction } from "./schema-transaction.ts";
import { createSearchIndexSqls, dropSearchIndexSqls, SearchIndex } from "./search-index.ts";
import { runSteps, type Step } from "./steps.ts";
import { TableEditor } from "./table-editor.ts";

const ALTERATIONS: Readonly<Record<DatabaseKind, Alterations>> = {
  sqlite: sqliteAlterations,
  postgres: postgresAlterations,
  mysql: mysqlAlterations,
};

/** What rows that are there get in a field that is added, or may not be null any more. */
export interface FillOptions {
  /** The value, as a row holds it. Default: the field's own default. */
  fill?: unknown;
  /** Lets others read and write the table meanwhile, as far as that goes. It cannot be part of a transaction. PostgreSQL. Default false. */
  online?: boolean;
}

/** How an index comes and goes. */
export interface IndexChangeOptions {
  /** Lets others write meanwhile. It cannot be part of a transaction. PostgreSQL; elsewhere it makes no difference. Default false. */
  concurrently?: boolean;
}

/**
 * Gathers the statements of schema changes for one kind of database, in the order of the calls.
 *
 * Nothing is run before `run`, which looks up the names of constraints as they are, and refuses what rows that are there do not allow:
 * values that a new type cannot hold, NULL where none may be. `statements` are those for a database that Flagon or Django made.
 *
 * @throws DataError `db.unfit-values` from `run`; IntegrityError `db.null-rows`, `db.duplicate-rows`, `db.dangling-rows`.
 * @example
 * const editor = new SchemaEditor("postgres");
 * editor.addField(after, after.field("slug"), { fill: "" });
 * await editor.run(database);
 */
export class SchemaEditor extends TableEditor {
  readonly #alterations: Alterations;
  #isConcurrent = false;

  constructor(kind: DatabaseKind) {
    super(kind);
    this.#alterations = ALTERATIONS[kind];
  }

  /** Runs the statements and forgets them, in a {@link schemaTransaction} where there is no transaction yet. */
  override async run(database: Database): Promise<void> {
    const isConcurrent = this.#isConcurrent;
    this.#isConcurrent = false;
    const steps = this.taken();
    if (steps.length === 0) return;
    if (isConcurrent) {
      assertOutside(database);
      await runSteps(database, steps);
    } else if (database.inTransaction)
      await runSteps(database, database.kind === "postgres" ? [...FLUSH, ...steps] : steps);
    else await schemaTransaction(database, () => runSteps(database, steps));
  }

  /** Gives a model's table another name, and its indexes and keys those that follow from it. The two columns of a table between models are renamed with it. */
  renameTable(before: Meta, after: Meta): void {
    this.#add(this.#alterations.renameTable(before, after));
    if (before.options.automatic === true) this.#renameColumns(before, after);
    this.#add(followingNames(before, after, this.rules));
  }

  /** What the columns refer to follows by itself where it is renamed, too: only their own names change. */
  #renameColumns(before: Meta, after: Meta): void {
    const [old, fresh] = [before, after].map((meta) =>
      meta.localFields.filter((field) => field !== meta.pk),
    );
    for (const [at, { column }] of old!.entries()) {
      const to = fresh![at];
      if (to === undefined || to.column === column) continue;
      const from = Object.assign(Object.create(to) as Field, { column });
      this.#add(this.#alterations.alterField({ before: after, after, from, to }, undefined));
    }
  }

  /** Adds a field's column with its index and constraints; the table between for a many-to-many relation without a model of its own. */
  addField(after: Meta, field: Field, { fill, online }: FillOptions = {}): void {
    if (field instanceof ManyToMany) {
      if (field.through.options.automatic === true) this.createTable(field.through);
      return;
    }
    const steps =
      fill === undefined && needsDistinct(field, after)
        ? addDistinct(after, field, this.#alterations, this.rules)
        : this.#alterations.addField(after, field, fill);
    this.#add(this.#online(steps, online));
  }

  /** Takes a field's column away with all that belongs to it. */
  removeField(before: Meta, after: Meta, field: Field): void {
    if (field instanceof ManyToMany) {
      if (field.through.options.automatic === true) this.dropTable(field.through);
    } else this.#add(this.#alterations.removeField(before, after, field));
  }

  /** Makes of a field what it is to be: name, type, NULL, uniqueness, index, default, what it refers to. */
  alterField(
    before: Meta,
    after: Meta,
    from: Field,
    to: Field,
    { fill, online }: FillOptions = {},
  ): void {
    if (from instanceof ManyToMany && to instanceof ManyToMany) this.#alterMany(from, to);
    else if (from.columnType(this.rules.kind) !== null && to.columnType(this.rules.kind) !== null) {
      const steps = this.#alterations.alterField({ before, after, from, to }, fill);
      this.#add(this.#online(steps, online));
      if (from.column !== to.column) this.#add(followingNames(before, after, this.rules));
    }
  }

  #alterMany(from: ManyToMany, to: ManyToMany): void {
    const [before, after] = [from.through, to.through];
    if (before.options.automatic !== true || after.options.automatic !== true) return;
    this.#add(this.#alterations.renameTable(before, after));
    for (const side of ["sourceKey", "targetKey"] as const) {
      const pair = { before: after, after, from: from[side], to: to[side] };
      this.#add(this.#alterations.alterField(pair, undefined));
    }
  }

  override addIndex(
    meta: Meta,
    index: Index,
    { concurrently = false }: IndexChangeOptions = {},
  ): void {
    if (index instanceof SearchIndex) {
      this.#add(createSearchIndexSqls(index, meta, this.rules));
      return;
    }
    const sql = createIndexSql(index, meta, this.rules);
    if (sql === undefined) return;
    this.#add([this.#concurrent(sql, concurrently)]);
  }

  override dropIndex(
    meta: Meta,
    index: Index,
    { concurrently = false }: IndexChangeOptions = {},
  ): void {
    if (index instanceof SearchIndex) {
      this.#add(dropSearchIndexSqls(index, meta, this.rules, { withTable: false }));
      return;
    }
    if (createIndexSql(index, meta, this.rules) === undefined) return;
    const name = nameOfIndex(index, meta);
    if (concurrently && this.rules.isPostgres) {
      this.#add([this.#concurrent(`DROP INDEX ${quoteName(name, "postgres")}`, true)]);
      return;
    }
    this.#add(this.#alterations.dropIndex(meta, { name, columns: columnsOf(index, meta) }));
  }

  /** Gives an index another name. */
  renameIndex(meta: Meta, from: Index, to: Index): void {
    const { kind } = this.rules;
    const [old, name] = [nameOfIndex(from, meta), nameOfIndex(to, meta)];
    if (old === name || createIndexSql(to, meta, this.rules) === undefined) return;
    const quote = (text: string): string => quoteName(text, kind);
    if (kind === "postgres" && !(from instanceof SearchIndex))
      this.#add([`ALTER INDEX ${quote(old)} RENAME TO ${quote(name)}`]);
    else if (kind === "mysql" && (from.options.expressions ?? []).length === 0)
      this.#add([`ALTER TABLE ${quote(meta.table)} RENAME INDEX ${quote(old)} TO ${quote(name)}`]);
    else {
      this.dropIndex(meta, from);
      this.addIndex(meta, to);
    }
  }

  override addConstraint(
    meta: Meta,
    constraint: Constraint,
    options: ConstraintAddition = {},
  ): void {
    if (constraint instanceof UniqueConstraint && constraint.options.where === undefined)
      if (constraint.options.fields !== undefined)
        this.#add([this.#refuseDuplicates(meta, constraint.options.fields)]);
    this.#add(
      this.#online(this.#alterations.addConstraint(meta, constraint, options), options.online),
    );
  }

  override dropConstraint(meta: Meta, constraint: Constraint): void {
    this.#add(this.#alterations.dropConstraint(meta, constraint));
  }

  /** Checks the rows that were there before a constraint was added with `notValid`. PostgreSQL; elsewhere they have been checked. */
  validateConstraint(meta: Meta, constraint: Constraint): void {
    if (!this.rules.isPostgres) return;
    const name = quoteName(nameOfConstraint(constraint, meta, this.rules), "postgres");
    this.#add([`ALTER TABLE ${quoteName(meta.table, "postgres")} VALIDATE CONSTRAINT ${name}`]);
  }

  /** Has the fields be unique together that the option says, and no others. */
  alterUniqueTogether(before: Meta, after: Meta): void {
    const lists = [before, after].map((meta) => meta.options.uniqueTogether ?? []);
    const isIn = (names: readonly string[], list: readonly (readonly string[])[]): boolean =>
      list.some((one) => one.join("\0") === names.join("\0"));
    for (const names of lists[0]!.filter((one) => !isIn(one, lists[1]!)))
      this.#add(this.#alterations.dropUniqueTogether(before, after, names));
    for (const names of lists[1]!.filter((one) => !isIn(one, lists[0]!)))
      this.#add([
        this.#refuseDuplicates(after, names),
        ...this.#alterations.addUniqueTogether(after, names),
      ]);
  }

  /** Gives a table its comment, or takes it away; SQLite has none. */
  alterTableComment(before: Meta, after: Meta): void {
    const { kind } = this.rules;
    const { comment } = after.options;
    if (before.options.comment === comment || kind === "sqlite") return;
    const table = quoteName(after.table, kind);
    if (kind === "mysql")
      this.#add([`ALTER TABLE ${table} COMMENT = ${commentLiteral(comment ?? "", kind)}`]);
    else
      this.#add([
        `COMMENT ON TABLE ${table} IS ${comment === undefined ? "NULL" : commentLiteral(comment, kind)}`,
      ]);
  }

  #refuseDuplicates(meta: Meta, names: readonly string[]): Step {
    const fields = names.map((name) => namedField(name, meta, "unique"));
    const columns = fields.map(({ column }) => column);
    const place = { meta, field: fields[0]!, column: columns[0]!, rules: this.rules };
    return refuseDuplicates(place, columns);
  }

  /** What was put off belongs before a change that comes after it. */
  #add(steps: readonly Step[]): void {
    this.steps.push(...this.later, ...steps);
    this.later.length = 0;
  }

  #online(steps: Step[], online = false): Step[] {
    if (!online || !this.rules.isPostgres) return steps;
    this.#isConcurrent = true;
    return onlineSteps(steps);
  }

  #concurrent(sql: string, concurrently: boolean): string {
    if (!concurrently || !this.rules.isPostgres) return sql;
    this.#isConcurrent = true;
    return sql.replace(/^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) /, "$1 CONCURRENTLY ");
  }
}

function columnsOf({ options }: Index, meta: Meta): string[] {
  if ((options.expressions ?? []).length > 0 || options.where !== undefined) return [];
  return (options.fields ?? []).map(
    (name) => namedField(name.replace(/^-/, ""), meta, "indexes").column,
  );
}

function assertOutside(database: Database): void {
  if (!database.inTransaction) return;
  throw new NotSupportedError("What lets others work meanwhile cannot be part of a transaction.", {
    code: "db.in-transaction",
    where: `database "${database.alias}"`,
    mend: "Put it into a migration of its own with atomic: false.",
  });
}
