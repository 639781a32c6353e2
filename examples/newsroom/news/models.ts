/** What the newsroom keeps: articles with their author, section and tags, and what readers say. */

import { f, model, searchIndex } from "flagon/db";

export class Section extends model(
  {
    name: f.char({ maxLength: 40, unique: true }),
    slug: f.slug({ unique: true }),
    tagline: f.char({ maxLength: 120, default: "" }),
    position: f.positiveSmallInteger({ default: 0 }),
    get articles() {
      return f.reverse(Article, "section");
    },
  },
  { ordering: ["position", "name"] },
) {
  get url(): string {
    return `/section/${this.slug}/`;
  }
  override toString(): string {
    return this.name;
  }
}

export class Author extends model(
  {
    name: f.char({ maxLength: 80 }),
    slug: f.slug({ unique: true }),
    role: f.char({ maxLength: 80, default: "" }),
    bio: f.text({ default: "" }),
    get articles() {
      return f.reverse(Article, "author");
    },
  },
  { ordering: ["name"] },
) {
  get url(): string {
    return `/author/${this.slug}/`;
  }
  get initials(): string {
    return this.name
      .split(" ")
      .map((word) => word[0])
      .join("")
      .slice(0, 2);
  }
  override toString(): string {
    return this.name;
  }
}

export class Tag extends model(
  {
    name: f.char({ maxLength: 40, unique: true }),
    slug: f.slug({ unique: true }),
  },
  { ordering: ["name"] },
) {
  get url(): string {
    return `/tag/${this.slug}/`;
  }
  override toString(): string {
    return this.name;
  }
}

export class Article extends model(
  {
    title: f.char({ maxLength: 160 }),
    slug: f.slug({ maxLength: 180, unique: true }),
    standfirst: f.char({ maxLength: 300, default: "" }),
    body: f.text(),
    status: f.char({ maxLength: 5, choices: ["draft", "live"], default: "draft" }),
    isLead: f.boolean({ default: false }),
    views: f.positiveInteger({ default: 0 }),
    section: f.foreignKey(Section, { onDelete: "protect" }),
    author: f.foreignKey(Author, { onDelete: "protect" }),
    get tags() {
      return f.manyToMany(Tag, { through: Tagging });
    },
    publishedAt: f.datetime(),
    updatedAt: f.datetime({ autoNow: true }),
    get comments() {
      return f.reverse(Comment, "article");
    },
  },
  {
    ordering: ["-publishedAt", "-id"],
    getLatestBy: "publishedAt",
    indexes: [
      ["status", "publishedAt"],
      ["section", "status", "publishedAt"],
      ["author", "status", "publishedAt"],
      ["status", "views"],
      searchIndex("title", "standfirst", "body"),
    ],
  },
) {
  get url(): string {
    return `/${this.publishedAt.getUTCFullYear()}/${this.slug}/`;
  }
  get minutes(): number {
    return Math.max(1, Math.round(this.body.length / 1100));
  }
  get paragraphs(): string[] {
    return this.body.split("\n\n");
  }
  override toString(): string {
    return this.title;
  }
  /** What readers may see, newest first. */
  static live() {
    return this.filter({ status: "live" });
  }
  /** What a list of articles shows: not the text, which is most of a row. */
  static teasers() {
    return this.filter({ status: "live" }).selectRelated("section", "author").defer("body");
  }
}

/** A tag of an article. */
export class Tagging extends model(
  {
    article: f.foreignKey(Article, { onDelete: "cascade" }),
    tag: f.foreignKey(Tag, { onDelete: "cascade" }),
  },
  // The newest articles with a tag are read from the index alone.
  { uniqueTogether: [["article", "tag"]], indexes: [["tag", "article"]] },
) {}

export class Comment extends model(
  {
    article: f.foreignKey(Article, { onDelete: "cascade" }),
    name: f.char({ maxLength: 60 }),
    body: f.text({ maxLength: 2000 }),
    isShown: f.boolean({ default: true }),
    createdAt: f.datetime({ autoNowAdd: true }),
  },
  { ordering: ["createdAt", "id"], indexes: [["article", "isShown", "createdAt"]] },
) {}

/** All of them, each behind those that it refers to. */
export const MODELS = [Section, Author, Tag, Article, Tagging, Comment] as const;
