/** What the program says of an error. */

import { FlagonError } from "../base/errors.ts";

/** Programmer mistakes explain themselves; everything else shows where it came from. */
export function textOf(error: unknown): string {
  if (error instanceof FlagonError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
