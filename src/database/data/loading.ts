/** What `flagon loaddata` does. */

import type { CommandContext } from "../../app/command.ts";
import {
  fileSource,
  findFixtures,
  type FixtureFormat,
  type FixtureSource,
  type LoadOptions,
  loadSources,
} from "../../db/fixtures/index.ts";
import { fixtureFolders } from "./folders.ts";
import { withLittleMemory } from "./memory.ts";
import { counted, meter } from "./meter.ts";

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
  try {
    const options: LoadOptions = {
      ignoreNonexistent,
      exclude,
      ...(database !== undefined && { using: database }),
      onProgress: meter(context, "loaded"),
    };
    const result = await withLittleMemory(() => loadSources(sources, options));
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
