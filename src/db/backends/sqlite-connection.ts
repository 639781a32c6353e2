/** One open connection to SQLite, with the statements it has prepared. */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type * as sqlite from "node:sqlite";
import { FlagonError } from "../../base/errors.ts";
import type { Numbering, Row, Statement, Written } from "./backend.ts";
import { isOutOfRange } from "./sqlite-errors.ts";
import { sqliteFunctions, type SqliteValue } from "./sqlite-functions.ts";

/** How a database of SQLite is opened. */
export interface SqliteSettings {
  /** The file; `":memory:"` for one that lives in this connection alone. */
  path: string;
  /** Opens the file for reading only. Default false. */
  readOnly?: boolean;
  /** How writes reach the file. Default `"wal"`: readers and the writer do not wait for each other. */
  journalMode?: "wal" | "delete" | "truncate" | "persist" | "memory" | "off";
  /** When a write is flushed to the disk. Default `"normal"`: with WAL a power cut may lose the last commits, and harms nothing. */
  synchronous?: "off" | "normal" | "full" | "extra";
  /** How a transaction begins. Default `"immediate"`: it waits for its turn to write at once, and cannot fail half-way. */
  transactionMode?: "deferred" | "immediate" | "exclusive";
  /** How long to wait for other writers. Default 5000. */
  busyTimeoutMs?: number;
  /** Whether foreign keys are held. Default true. */
  foreignKeys?: boolean;
  /** Size of the page cache. Default 16000. */
  cacheKib?: number;
  /** How much of the file is mapped into memory. Default 0. */
  mmapMib?: number;
  /**
   * How many pages of 4 KiB the log of `"wal"` holds before they are moved into the file, which waits for the disk. Default
   * 4000: a log of 16 MiB; SQLite's own 1000 makes small writes a third slower.
   */
  checkpointPages?: number;
  /** How many prepared statements a connection keeps. Default 500. */
  statements?: number;
}

interface Prepared {
  readonly statement: Statement;
  readonly handle: StatementSync;
  /** Whether it makes new rows, so that there is a number of the last one. */
  readonly inserts: boolean;
  /** A twin that reads whole numbers as bigint, from when one did not fit a number. */
  wide: StatementSync | undefined;
  /** When it was used last, by the connection's own count. */
  used: number;
}

const slots: number[] = [];
let nextSlot = 0;

/** How long a statement holds the event loop for a lock; what takes longer is tried again later. */
const BLOCKING_MS = 2;

