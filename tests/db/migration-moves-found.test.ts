/** How moves between blueprints are found: what is asked, what the migration depends on, and what else of migrations knows them. */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { f } from "flagon/db";
import {
  addField,
  createModel,
  lintOperations,
  moveModel,
  type Operation,
  ProjectState,
  renameModel,
} from "flagon/db/migrations";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { optimize } from "../../src/db/migrations/optimizer.ts";
import { type Renaming, SilentQuestioner } from "../../src/db/migrations/questioner.ts";
import { withHomes } from "./homes.ts";
import { type AnyModel, childOf } from "./migration-moves.ts";
import { authorModel, HEAD, modelOf, Rehearsal, rehearse } from "./migration-project.ts";

/** An article of a blueprint, with fields that most have. */
function article(label: string, fields: object = {}): AnyModel {
  const own = { title: f.char({ maxLength: 20 }), body: f.text(), ...fields };
  return modelOf(label, "Article", own) as AnyModel;
}

/** What nobody could be asked. */
async function openOf(rehearsal: Rehearsal): Promise<Renaming[]> {
  const questioner = new SilentQuestioner();
  await rehearsal.project.missing({ questioner });
  return questioner.open;
}

async function dependenciesOf(rehearsal: Rehearsal, id: string): Promise<string[]> {
  const graph = (await rehearsal.project.files()).graph();
  return graph
    .find(id)!
    .dependencies.map((key) => key.join("."))
    .toSorted();
}

const cascade = { onDelete: "cascade", relatedName: "+" } as const;

describe("a model that is gone from one blueprint and new in another", () => {
  it("is asked about where its name and most of its fields are the same", () =>
    rehearse("sqlite", async (rehearsal) => {
      rehearsal.setModels({ news: [article("news", { a: f.text(), b: f.text() })], blog: [] });
      await rehearsal.make();
      const after = async (fields: object) => {
        rehearsal.setModels({ news: [], blog: [article("blog", fields)] });
        return (await openOf(rehearsal)).map(({ kind, old, fresh }) => `${kind} ${old} ${fresh}`);
      };
      const found = ["move news.Article blog.Article"];
      assert.deepEqual(await after({ a: f.text(), b: f.text() }), found);
      assert.deepEqual(await after({ a: f.text(), c: f.integer() }), found);
      assert.deepEqual(await after({ title: f.text(), c: f.integer(), d: f.integer() }), []);
    }));

  it("is made anew where its place was taken by a proxy, or it extends something else", () =>
    rehearse("sqlite", async (rehearsal) => {
      const real = article("news");
      const proxy = childOf(real, "blog", "Article", {}, { proxy: true });
      rehearsal.setModels({ news: [real], blog: [proxy] });
      await rehearsal.make();
      rehearsal.setModels({ news: [], blog: [article("blog")] });
      assert.deepEqual(await openOf(rehearsal), []);
    }));

  it("has moved to the first place that is said", () =>
    rehearse("sqlite", async (rehearsal) => {
      rehearsal.setModels({ news: [article("news")], blog: [], zine: [] });
      await rehearsal.make();
      rehearsal.setModels({ news: [], blog: [article("blog")], zine: [article("zine")] });
      assert.deepEqual(await rehearsal.make({}, true), [
        "blog.0001_move_article_from_news",
        "Move model Article from news",
        "zine.0001_initial",
        "Create model Article",
      ]);
    }));
});

