/** What keeps sessions on the server: the contract, and a store in memory. */

import { now } from "../base/clock.ts";
import type { MaybePromise } from "../http/handler.ts";

/** How a session is saved. */
export interface SaveOptions {
  /** When it may be forgotten. */
  expires: Date;
  /** Save only if there is a session of this id: a late save must not bring back one that was flushed meanwhile. */
  mustExist: boolean;
}

/**
 * Keeps sessions under random ids.
 *
 * A store sees text and knows nothing of what is in it. Where its methods answer at once, sessions are opened when they are first looked at; a store that
 * answers later is asked before the view, for visitors that bring an id.
 */
export interface SessionStore {
  /** Gives the text of a session that is there and has not expired. */
  load(id: string): MaybePromise<string | undefined>;
  /** Saves a session; says whether it did. */
  save(id: string, text: string, options: SaveOptions): MaybePromise<boolean>;
  /** Forgets a session. */
  delete(id: string): MaybePromise<void>;
  /** Forgets what has expired and gives the number; run now and then, by `flagon clear-sessions`. */
  clearExpired(): MaybePromise<number>;
}

/**
 * Keeps sessions in the memory of one process: for tests and development.
 *
 * The oldest go when there are more than `limit` (default 100 000).
 */
export class MemorySessionStore implements SessionStore {
  readonly #sessions = new Map<string, { text: string; expires: number }>();
  readonly #limit: number;

  constructor({ limit = 100_000 }: { limit?: number } = {}) {
    this.#limit = limit;
  }

  load(id: string): string | undefined {
    const entry = this.#sessions.get(id);
    return entry === undefined || entry.expires <= now() ? undefined : entry.text;
  }

  save(id: string, text: string, { expires, mustExist }: SaveOptions): boolean {
    if (mustExist && this.load(id) === undefined) return false;
    this.#sessions.delete(id);
    this.#sessions.set(id, { text, expires: expires.getTime() });
    if (this.#sessions.size > this.#limit)
      this.#sessions.delete(this.#sessions.keys().next().value!);
    return true;
  }

  delete(id: string): void {
    this.#sessions.delete(id);
  }

  clearExpired(): number {
    const expired = [...this.#sessions].filter(([, { expires }]) => expires <= now());
    for (const [id] of expired) this.#sessions.delete(id);
    return expired.length;
  }

  /** The number of sessions, expired ones included. */
  get size(): number {
    return this.#sessions.size;
  }
}
