/** A flashed message, and the levels that messages can have. */

import { FlagonError } from "../base/errors.ts";
import type { SafeHtml } from "../base/safe-html.ts";
import { suggest } from "../base/suggest.ts";

/** What a message can say: text, which templates escape, or marked-up text of the app's own. */
export type MessageText = string | SafeHtml;

/** A message that a visitor is to see once. */
export interface Message {
  readonly text: MessageText;
  /** The name of its level: `success`. */
  readonly level: string;
  /** Its own tags and its level's, joined by blanks: for a class attribute. */
  readonly tags: string;
}

/** The usual levels, with their ranks. */
export const LEVELS: Readonly<Record<string, number>> = {
  debug: 10,
  info: 20,
  success: 25,
  warning: 30,
  error: 40,
};

/** Knows the levels of an app. */
export class Levels {
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #tags: Readonly<Record<string, string>>;
  readonly #least: number;

  constructor(options: {
    levels: Readonly<Record<string, number>>;
    tags: Readonly<Record<string, string>>;
    minLevel: string;
  }) {
    this.#ranks = new Map(Object.entries({ ...LEVELS, ...options.levels }));
    this.#tags = options.tags;
    this.#least = this.rankOf(options.minLevel);
  }

  /**
   * Gives the rank of a level.
   *
   * @throws FlagonError `messages.unknown-level`
   */
  rankOf(level: string): number {
    const rank = this.#ranks.get(level);
    if (rank !== undefined) return rank;
    throw new FlagonError(`There is no level "${level}" of messages.`, {
      code: "messages.unknown-level",
      where: `level "${level}"`,
      mend: `${suggest(level, this.#ranks.keys())} Others are added by messages({ levels: { ${/^\w+$/.test(level) ? level : "mine"}: 25 } }).`,
    });
  }

  /** Says whether messages of a level are kept. */
  isKept(level: string): boolean {
    return this.rankOf(level) >= this.#least;
  }

  /** Gives the tags of a message of a level. */
  tagsFor(level: string, own: string | undefined): string {
    const usual = Object.hasOwn(this.#tags, level) ? this.#tags[level] : level;
    return [own, usual].filter((tag) => tag !== undefined && tag !== "").join(" ");
  }
}
