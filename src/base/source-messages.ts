/** What is found in a source that has texts to translate: the texts, and the comments for those who translate them. */

/** The four ways of asking for a text; each has its own order of arguments. */
export type GettextShape = "gettext" | "ngettext" | "pgettext" | "npgettext";

/** A text to translate, as it was found. */
export interface FoundMessage {
  /** Line in the source, from 1. */
  line: number;
  /** Name of the function that asks for it, as it is called there. */
  function: string;
  context?: string;
  singular: string;
  plural?: string;
  /** What comments before it say to translators. */
  comments: readonly string[];
}

/** How such a comment begins, in any letter case. */
export const NOTE_TAGS: readonly string[] = ["Translators:"];

/** A comment of a source. */
export interface SourceComment {
  text: string;
  /** The line that it ends on, from 1. */
  endLine: number;
}

/** Finds the notes of a text by its line. */
export class TranslatorNotes {
  readonly #byLine = new Map<number, string[]>();

  constructor(comments: Iterable<SourceComment>, tags: readonly string[] = NOTE_TAGS) {
    for (const { text, endLine } of comments) {
      const note = text.trim();
      const lower = note.toLowerCase();
      if (!tags.some((tag) => lower.startsWith(tag.toLowerCase()))) continue;
      const lines = note.split("\n").map((part) => part.trim());
      this.#byLine.set(endLine, [...(this.#byLine.get(endLine) ?? []), ...lines]);
    }
  }

  /** Gives the comments that end on a line, on the one before it, or above those. */
  before(line: number): string[] {
    const found: string[] = [...(this.#byLine.get(line) ?? [])];
    for (let at = line - 1; this.#byLine.has(at); at--) found.unshift(...this.#byLine.get(at)!);
    return found;
  }
}
