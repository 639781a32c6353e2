/**
 * Reads PO files, the format in which gettext keeps texts and their translations.
 *
 * Worked example:
 *
 *     #. Translators: on a button
 *     msgctxt "menu"
 *     msgid "Open"
 *     msgstr "Öffnen"
 *
 * It is as strict as msgfmt: what could be read in two ways is an error with its line, since a wrong guess would show wrong texts.
 *
 * @see the GNU gettext manual, section "The Format of PO Files"
 */

import { FlagonError } from "../base/errors.ts";
import { messageKey, type PoEntry, type PoFile } from "./po.ts";
import { decodePo } from "./po-text.ts";
import { parsePluralForms, type PluralForms, TWO_FORMS } from "./plural-forms.ts";

/**
 * Reads a PO file.
 *
 * `file` names it in errors. Bytes are read in the charset that the header names.
 *
 * @throws FlagonError `i18n.po-syntax`, `i18n.po-charset`, `i18n.plural-forms`, `i18n.po-too-large`
 */
export function parsePo(content: Uint8Array | string, file = "messages.po"): PoFile {
  return new Reader(decodePo(content, file), file).read();
}

const KEYWORD = /(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,9})\])?)[ \t]*/y;
const STRING = /"((?:[^"\\\n]|\\.)*)"[ \t]*/y;
const ESCAPE = /\\(?:([abfnrtv\\"])|([0-7]{1,3})|x([\da-fA-F]{1,2})|([^]))/g;
const ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};
const NOTHING: readonly string[] = [];

class Reader {
  readonly #text: string;
  readonly #file: string;
  readonly #entries: PoEntry[] = [];
  /** Lines of the entries by their keys; obsolete ones have a table of their own. */
  readonly #lines: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  #header: PoEntry | undefined;
  #plurals: PluralForms | undefined;
  #line = 0;
  #entry: Draft = new Draft();
  /** Where a string goes that stands on a line of its own. */
  #target: Target | undefined;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  read(): PoFile {
    const text = this.#text;
    for (let start = 0; start < text.length;) {
      const end = text.indexOf("\n", start);
      const stop = end === -1 ? text.length : end;
      this.#line++;
      this.#readLine(text.slice(start, stop).trim());
      start = stop + 1;
    }
    this.#finish();
    return {
      headers: headersOf(this.#header?.forms[0] ?? ""),
      comments: this.#header?.comments ?? NOTHING,
      flags: this.#header?.flags ?? NOTHING,
      entries: this.#entries,
    };
  }

  #readLine(line: string): void {
    if (line === "") this.#finish();
    else if (!line.startsWith("#")) this.#readWords(line, false, false);
    else if (line.startsWith("#~|")) this.#readWords(line.slice(3).trim(), true, true);
    else if (line.startsWith("#~")) this.#readWords(line.slice(2).trim(), true, false);
    else if (line.startsWith("#|")) this.#readWords(line.slice(2).trim(), false, true);
    else this.#readComment(line);
  }

  #readComment(line: string): void {
    if (this.#entry.hasForms) this.#finish();
    this.#target = undefined;
    const text = line.slice(2).trim();
    const entry = this.#entry;
    switch (line[1]) {
      case ":":
        entry.references.push(...text.split(/\s+/));
        break;
      case ",":
      case "=":
        entry.flags.push(...text.split(",").map((flag) => flag.trim()));
        break;
      case ".":
        entry.notes.push(text);
        break;
      default:
        entry.comments.push(line.slice(1).trim());
    }
  }

  /** Reads keywords and strings, several to a line where somebody wrote them so. */
  #readWords(line: string, isObsolete: boolean, isPrevious: boolean): void {
    let at = 0;
    while (at < line.length) {
      if (line[at] === '"') {
        STRING.lastIndex = at;
        const match = STRING.exec(line);
        if (match === null) throw this.#error("A string has no closing quote on its line.");
        this.#string(this.#unescape(match[1]!));
        at = STRING.lastIndex;
        continue;
      }
      KEYWORD.lastIndex = at;
      const match = KEYWORD.exec(line);
      if (match === null) throw this.#strange(line.slice(at));
      at = KEYWORD.lastIndex;
      if (line[at] !== '"') throw this.#error(`"${match[1]}" has no string in quotes behind it.`);
      this.#keyword(match[1]!, match[2], { isObsolete, isPrevious });
    }
  }

  #keyword(
    word: string,
    index: string | undefined,
    { isObsolete, isPrevious }: { isObsolete: boolean; isPrevious: boolean },
  ): void {
    const startsEntry = word === "msgctxt" || word === "msgid" || isPrevious;
    if (startsEntry && this.#entry.hasForms) this.#finish();
    const entry = this.#entry;
    if (!isPrevious && entry.line === 0) entry.line = this.#line;
    entry.obsolete ||= isObsolete;
    if (isPrevious) {
      this.#target = { entry: entry.previous, field: FIELDS[word]! };
    } else if (word.startsWith("msgstr")) {
      this.#target = { entry, form: this.#openForm(index) };
    } else {
      const field = FIELDS[word]!;
      if (entry[field] !== undefined) throw this.#error(`"${word}" stands twice in one entry.`);
      if (word === "msgid_plural" && entry.id === undefined) {
        throw this.#error('"msgid_plural" stands before its "msgid".');
      }
      this.#target = { entry, field };
    }
    const { entry: owner, field } = this.#target;
    if (field !== undefined) owner[field] = "";
  }

  /** Opens a form; they come in their order. */
  #openForm(index: string | undefined): number {
    const { forms, id, pluralId } = this.#entry;
    if (id === undefined) throw this.#error('"msgstr" stands before its "msgid".');
    if (index === undefined) {
      if (pluralId !== undefined) {
        throw this.#error('A text with "msgid_plural" needs "msgstr[0]", "msgstr[1]" and so on.');
      }
      if (forms.length > 0) throw this.#error('"msgstr" stands twice in one entry.');
    } else if (pluralId === undefined) {
      throw this.#error(`"msgstr[${index}]" belongs to a text with "msgid_plural".`);
    } else if (Number(index) !== forms.length) {
      throw this.#error(`"msgstr[${index}]" stands where "msgstr[${forms.length}]" is expected.`);
    } else if (!this.#entry.obsolete && forms.length >= this.#pluralForms.count) {
      const { count } = this.#pluralForms;
      throw this.#error(
        `"msgstr[${index}]" is one form too many: the header's rule has ${count}.`,
        "Take the form out, or mend the Plural-Forms header.",
      );
    }
    return forms.push("") - 1;
  }

  get #pluralForms(): PluralForms {
    if (this.#plurals === undefined) {
      const text = headersOf(this.#header?.forms[0] ?? "").get("Plural-Forms");
      // Templates have the words of a rule instead of one.
      const isGiven = text !== undefined && !text.includes("INTEGER");
      this.#plurals = isGiven ? parsePluralForms(text) : { ...TWO_FORMS, count: Infinity };
    }
    return this.#plurals;
  }

  #string(text: string): void {
    const target = this.#target;
    if (target === undefined) throw this.#error("A string stands where no keyword wants it.");
    if (target.field !== undefined) target.entry[target.field] += text;
    else target.entry.forms[target.form] += text;
  }

  #unescape(body: string): string {
    if (!body.includes("\\")) return body;
    return body.replace(ESCAPE, (whole, simple, octal, hex) => {
      if (simple !== undefined) return ESCAPES[simple as string]!;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal as string, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex as string, 16));
      throw this.#error(`"${whole}" is no escape.`, 'Write "\\\\" for a backslash.');
    });
  }

  #finish(): void {
    const draft = this.#entry;
    this.#target = undefined;
    if (draft.isEmpty) return;
    this.#entry = new Draft();
    const { id } = draft;
    // A comment that stands alone belongs to nothing.
    if (id === undefined && draft.context === undefined) return;
    if (id === undefined) throw this.#error('The entry has no "msgid".', undefined, draft.line);
    if (!draft.hasForms) {
      throw this.#error(`The entry has no "msgstr": ${quoted(id)}.`, undefined, draft.line);
    }
    this.#noteDuplicate(draft, id);
    const entry = draft.entry(id);
    if (id === "" && draft.context === undefined && !draft.obsolete) this.#header = entry;
    else this.#entries.push(entry);
  }

  #noteDuplicate({ context, obsolete, line }: Draft, id: string): void {
    const lines = this.#lines[obsolete ? 1 : 0];
    const key = messageKey(context, id);
    const first = lines.get(key);
    if (first !== undefined && !obsolete) {
      throw this.#error(
        `The text ${quoted(id)} is here twice, first in line ${first}.`,
        "Take one of them out, or give one another context (msgctxt).",
        line,
      );
    }
    lines.set(key, line);
  }

  #strange(rest: string): FlagonError {
    const shown = quoted(rest.split(/\s/, 1)[0]!);
    if (rest.startsWith("msgstr["))
      return this.#error(`${shown} has no index that a form can have.`);
    return this.#error(
      `${shown} is no keyword of a PO file.`,
      "A quote inside of a string needs a backslash before it.",
    );
  }

  #error(what: string, mend?: string, line: number = this.#line): FlagonError {
    return new FlagonError(what, {
      code: "i18n.po-syntax",
      where: `${this.#file}:${line}`,
      ...(mend !== undefined && { mend }),
    });
  }
}

