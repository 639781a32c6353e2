/**
 * PostgreSQL by the package `pg`, in its pipeline mode: statements are sent at once, and answered in order.
 *
 * What is sent within one tick goes out as one packet. Values come as text but for booleans, numbers and bytes; the session speaks UTC,
 * ISO dates, ISO 8601 intervals and UTF-8.
 */

import type { Row, Statement, TransactionOptions, Written } from "./backend.ts";
import { noDriverError, silentError } from "./lost.ts";
import { isLoss, type PostgresFault, postgresError } from "./postgres-errors.ts";
import { Watchdog } from "./watchdog.ts";
import {
  type PgClient,
  type PgModule,
  type MakeQuery,
  type PgResult,
  queryMaker,
} from "./postgres-query.ts";
import type { PostgresSettings } from "./postgres-settings.ts";
import type { Dialler } from "./server.ts";
import { ServerConnection, setUp, type StreamOptions } from "./server-connection.ts";

/** What holds for every session, and may be overridden by name. */
const SESSION = { TimeZone: "UTC", DateStyle: "ISO", IntervalStyle: "iso_8601" };

/** Below this a statement is quick: others may be sent behind it. */
const QUICK_MS = 5;

interface Timings {
  statementTimeoutMs: number;
  connectTimeoutMs: number;
}

/** How long statements took, in milliseconds, the last runs counting most. */
const durations = new WeakMap<Statement, number>();

/** Opens connections to PostgreSQL. */
export class PostgresDialler implements Dialler<PostgresConnection> {
  readonly kind = "postgres";
  readonly pipelines = true;
  readonly #alias: string;
  readonly #settings: PostgresSettings;
  readonly #timings: Timings;

