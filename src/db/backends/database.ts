/** What the databases of all kinds have in common: transactions, hooks, and who watches. */

import { DatabaseError, ConflictError } from "../errors.ts";
import type {
  Call,
  CommitHookOptions,
  Database,
  DatabaseKind,
  Enclosure,
  ExecuteWrapper,
  Execution,
  Maybe,
  Row,
  Statement,
  StatementEvent,
  TransactionOptions,
  Written,
} from "./backend.ts";
import { brokenTransaction, type Channel, type CommitHook, Frame, Frames } from "./frames.ts";
import { Enclosed } from "./enclosure.ts";
import { Instruments } from "./instruments.ts";
import { commitHookFailed } from "./signals.ts";
import { checkTransactionOptions } from "./transaction-options.ts";

let savepoints = 0;

/** A database of some kind; what is left to do is to run statements and to open a transaction. */
export abstract class BackendDatabase<C extends Channel> implements Database {
  abstract readonly kind: DatabaseKind;
  readonly alias: string;
  capturedHooks: (() => unknown)[] | undefined = undefined;
  /** How long a write waits for a transaction inside its own, which may in turn be waiting for it. */
  protected readonly nestedTimeoutMs: number;
  protected readonly frames = new Frames<C>();
  /** Null as long as nobody watches: the one check that a statement pays. */
  protected instruments: Instruments | null = null;
  #instruments: Instruments | undefined;

  constructor(alias: string, nestedTimeoutMs = 5000) {
    this.alias = alias;
    this.nestedTimeoutMs = nestedTimeoutMs;
  }

  abstract read(statement: Statement, parameters: unknown[]): Maybe<Row[]>;
  abstract readAll(calls: readonly Call[]): Maybe<Row[][]>;
  abstract write(statement: Statement, parameters: unknown[]): Maybe<Written>;
  abstract stream(
    statement: Statement,
    parameters: unknown[],
    chunkSize: number,
  ): AsyncIterable<Row[]>;
  abstract script(statements: readonly string[]): Promise<void>;
  abstract close(): Promise<void>;
  /** Opens a transaction on a connection of its own. */
  protected abstract begin(options: TransactionOptions): Maybe<C>;

  get inTransaction(): boolean {
    const frame = this.frames.current();
    return frame !== undefined && !frame.ended && !frame.encloses;
  }

  get isEnclosed(): boolean {
    return this.frames.enclosing !== undefined;
  }

  async enclose(): Promise<Enclosure> {
    const outer = this.frames.enclosing;
    const enclosure = new Enclosed(this.frames, outer, outer?.channel ?? (await this.begin({})));
    await enclosure.open();
    return enclosure;
  }

