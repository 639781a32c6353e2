/** Refuses numbers of rows that are none. */

import { FlagonError } from "../base/errors.ts";

/** Refuses a count that is none. */
export function wrongCount(where: string, value: unknown): FlagonError {
  return new FlagonError(`${String(value)} is no number of rows.`, {
    code: "db.wrong-count",
    where,
    mend: "Give a whole number that is not negative.",
  });
}
