/** Types of query sets: values, annotations, orders, loaded relations, writes, and what must not compile. */

import { Article, Comment, type Tag } from "./article.ts";
import { Author, Country, Profile } from "./author.ts";
import { is } from "./same.ts";
import {
  F,
  Q,
  avg,
  caseWhen,
  cast,
  coalesce,
  count,
  exists,
  extract,
  f,
  lower,
  max,
  outerRef,
  over,
  prefetch,
  stdDev,
  subquery,
  sum,
  trunc,
  truncDate,
  value,
  when,
} from "../../../src/db/index.ts";
import type { QuerySet } from "../../../src/db/typing/query-set.ts";

export async function values() {
  is<{ title: string; author__name: string; publishedAt: Date | null }[]>()(
    await Article.values("title", "author__name", "publishedAt"),
  );
  const nullable = await Article.filter({ views: 1 }).values(
    "editor__name",
    "tags__label",
    "author",
    "publishedAt__year",
    "data__a",
  );
  is<
    {
      editor__name: string | null;
      tags__label: string | null;
      author: number;
      publishedAt__year: number | null;
      data__a: unknown;
    }[]
  >()(nullable);
  is<{ id: number; text: string; articleId: number; parentId: number | null }[]>()(
    await Comment.values(),
  );
  is<{ name: string; n: number }[]>()(await Author.values("name", { n: count("articles") }));
  is<[string, number | null][]>()(await Article.valuesList("title", "editorId"));
  is<string[]>()(await Article.filter({ views: 1 }).valuesList("author__name", { flat: true }));
  is<Date[]>()(await Article.all().datetimes("publishedAt", "hour"));
  is<Temporal.PlainDate[]>()(await Article.dates("publishedAt", "month"));
  // @ts-expect-error: no such field
  Article.values("title", "nope");
  // @ts-expect-error: no such field of an author
  Article.all().values("author__nam");
  // @ts-expect-error: no such field
  Article.valuesList("title", "nope");
  // @ts-expect-error: no such field
  Article.valuesList("nope", { flat: true });
  // @ts-expect-error: no such relation
  Author.values("name", { n: count("article") });
  // @ts-expect-error: a title is no date
  Article.dates("title", "month");
}

export async function annotations() {
  const rows = await Author.all()
    .annotate({ n: count("articles"), best: max("articles__views"), mean: avg("articles__rating") })
    .filter({ n__gte: 3, best__isnull: false, name__startswith: "a" })
    .orderBy("-n", "name");
  is<number>()(rows[0]!.n);
  is<number | null>()(rows[0]!.best);
  is<number | null>()(rows[0]!.mean);
  is<string>()(rows[0]!.shout);
  is<{ name: string; n: number }[]>()(
    await Author.annotate({ n: count("articles") }).values("name", "n"),
  );
  is<{ low: string; nick: string | null; named: string; one: 1; known: boolean }>()(
    await Author.aggregate({
      low: lower("name"),
      nick: lower("nickname"),
      named: coalesce("nickname", "name"),
      one: value(1),
      known: Q({ name: "x" }),
    }),
  );
  Article.annotate({ sum: F("views").plus(F("rating")) }).filter({ sum__gt: F("views") });
  Article.alias({ n: count("comments") })
    .filter({ n__gt: 3 })
    .orderBy("n");
  Article.annotate({ all: count("*") });
  // @ts-expect-error: no such relation
  Author.annotate({ n: count("article") });
  // @ts-expect-error: no such field
  Author.annotate({ n: max("articles__vews") });
  // @ts-expect-error: no such field
  Author.annotate({ n: lower(coalesce("nam", "name")) });
  // @ts-expect-error: n is a number
  Author.annotate({ n: count("articles") }).filter({ n: "x" });
  // @ts-expect-error: an alias is not in the rows
  void (await Article.alias({ n: count("comments") }).first())?.n;
  // @ts-expect-error: no such relation
  Author.aggregate({ n: count("article") });
}

