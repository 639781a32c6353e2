/** Models that move from one blueprint to another: rows, keys and schemas come along, there and back. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentType, f } from "flagon/db";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import type { Database } from "../../src/db/backends/backend.ts";
import { type Home, withHomes } from "./homes.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import {
  type AnyModel,
  fill,
  freshSchema,
  newspaper,
  rowsOf,
  schemaOf,
} from "./migration-moves.ts";
import { authorModel, modelOf, Rehearsal } from "./migration-project.ts";
import { WRITTEN } from "./tables.ts";

/** Calls `work` with a database of its own and the way to others. */
async function withMoves(
  kind: (typeof WRITTEN)[number],
  work: (rehearsal: Rehearsal, database: Database, fresh: Home) => Promise<void>,
): Promise<void> {
  await withHomes(kind, 2, async (home, fresh) => {
    const databases = openDatabases({ default: home!.options });
    try {
      await withDatabases(databases, () => work(new Rehearsal(), databases.get(), fresh!));
    } finally {
      await databases.close();
    }
  });
}

/** The tables under the names that they have when the blueprint has another one. */
function renamed<T>(tables: Record<string, T>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name.startsWith(from) && !/^(people|talk)_/.test(name)
        ? `${to}${name.slice(from.length)}`
        : name,
      table,
    ]),
  );
}

const WAYS: readonly { what: string; from: string; to: string; prefixes: [string, string] }[] = [
  { what: "from one blueprint to another", from: "news", to: "blog", prefixes: ["news_", "blog_"] },
  { what: "from the app into a blueprint", from: "app", to: "blog", prefixes: ["", "blog_"] },
  { what: "from a blueprint into the app", from: "news", to: "app", prefixes: ["news_", ""] },
];

for (const kind of WRITTEN)
  for (const { what, from, to, prefixes } of WAYS)
    describe(`models that move ${what} on ${kind}`, () => {
      it("keep their rows and have the schema of a fresh database, there, back and there again", () =>
        withMoves(kind, async (rehearsal, database, fresh) => {
          const labelOf = (label: string) => (label === "app" ? "" : label);
          const before = newspaper(labelOf(from));
          const after = newspaper(labelOf(to));
          const models = (one: typeof before) => {
            const { "": own = [], ...others } = one.models;
            return { [from]: [], [to]: [], ...others, ...(own.length > 0 && { app: own }) };
          };
          rehearsal.setModels(models(before));
          await rehearsal.make();
          const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
          await migrate();
          await fill(before);
          const [oldRows, oldSchema] = [await rowsOf(database), await schemaOf(database)];

          rehearsal.setModels(models(after));
          const made = await rehearsal.make({}, true);
          assert.deepEqual(
            made.filter((line) => !/^Rename index|^\w+\.\d/.test(line)),
            ["Article", "Draft", "Feature", "Placement", "Tag"].map(
              (name) => `Move model ${name} from ${from}`,
            ),
          );
          assert.deepEqual(await rehearsal.make(), [], "found again");
          await migrate();
          const wanted = await freshSchema(fresh.options, after.models);
          assert.deepEqual(await schemaOf(database), wanted);
          const newRows = renamed(oldRows, ...prefixes);
          assert.deepEqual(await rowsOf(database), newRows);

          await migrate({ label: to, name: "zero" });
          assert.deepEqual(await schemaOf(database), oldSchema);
          assert.deepEqual(await rowsOf(database), oldRows);
          await migrate();
          assert.deepEqual(await schemaOf(database), wanted);
          assert.deepEqual(await rowsOf(database), newRows);

          const { Article, User } = after.own;
          const [author] = await User.all();
          await Article.filter({ title: "Three" }).delete();
          const four = await Article.create({ title: "Four", slug: "four", author });
          assert.equal(Number(four.id), 4);
          assert.equal(await Article.filter({ comments__id__gt: 0 }).count(), 1);

          await migrate({ label: from, name: "zero" });
          assert.deepEqual(Object.keys(await schemaOf(database)), ["people_user"]);
          await migrate();
          assert.deepEqual(await schemaOf(database), wanted);
        }));
    });

