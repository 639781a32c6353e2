/** Turns the bytes of a PO file into text, in the charset that its header names. */

import { FlagonError } from "../base/errors.ts";

/** Files beyond this are a mistake or an attack; the largest ones in use have some 10 MB. */
export const LARGEST_FILE_BYTES: number = 256 * 1024 * 1024;

/** Gives the text of a file. @throws FlagonError `i18n.po-charset`, `i18n.po-too-large` */
export function decodePo(content: Uint8Array | string, file: string): string {
  const size = typeof content === "string" ? content.length : content.byteLength;
  if (size > LARGEST_FILE_BYTES) throw tooLarge(size, file);
  if (typeof content === "string")
    return content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
  if (isUtf16(content)) {
    throw badCharset("The file is in UTF-16, which PO files cannot be.", file);
  }
  const label = charsetOf(content);
  const decoder = decoderOf(label, file);
  try {
    return decoder.decode(content);
  } catch {
    const line = firstBadLine(content, label);
    throw badCharset(`Line ${line} has bytes that are not ${label}.`, `${file}:${line}`);
  }
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Gives the charset of the header, which is ASCII in every charset that is in use. */
function charsetOf(content: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(content.subarray(0, 65_536));
  const label = /charset=([\w:.-]+)/i.exec(start)?.[1];
  // Templates say "CHARSET" until a translator fills it in.
  return label === undefined || label === "CHARSET" ? "UTF-8" : label;
}

/** Names of charsets that gettext's tools use and the platform knows by another. */
const ALIASES: Record<string, string> = {
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
};

/** Gives the decoder for the name of a charset, or undefined. */
export function findDecoder(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(ALIASES[label.toLowerCase()] ?? label, { fatal: true });
  } catch {
    return undefined;
  }
}

function decoderOf(label: string, file: string): TextDecoder {
  const decoder = findDecoder(label);
  if (decoder === undefined) throw badCharset(`The charset "${label}" is not known.`, file);
  return decoder;
}

function firstBadLine(content: Uint8Array, label: string): number {
  let line = 1;
  for (let start = 0; start < content.length; line++) {
    const end = content.indexOf(10, start);
    const stop = end === -1 ? content.length : end;
    try {
      findDecoder(label)!.decode(content.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop + 1;
  }
  return line;
}

function badCharset(what: string, where: string): FlagonError {
  return new FlagonError(what, {
    code: "i18n.po-charset",
    where,
    mend: "Save the file as UTF-8 and let its header say so: Content-Type: text/plain; charset=UTF-8",
  });
}

function tooLarge(size: number, file: string): FlagonError {
  return new FlagonError(`The file has ${size} bytes; at most ${LARGEST_FILE_BYTES} are read.`, {
    code: "i18n.po-too-large",
    where: file,
    mend: "Split it into several domains.",
  });
}
