/** Connections to a server that are opened when needed, kept for the next who needs one, and never more than a given number. */

import { OperationalError } from "../errors.ts";
import { closedError } from "./lost.ts";

/** How connections to a server are kept. */
export interface PoolSettings {
  /** How many are kept open though nobody needs them. Default 0. */
  min?: number;
  /** How many there are at most. Default 10. */
  max?: number;
  /** How long to wait for one that others have. Default 5000. */
  acquireTimeoutMs?: number;
  /** How long to wait for the server to answer a new connection. Default 5000. */
  connectTimeoutMs?: number;
  /** How long one nobody needs stays open. Default 60 000. */
  idleTimeoutMs?: number;
  /** How old one may get. Default 3 600 000, an hour. */
  maxAgeMs?: number;
  /** One that was idle for longer is tried before it is used. Default 15 000. */
  checkAfterIdleMs?: number;
}

/** What the pool must know of a connection. */
export abstract class PooledConnection {
  readonly openedAt = performance.now();
  /** How many have it: one, or several who only read. */
  users = 0;
  /** Whether one has it alone. */
  isExclusive = false;
  /** Since when nobody has it. */
  idleSince = 0;
  /** Whether it cannot be used any more. */
  isLost = false;
  /** Whether the server has answered since it was idle. */
  hasAnswered = true;
  /** Called once when it gets lost. */
  onLost: () => void = () => {};

  /** Whether further reads can be sent behind those that are under way without waiting long for them. */
  abstract readonly isQuick: boolean;
  /** Asks the server whether it is still there. */
  abstract check(): Promise<unknown>;
  /** Says good-bye to the server. */
  abstract close(): Promise<void>;
  /** Drops it without a word. */
  abstract destroy(): void;

  /** Marks it as lost and drops it. */
  lose(): void {
    if (this.isLost) return;
    this.isLost = true;
    this.destroy();
    this.onLost();
  }
}

interface Waiter<C> {
  give: (connection: C) => void;
  refuse: (error: unknown) => void;
  timer: NodeJS.Timeout;
  isExclusive: boolean;
}

/** How many reads may be under way on one connection. */
const SHARED_LIMIT = 32;

/** The connections of one database. */
export class Pool<C extends PooledConnection> {
  readonly #alias: string;
  readonly #settings: Required<PoolSettings>;
  readonly #openConnection: () => Promise<C>;
  readonly #all = new Set<C>();
  readonly #idle: C[] = [];
  readonly #waiters: Waiter<C>[] = [];
  #opening = 0;
  #isClosed = false;
  #drained: (() => void) | undefined;
  #reaper: NodeJS.Timeout | undefined;

