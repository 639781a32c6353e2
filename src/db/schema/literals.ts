/** Values as text of a statement: in a schema there are no parameters. */

import { FlagonError } from "../../base/errors.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import { quoted } from "../dialect.ts";

/**
 * Writes a value as the driver would take it into a statement, quoted so that nothing in it is read as SQL.
 *
 * @throws FlagonError `db.no-literal` for what no statement can say: a text with a NUL character, a number that is none.
 */
export function literalOf(value: unknown, kind: DatabaseKind): string {
  switch (typeof value) {
    case "boolean":
      if (kind === "postgres") return value ? "TRUE" : "FALSE";
      return value ? "1" : "0";
    case "number":
      if (!Number.isFinite(value)) refuse(value);
      return String(value);
    case "bigint":
      return String(value);
    case "string":
      return textLiteral(value, kind);
    case "object":
      return objectLiteral(value, kind);
    default:
      return refuse(value);
  }
}

/** Writes a text as part of a statement. */
export function textLiteral(text: string, kind: DatabaseKind): string {
  if (text.includes("\0")) refuse(text);
  if (!text.includes("\\") || kind === "sqlite") return quoted(text, "'");
  if (kind === "postgres") return `E${quoted(text.replaceAll("\\", "\\\\"), "'")}`;
  // What a backslash means depends on the server's sql_mode; hexadecimal digits mean the same in all.
  return `_utf8mb4 X'${Buffer.from(text, "utf8").toString("hex")}'`;
}

/**
 * Writes a value into what the database keeps as an expression: a check, a default of a large type, a generated column.
 *
 * MariaDB writes `_utf8mb4 X'5c27'` back as `_utf8mb4'\'`, without what escapes: the next change of the table fails, or means something else.
 */
export function keptLiteral(value: unknown, kind: DatabaseKind): string {
  const text = literalOf(value, kind);
  if (kind !== "mysql" || !text.startsWith("_utf8mb4 X'")) return text;
  return commentLiteral(Buffer.from(text.slice(11, -1), "hex").toString("utf8"), kind);
}

/** Writes a comment of a table or a column: MySQL takes a plain text only, in which a backslash escapes in all sessions of Flagon. */
export function commentLiteral(text: string, kind: DatabaseKind): string {
  if (kind !== "mysql") return textLiteral(text, kind);
  if (text.includes("\0")) refuse(text);
  return quoted(text.replaceAll("\\", "\\\\"), "'");
}

function objectLiteral(value: object | null, kind: DatabaseKind): string {
  if (value === null) return "NULL";
  if (value instanceof Uint8Array) return binaryLiteral(value, kind);
  if (value instanceof Date) return textLiteral(value.toISOString(), kind);
  if (Array.isArray(value)) return textLiteral(arrayText(value), kind);
  return textLiteral(JSON.stringify(value), kind);
}

function binaryLiteral(bytes: Uint8Array, kind: DatabaseKind): string {
  const hex = Buffer.from(bytes).toString("hex");
  return kind === "postgres" ? `E'\\\\x${hex}'::bytea` : `X'${hex}'`;
}

/** An array in PostgreSQL's own writing. */
function arrayText(items: readonly unknown[]): string {
  const written = items.map((item) => {
    if (item === null) return "NULL";
    if (Array.isArray(item)) return arrayText(item);
    const text = item instanceof Date ? item.toISOString() : String(item);
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
  return `{${written.join(",")}}`;
}

function refuse(value: unknown): never {
  const shown = typeof value === "string" ? "A text with a NUL character" : String(value);
  throw new FlagonError(`${shown} cannot stand in a schema.`, {
    code: "db.no-literal",
    mend: "Leave it out of conditions, defaults and generated columns.",
  });
}
