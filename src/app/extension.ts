/** Extensions: how a battery, or anybody's package, adds itself to an app. */

import { FlagonError } from "../base/errors.ts";
import type { MaybePromise } from "../http/handler.ts";
import type { Flagon } from "./app.ts";

/**
 * Something that adds itself to an app by its public methods alone.
 *
 * @example
 * const poweredBy = (name: string): Extension => ({
 *   name: "powered-by",
 *   install(app) {
 *     app.afterRequest((response) => response.headers.set("X-Powered-By", name));
 *   },
 * });
 */
export interface Extension {
  /** Unique in an app. */
  readonly name: string;
  /** Names of extensions that must be installed before. */
  readonly needs?: readonly string[];
  /** Adds hooks, routes, commands and settings. Runs once for each app. */
  install(app: Flagon): void;
  /** Runs when the app starts to serve, before the first request. */
  onStart?(app: Flagon): MaybePromise<unknown>;
  /** Runs when the app stops, after the last request. */
  onStop?(app: Flagon): MaybePromise<unknown>;
}

/**
 * Refuses an extension that is there already, or whose needs are not.
 *
 * @throws FlagonError `app.extension-taken`, `app.extension-needs`
 */
export function assertInstallable(
  { name, needs = [] }: Extension,
  installed: ReadonlyMap<string, unknown>,
): void {
  const where = `app.install(${name}())`;
  if (installed.has(name)) {
    throw new FlagonError(`The extension "${name}" is installed already.`, {
      code: "app.extension-taken",
      where,
      mend: "Install it once.",
    });
  }
  const missing = needs.find((needed) => !installed.has(needed));
  if (missing === undefined) return;
  throw new FlagonError(`The extension "${name}" needs "${missing}".`, {
    code: "app.extension-needs",
    where,
    mend: `Install ${missing}() before it.`,
  });
}
