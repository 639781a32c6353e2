/** Migrations that run: forwards, back, by hand, halfway, twice at once, on every kind of database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { f } from "flagon/db";
import { postMigrate, preMigrate } from "flagon/db/migrations";
import { existingTables } from "../../src/db/schema/existing-tables.ts";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import { Migrator } from "../../src/db/migrations/migrator.ts";
import { read, write } from "./databases.ts";
import { withHomes } from "./homes.ts";
import { authorModel, HEAD, modelOf, Rehearsal, rehearse } from "./migration-project.ts";
import { WRITTEN } from "./tables.ts";

function articleModel(fields: object = {}) {
  const author = authorModel("people");
  return { author, article: modelOf("blog", "Article", { title: f.text(), ...fields }) };
}

for (const kind of WRITTEN) {
  describe(`migrations on ${kind}`, () => {
    it("make the tables of blueprints that need each other, and take them away again", () =>
      rehearse(kind, async (rehearsal, database) => {
        const author = authorModel("people");
        const article = modelOf("blog", "Article", {
          title: f.text(),
          author: f.foreignKey(author, { onDelete: "cascade" }),
          readers: f.manyToMany(author),
        });
        rehearsal.setModels({ blog: [article], people: [author] });
        assert.deepEqual(await rehearsal.make(), [
          "people.0001_initial",
          "Create model Author",
          "blog.0001_initial",
          "Create model Article",
        ]);
        const migrator = rehearsal.migrator(database);
        const ran = await migrator.migrate();
        assert.deepEqual(
          ran.map(({ migration }) => migration.id),
          ["people.0001_initial", "blog.0001_initial"],
        );
        assert.deepEqual(await migrator.plan(), []);
        const tables = ["blog_article", "blog_article_readers", "people_author"];
        assert.deepEqual(await ownTables(database), tables);
        await migrator.migrate({ label: "people", name: "zero" });
        assert.deepEqual(await ownTables(database), []);
      }));

    it("fill a new column, run code over the rows of that time, and undo it", () =>
      rehearse(kind, async (rehearsal, database) => {
        const { article } = articleModel();
        rehearsal.setModels({ blog: [article] });
        await rehearsal.make();
        const migrator = rehearsal.migrator(database);
        await migrator.migrate();
        await write(database, "INSERT INTO blog_article (title) VALUES (?)", "one two");
        rehearsal.setModels({ blog: [articleModel({ words: f.integer() }).article] });
        await assert.rejects(rehearsal.make(), {
          code: "migrations.fill-needed",
          where: "blog.Article.words",
        });
        assert.deepEqual(await rehearsal.make({ "Article.words": 7 }), [
          "blog.0002_article_words",
          "Add field words to Article",
        ]);
        rehearsal.write(
          "blog",
          "0003_count",
          `${HEAD}
          export default m.migration({
            dependencies: [["blog", "0002_article_words"]],
            operations: [
              m.runCode(async ({ models }) => {
                const Article = models("blog.Article");
                for (const row of await Article.all().rows()) {
                  row.words += row.title.split(" ").length;
                  await row.save();
                }
              }, { reverse: m.noop }),
            ],
          });`,
        );
        await rehearsal.migrator(database).migrate();
        assert.deepEqual(await read(database, "SELECT words FROM blog_article"), [[9]]);
        const back = await rehearsal.migrator(database).migrate({ label: "blog", name: "0001" });
        assert.deepEqual(
          back.map(({ migration }) => migration.name),
          ["0003_count", "0002_article_words"],
        );
        assert.deepEqual(await read(database, "SELECT title FROM blog_article"), [["one two"]]);
      }));

    it("can be noted without being run, and be taken over where the tables are there", () =>
      rehearse(kind, async (rehearsal, database) => {
        rehearsal.setModels({ blog: [articleModel().article] });
        await rehearsal.make();
        await database.script(["CREATE TABLE blog_article (id bigint PRIMARY KEY)"]);
        const migrator = rehearsal.migrator(database);
        await assert.rejects(migrator.migrate(), {
          code: "migrations.tables-there",
          mend: /--fake-initial/,
        });
        await assert.rejects(migrator.migrate({}, { fakeInitial: true }), {
          code: "migrations.partly-there",
          message: /column "title" of "blog_article" is missing/,
        });
        await database.script(["ALTER TABLE blog_article ADD title varchar(20)"]);
        await migrator.migrate({}, { fakeInitial: true });
        assert.deepEqual(await migrator.plan(), []);
        await migrator.migrate({ label: "blog", name: "zero" }, { fake: true });
        assert.deepEqual(await ownTables(database), ["blog_article"]);
      }));

    it("leave nothing half-done where an operation fails, or go on where they stopped", () =>
      rehearse(kind, async (rehearsal, database) => {
        rehearsal.setModels({ blog: [] });
        rehearsal.write("blog", "0001_initial", failing("INSERT INTO blog_later VALUES (1)"));
        await assert.rejects(rehearsal.migrator(database).migrate(), /blog_later/);
        const isWhole = kind !== "mysql";
        assert.deepEqual(await ownTables(database), isWhole ? [] : ["blog_first"]);
        const { unfinished } = await rehearsal.migrator(database).recorder.applied();
        const begun = isWhole ? [] : [{ label: "blog", name: "0001_initial", operations: 1 }];
        assert.deepEqual(unfinished, begun);
        await database.script(["CREATE TABLE blog_later (n integer)"]);
        await rehearsal.migrator(database).migrate();
        assert.deepEqual(await read(database, "SELECT n FROM blog_later"), [[1]]);
        assert.deepEqual(await rehearsal.migrator(database).plan(), []);
      }));

    it("run once where two processes migrate at the same time", () =>
      withHomes(kind, 1, async (home) => {
        const rehearsal = new Rehearsal();
        rehearsal.write("blog", "0001_initial", failing("SELECT 1"));
        rehearsal.setModels({ blog: [] });
        const processes = [1, 2, 3].map(() => openDatabases({ default: home!.options }));
        try {
          const runs = processes.map((databases) =>
            withDatabases(databases, () =>
              new Migrator(databases.get(), rehearsal.project).migrate({}, {}),
            ),
          );
          const done = await Promise.all(runs);
          const { done: noted } = await new Migrator(
            processes[0]!.get(),
            rehearsal.project,
          ).history();
          assert.deepEqual([done.length, [...noted]], [3, ["blog.0001_initial"]]);
        } finally {
          for (const databases of processes) await databases.close();
        }
      }));
  });
}

for (const kind of WRITTEN) {
  describe(`changes by hand that keep the rows, on ${kind}`, () => {
    it("move a model to another blueprint", () =>
      rehearse(kind, async (rehearsal, database) => {
        const price = (label: string) => modelOf(label, "Price", { amount: f.integer() });
        rehearsal.setModels({ catalog: [price("catalog")], shop: [] });
        await rehearsal.make();
        await rehearsal.migrator(database).migrate();
        await write(database, "INSERT INTO catalog_price (amount) VALUES (?)", 5);
        rehearsal.setModels({ catalog: [], shop: [price("shop")] });
        rehearsal.write("catalog", "0002_goes", byHand('m.deleteModel("Price")', "catalog"));
        rehearsal.write(
          "shop",
          "0001_comes",
          `${HEAD}export default m.migration({ dependencies: [["catalog", "0002_goes"]], operations: [
            m.separateDatabaseAndState({ state: [
              m.createModel("Price", { id: f.bigAuto(), amount: f.integer() }, { table: "catalog_price" }),
            ] }),
            m.alterModelTable("Price", {}),
          ] });`,
        );
        assert.deepEqual(await rehearsal.make(), []);
        await rehearsal.migrator(database).migrate();
        assert.deepEqual(await read(database, "SELECT amount FROM shop_price"), [[5]]);
        await rehearsal.migrator(database).migrate({ label: "shop", name: "zero" });
        assert.deepEqual(await read(database, "SELECT amount FROM catalog_price"), [[5]]);
      }));

    it("put a model between the two of a many-to-many relation, which alone would be refused", () =>
      rehearse(kind, async (rehearsal, database) => {
        const tag = modelOf("blog", "Tag", { name: f.text() });
        const before = modelOf("blog", "Article", { tags: f.manyToMany(tag) });
        rehearsal.setModels({ blog: [tag, before] });
        await rehearsal.make();
        await rehearsal.migrator(database).migrate();
        await database.script([
          "INSERT INTO blog_tag (id, name) VALUES (1, 'a')",
          `INSERT INTO blog_article (id) VALUES (1)`,
          "INSERT INTO blog_article_tags (article_id, tag_id) VALUES (1, 1)",
        ]);
        const after = modelOf("blog", "Article", {
          tags: f.manyToMany(tag, { through: "blog.Tagging" }),
        });
        const between = modelOf(
          "blog",
          "Tagging",
          {
            article: f.foreignKey(after, { onDelete: "cascade" }),
            tag: f.foreignKey(tag, { onDelete: "cascade" }),
          },
          { table: "blog_article_tags", uniqueTogether: [["article", "tag"]] },
        );
        rehearsal.setModels({ blog: [between, tag, after] });
        rehearsal.write(
          "blog",
          "0002_between",
          byHand(
            `m.createModel("Tagging", {
              id: f.bigAuto(),
              article: f.foreignKey("blog.Article", { onDelete: "cascade" }),
              tag: f.foreignKey("blog.Tag", { onDelete: "cascade" }),
            }, { table: "blog_article_tags", uniqueTogether: [["article", "tag"]] }),
            m.alterField("Article.tags", f.manyToMany("blog.Tag", { through: "blog.Tagging" }))`,
            "blog",
          ),
        );
        assert.deepEqual(await rehearsal.make(), []);
        await rehearsal.migrator(database).migrate();
        assert.deepEqual(await read(database, "SELECT tag_id FROM blog_article_tags"), [
          [kind === "postgres" ? "1" : 1].map(Number),
        ]);
        rehearsal.write(
          "blog",
          "0003_back",
          `${HEAD}export default m.migration({ dependencies: [["blog", "0002_between"]], operations: [
            m.alterField("Article.tags", f.manyToMany("blog.Tag")),
          ] });`,
        );
        await assert.rejects(rehearsal.migrator(database).migrate(), {
          code: "migrations.through-changed",
          where: "Alter field tags on Article",
          mend: /A model between/,
        });
      }));
  });
}

/** A migration that changes what is known of the models, and nothing else. */
function byHand(operations: string, label: string): string {
  return `${HEAD}export default m.migration({
    dependencies: [["${label}", "0001_initial"]],
    operations: [m.separateDatabaseAndState({ state: [${operations}] })],
  });`;
}

