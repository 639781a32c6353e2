/** Tells of changes that hurt on large tables, or break the release that still runs: `flagon lintmigrations`, and a word after makemigrations. */

import type { CommandContext } from "../../app/command.ts";
import type { FlagonError } from "../../base/errors.ts";
import type { DatabaseKind } from "../../db/backends/backend.ts";
import { getDatabases } from "../../db/connections.ts";
import type { Draft } from "../../db/migrations/arrangement.ts";
import type { MigrationGraph } from "../../db/migrations/graph.ts";
import { lintOperations } from "../../db/migrations/linter.ts";
import type { Migration } from "../../db/migrations/migration.ts";
import { stateBefore } from "../../db/migrations/migrator.ts";
import { CONTENT_TYPES, type MigrationProject } from "../../db/migrations/project.ts";
import { migratorOf } from "./project.ts";

/** What the command is given. */
export interface LintValues {
  labels: string[];
  all: boolean;
  kind: string[];
  silence: string[];
  database: string | undefined;
  json: boolean;
}

interface LintOptions {
  kinds: readonly DatabaseKind[];
  silence: readonly string[];
}

function risksOf(migration: Migration, graph: MigrationGraph, options: LintOptions): FlagonError[] {
  const { label, isAtomic, operations } = migration;
  const before = stateBefore(graph, migration);
  return lintOperations(operations, { label, before, isAtomic, ...options });
}

/** The kinds of the app's databases. */
function ownKinds(): DatabaseKind[] {
  const databases = getDatabases();
  return [...new Set(databases.aliases.map((alias) => databases.get(alias).kind))];
}

/** Lints the migrations that have not run; the exit code is 1 where something is unsafe. */
export async function lint(values: LintValues, context: CommandContext): Promise<number> {
  const { migrator, project } = migratorOf(context, values.database);
  for (const label of values.labels) project.blueprint(label);
  const { done, graph } = await migrator.history();
  const wanted = graph.all.filter(
    ({ id, label }) =>
      label !== CONTENT_TYPES &&
      (values.all || !done.has(id)) &&
      (values.labels.length === 0 || values.labels.includes(label)),
  );
  const kinds = values.kind.length > 0 ? (values.kind as DatabaseKind[]) : ownKinds();
  const found = wanted.flatMap((migration) =>
    risksOf(migration, graph, { kinds, silence: values.silence }).map((risk) => ({
      migration: migration.id,
      risk,
    })),
  );
  if (values.json)
    context.print(
      JSON.stringify(
        found.map(({ migration, risk: { what, code, where, mend } }) => ({
          migration,
          operation: where?.replace(/^[^:]*: /, ""),
          code,
          what,
          mend,
        })),
      ),
    );
  else tell(found, wanted.length, context);
  return found.length > 0 ? 1 : 0;
}

function tell(
  found: readonly { migration: string; risk: FlagonError }[],
  count: number,
  { print }: CommandContext,
): void {
  for (const { migration, risk } of found) {
    print(`${migration}: ${risk.where?.replace(/^[^:]*: /, "")}`);
    print(`  ${risk.what}`);
    print(`  mend: ${risk.mend}`);
    print(`  code: ${risk.code}`);
  }
  if (found.length === 0)
    print(
      count === 0 ? "There is no migration to look at." : `${count} migrations, nothing unsafe.`,
    );
}

/** Warns of what new migrations do, where the site has a database that others use. */
export async function warnOfRisks(
  project: MigrationProject,
  drafts: readonly Draft[],
  { warn }: CommandContext,
): Promise<void> {
  const kinds = ownKinds();
  if (kinds.every((kind) => kind === "sqlite")) return;
  const graph = (await project.files()).graph();
  for (const { label, name } of drafts) {
    const migration = graph.find(`${label}.${name}`);
    if (migration === undefined) continue;
    for (const { where, what, mend } of risksOf(migration, graph, { kinds, silence: [] }))
      warn(`Unsafe on a site that runs: ${where}\n  ${what}\n  mend: ${mend}`);
  }
}
