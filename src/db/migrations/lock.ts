/** Lets one process at a time migrate a database; the others wait, and say so. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Database, Statement } from "../backends/backend.ts";

/** Words for asking for the lock, and for giving it back. It is the session's, so it ends with the process. */
const LOCKS = {
  postgres: {
    take: "SELECT pg_try_advisory_lock(hashtext('flagon_migrations'), hashtext(current_schema()::text))",
    leave:
      "SELECT pg_advisory_unlock(hashtext('flagon_migrations'), hashtext(current_schema()::text))",
  },
  mysql: {
    take: "SELECT GET_LOCK(SHA1(CONCAT('flagon_migrations ', DATABASE())), 0)",
    leave: "SELECT RELEASE_LOCK(SHA1(CONCAT('flagon_migrations ', DATABASE())))",
  },
} as const;

const ASKED_EVERY_MS = 200;

/**
 * Runs `work` while no other process migrates the database.
 *
 * PostgreSQL and MySQL keep the lock with a session: a process that is killed gives it back. SQLite has one writer at a time anyway: there
 * each migration looks again, in its own transaction, whether it has run.
 */
export async function withMigrationLock<T>(
  database: Database,
  work: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  if (database.kind === "sqlite") return retried(work, onWait);
  const { take, leave } = LOCKS[database.kind];
  const taken = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  // The transaction keeps the session to itself; the work runs outside of it, on other connections.
  const holding = database.transaction(async () => {
    await waitFor(database, take, onWait);
    taken.resolve();
    await finished.promise;
    await ask(database, leave);
  });
  holding.catch((error: unknown) => taken.reject(error));
  await taken.promise;
  try {
    return await work();
  } finally {
    finished.resolve();
    await holding;
  }
}

async function waitFor(database: Database, take: string, onWait: () => void): Promise<void> {
  for (let tries = 0; !(await ask(database, take)); tries++) {
    if (tries === 0) onWait();
    await sleep(ASKED_EVERY_MS);
  }
}

async function ask(database: Database, sql: string): Promise<boolean> {
  const [row] = await database.read(new Statement(sql, { once: true }), []);
  const answer = row?.[0];
  return answer === true || answer === "t" || Number(answer) === 1;
}

/** A database of SQLite that another process writes to is tried again until it is free. */
async function retried<T>(work: () => Promise<T>, onWait: () => void): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== "db.locked") throw error;
      if (tries === 0) onWait();
      await sleep(ASKED_EVERY_MS);
    }
  }
}
