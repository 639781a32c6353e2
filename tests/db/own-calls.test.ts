/** A model's own static methods on its query sets and on managers of related rows. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { count, createTables, f, model, type SetOf } from "../../src/db/index.ts";
import { withHome } from "./homes.ts";

class Author extends model({
  name: f.char({ maxLength: 20 }),
  get articles() {
    return f.reverse(Article, "author");
  },
}) {}

class Article extends model(
  {
    title: f.char({ maxLength: 20 }),
    status: f.char({ choices: ["draft", "live"], default: "draft" }),
    views: f.integer({ default: 0 }),
    author: f.foreignKey(Author, { onDelete: "cascade" }),
    get tags() {
      return f.manyToMany(Tag);
    },
  },
  { ordering: ["id"] },
) {
  /** A property, not a method: it stays on the class. */
  static first10 = (): unknown => this.limit(10);

  static live() {
    return this.filter({ status: "live" });
  }
  static popular(least: number) {
    return this.live().filter({ views__gte: least });
  }
  static async titles(): Promise<string[]> {
    return (await this.orderBy("title")).map(({ title }) => title);
  }
  static counted() {
    return this.annotate({ labels: count("tags") });
  }
}

class Tag extends model({
  label: f.char({ maxLength: 20 }),
  get articles() {
    return f.reverse(Article, "tags");
  },
}) {}

class Note extends model({ text: f.text(), gone: f.boolean({ default: false }) }) {
  static override all<T>(this: T): SetOf<T> {
    return Note.everything().filter({ gone: false }) as never;
  }
  static everything(): SetOf<typeof Note> {
    return super.all() as never;
  }
  static short() {
    return super.filter({ text__lt: "b" });
  }
}

async function write(): Promise<[ann: Author, tag: Tag]> {
  await createTables(Author, Article, Tag, Note);
  const [ann, bob] = [await Author.create({ name: "Ann" }), await Author.create({ name: "Bob" })];
  const tag = await Tag.create({ label: "news" });
  const rows = [
    { title: "a", status: "live", views: 10, author: ann },
    { title: "b", status: "live", views: 30, author: ann },
    { title: "c", views: 50, author: ann },
    { title: "d", status: "live", views: 70, author: bob },
  ] as const;
  for (const row of rows) await (await Article.create(row)).tags.add(tag);
  return [ann, tag];
}

const titles = (rows: readonly { title: string }[]): string => rows.map((r) => r.title).join("");

for (const kind of ["sqlite", "postgres"] as const) {
  describe(`a model with statics of its own on ${kind}`, () => {
    it("has them on the class and on its query sets, in any order", () =>
      withHome(kind, async () => {
        const [ann] = await write();
        assert.equal(titles(await Article.live()), "abd");
        assert.equal(titles(await Article.filter({ author: ann }).live()), "ab");
        assert.equal(titles(await Article.live().popular(20)), "bd");
        assert.equal(titles(await Article.orderBy("-views").popular(20).limit(1)), "d");
        assert.equal(titles(await Article.popular(20).exclude({ title: "d" }).live()), "b");
        assert.deepEqual(await Article.filter({ views__gte: 50 }).titles(), ["c", "d"]);
      }));

    it("has them on the related rows of others", () =>
      withHome(kind, async () => {
        const [ann, tag] = await write();
        assert.equal(titles(await ann.articles.live()), "ab");
        assert.equal(titles(await ann.articles.filter({ views__gt: 5 }).popular(20)), "b");
        assert.equal(titles(await tag.articles.live()), "abd");
        assert.deepEqual(await ann.articles.titles(), ["a", "b", "c"]);
      }));

    it("keeps what has been annotated and loaded before, though its type tells of its own rows", () =>
      withHome(kind, async () => {
        await write();
        const [row] = await Article.selectRelated("author").live().counted().orderBy("-views");
        assert.equal(row!.labels, 1);
        assert.equal((row!.author as Author).name, "Bob");
      }));

    it("reaches the set's own rows by super", () =>
      withHome(kind, async () => {
        await write();
        await Note.bulkCreate([{ text: "a" }, { text: "aa", gone: true }, { text: "c" }]);
        assert.equal(await Note.everything().count(), 3);
        assert.equal(await Note.short().count(), 1);
        assert.equal(await Note.everything().short().count(), 2);
        assert.equal(await Note.filter({ text: "aa" }).everything().count(), 0);
      }));

    it("keeps properties that hold a function to the class", () =>
      withHome(kind, async () => {
        await write();
        assert.equal(Object.hasOwn(Article, "first10"), true);
        assert.equal("first10" in Article.all(), false);
      }));
  });
}
