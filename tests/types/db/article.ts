/** The other half of the models of the type tests. */

import { Author } from "./author.ts";
import { f, model } from "./stub.ts";

export class Tag extends model({
  label: f.char({ unique: true }),
  get articles() {
    return f.reverse(Article, "tags");
  },
}) {}

export class Article extends model(
  {
    createdAt: f.datetime({ autoNowAdd: true }),
    updatedAt: f.datetime({ autoNow: true }),
    title: f.char({ maxLength: 200 }),
    slug: f.slug({ unique: true }),
    status: f.char({ choices: ["draft", ["live", "Published"]], default: "draft" }),
    views: f.integer({ default: 0 }),
    rating: f.float({ null: true }),
    author: f.foreignKey(Author, { onDelete: "cascade" }),
    get editor() {
      return f.foreignKey(Author, { null: true });
    },
    publishedAt: f.datetime({ null: true }),
    data: f.json<{ a: number[] }>({ default: {} }),
    words: f.generated<number>(),
    tags: f.manyToMany(Tag),
    get related() {
      return f.manyToMany(Article);
    },
    get comments() {
      return f.reverse(Comment, "article");
    },
  },
  { ordering: ["-publishedAt"], indexes: [["status", "publishedAt"]] },
) {
  get url(): string {
    return `/blog/${this.slug}`;
  }
  static live() {
    return this.filter({ status: "live" });
  }
}

export class Comment extends model({
  text: f.text(),
  article: f.foreignKey(Article),
  get parent() {
    return f.foreignKey(Comment, { null: true });
  },
}) {}
