/**
 * The names of indexes and constraints, as Django makes them: its migrations find what Flagon made, and the other way round.
 *
 * `blog_article` with a key to `blog_author` has the index `blog_article_author_id_905add38`.
 */

import { nodeCrypto } from "../../base/node-crypto.ts";
import type { DatabaseKind } from "../backends/backend.ts";

/** The most characters of a name; SQLite has no limit of its own. */
const MOST: Record<DatabaseKind, number> = { sqlite: 200, postgres: 63, mysql: 64 };

/** The name of an index or a constraint that has none of its own. `suffix` stands behind the digest. */
export function indexName(
  table: string,
  columns: readonly string[],
  suffix: string,
  kind: DatabaseKind,
): string {
  const limit = MOST[kind];
  const end = `${digest([table, ...columns], 8)}${suffix}`;
  const joined = columns.join("_");
  const whole = `${table}_${joined}_${end}`;
  if (whole.length <= limit) return whole;
  const tail = end.length > limit / 3 ? end.slice(0, Math.floor(limit / 3)) : end;
  const rest = Math.floor((limit - tail.length) / 2) - 1;
  const short = `${table.slice(0, rest)}_${joined.slice(0, rest)}_${tail}`;
  return /^[_\d]/.test(short) ? `D${short.slice(0, -1)}` : short;
}

/** The name of an index that a model's options list without one. `columns` have `-` before them where they descend. */
export function listedIndexName(table: string, columns: readonly string[], suffix: string): string {
  const first = columns[0]!.replace(/^-/, "");
  const end = `${digest([table, ...columns, suffix], 6)}_${suffix}`;
  const name = `${table.slice(0, 11)}_${first.slice(0, 7)}_${end}`;
  return /^[_\d]/.test(name) ? `D${name.slice(1)}` : name;
}

function digest(parts: readonly string[], length: number): string {
  return nodeCrypto().createHash("md5").update(parts.join("")).digest("hex").slice(0, length);
}
