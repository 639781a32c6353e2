/** What `flagon squashmigrations` and `flagon optimizemigration` do. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import type { Draft } from "../../db/migrations/arrangement.ts";
import { ExportFinder } from "../../db/migrations/exports.ts";
import type { MigrationGraph } from "../../db/migrations/graph.ts";
import { migrationFiles } from "../../db/migrations/loader.ts";
import { idOf, type Migration, type MigrationKey } from "../../db/migrations/migration.ts";
import { findMigration } from "../../db/migrations/migrator.ts";
import { numbered, numberOf } from "../../db/migrations/names.ts";
import { optimize } from "../../db/migrations/optimizer.ts";
import type { MigrationProject } from "../../db/migrations/project.ts";
import { LATEST_FILE, migrationText, writeMigration } from "../../db/migrations/writer.ts";
import { projectOf, shownPath } from "./project.ts";

/** What `squashmigrations` is given. */
export interface SquashValues {
  label: string;
  first: string;
  last: string;
  squashedName: string | undefined;
  optimize: boolean;
}

/** Puts several migrations into one, which stands for them. */
export async function squash(values: SquashValues, context: CommandContext): Promise<void> {
  const project = projectOf(context.app);
  const graph = (await project.files()).graph();
  const { label } = values;
  const [from, to] = values.last === "" ? [undefined, values.first] : [values.first, values.last];
  const end = findMigration(graph, [label, to]);
  const own = graph.wayTo([end.id]).filter((migration) => migration.label === label);
  const start = from === undefined ? own[0]! : findMigration(graph, [label, from]);
  const taken = own.slice(own.findIndex(({ id }) => id === start.id));
  if (taken.length < 2) throw tooFew(start, end);
  refuseCircle(taken, graph);
  const all = taken.flatMap(({ operations }) => operations);
  const operations = values.optimize ? optimize(all, label) : all;
  const draft: Draft = {
    label,
    name: numbered(numberOf(start.name) ?? 1, values.squashedName ?? `squashed_${end.name}`),
    dependencies: outer(taken),
    operations,
  };
  const folder = project.folderOf(label);
  const text = await textOf(project, draft, {
    replaces: taken.flatMap(replacedBy),
    ...(start.isInitial && { initial: true }),
    ...(taken.some(({ isAtomic }) => !isAtomic) && { atomic: false }),
  });
  const path = writeBeside(folder, draft.name, text);
  context.print(
    `${all.length} operations of ${taken.length} migrations became ${operations.length}.`,
  );
  context.print(`Written: ${shownPath(path)}`);
  context.print(
    "Keep the old files until every database has run them or the new one; then delete them, and take `replaces` out of the new one.",
  );
}

/** The folder's last migration stays the last. */
function writeBeside(folder: string, name: string, text: string): string {
  const latest = join(folder, LATEST_FILE);
  const before = migrationFiles(folder).at(-1)?.name;
  const path = writeMigration(folder, name, text);
  if (before !== undefined) writeFileSync(latest, `${before}\n`);
  return path;
}

function replacedBy(migration: Migration): readonly MigrationKey[] {
  const { label, name, replaces } = migration;
  return replaces.length > 0 ? replaces : [[label, name]];
}

/** What several migrations need besides each other. */
function outer(taken: readonly Migration[]): MigrationKey[] {
  const inner = new Set(taken.map(({ id }) => id));
  const keys = taken.flatMap(({ dependencies }) => dependencies);
  const left = keys.filter((key) => !inner.has(idOf(key)));
  return [...new Map(left.map((key) => [idOf(key), key])).values()];
}

/** Code of the single migrations is imported from their files, where they export it. */
async function textOf(
  project: MigrationProject,
  draft: Draft,
  options: Parameters<MigrationProject["text"]>[1] & object,
): Promise<string> {
  const folder = project.folderOf(draft.label);
  const { home = folder } = project.blueprint(draft.label);
  const finder = new ExportFinder([folder, home]);
  return migrationText(draft, { ...options, folder, finder });
}

/** What another blueprint does in between, such as taking a model over, can be neither before nor behind all of it. */
function refuseCircle(taken: readonly Migration[], graph: MigrationGraph): void {
  const inner = new Set(taken.map(({ id }) => id));
  const needed = outer(taken)
    .map((key) => graph.find(idOf(key)))
    .filter((one) => one !== undefined);
  const between = graph
    .wayTo(needed.map(({ id }) => id))
    .find(
      ({ id, label }) =>
        label !== taken[0]!.label && graph.wayTo([id]).some((one) => inner.has(one.id)),
    );
  if (between === undefined) return;
  const last = graph.wayTo([between.id]).findLast(({ id }) => inner.has(id))!;
  throw new FlagonError(
    `${between.id} needs ${last.id}, and is needed by what follows: one migration cannot stand for both sides.`,
    {
      code: "migrations.circular",
      where: `squashmigrations ${last.label}`,
      mend: `Squash up to ${last.name}, and what follows apart.`,
    },
  );
}

function tooFew(start: Migration, end: Migration): FlagonError {
  return new FlagonError(
    `From ${start.name} to ${end.name} there are no two migrations to squash.`,
    {
      code: "migrations.nothing-to-squash",
      where: `squashmigrations ${end.label}`,
      mend: "Name the last one to squash, and the first before it where it is not the blueprint's first.",
    },
  );
}

/** What `optimizemigration` is given. */
export interface OptimizeValues {
  label: string;
  name: string;
  check: boolean;
}

/** Puts the operations of one migration together; the exit code is 1 where `--check` finds some. */
export async function optimizeMigration(
  values: OptimizeValues,
  context: CommandContext,
): Promise<number> {
  const project = projectOf(context.app);
  const graph = (await project.files()).graph();
  const migration = findMigration(graph, [values.label, values.name]);
  const { label, name, operations } = migration;
  const fewer = optimize(operations, label);
  if (fewer.length >= operations.length) {
    context.print("There is nothing to put together.");
    return 0;
  }
  context.print(`${operations.length} operations can be ${fewer.length}.`);
  if (values.check) return 1;
  const { dependencies, runBefore, replaces, isAtomic } = migration;
  const folder = project.folderOf(label);
  const draft: Draft = { label, name, dependencies: [...dependencies], operations: fewer };
  const text = await textOf(project, draft, { runBefore, replaces, atomic: isAtomic });
  const latest = readFileSync(join(folder, LATEST_FILE), "utf8");
  const path = writeMigration(folder, name, text);
  writeFileSync(join(folder, LATEST_FILE), latest);
  context.print(`Written: ${shownPath(path)}`);
  return 0;
}
