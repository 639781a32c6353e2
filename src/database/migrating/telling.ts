/** Tells the developer at the start of `flagon dev` what the database lacks, and the command that mends it. */

import type { Flagon } from "../../app/app.ts";
import { FlagonError } from "../../base/errors.ts";
import { type Databases, withDatabases } from "../../db/connections.ts";
import type { MigrationGraph } from "../../db/migrations/graph.ts";
import { Migrator } from "../../db/migrations/migrator.ts";
import type { MigrationProject } from "../../db/migrations/project.ts";
import { SilentQuestioner } from "../../db/migrations/questioner.ts";
import { metaOf } from "../../db/registry.ts";
import { existingTables } from "../../db/schema/existing-tables.ts";
import { projectOf } from "./project.ts";

/** Warns of migrations that have not run, of changes of models that no migration has, and of models that have neither migrations nor tables. Nothing that goes wrong here stops the server. */
export async function tellWhatIsMissing(app: Flagon, databases: Databases): Promise<void> {
  const logger = app.logger.named("flagon.database");
  try {
    for (const text of await withDatabases(databases, () => missing(app, databases)))
      logger.warn({}, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    logger.warn({}, `The migrations could not be looked at: ${why}`);
  }
}

async function missing(app: Flagon, databases: Databases): Promise<string[]> {
  const project = projectOf(app);
  const migrator = new Migrator(databases.get(), project);
  const plan = await migrator.plan();
  const told: string[] = [];
  if (plan.length > 0) {
    const names = plan.map(({ migration }) => migration.id);
    const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} …` : names.join(", ");
    told.push(
      `${names.length === 1 ? "A migration has" : `${names.length} migrations have`} not run: ${shown}. Run them: flagon migrate`,
    );
  }
  const { graph } = await migrator.history();
  told.push(...(await changed(project, graph)));
  const there = await existingTables(databases.get());
  for (const { label, models } of project.blueprints) {
    if (graph.of(label).length > 0) continue;
    const bare = models
      .map(metaOf)
      .find(({ table, options }) => isOwn(options) && !there.has(table));
    if (bare !== undefined)
      told.push(
        `The model ${bare.path} has no table and "${label}" has no migrations. Make both: flagon makemigrations && flagon migrate`,
      );
  }
  return told;
}

/** Which models say more than their migrations. What a question would have to settle counts as well. */
async function changed(project: MigrationProject, graph: MigrationGraph): Promise<string[]> {
  const known = project.blueprints.filter(({ label }) => graph.of(label).length > 0);
  if (known.length === 0) return [];
  const mend = "Write them: flagon makemigrations";
  try {
    const drafts = await project.missing({ questioner: new SilentQuestioner() });
    return drafts
      .filter(({ label }) => known.some((blueprint) => blueprint.label === label))
      .map(({ label, operations: [first, ...more] }) => {
        const others = more.length === 0 ? "" : ` and ${more.length} more`;
        return `The models of "${label}" have changes without a migration: ${first!.describe()}${others}. ${mend}`;
      });
  } catch (error) {
    if (!(error instanceof FlagonError) || error.code !== "migrations.fill-needed") throw error;
    return [`The field ${error.where} has no migration. ${mend}`];
  }
}

function isOwn({
  managed,
  proxy,
  database,
}: {
  managed?: boolean;
  proxy?: boolean;
  database?: string;
}): boolean {
  return managed !== false && proxy !== true && database === undefined;
}
