/** The messages of one visitor: those that wait in the session, and those that this request adds. */

import type { FlagonRequest } from "../app/request.ts";
import { signals } from "../app/signals.ts";
import { SafeHtml } from "../base/safe-html.ts";
import type { Levels, Message, MessageText } from "./message.ts";

/** The name under which a session keeps messages. */
const IN_SESSION = "_messages";

/** A message as a session keeps it. */
type Stored = [level: string, text: MessageText, tags: string];

/** What `messages()` gives each request. */
export class MessageBox {
  readonly #request: FlagonRequest;
  readonly #levels: Levels;
  readonly #seen: Message[] = [];
  #taken: readonly Message[] | undefined;

  constructor(request: FlagonRequest, levels: Levels) {
    this.#request = request;
    this.#levels = levels;
  }

  /** Keeps a message until somebody shows it. */
  add(text: MessageText, level: string, tags: string | undefined): void {
    if (!this.#levels.isKept(level)) return;
    const message = { text, level, tags: this.#levels.tagsFor(level, tags) };
    this.#seen.push(message);
    const waiting = this.#waiting();
    this.#request.session.set(IN_SESSION, [...waiting, [level, text, message.tags]]);
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
    const waiting = this.#waiting().map(([level, text, tags]) => ({ text, level, tags }));
    if (waiting.length > 0) this.#request.session.pop(IN_SESSION);
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

  /** Reads what waits; what is no message, in a cookie that another program wrote, is left out. */
  #waiting(): Stored[] {
    const stored = this.#request.session.get(IN_SESSION);
    return Array.isArray(stored) ? stored.filter(isStored) : [];
  }
}

function isStored(value: unknown): value is Stored {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [level, text, tags] = value as unknown[];
  const isText = typeof text === "string" || text instanceof SafeHtml;
  return typeof level === "string" && typeof tags === "string" && isText;
}

function isSame(a: Message, b: Message): boolean {
  return String(a.text) === String(b.text) && a.level === b.level;
}