  async transaction<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    checkTransactionOptions(options, this.alias);
    const outer = this.frames.current();
    if (outer?.encloses === true) return this.#withinTest(outer, work, options);
    if (outer !== undefined) {
      outer.assertUsable(this.alias);
      this.#assertMayNest(options);
      return this.#nested(outer, work, options);
    }
    for (let attempt = 0; ; attempt++) {
      const hooks: CommitHook[] = [];
      let result: T;
      try {
        result = await this.#outermost(work, options, hooks);
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt >= (options.retries ?? 0)) throw error;
        await pause(attempt);
        continue;
      }
      await this.#callHooks(hooks);
      return result;
    }
  }

  onCommit(work: () => unknown, { robust = false }: CommitHookOptions = {}): void {
    const frame = this.frames.current();
    if (frame !== undefined && !frame.encloses) {
      frame.assertUsable(this.alias);
      frame.hooks.push({ work, robust });
    } else if (this.capturedHooks !== undefined) this.capturedHooks.push(work);
    else if (robust) void this.#callRobust(work);
    else work();
  }

  async savepoint(): Promise<string> {
    const frame = this.#frameFor("savepoint()");
    if (frame.nested > 0) await frame.afterNested(this.alias, this.nestedTimeoutMs);
    const name = nextSavepoint();
    await frame.channel.savepoint(name);
    frame.savepoints.set(name, frame.hooks.length);
    return name;
  }

  async rollbackTo(savepoint: string): Promise<void> {
    const frame = this.#frameOf(savepoint, "rollbackTo()");
    if (frame.nested > 0) await frame.afterNested(this.alias, this.nestedTimeoutMs);
    await frame.channel.rollbackTo(savepoint);
    frame.hooks.length = frame.savepoints.get(savepoint)!;
    this.#forgetAfter(frame, savepoint);
  }

  async release(savepoint: string): Promise<void> {
    const frame = this.#frameOf(savepoint, "release()");
    if (frame.nested > 0) await frame.afterNested(this.alias, this.nestedTimeoutMs);
    await frame.channel.release(savepoint);
    this.#forgetAfter(frame, savepoint);
    frame.savepoints.delete(savepoint);
  }

  setRollback(rollsBack: boolean): void {
    this.#frameFor("setRollback()").rollsBack = rollsBack;
  }

  onStatement(listener: (event: StatementEvent) => void): () => void {
    const instruments = this.#watch();
    instruments.add(listener);
    return () => {
      instruments.remove(listener);
      this.#unwatch();
    };
  }

  wrapExecute<T>(wrapper: ExecuteWrapper, work: () => T): T {
    return this.#watch().wrap(wrapper, work, () => this.#unwatch());
  }

  /** A read on its way through those who watch. */
  protected watchedRead(
    execution: Omit<Execution, "alias" | "writes">,
    run: (statement: Statement, parameters: unknown[]) => Maybe<Row[]>,
  ): Maybe<Row[]> {
    const whole = { ...execution, alias: this.alias, writes: false };
    // A wrapper gives what `execute` gives: rows here, what was written below.
    return this.#instruments!.run(whole, (changed) =>
      run(changed.statement, changed.parameters),
    ) as Maybe<Row[]>;
  }

  /** A write on its way through those who watch. */
  protected watchedWrite(
    execution: Omit<Execution, "alias" | "writes">,
    run: (statement: Statement, parameters: unknown[]) => Maybe<Written>,
  ): Maybe<Written> {
    const whole = { ...execution, alias: this.alias, writes: true };
    return this.#instruments!.run(whole, (changed) =>
      run(changed.statement, changed.parameters),
    ) as Maybe<Written>;
  }

  #watch(): Instruments {
    this.#instruments ??= new Instruments();
    this.instruments = this.#instruments;
    return this.#instruments;
  }

  #unwatch(): void {
    if (this.#instruments?.isEmpty === true) this.instruments = null;
  }

  async #outermost<T>(
    work: () => Promise<T>,
    options: TransactionOptions,
    hooks: CommitHook[],
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const channel = await this.begin(options);
    const frame = new Frame(channel);
    try {
      const result = await this.#runIn(frame, work, options.signal);
      if (frame.rollsBack) await channel.rollback();
      else await this.#commit(frame);
      if (!frame.rollsBack) hooks.push(...frame.hooks);
      return result;
    } catch (error) {
      await rollBack(channel);
      throw error;
    } finally {
      channel.close();
    }
  }

  async #commit(frame: Frame<C>): Promise<void> {
    const failure = frame.failure ?? frame.channel.failure;
    if (failure !== undefined) throw brokenTransaction(this.alias, failure);
    await frame.channel.commit();
  }

  /** The outermost transaction of code under test: its hooks are called when it ends, as if it had been committed. */
  async #withinTest<T>(
    enclosing: Frame<C>,
    work: () => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    enclosing.assertUsable(this.alias);
    const result = await this.#nested(enclosing, work, { ...options, savepoint: true });
    await this.#callHooks(enclosing.hooks.splice(0));
    return result;
  }

  async #nested<T>(
    parent: Frame<C>,
    work: () => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    const before = parent.children;
    const turn = Promise.withResolvers<void>();
    parent.children = turn.promise;
    const savepoint = options.savepoint === false ? undefined : nextSavepoint();
    const frame = new Frame(parent.channel, parent, savepoint);
    try {
      if (++parent.nested > 1) await before;
      parent.assertUsable(this.alias);
      parent.child = frame;
      if (savepoint !== undefined) await frame.channel.savepoint(savepoint);
      return await this.#runNested(parent, frame, work, options);
    } finally {
      frame.end();
      if (parent.child === frame) parent.child = undefined;
      parent.nested -= 1;
      turn.resolve();
    }
  }

  async #runNested<T>(
    parent: Frame<C>,
    frame: Frame<C>,
    work: () => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    const { channel, savepoint } = frame;
    try {
      const result = await this.#runIn(frame, work, options.signal);
      if (frame.failure !== undefined) throw brokenTransaction(this.alias, frame.failure);
      if (savepoint === undefined) parent.rollsBack ||= frame.rollsBack;
      else if (frame.rollsBack) await undo(parent, savepoint);
      else await channel.release(savepoint);
      if (!frame.rollsBack) parent.hooks.push(...frame.hooks);
      return result;
    } catch (error) {
      if (savepoint === undefined) parent.failure ??= error;
      else await undo(parent, savepoint);
      throw error;
    }
  }

  async #runIn<T>(
    frame: Frame<C>,
    work: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      const running = this.frames.run(frame, async () => work());
      const result = await (signal === undefined ? running : untilAborted(running, signal));
      if (frame.nested > 0) await frame.children;
      return result;
    } finally {
      frame.end();
    }
  }

  async #callHooks(hooks: readonly CommitHook[]): Promise<void> {
    if (this.capturedHooks === undefined)
      await this.frames.run(undefined, () => this.#callAll(hooks));
    else this.capturedHooks.push(...hooks.map(({ work }) => work));
  }

  async #callAll(hooks: readonly CommitHook[]): Promise<void> {
    for (const { work, robust } of hooks) {
      if (robust === true) await this.#callRobust(work);
      else await work();
    }
  }

  async #callRobust(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (commitHookFailed.hasReceivers) commitHookFailed.send(this, { alias: this.alias, error });
      else console.error("A commit hook has failed.", error);
    }
  }

  #assertMayNest({ durable, isolation, readOnly, foreignKeys }: TransactionOptions): void {
    if (durable === true)
      throw new DatabaseError("A durable transaction cannot be inside another one.", {
        code: "db.durable-nested",
        where: `database "${this.alias}"`,
        mend: "Start it outside, or leave `durable` out: its commit would be no more than a savepoint.",
      });
    if (isolation !== undefined || readOnly !== undefined || foreignKeys !== undefined)
      throw new DatabaseError("Only the outermost transaction can choose how it is isolated.", {
        code: "db.nested-options",
        where: `database "${this.alias}"`,
        mend: "Give `isolation`, `readOnly` and `foreignKeys` to the outermost transaction().",
      });
  }

  #frameFor(call: string): Frame<C> {
    const frame = this.frames.current();
    if (frame === undefined || frame.encloses)
      throw new DatabaseError(`There is no transaction for ${call}.`, {
        code: "db.no-transaction",
        where: `database "${this.alias}"`,
        mend: "Call it inside transaction(async () => { … }).",
      });
    frame.assertUsable(this.alias);
    return frame;
  }

  #frameOf(savepoint: string, call: string): Frame<C> {
    const frame = this.#frameFor(call);
    if (!frame.savepoints.has(savepoint))
      throw new DatabaseError(`This transaction has no savepoint "${savepoint}".`, {
        code: "db.no-savepoint",
        where: `database "${this.alias}"`,
        mend: "Give what savepoint() gave in the same transaction, and give it once to release().",
      });
    return frame;
  }

  #forgetAfter(frame: Frame<C>, savepoint: string): void {
    const names = [...frame.savepoints.keys()];
    for (const name of names.slice(names.indexOf(savepoint) + 1)) frame.savepoints.delete(name);
  }
}

function nextSavepoint(): string {
  savepoints += 1;
  return `flagon_${savepoints}`;
}

/** Undoes a nested transaction. Where that fails the outer one is beyond repair, and the first error is what people need to see. */
async function undo(parent: Frame, savepoint: string): Promise<void> {
  try {
    await parent.channel.rollbackTo(savepoint);
    await parent.channel.release(savepoint);
  } catch (error) {
    parent.failure ??= error;
  }
}

/** Rolls back after an error, which is worth more than what may go wrong here: the channel gets rid of its connection by itself. */
async function rollBack(channel: Channel): Promise<void> {
  try {
    await channel.rollback();
  } catch {
    // The connection is lost, and the transaction with it.
  }
}

function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits before a transaction is tried again: longer each time, and never as long as its rival. */
function pause(attempt: number): Promise<void> {
  const longest = Math.min(10 * 2 ** attempt, 500);
  return new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}
