/** `flagon routes`: what the app answers. */

import type { Flagon } from "../../app/app.ts";
import { paint } from "../../base/terminal.ts";
import type { Terminal } from "../terminal.ts";
import { tool } from "../tool.ts";

/** One line of the table. */
interface RouteLine {
  methods: string;
  rule: string;
  endpoint: string;
  view: string;
  blueprint: string;
}

const COLUMNS = ["methods", "rule", "endpoint", "view", "blueprint"] as const;

export const routes = tool("routes", {
  help: "Lists the routes, in the order in which they were registered.",
  options: {
    sort: { choices: [...COLUMNS, "match"], help: "Sorts by a column." },
    json: { type: "boolean", help: "As JSON." },
    match: { help: "Shows the route that answers this path, with its params." },
    method: { default: "GET", help: "The method for --match." },
  },
  run: async ({ sort, json, match, method }, { terminal, loadApp }) => {
    const app = await loadApp();
    if (match !== undefined) return showMatch(app, { path: match, method }, terminal);
    const lines = linesOf(app);
    if (sort !== undefined && sort !== "match") {
      const column = sort as keyof RouteLine;
      lines.sort((a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0));
    }
    if (json) return terminal.print(JSON.stringify(lines, null, 2));
    if (lines.length === 0) return terminal.print("The app has no routes.");
    printTable(lines, terminal);
  },
});

function linesOf(app: Flagon): RouteLine[] {
  return app
    .compiled()
    .map.rules()
    .map(({ rule, endpoint = "", methods, target, options }) => ({
      methods:
        methods === null
          ? "*"
          : [...methods].filter((name) => name !== "HEAD" || !methods.has("GET")).join(", "),
      rule: `${options.host ?? options.subdomain ?? ""}${rule}`,
      endpoint,
      view:
        target.route.kind === "view" ? target.route.view.name || "(no name)" : target.route.kind,
      blueprint: target.plan.parts.blueprints.at(-1) ?? "",
    }));
}

function printTable(lines: readonly RouteLine[], terminal: Terminal): void {
  const used = COLUMNS.filter((column) => lines.some((line) => line[column] !== ""));
  const widths = used.map((column) =>
    Math.max(column.length, ...lines.map((line) => line[column].length)),
  );
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd();
  terminal.print(paint(row(used), "bold", terminal.hasColors));
  for (const line of lines) terminal.print(row(used.map((column) => line[column])));
}

function showMatch(
  app: Flagon,
  { path, method }: { path: string; method: string },
  terminal: Terminal,
): number {
  const found = app.compiled().map.find(method.toUpperCase(), path, undefined);
  if (found === null) {
    terminal.print(`No route answers ${method.toUpperCase()} ${path}.`);
    return 1;
  }
  const { route, plan } = found.target;
  terminal.print(`${route.where}, endpoint ${plan.parts.endpoint ?? "(none)"}`);
  terminal.print(`params ${JSON.stringify(found.params)}`);
  return 0;
}
