/** What `flagon makemigrations` does. */

import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import { getDatabases } from "../../db/connections.ts";
import type { Draft } from "../../db/migrations/arrangement.ts";
import type { MigrationGraph } from "../../db/migrations/graph.ts";
import { Migrator } from "../../db/migrations/migrator.ts";
import { idOf, type Migration, type MigrationKey } from "../../db/migrations/migration.ts";
import { numbered, numberOf } from "../../db/migrations/names.ts";
import { optimize } from "../../db/migrations/optimizer.ts";
import type { MigrationProject } from "../../db/migrations/project.ts";
import { optionOf, type Renaming, SilentQuestioner } from "../../db/migrations/questioner.ts";
import { AskingQuestioner, readFills, readRenamings } from "./asking.ts";
import { projectOf, shownPath } from "./project.ts";

/** What the command is given. */
export interface MakeValues {
  labels: string[];
  check: boolean;
  dryRun: boolean;
  empty: boolean;
  merge: boolean;
  update: boolean;
  input: boolean;
  name: string | undefined;
  fill: string[];
  renamed: string[];
  moved: string[];
  json: boolean;
}

/** Makes the migrations that are missing; the exit code is 1 where `--check` finds some. */
export async function makeMigrations(values: MakeValues, context: CommandContext): Promise<number> {
  const project = projectOf(context.app);
  assertName(values.name);
  if (values.merge) return mergeLeaves(project, values, context);
  const drafts = values.empty
    ? await emptyDrafts(project, values)
    : await missingDrafts(project, values, context);
  if (values.json && (values.check || values.dryRun || drafts.length === 0))
    context.print(JSON.stringify(drafts.map(told)));
  else if (drafts.length === 0) context.print(nothing(values.labels));
  if (drafts.length === 0) return 0;
  if (values.check) {
    if (!values.json) tell(drafts, context);
    return 1;
  }
  if (values.dryRun) {
    if (!values.json) await show(project, drafts, context);
    return 0;
  }
  await write(project, drafts, values, context);
  return 0;
}

async function missingDrafts(
  project: MigrationProject,
  { labels, name, input, fill, renamed, moved }: MakeValues,
  context: CommandContext,
): Promise<Draft[]> {
  const fills = readFills(fill);
  const given = { said: readRenamings(renamed, moved) };
  const questioner = input
    ? new AskingQuestioner(context, fills, given)
    : new SilentQuestioner(fills, given);
  const drafts = await project.missing({ questioner, labels, name });
  const open = Map.groupBy(questioner.open, ({ old }) => old);
  for (const renamings of open.values()) context.warn(openText(renamings));
  return drafts;
}

/** What is not asked is said, since values are lost where the answer is another one. */
function openText(renamings: readonly Renaming[]): string {
  const { kind, old } = renamings[0]!;
  const isMove = renamings.every((one) => one.kind === "move");
  const became = isMove ? "moved" : "renamed";
  const paths = renamings.map(({ fresh }) => fresh).join(" or ");
  const options = renamings.map(optionOf).join(" or ");
  const lost = kind === "field" ? "its values" : "all rows";
  return `${old} goes with ${lost}, and ${paths} is made, which is like it: nobody could be asked whether it was ${became}. If it was: flagon makemigrations ${options}`;
}

function assertName(name: string | undefined): void {
  if (name === undefined || /^[A-Za-z_][\w-]*$/.test(name)) return;
  throw new FlagonError(`A migration cannot be called "${name}".`, {
    code: "cli.usage",
    where: "--name",
    mend: "Give letters, digits and underscores, a letter first: the number is put before it.",
  });
}

function nothing(labels: readonly string[]): string {
  return labels.length === 0
    ? "No changes: the models are as the migrations say."
    : `No changes in ${labels.join(", ")}.`;
}

function told({ label, name, operations }: Draft): object {
  return { label, name, operations: operations.map((operation) => operation.describe()) };
}

function tell(drafts: readonly Draft[], { print }: CommandContext): void {
  for (const { label, name, operations } of drafts) {
    print(`Missing in "${label}": ${name}`);
    for (const operation of operations) print(`  - ${operation.describe()}`);
  }
}

async function show(
  project: MigrationProject,
  drafts: readonly Draft[],
  { print }: CommandContext,
): Promise<void> {
  for (const draft of drafts) {
    print(`// ${shownPath(project.folderOf(draft.label))}/${draft.name}.ts`);
    print(await project.text(draft));
  }
}

async function write(
  project: MigrationProject,
  drafts: readonly Draft[],
  values: MakeValues,
  context: CommandContext,
): Promise<void> {
  const { graph } = values.update ? await historyOf(project) : { graph: undefined };
  const written =
    graph === undefined
      ? await project.write(drafts)
      : await Promise.all(drafts.map((draft) => update(project, draft, graph)));
  if (values.json) {
    context.print(
      JSON.stringify(written.flat().map(({ draft, path }) => ({ ...told(draft), path }))),
    );
    return;
  }
  for (const { draft, path } of written.flat()) {
    context.print(`Migrations for "${draft.label}":`);
    context.print(`  ${shownPath(path)}`);
    for (const operation of draft.operations) context.print(`    - ${operation.describe()}`);
  }
  const { warnOfRisks } = await import("./risks.ts");
  await warnOfRisks(project, drafts, context);
}

