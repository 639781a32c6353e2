/** Dependencies for the length of a test. */

import type { Flagon } from "../app/app.ts";
import type { Dependency, DependencyOpener } from "../app/dependency.ts";
import { runAndThen } from "./settings.ts";

/**
 * Runs `test` while a dependency of an app is opened by another function: a fake. It counts wherever the dependency is asked for, by other
 * dependencies too; afterwards, also when the test throws, all is as before.
 *
 * @returns what `test` gives
 * @example
 * await overrideDependency(app, mailer, () => fakeMailer, () => client.post("/sign-up", { form }));
 */
export function overrideDependency<T, R>(
  app: Flagon,
  dependency: Dependency<T>,
  open: DependencyOpener<T>,
  test: () => R,
): R {
  const restore = dependency.replace(app, open);
  return runAndThen(test, restore);
}
