/** What tests ask about statements and commits: how many there were, and what waits for a commit. */

import { AssertionError } from "node:assert";
import type { StatementEvent } from "../../db/backends/backend.ts";
import { getDatabase } from "../../db/connections.ts";

/** Which database is watched. */
export interface QueryOptions {
  /** The alias. Default `"default"`. */
  readonly using?: string;
}

/** What a piece of work gave, and the statements that it took. */
export interface CapturedQueries<T> {
  readonly result: T;
  readonly queries: readonly StatementEvent[];
}

/**
 * Runs work and gives the statements that the database was sent meanwhile, those of requests to the app included.
 *
 * @example
 * const { queries } = await captureQueries(() => client.get("/"));
 */
export async function captureQueries<T>(
  work: () => T | Promise<T>,
  { using }: QueryOptions = {},
): Promise<CapturedQueries<T>> {
  const queries: StatementEvent[] = [];
  const stop = getDatabase(using).onStatement((event) => queries.push(event));
  try {
    return { result: await work(), queries };
  } finally {
    stop();
  }
}

/**
 * Runs work and sees that it takes so many statements; where it does not, the error shows each of them.
 *
 * @example
 * await assertQueries(2, () => client.get("/articles"));
 */
export async function assertQueries<T>(
  count: number,
  work: () => T | Promise<T>,
  options: QueryOptions = {},
): Promise<T> {
  const { result, queries } = await captureQueries(work, options);
  if (queries.length === count) return result;
  const lines = queries.map(
    ({ sql, parameters }, index) => `${index + 1}. ${sql}${shown(parameters)}`,
  );
  throw new AssertionError({
    message: [
      `${queries.length} statements instead of ${count}${lines.length === 0 ? "." : ":"}`,
      ...lines,
    ].join("\n"),
    actual: queries.length,
    expected: count,
    operator: "assertQueries",
  });
}

function shown(parameters: readonly unknown[]): string {
  if (parameters.length === 0) return "";
  const texts = parameters.map((value) =>
    typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value)),
  );
  return `  [${texts.join(", ").slice(0, 200)}]`;
}

/** How commit hooks are captured. */
export interface CommitOptions extends QueryOptions {
  /** Calls them afterwards, with those that they add themselves. Default false. */
  readonly run?: boolean;
}

/**
 * Runs work and gives the functions that waited for a commit in it, instead of having them called.
 *
 * Without it they are called as they are outside of tests: when the outermost transaction of the code under test ends.
 *
 * @example
 * const [sendMail] = await captureOnCommit(() => client.post("/orders"));
 */
export async function captureOnCommit(
  work: () => unknown,
  { using, run = false }: CommitOptions = {},
): Promise<(() => unknown)[]> {
  const database = getDatabase(using);
  const before = database.capturedHooks;
  const hooks: (() => unknown)[] = [];
  database.capturedHooks = hooks;
  try {
    await work();
    // A hook may start a transaction with hooks of its own, which join the list.
    if (run) for (const hook of hooks) await hook();
  } finally {
    database.capturedHooks = before;
  }
  return hooks;
}
