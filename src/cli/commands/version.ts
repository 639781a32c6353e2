/** `flagon version`: what runs here. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tool } from "../tool.ts";

export const version = tool("version", {
  help: "Shows the versions of Flagon, Node and the platform.",
  run: (_values, { terminal }) =>
    terminal.print(
      `Flagon ${flagonVersion()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    ),
});

/** Gives the version of this package, from the nearest package.json above: sources and build lie at different depths. */
export function flagonVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const manifest = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
    if (manifest.name === "flagon") return manifest.version ?? "unknown";
  }
  return "unknown";
}
