/** Brings a PO file up to date with the texts of the code: keeps translations, guesses at texts that have changed, sets aside what is gone. */

import { messageKey, newEntry, type PoEntry, type PoFile } from "./po.ts";
import { placesIn } from "../base/places.ts";
import { pluralFormsHeader } from "./plural-forms.ts";

/** A text of the code with all its places. */
export interface ExtractedMessage {
  context?: string | undefined;
  singular: string;
  plural?: string | undefined;
  references: string[];
  notes: string[];
  flags: string[];
}

/** What a merge did. */
export interface MergeResult {
  file: PoFile;
  added: number;
  /** New texts that got the translation of a similar one, to be looked over. */
  guessed: number;
  /** Translated texts that the code does not have any more. */
  removed: number;
}

/** Joins what was found in several places by context and text, in the order in which it was found. */
export function collectMessages(
  found: Iterable<{
    context?: string;
    singular: string;
    plural?: string;
    comments: readonly string[];
    reference: string;
    format: "python-brace-format" | "python-format";
  }>,
): ExtractedMessage[] {
  const byKey = new Map<string, ExtractedMessage>();
  for (const { context, singular, plural, comments, reference, format } of found) {
    const key = messageKey(context, singular);
    const known = byKey.get(key);
    const message = known ?? { context, singular, plural, references: [], notes: [], flags: [] };
    message.plural ??= plural;
    if (!message.references.includes(reference)) message.references.push(reference);
    for (const note of comments) if (!message.notes.includes(note)) message.notes.push(note);
    if (hasPlaces(format, singular + (plural ?? "")) && !message.flags.includes(format))
      message.flags.push(format);
    byKey.set(key, message);
  }
  return [...byKey.values()];
}

function hasPlaces(format: "python-brace-format" | "python-format", text: string): boolean {
  return format === "python-format" ? /%\(\w+\)s|%%/.test(text) : placesIn(text).length > 0;
}

/** Makes an empty file for a language, with the headers that gettext's tools ask for. */
export function newPoFile(locale: string, atMs: number): PoFile {
  return {
    headers: new Map([
      ["Project-Id-Version", "1.0"],
      ["PO-Revision-Date", `${new Date(atMs).toISOString().slice(0, 16).replace("T", " ")}+0000`],
      ["Last-Translator", "Automatically generated"],
      ["Language-Team", "none"],
      ["Language", locale.replaceAll("-", "_")],
      ["MIME-Version", "1.0"],
      ["Content-Type", "text/plain; charset=UTF-8"],
      ["Content-Transfer-Encoding", "8bit"],
      ["Plural-Forms", pluralFormsHeader(locale)],
    ]),
    comments: [],
    flags: [],
    entries: [],
  };
}

/** Merges the texts of the code into a file. */
export function mergePo(file: PoFile, messages: readonly ExtractedMessage[]): MergeResult {
  const formCount = formCountOf(file);
  const known = new Map<string, PoEntry>();
  // An entry in use goes before an obsolete one of the same text.
  for (const entry of file.entries.toSorted((a, b) => Number(b.obsolete) - Number(a.obsolete)))
    known.set(messageKey(entry.context, entry.id), entry);
  const wanted = new Set(messages.map(({ context, singular }) => messageKey(context, singular)));
  const gone = file.entries.filter((entry) => !wanted.has(messageKey(entry.context, entry.id)));
  const guesses = new Guesses(gone);
  let [added, guessed] = [0, 0];
  const entries = messages.map((message) => {
    const old = known.get(messageKey(message.context, message.singular));
    if (old !== undefined) return kept(old, message, formCount);
    added++;
    const similar = guesses.find(message);
    if (similar !== undefined) guessed++;
    return made(message, similar, formCount);
  });
  const obsolete = gone.filter(({ forms }) => forms.some((form) => form !== ""));
  const removed = obsolete.filter((entry) => !entry.obsolete).length;
  const set = obsolete.map((entry) => ({ ...entry, obsolete: true, references: [], notes: [] }));
  return { file: { ...file, entries: [...entries, ...set] }, added, guessed, removed };
}

