/** `flagon templates check`, `build` and `list`: the templates of the app and its blueprints. */

import { writeFile } from "node:fs/promises";
import type { TemplateFinding } from "../../templates/check.ts";
import { formatPlace, placeExcerpt } from "../../templates/errors.ts";
import { paint } from "../../base/terminal.ts";
import { tool } from "../tool.ts";

/** The command that checks. */
export const templatesCheck = tool("templates check", {
  help: "Compiles every template of the app and its blueprints, and tells what would fail. Exits with 1 when there are errors.",
  options: { json: { type: "boolean", help: "As JSON." } },
  run: async ({ json }, { terminal, loadApp }) => {
    const app = await loadApp();
    const { checkAppTemplates, templateNames } = await import("../../rendering/check.ts");
    const findings = checkAppTemplates(app);
    const errors = findings.filter(({ level }) => level === "error").length;
    if (json) terminal.print(JSON.stringify(findings, null, 2));
    else {
      for (const finding of findings) terminal.print(format(finding, terminal.hasColors));
      terminal.print(summary(templateNames(app).length, errors, findings.length - errors));
    }
    return errors > 0 ? 1 : 0;
  },
});

/** The command that lists. */
export const templatesList = tool("templates list", {
  help: "Lists the templates with their files, and which of them are hidden by one of the same name.",
  options: { json: { type: "boolean", help: "As JSON." } },
  run: async ({ json }, { terminal, loadApp }) => {
    const { listTemplates } = await import("../../rendering/listing.ts");
    const found = listTemplates(await loadApp());
    if (json) return terminal.print(JSON.stringify(found, null, 2));
    if (found.length === 0) return terminal.print("The app has no templates.");
    const width = Math.max(...found.map(({ name }) => name.length));
    for (const { name, path, isHidden } of found)
      terminal.print(`${name.padEnd(width)}  ${path}${isHidden ? "  (hidden)" : ""}`);
  },
});

/** The command that writes types. */
export const templatesTypes = tool("templates types", {
  help: "Writes down in TypeScript what each template has to be given: request.render() is then checked by the compiler.",
  options: {
    out: { type: "string", default: "templates.d.ts", help: "The file to write." },
    shared: {
      type: "string",
      default: "",
      help: "Names that context processors give, with commas.",
    },
    check: {
      type: "boolean",
      help: "Writes nothing; exits with 1 when the file is not as it would be written.",
    },
  },
  run: async ({ out, shared, check }, { terminal, loadApp }) => {
    const { contextTypes } = await import("../../rendering/context-types.ts");
    const names = shared.split(",").map((name) => name.trim());
    const text = contextTypes(await loadApp(), { shared: names });
    const { readFileSync, writeFileSync, existsSync } = await import("node:fs");
    const isCurrent = existsSync(out) && readFileSync(out, "utf8") === text;
    if (check) {
      if (isCurrent) return 0;
      terminal.warn(`${out} is not up to date: run "flagon templates types".`);
      return 1;
    }
    if (!isCurrent) writeFileSync(out, text);
    terminal.print(isCurrent ? `${out} is up to date.` : `Wrote ${out}.`);
    return 0;
  },
});

/** The command that compiles ahead of time. */
export const templatesBuild = tool("templates build", {
  help: "Writes a module with every template compiled, for platforms that make no code while they run.",
  arguments: { file: { default: "templates.build.js", help: "The module to write." } },
  run: async ({ file }, { terminal, loadApp }) => {
    const app = await loadApp();
    const { templateNames } = await import("../../rendering/check.ts");
    const names = templateNames(app);
    await writeFile(file, app.templates.precompile(names));
    terminal.print(`${names.length} template${names.length === 1 ? "" : "s"} in ${file}.`);
  },
});

function format({ code, level, what, mend, place }: TemplateFinding, hasColors: boolean): string {
  const color = level === "error" ? "red" : "yellow";
  const lines = [`${paint(level, color, hasColors)}: ${what}`, `  at:   ${formatPlace(place)}`];
  lines.push("", placeExcerpt(place));
  if (mend !== undefined) lines.push(`  mend: ${mend}`);
  return [...lines, `  code: ${code}`, ""].join("\n");
}

function summary(count: number, errors: number, warnings: number): string {
  const templates = `${count} template${count === 1 ? "" : "s"}`;
  if (errors + warnings === 0) return `${templates}, nothing is wrong.`;
  return `${templates}: ${errors} error${errors === 1 ? "" : "s"}, ${warnings} warning${warnings === 1 ? "" : "s"}.`;
}