  constructor(alias: string, settings: PostgresSettings, timings: Partial<Timings>) {
    this.#alias = alias;
    this.#settings = settings;
    this.#timings = {
      statementTimeoutMs: timings.statementTimeoutMs ?? 30_000,
      connectTimeoutMs: timings.connectTimeoutMs ?? 5000,
    };
  }

  async open(): Promise<PostgresConnection> {
    const module = await loadDriver();
    const { host = "localhost", port = 5432, database, user, ssl } = this.#settings;
    const place = `${host}:${port}/${database ?? user ?? ""}`;
    const client = new module.Client({
      host,
      port,
      ...(user !== undefined && { user }),
      // An empty one keeps the driver from looking for a file of passwords.
      password: this.#settings.password ?? "",
      ...(database !== undefined && { database }),
      ssl: ssl ?? false,
      application_name: this.#settings.applicationName ?? "flagon",
      ...(this.#settings.options !== undefined && { options: this.#settings.options }),
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      pipeline: true,
    });
    const connection = new PostgresConnection(module, client, {
      alias: this.#alias,
      settings: this.#settings,
      timeoutMs: this.#timings.statementTimeoutMs,
    });
    const { connectTimeoutMs } = this.#timings;
    const within = { alias: this.#alias, place, timeoutMs: connectTimeoutMs };
    await setUp(connection, within, async () => {
      await client.connect();
      await connection.control(this.#session());
    });
    return connection;
  }

  #session(): string {
    const { statementTimeoutMs } = this.#timings;
    const settings: Record<string, string> = { ...SESSION, ...this.#settings.session };
    if (statementTimeoutMs > 0) settings["statement_timeout"] ??= String(statementTimeoutMs);
    return Object.entries(settings)
      .map(([name, value]) => `SELECT set_config(${quoted(name)}, ${quoted(value)}, false)`)
      .join("; ");
  }
}

/** One connection to PostgreSQL. */
export class PostgresConnection extends ServerConnection {
  readonly #query: MakeQuery;
  readonly #client: PgClient;
  readonly #alias: string;
  readonly #prepares: boolean;
  readonly #limit: number;
  /** The names of prepared statements, the one not used for longest first. */
  readonly #names = new Map<Statement, string>();
  #nextName = 0;
  #nextCursor = 0;
  #slow = 0;
  #isCorked = false;
  readonly #watchdog: Watchdog;
  /** Why it was given up. */
  #fate: Error | undefined;

  constructor(
    module: PgModule,
    client: PgClient,
    {
      alias,
      settings,
      timeoutMs,
    }: { alias: string; settings: PostgresSettings; timeoutMs: number },
  ) {
    super();
    this.#query = queryMaker(module);
    this.#client = client;
    this.#alias = alias;
    this.#prepares = settings.prepare ?? true;
    this.#limit = settings.statements ?? 256;
    this.#watchdog = new Watchdog(timeoutMs, (waitedMs) => {
      this.#fate = silentError(alias, waitedMs);
      this.lose();
    });
    client.on("error", () => this.lose());
    client.on("end", () => this.lose());
  }

  get isQuick(): boolean {
    return this.#slow === 0;
  }

  get isClean(): boolean {
    return (
      this.#watchdog.underWay === 0 && !this.isLost && this.#client.getTransactionStatus() === "I"
    );
  }

  run(statement: Statement, parameters: unknown[]): Promise<Written> {
    return this.#run(statement, parameters, false);
  }

  async control(sql: string): Promise<string> {
    try {
      return (await this.#send(sql, [], undefined)).command;
    } catch (error) {
      throw this.#error(error, sql);
    }
  }

  async script(sql: string): Promise<void> {
    const statementTimeout = "SELECT set_config('statement_timeout', $1, false)";
    const before = await this.#send("SHOW statement_timeout", [], undefined);
    this.#watchdog.patience += 1;
    try {
      this.#send(statementTimeout, ["0"], undefined).catch(() => {});
      await this.control(sql);
    } finally {
      this.#watchdog.patience -= 1;
      this.#send(statementTimeout, [before.rows[0]![0]], undefined).catch(() => {});
    }
  }

  beginning({ isolation, readOnly }: TransactionOptions): string[] {
    let sql = "BEGIN";
    if (isolation !== undefined) sql += ` ISOLATION LEVEL ${isolation.toUpperCase()}`;
    if (readOnly === true) sql += " READ ONLY";
    return [sql];
  }

  /** An error leaves the transaction open, as one that can only be rolled back. */
  endsTransaction(): boolean {
    return false;
  }

  async *stream(
    statement: Statement,
    parameters: unknown[],
    { chunkSize, inTransaction }: StreamOptions,
  ): AsyncGenerator<Row[]> {
    this.#nextCursor += 1;
    const cursor = `flagon_cursor_${this.#nextCursor}`;
    const declare = `DECLARE ${cursor} NO SCROLL CURSOR FOR ${statement.sql}`;
    try {
      if (!inTransaction) this.control("BEGIN").catch(() => {});
      const declared = this.#send(declare, parameters, undefined);
      const fetch = (): Promise<PgResult> =>
        this.#send(`FETCH ${chunkSize} FROM ${cursor}`, [], undefined);
      let [, { rows }] = await Promise.all([declared, fetch()]);
      while (rows.length > 0) {
        yield rows;
        if (rows.length < chunkSize) break;
        rows = (await fetch()).rows;
      }
    } catch (error) {
      throw this.#error(error, statement.sql);
    } finally {
      if (!this.isLost)
        await this.control(inTransaction ? `CLOSE ${cursor}` : "ROLLBACK").catch(() => {});
    }
  }

  check(): Promise<unknown> {
    return this.control("SELECT 1");
  }

  close(): Promise<void> {
    this.#watchdog.stop();
    return this.#client.end();
  }

  destroy(): void {
    this.#watchdog.stop();
    this.#client.connection.stream.destroy();
  }

  async #run(statement: Statement, parameters: unknown[], isSecond: boolean): Promise<Written> {
    const isQuick = (durations.get(statement) ?? QUICK_MS) < QUICK_MS;
    if (!isQuick) this.#slow += 1;
    const name = this.#prepares && !statement.once ? this.#nameOf(statement) : undefined;
    try {
      const result = await this.#send(statement.sql, parameters, name, statement);
      const { rows, count, fields } = result;
      if (statement.namesColumns) statement.columns = fields.map((field) => field.name);
      return { changes: count, lastId: undefined, rows };
    } catch (error) {
      if (name !== undefined) this.#forgetUnprepared(statement, name);
      const canRunAgain = name !== undefined && this.#forgetStale(error, statement, name);
      if (!canRunAgain || isSecond) throw this.#error(error, statement.sql);
    } finally {
      if (!isQuick) this.#slow -= 1;
    }
    return this.#run(statement, parameters, true);
  }

  #send(
    sql: string,
    values: unknown[],
    name: string | undefined,
    statement?: Statement,
  ): Promise<PgResult> {
    if (this.isLost) return Promise.reject(this.#fate ?? new Error("Connection terminated"));
    const watchdog = this.#watchdog;
    watchdog.asked();
    this.#cork();
    return new Promise((resolve, reject) => {
      const query = this.#query(sql, values, name, (error, result) => {
        const now = performance.now();
        if (statement !== undefined) note(statement, now - Math.max(sent, watchdog.heardAt));
        watchdog.answered(now);
        if (error === undefined) {
          this.hasAnswered = true;
          resolve(result);
        } else reject(error as Error);
      });
      const sent = performance.now();
      this.#client.query(query);
    });
  }

  /** Holds back what is sent until the end of the tick, so that it leaves as one packet. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      stream.uncork();
    });
  }

  #nameOf(statement: Statement): string {
    const names = this.#names;
    let name = names.get(statement);
    if (name !== undefined) {
      // The order matters only when something is about to fall out.
      if (names.size * 2 > this.#limit) {
        names.delete(statement);
        names.set(statement, name);
      }
      return name;
    }
    if (names.size >= this.#limit) {
      const [oldest, itsName] = names.entries().next().value!;
      this.#forget(oldest, itsName);
    }
    // Never twice the same name: one that is being forgotten may still be there.
    name = `flagon_${statement.id}_${(this.#nextName += 1)}`;
    names.set(statement, name);
    return name;
  }

  #forget(statement: Statement, name: string): void {
    if (this.#names.get(statement) === name) this.#names.delete(statement);
    delete this.#client.connection.parsedStatements[name];
    this.#send(`DEALLOCATE ${name}`, [], undefined).catch(() => {});
  }

  /** Forgets a name that the server refused to prepare: taking it away later would fail, and a transaction that is open then with it. */
  #forgetUnprepared(statement: Statement, name: string): void {
    if (this.#client.connection.parsedStatements[name] !== undefined) return;
    if (this.#names.get(statement) === name) this.#names.delete(statement);
  }

  /** Forgets what was prepared if the error says that it cannot be used any more; whether the statement may be run again, since it never ran. */
  #forgetStale(error: unknown, statement: Statement, name: string): boolean {
    const { code, message } = error as PostgresFault;
    if (code !== "26000" && !(code === "0A000" && message.startsWith("cached plan"))) return false;
    const isOutside = this.#client.getTransactionStatus() === "I";
    this.#forget(statement, name);
    return isOutside;
  }

  #error(error: unknown, sql: string): unknown {
    if (this.#fate !== undefined) return this.#fate;
    if (error instanceof Error && isLoss(error)) this.lose();
    return postgresError(error, this.#alias, sql);
  }
}

function note(statement: Statement, durationMs: number): void {
  const before = durations.get(statement);
  durations.set(statement, before === undefined ? durationMs : before * 0.7 + durationMs * 0.3);
}

/** The package, which is loaded when the first connection is opened. */
async function loadDriver(): Promise<PgModule> {
  // By a name in a variable: types and bundles of who does not use PostgreSQL need not have it.
  const driver = "pg";
  try {
    return ((await import(driver)) as { default: PgModule }).default;
  } catch (error) {
    throw noDriverError(driver, error);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
