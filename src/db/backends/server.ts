/** A database on a server, over a pool of connections. */

import type {
  Call,
  DatabaseKind,
  Maybe,
  Row,
  Statement,
  TransactionOptions,
  Written,
} from "./backend.ts";
import { BackendDatabase } from "./database.ts";
import type { Frame } from "./frames.ts";
import { Pool, type PoolSettings } from "./pool.ts";
import { ServerChannel, type ServerConnection } from "./server-connection.ts";
import { connectionCreated } from "./signals.ts";

/** How a server's database is used, besides the way to it. */
export interface ServerOptions extends PoolSettings {
  /** How long a statement may take before it is given up, and the connection with it where the server does not answer. Default 30 000; 0 for ever. */
  statementTimeoutMs?: number;
}

/** Opens connections to one server. */
export interface Dialler<C extends ServerConnection> {
  readonly kind: DatabaseKind;
  /** Opens one. */
  open(): Promise<C>;
  /** Whether statements of several reads can be under way on one connection. */
  readonly pipelines: boolean;
}

/** A database on PostgreSQL, MySQL or MariaDB under one alias. */
export class ServerDatabase<C extends ServerConnection> extends BackendDatabase<ServerChannel<C>> {
  readonly kind: DatabaseKind;
  /** Its connections. */
  readonly pool: Pool<C>;
  readonly #pipelines: boolean;

  constructor(alias: string, dialler: Dialler<C>, options: ServerOptions) {
    super(alias, options.acquireTimeoutMs);
    this.kind = dialler.kind;
    this.#pipelines = dialler.pipelines;
    this.pool = new Pool(alias, options, () => this.#open(dialler));
  }

  read(statement: Statement, parameters: unknown[]): Promise<Row[]> {
    if (this.instruments !== null)
      return this.watchedRead({ statement, parameters }, (changed, values) =>
        this.#read(changed, values),
      ) as Promise<Row[]>;
    return this.#read(statement, parameters);
  }

  readAll(calls: readonly Call[]): Promise<Row[][]> {
    const frame = this.frames.current();
    if (frame !== undefined || this.instruments !== null || !this.#pipelines)
      return Promise.all(
        calls.map(({ statement, parameters }) => this.read(statement, parameters)),
      );
    return this.#onShared((connection) =>
      Promise.all(
        calls.map(
          async ({ statement, parameters }) => (await connection.run(statement, parameters)).rows,
        ),
      ),
    );
  }

  write(statement: Statement, parameters: unknown[]): Promise<Written> {
    if (this.instruments !== null)
      return this.watchedWrite({ statement, parameters }, (changed, values) =>
        this.#write(changed, values),
      ) as Promise<Written>;
    return this.#write(statement, parameters);
  }

  async *stream(
    statement: Statement,
    parameters: unknown[],
    chunkSize: number,
  ): AsyncGenerator<Row[]> {
    if (this.instruments !== null) await this.watchedRead({ statement, parameters }, () => []);
    const frame = this.frames.current();
    if (frame !== undefined) {
      frame.assertUsable(this.alias);
      const options = { chunkSize, inTransaction: true };
      // Sends what is still to be sent: the transaction's begin.
      const chunks = await frame.channel.run(async (connection) =>
        connection.stream(statement, parameters, options),
      );
      for await (const chunk of chunks) {
        yield chunk;
        frame.assertUsable(this.alias);
      }
      return;
    }
    const connection = await this.pool.take();
    try {
      yield* connection.stream(statement, parameters, { chunkSize, inTransaction: false });
    } finally {
      if (!connection.isClean) connection.lose();
      this.pool.give(connection);
    }
  }

  async script(statements: readonly string[]): Promise<void> {
    const frame = this.frames.current();
    if (frame?.encloses === true && this.kind === "postgres")
      return this.transaction(() => this.script(statements));
    if (frame !== undefined) {
      await this.#beforeWriting(frame);
      for (const sql of statements) await frame.channel.run((connection) => connection.script(sql));
      return;
    }
    const connection = await this.pool.take();
    try {
      for (const sql of statements) await connection.script(sql);
    } finally {
      this.pool.give(connection);
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  protected async begin(options: TransactionOptions): Promise<ServerChannel<C>> {
    const connection = await this.pool.take();
    return new ServerChannel(this.alias, connection, {
      options,
      close: () => this.pool.give(connection),
    });
  }

  async #read(statement: Statement, parameters: unknown[]): Promise<Row[]> {
    const frame = this.frames.current();
    if (frame === undefined)
      return (await this.#onShared((connection) => connection.run(statement, parameters))).rows;
    if (frame.encloses && this.kind === "postgres")
      return this.transaction(() => this.#read(statement, parameters));
    frame.assertUsable(this.alias);
    return (await frame.channel.run((connection) => connection.run(statement, parameters))).rows;
  }

  async #write(statement: Statement, parameters: unknown[]): Promise<Written> {
    const frame = this.frames.current();
    // A statement that fails would break the transaction around the test, where without one it is the only thing to fail.
    if (frame?.encloses === true && this.kind === "postgres")
      return this.transaction(() => this.#write(statement, parameters));
    if (frame !== undefined) {
      const waiting = this.#beforeWriting(frame);
      if (waiting !== undefined) await waiting;
      return frame.channel.run((connection) => connection.run(statement, parameters));
    }
    const connection = await this.pool.take();
    try {
      return await connection.run(statement, parameters);
    } finally {
      this.pool.give(connection);
    }
  }

  #beforeWriting(frame: Frame<ServerChannel<C>>): Maybe<void> {
    frame.assertUsable(this.alias);
    return frame.nested === 0 ? undefined : frame.afterNested(this.alias, this.nestedTimeoutMs);
  }

  /**
   * Reads on a connection that others may read on, too.
   *
   * A connection that was idle may turn out to be dead; then the read is done again on another one, once.
   */
  async #onShared<T>(work: (connection: C) => Promise<T>, isSecond = false): Promise<T> {
    const taken = this.#pipelines ? this.pool.share() : this.pool.take();
    const connection = taken instanceof Promise ? await taken : taken;
    try {
      return await work(connection);
    } catch (error) {
      if (isSecond || !connection.isLost || connection.hasAnswered) throw error;
      this.pool.distrust();
    } finally {
      this.pool.give(connection);
    }
    return this.#onShared(work, true);
  }

  async #open(dialler: Dialler<C>): Promise<C> {
    const connection = await dialler.open();
    try {
      if (connectionCreated.hasReceivers)
        await connectionCreated.sendAsync(this, {
          alias: this.alias,
          database: this,
          execute: async (sql) => void (await connection.control(sql)),
        });
    } catch (error) {
      connection.destroy();
      throw error;
    }
    return connection;
  }
}
