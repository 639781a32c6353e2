/** Checks rows. */
import type { RowObject } from "./row-state.ts";
/** x */
export async function cleanRow(_row: RowObject, _options: object): Promise<void> {
  throw new Error("todo");
}
