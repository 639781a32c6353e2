/** An app as migrations see it: its own models and those of its blueprints, with the folders of their migrations. */

import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Flagon } from "../../app/app.ts";
import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Database } from "../../db/backends/backend.ts";
import { getDatabase } from "../../db/connections.ts";
import type { ModelClass } from "../../db/meta.ts";
import { type MigrationBlueprint, MigrationProject } from "../../db/migrations/project.ts";
import { Migrator } from "../../db/migrations/migrator.ts";
import { APP_LABEL } from "../../db/migrations/state.ts";
import { migrationFolders } from "../settings.ts";

/** The project of an app. */
export function projectOf(app: Flagon): MigrationProject {
  const root = app.folder ?? process.cwd();
  const moved = migrationFolders(app);
  const found = new Map<string, MigrationBlueprint>();
  add(found, blueprintOf(APP_LABEL, app, root, moved));
  const walk = (parts: Flagon["parts"]): void => {
    for (const { blueprint } of parts.children) {
      const one = blueprintOf(blueprint.name, blueprint, blueprint.folder, moved, root);
      if (found.get(blueprint.name)?.models !== one.models) add(found, one);
      walk(blueprint.parts);
    }
  };
  walk(app.parts);
  assertKnown(Object.keys(moved), [...found.keys()]);
  return new MigrationProject([...found.values()].filter(isOfInterest));
}

function add(found: Map<string, MigrationBlueprint>, blueprint: MigrationBlueprint): void {
  const other = found.get(blueprint.label);
  if (other !== undefined && isOfInterest(other) && isOfInterest(blueprint))
    throw new FlagonError(
      `Two parts of the app keep migrations under the name "${blueprint.label}".`,
      {
        code: "migrations.label-twice",
        where: `blueprint "${blueprint.label}"`,
        mend: `Give one of them another name; "${APP_LABEL}" is the name of the app's own models.`,
      },
    );
  if (other === undefined || isOfInterest(blueprint)) found.set(blueprint.label, blueprint);
}

function blueprintOf(
  label: string,
  { parts }: { parts: Flagon["parts"] },
  folder: string | undefined,
  moved: Readonly<Record<string, string>>,
  root = folder ?? "",
): MigrationBlueprint {
  const own = folder === undefined ? undefined : join(folder, "migrations");
  const given = moved[label];
  const other = given === undefined ? undefined : isAbsolute(given) ? given : join(root, given);
  const models = parts.models as unknown as readonly ModelClass[];
  return { label, models, folder: other ?? own, ...(folder !== undefined && { home: folder }) };
}

function isOfInterest({ models, folder }: MigrationBlueprint): boolean {
  return models.length > 0 || (folder !== undefined && existsSync(folder));
}

function assertKnown(labels: readonly string[], known: readonly string[]): void {
  const unknown = labels.find((label) => !known.includes(label));
  if (unknown === undefined) return;
  throw new FlagonError(`The option migrationFolders names "${unknown}", which is no blueprint.`, {
    code: "migrations.unknown-label",
    where: "database(…, { migrationFolders })",
    mend: suggest(unknown, known),
  });
}

/** What migrates a database of an app. */
export function migratorOf(
  context: CommandContext,
  alias: string | undefined,
): { migrator: Migrator; database: Database; project: MigrationProject } {
  const project = projectOf(context.app);
  const database = getDatabase(alias);
  return { project, database, migrator: new Migrator(database, project) };
}

/** A path as people read it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || short === "" ? path : short;
}
