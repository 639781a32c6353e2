/** Brings a database to the state that migrations lead to: plans what is missing, runs it, undoes it. */

import { FlagonError } from "../../base/errors.ts";
import { Signal } from "../../base/signals.ts";
import { suggest } from "../../base/suggest.ts";
import type { Database } from "../backends/backend.ts";
import { createContentTypes } from "../content-types.ts";
import { existingTables } from "../schema/existing-tables.ts";
import { Executor, type Run, statementsOf } from "./executor.ts";
import type { MigrationGraph } from "./graph.ts";
import { tablesOf, type TableState } from "./initial-tables.ts";
import { withMigrationLock } from "./lock.ts";
import { idOf, type Migration, type MigrationKey } from "./migration.ts";
import { CONTENT_TYPES, type MigrationProject, refuseConflicts, unknownLabel } from "./project.ts";
import { type Applied, Recorder } from "./recorder.ts";
import { ProjectState } from "./state.ts";

/** What signals around migrations say. The sender is the database. */
export interface MigrateEvent {
  /** The alias of the database. */
  using: string;
  /** What is run, as `label.name`; those that are undone have a `-` before it. */
  plan: readonly string[];
}

/** Migrations are about to run. Nothing is sent where there is nothing to do. */
export const preMigrate: Signal<MigrateEvent> = new Signal<MigrateEvent>("preMigrate");
/** Migrations have run, or there was nothing to do. */
export const postMigrate: Signal<MigrateEvent> = new Signal<MigrateEvent>("postMigrate");

/** Where to go: everything to its end, one blueprint to its end, to a migration, or back to nothing. */
export interface Target {
  label?: string | undefined;
  /** The name of a migration, or the beginning of one; `zero` undoes all. */
  name?: string | undefined;
}

/** One step of a plan. */
export type PlanStep = Run;

/** How migrations are run. */
export interface MigrateOptions {
  /** Notes the migrations without running them. */
  fake?: boolean;
  /** Notes a blueprint's first migration where its tables are there already. */
  fakeInitial?: boolean;
  /** Told of each step, before and after. */
  onStep?: (step: PlanStep, state: "begins" | "ends" | "faked" | "elsewhere") => void;
  /** Told when another process migrates the same database. */
  onWait?: () => void;
}

/** Migrates one database. */
export class Migrator {
  readonly database: Database;
  readonly project: MigrationProject;
  readonly recorder: Recorder;

  constructor(database: Database, project: MigrationProject) {
    this.database = database;
    this.project = project;
    this.recorder = new Recorder(database);
  }

  /** What has run, and the order of all that there is. Squashed migrations count as run where all that they replace have. */
  async history(): Promise<{ applied: Applied; done: Set<string>; graph: MigrationGraph }> {
    const [files, applied] = [await this.project.files(), await this.recorder.applied()];
    const done = new Set(applied.done);
    for (const migration of files.migrations)
      if (migration.replaces.length > 0 && migration.replaces.every((key) => done.has(idOf(key))))
        done.add(migration.id);
    return { applied, done, graph: files.graph(applied.done) };
  }

  /**
   * Plans the way to a target; empty where the database is there.
   *
   * @throws FlagonError `migrations.unknown-label`, `migrations.unknown-migration`, `migrations.conflict`, `migrations.inconsistent`.
   */
  async plan(target: Target = {}): Promise<PlanStep[]> {
    const { done, graph } = await this.history();
    refuseConflicts(graph);
    assertConsistent(graph, done);
    const { label, name } = target;
    const hasNone = label !== undefined && graph.of(label).length === 0;
    if (hasNone && (name === undefined || name === "zero")) {
      // A blueprint may have no migrations yet; a name that is none is told.
      this.project.blueprint(label);
      return [];
    }
    const { forwards, backwards } = route(graph, done, target);
    return [...stepsBack(graph, done, backwards), ...stepsForth(graph, done, forwards)];
  }