function formCountOf({ headers }: PoFile): number {
  return Number(/nplurals\s*=\s*(\d+)/.exec(headers.get("Plural-Forms") ?? "")?.[1] ?? 2);
}

/** What the code says replaces what it said before; flags of translators stay. */
function kept(old: PoEntry, message: ExtractedMessage, formCount: number): PoEntry {
  const others = old.flags.filter((flag) => !flag.endsWith("-format"));
  const changed = (old.pluralId === undefined) !== (message.plural === undefined);
  const flags =
    changed && !others.includes("fuzzy") && isFilled(old) ? ["fuzzy", ...others] : others;
  return {
    ...old,
    pluralId: message.plural,
    forms: formsFor(message, old.forms, formCount),
    references: message.references,
    notes: message.notes,
    flags: [...flags, ...message.flags],
    obsolete: false,
  };
}

function made(
  { context, singular, plural, references, notes, flags }: ExtractedMessage,
  similar: PoEntry | undefined,
  formCount: number,
): PoEntry {
  const ids = { context, id: singular, pluralId: plural };
  const forms = formsFor({ plural }, similar?.forms ?? [], formCount);
  if (similar === undefined) return newEntry(ids, { forms, references, notes, flags });
  const previous = {
    ...(similar.context !== undefined && { context: similar.context }),
    id: similar.id,
    ...(similar.pluralId !== undefined && { pluralId: similar.pluralId }),
  };
  const { comments } = similar;
  return newEntry(ids, {
    forms,
    references,
    notes,
    comments,
    previous,
    flags: ["fuzzy", ...flags],
  });
}

function formsFor(
  { plural }: Pick<ExtractedMessage, "plural">,
  old: readonly string[],
  formCount: number,
): string[] {
  if (plural === undefined) return [old[0] ?? ""];
  return Array.from({ length: formCount }, (_item, index) => old[index] ?? "");
}

function isFilled({ forms }: PoEntry): boolean {
  return forms.some((form) => form !== "");
}

/** How alike two texts have to be, from 0 to 1, for one's translation to be a guess at the other's. */
const ALIKE = 0.7;

/** Finds translations for texts that are new by those that are gone: most are the same text with a word changed. */
class Guesses {
  readonly #entries: { entry: PoEntry; pairs: Map<string, number>; size: number }[];

  constructor(gone: readonly PoEntry[]) {
    this.#entries = gone.filter(isFilled).map((entry) => ({ entry, ...pairsOf(entry.id) }));
  }

  find({ singular, context }: ExtractedMessage): PoEntry | undefined {
    const { pairs, size } = pairsOf(singular);
    let best: PoEntry | undefined;
    let bestRank = ALIKE;
    for (const other of this.#entries) {
      // The shorter one cannot share more than all it has.
      if ((2 * Math.min(size, other.size)) / (size + other.size) < bestRank) continue;
      const rank = likeness(pairs, other.pairs, size + other.size);
      const isBetter = rank > bestRank || (rank === bestRank && best?.context !== context);
      if (isBetter && rank >= ALIKE) [best, bestRank] = [other.entry, rank];
    }
    return best;
  }
}

/** Gives the pairs of neighbouring letters of a text with their counts. */
function pairsOf(text: string): { pairs: Map<string, number>; size: number } {
  const plain = ` ${text.toLowerCase()} `;
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < plain.length; at++) {
    const pair = plain.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return { pairs, size: plain.length - 1 };
}

/** Gives the share of pairs that two texts have in common (Dice's coefficient). */
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>, total: number) {
  let common = 0;
  for (const [pair, count] of a) common += Math.min(count, b.get(pair) ?? 0);
  return (2 * common) / total;
}
