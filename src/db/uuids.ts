/** UUIDs: their forms, random ones (version 4) and ones that sort by time (version 7). */

const WITH_HYPHENS = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^[0-9a-f]{32}$/;

/** Gives a random UUID (version 4). As a key it scatters rows; {@link uuid7} keeps them together. */
export function uuid4(): string {
  return crypto.randomUUID();
}

let lastTime = 0;
let counter = 0;

/**
 * Gives a UUID that sorts after those that this process gave before (version 7): milliseconds, a counter within them, random bits.
 *
 * @see RFC 9562 section 5.7, and section 6.2 method 1 for the counter
 */
export function uuid7(): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const now = Date.now();
  if (now > lastTime) {
    lastTime = now;
    // The uppermost of the twelve bits is zero, so that there is room to count.
    counter = ((random[8]! << 8) | random[9]!) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastTime += 1;
    counter = 0;
  }
  random[0] = (random[0]! & 0x3f) | 0x80;
  const time = lastTime.toString(16).padStart(12, "0");
  const rest = Array.from(random.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return hyphened(`${time}7${counter.toString(16).padStart(3, "0")}${rest.join("")}`);
}

/** Gives a UUID in small letters with hyphens; undefined where the text is none. It takes any case, no hyphens, braces and `urn:uuid:`. */
export function parseUuid(text: string): string | undefined {
  if (text.length === 36 && WITH_HYPHENS.test(text)) return text;
  if (text.length > 45) return undefined;
  const hex = text
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replace(/^\{(.*)\}$/, "$1")
    .replaceAll("-", "");
  return HEX.test(hex) ? hyphened(hex) : undefined;
}

/** Puts the hyphens into 32 digits. */
export function hyphened(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
