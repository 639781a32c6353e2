/** Tests of migrations: a database without tables, moved from one migration to another with rows in it. */

import type { Flagon } from "../../app/app.ts";
import { projectOf } from "../../database/migrating/project.ts";
import { getDatabase, preferDatabases } from "../../db/connections.ts";
import { Migrator } from "../../db/migrations/migrator.ts";
import type { HistoricalModel } from "../../db/migrations/operation.ts";
import { renderingOf } from "../../db/migrations/rendering.ts";
import { PreparedDatabases } from "../../database/trial/prepared.ts";
import type { SuiteHooks } from "./suite.ts";

/** The models as they were when a migration had run: `models("blog.Article")`. */
export type HistoricalModels = (path: string) => HistoricalModel;

/** A suite whose tests move a database from migration to migration. */
export interface MigrationSuite {
  /**
   * Brings the test's database to a migration of a blueprint (`app` for the app's own models), with what that needs, forwards or
   * backwards, and gives the models of that point. `zero` undoes all of the blueprint's, no name goes to its end.
   *
   * @throws FlagonError `migrations.unknown-label`, `migrations.unknown-migration`, and what the migrations bring.
   */
  migrate(label: string, name?: string, options?: { using?: string }): Promise<HistoricalModels>;
}

/**
 * Gives each test of the suite around it a new database without tables. What migrations do is committed there.
 *
 * @example
 * const suite = migrationSuite({ before, after, beforeEach, afterEach }, app);
 * it("fills the slugs of articles that are there", async () => {
 *   const before = await suite.migrate("blog", "0003");
 *   await before("blog.Article").create({ title: "On boats" });
 *   const after = await suite.migrate("blog", "0004");
 *   assert.equal((await after("blog.Article").get()).slug, "on-boats");
 * });
 */
export function migrationSuite(
  hooks: Pick<SuiteHooks, "beforeEach" | "afterEach">,
  app: Flagon,
): MigrationSuite {
  let end = async (): Promise<void> => {};
  hooks.beforeEach(async () => {
    const prepared = new PreparedDatabases(app, { tables: false, suffix: "_migrations" });
    prepared.reserve();
    await prepared.open();
    const restore = preferDatabases(prepared.databases);
    end = async () => {
      restore();
      await prepared.release();
    };
  });
  hooks.afterEach(() => end());
  return { migrate: (label, name, { using } = {}) => migrateTo(app, { label, name }, using) };
}

async function migrateTo(
  app: Flagon,
  target: { label: string; name: string | undefined },
  using: string | undefined,
): Promise<HistoricalModels> {
  const database = getDatabase(using);
  const migrator = new Migrator(database, projectOf(app));
  await migrator.migrate(target);
  const { done, graph } = await migrator.history();
  const ids = [...done].filter((id) => graph.find(id) !== undefined);
  const rendering = renderingOf(graph.stateAfter(ids), database.alias);
  return (path) => rendering.model(path, `models("${path}")`) as HistoricalModel;
}
