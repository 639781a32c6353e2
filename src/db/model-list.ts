/** The list that models are registered in. */

import { FlagonError } from "../base/errors.ts";

/**
 * Refuses what is no list.
 *
 * @throws FlagonError `db.no-model`.
 */
export function assertModelList(models: unknown): void {
  if (Array.isArray(models)) return;
  throw new FlagonError("The models to register are not in a list.", {
    code: "db.no-model",
    where: "registerModels()",
    mend: "Write registerModels([Article, Tag]), with a blueprint's name behind the list where there is one.",
  });
}
