/** Percent-encoding (RFC 3986 section 2.1) over UTF-8: `"ä b"` is `"%C3%A4%20b"`; each user says which characters stay. */

const UNRESERVED = "A-Za-z0-9_.~\\-";
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossyUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Makes a function that percent-encodes everything but ASCII letters, digits, `_.-~` and the characters of `safe`.
 *
 * A lone surrogate becomes U+FFFD. Text that needs nothing comes back as it is.
 */
export function percentEncoder(safe = ""): (text: string) => string {
  const kept = UNRESERVED + safe.replace(/[\\\]^-]/g, "\\$&");
  const unsafe = new RegExp(`[^${kept}]`, "gu");
  return (text) => text.replace(unsafe, encodeCharacter);
}

function encodeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x80) return `%${hex(code)}`;
  return encodeURIComponent(character.toWellFormed());
}

function hex(byte: number): string {
  return (byte < 16 ? "0" : "") + byte.toString(16).toUpperCase();
}

/** What to do with bytes that are no UTF-8: put U+FFFD, leave them percent-encoded, or throw a `URIError`. */
export type InvalidBytes = "replace" | "keep" | "throw";

/** Decodes `%XX` as UTF-8; a `%` that starts no escape stays. */
export function percentDecode(text: string, invalid: InvalidBytes = "replace"): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeUtf8(runToBytes(run), invalid));
}

/** Decodes `%XX` as Latin-1, or as ASCII with U+FFFD for what is past it. */
export function percentDecodeSingleByte(text: string, charset: "latin1" | "ascii"): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => {
    const byte = Number.parseInt(digits, 16);
    return charset === "ascii" && byte > 0x7f ? "\ufffd" : String.fromCharCode(byte);
  });
}

function runToBytes(run: string): Uint8Array {
  const bytes = new Uint8Array(run.length / 3);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(run.slice(index * 3 + 1, index * 3 + 3), 16);
  }
  return bytes;
}

/** Decodes UTF-8 and does with other bytes what `invalid` says. */
export function decodeUtf8(bytes: Uint8Array, invalid: InvalidBytes = "replace"): string {
  if (invalid === "replace") return lossyUtf8.decode(bytes);
  try {
    return strictUtf8.decode(bytes);
  } catch {
    if (invalid === "throw") throw new URIError("The bytes are not UTF-8.");
    return decodeKeeping(bytes);
  }
}

function decodeKeeping(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length;) {
    const length = sequenceLength(bytes, index);
    text +=
      length === 0
        ? `%${hex(bytes[index]!)}`
        : strictUtf8.decode(bytes.subarray(index, index + length));
    index += length || 1;
  }
  return text;
}

/** Gives the length of the UTF-8 sequence at `index`, or 0 where there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index]!;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  try {
    // An incomplete or overlong sequence throws, and so does a surrogate.
    return strictUtf8.decode(bytes.subarray(index, index + length)).length > 0 &&
      index + length <= bytes.length
      ? length
      : 0;
  } catch {
    return 0;
  }
}

/** Gives text as its UTF-8 bytes, one character (U+0000 to U+00FF) for each byte: the form in which Node gives header text. */
export function toByteText(text: string): string {
  let result = "";
  for (const byte of utf8.encode(text)) result += String.fromCharCode(byte);
  return result;
}

/** Reads header text, one character for each byte, as UTF-8. */
export function fromByteText(text: string, invalid: "replace" | "throw" = "replace"): string {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return decodeUtf8(bytes, invalid);
}