for (const kind of WRITTEN)
  describe(`models that have moved on ${kind}`, () => {
    it("leave room for new ones under their old names", () =>
      withMoves(kind, async (rehearsal, database, fresh) => {
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        const [before, after] = [newspaper("news"), newspaper("blog")];
        rehearsal.setModels({ blog: [], ...before.models });
        await rehearsal.make();
        await migrate();
        await fill(before);
        rehearsal.setModels({ news: [], ...after.models });
        await rehearsal.make({}, true);
        await migrate();
        const again = successor(after.own.User);
        rehearsal.setModels({ ...after.models, news: [again] });
        await rehearsal.make();
        await migrate();
        const wanted = await freshSchema(fresh.options, { ...after.models, news: [again] });
        assert.deepEqual(await schemaOf(database), wanted);
        await migrate({ label: "news", name: "zero" });
        assert.deepEqual(Object.keys(await schemaOf(database)), ["people_user"]);
      }));

    it("leave room where they were only renamed, too", () =>
      withMoves(kind, async (rehearsal, database, fresh) => {
        const user = authorModel("people");
        const old = successor(user);
        const post = successor(user, "Post") as AnyModel;
        const steps = [[old], [post], [post, successor(user)]];
        for (const news of steps) {
          rehearsal.setModels({ people: [user], news });
          await rehearsal.make({}, true);
          await rehearsal.migrator(database).migrate();
          if (news[0] !== old) continue;
          const ann = await (user as AnyModel).create({ name: "Ann" });
          const one = await (old as AnyModel).create({ title: "One", slug: "one", author: ann });
          await one.related.add(one);
        }
        const wanted = await freshSchema(fresh.options, { people: [user], news: steps[2]! });
        assert.deepEqual(await schemaOf(database), wanted);
        const [row] = await post.all();
        assert.equal(await row.related.count(), 1);
      }));

    it("keep a table that is named as it was, and those between, and nothing is done to them", () =>
      withMoves(kind, async (rehearsal, database) => {
        const models = (label: string, table?: string) => {
          const tag = modelOf("tags", "Tag", { name: f.slug() });
          const fields = { title: f.char({ maxLength: 9 }), tags: f.manyToMany(tag) };
          const own = modelOf(label, "Article", fields, table === undefined ? {} : { table });
          return {
            tags: [tag],
            app: [],
            blog: [],
            zine: [],
            [label === "" ? "app" : label]: [own],
          };
        };
        rehearsal.setModels(models(""));
        await rehearsal.make();
        await rehearsal.migrator(database).migrate();
        const schema = await schemaOf(database);
        const steps = [
          ["blog", "0001_move_article_from_app", "app"],
          ["zine", "0001_move_article_from_blog", "blog"],
        ] as const;
        for (const [label, name, from] of steps) {
          rehearsal.setModels(models(label, "article"));
          const what = `Move model Article from ${from}`;
          assert.deepEqual(await rehearsal.make({}, true), [`${label}.${name}`, what]);
          const lines = await rehearsal.migrator(database).sql([label, name]);
          assert.deepEqual(lines, [`-- ${what}`, "-- (no SQL)"]);
          await rehearsal.migrator(database).migrate();
          assert.deepEqual(await schemaOf(database), schema);
          assert.deepEqual(await rehearsal.make(), []);
        }
      }));

    it("are changed behind the move, and their rows are theirs, there and back", () =>
      withMoves(kind, async (rehearsal, database, fresh) => {
        const author = authorModel("people");
        const article = (label: string, fields: object) =>
          modelOf(label, "Article", {
            body: f.text(),
            slug: f.slug(),
            year: f.integer(),
            author: f.foreignKey(author, { onDelete: "cascade", relatedName: "+" }),
            ...fields,
          }) as AnyModel;
        const old = article("news", { title: f.char({ maxLength: 9 }), note: f.text() });
        const fields = { headline: f.char({ maxLength: 9 }), seen: f.integer({ default: 1 }) };
        const fresher = article("blog", { ...fields, year: f.bigInteger() });
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        rehearsal.setModels({ people: [author], news: [old], blog: [] });
        await rehearsal.make();
        await migrate();
        const ann = await (author as AnyModel).create({ name: "Ann" });
        await old.create({
          title: "One",
          body: "…",
          slug: "one",
          year: 2001,
          note: "x",
          author: ann,
        });
        const schema = await schemaOf(database);
        rehearsal.setModels({ people: [author], news: [], blog: [fresher] });
        assert.deepEqual(await rehearsal.make({}, true), [
          "blog.0001_move_article_from_news_rename_title_article_headline_and_more",
          "Move model Article from news",
          "Rename field title on Article to headline",
          "Remove field note from Article",
          "Add field seen to Article",
          "Alter field year on Article",
        ]);
        assert.deepEqual(await rehearsal.make(), []);
        await migrate();
        const wanted = await freshSchema(fresh.options, {
          people: [author],
          blog: [fresher],
        });
        assert.deepEqual(await schemaOf(database), wanted);
        const [row] = await fresher.all();
        assert.deepEqual(
          [row.headline, row.body, Number(row.year), row.seen, (await row.author).name],
          ["One", "…", 2001, 1, "Ann"],
        );
        await migrate({ label: "blog", name: "zero" });
        assert.deepEqual(await schemaOf(database), schema);
        assert.equal((await old.get({ title: "One" })).year, 2001);
      }));

    it("keep what rows of any model say of them, and so do models that are renamed", () =>
      withMoves(kind, async (rehearsal, database) => {
        const label = modelOf("marks", "Label", {
          contentType: f.contentType(),
          objectId: f.objectId(),
          target: f.genericForeignKey(),
        }) as AnyModel;
        const book = (home: string, name: string) =>
          modelOf(home, name, { title: f.char({ maxLength: 9 }) }) as AnyModel;
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        const [one, two, three] = [book("", "Book"), book("shop", "Book"), book("shop", "Volume")];
        rehearsal.setModels({ marks: [label], app: [one], shop: [] });
        await rehearsal.make();
        await migrate();
        const row = await one.create({ title: "One" });
        await label.create({ target: row });
        const [type] = await ContentType.filter({ appLabel: "", model: "book" });
        const isKept = async (appLabel: string, name: string) => {
          const found = await ContentType.filter({ appLabel, model: name });
          const [mark] = await label.all();
          assert.deepEqual([found.map(({ id }) => id), mark.contentTypeId], [[type!.id], type!.id]);
        };
        rehearsal.setModels({ marks: [label], app: [], shop: [two] });
        await rehearsal.make({}, true);
        await migrate();
        await isKept("shop", "book");
        const [mark] = await label.all();
        assert.equal((await mark.target).title, "One");
        // Going back, the models of this process get content types of their own under their new names: they must not be in the way later.
        await migrate({ label: "shop", name: "zero" });
        await isKept("", "book");
        await migrate();
        await isKept("shop", "book");
        rehearsal.setModels({ marks: [label], app: [], shop: [three] });
        await rehearsal.make({}, true);
        await migrate();
        await isKept("shop", "volume");
      }));
  });

/** A new model with the name and the indexes of the one that has moved. */
function successor(user: ModelClass, name = "Article"): ModelClass {
  const article: ModelClass = modelOf(
    "news",
    name,
    {
      title: f.char({ maxLength: 20, index: true }),
      slug: f.slug({ unique: true }),
      words: f.positiveInteger({ default: 1 }),
      author: f.foreignKey(user, { onDelete: "cascade", relatedName: "+" }),
      get related(): unknown {
        return f.manyToMany(article, { symmetrical: false, relatedName: "+" });
      },
    },
    { indexes: [["title", "author"]], uniqueTogether: [["title", "words"]] },
  );
  return article;
}
