/** Refuses misspelt options: where nobody checks types they would be passed over in silence. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { kindOf } from "./setting-kinds.ts";

/**
 * Refuses an option that is not among the known ones.
 *
 * @throws FlagonError `app.unknown-option`, with the near name, or where it belongs if it is a setting.
 */
export function assertKnown(given: object, known: readonly string[], where: string): void {
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new FlagonError(`There is no option "${wrong}".`, {
    code: "app.unknown-option",
    where,
    mend:
      kindOf(wrong) === undefined
        ? suggest(wrong, known)
        : `It is a setting: new Flagon({ config: { ${wrong}: … } }).`,
  });
}