async function historyOf(project: MigrationProject) {
  return new Migrator(getDatabases().get(), project).history();
}

/** Puts a draft into the last migration of its blueprint, which must not have run yet. */
async function update(project: MigrationProject, draft: Draft, graph: MigrationGraph) {
  const [leaf] = graph.leaves(draft.label);
  if (leaf === undefined) return project.write([draft]);
  await assertFree(project, leaf, graph);
  const others = draft.dependencies.filter((key) => idOf(key) !== leaf.id);
  const merged: Draft = {
    label: draft.label,
    name: leaf.name,
    dependencies: distinct([...leaf.dependencies, ...others]),
    operations: optimize([...leaf.operations, ...draft.operations], draft.label),
  };
  const { isAtomic, runBefore, replaces } = leaf;
  return project.write([merged], { atomic: isAtomic, runBefore, replaces });
}

async function assertFree(
  project: MigrationProject,
  leaf: Migration,
  graph: MigrationGraph,
): Promise<void> {
  const { done } = await historyOf(project);
  const [child] = graph.childrenOf(leaf.id);
  if (!done.has(leaf.id) && child === undefined) return;
  throw new FlagonError(
    child === undefined
      ? `${leaf.id} has run on the database "default": it cannot be changed any more.`
      : `${child.id} follows ${leaf.id}: it cannot be changed any more.`,
    {
      code: "migrations.not-free",
      where: "makemigrations --update",
      mend: "Make a new migration without --update, or undo this one first: flagon migrate.",
    },
  );
}

function distinct(keys: readonly MigrationKey[]): MigrationKey[] {
  return [...new Map(keys.map((key) => [idOf(key), key])).values()];
}

/** Migrations without operations, to be written by hand. */
async function emptyDrafts(
  project: MigrationProject,
  { labels, name }: MakeValues,
): Promise<Draft[]> {
  if (labels.length === 0)
    throw new FlagonError("It is not said for which blueprint.", {
      code: "cli.usage",
      where: "makemigrations --empty",
      mend: "Name it: flagon makemigrations --empty blog.",
    });
  const graph = (await project.files()).graph();
  return labels.map((label) => {
    const [leaf] = graph.leaves(label);
    const number = leaf === undefined ? 1 : (numberOf(leaf.name) ?? 0) + 1;
    project.folderOf(label);
    return {
      label,
      name: numbered(number, name ?? "by_hand"),
      dependencies: leaf === undefined ? [] : [[label, leaf.name] as const],
      operations: [],
    };
  });
}

/** Joins the ends of blueprints that have several. */
async function mergeLeaves(
  project: MigrationProject,
  values: MakeValues,
  context: CommandContext,
): Promise<number> {
  const graph = (await project.files()).graph();
  const labels = graph.labels.filter((label) => graph.leaves(label).length > 1);
  if (labels.length === 0) {
    context.print("No conflict: each blueprint has one last migration.");
    return 0;
  }
  for (const label of labels) await mergeOf(label, graph, { project, values, context });
  return 0;
}

interface Merging {
  project: MigrationProject;
  values: MakeValues;
  context: CommandContext;
}

async function mergeOf(
  label: string,
  graph: MigrationGraph,
  { project, values, context }: Merging,
): Promise<void> {
  const leaves = graph.leaves(label);
  const shared = leaves
    .map(({ id }) => new Set(graph.wayTo([id]).map((one) => one.id)))
    .reduce((one, other) => one.intersection(other));
  context.print(`Merging ${label}:`);
  for (const leaf of leaves) {
    context.print(`  ${leaf.name}`);
    for (const migration of graph.wayTo([leaf.id]))
      if (!shared.has(migration.id))
        for (const operation of migration.operations)
          context.print(`    - ${operation.describe()}`);
  }
  const number = Math.max(...leaves.map(({ name }) => numberOf(name) ?? 0)) + 1;
  const own = `merge_${leaves.map(({ name }) => name).join("_")}`.slice(0, 60);
  const draft: Draft = {
    label,
    name: numbered(number, values.name ?? own),
    dependencies: leaves.map(({ name }) => [label, name] as const),
    operations: [],
  };
  // Both branches must be able to run one after the other.
  graph.stateAfter(leaves.map(({ id }) => id));
  if (values.dryRun) return show(project, [draft], context);
  const answer = values.input
    ? await context.ask(
        "Do the branches leave each other alone, so that their order does not matter? (y/n)",
        { default: "y" },
      )
    : "y";
  if (!/^y/i.test(answer.trim())) return context.print("  Nothing was written.");
  for (const { path } of await project.write([draft]))
    context.print(`  Written: ${shownPath(path)}`);
}
