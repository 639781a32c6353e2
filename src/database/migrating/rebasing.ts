/** What `flagon rebasemigration` does: puts one branch's migrations behind those of another. */

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import { getDatabases } from "../../db/connections.ts";
import type { MigrationGraph } from "../../db/migrations/graph.ts";
import { migrationFiles } from "../../db/migrations/loader.ts";
import type { Migration } from "../../db/migrations/migration.ts";
import { findMigration } from "../../db/migrations/migrator.ts";
import { numbered, numberOf } from "../../db/migrations/names.ts";
import type { MigrationProject } from "../../db/migrations/project.ts";
import { Recorder } from "../../db/migrations/recorder.ts";
import { LATEST_FILE } from "../../db/migrations/writer.ts";
import { projectOf } from "./project.ts";

/** What the command is given. */
export interface RebaseValues {
  label: string;
  name: string;
}

/** Gives the migrations of one branch numbers behind the other's, and lets the first of them follow the other's last. */
export async function rebase(values: RebaseValues, context: CommandContext): Promise<number> {
  const project = projectOf(context.app);
  const folder = project.folderOf(values.label);
  const graph = (await project.files()).graph();
  const leaves = graph.leaves(values.label);
  if (leaves.length < 2) {
    const [leaf] = leaves;
    if (leaf !== undefined) writeFileSync(join(folder, LATEST_FILE), `${leaf.name}\n`);
    context.print("No conflict: there is one last migration.");
    return 0;
  }
  const moved = findMigration(graph, [values.label, nameToMove(values, folder, leaves)]);
  const target = targetOf(leaves, moved);
  const chain = ownChain(graph, moved, target);
  const names = newNames(chain, target);
  const fork = chain[0]!.dependencies.find(([label]) => label === values.label);
  replaceInFiles(project, names, values.label);
  follow(join(folder, fileOf(folder, chain[0]!.name)), values.label, fork?.[1], target.name);
  for (const [old, name] of names) {
    const file = fileOf(folder, old);
    renameSync(join(folder, file), join(folder, file.replace(old, name)));
    context.print(`${old} is ${name} now.`);
  }
  writeFileSync(join(folder, LATEST_FILE), `${names.at(-1)![1]}\n`);
  await renameNotes(values.label, names);
  return 0;
}

/** Which end moves: the one that is named, else what git says is this branch's own. */
function nameToMove(
  { label, name }: RebaseValues,
  folder: string,
  leaves: readonly Migration[],
): string {
  if (name !== "") return name;
  const latest = join(folder, LATEST_FILE);
  const text = existsSync(latest) ? readFileSync(latest, "utf8") : "";
  const [, head, other] = /^<{7}.*\n([^\n]+)\n={7}\n([^\n]+)\n>{7}/m.exec(text) ?? [];
  if (head !== undefined && other !== undefined) return (isRebasing(folder) ? other : head).trim();
  throw new FlagonError(
    `"${label}" has ${leaves.length} ends, and it is not said which of them moves behind the other.`,
    {
      code: "cli.usage",
      where: `rebasemigration ${label}`,
      mend: `Name the one of your branch, which no other database has run: ${leaves.map((leaf) => leaf.name).join(" or ")}.`,
    },
  );
}

/** In the middle of `git rebase` the head is the other branch. */
function isRebasing(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const git = join(at, ".git");
    if (existsSync(git))
      return ["rebase-merge", "rebase-apply"].some((name) => existsSync(join(git, name)));
    if (dirname(at) === at) return false;
  }
}

function targetOf(leaves: readonly Migration[], moved: Migration): Migration {
  const others = leaves.filter(({ id }) => id !== moved.id);
  if (others.length === 1 && leaves.includes(moved)) return others[0]!;
  throw new FlagonError(`${moved.id} is not one of two ends.`, {
    code: "migrations.conflict",
    where: `rebasemigration ${moved.label}`,
    mend: `The ends are ${leaves.map(({ name }) => name).join(", ")}: move one after the other.`,
  });
}

/** The migrations that only the moved branch has. */
function ownChain(graph: MigrationGraph, moved: Migration, target: Migration): Migration[] {
  const shared = new Set(graph.wayTo([target.id]).map(({ id }) => id));
  return graph
    .wayTo([moved.id])
    .filter(({ id, label }) => label === moved.label && !shared.has(id));
}

function newNames(chain: readonly Migration[], target: Migration): [old: string, name: string][] {
  const first = (numberOf(target.name) ?? 0) + 1;
  return chain.map(({ name }, at) => [name, numbered(first + at, name.replace(/^\d+_?/, ""))]);
}

function fileOf(folder: string, name: string): string {
  return migrationFiles(folder).find((one) => one.name === name)!.file;
}

/** All files that name a moved migration name it anew. */
function replaceInFiles(
  project: MigrationProject,
  names: readonly (readonly [string, string])[],
  label: string,
): void {
  for (const { folder } of project.blueprints) {
    if (folder === undefined) continue;
    for (const { file } of migrationFiles(folder)) {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      const changed = names.reduce(
        (current, [old, name]) => renamed(current, label, old, name),
        text,
      );
      if (changed !== text) writeFileSync(path, changed);
    }
  }
}

function renamed(text: string, label: string, old: string, name: string): string {
  return text.replaceAll(keyPattern(label, old), (found) => found.replace(old, name));
}

function keyPattern(label: string, name: string): RegExp {
  const quoted = (word: string): string => `["']${word.replaceAll("-", "\\-")}["']`;
  return new RegExp(`\\[\\s*${quoted(label)},\\s*${quoted(name)},?\\s*\\]`, "g");
}

/** The first of the moved migrations follows the other branch's last. */
function follow(path: string, label: string, fork: string | undefined, target: string): void {
  if (fork === undefined) return;
  writeFileSync(path, renamed(readFileSync(path, "utf8"), label, fork, target));
}

/** What this developer's own database has noted keeps its rows. */
async function renameNotes(
  label: string,
  names: readonly (readonly [string, string])[],
): Promise<void> {
  const recorder = new Recorder(getDatabases().get());
  const { done } = await recorder.applied();
  for (const [old, name] of names) {
    if (!done.has(`${label}.${old}`)) continue;
    await recorder.remove([label, old]);
    await recorder.add([label, name]);
  }
}
