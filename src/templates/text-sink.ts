/** The way of a streamed template's text: the rendering writes, the reader takes, and neither runs far ahead of the other. */

/** What ends a rendering whose reader has gone away. */
export class StreamCancelled extends Error {
  override readonly name: string = "StreamCancelled";
}

/** Letters that are gathered before the rendering waits for the reader. */
const ENOUGH = 16_384;

/** Text between a rendering and its reader. */
export class TextSink implements AsyncIterableIterator<string> {
  readonly #render: (sink: TextSink) => Promise<string>;
  #text = "";
  #state: "new" | "running" | "over" = "new";
  #failure: { error: unknown } | undefined;
  #isCancelled = false;
  /** Wakes the reader that waits for text. */
  #wakeReader: (() => void) | undefined;
  #isWaking = false;
  /** Wakes the rendering that waits for the reader. */
  #wakeWriter: (() => void) | undefined;
  #end: Promise<void> | undefined;

  constructor(render: (sink: TextSink) => Promise<string>) {
    this.#render = render;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Takes text from the rendering. */
  push(text: string): void {
    if (this.#isCancelled) throw new StreamCancelled("The reader of the stream has gone away.");
    this.#text += text;
    // Awaits that are over at once follow each other; the reader gets what they gave as one piece.
    if (text !== "" && this.#wakeReader !== undefined && !this.#isWaking) {
      this.#isWaking = true;
      setTimeout(() => this.#wake(), 0);
    }
  }

  /** Takes text from the rendering, which waits here while the reader has enough to read. */
  async write(text: string): Promise<void> {
    this.push(text);
    while (this.#text.length >= ENOUGH && !this.#isCancelled) {
      this.#wake();
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
    this.push("");
  }

  #wake(): void {
    this.#isWaking = false;
    const wake = this.#wakeReader;
    this.#wakeReader = undefined;
    wake?.();
  }

  /** Gives the next piece; the rendering starts with the first. */
  async next(): Promise<IteratorResult<string, undefined>> {
    if (this.#state === "new") this.#start();
    while (this.#text === "" && this.#state === "running") {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    if (this.#text !== "") return { done: false, value: this.#take() };
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return { done: true, value: undefined };
  }

  #take(): string {
    const text = this.#text;
    this.#text = "";
    const wake = this.#wakeWriter;
    this.#wakeWriter = undefined;
    wake?.();
    return text;
  }

  #start(): void {
    this.#state = "running";
    this.#end = this.#run();
  }

  async #run(): Promise<void> {
    try {
      const rest = await this.#render(this);
      this.#text += rest;
    } catch (error) {
      if (!this.#isCancelled) this.#failure = { error };
    }
    this.#state = "over";
    this.#wake();
  }

  /** Ends the stream early: the rendering stops at its next piece, and its iterators are closed. */
  async return(): Promise<IteratorResult<string, undefined>> {
    this.#isCancelled = true;
    this.#text = "";
    if (this.#state === "new") this.#state = "over";
    const waits = this.#wakeWriter;
    this.#wakeWriter = undefined;
    waits?.();
    // One that waits for a promise of the host may never end; it stops when that comes.
    if (waits !== undefined) await this.#end;
    return { done: true, value: undefined };
  }
}
