/** Looks for what is wrong in a PO file: texts that are not translated, or whose places do not fit, or that the code has and the file has not. */

import { placesIn } from "../base/places.ts";
import { parsePluralForms, TWO_FORMS } from "./plural-forms.ts";
import { messageKey, type PoEntry, type PoFile } from "./po.ts";

/** Something that a PO file lacks or has wrong. */
export interface PoFinding {
  kind: "untranslated" | "fuzzy" | "missing" | "places" | "line-ends";
  /** Errors show a visitor something wrong, or nothing at all; warnings show the text of the code. */
  level: "error" | "warning";
  /** Line in the file, from 1; 0 for a text that is not in it. */
  line: number;
  text: string;
  what: string;
}

/** Checks a file; `wanted` are the keys of the texts that the code has, with the place of each. */
export function checkPo(
  { entries, headers }: PoFile,
  wanted: ReadonlyMap<string, { text: string; reference: string }> = new Map(),
): PoFinding[] {
  const used = entries.filter(({ obsolete }) => !obsolete);
  const known = new Set(used.map(({ context, id }) => messageKey(context, id)));
  const missing = [...wanted]
    .filter(([key]) => !known.has(key))
    .map(([, { text, reference }]): PoFinding => {
      const what = `The text of ${reference} is not in the file.`;
      return { kind: "missing", level: "error", line: 0, text, what };
    });
  const single = singleForms(headers.get("Plural-Forms"));
  return [...used.flatMap((entry) => checkEntry(entry, single)), ...missing];
}

/** Gives the forms that are for one count alone, as the German one for 1: their text may leave the count out. */
function singleForms(header: string | undefined): ReadonlySet<number> {
  const { count, formOf } =
    header === undefined || header.includes("INTEGER") ? TWO_FORMS : parsePluralForms(header);
  const uses = Array.from({ length: count }, () => 0);
  for (let n = 0; n < 200; n++) uses[formOf(n)]!++;
  return new Set(uses.flatMap((times, form) => (times < 2 ? [form] : [])));
}

function checkEntry(entry: PoEntry, single: ReadonlySet<number>): PoFinding[] {
  const { line, id: text, flags, forms } = entry;
  const warn = (kind: PoFinding["kind"], what: string): PoFinding[] => [
    { kind, level: "warning", line, text, what },
  ];
  if (forms.every((form) => form === ""))
    return warn("untranslated", "The text is not translated.");
  if (flags.includes("fuzzy")) {
    return warn("fuzzy", "The translation is a guess that nobody has looked over.");
  }
  if (forms.includes("")) return warn("untranslated", "Not every plural form is translated.");
  return [...checkPlaces(entry, single), ...checkLineEnds(entry)];
}

function checkPlaces(
  { id, pluralId, forms, flags, line }: PoEntry,
  single: ReadonlySet<number>,
): PoFinding[] {
  const read = placeReader(flags);
  if (read === undefined) return [];
  const own = new Set([...read(id), ...read(pluralId ?? "")]);
  const needed = new Set(read(pluralId ?? id));
  return forms.flatMap((form, index): PoFinding[] => {
    const places = read(form);
    const strange = places.filter((place) => !own.has(place));
    const mayLose = pluralId !== undefined && single.has(index);
    const lost = mayLose ? [] : [...needed].filter((place) => !places.includes(place));
    if (strange.length + lost.length === 0) return [];
    const parts = [
      ...(strange.length > 0 ? [`has ${strange.join(", ")}, which the text has not`] : []),
      ...(lost.length > 0 ? [`lacks ${lost.join(", ")}`] : []),
    ];
    const what = `The translation ${parts.join(", and ")}.`;
    return [{ kind: "places", level: "error", line, text: id, what }];
  });
}

/** Gives what reads the places of a text, by the flag that says how they are written. */
function placeReader(flags: readonly string[]): ((text: string) => string[]) | undefined {
  if (flags.includes("python-brace-format"))
    return (text) => placesIn(text).map((name) => `{${name}}`);
  if (flags.includes("python-format"))
    return (text) => [...text.matchAll(/%\(\w+\)[a-z]/g)].map(([place]) => place);
  return undefined;
}

function checkLineEnds({ id, forms, line }: PoEntry): PoFinding[] {
  const differs = (form: string): boolean =>
    form.startsWith("\n") !== id.startsWith("\n") || form.endsWith("\n") !== id.endsWith("\n");
  if (!forms.some(differs)) return [];
  const what = "The text and its translation do not both begin, or end, with a line end.";
  return [{ kind: "line-ends", level: "warning", line, text: id, what }];
}
