/** What `flagon showmigrations` and `flagon sqlmigrate` do. */

import type { CommandContext } from "../../app/command.ts";
import type { Migration } from "../../db/migrations/migration.ts";
import { findMigration } from "../../db/migrations/migrator.ts";
import { CONTENT_TYPES } from "../../db/migrations/project.ts";
import { migratorOf } from "./project.ts";

/** What `showmigrations` is given. */
export interface ShowValues {
  labels: string[];
  plan: boolean;
  json: boolean;
  database: string | undefined;
}

/** Shows which migrations there are and which have run. */
export async function showMigrations(values: ShowValues, context: CommandContext): Promise<void> {
  const { migrator, project } = migratorOf(context, values.database);
  const { applied, done, graph } = await migrator.history();
  for (const label of values.labels) project.blueprint(label);
  const labels = new Set(
    values.labels.length > 0 ? values.labels : project.blueprints.map(({ label }) => label),
  );
  const needed = graph.wayTo(
    graph.all.filter(({ label }) => labels.has(label)).map(({ id }) => id),
  );
  const isShown = ({ label }: Migration): boolean =>
    labels.has(label) || (values.plan && label === CONTENT_TYPES);
  const shown = (values.plan ? needed : graph.all).filter(isShown);
  const unfinished = new Map(
    applied.unfinished.map((one) => [`${one.label}.${one.name}`, one.operations]),
  );
  if (values.json) {
    const rows = shown.map((migration) => ({
      label: migration.label,
      name: migration.name,
      applied: done.has(migration.id),
      at: applied.at.get(migration.id)?.toISOString() ?? null,
    }));
    return context.print(JSON.stringify(rows));
  }
  const mark = ({ id }: Migration): string =>
    done.has(id) ? "[X]" : unfinished.has(id) ? "[~]" : "[ ]";
  if (values.plan)
    for (const migration of shown) context.print(`${mark(migration)} ${migration.id}`);
  else for (const label of [...labels].toSorted()) showLabel(label, shown, mark, context);
  for (const [id, count] of unfinished)
    context.warn(
      `${id} has begun and is not finished: ${count} of its operations are done. Migrate again to go on.`,
    );
  const django = done.size === 0 ? await migrator.recorder.django() : undefined;
  if (django !== undefined)
    context.warn(
      `Django has noted ${django.size} migrations in this database. Take its tables over with: flagon migrate --fake-initial.`,
    );
}

function showLabel(
  label: string,
  shown: readonly Migration[],
  mark: (migration: Migration) => string,
  { print }: CommandContext,
): void {
  print(label);
  const own = shown.filter((migration) => migration.label === label);
  if (own.length === 0) print("  (no migrations)");
  for (const migration of own) {
    const count = migration.replaces.length;
    const squashed = count > 0 ? ` (squashed of ${count})` : "";
    print(`  ${mark(migration)} ${migration.name}${squashed}`);
  }
}

/** What `sqlmigrate` is given. */
export interface SqlValues {
  label: string;
  name: string;
  backwards: boolean;
  database: string | undefined;
}

/** Shows the statements of a migration. */
export async function sqlMigrate(values: SqlValues, context: CommandContext): Promise<void> {
  const { migrator, database } = migratorOf(context, values.database);
  const { graph } = await migrator.history();
  const migration = findMigration(graph, [values.label, values.name]);
  const lines = await migrator.sql([migration.label, migration.name], values);
  const isWhole = migration.isAtomic && database.kind !== "mysql";
  const [begin, end] = isWhole ? ["BEGIN;", "COMMIT;"] : [];
  for (const line of [begin, ...lines, end]) if (line !== undefined) context.print(line);
}
