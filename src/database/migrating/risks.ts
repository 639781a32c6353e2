/** Tells of changes that hurt on large tables. */

import type { CommandContext } from "../../app/command.ts";
import type { Draft } from "../../db/migrations/arrangement.ts";
import type { MigrationProject } from "../../db/migrations/project.ts";

/** Warns of what new migrations do to large tables. */
export async function warnOfRisks(
  _project: MigrationProject,
  _drafts: readonly Draft[],
  _context: CommandContext,
): Promise<void> {}