/** One connection. It throws what `node:sqlite` throws. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #slot = slots.pop() ?? nextSlot++;
  readonly #prepared = new Set<Prepared>();
  readonly #orderChecks = new Map<string, StatementSync>();
  readonly #limit: number;
  #clock = 0;

  constructor(settings: SqliteSettings) {
    const { DatabaseSync } = loadSqlite();
    this.#limit = settings.statements ?? 500;
    this.#database = new DatabaseSync(settings.path, {
      readOnly: settings.readOnly ?? false,
      enableForeignKeyConstraints: settings.foreignKeys ?? true,
      timeout: settings.busyTimeoutMs ?? 5000,
    });
    try {
      this.#setUp(settings);
      this.#addFunctions();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Whether a transaction is open on it. */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Rows of a statement that only reads. */
  rows(statement: Statement, parameters: unknown[]): Row[] {
    const prepared =
      (statement.prepared[this.#slot] as Prepared | undefined) ?? this.#prepare(statement);
    prepared.used = ++this.#clock;
    if (prepared.wide !== undefined) return narrowed(allOf(prepared.wide, parameters));
    try {
      return allOf(prepared.handle, parameters);
    } catch (error) {
      if (!isOutOfRange(error)) throw error;
      return narrowed(allOf(this.#widen(prepared), parameters));
    }
  }

  /** Runs a statement that writes. */
  write(statement: Statement, parameters: unknown[]): Written {
    const { numbering } = statement;
    if (numbering !== undefined && !this.#numbersInOrder(numbering))
      return this.write(numbering.asking, parameters);
    const prepared =
      (statement.prepared[this.#slot] as Prepared | undefined) ?? this.#prepare(statement);
    prepared.used = ++this.#clock;
    // A second try would write twice, so big numbers are expected from the start.
    if (statement.givesRows) {
      if (prepared.wide === undefined) {
        prepared.handle.setReadBigInts(true);
        prepared.wide = prepared.handle;
      }
      const rows = narrowed(allOf(prepared.wide, parameters));
      return { changes: rows.length, lastId: undefined, rows };
    }
    return runOf(prepared, parameters, this.#database);
  }

  /** Runs statements that are used once and give nothing. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Rows one after another. The statement is prepared for this alone, so that others can run meanwhile. */
  *iterate(statement: Statement, parameters: unknown[]): Generator<Row> {
    const handle = this.#database.prepare(statement.sql);
    handle.setReturnArrays(true);
    handle.setReadBigInts(true);
    // The types of node:sqlite tell of rows as objects only.
    const rows = handle.iterate(...bindable(parameters)) as unknown as Iterable<Row>;
    for (const row of rows) yield narrow(row);
  }

  /** Closes it and forgets all that it has prepared. */
  close(): void {
    for (const { statement } of this.#prepared) statement.prepared[this.#slot] = undefined;
    this.#prepared.clear();
    this.#orderChecks.clear();
    this.#database.close();
    slots.push(this.#slot);
  }

  #setUp(settings: SqliteSettings): void {
    const journalMode = settings.journalMode ?? "wal";
    const database = this.#database;
    const isFile = settings.path !== ":memory:";
    if (isFile && settings.readOnly !== true && journalOf(database) !== journalMode)
      database.exec(`PRAGMA journal_mode = ${journalMode}`);
    let pragmas = `PRAGMA busy_timeout = ${BLOCKING_MS}; PRAGMA cache_size = -${settings.cacheKib ?? 16_000};`;
    pragmas += `PRAGMA synchronous = ${settings.synchronous ?? "normal"};`;
    pragmas += `PRAGMA wal_autocheckpoint = ${settings.checkpointPages ?? 4000};`;
    if (settings.mmapMib !== undefined)
      pragmas += `PRAGMA mmap_size = ${settings.mmapMib * 1024 ** 2};`;
    database.exec(pragmas);
  }

  #addFunctions(): void {
    for (const [name, given] of sqliteFunctions) {
      const options = { deterministic: given.deterministic ?? true, varargs: true };
      if ("call" in given) this.#database.function(name, options, given.call);
      else {
        const { start, step, result, inverse } = given;
        // A state may be anything, and node:sqlite passes it through; its types know only SQL values.
        const aggregate = { ...options, start, step, result, ...(inverse && { inverse }) };
        this.#database.aggregate(name, aggregate as never);
      }
    }
  }

  /**
   * Whether the rows of one `INSERT` get numbers that follow each other. SQLite gives each the greatest so far plus one,
   * unless a trigger writes meanwhile or there is no greater number (https://sqlite.org/autoinc.html).
   */
  #numbersInOrder({ table, name }: Numbering): boolean {
    let check = this.#orderChecks.get(table);
    try {
      if (check === undefined) {
        if (this.#orderChecks.size >= this.#limit) this.#orderChecks.clear();
        check = this.#database.prepare(orderCheckSql(table));
        this.#orderChecks.set(table, check);
      }
      return check.get(name)?.["in_order"] === 1;
    } catch {
      // A view, or a table whose rows have no numbers.
      return false;
    }
  }

  #prepare(statement: Statement): Prepared {
    const handle = this.#database.prepare(statement.sql);
    handle.setReturnArrays(true);
    if (statement.namesColumns) statement.columns = handle.columns().map(({ name }) => name);
    const inserts = /^\s*(?:insert|replace|with)\b/i.test(statement.sql);
    const prepared = { statement, handle, inserts, wide: undefined, used: 0 };
    if (statement.once) return prepared;
    if (this.#prepared.size >= this.#limit) this.#forgetOldest();
    this.#prepared.add(prepared);
    statement.prepared[this.#slot] = prepared;
    return prepared;
  }

  #widen(prepared: Prepared): StatementSync {
    const wide = this.#database.prepare(prepared.statement.sql);
    wide.setReturnArrays(true);
    wide.setReadBigInts(true);
    prepared.wide = wide;
    return wide;
  }

  /** Forgets a quarter of what it keeps, the part not used for longest, so that looking for it is rare. */
  #forgetOldest(): void {
    const byAge = [...this.#prepared].toSorted((a, b) => a.used - b.used);
    for (const prepared of byAge.slice(0, Math.ceil(this.#limit / 4))) {
      prepared.statement.prepared[this.#slot] = undefined;
      this.#prepared.delete(prepared);
    }
  }
}

function orderCheckSql(table: string): string {
  const triggers = ["sqlite_schema", "sqlite_temp_schema"].map(
    (schema) =>
      `EXISTS (SELECT 1 FROM ${schema} WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE)`,
  );
  const isFull = `(SELECT MAX(rowid) FROM ${table}) > ${Number.MAX_SAFE_INTEGER}`;
  return `SELECT NOT (${triggers.join(" OR ")} OR COALESCE(${isFull}, 0)) AS in_order`;
}

function loadSqlite(): typeof sqlite {
  // Other platforms than Node may not have it, whatever the types say.
  const found = process.getBuiltinModule("node:sqlite") as typeof sqlite | undefined;
  if (found !== undefined) return found;
  throw new FlagonError("This platform has no node:sqlite.", {
    code: "db.no-driver",
    mend: "Run on Node 24 or later, or use a database server: postgres://…, mysql://….",
  });
}

/** Parameters as node:sqlite takes them. It would take an object in the first place for names with values, and bind nothing. */
function bindable(parameters: unknown[]): SqliteValue[] {
  const first = parameters[0];
  if (typeof first === "object" && first !== null && !ArrayBuffer.isView(first))
    throw Object.assign(new TypeError("Provided value cannot be bound to SQLite parameter 1."), {
      code: "ERR_INVALID_ARG_TYPE",
    });
  // What it does not know it refuses itself.
  return parameters as SqliteValue[];
}

/** Rows as arrays; the types of node:sqlite tell of objects only. */
function allOf(handle: StatementSync, parameters: unknown[]): Row[] {
  return handle.all(...bindable(parameters)) as unknown as Row[];
}

function runOf(prepared: Prepared, parameters: unknown[], database: DatabaseSync): Written {
  let changes: number | bigint;
  let lastId: number | bigint;
  try {
    ({ changes, lastInsertRowid: lastId } = prepared.handle.run(...bindable(parameters)));
  } catch (error) {
    if (!isOutOfRange(error)) throw error;
    // It has run: only the number of the new row did not fit. Node 24 rounds instead of throwing.
    [changes, lastId] = [0, Number.NaN];
  }
  if (typeof lastId === "number" && !Number.isSafeInteger(lastId)) {
    const asked = database.prepare("SELECT changes() AS changes, last_insert_rowid() AS id");
    asked.setReadBigInts(true);
    ({ changes, id: lastId } = asked.get() as { changes: bigint; id: bigint });
  }
  const count = Number(changes);
  return { changes: count, lastId: prepared.inserts && count > 0 ? lastId : undefined, rows: [] };
}

function narrowed(rows: Row[]): Row[] {
  for (const row of rows) narrow(row);
  return rows;
}

/** Makes numbers of the bigints that fit. */
function narrow(row: Row): Row {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value === "bigint" && value <= MAX_SAFE && value >= -MAX_SAFE)
      row[index] = Number(value);
  }
  return row;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function journalOf(database: DatabaseSync): string {
  return (database.prepare("PRAGMA journal_mode").get() as { journal_mode: string }).journal_mode;
}
