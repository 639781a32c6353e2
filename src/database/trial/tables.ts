/** The tables of test databases: by the migrations of blueprints that have some, by their models for the others. */

import type { Flagon } from "../../app/app.ts";
import { projectOf } from "../migrating/project.ts";
import type { Database } from "../../db/backends/backend.ts";
import { labelOf } from "../../db/migrations/model-states.ts";
import { Migrator } from "../../db/migrations/migrator.ts";
import { CONTENT_TYPES, type MigrationProject } from "../../db/migrations/project.ts";
import { knownModels } from "../../db/registry.ts";
import { createTables } from "../../db/schema/tables.ts";

/**
 * Makes the tables.
 *
 * `FLAGON_TEST_MIGRATIONS=0` makes all of them from the models, which is quicker where there are many migrations.
 */
export async function makeTables(
  databases: readonly Database[],
  app: Flagon | undefined,
): Promise<void> {
  const isMigrated = app !== undefined && process.env["FLAGON_TEST_MIGRATIONS"] !== "0";
  const project = isMigrated ? projectOf(app) : undefined;
  const labels = project === undefined ? new Set<string>() : await migratedLabels(project);
  for (const database of databases) {
    if (project !== undefined && labels.size > 0) await new Migrator(database, project).migrate();
    const others = knownModels().filter((meta) => !labels.has(labelOf(meta)));
    const models = others.map(({ model }) => model);
    await createTables(...models, { using: database.alias, ifNotExists: true });
  }
}

/** The labels of blueprints that have migrations: a table that these do not make is missing in tests, too. */
async function migratedLabels(project: MigrationProject): Promise<Set<string>> {
  const { migrations } = await project.files();
  const labels = new Set(migrations.map(({ label }) => label));
  if (labels.size === 1 && labels.has(CONTENT_TYPES)) labels.clear();
  return labels;
}
