/**
 * What a loop takes its items from when that is no list: they are taken one at a time, so that a `break` leaves the rest alone, and closed
 * when the loop ends early.
 */

import { TemplateLimitError } from "./errors.ts";
import { itemsOf } from "./iteration.ts";
import { isAsyncIterable, isPending } from "./promises.ts";
import { LazySequence } from "./values.ts";

/** Tells whether a loop's `if` lets an item through. */
export type Condition = (item: unknown) => unknown;

/** How a source belongs to its loop. */
interface SourceOptions<Outer> {
  /** The source of the loop around this one in the same function. */
  outer: Outer | null;
  condition: Condition | null;
  /** Most items that are taken. */
  limit: number;
}

/** Items that a loop has taken so far, and where more come from. */
export class Source {
  /** The items so far. */
  readonly list: unknown[] = [];
  /** The source of the loop around this one in the same function. */
  readonly outer: Source | null;
  readonly #iterator: Iterator<unknown>;
  readonly #condition: Condition | null;
  /** Items of a sequence of the engine stay there for the next who asks. */
  readonly #isShared: boolean;
  #left: number;
  #isDone = false;

  constructor(value: unknown, { outer, condition, limit }: SourceOptions<Source>) {
    this.outer = outer;
    this.#iterator = itemsOf(value)[Symbol.iterator]();
    this.#condition = condition;
    this.#isShared = value instanceof LazySequence;
    this.#left = Array.isArray(value) ? Number.POSITIVE_INFINITY : limit;
  }

  /** Takes one item more, if there is one, and gives how many there are now. */
  more(): number {
    while (!this.#isDone) {
      const { done, value } = this.#next();
      if (done === true) {
        this.#isDone = true;
      } else if (this.#condition === null || this.#condition(value) === true) {
        return this.list.push(value);
      }
    }
    return this.list.length;
  }

  /** Takes all items, and gives how many there are. */
  all(): number {
    while (!this.#isDone) this.more();
    return this.list.length;
  }

  #next(): IteratorResult<unknown> {
    this.#left = countDown(this.#left);
    try {
      return this.#iterator.next();
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  /** Ends the loop, and gives the source around. */
  close(): Source | null {
    if (!this.#isDone && !this.#isShared) this.#iterator.return?.();
    this.#isDone = true;
    return this.outer;
  }

  /** Ends the loops of a function that fails; what goes wrong with that is not told, since something else already is. */
  abandon(): void {
    try {
      if (!this.#isDone) this.#iterator.return?.();
      this.#isDone = true;
    } catch {
      // The first error is the one that counts.
    }
    this.outer?.abandon();
  }
}

/** The same for items that may have to be awaited. */
export class AsyncSource {
  readonly list: unknown[] = [];
  readonly outer: AsyncSource | null;
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #condition: Condition | null;
  readonly #isShared: boolean;
  #left: number;
  #isDone = false;

  constructor(value: unknown, { outer, condition, limit }: SourceOptions<AsyncSource>) {
    this.outer = outer;
    this.#iterator = isAsyncIterable(value)
      ? value[Symbol.asyncIterator]()
      : itemsOf(value)[Symbol.iterator]();
    this.#condition = condition;
    this.#isShared = value instanceof LazySequence;
    this.#left = Array.isArray(value) ? Number.POSITIVE_INFINITY : limit;
  }

  /** Takes one item more, if there is one, and gives how many there are now. */
  more(): number | Promise<number> {
    if (this.#isDone) return this.list.length;
    if (this.#condition !== null) return this.#nextKept(this.#condition);
    const step = this.#next();
    return isPending(step)
      ? this.#afterStep(step)
      : this.#take(step as IteratorResult<unknown>).length;
  }

  async #nextKept(condition: Condition): Promise<number> {
    while (!this.#isDone) {
      const { done, value } = (await this.#next()) as IteratorResult<unknown>;
      if (done === true) this.#isDone = true;
      else if ((await condition(value)) === true) return this.list.push(value);
    }
    return this.list.length;
  }

  async #afterStep(step: PromiseLike<unknown>): Promise<number> {
    try {
      return this.#take((await step) as IteratorResult<unknown>).length;
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  #take({ done, value }: IteratorResult<unknown>): unknown[] {
    if (done === true) this.#isDone = true;
    else this.list.push(value);
    return this.list;
  }

  /** Takes all items, and gives how many there are. */
  async all(): Promise<number> {
    while (!this.#isDone) await this.more();
    return this.list.length;
  }

  #next(): IteratorResult<unknown> | PromiseLike<unknown> {
    this.#left = countDown(this.#left);
    try {
      return this.#iterator.next();
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }

  /** Ends the loop, and gives the source around. */
  async close(): Promise<AsyncSource | null> {
    if (!this.#isDone && !this.#isShared) {
      this.#isDone = true;
      await this.#iterator.return?.();
    }
    return this.outer;
  }

  /** Ends the loops of a function that fails; what goes wrong with that is not told, since something else already is. */
  async abandon(): Promise<void> {
    try {
      if (!this.#isDone) await this.#iterator.return?.();
    } catch {
      // The first error is the one that counts.
    }
    this.#isDone = true;
    await this.outer?.abandon();
  }
}

function countDown(left: number): number {
  if (left > 0) return left - 1;
  throw new TemplateLimitError(
    'A loop took more items of an iterator than the "iteratorLimit" of the environment allows.',
  );
}
