/** Transactions of one database: which one the caller is in, and how nested ones are kept apart. */

import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseError, OperationalError } from "../errors.ts";
import type { CommitHookOptions, Maybe } from "./backend.ts";

/** What a transaction needs of the connection that it holds. */
export interface Channel {
  /** Why no more statements may come: the connection is lost, or the database has rolled back by itself. */
  readonly failure: unknown;
  /** Makes a savepoint. The name is safe. */
  savepoint(name: string): Maybe<void>;
  /** Forgets a savepoint. */
  release(name: string): Maybe<void>;
  /** Goes back to a savepoint. */
  rollbackTo(name: string): Maybe<void>;
  commit(): Maybe<void>;
  rollback(): Maybe<void>;
  /** Gives the connection back. Called once, at the very end. */
  close(): void;
}

/** A piece of work for after the commit. */
export interface CommitHook extends CommitHookOptions {
  work: () => unknown;
}

/** One transaction that is open: the outermost one or one inside it. */
export class Frame<C extends Channel = Channel> {
  readonly channel: C;
  readonly parent: Frame<C> | undefined;
  /** The savepoint of a nested one; undefined for the outermost one, and where none was wanted. */
  readonly savepoint: string | undefined;
  /** What to call after the commit. */
  hooks: CommitHook[] = [];
  /** Savepoints made by hand, with the number of hooks there were. */
  readonly savepoints = new Map<string, number>();
  /** Whether it is rolled back at its end though nothing was thrown. */
  rollsBack = false;
  /** Whether tests run inside it: to them it is as if there were no transaction. */
  encloses = false;
  /** Whether its end has come. */
  ended = false;
  /** What broke it from inside: an error of a nested one without a savepoint. */
  failure: unknown;
  /** The nested one that is open now. */
  child: Frame<C> | undefined;
  /** How many nested ones are open or wait for their turn. */
  nested = 0;
  /** Settles when the nested ones that were asked for so far are done. */
  children: Promise<unknown> = Promise.resolve();

  constructor(channel: C, parent?: Frame<C>, savepoint?: string) {
    this.channel = channel;
    this.parent = parent;
    this.savepoint = savepoint;
  }

  /** Refuses statements after the end, and after what cannot be mended. */
  assertUsable(alias: string): void {
    if (this.ended)
      throw new DatabaseError("The transaction that this belongs to has ended.", {
        code: "db.transaction-ended",
        where: `database "${alias}"`,
        mend: "Await everything that a transaction starts, or start it by onCommit().",
      });
    const failure = this.failure ?? this.channel.failure;
    if (failure !== undefined) throw brokenTransaction(alias, failure);
  }

  /** Waits for the nested ones that are open, and refuses to wait for ever: they may be waiting for the caller. */
  async afterNested(alias: string, timeoutMs: number): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(stuckError(alias, timeoutMs)), timeoutMs);
    try {
      while (this.nested > 0) await Promise.race([this.children, late.promise]);
    } finally {
      clearTimeout(timer);
    }
    this.assertUsable(alias);
  }

  /** Marks it and what is open inside it as ended. */
  end(): void {
    this.ended = true;
    this.child?.end();
  }
}

/** The error for a transaction that can only be rolled back. */
export function brokenTransaction(alias: string, cause: unknown): DatabaseError {
  return new DatabaseError("The transaction cannot go on after an error inside it.", {
    code: "db.transaction-aborted",
    where: `database "${alias}"`,
    mend: "Let the error leave the transaction, or put what may fail into a transaction() of its own inside it.",
    cause,
  });
}

function stuckError(alias: string, waitedMs: number): OperationalError {
  return new OperationalError(
    `A write waited ${waitedMs} ms for a transaction inside its own to end.`,
    {
      code: "db.nested-open",
      where: `database "${alias}"`,
      mend: "Do not await inside the inner transaction what was started in the outer one.",
    },
  );
}

/** The transactions of one database by who is in them. */
export class Frames<C extends Channel> {
  readonly #store = new AsyncLocalStorage<Frame<C> | undefined>();
  #isUsed = false;
  #enclosing: Frame<C> | undefined;

  /** The transaction that the caller is in, which may have ended; costs nothing before the first one. */
  current(): Frame<C> | undefined {
    return this.#isUsed ? (this.#store.getStore() ?? this.#enclosing) : undefined;
  }

  /** The transaction that everybody is in who is in no other. */
  get enclosing(): Frame<C> | undefined {
    return this.#enclosing;
  }

  set enclosing(frame: Frame<C> | undefined) {
    this.#isUsed = true;
    this.#enclosing = frame;
  }

  /** Runs `work` inside a transaction, or outside of any. */
  run<T>(frame: Frame<C> | undefined, work: () => T): T {
    this.#isUsed = true;
    return this.#store.run(frame, work);
  }
}
