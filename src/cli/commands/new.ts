/** `flagon new`: makes a project. */

import { existsSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import {
  type Files,
  isFolder,
  type Marks,
  ownDependency,
  packageRoot,
  readJson,
  readTemplate,
  writeFiles,
} from "../project-files.ts";
import { tool } from "../tool.ts";

const KINDS = ["full", "one-file", "api"] as const;

const KEY_BYTES = 48;

export const newProject = tool("new", {
  help: "Makes a project in a folder: `flagon new shop`. Nothing is fetched. `.` takes the present folder.",
  arguments: { folder: { help: "The folder; its name is the project's." } },
  options: {
    template: {
      short: "t",
      default: "full",
      help: `What is in it: ${KINDS.join(", ")}, or a folder with a template of your own.`,
    },
    name: { help: "The project's name, where it is not the folder's." },
  },
  run: ({ folder, template, name }, { terminal }) => {
    const target = resolve(folder);
    const project = name ?? basename(target);
    checkName(project, folder);
    const files = filesOf(template, marksOf(project));
    const merged = mergePackage(target, files);
    writeFiles(target, files);
    if (merged !== undefined) writeFileSync(join(target, "package.json"), merged);
    terminal.print(nextSteps(project, target, { isInstalled: isInstalled(target) }));
  },
});

function checkName(name: string, folder: string): void {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(name) && name.length <= 214) return;
  throw new FlagonError(`"${name}" is no name for a project.`, {
    code: "cli.bad-name",
    where: `flagon new ${folder}`,
    mend: "Take small letters, digits and dashes: my-site. With --name the project is called otherwise than its folder.",
  });
}

function marksOf(project: string): Marks {
  return {
    project,
    Project: titleOf(project),
    flagon: ownDependency(),
    secret: process.getBuiltinModule("node:crypto").randomBytes(KEY_BYTES).toString("base64url"),
  };
}

function titleOf(project: string): string {
  const words = project.replaceAll(/[._-]+/g, " ").trim();
  return words[0]!.toUpperCase() + words.slice(1);
}

function filesOf(template: string, marks: Marks): Files {
  const home = join(packageRoot(), "projects");
  const isOwn = !(KINDS as readonly string[]).includes(template);
  if (isOwn && !isFolder(template)) {
    throw new FlagonError(`There is no template "${template}".`, {
      code: "cli.no-template",
      where: `flagon new --template ${template}`,
      mend: `${suggest(template, [...KINDS])} Or name a folder.`,
    });
  }
  if (isOwn) return readTemplate(resolve(template), marks);
  return readTemplate(join(home, template), marks, readTemplate(join(home, "shared"), marks));
}

/** What a package.json that is there is to become; the project's own adds to it and changes nothing. */
function mergePackage(target: string, files: Files): string | undefined {
  const file = join(target, "package.json");
  const made = files.get("package.json");
  if (!existsSync(file) || made === undefined) return undefined;
  files.delete("package.json");
  const mine = JSON.parse(String(made)) as Record<string, unknown>;
  const theirs = readJson(file) as Record<string, unknown>;
  const merged: Record<string, unknown> = { ...mine, ...theirs, type: "module" };
  for (const part of ["scripts", "dependencies", "devDependencies"])
    merged[part] = { ...(mine[part] as object), ...(theirs[part] as object) };
  // What `npm init` writes in place of tests.
  const scripts = merged["scripts"] as Record<string, string>;
  if (scripts["test"]?.includes("no test specified") === true) scripts["test"] = "flagon test";
  return `${JSON.stringify(merged, undefined, 2)}\n`;
}

function isInstalled(target: string): boolean {
  return existsSync(join(target, "node_modules", "flagon"));
}

function nextSteps(
  project: string,
  target: string,
  { isInstalled: hasPackage }: { isInstalled: boolean },
): string {
  const path = relative(process.cwd(), target);
  const steps = [
    ...(path === "" ? [] : [`cd ${path}`]),
    ...(hasPackage ? [] : ["npm install"]),
    "npm run dev",
  ];
  return [`${project} is there. Next:`, "", ...steps.map((step) => `    ${step}`), ""].join("\n");
}
