/** Settings for the length of a test. */

import type { Flagon } from "../app/app.ts";
import type { SettingsInput } from "../app/config.ts";
import { signals } from "../app/signals.ts";
import { isThenable } from "../http/handler.ts";

/**
 * Runs `test` with other settings; afterwards, also when it throws, the settings are as before.
 *
 * The signal `settingChanged` tells of each change and of each way back. What an extension reads once, when it is installed or first used
 * (a secret key, the name of a cookie), keeps its first value: make such an app in the test.
 *
 * @returns what `test` gives
 * @example
 * await overrideSettings(app, { allowedHosts: ["shop.test"] }, () => client.get("http://shop.test/"));
 */
export function overrideSettings<T>(app: Flagon, settings: SettingsInput, test: () => T): T {
  const names = Object.keys(settings);
  const before = new Map(names.map((name) => [name, copyOf(app.config.find(name))]));
  change(app, settings);
  const restore = (): void => {
    const missing = names.filter((name) => before.get(name) === undefined);
    change(app, Object.fromEntries(before));
    for (const name of missing) delete (app.config as unknown as Record<string, unknown>)[name];
  };
  return runAndThen(test, restore);
}

function change(app: Flagon, settings: SettingsInput): void {
  app.config.fromObject(settings, "overrideSettings()");
  for (const [name, value] of Object.entries(settings))
    signals.settingChanged.send(app, { name, value });
}

/** A group of settings is changed in place, so its former state is a copy; values of other kinds are kept as they are. */
function copyOf(value: unknown): unknown {
  return typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
    ? { ...value }
    : value;
}

/** Runs `test`, then `finish`: after its promise has settled, where it gives one, and whatever it throws. */
export function runAndThen<T>(test: () => T, finish: () => void): T {
  let result: T;
  try {
    result = test();
  } catch (error) {
    finish();
    throw error;
  }
  if (!isThenable(result)) {
    finish();
    return result;
  }
  // The promise settles after the settings are back; its type is the one that came in.
  return Promise.resolve(result).finally(finish) as T;
}
