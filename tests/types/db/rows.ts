/** Types of rows: attributes, keys, new rows, and what must not compile. */

import { Article, type Comment, Tag } from "./article.ts";
import { type Author, type Country, Profile } from "./author.ts";
import { is } from "./same.ts";
import type { Ref } from "../../../src/db/typing/relations.ts";

export async function attributes(
  article: Article,
  author: Author,
  country: Country,
  profile: Profile,
) {
  is<string>()(article.title);
  is<"draft" | "live">()(article.status);
  is<Date | null>()(article.publishedAt);
  is<number | null>()(article.rating);
  is<{ a: number[] }>()(article.data);
  is<number>()(article.id);
  is<number>()(article.pk);
  is<string>()(article.url);
  is<number>()(article.authorId);
  is<number | null>()(article.editorId);
  is<string>()(author.countryId);
  is<string>()(country.pk);
  is<number>()(profile.pk);
  is<Author | Ref<Author>>()(article.author);
  is<Author | Ref<Author> | null>()(article.editor);
  is<Author>()(await article.author);
  is<number>()(article.author.pk);
  is<number>()(article.author.id);
  is<Tag[]>()(await article.tags);
  is<Comment[]>()(await article.comments);
  is<Author[]>()(await country.authors);
  is<Profile | null>()(await author.profile);
  is<Article[]>()(await author.articles.filter({ status: "live" }));
  is<Article>()(await author.articles.create({ title: "x", slug: "x" }));
  // @ts-expect-error: the key is the country's code
  void country.id;
  // @ts-expect-error: not loaded
  void article.author.name;
  // @ts-expect-error: "gone" is no choice
  article.status = "gone";
  // @ts-expect-error: not null
  article.title = null;
  // @ts-expect-error: a slug is missing
  void author.articles.create({ title: "x" });
  article.author = author;
  article.editor = null;
  article.editor = article.author;
  article.editorId = null;
  await article.tags.add(new Tag({ label: "x" }), 7);
  await article.tags.set([new Tag()]);
  await article.save({ fields: ["title", "author"] });
  // @ts-expect-error: no such field
  await article.save({ fields: ["titel"] });
}

export async function creation(ann: Author) {
  void new Article();
  void new Article({ title: "x", author: ann });
  void new Article({ title: "x", authorId: 7 });
  // @ts-expect-error: a title is a text
  void new Article({ title: 3 });
  // @ts-expect-error: no such field
  void new Article({ titel: "x" });
  is<Article>()(await Article.create({ title: "x", slug: "x", author: ann }));
  is<Article>()(await Article.create({ title: "x", slug: "x", authorId: 7, rating: null }));
  await Profile.create({ author: ann });
  // @ts-expect-error: who wrote it?
  await Article.create({ title: "x", slug: "x" });
  // @ts-expect-error: a title is a text
  await Article.create({ title: 3, slug: "x", author: ann });
  // @ts-expect-error: no such field
  await Article.create({ title: "x", slug: "x", author: ann, titel: "x" });
  // @ts-expect-error: the database works it out
  await Article.create({ title: "x", slug: "x", author: ann, words: 3 });
  // @ts-expect-error: never null
  await Article.create({ title: "x", slug: "x", author: null });
  // @ts-expect-error: related rows come later
  await Article.create({ title: "x", slug: "x", author: ann, tags: [] });
}
