/** Types of functions: what they give, and names that are checked once the model is known. */

import { Article } from "./article.ts";
import { is } from "./same.ts";
import {
  abs,
  concat,
  F,
  jsonObject,
  lag,
  length,
  lower,
  now,
  nullIf,
  over,
  rowNumber,
  round,
  sql,
  stringAgg,
  substr,
  upper,
  value,
} from "../../../src/db/index.ts";

export async function functions() {
  const set = Article.annotate({
    low: lower("title"),
    size: length("title"),
    both: concat("title", value("!"), "author__name"),
    part: substr("title", 2),
    nested: upper(lower("title")),
    none: nullIf("title", value("")),
    at: now(),
    rounded: round(F("views").plus(1)),
    positive: abs("views"),
    number: over(rowNumber(), { orderBy: ["-views"] }),
    before: over(lag("views", { default: 0 }), { orderBy: ["id"] }),
    object: jsonObject({ title: "title" }),
  });
  const [row] = await set.values(
    "low",
    "size",
    "both",
    "part",
    "nested",
    "none",
    "at",
    "rounded",
    "positive",
    "number",
  );
  is<
    | {
        low: string;
        size: number;
        both: string;
        part: string;
        nested: string;
        none: string | null;
        at: Date;
        rounded: number;
        positive: number;
        number: number;
      }
    | undefined
  >()(row);

  is<{ titles: string | null }>()(await Article.aggregate({ titles: stringAgg("title", ", ") }));
  await Article.filter(sql`views > ${3}`).orderBy(lower("title"));

  // @ts-expect-error -- no such field
  await Article.annotate({ x: lower("titel") });
  // @ts-expect-error -- no such field behind the relation
  await Article.annotate({ x: concat("title", "author__nmae") });
}
