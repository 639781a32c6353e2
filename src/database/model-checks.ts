/** What `flagon check` looks for in the models of an app. */

import type { Flagon } from "../app/app.ts";
import { asMessage, type CheckMessage } from "../app/checks.ts";
import type { DatabaseKind } from "../db/backends/backend.ts";
import type { Databases } from "../db/connections.ts";
import type { Meta } from "../db/meta.ts";
import { checkAmong } from "../db/model-checks.ts";
import { metaOf } from "../db/registry.ts";
import { leftOutOf } from "../db/schema/left-out.ts";
import { modelsBelow, registerAll } from "./models.ts";

const NAMES: Record<DatabaseKind, string> = {
  sqlite: "SQLite",
  postgres: "PostgreSQL",
  mysql: "MySQL",
};

/** Looks at all models of an app: what is wrong with them, and what their database cannot hold. */
export function* checkModelsOf(
  { parts }: Flagon,
  databases: Databases,
): Generator<CheckMessage, void> {
  registerAll(parts);
  const models = modelsBelow(parts);
  if (models.length === 0) return;
  yield* checkAmong(models).map(asMessage);
  for (const meta of models.map(metaOf)) yield* leftOut(meta, databases);
}

function* leftOut(meta: Meta, databases: Databases): Generator<CheckMessage, void> {
  const { managed, proxy, database = "default" } = meta.options;
  if (managed === false || proxy === true || !databases.aliases.includes(database)) return;
  const { kind } = databases.get(database);
  for (const { name, what } of leftOutOf(meta, kind))
    yield {
      code: "db.constraint-left-out",
      level: "warning",
      what: `${NAMES[kind]} has no ${what}: "${name}" is left out there.`,
      where: `constraints of ${meta.path}`,
      mend: "Look at the rows before they are saved, or silence this where another database holds it.",
    };
}
