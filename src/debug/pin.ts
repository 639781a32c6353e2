/** The PIN of the debug console. */

/** Makes a PIN of nine digits, as `123-456-789`, from the platform's random source. */
export function makePin(): string {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  const number = (BigInt(high!) * 4_294_967_296n + BigInt(low!)) % 1_000_000_000n;
  return String(number)
    .padStart(9, "0")
    .replace(/(\d{3})(?=\d)/g, "$1-");
}

/** Compares two texts in a time that tells nothing of where they differ. */
export function equalTexts(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++)
    difference |= a.charCodeAt(at) ^ b.charCodeAt(b.length === 0 ? 0 : at % b.length);
  return difference === 0;
}
