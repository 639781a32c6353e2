/** What `staticFiles()` adds to the `flagon` program: `collect-static` and `find-static`. */

import { type Command, command } from "../app/command.ts";
import { collectStatic } from "./collect.ts";
import { fileSystem, paths } from "./folder.ts";

/** What the commands have to know of an app's static files. */
export interface CollectedFiles {
  /** The folders by the name that leads their paths: the empty name is the app's. */
  sources(): Map<string, string>;
  /** Where the copies go. */
  readonly collectedFolder: string;
}

/** Makes the commands for an app's static files. */
export function staticCommands(files: CollectedFiles): Command[] {
  return [collectCommand(files), findCommand(files)];
}

function collectCommand(files: CollectedFiles): Command {
  return command("collect-static", {
    help: "Copies all static files, with a hash in each name, into one folder.",
    run: async (_values, { print }) => {
      const { written, names } = await collectStatic(files.sources(), files.collectedFolder);
      print(`${names.size} static files in ${files.collectedFolder}, ${written} written.`);
    },
  });
}

function findCommand(files: CollectedFiles): Command {
  return command("find-static", {
    help: "Shows which files a static path stands for; the first one is served.",
    arguments: { path: { help: "the path below the static url: css/app.css" } },
    run: ({ path }, { print, warn }) => {
      const found = filesOf(files.sources(), path);
      for (const file of found) print(file);
      if (found.length > 0) return 0;
      warn(`There is no "${path}" in ${[...files.sources().values()].join(", ")}.`);
      return 1;
    },
  });
}

/** A path that begins with the name of a blueprint is looked for in the blueprint's folder first, as it is served. */
function filesOf(sources: ReadonlyMap<string, string>, path: string): string[] {
  const candidates = [...sources]
    .filter(([name]) => name === "" || path.startsWith(`${name}/`))
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([name, folder]) =>
      paths().join(folder, name === "" ? path : path.slice(name.length + 1)),
    );
  return candidates.filter((file) =>
    fileSystem().statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
