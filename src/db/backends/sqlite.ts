/**
 * SQLite behind the interface of databases.
 *
 * There is one connection that writes, and transactions take turns on it. Reads use it too as long as nobody's transaction is open on it,
 * because it has the pages at hand; else they go to a connection for reading, which sees what was committed last. Everything is
 * answered at once unless it has to wait for a turn or for another process.
 */

import type { Call, Maybe, Row, Statement, TransactionOptions, Written } from "./backend.ts";
import { BackendDatabase } from "./database.ts";
import type { Channel, Frame } from "./frames.ts";
import { connectionCreated } from "./signals.ts";
import { SqliteConnection, type SqliteSettings } from "./sqlite-connection.ts";
import { isBusy, lockedError, sqliteError } from "./sqlite-errors.ts";
import { closedError } from "./lost.ts";
import { Turns } from "./turns.ts";

/** How many connections for streams and reading transactions are kept open when nobody needs them. */
const SPARES = 4;

interface SqliteChannel extends Channel {
  readonly connection: SqliteConnection;
  failure: unknown;
}

/** A database of SQLite under one alias. */
export class SqliteDatabase extends BackendDatabase<SqliteChannel> {
  readonly kind = "sqlite";
  readonly #settings: SqliteSettings;
  readonly #busyTimeoutMs: number;
  readonly #isPrivate: boolean;
  readonly #turns = new Turns();
  readonly #writer: SqliteConnection;
  readonly #spares: SqliteConnection[] = [];
  #reader: SqliteConnection | undefined;
  #isClosed = false;

  constructor(alias: string, settings: SqliteSettings) {
    super(alias, settings.busyTimeoutMs);
    this.#settings = settings;
    this.#busyTimeoutMs = settings.busyTimeoutMs ?? 5000;
    this.#isPrivate = settings.path === ":memory:" || settings.path === "";
    this.#writer = this.#open();
  }

  read(statement: Statement, parameters: unknown[]): Maybe<Row[]> {
    if (this.frames.current() !== undefined || this.instruments !== null || this.#turns.isTaken)
      return this.#readWithCare(statement, parameters);
    try {
      return this.#writer.rows(statement, parameters);
    } catch (error) {
      if (isBusy(error)) return this.#patiently(() => this.#writer.rows(statement, parameters));
      throw this.#error(error, statement.sql);
    }
  }

  readAll(calls: readonly Call[]): Maybe<Row[][]> {
    const results = calls.map(({ statement, parameters }) => this.read(statement, parameters));
    return results.some((result) => result instanceof Promise)
      ? Promise.all(results)
      : (results as Row[][]);
  }

  write(statement: Statement, parameters: unknown[]): Maybe<Written> {
    if (this.frames.current() !== undefined || this.instruments !== null || this.#turns.isTaken)
      return this.#writeWithCare(statement, parameters);
    try {
      return this.#writer.write(statement, parameters);
    } catch (error) {
      if (isBusy(error)) return this.#inTurn(() => this.#writer.write(statement, parameters));
      throw this.#error(error, statement.sql);
    }
  }

  async *stream(
    statement: Statement,
    parameters: unknown[],
    chunkSize: number,
  ): AsyncGenerator<Row[]> {
    if (this.instruments !== null) await this.watchedRead({ statement, parameters }, () => []);
    const frame = this.frames.current();
    if (frame === undefined && this.#isPrivate) {
      // A statement left half-way would see what others write meanwhile; all rows are in memory anyway.
      const rows = await this.#readPlainly(statement, parameters);
      for (let at = 0; at < rows.length; at += chunkSize) yield rows.slice(at, at + chunkSize);
      return;
    }
    frame?.assertUsable(this.alias);
    const connection = frame?.channel.connection ?? this.#takeSpare();
    try {
      yield* this.#chunks(connection, { statement, parameters }, chunkSize, frame);
    } finally {
      if (frame === undefined) this.#giveSpare(connection);
    }
  }

  async script(statements: readonly string[]): Promise<void> {
    const frame = this.frames.current();
    for (const sql of statements) {
      if (frame !== undefined) await this.#inFrame(frame, (writer) => writer.execute(sql), sql);
      else await this.#inTurn(() => this.#writer.execute(sql), sql);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#turns.take(this.#busyTimeoutMs, () => lockedError(this.alias, this.#busyTimeoutMs));
    this.#isClosed = true;
    this.#reader?.close();
    for (const spare of this.#spares) spare.close();
    this.#writer.close();
    this.#turns.pass();
  }

  protected begin(options: TransactionOptions): Maybe<SqliteChannel> {
    if (options.readOnly === true && !this.#isPrivate) return this.#beginReading();
    const turn = this.#takeTurn();
    return turn === undefined
      ? this.#beginWriting(options)
      : turn.then(() => this.#beginWriting(options));
  }

  #beginReading(): Maybe<SqliteChannel> {
    const connection = this.#takeSpare();
    const channel = this.#channel(connection, () => {
      connection.execute("PRAGMA query_only = 0");
      this.#giveSpare(connection);
    });
    const begun = this.#attempt(() => connection.execute("PRAGMA query_only = 1; BEGIN"), "BEGIN");
    return begun instanceof Promise ? begun.then(() => channel) : channel;
  }

  #beginWriting(options: TransactionOptions): Maybe<SqliteChannel> {
    const writer = this.#writer;
    const [sql, undo] = this.#beginning(options);
    const close = (): void => {
      if (undo !== "") writer.execute(undo);
      this.#turns.pass();
    };
    const channel = this.#channel(writer, close);
    try {
      writer.execute(sql);
      return channel;
    } catch (error) {
      if (isBusy(error))
        return this.#patiently(() => writer.execute(sql)).then(
          () => channel,
          (late: unknown) => {
            close();
            throw late;
          },
        );
      close();
      throw this.#error(error, sql);
    }
  }

  /** What begins a transaction, and what has to be undone behind it: the pragmas cannot be set inside one. */
  #beginning({ readOnly, foreignKeys }: TransactionOptions): [sql: string, undo: string] {
    if (readOnly === true) return ["PRAGMA query_only = 1; BEGIN", "PRAGMA query_only = 0"];
    const begin = `BEGIN ${this.#settings.transactionMode ?? "immediate"}`;
    const usual = this.#settings.foreignKeys ?? true;
    if (foreignKeys === undefined) return [begin, ""];
    const set = (on: boolean): string => `PRAGMA foreign_keys = ${on ? "ON" : "OFF"}`;
    // Changing a table sets the second one for a moment; an error may come just then.
    return [`${set(foreignKeys)}; ${begin}`, `${set(usual)}; PRAGMA legacy_alter_table = OFF`];
  }

