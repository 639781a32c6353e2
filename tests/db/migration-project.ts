/** Projects of migrations for tests: models, a folder of their own, and databases of every kind. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { f, model } from "flagon/db";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { Migrator } from "../../src/db/migrations/migrator.ts";
import { MigrationProject } from "../../src/db/migrations/project.ts";
import { SilentQuestioner } from "../../src/db/migrations/questioner.ts";
import { root } from "../support/sources.ts";
import { withHome } from "./homes.ts";

const folders = join(root, "tests", ".migrations");
let count = 0;
process.on("exit", () =>
  rmSync(join(folders, `migrations-${process.pid}`), { recursive: true, force: true }),
);

/** A folder that nobody else uses, within the package, so that files in it find flagon. */
export function newFolder(): string {
  const folder = join(folders, `migrations-${process.pid}`, `${++count}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Makes a model by name. */
export function modelOf(
  label: string,
  name: string,
  fields: object,
  options: object = {},
): ModelClass {
  const Base = model(fields, { ...options, label }) as unknown as new () => object;
  return { [name]: class extends Base {} }[name] as unknown as ModelClass;
}

/** What the tests of migrations do most: change models, make migrations, migrate. */
export class Rehearsal {
  readonly folder = newFolder();
  project = new MigrationProject([]);

  /** The models by blueprint. */
  setModels(models: Readonly<Record<string, readonly ModelClass[]>>): void {
    const blueprints = Object.entries(models).map(([label, list]) => ({
      label,
      folder: join(this.folder, label, "migrations"),
      home: join(this.folder, label),
      models: list,
    }));
    this.project = new MigrationProject(blueprints);
  }

  /** Makes the migrations that are missing; gives their names and what they do. */
  async make(fills: Readonly<Record<string, unknown>> = {}, renames = false): Promise<string[]> {
    const questioner = new SilentQuestioner(new Map(Object.entries(fills)));
    if (renames)
      questioner.isModelRenamed =
        questioner.isModelMoved =
        questioner.isFieldRenamed =
          async () => true;
    const drafts = await this.project.missing({ questioner });
    await this.project.write(drafts);
    return drafts.flatMap((draft) => [
      `${draft.label}.${draft.name}`,
      ...draft.operations.map((operation) => operation.describe()),
    ]);
  }

  /** Writes a migration by hand. */
  write(label: string, name: string, text: string): void {
    const folder = join(this.folder, label, "migrations");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), text);
    this.project.reload();
  }

  migrator(database: Database): Migrator {
    return new Migrator(database, this.project);
  }
}

/** Calls `work` with a rehearsal and a database of a kind. */
export async function rehearse(
  kind: DatabaseKind,
  work: (rehearsal: Rehearsal, database: Database) => Promise<void>,
): Promise<void> {
  await withHome(kind, (database) => work(new Rehearsal(), database));
}

/** The head of a migration that is written by hand. */
export const HEAD = `import { f } from "flagon/db";
import * as m from "flagon/db/migrations";
`;

/** An author with a name. */
export function authorModel(label: string, fields: object = {}): ModelClass {
  return modelOf(label, "Author", { name: f.char({ maxLength: 20 }), ...fields });
}
