/** What the query layer asks of a database: statements in, rows as arrays out, and transactions around them. */

/** The kinds of database that Flagon speaks; MariaDB is `"mysql"`. */
export type DatabaseKind = "sqlite" | "postgres" | "mysql";

/** A value, at once or later. SQLite answers at once, servers later. */
export type Maybe<T> = T | Promise<T>;

/** One row as the driver gives it, by position. */
export type Row = unknown[];

/** What a writing statement did. */
export interface Written {
  /** Number of rows inserted, updated or deleted. */
  changes: number;
  /** The number that the database gave the row inserted last; undefined where it gave none or does not tell. */
  lastId: number | bigint | undefined;
  /** How far apart the numbers are that one statement gives to several rows; undefined where they come as `rows`. */
  idStep?: number;
  /** The rows of a `RETURNING` clause. */
  rows: Row[];
}

/** What to do about the numbers of new rows that SQLite makes itself. */
export interface Numbering {
  /** The table, quoted. */
  table: string;
  /** Its name. */
  name: string;
  /** The same statement with a clause `RETURNING`, for tables whose numbers may not be in order. */
  asking: Statement;
}

let statements = 0;

/**
 * A statement as the compiler wrote it, shared by all runs of one shape of query.
 *
 * Connections keep what they prepared for it: SQLite the handle, PostgreSQL its name.
 */
export class Statement {
  /** The text, with `?` (SQLite, MySQL) or `$1` (PostgreSQL) for each parameter. */
  readonly sql: string;
  /** Unique within the process; PostgreSQL's statement is named after it. */
  readonly id: number;
  /** Whether it gives rows: a `SELECT`, or a clause `RETURNING`. */
  readonly givesRows: boolean;
  /** Whether it is used once, so that preparing it by name or keeping it would be a waste. */
  readonly once: boolean;
  /** Whether who runs it wants to know {@link columns}. */
  readonly namesColumns: boolean;
  /** Set where the rows it inserts are to be numbered in order, the last one by {@link Written.lastId}. */
  readonly numbering: Numbering | undefined;
  /** Whether it leaves rows out at the beginning of no order at all: pages of it may repeat rows and miss others. */
  readonly isUnorderedPage: boolean;
  /** The names of its columns, once it has run; undefined where nobody wants to know. */
  columns: readonly string[] | undefined;
  /** What connections keep for it, by their slot. */
  readonly prepared: unknown[] = [];

  constructor(
    sql: string,
    {
      givesRows = true,
      once = false,
      namesColumns = false,
      isUnorderedPage = false,
      numbering = undefined as Numbering | undefined,
    } = {},
  ) {
    this.sql = sql;
    this.id = ++statements;
    this.givesRows = givesRows;
    this.once = once;
    this.namesColumns = namesColumns;
    this.numbering = numbering;
    this.isUnorderedPage = isUnorderedPage;
    this.columns = undefined;
  }
}

/** A statement with the values of its parameters, as the driver takes them. */
export interface Call {
  statement: Statement;
  parameters: unknown[];
}

/** How a transaction runs. */
export interface TransactionOptions {
  /** Default: the database's own. */
  isolation?: "read uncommitted" | "read committed" | "repeatable read" | "serializable";
  /** The transaction may not write. Default false. */
  readOnly?: boolean;
  /** The transaction must be the outermost one. Default false. */
  durable?: boolean;
  /** How often the work is done again after a deadlock or a serialisation failure. Only the outermost transaction retries. Default 0. */
  retries?: number;
  /** Whether a nested one makes a savepoint. Without it an error inside breaks the outer transaction too. Default true. */
  savepoint?: boolean;
  /** Rolls the transaction back when it aborts; statements that still come are refused. */
  signal?: AbortSignal;
  /** Whether SQLite holds foreign keys inside the transaction; nobody checks them at its end otherwise. Default: as the database is set. */
  foreignKeys?: boolean;
}

