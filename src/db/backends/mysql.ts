/**
 * MySQL and MariaDB by the package `mysql2`.
 *
 * Values come as text but for numbers and bytes. The session speaks UTC and utf8mb4, refuses values that do not fit, and reads what is
 * committed (as Django sets it).
 */

import type { DatabaseError } from "../errors.ts";
import type { Row, Statement, TransactionOptions, Written } from "./backend.ts";
import { noDriverError, silentError } from "./lost.ts";
import { hasRolledBack, isLoss, type MysqlFault, mysqlError } from "./mysql-errors.ts";
import { assertSendable } from "./mysql-packets.ts";
import { type MysqlSettings, sqlMode } from "./mysql-settings.ts";
import { tlsOf } from "./mysql-tls.ts";
import type { Dialler } from "./server.ts";
import { ServerConnection, setUp, type StreamOptions } from "./server-connection.ts";
import { Watchdog } from "./watchdog.ts";

interface MysqlField {
  columnType: number;
  characterSet: number;
  name: string;
}

interface MysqlOk {
  affectedRows: number;
  insertId: number | string;
  serverStatus?: number;
}

type MysqlCallback = (
  error: MysqlFault | null,
  result: Row[] | MysqlOk,
  fields?: MysqlField[],
) => void;

interface MysqlCommand {
  stream(options: { highWaterMark: number }): AsyncIterable<Row> & { destroy(): void };
  on(event: "fields", listener: (fields: MysqlField[]) => void): unknown;
}

/** What we use of a `mysql2` connection. */
interface MysqlClient {
  execute(options: { sql: string; values: unknown[] }, callback?: MysqlCallback): MysqlCommand;
  query(sql: string, callback: MysqlCallback): unknown;
  unprepare(sql: string): unknown;
  connect(callback: (error: MysqlFault | null) => void): void;
  end(callback: (error: MysqlFault | null | undefined) => void): void;
  destroy(): void;
  on(event: string, listener: (error: Error) => void): unknown;
}

/** What we use of the package `mysql2`. */
interface MysqlModule {
  createConnection(options: Record<string, unknown>): MysqlClient;
  TypedParameter: {
    LONGLONG: ((value: number | bigint) => unknown) & { unsigned(value: bigint): unknown };
  };
}

/** A flag of the server's status: a transaction is open. */
const IN_TRANSACTION = 1;
const LONGLONG = 8;
const BINARY = 63;

interface Timings {
  statementTimeoutMs: number;
  connectTimeoutMs: number;
}

/** Opens connections to MySQL or MariaDB. */
export class MysqlDialler implements Dialler<MysqlConnection> {
  readonly kind = "mysql";
  readonly pipelines = false;
  readonly #alias: string;
  readonly #settings: MysqlSettings;
  readonly #timings: Timings;