  #channel(connection: SqliteConnection, close: () => void): SqliteChannel {
    const run = (sql: string): Maybe<void> => this.#attempt(() => connection.execute(sql), sql);
    return {
      connection,
      failure: undefined,
      savepoint: (name) => run(`SAVEPOINT ${name}`),
      release: (name) => run(`RELEASE ${name}`),
      rollbackTo: (name) => run(`ROLLBACK TO ${name}`),
      commit: () => run("COMMIT"),
      rollback: () => (connection.inTransaction ? run("ROLLBACK") : undefined),
      close,
    };
  }

  #readWithCare(statement: Statement, parameters: unknown[]): Maybe<Row[]> {
    if (this.instruments === null) return this.#readPlainly(statement, parameters);
    return this.watchedRead({ statement, parameters }, (changed, values) =>
      this.#readPlainly(changed, values),
    );
  }

  #readPlainly(statement: Statement, parameters: unknown[]): Maybe<Row[]> {
    const frame = this.frames.current();
    if (frame !== undefined) {
      frame.assertUsable(this.alias);
      return this.#onChannel(frame, (own) => own.rows(statement, parameters), statement.sql);
    }
    if (!this.#turns.isTaken)
      return this.#attempt(() => this.#writer.rows(statement, parameters), statement.sql);
    if (this.#isPrivate)
      return this.#inTurn(() => this.#writer.rows(statement, parameters), statement.sql);
    this.#reader ??= this.#open();
    const reader = this.#reader;
    return this.#attempt(() => reader.rows(statement, parameters), statement.sql);
  }

  #writeWithCare(statement: Statement, parameters: unknown[]): Maybe<Written> {
    if (this.instruments === null) return this.#writePlainly(statement, parameters);
    return this.watchedWrite({ statement, parameters }, (changed, values) =>
      this.#writePlainly(changed, values),
    );
  }

  #writePlainly(statement: Statement, parameters: unknown[]): Maybe<Written> {
    const frame = this.frames.current();
    if (frame === undefined)
      return this.#inTurn(() => this.#writer.write(statement, parameters), statement.sql);
    return this.#inFrame(frame, (own) => own.write(statement, parameters), statement.sql);
  }

  /** Runs something that writes in a transaction, after the nested ones that are open: theirs to undo is not ours. */
  #inFrame<T>(
    frame: Frame<SqliteChannel>,
    run: (connection: SqliteConnection) => T,
    sql: string,
  ): Maybe<T> {
    frame.assertUsable(this.alias);
    if (frame.nested === 0) return this.#onChannel(frame, run, sql);
    return frame
      .afterNested(this.alias, this.#busyTimeoutMs)
      .then(() => this.#onChannel(frame, run, sql));
  }

  #onChannel<T>(
    { channel }: Frame<SqliteChannel>,
    run: (connection: SqliteConnection) => T,
    sql: string,
  ): Maybe<T> {
    try {
      return run(channel.connection);
    } catch (error) {
      // Some errors (a full disk, for one) make SQLite roll back the whole transaction by itself.
      if (!channel.connection.inTransaction) channel.failure = error;
      else if (isBusy(error)) return this.#patiently(() => run(channel.connection), sql);
      throw this.#error(error, sql);
    }
  }

  /** Runs something on the writing connection once it is the caller's turn. */
  #inTurn<T>(run: () => T, sql?: string): Maybe<T> {
    const turn = this.#takeTurn();
    if (turn !== undefined) return turn.then(() => this.#withTurn(run, sql));
    return this.#withTurn(run, sql);
  }

  #withTurn<T>(run: () => T, sql: string | undefined): Maybe<T> {
    let result: Maybe<T>;
    try {
      result = this.#attempt(run, sql);
    } catch (error) {
      this.#turns.pass();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.#turns.pass());
    this.#turns.pass();
    return result;
  }

  #takeTurn(): Promise<void> | undefined {
    return this.#turns.take(this.#busyTimeoutMs, () =>
      lockedError(this.alias, this.#busyTimeoutMs),
    );
  }

  #attempt<T>(run: () => T, sql?: string): Maybe<T> {
    try {
      return run();
    } catch (error) {
      if (isBusy(error)) return this.#patiently(run, sql);
      throw this.#error(error, sql);
    }
  }

  /** Tries again until another process has let go of its lock, without holding up the event loop. */
  async #patiently<T>(run: () => T, sql?: string): Promise<T> {
    const deadline = performance.now() + this.#busyTimeoutMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 1.5, 10)) {
      this.#turns.noteContention();
      await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
      try {
        return run();
      } catch (error) {
        if (!isBusy(error)) throw this.#error(error, sql);
        if (performance.now() > deadline) throw lockedError(this.alias, this.#busyTimeoutMs, error);
      }
    }
  }

  *#chunks(
    connection: SqliteConnection,
    { statement, parameters }: Call,
    chunkSize: number,
    frame: Frame<SqliteChannel> | undefined,
  ): Generator<Row[]> {
    let chunk: Row[] = [];
    try {
      for (const row of connection.iterate(statement, parameters)) {
        if (chunk.push(row) < chunkSize) continue;
        yield chunk;
        frame?.assertUsable(this.alias);
        chunk = [];
      }
    } catch (error) {
      throw this.#error(error, statement.sql);
    }
    if (chunk.length > 0) yield chunk;
  }

  #takeSpare(): SqliteConnection {
    return this.#spares.pop() ?? this.#open();
  }

  #giveSpare(connection: SqliteConnection): void {
    if (this.#isClosed || this.#spares.length >= SPARES) connection.close();
    else this.#spares.push(connection);
  }

  #open(): SqliteConnection {
    if (this.#isClosed) throw closedError(this.alias);
    try {
      const connection = new SqliteConnection(this.#settings);
      if (connectionCreated.hasReceivers)
        connectionCreated.send(this, {
          alias: this.alias,
          database: this,
          execute: (sql) => connection.execute(sql),
        });
      return connection;
    } catch (error) {
      throw sqliteError(error, `${this.alias}" at "${this.#settings.path}`);
    }
  }

  #error(error: unknown, sql: string | undefined): unknown {
    return this.#isClosed ? closedError(this.alias) : sqliteError(error, this.alias, sql);
  }
}
