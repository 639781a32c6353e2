/** Writes PO files as gettext's own tools lay them out, so that a file changes only where its texts do. */

import type { PoEntry, PoFile } from "./po.ts";

/** Lines are broken before they are wider than this. */
const WIDTH = 79;

/** Gives the text of a PO file. */
export function formatPo({ headers, comments, flags, entries }: PoFile): string {
  const header = [...headers].map(([name, value]) => `${name}: ${value}\n`).join("");
  const head = [
    ...comments.map((line) => (line === "" ? "#" : `# ${line}`)),
    ...(flags.length > 0 ? [`#, ${flags.join(", ")}`] : []),
    'msgid ""',
    ...stringLines("msgstr", header, ""),
  ];
  return [head, ...entries.map(entryLines)].map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function entryLines(entry: PoEntry): string[] {
  const { comments, notes, references, flags, previous, obsolete } = entry;
  const mark = obsolete ? "#~ " : "";
  const lines = [
    ...comments.map((line) => (line === "" ? "#" : `# ${line}`)),
    ...notes.map((line) => (line === "" ? "#." : `#. ${line}`)),
    ...wrapped("#:", references),
  ];
  if (flags.length > 0) lines.push(`#, ${flags.join(", ")}`);
  if (previous !== undefined) lines.push(...idLines(previous, obsolete ? "#~| " : "#| "));
  lines.push(...idLines(entry, mark));
  const { forms, pluralId } = entry;
  if (pluralId === undefined) lines.push(...stringLines("msgstr", forms[0] ?? "", mark));
  else forms.forEach((form, index) => lines.push(...stringLines(`msgstr[${index}]`, form, mark)));
  return lines;
}

function idLines(
  {
    context,
    id,
    pluralId,
  }: { context?: string | undefined; id?: string; pluralId?: string | undefined },
  mark: string,
): string[] {
  return [
    ...(context === undefined ? [] : stringLines("msgctxt", context, mark)),
    ...(id === undefined ? [] : stringLines("msgid", id, mark)),
    ...(pluralId === undefined ? [] : stringLines("msgid_plural", pluralId, mark)),
  ];
}

function wrapped(mark: string, words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = mark;
  for (const word of words) {
    if (line !== mark && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = mark;
    }
    line += ` ${word}`;
  }
  return line === mark ? lines : [...lines, line];
}

/** Gives a string on one line, or broken at its line ends and between words under an empty one. */
function stringLines(keyword: string, text: string, mark: string): string[] {
  const lines = text.split(/(?<=\n)/);
  const single = `${mark}${keyword} "${escapeText(text)}"`;
  if (lines.length <= 1 && single.length <= WIDTH + 1) return [single];
  const pieces = lines.flatMap((line) => broken(line, WIDTH - 2 - mark.length));
  if (pieces.length <= 1) return [single];
  return [`${mark}${keyword} ""`, ...pieces.map((piece) => `${mark}"${piece}"`)];
}

/** Breaks a line behind blanks; a word that is too long stays whole. */
function broken(line: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const word of line.split(/(?<= )/)) {
    const escaped = escapeText(word);
    if (piece !== "" && piece.length + escaped.length > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += escaped;
  }
  if (piece !== "") pieces.push(piece);
  return pieces;
}

const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\v": "\\v",
};

function escapeText(text: string): string {
  return text.replace(/[\\"\n\t\r\x07\b\f\v]/g, (char) => ESCAPES[char]!);
}
