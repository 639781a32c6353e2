/** The program's own commands, in the order of the help. */

import type { Tool } from "../tool.ts";
import { check } from "./check.ts";
import { completion } from "./completion.ts";
import { config } from "./config.ts";
import { dev } from "./dev.ts";
import { newProject } from "./new.ts";
import { routes } from "./routes.ts";
import { run } from "./run.ts";
import { secret } from "./secret.ts";
import { shell } from "./shell.ts";
import { startapp } from "./startapp.ts";
import { templatesBuild, templatesCheck, templatesList, templatesTypes } from "./templates.ts";
import { test } from "./test.ts";
import { version } from "./version.ts";

/** The commands that every project has. */
export const OWN_COMMANDS: readonly Tool[] = [
  newProject,
  startapp,
  dev,
  run,
  routes,
  shell,
  check,
  config,
  templatesCheck,
  templatesBuild,
  templatesList,
  templatesTypes,
  test,
  secret,
  version,
  completion,
];
