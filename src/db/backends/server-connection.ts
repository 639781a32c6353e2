/** One connection to a database server, and the transaction that has it. */

import { DatabaseError, OperationalError } from "../errors.ts";
import type { Maybe, Row, Statement, TransactionOptions, Written } from "./backend.ts";
import { brokenTransaction, type Channel } from "./frames.ts";
import { unreachableError } from "./lost.ts";
import { PooledConnection } from "./pool.ts";

/** A connection to a server. What it throws are errors of `src/db/errors.ts`. */
export abstract class ServerConnection extends PooledConnection {
  /** Runs a statement, behind those that are under way. */
  abstract run(statement: Statement, parameters: unknown[]): Promise<Written>;
  /** Runs a statement without parameters; gives the command that the server says it has done, or "". */
  abstract control(sql: string): Promise<string>;
  /** Runs a change of the schema, which may take any time. */
  abstract script(sql: string): Promise<void>;
  /** The statements that begin a transaction. */
  abstract beginning(options: TransactionOptions): string[];
  /** Whether the error means that the server has ended the transaction by itself. */
  abstract endsTransaction(error: unknown): boolean;
  /** Whether it is outside of any transaction, so that others can have it. */
  abstract readonly isClean: boolean;
  /** Rows in chunks. Inside a transaction other statements may come in between. */
  abstract stream(
    statement: Statement,
    parameters: unknown[],
    options: StreamOptions,
  ): AsyncIterable<Row[]>;
}

/**
 * Does what has to be done before a connection can be used, and gives it up when that takes too long.
 *
 * `place` is shown in the error; it has no password.
 */
export async function setUp(
  connection: ServerConnection,
  { alias, place, timeoutMs }: { alias: string; place: string; timeoutMs: number },
  work: () => Promise<unknown>,
): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.lose();
  }, timeoutMs);
  try {
    await work();
  } catch (error) {
    connection.destroy();
    const cause = error instanceof DatabaseError ? (error.cause ?? error) : error;
    if (!isLate) throw unreachableError(cause as Error, alias, place);
    const late = Object.assign(new Error("timed out", { cause }), { code: "ETIMEDOUT" });
    throw unreachableError(late, alias, place);
  } finally {
    clearTimeout(timer);
  }
}

/** How rows are streamed. */
export interface StreamOptions {
  /** Number of rows in one chunk. */
  chunkSize: number;
  /** Whether a transaction is open around it. */
  inTransaction: boolean;
}

/**
 * A transaction on a connection to a server.
 *
 * Statements that begin it or make savepoints wait for the first statement that needs them and travel with it. The server runs
 * them in order, and when one fails those behind it fail too, so nobody has to wait for their answers.
 */
export class ServerChannel<C extends ServerConnection = ServerConnection> implements Channel {
  readonly connection: C;
  readonly #alias: string;
  readonly #close: () => void;
  /** What was not sent yet. */
  #unsent: string[];
  #hasBegun = false;
  /** Number of statements without an answer. */
  #underWay = 0;
  #firstError: unknown;
  failure: unknown;

  constructor(
    alias: string,
    connection: C,
    { options, close }: { options: TransactionOptions; close: () => void },
  ) {
    this.#alias = alias;
    this.connection = connection;
    this.#unsent = connection.beginning(options);
    this.#close = close;
  }

  /** Runs something on the connection, inside the transaction. */
  run<T>(work: (connection: C) => Promise<T>): Promise<T> {
    if (this.#unsent.length > 0) this.#send();
    return this.#watch(work(this.connection));
  }

  savepoint(name: string): void {
    this.#unsent.push(`SAVEPOINT ${name}`);
  }

  release(name: string): Maybe<void> {
    if (this.#dropUnsent(name)) return undefined;
    const released = this.#control(`RELEASE SAVEPOINT ${name}`);
    // All that could make it fail has gone well, so that the next statement need not wait for it.
    if (this.#underWay > 1) return released;
    released.catch(() => {});
    return undefined;
  }

  rollbackTo(name: string): Maybe<void> {
    if (!this.#dropUnsent(name)) return this.#control(`ROLLBACK TO SAVEPOINT ${name}`);
    // It stays, as a savepoint does; there was just nothing to undo.
    this.savepoint(name);
    return undefined;
  }

  async commit(): Promise<void> {
    this.#unsent = [];
    if (!this.#hasBegun) return;
    let done: string;
    try {
      done = await this.connection.control("COMMIT");
    } catch (error) {
      if (this.connection.isLost) throw unknownCommit(this.#alias, error);
      throw error;
    }
    // PostgreSQL answers a COMMIT after an error with "ROLLBACK", and no error.
    if (done === "ROLLBACK") throw brokenTransaction(this.#alias, this.#firstError);
  }

  async rollback(): Promise<void> {
    this.#unsent = [];
    if (!this.#hasBegun || this.connection.isLost || this.connection.isClean) return;
    await this.connection.control("ROLLBACK");
  }

  close(): void {
    if (this.#hasBegun && !this.connection.isClean) this.connection.lose();
    this.#close();
  }

  /** Takes back a savepoint that was not sent, and those after it. */
  #dropUnsent(name: string): boolean {
    const at = this.#unsent.indexOf(`SAVEPOINT ${name}`);
    if (at >= 0) this.#unsent.length = at;
    return at >= 0;
  }

  #control(sql: string): Promise<void> {
    return this.run(async (connection) => void (await connection.control(sql)));
  }

  #send(): void {
    const unsent = this.#unsent;
    const isBeginning = !this.#hasBegun;
    this.#unsent = [];
    this.#hasBegun = true;
    for (const sql of unsent)
      this.#watch(this.connection.control(sql)).catch((error: unknown) => {
        // Without its beginning it would be no transaction at all; a savepoint that is refused has an error before it.
        if (isBeginning) this.failure ??= error;
      });
  }

  async #watch<T>(running: Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await running;
    } catch (error) {
      this.#firstError ??= error;
      if (this.connection.isLost || this.connection.endsTransaction(error)) this.failure ??= error;
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** The error for a commit whose answer was lost: it may have been done or not. */
function unknownCommit(alias: string, cause: unknown): DatabaseError {
  return new OperationalError("The connection was lost before the answer to COMMIT came.", {
    code: "db.commit-unknown",
    where: `database "${alias}"`,
    mend: "The transaction may have been committed or not: look for what it wrote before doing it again.",
    cause,
  });
}
