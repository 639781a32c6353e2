/** JSON as Python writes it: ASCII only, since some of its readers take the bytes for Latin-1; integers of any size. */

/** Writes a value in compact JSON, every character past ASCII as `\uXXXX`. */
export function formatPythonJson(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) =>
    typeof item === "bigint" ? rawJson(String(item)) : item,
  ) as string | undefined;
  if (json === undefined)
    throw new TypeError("Only JSON can be written, and undefined and functions are none.");
  return json.replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads JSON; an integer past 2^53 becomes a bigint, `__proto__` a name like any other. */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(
    text,
    /\d{16}/.test(text) ? (reviveBigInt as (key: string, value: unknown) => unknown) : undefined,
  );
}

function reviveBigInt(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;
}

/** `JSON.rawJSON` is in every runtime of ours, and not yet in the type library. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