  constructor(alias: string, settings: PoolSettings, open: () => Promise<C>) {
    this.#alias = alias;
    this.#settings = {
      min: settings.min ?? 0,
      max: settings.max ?? 10,
      acquireTimeoutMs: settings.acquireTimeoutMs ?? 5000,
      connectTimeoutMs: settings.connectTimeoutMs ?? 5000,
      idleTimeoutMs: settings.idleTimeoutMs ?? 60_000,
      maxAgeMs: settings.maxAgeMs ?? 3_600_000,
      checkAfterIdleMs: settings.checkAfterIdleMs ?? 15_000,
    };
    this.#openConnection = open;
  }

  /** How many are open, and how many of them nobody has. */
  get sizes(): { open: number; idle: number; waiting: number } {
    return { open: this.#all.size, idle: this.#idle.length, waiting: this.#waiters.length };
  }

  /** Every open connection. */
  get connections(): Iterable<C> {
    return this.#all;
  }

  /** Gives a connection to one alone. */
  take(): C | Promise<C> {
    return this.#get(true);
  }

  /** Gives a connection for a read: an idle one, a new one, or one on which others are reading quickly. */
  share(): C | Promise<C> {
    return this.#get(false);
  }

  /** Takes a connection back. */
  give(connection: C): void {
    connection.users -= 1;
    if (connection.users > 0) return;
    connection.isExclusive = false;
    if (connection.isLost) return this.#serve();
    if (this.#isClosed) return void this.#retire(connection);
    connection.idleSince = performance.now();
    this.#idle.push(connection);
    if (this.#waiters.length > 0) this.#serve();
    else this.#startReaper();
  }

  /** Has every idle connection tried before it is used: one of them turned out to be dead. */
  distrust(): void {
    for (const connection of this.#idle) connection.idleSince = -Infinity;
  }

  /** Closes all of them once those who have one are done. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#reaper);
    for (const waiter of this.#waiters.splice(0)) this.#refuse(waiter, closedError(this.#alias));
    const drained = new Promise<void>((resolve) => (this.#drained = resolve));
    await Promise.all(this.#idle.splice(0).map((connection) => this.#retire(connection)));
    if (this.#all.size + this.#opening > 0) await drained;
  }

  #get(isExclusive: boolean): C | Promise<C> {
    if (this.#isClosed) throw closedError(this.#alias);
    // Who came before is served before.
    if (this.#waiters.length === 0) {
      const idle = this.#takeIdle(isExclusive);
      if (idle !== undefined) return idle;
      if (this.#all.size + this.#opening < this.#settings.max) return this.#open(isExclusive);
      const shared = isExclusive ? undefined : this.#quickest();
      if (shared !== undefined) {
        shared.users += 1;
        return shared;
      }
    }
    return this.#wait(isExclusive);
  }

  #takeIdle(isExclusive: boolean): C | Promise<C> | undefined {
    const now = performance.now();
    const { maxAgeMs, checkAfterIdleMs } = this.#settings;
    for (let found = this.#idle.pop(); found !== undefined; found = this.#idle.pop()) {
      if (found.isLost) continue;
      if (now - found.openedAt > maxAgeMs) {
        void this.#retire(found);
        continue;
      }
      found.users = 1;
      found.isExclusive = isExclusive;
      found.hasAnswered = false;
      return now - found.idleSince > checkAfterIdleMs ? this.#checked(found) : found;
    }
    return undefined;
  }

  async #checked(connection: C): Promise<C> {
    const { isExclusive } = connection;
    const timer = setTimeout(() => connection.lose(), this.#settings.connectTimeoutMs);
    try {
      await connection.check();
      return connection;
    } catch {
      connection.lose();
      return this.#get(isExclusive);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The connection with the fewest reads under way, all of which are known to be quick. */
  #quickest(): C | undefined {
    let best: C | undefined;
    for (const connection of this.#all)
      if (
        !connection.isExclusive &&
        connection.users > 0 &&
        connection.users < (best?.users ?? SHARED_LIMIT) &&
        !connection.isLost &&
        connection.isQuick
      )
        best = connection;
    return best;
  }

  async #open(isExclusive: boolean): Promise<C> {
    this.#opening += 1;
    let connection: C;
    try {
      connection = await this.#openConnection();
    } catch (error) {
      this.#opening -= 1;
      this.#noteEmpty();
      // The others would have waited for this one: each learns for itself whether the server is there.
      this.#serve();
      throw error;
    }
    this.#opening -= 1;
    this.#all.add(connection);
    connection.onLost = () => this.#forget(connection);
    connection.users = 1;
    connection.isExclusive = isExclusive;
    if (connection.isLost) this.#forget(connection);
    return connection;
  }

  #wait(isExclusive: boolean): Promise<C> {
    const { acquireTimeoutMs } = this.#settings;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(this.#exhausted());
      }, acquireTimeoutMs);
      const waiter: Waiter<C> = { give: resolve, refuse: reject, timer, isExclusive };
      this.#waiters.push(waiter);
    });
  }

  /** Serves those who wait, in their order, as long as there is something to give. */
  #serve(): void {
    while (this.#waiters.length > 0 && !this.#isClosed) {
      const { isExclusive } = this.#waiters[0]!;
      let found: C | Promise<C> | undefined = this.#takeIdle(isExclusive);
      if (found === undefined && this.#all.size + this.#opening < this.#settings.max)
        found = this.#open(isExclusive);
      if (found === undefined && !isExclusive) {
        found = this.#quickest();
        if (found !== undefined) found.users += 1;
      }
      if (found === undefined) return;
      const waiter = this.#waiters.shift()!;
      clearTimeout(waiter.timer);
      if (found instanceof Promise) found.then(waiter.give, waiter.refuse);
      else waiter.give(found);
    }
  }

  #refuse(waiter: Waiter<C>, error: unknown): void {
    clearTimeout(waiter.timer);
    waiter.refuse(error);
  }

  #forget(connection: C): void {
    this.#all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#noteEmpty();
    this.#serve();
  }

  async #retire(connection: C): Promise<void> {
    connection.isLost = true;
    this.#all.delete(connection);
    // A server that does not answer does not say good-bye either.
    const timer = setTimeout(() => connection.destroy(), this.#settings.connectTimeoutMs);
    try {
      await connection.close();
    } catch {
      connection.destroy();
    } finally {
      clearTimeout(timer);
    }
    this.#noteEmpty();
  }

  #noteEmpty(): void {
    if (this.#all.size + this.#opening === 0) this.#drained?.();
  }

  /** Closes what nobody has needed for long. It looks twice per time-out, and stops when there is nothing to look at. */
  #startReaper(): void {
    const { idleTimeoutMs, min } = this.#settings;
    if (this.#reaper !== undefined || idleTimeoutMs === 0) return;
    this.#reaper = setTimeout(() => {
      this.#reaper = undefined;
      const before = performance.now() - idleTimeoutMs;
      while (this.#all.size > min && this.#idle.length > 0 && this.#idle[0]!.idleSince < before)
        void this.#retire(this.#idle.shift()!);
      if (this.#idle.length > 0) this.#startReaper();
    }, idleTimeoutMs / 2);
    this.#reaper.unref();
  }

  #exhausted(): OperationalError {
    const { max, acquireTimeoutMs } = this.#settings;
    return new OperationalError(
      `All ${max} connections were taken for ${acquireTimeoutMs} ms, and ${this.#waiters.length} more wait for one.`,
      {
        code: "db.pool-exhausted",
        where: `database "${this.#alias}"`,
        mend: "Look for a transaction that was left open or waits for something slow, or raise `max` of the pool.",
      },
    );
  }
}