export async function expressions() {
  is<{ n: number | null; total: number; spread: number | null; day: Temporal.Duration | null }[]>()(
    await Article.annotate({
      n: sum("views"),
      total: sum("views", { default: 0 }),
      spread: stdDev("rating", { sample: true }),
      day: F("publishedAt").minus(F("createdAt")),
    }).values("n", "total", "spread", "day"),
  );
  const [row] = await Article.annotate({
    rank: caseWhen([when({ status: "live" }, 1), when({ status: "draft" }, F("views"))], {
      default: 3,
    }),
    year: extract("year", "publishedAt"),
    month: trunc("month", "createdAt"),
    day: truncDate("publishedAt"),
    text: cast("views", f.text()),
    newest: subquery(Comment.filter({ article: outerRef("pk") }).values("text")),
    key: subquery(Comment.filter({ article: outerRef("pk") })),
    seen: exists(Comment.filter({ article: outerRef("pk") })),
    running: over(sum("views"), { partitionBy: ["author"], orderBy: ["-id"] }),
    mean: over(avg("rating")),
  });
  is<number>()(row!.rank);
  is<number | null>()(row!.year);
  is<Date>()(row!.month);
  is<Temporal.PlainDate | null>()(row!.day);
  is<string>()(row!.text);
  is<string | null>()(row!.newest);
  is<number | null>()(row!.key);
  is<boolean>()(row!.seen);
  is<number | null>()(row!.running);
  is<number | null>()(row!.mean);
  await Article.filter(exists(Comment.all()));
  await Article.filter(Q(exists(Comment.all())).not());
  await Article.filter(Q({ title: "x" }, { views: 1 }).xor({ slug: "y" }));
  await Article.filter({ views__gt: value(3), title: caseWhen([when({ views: 3 }, "x")]) });
  // @ts-expect-error: no such field
  Article.annotate({ n: sum("vews") });
  // @ts-expect-error: no such field
  Article.annotate({ n: F("views").plus(F("vews")) });
  // @ts-expect-error: no such field
  Article.annotate({ n: caseWhen([when({ status: "live" }, F("vews"))]) });
  // @ts-expect-error: no such field to part by
  Article.annotate({ n: over(sum("views"), { partitionBy: ["autor"] }) });
  // @ts-expect-error: no such field to order by
  Article.annotate({ n: over(sum("views"), { orderBy: ["-ide"] }) });
  // @ts-expect-error: a number beside a text
  Article.filter({ title: extract("year", "publishedAt") });
}

export async function orders() {
  is<Article[]>()(await Article.orderBy("-publishedAt", "author__name", "?", F("views").desc()));
  // @ts-expect-error: no such field
  Article.orderBy("-publishdAt");
  // @ts-expect-error: no such field
  Article.orderBy("author__nam");
  // @ts-expect-error: no such field
  Article.orderBy(F("vews").desc());
  is<Article>()(await Article.latest("publishedAt"));
  is<Article | undefined>()(await Article.orderBy("title").reverse().distinct().limit(3).first());
}

export async function loaded() {
  const [article] = await Article.selectRelated("author", "editor", "author__country").limit(1);
  is<string>()(article!.author.name);
  is<string>()(article!.author.country.name);
  is<string | undefined>()(article!.editor?.shout);
  is<string>()(article!.url);
  const plain: Article = article!;
  // @ts-expect-error: the editor's country has not been loaded
  void article!.editor?.country.name;
  // @ts-expect-error: an editor may be missing
  void article!.editor.name;
  // @ts-expect-error: no relation
  Article.selectRelated("title");
  // @ts-expect-error: no such relation
  Article.selectRelated("author__contry");
  const [tagged] = await Article.filter({ author__name: "x" }).prefetchRelated(
    "tags",
    "comments__parent",
  );
  is<number>()(tagged!.tags.length);
  for (const tag of tagged!.tags) is<string>()(tag.label);
  for (const comment of tagged!.comments) is<string | undefined>()(comment.parent?.text);
  is<Tag[]>()(await tagged!.tags);
  const [author] = await Author.prefetchRelated(
    prefetch("articles", { set: Article.live(), to: "live" }),
    prefetch("students", { set: Author.selectRelated("country") }),
    "profile",
  );
  is<Article[]>()(author!.live);
  for (const student of author!.students) is<string>()(student.country.name);
  is<string | undefined>()(author!.profile?.bio);
  const [some] = await Author.prefetchRelated(
    prefetch("articles", { to: "all" }),
    prefetch("students"),
  );
  is<Article[]>()(some!.all);
  for (const student of some!.students) is<string>()(student.name);
  const [deep] = await Country.prefetchRelated(
    prefetch("authors__articles", { set: Article.live() }),
  );
  for (const one of deep!.authors) for (const live of one.articles) is<string>()(live.url);
  // @ts-expect-error: no such relation
  Author.prefetchRelated(prefetch("article", { set: Article.live() }));
  // @ts-expect-error: an author has a name
  Author.prefetchRelated(prefetch("articles", { to: "name" }));
  // @ts-expect-error: so has each of a country's
  Country.prefetchRelated(prefetch("authors__articles", { to: "nickname" }));
  const [short] = await Article.only("title");
  is<string>()(short!.title);
  is<string>()(short!.url);
  is<string>()(await short!.slug);
  // @ts-expect-error: the slug is read once it is awaited
  void short!.slug.length;
  // @ts-expect-error: the title has not been loaded
  void (await Article.defer("title"))[0]!.title.length;
  void plain;
}

