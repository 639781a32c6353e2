/** Asks a database for its plan of a statement. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { DatabaseKind } from "./backends/backend.ts";

const FLAGS = ["analyze", "verbose", "costs", "settings", "buffers", "wal", "timing", "summary"];
const FORMATS: Record<DatabaseKind, readonly string[]> = {
  sqlite: [],
  postgres: ["text", "json", "yaml", "xml"],
  mysql: ["traditional", "json"],
};

/** What stands before a statement to have it explained. Options are checked: they become part of the statement. */
export function explainPrefix(
  kind: DatabaseKind,
  options: Readonly<Record<string, unknown>>,
): string {
  const known =
    kind === "postgres" ? [...FLAGS, "format"] : kind === "mysql" ? ["analyze", "format"] : [];
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw wrongOption(kind, name, known);
  }
  const { format, ...flags } = options;
  if (format !== undefined && !FORMATS[kind].includes(String(format).toLowerCase()))
    throw wrongOption(kind, String(format), FORMATS[kind]);
  if (kind === "sqlite") return "EXPLAIN QUERY PLAN";
  if (kind === "mysql") {
    if (flags["analyze"] === true) return "ANALYZE";
    return format === undefined ? "EXPLAIN" : `EXPLAIN FORMAT=${String(format).toUpperCase()}`;
  }
  const parts = Object.entries(flags).map(([name, on]) => `${name.toUpperCase()} ${on === true}`);
  if (format !== undefined) parts.push(`FORMAT ${String(format).toUpperCase()}`);
  return parts.length === 0 ? "EXPLAIN" : `EXPLAIN (${parts.join(", ")})`;
}

function wrongOption(kind: DatabaseKind, name: string, known: readonly string[]): FlagonError {
  return new FlagonError(`explain() does not know "${name}" for ${kind}.`, {
    code: "db.unknown-option",
    where: "explain()",
    mend: suggest(name, known),
  });
}
