/** Waits that come to an end: what never happens fails its test by name, instead of holding up the whole run. */

import { setTimeout as wait } from "node:timers/promises";

/** Far above what any wait takes on a busy machine: it ends only what would last for ever. */
export const FOR_EVER_MS = 60_000;

/** Looks again and again until there is something other than false. `told` says more about the failure, such as the log of a server. */
export async function until<T>(
  what: string,
  look: () => Promise<T | false> | T | false,
  told: () => string = () => "",
): Promise<T> {
  const end = performance.now() + FOR_EVER_MS;
  while (performance.now() < end) {
    const found = await look();
    if (found !== false) return found;
    await wait(20);
  }
  throw new Error(`Waited ${FOR_EVER_MS / 1000} s for ${what}, in vain.\n${told()}`);
}
