/** Looks at what a transaction is asked for: a word that is misspelt would leave it less safe than was meant. */

import { suggest } from "../../base/suggest.ts";
import { DatabaseError } from "../errors.ts";
import type { TransactionOptions } from "./backend.ts";

const NAMES: Readonly<Record<keyof TransactionOptions, true>> = {
  isolation: true,
  readOnly: true,
  durable: true,
  retries: true,
  savepoint: true,
  signal: true,
  foreignKeys: true,
};

const LEVELS = ["read uncommitted", "read committed", "repeatable read", "serializable"];

/**
 * Refuses options that there are not.
 *
 * @throws DatabaseError `db.unknown-option`.
 */
export function checkTransactionOptions(options: TransactionOptions, alias: string): void {
  for (const name in options) {
    if (Object.hasOwn(NAMES, name)) continue;
    throw new DatabaseError(`A transaction has no option "${name}".`, {
      code: "db.unknown-option",
      where: `transaction() on database "${alias}"`,
      mend: suggest(name, [...Object.keys(NAMES), "using"]),
    });
  }
  const { isolation, retries } = options;
  if (isolation !== undefined && !LEVELS.includes(isolation))
    throw new DatabaseError(`There is no isolation level "${String(isolation)}".`, {
      code: "db.unknown-option",
      where: `transaction() on database "${alias}"`,
      mend: suggest(String(isolation), LEVELS),
    });
  if (retries !== undefined && !(Number.isInteger(retries) && retries >= 0))
    throw new DatabaseError(`A transaction cannot be tried again ${String(retries)} times.`, {
      code: "db.unknown-option",
      where: `transaction() on database "${alias}"`,
      mend: "Give `retries` a whole number from 0 upwards.",
    });
}
