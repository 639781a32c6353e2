/** Signals of connections and transactions. */

import { Signal } from "../../base/signals.ts";
import type { Database, Maybe } from "./backend.ts";

/** What {@link connectionCreated} tells. */
export interface ConnectionCreated {
  alias: string;
  database: Database;
  /** Runs a statement on this very connection, before anybody else has it: `SET ROLE …`, `PRAGMA …`. */
  execute: (sql: string) => Maybe<void>;
}

/** A connection to a database was opened; the sender is its {@link Database}. */
export const connectionCreated = new Signal<ConnectionCreated>("connection-created");

/** A commit hook that was asked for as robust has thrown; the sender is the {@link Database}. Where nobody listens the console tells. */
export const commitHookFailed = new Signal<{ alias: string; error: unknown }>("commit-hook-failed");
