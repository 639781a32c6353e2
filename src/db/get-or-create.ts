/** Makes a row where it is not there yet, or changes the one that is; others may do the same at the same time. */

import { IntegrityError } from "./errors.ts";
import type { RowSet } from "./row-set.ts";
import type { RowObject } from "./row-state.ts";
import { saveRow } from "./rows.ts";

/** Gives the row that has these values, or makes it. Another one who makes it meanwhile wins. */
export async function getOrCreate(
  set: RowSet,
  lookup: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Promise<[RowObject, boolean]> {
  const database = set.writing();
  const own = set.using(database.alias);
  const found = await own.find(lookup);
  if (found !== undefined) return [found as RowObject, false];
  const values = await createValues(lookup, options);
  try {
    const made = await database.transaction(() => own.create(values));
    return [made, true];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    const other = await own.find(lookup);
    if (other === undefined) throw error;
    return [other as RowObject, false];
  }
}

async function createValues(
  lookup: Readonly<Record<string, unknown>>,
  { defaults, create }: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const values = Object.fromEntries(
    Object.entries(lookup)
      .filter(([name]) => !name.includes("__"))
      .concat(Object.entries((create ?? defaults ?? {}) as object)),
  );
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "function") values[name] = await (value as () => unknown)();
  }
  return values;
}

/** Updates the row that has these values, or makes it. */
export async function updateOrCreate(
  set: RowSet,
  lookup: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Promise<[RowObject, boolean]> {
  const database = set.writing();
  // Where several insert the same row at once, MySQL picks one of them to fail as a deadlock.
  const retries = database.kind === "mysql" ? 10 : 0;
  const work = async (): Promise<[RowObject, boolean]> => {
    const own = set.using(database.alias);
    const [row, created] = await getOrCreate(own.selectForUpdate(), lookup, options);
    if (created) return [row, true];
    const changes = (options["defaults"] ?? {}) as Record<string, unknown>;
    const names = Object.keys(changes);
    for (const name of names)
      row[name] =
        typeof changes[name] === "function"
          ? await (changes[name] as () => unknown)()
          : changes[name];
    if (names.length > 0) await saveRow(row, { using: database.alias });
    return [row, false];
  };
  return database.transaction(work, { retries });
}
