/**
 * Full-text search on SQLite: texts as FTS5 reads them, and the ranks of all rows that a search found.
 *
 * FTS5 reckons a rank from how many rows have each word, and counts them anew whenever one row alone is asked for: 10,000 ranks took
 * 10,000 counts. So the ranks of a search are gathered once, under a number that the statement passes on.
 */

import { FlagonError } from "../../base/errors.ts";
import { fullTextQuery, type SearchKind } from "../search-words.ts";
import type { SqliteAggregate, SqliteScalar, SqliteValue } from "./sqlite-functions.ts";

type Ranks = Map<SqliteValue, number>;

/** The ranks of the searches that ran last; statements are done before as many others begin. */
const searches = new Map<number, Ranks>();
const KEPT = 32;
let last = 0;

function keep(ranks: Ranks): number {
  searches.set(++last, ranks);
  searches.delete(last - KEPT);
  return last;
}

function rankOf(search: SqliteValue, row: SqliteValue): number {
  const ranks = searches.get(Number(search));
  if (ranks !== undefined) return ranks.get(row) ?? 0;
  throw new FlagonError(
    "The ranks of a search are gone: too many others began while it was read.",
    {
      code: "db.search-gone",
      where: "searchRank()",
      mend: "Read the rows at once instead of one after another.",
    },
  );
}

/** The functions by their names. */
export const searchFunctions: readonly (readonly [string, SqliteScalar | SqliteAggregate])[] = [
  [
    "flagon_search",
    {
      call: (text, kind) =>
        text === null ? null : fullTextQuery(String(text), String(kind) as SearchKind),
    },
  ],
  ["flagon_rank", { call: rankOf, deterministic: false }],
  [
    "flagon_ranks",
    {
      start: () => new Map(),
      step: (ranks: Ranks, row, rank) => ranks.set(row!, Number(rank)),
      result: (ranks: Ranks) => keep(ranks),
      deterministic: false,
    },
  ],
];
