/** Runs migrations and undoes them: one transaction each where the database can do that, and otherwise one operation after the other. */

import { FlagonError } from "../../base/errors.ts";
import { type Database } from "../backends/backend.ts";
import { SchemaEditor } from "../schema/schema-editor.ts";
import { schemaTransaction } from "../schema/schema-transaction.ts";
import type { Migration, MigrationKey } from "./migration.ts";
import { belongsTo, irreversible, type Operation, type Step } from "./operation.ts";
import type { Recorder } from "./recorder.ts";
import type { ProjectState } from "./state.ts";

/** One migration on its way. */
export interface Run {
  readonly migration: Migration;
  /** The models before the migration. */
  readonly before: ProjectState;
  readonly isBackwards: boolean;
  /** Whether it is only noted. */
  readonly isFake?: boolean;
}

/** Runs migrations on one database. */
export class Executor {
  readonly database: Database;
  readonly recorder: Recorder;

  constructor(database: Database, recorder: Recorder) {
    this.database = database;
    this.recorder = recorder;
  }

  /** Runs or undoes a migration and notes it; false where another process has done so meanwhile. */
  async run(run: Run): Promise<boolean> {
    const { migration, isBackwards } = run;
    if (isBackwards) assertReversible(migration);
    assertConcurrent(migration);
    if (run.isFake === true) {
      await this.#note(run);
      return true;
    }
    if (this.database.kind === "mysql" || !migration.isAtomic) return this.#stepwise(run);
    return schemaTransaction(this.database, async () => {
      if ((await this.recorder.isApplied(keyOf(migration))) !== isBackwards) return false;
      for (const step of stepsOf(run)) await this.#step(step, run);
      await this.#note(run);
      return true;
    });
  }

  async #note({ migration, isBackwards }: Run): Promise<void> {
    const keys = [keyOf(migration), ...migration.replaces];
    for (const key of keys) {
      if (isBackwards) await this.recorder.remove(key);
      else await this.recorder.add(key);
    }
  }

  /** Without a transaction the table says how far the migration has come, so that the next run goes on from there. */
  async #stepwise(run: Run): Promise<boolean> {
    const { migration, isBackwards } = run;
    const key = keyOf(migration);
    const { done, unfinished } = await this.recorder.applied();
    if (done.has(migration.id) !== isBackwards) return false;
    const begun = unfinished.find(({ label, name }) => label === key[0] && name === key[1]);
    const steps = stepsOf(run);
    const first = begun === undefined ? 0 : startOf(begun.operations, run);
    for (const [at, step] of steps.entries()) {
      if (at < first) continue;
      await this.recorder.begin(key, isBackwards ? steps.length - at : at);
      try {
        await this.#step(step, run);
      } catch (cause) {
        if (begun !== undefined && at === first) throw halfDone(run, step.operation, cause);
        throw await this.#failed(run, at, cause);
      }
    }
    await this.#note(run);
    return true;
  }

  /** What failed before anything was done has not begun. */
  async #failed(run: Run, at: number, cause: unknown): Promise<unknown> {
    if (at > 0) return cause;
    const key = keyOf(run.migration);
    if (run.isBackwards) await this.recorder.add(key);
    else await this.recorder.remove(key);
    return cause;
  }

  async #step(
    { operation, from, to }: OperationStep,
    { migration, isBackwards }: Run,
  ): Promise<void> {
    const { database } = this;
    const editor = new SchemaEditor(database.kind);
    const step: Step = {
      label: migration.label,
      kind: database.kind,
      from,
      to,
      database,
      editor,
      execute: async (sql) => {
        await editor.run(database);
        await database.script([sql]);
      },
      note() {},
      allows: (model) => model === undefined || belongsTo(database, model),
    };
    await (isBackwards ? operation.databaseBackwards(step) : operation.databaseForwards(step));
    await editor.run(database);
  }
}

/** Gives the statements of a migration without running them. */
export async function statementsOf(run: Run, database: Database): Promise<string[]> {
  const lines: string[] = [];
  for (const { operation, from, to } of stepsOf(run)) {
    lines.push(comment(operation.describe()));
    const editor = new SchemaEditor(database.kind);
    const flush = (): void => {
      const taken = editor.statements.slice(flushed);
      flushed += taken.length;
      lines.push(...taken.map((sql) => `${sql};`));
    };
    let flushed = 0;
    const before = lines.length;
    const step: Step = {
      label: run.migration.label,
      kind: database.kind,
      from,
      to,
      database: undefined,
      editor,
      execute: async (sql) => {
        flush();
        lines.push(sql.trimEnd().endsWith(";") ? sql : `${sql};`);
      },
      note: (text) => lines.push(comment(text)),
      allows: (model) => model === undefined || belongsTo(database, model),
    };
    await (run.isBackwards ? operation.databaseBackwards(step) : operation.databaseForwards(step));
    flush();
    if (lines.length === before) lines.push("-- (no SQL)");
  }
  return lines;
}

/** A name with a line break must not end the comment that it stands in. */
function comment(text: string): string {
  return `-- ${text.replace(/\s+/g, " ")}`;
}

interface OperationStep {
  operation: Operation;
  from: ProjectState;
  to: ProjectState;
}

/** The operations of a run in their order, each with the states at its ends. */
function stepsOf({ migration, before, isBackwards }: Run): OperationStep[] {
  const steps: OperationStep[] = [];
  let state = before;
  for (const operation of migration.operations) {
    const next = operation.stateForwards(migration.label, state);
    if (isBackwards) steps.unshift({ operation, from: next, to: state });
    else steps.push({ operation, from: state, to: next });
    state = next;
  }
  return steps;
}

/** The step to go on with, from the number of operations that are done. */
function startOf(done: number, { migration, isBackwards }: Run): number {
  return isBackwards ? migration.operations.length - done : done;
}

function keyOf({ label, name }: Migration): MigrationKey {
  return [label, name];
}

function assertReversible({ id, operations }: Migration): void {
  const stuck = operations.find((operation) => !operation.isReversible);
  if (stuck === undefined) return;
  throw irreversible(
    `The migration ${id}`,
    `${id}: ${stuck.describe()}`,
    "Give the operation its `reverse`: noop for code, an empty text for SQL, where there is nothing to undo.",
  );
}

function assertConcurrent({ id, isAtomic, operations }: Migration): void {
  const found = operations.find((operation) => operation.isConcurrent);
  if (found === undefined || !isAtomic) return;
  throw new FlagonError(`"${found.describe()}" cannot run inside a transaction.`, {
    code: "migrations.not-atomic",
    where: id,
    mend: "Write `atomic: false` in the migration, and let it do nothing else.",
  });
}

/** Tells what is known where the last run ended in the middle of an operation. */
function halfDone(
  { migration, isBackwards }: Run,
  operation: Operation,
  cause: unknown,
): FlagonError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new FlagonError(
    `An earlier run of ${migration.id} ended in the middle of "${operation.describe()}", and it cannot be gone on with: ${why}`,
    {
      code: "migrations.half-done",
      where: `${migration.id}${isBackwards ? ", backwards" : ""}`,
      mend: `Look with sqlmigrate at what the operation does. Undo by hand what of it is there and migrate again; or, where all of it is there, do the rest by hand and note the migration with \`migrate ${migration.label} ${migration.name} --fake\`.`,
      cause,
    },
  );
}