  /** Runs what is missing on the way to a target. Gives what was run; the lock is not asked for where nothing is. */
  async migrate(target: Target = {}, options: MigrateOptions = {}): Promise<PlanStep[]> {
    const { onWait = () => {} } = options;
    if ((await this.plan(target)).length === 0) {
      await this.#finish([]);
      return [];
    }
    return withMigrationLock(
      this.database,
      async () => {
        await this.recorder.prepare();
        const plan = await this.plan(target);
        await preMigrate.sendAsync(this.database, this.#event(plan));
        for (const step of plan) await this.#run(step, options);
        await this.#finish(plan);
        return plan;
      },
      onWait,
    );
  }

  async #run(
    step: PlanStep,
    { fake = false, fakeInitial = false, onStep }: MigrateOptions,
  ): Promise<void> {
    const isFake = fake || (await this.#isThere(step, fakeInitial));
    onStep?.(step, "begins");
    const executor = new Executor(this.database, this.recorder);
    const isDone = await executor.run({ ...step, isFake });
    if (!isDone) onStep?.(step, "elsewhere");
    else onStep?.(step, isFake ? "faked" : "ends");
  }

  /** Whether the tables of a first migration are there already, and are to be taken as they are. */
  async #isThere(step: PlanStep, fakeInitial: boolean): Promise<boolean> {
    if (step.isBackwards || !step.migration.isInitial) return false;
    const { unfinished } = await this.recorder.applied();
    if (unfinished.some(({ label, name }) => idOf([label, name]) === step.migration.id))
      return false;
    const tables = await tablesOf(step, this.database);
    const there = tables.filter(({ isThere }) => isThere);
    if (there.length === 0) return false;
    if (!fakeInitial) throw await this.#tablesThere(step.migration, there);
    assertWhole(step.migration, tables);
    return true;
  }

  async #tablesThere({ id, label }: Migration, there: readonly TableState[]): Promise<FlagonError> {
    const django = await this.recorder.django();
    const whose = django?.has(id) === true ? " Django has noted it as run." : "";
    return new FlagonError(
      `${id} makes the table "${there[0]!.table}", which is there already.${whose}`,
      {
        code: "migrations.tables-there",
        where: `database "${this.database.alias}"`,
        mend: `Take the tables as they are: flagon migrate ${label} --fake-initial. It compares their columns first.`,
      },
    );
  }

  #event(plan: readonly PlanStep[]): MigrateEvent {
    const names = plan.map(
      ({ migration, isBackwards }) => `${isBackwards ? "-" : ""}${migration.id}`,
    );
    return { using: this.database.alias, plan: names };
  }

  async #finish(plan: readonly PlanStep[]): Promise<void> {
    if (plan.length > 0 && (await existingTables(this.database)).has("django_content_type"))
      await createContentTypes(this.database);
    await postMigrate.sendAsync(this.database, this.#event(plan));
  }

  /** The statements of a migration. */
  async sql(key: MigrationKey, { backwards = false } = {}): Promise<string[]> {
    const { graph } = await this.history();
    const migration = findMigration(graph, key);
    const before = stateBefore(graph, migration);
    return statementsOf({ migration, before, isBackwards: backwards }, this.database);
  }
}

/** The models before a migration, with all that it needs. */
export function stateBefore(graph: MigrationGraph, { id }: Migration): ProjectState {
  let state = new ProjectState();
  for (const migration of graph.wayTo([id]))
    if (migration.id !== id) state = migration.applyTo(state);
  return state;
}

/** Finds a migration by its name or the beginning of it. */
export function findMigration(graph: MigrationGraph, [label, name]: MigrationKey): Migration {
  const own = graph.of(label);
  if (own.length === 0) throw unknownLabel(label, graph.labels);
  const whole = graph.find(idOf([label, name]));
  if (whole !== undefined) return whole;
  const found = own.filter((migration) => migration.name.startsWith(name));
  if (found.length === 1) return found[0]!;
  const names = (found.length === 0 ? own : found).map((migration) => migration.name);
  throw new FlagonError(
    found.length === 0
      ? `"${label}" has no migration "${name}".`
      : `${found.length} migrations of "${label}" begin with "${name}": ${names.join(", ")}.`,
    {
      code: "migrations.unknown-migration",
      where: `${label} ${name}`,
      mend: found.length === 0 ? suggest(name, names) : "Write more of the name.",
    },
  );
}

