/** Loads the migrations of blueprints from their folders, and puts squashed ones in the place of those that they stand for. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FlagonError } from "../../base/errors.ts";
import { MigrationGraph } from "./graph.ts";
import { idOf, Migration, MigrationBody } from "./migration.ts";

/** Where a blueprint's migrations are. */
export interface MigrationSource {
  /** The name of the blueprint; `app` for the app's own models. */
  readonly label: string;
  /** The folder of its migrations, which need not be there; undefined where the blueprint has none. */
  readonly folder: string | undefined;
  /** Migrations that are no files: those of Flagon's own models. */
  readonly built?: readonly Migration[];
}

/** Names of files that are migrations. */
const FILE = /^(\d[\w-]*)\.(?:ts|mts|js|mjs)$/;

/** All migrations that there are, before it is known which have run. */
export class MigrationFiles {
  readonly sources: readonly MigrationSource[];
  readonly migrations: readonly Migration[];
  #graphs = new Map<string, MigrationGraph>();

  constructor(sources: readonly MigrationSource[], migrations: readonly Migration[]) {
    this.sources = sources;
    this.migrations = migrations;
  }

  /**
   * The migrations in their order, given those that have run.
   *
   * A squashed migration counts where all or none of those that it replaces have run.
   *
   * @throws FlagonError `migrations.missing-parent`, `migrations.circular`, `migrations.half-squashed`.
   */
  graph(applied: ReadonlySet<string> = new Set()): MigrationGraph {
    const key = [...applied].toSorted().join("\n");
    let found = this.#graphs.get(key);
    if (found === undefined) this.#graphs.set(key, (found = this.#build(applied)));
    return found;
  }

  /** The folder of a blueprint's migrations. */
  folderOf(label: string): string | undefined {
    return this.sources.find((source) => source.label === label)?.folder;
  }

  #build(applied: ReadonlySet<string>): MigrationGraph {
    const kept = new Map(this.migrations.map((migration) => [migration.id, migration]));
    const aliases = new Map<string, string>();
    for (const migration of this.migrations) {
      const replaced = migration.replaces.map(idOf);
      if (replaced.length === 0) continue;
      const done = replaced.filter((id) => applied.has(id));
      const isWhole =
        applied.has(migration.id) || done.length === 0 || done.length === replaced.length;
      if (isWhole)
        for (const id of replaced) {
          kept.delete(id);
          aliases.set(id, migration.id);
        }
      else {
        assertKept(migration, replaced, kept);
        kept.delete(migration.id);
      }
    }
    return new MigrationGraph(kept.values(), aliases);
  }
}

/** Where a database is in the middle of what was squashed, the single migrations must still be there. */
function assertKept(
  migration: Migration,
  replaced: readonly string[],
  kept: ReadonlyMap<string, Migration>,
): void {
  const missing = replaced.filter((id) => !kept.has(id));
  if (missing.length === 0) return;
  throw new FlagonError(
    `${migration.id} stands for ${replaced.length} migrations; this database has run some of them, and ${missing[0]} is no longer there.`,
    {
      code: "migrations.half-squashed",
      where: migration.id,
      mend: "Get the single files back from the history of the repository, migrate, and delete them again.",
    },
  );
}

/**
 * Loads all migrations.
 *
 * @throws FlagonError `migrations.no-migration` for a file whose default export is none, `migrations.name-twice`.
 */
export async function loadMigrations(sources: readonly MigrationSource[]): Promise<MigrationFiles> {
  const loaded = await Promise.all(sources.map(loadSource));
  return new MigrationFiles(sources, loaded.flat());
}

async function loadSource({ label, folder, built = [] }: MigrationSource): Promise<Migration[]> {
  if (folder === undefined) return [...built];
  const files = migrationFiles(folder);
  const bodies = await Promise.all(files.map(({ file }) => loadFile(join(folder, file))));
  return [
    ...built,
    ...files.map(({ name }, at) => new Migration(label, name, bodies[at]!.options)),
  ];
}

/**
 * The files of a folder that are migrations, sorted by name.
 *
 * @throws FlagonError `migrations.name-twice` for one that is there as TypeScript and as JavaScript.
 */
export function migrationFiles(folder: string): { name: string; file: string }[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder)
    .toSorted()
    .flatMap((file) => {
      const [, name] = FILE.exec(file) ?? [];
      return name === undefined || file.endsWith(".d.ts") ? [] : [{ name, file }];
    });
  for (const [at, { name, file }] of found.entries())
    if (found[at + 1]?.name === name)
      throw new FlagonError(`The migration ${name} is there twice.`, {
        code: "migrations.name-twice",
        where: `${join(folder, file)} and ${found[at + 1]!.file}`,
        mend: "Delete one of the two files.",
      });
  return found;
}

async function loadFile(path: string): Promise<MigrationBody> {
  const { default: body } = (await import(pathToFileURL(path).href)) as { default?: unknown };
  if (body instanceof MigrationBody) return body;
  throw new FlagonError("The file is no migration.", {
    code: "migrations.no-migration",
    where: path,
    mend: "Write `export default migration({ dependencies: […], operations: […] });`, or take the digits from the beginning of its name.",
  });
}
