/** With what the databases of an app were opened: what other programs need to reach them. */

import { type DatabaseOptions, type Databases, settingsOf } from "../db/connections.ts";
import type { DatabaseSettings } from "../db/database-url.ts";

type Given = DatabaseOptions | Readonly<Record<string, DatabaseOptions>>;

const known = new WeakMap<Databases, Given>();

/** Keeps what databases were opened with. */
export function keepSettings(databases: Databases, given: Given): void {
  known.set(databases, given);
}

/**
 * Gives the settings of the database with that alias.
 *
 * @throws FlagonError `db.unknown-alias`
 */
export function settingsNamed(databases: Databases, alias = "default"): DatabaseSettings {
  databases.get(alias);
  const given = known.get(databases)!;
  const isOne = typeof given === "string" || "url" in given || "kind" in given;
  return settingsOf(
    isOne
      ? (given as DatabaseOptions)
      : (given as Readonly<Record<string, DatabaseOptions>>)[alias]!,
  );
}

const folders = new WeakMap<object, Readonly<Record<string, string>>>();

/** Keeps where the migrations of some of an app's blueprints are. */
export function keepMigrationFolders(app: object, given: Readonly<Record<string, string>>): void {
  folders.set(app, given);
}

/** Where the migrations of some blueprints are, other than in their own folders. */
export function migrationFolders(app: object): Readonly<Record<string, string>> {
  return folders.get(app) ?? {};
}
