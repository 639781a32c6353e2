/** The time zone in which dates are taken out of instants. */

import { AsyncLocalStorage } from "node:async_hooks";

const scope = new AsyncLocalStorage<string>();
let zone = "UTC";
let isScoped = false;

/** The current time zone: of the caller's scope, else of the process. Default UTC. */
export function currentZone(): string {
  return (isScoped ? scope.getStore() : undefined) ?? zone;
}

/** Sets the time zone of the process. */
export function setTimeZone(name: string): void {
  zone = name;
}

/** Runs `work` with another time zone. */
export function withTimeZone<T>(name: string, work: () => T): T {
  isScoped = true;
  return scope.run(name, work);
}