/** How a commit hook is called. */
export interface CommitHookOptions {
  /** An error of the hook is reported by the signal `commitHookFailed` and stops nothing. Default false: it goes to who asked for the transaction. */
  robust?: boolean;
}

/** What a statement did, as {@link Database.onStatement} tells it. */
export interface StatementEvent {
  alias: string;
  sql: string;
  parameters: readonly unknown[];
  durationMs: number;
  /** Number of rows it gave, or of those it changed; undefined after an error. */
  rows: number | undefined;
  /** What went wrong; undefined when nothing did. */
  error: unknown;
  /** Whether rows were skipped (`offset`) of a query set without an order, so that pages may repeat rows and miss others. */
  isUnorderedPage: boolean;
}

/** A statement on its way to the database, as execute wrappers see it. */
export interface Execution extends Call {
  alias: string;
  /** Whether it was given to `write`. */
  writes: boolean;
}

/** Runs a statement: what it gives are rows, or what was written. */
export type Execute = (execution: Execution) => Maybe<Row[] | Written>;

/** Stands between a statement and the database: it may watch, change or refuse it. Give what `execute` gives. */
export type ExecuteWrapper = (execute: Execute, execution: Execution) => Maybe<Row[] | Written>;

/** A transaction that a test runs in: everything that happens to the database meanwhile is part of it. */
export interface Enclosure {
  /** Undoes everything since it was opened. */
  end(): Promise<void>;
}

/** One database under one alias: its connections, and the transaction that the caller is in. */
export interface Database {
  readonly alias: string;
  readonly kind: DatabaseKind;
  /** Whether the caller is inside a transaction on this database. */
  readonly inTransaction: boolean;
  /** Whether a test runs inside a transaction; see {@link enclose}. */
  readonly isEnclosed: boolean;
  /** Rows of a statement that only reads. Inside a transaction it runs there, else on any free connection. */
  read(statement: Statement, parameters: unknown[]): Maybe<Row[]>;
  /** Several reads at once; on a server they travel together or on several connections. */
  readAll(calls: readonly Call[]): Maybe<Row[][]>;
  /** Runs a statement that writes. */
  write(statement: Statement, parameters: unknown[]): Maybe<Written>;
  /** Rows in chunks of `chunkSize`, so that memory stays flat however many there are. */
  stream(statement: Statement, parameters: unknown[], chunkSize: number): AsyncIterable<Row[]>;
  /** Runs statements without parameters, one after another: schema changes. */
  script(statements: readonly string[]): Promise<void>;
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. Nested calls are savepoints. */
  transaction<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls `work` once the outermost transaction has been committed; at once where there is none. */
  onCommit(work: () => unknown, options?: CommitHookOptions): void;
  /** Makes a savepoint inside the transaction and gives its name. */
  savepoint(): Promise<string>;
  /** Undoes what happened since the savepoint, which stays; its commit hooks are dropped too. */
  rollbackTo(savepoint: string): Promise<void>;
  /** Forgets a savepoint: what happened since then belongs to the transaction. */
  release(savepoint: string): Promise<void>;
  /** Whether the innermost transaction shall be rolled back at its end though nothing was thrown. */
  setRollback(rollsBack: boolean): void;
  /** Has every statement told to `listener` once it is done. Gives the function that ends it. */
  onStatement(listener: (event: StatementEvent) => void): () => void;
  /** Runs `work` with a wrapper around every statement that comes from it. The wrapper given last is the innermost. */
  wrapExecute<T>(wrapper: ExecuteWrapper, work: () => T): T;
  /** Where commit hooks go instead of being called, once their transaction has ended: for tests. Undefined has them called. */
  capturedHooks: (() => unknown)[] | undefined;
  /**
   * Opens a transaction that everybody is in, wherever they come from, until it is ended and undone: for tests.
   *
   * Inside it everything goes as without it: a transaction that ends calls its commit hooks, and a statement that fails undoes itself alone. Within another one it is a savepoint.
   */
  enclose(): Promise<Enclosure>;
  /** Closes all connections, after the statements that are under way. */
  close(): Promise<void>;
}
