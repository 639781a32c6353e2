/** The time zone in which dates are taken out of instants. */

import { AsyncLocalStorage } from "node:async_hooks";
import { assertZone } from "./backends/zones.ts";

const scope = new AsyncLocalStorage<string>();
let zone = "UTC";
let isScoped = false;

/** The current time zone: of the caller's scope, else of the process. Default UTC. */
export function currentZone(): string {
  return (isScoped ? scope.getStore() : undefined) ?? zone;
}

/**
 * Sets the time zone of the process.
 *
 * @throws FlagonError `db.unknown-zone`
 */
export function setTimeZone(name: string): void {
  assertZone(name);
  zone = name;
}

/**
 * Runs `work` with another time zone.
 *
 * @throws FlagonError `db.unknown-zone`
 */
export function withTimeZone<T>(name: string, work: () => T): T {
  assertZone(name);
  isScoped = true;
  return scope.run(name, work);
}
