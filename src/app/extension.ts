/** Extensions: how a battery, or anybody's package, adds itself to an app. */

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