  constructor(alias: string, settings: MysqlSettings, timings: Partial<Timings>) {
    this.#alias = alias;
    this.#settings = settings;
    this.#timings = {
      statementTimeoutMs: timings.statementTimeoutMs ?? 30_000,
      connectTimeoutMs: timings.connectTimeoutMs ?? 5000,
    };
  }

  async open(): Promise<MysqlConnection> {
    const module = await loadDriver();
    const { host = "localhost", port = 3306, user = "root", database = "", ssl } = this.#settings;
    const place = host.startsWith("/") ? `${host}/${database}` : `${host}:${port}/${database}`;
    const client = module.createConnection({
      ...(host.startsWith("/") ? { socketPath: host } : { host, port }),
      user,
      password: this.#settings.password ?? "",
      ...(database !== "" && { database }),
      ...(ssl !== undefined &&
        ssl !== false && { ssl: tlsOf(ssl === true ? {} : ssl, host, place) }),
      charset: this.#settings.charset ?? "utf8mb4",
      connectTimeout: this.#timings.connectTimeoutMs,
      enableKeepAlive: true,
      keepAliveInitialDelay: 10_000,
      maxPreparedStatements: this.#settings.statements ?? 256,
      rowsAsArray: true,
      supportBigNumbers: true,
      dateStrings: true,
      jsonStrings: true,
      timezone: "Z",
    });
    const connection = new MysqlConnection(module, client, {
      alias: this.#alias,
      timeoutMs: this.#timings.statementTimeoutMs,
    });
    const { connectTimeoutMs } = this.#timings;
    const within = { alias: this.#alias, place, timeoutMs: connectTimeoutMs };
    await setUp(connection, within, async () => {
      await connection.dial();
      await connection.control(await this.#session(connection));
    });
    return connection;
  }

  async #session(connection: MysqlConnection): Promise<string> {
    const { statementTimeoutMs } = this.#timings;
    const settings: Record<string, string> = {
      time_zone: "'+00:00'",
      sql_mode: sqlMode(connection.isMariaDb),
      sql_auto_is_null: "0",
      // Texts that stand in no column are compared as those of columns are. Collations that are not binary do not mix with that of parameters.
      collation_connection:
        "IF(@@collation_database LIKE 'utf8mb4%bin', @@collation_database, @@collation_connection)",
      // Longer texts of GROUP_CONCAT would be cut off without an error.
      group_concat_max_len: "4294967295",
    };
    if (statementTimeoutMs > 0) {
      if (connection.isMariaDb) settings["max_statement_time"] = String(statementTimeoutMs / 1000);
      else settings["max_execution_time"] = String(statementTimeoutMs);
    }
    await connection.control("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    const all = { ...settings, ...this.#settings.session };
    return `SET ${Object.entries(all)
      .map(([name, value]) => `SESSION ${name} = ${value}`)
      .join(", ")}`;
  }
}

/** One connection to MySQL or MariaDB. */
export class MysqlConnection extends ServerConnection {
  readonly isQuick = false;
  readonly #module: MysqlModule;
  readonly #client: MysqlClient;
  readonly #alias: string;
  readonly #watchdog: Watchdog;
  /** What waits for an answer. The driver forgets them when it is destroyed. */
  readonly #waiting = new Set<(error: MysqlFault) => void>();
  /** Whether it is MariaDB; known once it is dialled. */
  isMariaDb = false;
  /** How far apart the numbers of rows of one statement are. */
  #idStep = 1;
  /** How large a statement may be. */
  #mostBytes = Infinity;
  #isInTransaction = false;
  #lastFault: MysqlFault | undefined;
  #fate: Error | undefined;

  constructor(
    module: MysqlModule,
    client: MysqlClient,
    { alias, timeoutMs }: { alias: string; timeoutMs: number },
  ) {
    super();
    this.#module = module;
    this.#client = client;
    this.#alias = alias;
    this.#watchdog = new Watchdog(timeoutMs, (waitedMs) => {
      this.#fate = silentError(alias, waitedMs);
      this.lose();
    });
    client.on("error", (error) => {
      this.#lastFault = error;
      this.lose();
    });
    client.on("end", () => this.lose());
  }

  get isClean(): boolean {
    return !this.isLost && !this.#isInTransaction && this.#watchdog.underWay === 0;
  }

  /** Waits until the server has let us in, and asks who it is. */
  async dial(): Promise<void> {
    await this.#call("", (callback) =>
      this.#client.connect((error) => callback(error ?? null, [], [])),
    );
    const [rows] = await this.#ask(
      "SELECT VERSION(), @@auto_increment_increment, @@max_allowed_packet",
    );
    const [version, step, mostBytes] = (rows as Row[])[0]!;
    this.isMariaDb = /mariadb/i.test(String(version));
    this.#idStep = Number(step);
    this.#mostBytes = Number(mostBytes);
  }

  async run(statement: Statement, parameters: unknown[]): Promise<Written> {
    const { sql } = statement;
    const [result, fields] = await this.#call(sql, (callback) => {
      assertSendable(parameters, this.#mostBytes);
      this.#client.execute({ sql, values: parameters.map(this.#parameter) }, callback);
    });
    if (statement.once) this.#client.unprepare(sql);
    if (Array.isArray(result)) {
      if (statement.namesColumns) statement.columns = fields!.map((field) => field.name);
      const rows = this.#values(result, fields!);
      return { changes: rows.length, lastId: undefined, rows };
    }
    const { affectedRows, insertId } = result;
    const lastId =
      insertId === 0 ? undefined : typeof insertId === "string" ? BigInt(insertId) : insertId;
    return { changes: affectedRows, lastId, idStep: this.#idStep, rows: [] };
  }

  async control(sql: string): Promise<string> {
    await this.#ask(sql);
    return "";
  }

  async script(sql: string): Promise<void> {
    const [rows] = this.isMariaDb ? await this.#ask("SELECT @@max_statement_time") : [[]];
    this.#watchdog.patience += 1;
    try {
      // MySQL has a time-out for SELECT alone.
      if (this.isMariaDb) await this.#ask("SET SESSION max_statement_time = 0");
      await this.#ask(sql);
    } finally {
      this.#watchdog.patience -= 1;
      if (this.isMariaDb && !this.isLost)
        await this.#ask(`SET SESSION max_statement_time = ${String((rows as Row[])[0]![0])}`);
    }
  }

  beginning({ isolation, readOnly }: TransactionOptions): string[] {
    const start = readOnly === true ? "START TRANSACTION READ ONLY" : "START TRANSACTION";
    if (isolation === undefined) return [start];
    return [`SET TRANSACTION ISOLATION LEVEL ${isolation.toUpperCase()}`, start];
  }

  endsTransaction(error: unknown): boolean {
    const { cause } = error as DatabaseError;
    return cause instanceof Error && hasRolledBack(cause);
  }

  /** The driver gives rows as they come; inside a transaction all at once, since nothing else could be sent in between. */
  async *stream(
    statement: Statement,
    parameters: unknown[],
    { chunkSize, inTransaction }: StreamOptions,
  ): AsyncGenerator<Row[]> {
    if (inTransaction) {
      const { rows } = await this.run(statement, parameters);
      for (let at = 0; at < rows.length; at += chunkSize) yield rows.slice(at, at + chunkSize);
      return;
    }
    const values = parameters.map(this.#parameter);
    const command = this.#client.execute({ sql: statement.sql, values });
    let fields: MysqlField[] = [];
    command.on("fields", (found) => (fields = found));
    const stream = command.stream({ highWaterMark: chunkSize });
    let chunk: Row[] = [];
    let isDone = false;
    try {
      for await (const row of stream) {
        if (chunk.push(row) < chunkSize) continue;
        yield this.#values(chunk, fields);
        chunk = [];
      }
      isDone = true;
    } catch (error) {
      throw this.#error(error, statement.sql);
    } finally {
      // The rest of the rows is on its way: there is no other means to stop it.
      if (!isDone) this.lose();
    }
    if (chunk.length > 0) yield this.#values(chunk, fields);
  }

  check(): Promise<unknown> {
    return this.#ask("SELECT 1");
  }

  close(): Promise<void> {
    this.#watchdog.stop();
    // The driver does not wait for the server to close its end, which would keep the process alive.
    setTimeout(() => this.#client.destroy(), 1000).unref();
    return new Promise((resolve, reject) => {
      this.#client.end((error) => (error ? reject(error) : resolve()));
    });
  }

  destroy(): void {
    this.#watchdog.stop();
    this.#client.destroy();
    for (const fail of this.#waiting) fail(this.#lastFault ?? lostFault());
  }

  #ask(sql: string): Promise<[Row[] | MysqlOk, MysqlField[] | undefined]> {
    return this.#call(sql, (callback) => void this.#client.query(sql, callback));
  }

  #call(
    sql: string,
    start: (callback: MysqlCallback) => void,
  ): Promise<[Row[] | MysqlOk, MysqlField[] | undefined]> {
    if (this.isLost) return Promise.reject(this.#error(lostFault(), sql));
    this.#watchdog.asked();
    return new Promise((resolve, reject) => {
      const fail = (error: MysqlFault): void => {
        if (this.#settle(fail)) reject(this.#error(error, sql) as Error);
      };
      this.#waiting.add(fail);
      const done: MysqlCallback = (error, result, fields) => {
        if (error !== null) return fail(error);
        if (!this.#settle(fail)) return;
        this.hasAnswered = true;
        if (!Array.isArray(result) && result.serverStatus !== undefined)
          this.#isInTransaction = (result.serverStatus & IN_TRANSACTION) !== 0;
        resolve([result, fields]);
      };
      try {
        start(done);
      } catch (error) {
        fail(error as MysqlFault);
      }
    });
  }

  /** Whether this is the first answer that it gets. */
  #settle(fail: (error: MysqlFault) => void): boolean {
    if (!this.#waiting.delete(fail)) return false;
    this.#watchdog.answered(performance.now());
    return true;
  }

  #error(error: unknown, sql: string): unknown {
    if (this.#fate !== undefined) return this.#fate;
    if (error instanceof Error) {
      if (isLoss(error)) this.lose();
      if (hasRolledBack(error)) this.#isInTransaction = false;
    }
    return mysqlError(error, this.#alias, sql);
  }

  /** Whole numbers go as such: the driver would send every number as a float. */
  readonly #parameter = (value: unknown): unknown => {
    const { LONGLONG } = this.#module.TypedParameter;
    // Columns of positive numbers hold twice as much as signed parameters can say.
    if (typeof value === "bigint")
      return value >> 63n === 1n ? LONGLONG.unsigned(value) : LONGLONG(value);
    if (Number.isSafeInteger(value)) return LONGLONG(value as number);
    if (value instanceof Uint8Array && !Buffer.isBuffer(value))
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return value;
  };

  /** Makes bigints of big numbers, which the driver gives as text, and plain arrays of its buffers. */
  #values(rows: Row[], fields: readonly MysqlField[]): Row[] {
    for (let index = 0; index < fields.length; index++) {
      const { columnType, characterSet } = fields[index]!;
      if (columnType === LONGLONG) {
        for (const row of rows)
          if (typeof row[index] === "string") row[index] = BigInt(row[index] as string);
      } else if (characterSet === BINARY) {
        for (const row of rows) {
          const value = row[index];
          // A copy: the driver's buffer is a view of a whole packet.
          if (Buffer.isBuffer(value)) row[index] = new Uint8Array(value);
        }
      }
    }
    return rows;
  }
}

function lostFault(): MysqlFault {
  return Object.assign(new Error("Connection lost"), { fatal: true });
}

/** The package, which is loaded when the first connection is opened. */
async function loadDriver(): Promise<MysqlModule> {
  const driver = "mysql2";
  try {
    return ((await import(driver)) as { default: MysqlModule }).default;
  } catch (error) {
    throw noDriverError(driver, error);
  }
}