/** A migration of two operations, the second of which is a statement. */
function failing(sql: string): string {
  return `${HEAD}
    export default m.migration({ operations: [
      m.createModel("First", { id: f.bigAuto() }),
      m.runSql(${JSON.stringify(sql)}, { reverse: "" }),
    ] });`;
}

async function ownTables(database: Parameters<typeof existingTables>[0]): Promise<string[]> {
  const own = [...(await existingTables(database))];
  return own.filter((name) => /^(blog|people)_/.test(name)).toSorted();
}

describe("migrations of several databases", () => {
  it("go where models and routers say, and code sees the rows of the one that is migrated", () =>
    withHomes("sqlite", 2, async (one, other) => {
      const rehearsal = new Rehearsal();
      rehearsal.setModels({ blog: [] });
      rehearsal.write(
        "blog",
        "0001_initial",
        `${HEAD}export default m.migration({ operations: [
          m.createModel("Note", { id: f.bigAuto(), text: f.text() }, { database: "archive" }),
          m.createModel("Here", { id: f.bigAuto() }),
          m.runCode(async ({ models, database }) => {
            if (database.alias === "archive") await models("blog.Note").create({ text: "kept" });
          }, { reverse: m.noop }),
        ] });`,
      );
      const settings = { default: one!.options, archive: other!.options };
      const databases = openDatabases(settings, {
        routers: [{ allowMigrate: (alias) => (alias === "archive" ? undefined : true) }],
      });
      await withDatabases(databases, async () => {
        for (const alias of ["default", "archive"])
          await rehearsal.migrator(databases.get(alias)).migrate();
        assert.deepEqual(await ownTables(databases.get()), ["blog_here"]);
        assert.deepEqual(await ownTables(databases.get("archive")), ["blog_here", "blog_note"]);
        assert.deepEqual(await read(databases.get("archive"), "SELECT text FROM blog_note"), [
          ["kept"],
        ]);
      });
      await databases.close();
    }));
});

