/** What a schema editor gathers: statements, and work that looks at the database before it knows its statements. */

import type { Database } from "../backends/backend.ts";

/** Work whose statements depend on what is there: names of constraints, rows that do not fit. */
export interface LiveStep {
  /** The statements as they would be on a database that Flagon made. */
  preview(): Step[];
  /** The statements for this database. It may refuse. */
  plan(database: Database): Promise<Step[]>;
  /** Gives the error to throw instead of one of its statements'. */
  explain?(error: unknown): unknown;
}

/** A statement, or work that gives some. */
export type Step = string | LiveStep;

/** The statements of steps, without a database to look at. */
export function previewOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (typeof step === "string" ? [step] : previewOf(step.preview())));
}

/** Runs steps one after another. */
export async function runSteps(database: Database, steps: readonly Step[]): Promise<void> {
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const statements = batch;
    batch = [];
    if (statements.length > 0) await database.script(statements);
  };
  for (const step of steps) {
    if (typeof step === "string") {
      batch.push(step);
      continue;
    }
    await flush();
    await runLive(database, step);
  }
  await flush();
}

async function runLive(database: Database, step: LiveStep): Promise<void> {
  const planned = await step.plan(database);
  try {
    await runSteps(database, planned);
  } catch (error) {
    throw step.explain?.(error) ?? error;
  }
}
