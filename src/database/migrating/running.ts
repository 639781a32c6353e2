/** What `flagon migrate` does. */

import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import type { Migrator, PlanStep } from "../../db/migrations/migrator.ts";
import { migratorOf } from "./project.ts";

/** What the command is given. */
export interface MigrateValues {
  label: string;
  name: string;
  database: string | undefined;
  fake: boolean;
  fakeInitial: boolean;
  plan: boolean;
  check: boolean;
  prune: boolean;
  json: boolean;
}

/** Migrates; the exit code is 1 where `--check` finds something to do. */
export async function migrate(values: MigrateValues, context: CommandContext): Promise<number> {
  const { migrator } = migratorOf(context, values.database);
  const target = {
    label: values.label === "" ? undefined : values.label,
    name: values.name === "" ? undefined : values.name,
  };
  if (values.prune) return prune(migrator, values, context);
  if (values.plan || values.check) return showPlan(await migrator.plan(target), values, context);
  const steps: object[] = [];
  const plan = await migrator.migrate(target, {
    fake: values.fake,
    fakeInitial: values.fakeInitial,
    onStep: (step, state) => {
      if (state === "begins") context.progress(`${verbOf(step)} ${step.migration.id} …`);
      else {
        context.progress();
        steps.push({
          migration: step.migration.id,
          backwards: step.isBackwards,
          state: WORDS[state],
        });
        if (!values.json) context.print(`  ${verbOf(step)} ${step.migration.id}: ${WORDS[state]}`);
      }
    },
    onWait: () =>
      context.warn("Another process is migrating this database: waiting until it is done."),
  });
  if (values.json) context.print(JSON.stringify(steps));
  else if (plan.length === 0) await tellNothing(migrator, context);
  return 0;
}

const WORDS = {
  ends: "done",
  faked: "noted, not run",
  elsewhere: "done by another process",
} as const;

function verbOf({ isBackwards }: PlanStep): string {
  return isBackwards ? "Undoing" : "Running";
}

async function tellNothing(migrator: Migrator, { print }: CommandContext): Promise<void> {
  print("Nothing to migrate.");
  const { applied } = await migrator.history();
  const django = applied.done.size === 0 ? await migrator.recorder.django() : undefined;
  if (django !== undefined)
    print(
      `This database was made by Django (${django.size} migrations). Write models for its tables with flagon inspectdb, then makemigrations, then migrate --fake-initial.`,
    );
}

function showPlan(
  plan: readonly PlanStep[],
  { check, json }: MigrateValues,
  { print }: CommandContext,
): number {
  if (json)
    print(
      JSON.stringify(
        plan.map(({ migration, isBackwards }) => ({
          migration: migration.id,
          backwards: isBackwards,
          operations: migration.operations.map((operation) => operation.describe()),
        })),
      ),
    );
  else if (plan.length === 0) print("Nothing to migrate.");
  else
    for (const { migration, isBackwards } of plan) {
      print(`${isBackwards ? "- " : "+ "}${migration.id}`);
      const operations = isBackwards ? migration.operations.toReversed() : migration.operations;
      for (const operation of operations)
        print(`    ${isBackwards ? "Undo: " : ""}${operation.describe()}`);
    }
  return check && plan.length > 0 ? 1 : 0;
}

/** Forgets migrations whose files are gone. */
async function prune(
  migrator: Migrator,
  { label }: MigrateValues,
  { print }: CommandContext,
): Promise<number> {
  if (label === "")
    throw new FlagonError("It is not said for which blueprint.", {
      code: "cli.usage",
      where: "migrate --prune",
      mend: "Name it: flagon migrate blog --prune.",
    });
  const { applied } = await migrator.history();
  const files = await migrator.project.files();
  migrator.project.blueprint(label);
  const known = new Set(files.migrations.map(({ id }) => id));
  const replaced = new Set(
    files.migrations.flatMap(({ replaces }) => replaces.map(([one, name]) => `${one}.${name}`)),
  );
  const gone = [...applied.done].filter((id) => id.startsWith(`${label}.`) && !known.has(id));
  const held = gone.find(
    (id) =>
      replaced.has(id) &&
      !files.migrations.some(
        (one) => applied.done.has(one.id) && one.replaces.some(([a, b]) => `${a}.${b}` === id),
      ),
  );
  if (held !== undefined)
    throw new FlagonError(
      `${held} is still needed: a squashed migration stands for it and is not noted itself.`,
      {
        code: "migrations.not-free",
        where: "migrate --prune",
        mend: `Run flagon migrate ${label} first.`,
      },
    );
  for (const id of gone) {
    await migrator.recorder.remove([label, id.slice(label.length + 1)]);
    print(`Forgotten: ${id}`);
  }
  if (gone.length === 0) print("There is nothing to forget.");
  return 0;
}
