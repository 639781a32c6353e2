/** What the pages ask of the database. */

import { searchHeadline, searchQuery, searchVector } from "flagon/db";
import { Paginator } from "flagon/views";
import { MARKS } from "./marks.ts";
import { Article, Comment, type Section, type Tag, Tagging } from "./models.ts";

/** What the front page shows. */
export async function frontPage(sections: readonly Section[]) {
  const [leads, latest, mostRead, ...blocks] = await Promise.all([
    Article.teasers().filter({ isLead: true }).limit(5),
    Article.teasers().limit(8),
    Article.teasers().orderBy("-views", "-id").limit(6),
    ...sections.map((section) => Article.teasers().filter({ section }).limit(4)),
  ]);
  return {
    leads,
    latest,
    mostRead,
    blocks: sections.map((section, index) => ({ section, articles: blocks[index]! })),
  };
}

/** An article with all that stands on its page. */
export async function articlePage(slug: string) {
  const article = await Article.live().selectRelated("section", "author").getOr404({ slug });
  const [tags, comments] = await Promise.all([
    article.tags.all(),
    Comment.filter({ article, isShown: true }),
  ]);
  const [related, more] = await Promise.all([relatedTo(article, tags), moreOf(article)]);
  return { article, tags, comments, related, more };
}

/** How many of the newest articles with a tag are looked at. */
const NEAR = 60;

/** Of the newest articles with each tag of this one, those that share most of them. */
async function relatedTo(article: Article, tags: readonly Tag[]) {
  const newest = await Promise.all(
    tags.map((tag) =>
      Tagging.filter({ tag })
        .exclude({ articleId: article.id })
        .orderBy("-articleId")
        .limit(NEAR)
        .valuesList("articleId", { flat: true }),
    ),
  );
  const shared = new Map<number, number>();
  for (const id of newest.flat()) shared.set(id, (shared.get(id) ?? 0) + 1);
  const best = [...shared].toSorted(([a, some], [b, more]) => more - some || b - a);
  const ids = best.slice(0, 8).map(([id]) => id);
  return inOrder(ids, await Article.teasers().filter({ id__in: ids }).orderBy()).slice(0, 4);
}

/** The rows in the order of their keys. */
function inOrder<Row extends { id: number }>(ids: readonly number[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function moreOf(article: Article) {
  return Article.teasers()
    .filter({ authorId: article.authorId })
    .exclude({ id: article.id })
    .limit(3);
}

/** A page of what a reader looks for: the articles with these words, the newest first, with the places where they stand. */
export async function foundPage(words: string, number: unknown, size: number) {
  const query = searchQuery(words, { type: "websearch" });
  const vector = searchVector("title", "standfirst", "body");
  const newest = Article.live()
    .annotate({ vector })
    .filter({ vector: query })
    .orderBy("-publishedAt", "-id")
    .valuesList("id", { flat: true });
  const page = await new Paginator(newest, size).getPage(number);
  // The places are looked for in the articles of the page, and not in all that have the words.
  const shown = await Article.teasers()
    .filter({ id__in: page.items })
    .orderBy()
    .annotate({
      heading: searchHeadline("title", query, { ...MARKS, highlightAll: true }),
      excerpt: searchHeadline("body", query, MARKS),
    });
  return { page, articles: inOrder(page.items, shown) };
}