describe("an operation of one's own", () => {
  it("changes the database there and back, by SQL and by the calls of the editor", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      rehearsal.setModels({ blog: [] });
      rehearsal.write(
        "blog",
        "0001_initial",
        `${HEAD}class MakeView extends m.Operation {
          stateForwards(_label, state) { return state; }
          async databaseForwards(step) { await step.execute("CREATE VIEW blog_view AS SELECT 1 AS one"); }
          async databaseBackwards(step) { await step.execute("DROP VIEW blog_view"); }
          describe() { return "Make a view"; }
        }
        export default m.migration({ operations: [new MakeView()] });`
          .replace(
            "stateForwards(_label, state)",
            "stateForwards(_label: string, state: m.ProjectState)",
          )
          .replaceAll("(step)", "(step: m.Step)"),
      );
      await rehearsal.migrator(database).migrate();
      assert.deepEqual(await read(database, "SELECT one FROM blog_view"), [[1]]);
      await rehearsal.migrator(database).migrate({ label: "blog", name: "zero" });
      assert.deepEqual(await ownTables(database), []);
    }));

  it("that cannot be undone is refused before anything is changed", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      rehearsal.setModels({ blog: [] });
      const operations = 'm.runSql("SELECT 1"), m.createModel("First", { id: f.bigAuto() })';
      rehearsal.write(
        "blog",
        "0001_initial",
        `${HEAD}export default m.migration({ operations: [${operations}] });`,
      );
      const migrator = rehearsal.migrator(database);
      await migrator.migrate();
      await assert.rejects(migrator.migrate({ label: "blog", name: "zero" }), {
        code: "migrations.irreversible",
        where: "blog.0001_initial: Run SQL",
      });
      assert.deepEqual(await ownTables(database), ["blog_first"]);
    }));
});

describe("signals around migrations", () => {
  it("say what is about to run and what has run, and before nothing nothing", () =>
    rehearse("sqlite", async (rehearsal, database) => {
      const told: string[] = [];
      const before = (_: unknown, { plan }: { plan: readonly string[] }) =>
        told.push(`before ${plan.join()}`);
      const after = (_: unknown, { plan }: { plan: readonly string[] }) =>
        told.push(`after ${plan.join()}`);
      preMigrate.connect(before, { sender: database });
      postMigrate.connect(after, { sender: database });
      rehearsal.write("blog", "0001_initial", failing("SELECT 1"));
      rehearsal.setModels({ blog: [] });
      await rehearsal.migrator(database).migrate();
      await rehearsal.migrator(database).migrate();
      await rehearsal.migrator(database).migrate({ label: "blog", name: "zero" });
      assert.deepEqual(told, [
        "before blog.0001_initial",
        "after blog.0001_initial",
        "after ",
        "before -blog.0001_initial",
        "after -blog.0001_initial",
      ]);
    }));
});