describe("the migration of a move", () => {
  it("depends on what the blueprint that it leaves and all that refer to it have, and is undone before them", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const user = authorModel("people");
      const models = (label: string) => {
        const own = article(label, { author: f.foreignKey(user, cascade) });
        const comment = modelOf("talk", "Comment", { article: f.foreignKey(own, cascade) });
        const shelf = modelOf("shelves", "Shelf", { articles: f.manyToMany(own) });
        return { people: [user], talk: [comment], shelves: [shelf], [label]: [own] };
      };
      rehearsal.setModels({ blog: [], ...models("news") });
      await rehearsal.make();
      await rehearsal.migrator(database).migrate();
      rehearsal.setModels({ news: [], ...models("blog") });
      await rehearsal.make({}, true);
      assert.deepEqual(await dependenciesOf(rehearsal, "blog.0001_move_article_from_news"), [
        "news.0001_initial",
        "people.0001_initial",
        "shelves.0001_initial",
        "talk.0001_initial",
      ]);
      await rehearsal.migrator(database).migrate();
      const back = await rehearsal.migrator(database).plan({ label: "talk", name: "zero" });
      assert.deepEqual(
        back.map(({ migration }) => migration.id),
        ["blog.0001_move_article_from_news", "talk.0001_initial"],
      );
    }));

  it("comes before what is found with it and speaks of the model at its new place, and before the removal of what led to it", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      // The last label by the alphabet: the order of names must not decide.
      const models = (label: string, fields: (own: AnyModel) => object) => {
        const own = article(label);
        return { talk: [modelOf("talk", "Comment", fields(own))], [label]: [own] };
      };
      const old = models("news", (own) => ({ at: f.foreignKey(own, cascade), text: f.text() }));
      rehearsal.setModels({ zine: [], ...old });
      await rehearsal.make();
      const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
      await migrate();
      rehearsal.setModels({ news: [], ...models("zine", () => ({ text: f.text() })) });
      await rehearsal.make({}, true);
      const move = "zine.0001_move_article_from_news";
      assert.ok((await dependenciesOf(rehearsal, "talk.0002_remove_comment_at")).includes(move));
      await migrate();
      await migrate({ label: "talk", name: "0001" });
      const comment = await describeTable(database, "talk_comment");
      assert.deepEqual(
        comment!.foreignKeys.map(({ table }) => table),
        ["zine_article"],
      );
    }));

  it("lets a model that is renamed at the same time depend on where the moved one was", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const models = (label: string, name: string) => {
        const user = modelOf("people", name, { name: f.text() });
        return { people: [user], [label]: [article(label, { by: f.foreignKey(user, cascade) })] };
      };
      rehearsal.setModels({ blog: [], ...models("news", "User") });
      await rehearsal.make();
      rehearsal.setModels({ news: [], ...models("blog", "Member") });
      await rehearsal.make({}, true);
      const rename = await dependenciesOf(rehearsal, "people.0002_rename_user_member");
      assert.ok(rename.includes("news.0001_initial"));
      assert.deepEqual(await rehearsal.make(), []);
      await rehearsal.migrator(database).migrate();
      const blog = await describeTable(database, "blog_article");
      assert.deepEqual(
        blog!.foreignKeys.map(({ table }) => table),
        ["people_member"],
      );
    }));

  it("comes before a new model under the old name, also in a database that has nothing yet", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      rehearsal.setModels({ news: [article("news")], zine: [] });
      await rehearsal.make();
      rehearsal.setModels({ news: [], zine: [article("zine")] });
      await rehearsal.make({}, true);
      rehearsal.setModels({ news: [article("news")], zine: [article("zine")] });
      await rehearsal.make();
      assert.deepEqual(await dependenciesOf(rehearsal, "news.0002_article"), [
        "news.0001_initial",
        "zine.0001_move_article_from_news",
      ]);
      await rehearsal.migrator(database).migrate();
      const back = await rehearsal.migrator(database).migrate({ label: "zine", name: "zero" });
      assert.deepEqual(
        back.map(({ migration }) => migration.id),
        ["news.0002_article", "zine.0001_move_article_from_news"],
      );
    }));

  it("goes there and back again by two migrations", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const old = article("news");
      rehearsal.setModels({ news: [old], blog: [] });
      await rehearsal.make();
      await rehearsal.migrator(database).migrate();
      await old.create({ title: "One", body: "…" });
      for (const label of ["blog", "news"]) {
        rehearsal.setModels({ news: [], blog: [], [label]: [article(label)] });
        await rehearsal.make({}, true);
        await rehearsal.migrator(database).migrate();
      }
      assert.equal(await old.count(), 1);
      const ids = (await rehearsal.migrator(database).migrate({ label: "news", name: "zero" })).map(
        ({ migration }) => migration.id,
      );
      assert.deepEqual(ids, [
        "news.0002_move_article_from_blog",
        "blog.0001_move_article_from_news",
        "news.0001_initial",
      ]);
    }));

  it("is never taken for a blueprint's first tables, and is noted by --fake", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      rehearsal.setModels({ news: [article("news")], blog: [] });
      await rehearsal.make();
      await rehearsal.migrator(database).migrate();
      rehearsal.setModels({ news: [], blog: [article("blog"), modelOf("blog", "Tag", {})] });
      await rehearsal.make({}, true);
      const states: string[] = [];
      const onStep = (_step: unknown, state: string) => states.push(state);
      const options = { fakeInitial: true, onStep };
      await rehearsal.migrator(database).migrate({}, options);
      await rehearsal.migrator(database).migrate({ label: "blog", name: "zero" }, options);
      await rehearsal.migrator(database).migrate({}, { fake: true, onStep });
      assert.deepEqual(states, ["begins", "ends", "begins", "ends", "begins", "faked"]);
      assert.notEqual(await describeTable(database, "news_article"), undefined);
    }));

  it("shows code on both sides of it the models of its time", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const author = authorModel("people");
      const own = (label: string) =>
        article(label, { by: f.foreignKey(author, { ...cascade, relatedName: "articles" }) });
      rehearsal.setModels({ people: [author], news: [own("news")], blog: [] });
      await rehearsal.make();
      const code = (path: string, added: string, dependencies: string) => `${HEAD}
const count = (change) => async ({ models }) => {
  for await (const author of models("people.Author").all())
    await author.articles.update({ title: change });
  await models("${path}").filter({ by__name: "Ann" }).update({ body: change });
};
export default m.migration({ dependencies: ${dependencies}, operations: [
  m.runCode(count("${added}"), { reverse: count("back from ${added}") }),
] });`;
      rehearsal.write(
        "news",
        "0002_code",
        code("news.Article", "old", '[["news", "0001_initial"]]'),
      );
      const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
      await migrate({ label: "news", name: "0001" });
      const ann = await (author as AnyModel).create({ name: "Ann" });
      await own("news").create({ title: "One", body: "…", by: ann });
      rehearsal.setModels({ people: [author], news: [], blog: [own("blog")] });
      await rehearsal.make({}, true);
      const last = '[["blog", "0001_move_article_from_news"]]';
      rehearsal.write("blog", "0002_code", code("blog.Article", "new", last));
      const texts = async (label: string) => {
        const [row] = await own(label).all();
        return [row.title, row.body];
      };
      await migrate();
      assert.deepEqual(await texts("blog"), ["new", "new"]);
      await migrate({ label: "blog", name: "0001" });
      assert.deepEqual(await texts("blog"), ["back from new", "back from new"]);
      await migrate({ label: "news", name: "0001" });
      assert.deepEqual(await texts("news"), ["back from old", "back from old"]);
    }));

  it("needs the migrations of the blueprint that the model has left, and says so where they are gone", () =>
    rehearse("sqlite", async (rehearsal) => {
      rehearsal.setModels({ news: [article("news")], blog: [] });
      await rehearsal.make();
      rehearsal.setModels({ news: [], blog: [article("blog")] });
      await rehearsal.make({}, true);
      rehearsal.setModels({ blog: [article("blog")] });
      await assert.rejects(rehearsal.make(), {
        code: "migrations.missing-parent",
        message: /blog\.0001_move_article_from_news needs news\.0001_initial/,
        mend: /No blueprint "news" has migrations here.*new Blueprint\("news", \{ folder/,
      });
      rmSync(join(rehearsal.folder, "news", "migrations"), { recursive: true });
      rehearsal.setModels({ news: [], blog: [article("blog")] });
      await assert.rejects(rehearsal.make(), { mend: /No blueprint "news" has migrations here/ });
    }));
});