type Field = "context" | "id" | "pluralId";

const FIELDS: Record<string, Field> = {
  msgctxt: "context",
  msgid: "id",
  msgid_plural: "pluralId",
};

interface Ids {
  context?: string;
  id?: string;
  pluralId?: string;
}

type Target =
  | { entry: Ids; field: Field; form?: never }
  | { entry: Draft; form: number; field?: never };

/** An entry that is being read. */
class Draft implements Ids {
  context?: string;
  id?: string;
  pluralId?: string;
  line = 0;
  obsolete = false;
  readonly forms: string[] = [];
  readonly comments: string[] = [];
  readonly notes: string[] = [];
  readonly references: string[] = [];
  readonly flags: string[] = [];
  readonly previous: Ids = {};

  get hasForms(): boolean {
    return this.forms.length > 0;
  }

  get isEmpty(): boolean {
    return this.line === 0 && this.comments.length === 0 && this.flags.length === 0;
  }

  entry(id: string): PoEntry {
    const { context, pluralId, forms, previous, obsolete, line } = this;
    return {
      context,
      id,
      pluralId,
      forms,
      comments: listed(this.comments),
      notes: listed(this.notes),
      references: listed(this.references),
      flags: listed(this.flags),
      previous: previous.id === undefined ? undefined : previous,
      obsolete,
      line,
    };
  }
}

/** One empty list for all entries: files have a million of them. */
function listed(list: string[]): readonly string[] {
  return list.length === 0 ? NOTHING : list;
}

function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return headers;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
