/** Transactions on the databases that the caller means. */

import type { CommitHookOptions, TransactionOptions } from "./backends/backend.ts";
import { getDatabase } from "./connections.ts";

/** Which database is meant. */
export interface Using {
  /** The alias. Default `"default"`. */
  using?: string;
}

/**
 * Runs `work` in a transaction: committed when it resolves, rolled back when it throws. Inside another one it is a savepoint.
 *
 * Everything that `work` starts belongs to it, without being passed anything; await it all.
 *
 * @example
 * await transaction(async () => {
 *   await Account.filter({ id: from }).update({ balance: F("balance").minus(10) });
 *   await Account.filter({ id: to }).update({ balance: F("balance").plus(10) });
 *   onCommit(() => mailReceipt(from));
 * });
 */
export async function transaction<T>(
  work: () => Promise<T>,
  { using, ...options }: TransactionOptions & Using = {},
): Promise<T> {
  return getDatabase(using).transaction(work, options);
}

/** Calls `work` once the transaction around it has been committed, and not at all if it is rolled back; at once where there is none. */
export function onCommit(
  work: () => unknown,
  { using, ...options }: CommitHookOptions & Using = {},
): void {
  getDatabase(using).onCommit(work, options);
}

/** Makes a savepoint in the transaction around it and gives its name. */
export async function savepoint({ using }: Using = {}): Promise<string> {
  return getDatabase(using).savepoint();
}

/** Undoes what happened since a savepoint, which stays. */
export async function rollbackTo(name: string, { using }: Using = {}): Promise<void> {
  return getDatabase(using).rollbackTo(name);
}

/** Forgets a savepoint: what happened since then belongs to the transaction. */
export async function releaseSavepoint(name: string, { using }: Using = {}): Promise<void> {
  return getDatabase(using).release(name);
}

/** Whether the innermost transaction shall be rolled back at its end though nothing was thrown. */
export function setRollback(rollsBack: boolean, { using }: Using = {}): void {
  getDatabase(using).setRollback(rollsBack);
}