describe("the operation of a move", () => {
  const made = [
    createModel("Tag", { id: f.bigAuto() }),
    createModel("Article", { id: f.bigAuto(), tag: f.foreignKey("Tag", cascade), body: f.text() }),
  ];
  const before = made.reduce((state, one) => one.stateForwards("news", state), new ProjectState());

  it("keeps what stands without a blueprint's name in the blueprint that the model leaves", () => {
    const after = moveModel("Article", { from: "news" }).stateForwards("blog", before);
    const moved = after.get("blog", "Article", "");
    assert.equal((moved.fields.get("tag") as unknown as { to: string }).to, "news.Tag");
    assert.equal(after.find("news", "Article"), undefined);
  });

  it("refuses a model that is not there, and a place that is taken", () => {
    const move = moveModel("Articel", { from: "news" });
    assert.throws(() => move.stateForwards("blog", before), {
      code: "migrations.unknown-model",
      mend: /news\.Article/,
    });
    const taken = createModel("Article", {}).stateForwards("blog", before);
    assert.throws(() => moveModel("Article", { from: "news" }).stateForwards("blog", taken), {
      code: "migrations.model-twice",
      where: 'moveModel("Article")',
    });
  });

  it("stays before and behind what speaks of the model when operations are put together", () => {
    const told = (operations: readonly Operation[]) =>
      optimize(operations, "blog").map((one) => one.describe());
    const comment = createModel("Comment", { at: f.foreignKey("news.Article", cascade) });
    const move = moveModel("Article", { from: "news" });
    assert.deepEqual(told([comment, move, addField("Comment.text", f.text())]), [
      "Create model Comment",
      "Move model Article from news",
    ]);
    assert.deepEqual(
      told([move, addField("Article.x", f.text()), renameModel("Article", { to: "Post" })]),
      ["Move model Article from news", "Add field x to Article", "Rename model Article to Post"],
    );
  });

  it("leaves what speaks of a model by its name before the model is renamed, too", () => {
    const comment = createModel("Comment", { at: f.foreignKey("Tag", cascade) });
    const rename = renameModel("Tag", { to: "Label" });
    const fewer = optimize([comment, rename, addField("Comment.text", f.text())], "news");
    const after = fewer.reduce((state, one) => one.stateForwards("news", state), before);
    const { fields } = after.get("news", "Comment", "");
    assert.deepEqual([...fields.keys()], ["at", "text"]);
    assert.equal((fields.get("at") as unknown as { to: string }).to, "news.Label");
  });

  it("is told by the linter where the table gets another name", () => {
    const lint = (state: ProjectState) =>
      lintOperations([moveModel("Article", { from: "news" })], { label: "blog", before: state });
    const [risk, ...others] = lint(before);
    assert.deepEqual([risk!.code, others], ["migrations.unsafe-for-running-code", []]);
    assert.match(risk!.mend!, /table: "news_article"/);
    const named = createModel("Article", {}, { table: "a" }).stateForwards(
      "news",
      new ProjectState(),
    );
    assert.deepEqual(lint(named), []);
    const kept = moveModel("Article", { from: "news", table: "news_article" });
    assert.deepEqual(lintOperations([kept], { label: "blog", before }), []);
  });
});

describe("a move to a blueprint of another database", () => {
  it("is refused, since rows cannot follow", () =>
    withHomes("sqlite", 1, async (home) => {
      const allowMigrate = (_alias: string, label: string): boolean => label !== "blog";
      const databases = openDatabases({ default: home!.options }, { routers: [{ allowMigrate }] });
      const rehearsal = new Rehearsal();
      try {
        await withDatabases(databases, async () => {
          const migrator = () => rehearsal.migrator(databases.get());
          rehearsal.setModels({ news: [article("news")], blog: [] });
          await rehearsal.make();
          await migrator().migrate();
          rehearsal.setModels({ news: [], blog: [article("blog")] });
          await rehearsal.make({}, true);
          await assert.rejects(migrator().migrate(), { code: "migrations.other-database" });
          assert.notEqual(await describeTable(databases.get(), "news_article"), undefined);
        });
      } finally {
        await databases.close();
      }
    }));
});
