/** What `flagon loaddata` does. */

import type { CommandContext } from "../../app/command.ts";
import {
  fileSource,
  findFixtures,
  type FixtureFormat,
  type FixtureSource,
  loadSources,
} from "../../db/fixtures/index.ts";
import { fixtureFolders } from "./folders.ts";

/** What the command is given. */
export interface LoadValues {
  fixtures: string[];
  format: string | undefined;
  model: string | undefined;
  exclude: string[];
  ignoreNonexistent: boolean;
  database: string | undefined;
}

/** Loads fixtures, and says how many rows there were. */
export async function load(values: LoadValues, context: CommandContext): Promise<void> {
  const { database, ignoreNonexistent, exclude } = values;
  const sources = values.fixtures.flatMap((name) => sourcesNamed(name, values, context));
  let shown = 0;
  try {
    const result = await loadSources(sources, {
      ignoreNonexistent,
      exclude,
      ...(database !== undefined && { using: database }),
      onProgress(objects) {
        if (performance.now() - shown < 100) return;
        shown = performance.now();
        context.progress(`${objects.toLocaleString("en")} objects`);
      },
    });
    context.progress();
    tell(sources.length, result, context);
  } catch (error) {
    context.progress();
    throw error;
  }
}

function sourcesNamed(name: string, values: LoadValues, { app }: CommandContext): FixtureSource[] {
  const format = values.format as FixtureFormat | undefined;
  const { model } = values;
  if (name === "-")
    return [{ name: "the input", format: format ?? "json", model, open: () => process.stdin }];
  return findFixtures(name, fixtureFolders(app)).map((path) =>
    fileSource(path, { ...(format && { format }), ...(model !== undefined && { model }) }),
  );
}

function tell(
  files: number,
  { rows, skipped, timesWithoutOffset }: Awaited<ReturnType<typeof loadSources>>,
  { print, warn }: CommandContext,
): void {
  print(`${counted(rows, "row")} loaded from ${counted(files, "fixture")}.`);
  if (skipped > 0) warn(`${counted(skipped, "object")} left out.`);
  if (timesWithoutOffset > 0)
    warn(
      `${counted(timesWithoutOffset, "date")} with a time had no offset, read as the app's time zone has it.`,
    );
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
