/** What `flagon flush`, `sqlflush` and `sqlsequencereset` do. */

import type { CommandContext } from "../../app/command.ts";
import { getDatabase } from "../../db/connections.ts";
import {
  flush,
  flushStatements,
  modelsNamed,
  modelsWithRows,
  sequenceStatements,
} from "../../db/fixtures/index.ts";

/** What the commands are given. */
export interface FlushValues {
  database: string | undefined;
}

/** Empties the tables, after a question. */
export async function flushRows(
  { input, database }: FlushValues & { input: boolean },
  { ask, print }: CommandContext,
): Promise<number> {
  const options = usingOf(database);
  const count = (await flushStatements(options)).length;
  if (count === 0) {
    print("There are no tables to empty.");
    return 0;
  }
  const { alias } = getDatabase(database);
  if (input) {
    const answer = await ask(`All rows of the database "${alias}" will be gone. Type yes to go on`);
    if (answer.trim().toLowerCase() !== "yes") {
      print("Nothing was changed.");
      return 1;
    }
  }
  await flush(options);
  print(`The tables of the database "${alias}" are empty.`);
  return 0;
}

/** Shows what would be run. */
export async function showFlush(
  { database }: FlushValues,
  { print }: CommandContext,
): Promise<void> {
  for (const sql of await flushStatements(usingOf(database))) print(`${sql};`);
}

/** Shows what sets the sequences of models. */
export function showSequences(
  { models, database }: FlushValues & { models: string[] },
  { print, warn }: CommandContext,
): void {
  const found = getDatabase(database);
  const metas = modelsNamed(models, modelsWithRows(found), "flagon sqlsequencereset");
  const statements = sequenceStatements(metas, found.kind);
  for (const sql of statements) print(`${sql};`);
  if (statements.length === 0) warn("There is no sequence to set.");
}

function usingOf(database: string | undefined): { using?: string } {
  return database === undefined ? {} : { using: database };
}
