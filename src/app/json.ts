/** JSON out of what apps hold. */

import { FlagonError } from "../base/errors.ts";

/** Writes a value as JSON text. */
export type JsonWriter = (value: unknown) => string;

let write: JsonWriter = writePlain;

/**
 * Writes a value as JSON: what `JSON.stringify` writes, and besides bigints as numbers, `Map` as objects, `Set` as lists, bytes as base64.
 *
 * Dates, Temporal values, decimals and everything else with a `toJSON` say themselves what they become.
 *
 * @throws FlagonError `app.json` for a cycle, or a value with nothing in it that JSON can hold.
 */
export function toJson(value: unknown): string {
  return write(value);
}

/** Replaces the writer, for all apps of the process; undefined brings Flagon's own back. */
export function setJsonWriter(writer: JsonWriter | undefined): void {
  write = writer ?? writePlain;
}

function writePlain(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    if (text !== undefined && !text.includes("{}") && !text.includes('"0":')) return text;
    // An empty object may stand for a Map or a Set, and numbered keys for bytes: look again with the replacer.
    text = JSON.stringify(value, replace);
  } catch (cause) {
    text = writeOdd(value, cause);
  }
  if (text === undefined) throw unwritable("it is a function, a symbol or undefined", undefined);
  return text;
}

function writeOdd(value: unknown, cause: unknown): string | undefined {
  try {
    return JSON.stringify(value, replace);
  } catch (error) {
    throw unwritable(error instanceof Error ? error.message.split("\n")[0]! : String(error), cause);
  }
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawNumber(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return toBase64(value);
  return value;
}

/** Gives a bigint as a number with all its digits, where the platform can; else as text, so that nothing is lost. */
function rawNumber(value: bigint): unknown {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };
  return rawJSON === undefined ? String(value) : rawJSON(String(value));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function unwritable(reason: string, cause: unknown): FlagonError {
  return new FlagonError(`The value cannot be written as JSON: ${reason}.`, {
    code: "app.json",
    mend: "Return plain objects, arrays, text, numbers, dates, maps and sets, without cycles; give classes a toJSON().",
    cause,
  });
}