export async function writes(ann: Author, article: Article, de: Country) {
  is<number>()(
    await Article.filter({ views: 3 }).update({ views: F("views").plus(1), author: ann }),
  );
  is<[total: number, byModel: Record<string, number>]>()(await Article.filter({ pk: 7 }).delete());
  is<[row: Author, created: boolean]>()(
    await Author.getOrCreate({ name: "x" }, { defaults: { country: de } }),
  );
  is<Article[]>()(
    await Article.bulkCreate([article], { updateConflicts: true, updateFields: ["title"] }),
  );
  is<number>()(await Article.bulkUpdate([article], ["title", "authorId"]));
  is<Map<number, Article>>()(await Article.inBulk([1, 2]));
  is<Map<string, Article>>()(await Article.inBulk(["x"], { field: "slug" }));
  is<Map<string, Country>>()(await Country.inBulk());
  // @ts-expect-error: a number of views is no text
  Article.update({ views: "x" });
  // @ts-expect-error: no such field
  Article.update({ vews: 3 });
  // @ts-expect-error: no such field
  Article.update({ views: F("vews") });
  // @ts-expect-error: a text for a number
  Article.update({ views: F("title") });
  // @ts-expect-error: no such field
  Article.bulkUpdate([article], ["titel"]);
  // @ts-expect-error: a slug is a text
  Article.inBulk([7], { field: "slug" });
}

export async function rows(set: QuerySet<typeof Article, Article>, ann: Author) {
  for await (const article of set) is<string>()(article.url);
  for await (const article of set.iterator({ chunkSize: 100 })) is<string>()(article.url);
  is<number>()(await set.count());
  is<Article[]>()(await set.union(Article.live()).slice(0, 3));
  is<Article[]>()(await set.using("replica").selectForUpdate({ skipLocked: true, of: ["self"] }));
  is<string[]>()(await Article.filter({ author__in: [ann] }).valuesList("title", { flat: true }));
  Article.filter({ author__in: Author.filter({ name: "x" }).values("id") });
  Article.filter({ slug__in: Article.live().valuesList("slug", { flat: true }) });
  // @ts-expect-error: texts beside numbers
  Article.filter({ views__in: Article.live().valuesList("slug", { flat: true }) });
  // @ts-expect-error: countries beside authors
  Article.filter({ author__in: Country.all() });
  is<string>()(await set.explain({ analyze: true }));
  is<Article[]>()(await set.fetchMode("raise").selectForUpdate({ noWait: true, noKey: true }));
  is<boolean>()(set.ordered && set.totallyOrdered);
  is<Article[]>()(await ann.articles.distinct().reverse().limit(3));
  is<[row: Article, created: boolean]>()(
    await ann.articles.getOrCreate({ slug: "x" }, { defaults: { title: () => "x" } }),
  );
  is<Article[]>()(await Article.raw("select * from article where id = ?", [7]));
  void Profile;
}
