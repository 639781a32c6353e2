/** Conditions within expressions are checked against the model that the expression meets. */

import { Article } from "./article.ts";
import { Author } from "./author.ts";
import {
  caseWhen,
  count,
  exists,
  F,
  Q,
  sum,
  value,
  when,
  arrayAgg,
} from "../../../src/db/index.ts";
import { is } from "./same.ts";

export async function checked() {
  const [row] = await Author.annotate({
    live: count("articles", { filter: { articles__status: "live" } }),
    seen: sum("articles__views", {
      default: 0,
      filter: Q({ articles__views__gt: F("articles__rating") }).or({ name__in: ["a", "b"] }),
    }),
    other: count("articles", { filter: exists(Article.all()) }),
    kind: caseWhen([when({ name__startswith: "a" }, 1), when(Q({ born__year: 1990 }), value(2))]),
    known: Q({ nickname__isnull: false }),
  }).filter({ live__gt: 3 });
  is<number>()(row!.live);
  is<number>()(row!.seen);
  is<1 | 2>()(row!.kind!);
  await Author.annotate({ n: count("articles") }).annotate({
    many: caseWhen([when({ n__gt: 3 }, true)], { default: false }),
  });
  await Article.aggregate({ n: count("*", { filter: { author__name: "x" } }) });
  await Article.filter({ views: caseWhen([when({ status: "live" }, 3)]) });
  await Article.update({ views: caseWhen([when({ status: "live" }, 3)], { default: 4 }) });
}

export function wrong() {
  // @ts-expect-error: no such field
  Author.annotate({ n: count("articles", { filter: { articles__stats: "live" } }) });
  // @ts-expect-error: no such choice
  Author.annotate({ n: count("articles", { filter: { articles__status: "gone" } }) });
  // @ts-expect-error: no such field in one of several
  Author.annotate({ n: count("articles", { filter: Q({ name: "x" }).or({ nam: "x" }) }) });
  // @ts-expect-error: no such field within the condition
  Author.annotate({ n: sum("articles__views", { filter: { articles__views: F("vews") } }) });
  // @ts-expect-error: no such field
  Author.values("name", { n: arrayAgg("articles", { filter: { nam: "x" } }) });
  // @ts-expect-error: no such field
  Author.aggregate({ n: count("*", { filter: { nam: "x" } }) });
  // @ts-expect-error: no such field
  Article.annotate({ n: caseWhen([when({ stats: "live" }, 1)]) });
  // @ts-expect-error: a number is asked for
  Article.annotate({ n: caseWhen([when({ views: "x" }, 1)]) });
  // @ts-expect-error: no such field
  Article.orderBy(caseWhen([when(Q({ stats: "live" }), 1)]).asc());
  // @ts-expect-error: no such field
  Article.filter({ views: caseWhen([when({ stats: "live" }, 3)]) });
  // @ts-expect-error: no such field
  Article.update({ views: caseWhen([when({ stats: "live" }, 3)]) });
  // @ts-expect-error: no such field
  Author.annotate({ known: Q({ nicknam: "x" }) });
}
