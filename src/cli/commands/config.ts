/** `flagon config`: the settings as they are in effect, secrets masked. */

import type { Flagon } from "../../app/app.ts";
import { isSecretName, MASK } from "../../base/secrets.ts";
import { tool } from "../tool.ts";

export const config = tool("config", {
  help: "Shows the settings in effect; secrets are masked.",
  arguments: { name: { required: false, help: "One setting, such as timeouts.viewMs." } },
  options: {
    changed: { type: "boolean", help: "Only what is not at its default, and your own settings." },
    json: { type: "boolean", help: "As JSON." },
  },
  run: async ({ name, changed, json }, { terminal, loadApp }) => {
    const app = await loadApp();
    const rows = rowsOf(app, { name: name as string | undefined, changed });
    if (json) return terminal.print(JSON.stringify(Object.fromEntries(rows), null, 2));
    const width = Math.max(0, ...rows.map(([path]) => path.length));
    for (const [path, value] of rows)
      terminal.print(`${path.padEnd(width)}  ${JSON.stringify(value) ?? "not set"}`);
  },
});

type Row = readonly [path: string, value: unknown];

function rowsOf(
  app: Flagon,
  { name, changed }: { name: string | undefined; changed: boolean },
): Row[] {
  if (name !== undefined) {
    const value = app.config.get(name);
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isGroup)
      return flatten(app.config.toJSON()).filter(([path]) => path.startsWith(`${name}.`));
    return [[name, isSecretName(name) && value !== undefined ? MASK : value]];
  }
  if (changed) return app.config.changedSettings().map((setting) => [setting.name, setting.value]);
  return flatten(app.config.toJSON());
}

function flatten(value: unknown, prefix = ""): Row[] {
  return Object.entries(value as object).flatMap(([key, inner]: [string, unknown]): Row[] => {
    const isGroup = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    return isGroup ? flatten(inner, `${prefix}${key}.`) : [[prefix + key, inner]];
  });
}
