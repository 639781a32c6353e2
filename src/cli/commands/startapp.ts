/** `flagon startapp`: makes a part of a site, a blueprint with a folder of its own. */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FlagonError } from "../../base/errors.ts";
import { isFolder, packageRoot, readTemplate, writeFiles } from "../project-files.ts";
import { tool } from "../tool.ts";

/** Names that would be in the way of something else: files of a project, words of the language. */
const TAKEN = new Set(
  "app settings static templates tests test node_modules flagon src dist data break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let await async package private public interface".split(
    " ",
  ),
);

export const startapp = tool("startapp", {
  help: "Makes a folder for a part of the site, with routes, models, templates and tests: `flagon startapp blog`.",
  arguments: { name: { help: "The name of the blueprint and of its folder." } },
  options: {
    folder: { default: ".", help: "Where the folder is made." },
    template: { short: "t", help: "A folder with a template of your own." },
  },
  run: ({ name, folder, template }, { terminal }) => {
    checkName(name);
    const source = template ?? ownTemplate("blueprint");
    if (!isFolder(source)) {
      throw new FlagonError(`There is no folder "${source}".`, {
        code: "cli.no-template",
        where: `flagon startapp ${name} --template ${source}`,
        mend: "Name a folder with the files of a blueprint.",
      });
    }
    const ident = name.replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    const title = name.replaceAll("_", " ");
    const Name = title[0]!.toUpperCase() + title.slice(1);
    const marks = { name, ident, Name };
    const files = readTemplate(resolve(source), marks);
    // The tests of a full project have a site that they ask.
    if (template === undefined && existsSync(join(folder, "tests", "site.ts")))
      readTemplate(ownTemplate("blueprint_of_site"), marks, files);
    writeFiles(resolve(folder), files);
    terminal.print(
      [
        `${name}/ is there. Put it into the app:`,
        "",
        `    import { ${ident} } from "./${name}/index.ts";`,
        `    app.install(${ident});`,
        "",
        `Then it answers /${name}/, and its tests run with: npx flagon test ${name}`,
        "",
      ].join("\n"),
    );
  },
});

function ownTemplate(name: string): string {
  return join(packageRoot(), "projects", name);
}

function checkName(name: string): void {
  const isName = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name) && name.length <= 40;
  if (isName && !TAKEN.has(name)) return;
  throw new FlagonError(
    isName ? `"${name}" means something else already.` : `"${name}" is no name for a blueprint.`,
    {
      code: "cli.bad-name",
      where: `flagon startapp ${name}`,
      mend: isName
        ? "Take another word: this one is a folder of projects, or a word of the language."
        : "Take small letters, digits and single underscores, 40 at most: blog, press_room.",
    },
  );
}
