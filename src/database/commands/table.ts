/** The commands that the database extension adds to an app's program, in the order of the help. */

import type { Command } from "../../app/command.ts";
import { dbshell } from "./dbshell.ts";
import { dumpdata } from "./dumpdata.ts";
import { flush, sqlflush, sqlsequencereset } from "./flush.ts";
import { inspectdb } from "./inspectdb.ts";
import { lintmigrations } from "./lintmigrations.ts";
import { loaddata } from "./loaddata.ts";
import { makemigrations } from "./makemigrations.ts";
import { migrate } from "./migrate.ts";
import { showmigrations, sqlmigrate } from "./showmigrations.ts";
import { testserver } from "./testserver.ts";
import { optimizemigration, rebasemigration, squashmigrations } from "./squashmigrations.ts";

/**
 * Each is declared in a file of its own beside this one, and loads what does the work when it runs: servers never need it.
 *
 * They run with the app's databases at hand (`getDatabases()`) and all of its models known.
 */
export const COMMANDS: readonly Command[] = [
  makemigrations,
  migrate,
  showmigrations,
  sqlmigrate,
  squashmigrations,
  optimizemigration,
  rebasemigration,
  lintmigrations,
  dumpdata,
  loaddata,
  flush,
  sqlflush,
  sqlsequencereset,
  dbshell,
  inspectdb,
  testserver,
];