/** The table of content types is made where something needs it. */
function isWanted(label: string): boolean {
  return label !== CONTENT_TYPES;
}

interface Route {
  forwards: readonly string[];
  backwards: readonly string[];
}

function route(graph: MigrationGraph, done: ReadonlySet<string>, { label, name }: Target): Route {
  if (label === undefined)
    return {
      forwards: graph.labels
        .filter(isWanted)
        .flatMap((one) => graph.leaves(one).map(({ id }) => id)),
      backwards: [],
    };
  if (graph.of(label).length === 0) throw unknownLabel(label, graph.labels);
  if (name === undefined)
    return { forwards: graph.leaves(label).map(({ id }) => id), backwards: [] };
  if (name === "zero") return { forwards: [], backwards: graph.roots(label).map(({ id }) => id) };
  const migration = findMigration(graph, [label, name]);
  if (!done.has(migration.id)) return { forwards: [migration.id], backwards: [] };
  const next = graph.childrenOf(migration.id).filter((child) => child.label === label);
  return { forwards: [], backwards: next.map(({ id }) => id) };
}

function stepsForth(
  graph: MigrationGraph,
  done: ReadonlySet<string>,
  ids: readonly string[],
): PlanStep[] {
  const wanted = graph.wayTo(ids).filter(({ id }) => !done.has(id));
  if (wanted.length === 0) return [];
  let state = new ProjectState();
  for (const migration of graph.all) if (done.has(migration.id)) state = migration.applyTo(state);
  return wanted.map((migration) => {
    const before = state;
    state = migration.applyTo(state);
    return { migration, before, isBackwards: false };
  });
}

function stepsBack(
  graph: MigrationGraph,
  done: ReadonlySet<string>,
  ids: readonly string[],
): PlanStep[] {
  const wanted = new Map<string, Migration>();
  for (const id of ids)
    for (const migration of graph.wayBack(id))
      if (done.has(migration.id)) wanted.set(migration.id, migration);
  // What stays comes first: it may refer to what is undone, which has to know of that.
  const staying = graph.all.filter(({ id }) => done.has(id) && !wanted.has(id));
  let state = staying.reduce((before, one) => one.applyTo(before), new ProjectState());
  const steps = [...wanted.values()].toReversed().map((migration): PlanStep => {
    const before = state;
    state = migration.applyTo(state);
    return { migration, before, isBackwards: true };
  });
  return steps.toReversed();
}

/** What has run must have been able to: what it needs has run, too. */
function assertConsistent(graph: MigrationGraph, done: ReadonlySet<string>): void {
  for (const migration of graph.all) {
    if (!done.has(migration.id)) continue;
    const missing = graph.wayTo([migration.id]).find(({ id }) => !done.has(id));
    if (missing === undefined) continue;
    throw new FlagonError(
      `${migration.id} has run on this database, and ${missing.id}, which it needs, has not.`,
      {
        code: "migrations.inconsistent",
        where: `dependencies of ${migration.id}`,
        mend: `Where what ${missing.id} does is there already: flagon migrate ${missing.label} ${missing.name} --fake. Else take back what was changed in the files.`,
      },
    );
  }
}

function assertWhole({ id, label }: Migration, tables: readonly TableState[]): void {
  const missing = tables.filter(({ isThere }) => !isThere).map(({ table }) => `table "${table}"`);
  const columns = tables.flatMap(({ isThere, table, missing: names }) =>
    isThere ? names.map((name) => `column "${name}" of "${table}"`) : [],
  );
  const [first, ...rest] = [...missing, ...columns];
  if (first === undefined) return;
  const others = rest.length === 0 ? "" : `, and ${rest.length} more`;
  throw new FlagonError(
    `Some of what ${id} makes is there, and some is not: ${first} is missing${others}.`,
    {
      code: "migrations.partly-there",
      where: id,
      mend: `Make what is missing by hand and try again, or note the migration as it is: flagon migrate ${label} --fake.`,
    },
  );
}
