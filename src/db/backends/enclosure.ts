/** The transaction around a test: everybody is in it who is in no other, until all of it is undone. */

import type { Enclosure } from "./backend.ts";
import { type Channel, Frame, type Frames } from "./frames.ts";

let enclosures = 0;

/** A transaction, or a savepoint within another one, that encloses a test. */
export class Enclosed<C extends Channel> implements Enclosure {
  readonly #frames: Frames<C>;
  readonly #outer: Frame<C> | undefined;
  readonly #frame: Frame<C>;

  constructor(frames: Frames<C>, outer: Frame<C> | undefined, channel: C) {
    this.#frames = frames;
    this.#outer = outer;
    enclosures += 1;
    this.#frame = new Frame(channel, outer, outer && `flagon_test_${enclosures}`);
    this.#frame.encloses = true;
  }

  /** Begins. */
  async open(): Promise<void> {
    const { channel, savepoint } = this.#frame;
    if (savepoint !== undefined) await channel.savepoint(savepoint);
    this.#frames.enclosing = this.#frame;
  }

  async end(): Promise<void> {
    if (this.#frame.ended) return;
    const { channel, savepoint } = this.#frame;
    // What was started and not awaited is part of the test, too.
    await this.#frame.children.catch(() => {});
    this.#frame.end();
    this.#frames.enclosing = this.#outer;
    if (savepoint === undefined) {
      try {
        await channel.rollback();
      } finally {
        channel.close();
      }
      return;
    }
    await channel.rollbackTo(savepoint);
    await channel.release(savepoint);
  }
}
