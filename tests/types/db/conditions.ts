/** Types of conditions: paths, lookups and values, and what must not compile. */

import { Article, Comment, Tag } from "./article.ts";
import { Author, Country } from "./author.ts";
import { is } from "./same.ts";
import { F, Q } from "../../../src/db/index.ts";

export async function good(ann: Author, article: Article, untyped: Record<string, unknown>) {
  is<Article[]>()(await Article.filter({ title: "x" }));
  is<Article[]>()(await Article.live().filter({ author__name__icontains: "ann" }));
  is<Article>()(await Article.get({ pk: 7 }));
  is<Article | undefined>()(await Article.find({ slug: "x" }));
  is<Article | undefined>()(await Article.filter({}).first());
  Article.filter({ status: "live", views__gte: 3, views__range: [1, 2], rating__isnull: true });
  Article.filter({ status__in: ["live", "draft"], publishedAt: null, rating: null });
  Article.filter({
    publishedAt__year__gte: 2020,
    publishedAt__date: new Temporal.PlainDate(2020, 1, 1),
  });
  Article.filter({ author: ann, editor: null, authorId: 7, author_id__gt: 7 } as {});
  Article.filter({ author: article.author, authorId__in: [1, 2], author__in: [ann, 7] });
  Article.filter({ author__in: Author.filter({ name: "x" }) });
  Article.filter({ author__mentor__mentor__country__name__startswith: "D" });
  Article.filter({ data__a__0__b: { any: "thing" }, data__has_key: "a" });
  Article.filter({ comments__parent__isnull: true, tags__label__in: ["x"], tags: 7 });
  Tag.filter({ articles__author__country: "de", articles__author__country__code: "de" });
  Country.filter({ pk: "de", authors__articles__comments__text__contains: "x" });
  Comment.filter({ article__author__profile__bio: "" });
  Article.filter({ views__gt: F("rating"), author__name: F("editor__name") });
  Article.filter(Q({ views__gt: F("rating") }).or({ tags__label: "x" }));
  Article.exclude(Q({ views__gt: 3 }).and(Q({ title: "x" }).not()));
  Article.filter(untyped);
}

export function bad(ann: Author, country: Country) {
  // @ts-expect-error: no such field
  Article.filter({ titel: "x" });
  // @ts-expect-error: no such lookup
  Article.filter({ title__icontain: "x" });
  // @ts-expect-error: no such field of an author
  Article.filter({ author__nam: "x" });
  // @ts-expect-error: no such field of a mentor's country
  Article.filter({ author__mentor__country__nam: "x" });
  // @ts-expect-error: a title is a text
  Article.filter({ title: 3 });
  // @ts-expect-error: "liv" is no choice
  Article.filter({ status: "liv" });
  // @ts-expect-error: a title is never null
  Article.filter({ title: undefined as unknown as symbol });
  // @ts-expect-error: a year is a number
  Article.filter({ publishedAt__year: "2020" });
  // @ts-expect-error: isnull takes true or false
  Article.filter({ rating__isnull: 1 });
  // @ts-expect-error: a range has two ends
  Article.filter({ views__range: [1, 2, 3] });
  // @ts-expect-error: in takes a list
  Article.filter({ views__in: 3 });
  // @ts-expect-error: a list of numbers
  Article.filter({ views__in: ["x"] });
  // @ts-expect-error: not an author
  Article.filter({ author: country });
  // @ts-expect-error: a code is a text
  Author.filter({ country: 7 });
  // @ts-expect-error: no field to compare with
  Article.filter({ views__gt: F("lieks") });
  // @ts-expect-error: a text beside a number
  Article.filter({ views__gt: F("title") });
  // @ts-expect-error: no such field within Q
  Article.filter(Q({ titel: "x" }));
  // @ts-expect-error: no such field within Q
  Article.filter(Q({ title: "x" }).or({ tags__lable: "x" }));
  // @ts-expect-error: a text within Q
  Article.filter(Q({ title: "x", views: "x" }).or({ title: "x" }));
  void ann;
}
