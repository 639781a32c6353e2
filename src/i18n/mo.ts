/**
 * Reads MO files, what `msgfmt` makes of PO files: a table of offsets of texts, one of their translations, and the texts themselves.
 *
 * @see the GNU gettext manual, section "The Format of GNU MO Files"
 */

import { FlagonError } from "../base/errors.ts";
import { findDecoder } from "./po-text.ts";

const MAGIC = 0x950412de;
const HEADER_BYTES = 28;

/** What an MO file says: its headers, and the texts by their keys. */
export interface MoFile {
  headers: Map<string, string>;
  /** By key: the translation, or its plural forms. */
  messages: Map<string, string | readonly string[]>;
}

/** Reads an MO file; `file` names it in errors. @throws FlagonError `i18n.mo-format` */
export function parseMo(bytes: Uint8Array, file = "messages.mo"): MoFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (what: string): FlagonError =>
    new FlagonError(what, {
      code: "i18n.mo-format",
      where: file,
      mend: "Make it anew: msgfmt messages.po -o messages.mo",
    });
  if (bytes.byteLength < HEADER_BYTES) throw fail("The file is too short to be an MO file.");
  const little = view.getUint32(0, true) === MAGIC;
  if (!little && view.getUint32(0, false) !== MAGIC) throw fail("The file is no MO file.");
  if (view.getUint16(little ? 6 : 4, little) > 1) {
    throw fail("The file is of a revision of the format that is not known.");
  }
  const count = view.getUint32(8, little);
  const [ids, texts] = [view.getUint32(12, little), view.getUint32(16, little)];
  const size = count * 8;
  if (ids + size > bytes.byteLength || texts + size > bytes.byteLength) {
    throw fail(`The file ends before its tables of ${count} texts do.`);
  }
  const read = (table: number, index: number): Uint8Array => {
    const length = view.getUint32(table + index * 8, little);
    const start = view.getUint32(table + index * 8 + 4, little);
    if (start + length > bytes.byteLength) throw fail(`Text ${index + 1} lies beyond the end.`);
    return bytes.subarray(start, start + length);
  };
  return collect(count, (index) => [read(ids, index), read(texts, index)], fail);
}

function collect(
  count: number,
  read: (index: number) => [Uint8Array, Uint8Array],
  fail: (what: string) => FlagonError,
): MoFile {
  const messages = new Map<string, string | readonly string[]>();
  let headers = new Map<string, string>();
  let decoder = new TextDecoder("utf-8", { fatal: true });
  for (let index = 0; index < count; index++) {
    const [id, text] = read(index);
    if (index === 0 && id.length === 0) {
      headers = headersOf(new TextDecoder("latin1").decode(text));
      decoder = decoderOf(headers, fail);
      continue;
    }
    try {
      const key = decoder.decode(id).split("\0", 1)[0]!;
      const forms = decoder.decode(text).split("\0");
      messages.set(key, id.includes(0) ? forms : forms[0]!);
    } catch {
      throw fail(`Text ${index + 1} has bytes that are not ${decoder.encoding}.`);
    }
  }
  return { headers, messages };
}

function headersOf(text: string): Map<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const match = /^([\w-]+):\s*(.*)$/.exec(line);
    return match === null ? [] : [[match[1]!, match[2]!] as const];
  });
  return new Map(lines);
}

function decoderOf(
  headers: ReadonlyMap<string, string>,
  fail: (what: string) => FlagonError,
): TextDecoder {
  const label = /charset=([\w:.-]+)/i.exec(headers.get("Content-Type") ?? "")?.[1] ?? "utf-8";
  const decoder = findDecoder(label);
  if (decoder === undefined) throw fail(`The charset "${label}" is not known.`);
  return decoder;
}
