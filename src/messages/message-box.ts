/** The messages of one visitor: those that wait, and those that this request adds. */

import type { FlagonRequest } from "../app/request.ts";
import { signals } from "../app/signals.ts";
import type { Levels, Message, MessageText } from "./message.ts";
import type { MessageStorage } from "./storage.ts";

/** What `messages()` gives each request. */
export class MessageBox {
  readonly #request: FlagonRequest;
  readonly #levels: Levels;
  readonly #storage: MessageStorage;
  readonly #seen: Message[] = [];
  #taken: readonly Message[] | undefined;

  constructor(
    request: FlagonRequest,
    { levels, storage }: { levels: Levels; storage: MessageStorage },
  ) {
    this.#request = request;
    this.#levels = levels;
    this.#storage = storage;
  }

  /** Keeps a message until somebody shows it. */
  add(text: MessageText, level: string, tags: string | undefined): void {
    if (!this.#levels.isKept(level)) return;
    const message = { text, level, tags: this.#levels.tagsFor(level, tags) };
    this.#seen.push(message);
    const waiting = this.#storage.read(this.#request);
    this.#storage.write(this.#request, [...waiting, [level, text, message.tags]]);
    if (signals.messageFlashed.hasReceivers)
      signals.messageFlashed.send(this.#request.app, {
        request: this.#request,
        message: String(text),
        category: level,
      });
  }

  /** Gives the messages and forgets them; in one request every call gives the same. */
  take(): readonly Message[] {
    if (this.#taken !== undefined) return this.#taken;
    const stored = this.#storage.read(this.#request);
    const waiting = stored.map(([level, text, tags]) => ({ text, level, tags }));
    if (waiting.length > 0) this.#storage.write(this.#request, []);
    this.#taken = waiting;
    return waiting;
  }

  /** The messages that this request added or showed, for tests. */
  get all(): readonly Message[] {
    const shown = this.#taken ?? [];
    return [
      ...shown,
      ...this.#seen.filter((message) => !shown.some((one) => isSame(one, message))),
    ];
  }
}

function isSame(a: Message, b: Message): boolean {
  return String(a.text) === String(b.text) && a.level === b.level;
}
