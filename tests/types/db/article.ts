/** The other half of the models of the type tests. */

import { Author } from "./author.ts";
import { F, f, model } from "../../../src/db/index.ts";
import { ofType } from "../../../src/db/fields/index.ts";

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
      return f.foreignKey(Author, { null: true, onDelete: "set null" });
    },
    publishedAt: f.datetime({ null: true }),
    data: f.json({ type: ofType<{ a: number[] }>(), default: () => ({ a: [] }) }),
    words: f.generated({ expression: F("views"), outputField: f.integer() }),
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
  article: f.foreignKey(Article, { onDelete: "cascade" }),
  get parent() {
    return f.foreignKey(Comment, { null: true, onDelete: "cascade" });
  },
}) {}
