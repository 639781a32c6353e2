/** Statements that are larger than the server takes: it would hang up, and its answer may be lost on the way. */

import { TOO_LARGE, type MysqlFault } from "./mysql-errors.ts";

/** What a packet has besides the values. */
const HEAD = 64;

/**
 * Refuses values that the server would not take.
 *
 * `most` is its `max_allowed_packet`.
 */
export function assertSendable(parameters: readonly unknown[], most: number): void {
  let least = HEAD;
  for (const value of parameters)
    if (typeof value === "string" || value instanceof Uint8Array) least += value.length;
  // A character has three bytes at most for each of its units.
  if (least * 3 <= most) return;
  let size = HEAD;
  for (const value of parameters) {
    if (typeof value === "string") size += Buffer.byteLength(value);
    else size += value instanceof Uint8Array ? value.length : 9;
  }
  if (size <= most) return;
  const fault: MysqlFault = Object.assign(
    new Error(`The values have ${size} bytes, and the server takes ${most} (max_allowed_packet).`),
    { errno: TOO_LARGE, sqlState: "08S01" },
  );
  throw fault;
}
