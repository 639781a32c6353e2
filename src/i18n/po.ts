/** A gettext file in memory: its headers and its entries, as translators and tools see them. */

/** What a text is looked up by: its context, where it has one, and the text itself. */
export interface MessageId {
  readonly context?: string | undefined;
  readonly id: string;
}

/** One entry of a PO file. */
export interface PoEntry extends MessageId {
  /** The plural of the text, where a count chooses. */
  pluralId?: string | undefined;
  /** The translation: one text, or one for each plural form; empty texts are not translated yet. */
  forms: string[];
  /** What translators wrote (`# …`). */
  comments: readonly string[];
  /** What programmers wrote for translators (`#. …`). */
  notes: readonly string[];
  /** Where the text stands (`#: …`). */
  references: readonly string[];
  /** `fuzzy`, `python-format` and so on (`#, …`). */
  flags: readonly string[];
  /** What a fuzzy entry was a translation of (`#| …`). */
  previous?: { context?: string; id?: string; pluralId?: string } | undefined;
  /** True for what the program does not use any more (`#~ …`). */
  obsolete: boolean;
  /** Where the entry begins in its file, from 1; 0 for one that is made in memory. */
  line: number;
}

/** A PO file. */
export interface PoFile {
  /** The headers by their names, in their order. */
  headers: Map<string, string>;
  /** Comments above the headers. */
  comments: readonly string[];
  /** Flags of the headers; `fuzzy` in a file that nobody has looked at yet. */
  flags: readonly string[];
  entries: PoEntry[];
}

/** Gives the key that catalogs keep a text by. */
export function messageKey(context: string | undefined, id: string): string {
  return context === undefined ? id : `${context}\u0004${id}`;
}

/** Tells whether an entry may be shown: it is in use, has been looked over and has a text. */
export function isTranslated({ obsolete, flags, forms }: PoEntry): boolean {
  return !obsolete && !flags.includes("fuzzy") && forms[0] !== undefined && forms[0] !== "";
}

/** Makes an entry with nothing but its text. */
export function newEntry(
  id: MessageId & { pluralId?: string | undefined },
  changes: Partial<PoEntry> = {},
): PoEntry {
  return {
    ...id,
    forms: [],
    comments: [],
    notes: [],
    references: [],
    flags: [],
    obsolete: false,
    line: 0,
    ...changes,
  };
}
