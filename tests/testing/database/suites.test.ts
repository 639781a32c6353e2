/** Suites with a database: what one test does, the next one does not see, on every kind of database. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { f, getDatabase, IntegrityError, model, onCommit, sql, transaction } from "flagon/db";
import { liveServer, testClient } from "flagon/testing";
import {
  assertQueries,
  captureOnCommit,
  captureQueries,
  databaseSuite,
} from "flagon/testing/database";
import { MYSQL_URL, POSTGRES_URL } from "../../db/databases.ts";

const hooks = { before, after, beforeEach, afterEach };

class Author extends model({ name: f.char({ maxLength: 40, unique: true }) }) {}

class Article extends model({
  title: f.char({ maxLength: 40 }),
  author: f.foreignKey(Author, { onDelete: "cascade" }),
}) {}

const sent: string[] = [];

/** A site whose own database does not exist: tests must never ask it. */
function site(url: string): Flagon {
  const app = new Flagon({ logging: { level: "silent" } });
  app.install(database(url), new Blueprint("press").models(Author, Article));
  app.get("/authors", async () => ({
    names: (await Author.orderBy("name")).map(({ name }) => name),
  }));
  app.post("/authors/<name>", async (_request, { name }) => {
    await transaction(async () => {
      await Author.create({ name });
      onCommit(() => sent.push(name));
    });
    return name;
  });
  return app;
}

const names = async (app: Flagon): Promise<unknown> =>
  ((await (await testClient(app).get("/authors")).json()) as { names: string[] }).names;

const URLS = {
  sqlite: "sqlite::memory:",
  postgres: POSTGRES_URL.replace(/\/[^/]*$/, "/none_such_site"),
  mysql: MYSQL_URL.replace(/\/[^/]*$/, "/none_such_site"),
};

for (const [kind, url] of Object.entries(URLS)) {
  describe(`tests of a suite that is rolled back, on ${kind}`, () => {
    const app = site(url);
    let made = 0;
    const suite = databaseSuite(hooks, app, {
      data: async () => {
        made += 1;
        const ann = await Author.create({ name: "Ann" });
        return { ann, articles: [await Article.create({ title: "One", author: ann })] };
      },
    });

    it("find the rows of the suite, and change them", async () => {
      const { ann, articles } = suite.data();
      assert.equal((await articles[0]!.author).name, "Ann");
      ann.name = "Anna";
      await ann.save();
      await Author.create({ name: "Bo" });
      assert.deepEqual(await names(app), ["Anna", "Bo"]);
      await Article.all().delete();
    });

    it("see nothing of what the one before did, in rows and in the objects", async () => {
      assert.deepEqual(await names(app), ["Ann"]);
      assert.equal(suite.data().ann.name, "Ann");
      assert.equal(await Article.count(), 1);
      assert.equal(made, 1);
    });

    it("have the requests to the app in their transaction, those through a socket too", async () => {
      await testClient(app).post("/authors/Cy");
      const server = await liveServer(app);
      await fetch(`${server.url}/authors/Di`, { method: "POST" });
      const reply = await fetch(`${server.url}/authors`);
      await server.close();
      assert.deepEqual(await reply.json(), { names: ["Ann", "Cy", "Di"] });
      assert.equal(await Author.count(), 3);
    });

    it("have nothing left of that, though a server was stopped", async () => {
      assert.deepEqual(await names(app), ["Ann"]);
    });

    it("may roll transactions back, and nest them", async () => {
      await assert.rejects(
        transaction(async () => {
          await Author.create({ name: "Ed" });
          throw new Error("no");
        }),
        { message: "no" },
      );
      await transaction(
        async () => {
          await Author.create({ name: "Flo" });
          await transaction(async () => {
            await Author.create({ name: "Gus" });
            throw new Error("inner");
          }).catch(() => {});
        },
        { durable: true, isolation: "serializable" },
      );
      assert.deepEqual(await names(app), ["Ann", "Flo"]);
    });

    it("go on after a statement that fails", async () => {
      await assert.rejects(Author.create({ name: "Ann" }), IntegrityError);
      await assert.rejects(async () => void (await sql`SELECT nothing FROM nowhere`.rows()));
      await assert.rejects(getDatabase().script(["SELECT nothing FROM nowhere"]));
      assert.equal(await Author.count(), 1);
    });

    it("are refused what needs a transaction, as outside of tests", async () => {
      assert.equal(getDatabase().inTransaction, false);
      await assert.rejects(getDatabase().savepoint(), { code: "db.no-transaction" });
      if (kind !== "sqlite")
        await assert.rejects(
          async () => {
            await Author.all().selectForUpdate();
          },
          { code: "db.no-transaction" },
        );
    });

    it("have commit hooks called when the outermost transaction ends, or captured", async () => {
      sent.length = 0;
      await testClient(app).post("/authors/Hal");
      assert.deepEqual(sent, ["Hal"]);
      onCommit(() => sent.push("at once"));
      const captured = await captureOnCommit(async () => {
        await testClient(app).post("/authors/Ida");
        onCommit(() => sent.push("later"));
      });
      assert.deepEqual([sent, captured.length], [["Hal", "at once"], 2]);
      await captureOnCommit(() => testClient(app).post("/authors/Jo"), { run: true });
      assert.deepEqual(sent, ["Hal", "at once", "Jo"]);
      await assert.rejects(
        captureOnCommit(() =>
          transaction(async () => {
            onCommit(() => sent.push("never"));
            throw new Error("no");
          }),
        ),
      );
      assert.deepEqual(sent, ["Hal", "at once", "Jo"]);
    });

    it("count statements, and show them where there are others", async () => {
      await assertQueries(1, () => testClient(app).get("/authors"));
      const { queries, result } = await captureQueries(() =>
        Author.filter({ name: "Ann" }).count(),
      );
      assert.deepEqual([queries.length, result], [1, 1]);
      await assert.rejects(
        assertQueries(1, async () => {
          await Author.filter({ name: "Ann" }).count();
          await Article.count();
        }),
        (error: Error) => {
          assert.match(
            error.message,
            /^2 statements instead of 1:\n1\. SELECT COUNT\(\*\)[^\n]*author[^\n]*"Ann"[^\n]*\n2\. SELECT COUNT/,
          );
          return true;
        },
      );
      await assert.rejects(
        assertQueries(1, () => undefined),
        /0 statements instead of 1\./,
      );
    });

    describe("with a suite inside", () => {
      const inner = databaseSuite(hooks, app, { data: () => Author.create({ name: "Inner" }) });

      it("have the rows of both", async () => {
        assert.deepEqual(await names(app), ["Ann", "Inner"]);
        assert.equal(inner.data().name, "Inner");
        await Author.all().delete();
      });

      it("have them in each test", async () => {
        assert.deepEqual(await names(app), ["Ann", "Inner"]);
      });
    });

    it("have no rows of the suite inside any more", async () => {
      assert.deepEqual(await names(app), ["Ann"]);
    });
  });

  describe(`tests of a suite that commits, on ${kind}`, () => {
    const app = site(url);
    let made = 0;
    databaseSuite(hooks, app, {
      isolation: "truncate",
      data: async () => {
        made += 1;
        return Author.create({ name: "Ann" });
      },
    });

    it("have real transactions", async () => {
      sent.length = 0;
      await testClient(app).post("/authors/Bo");
      assert.deepEqual(sent, ["Bo"]);
      assert.deepEqual(await names(app), ["Ann", "Bo"]);
      assert.equal(getDatabase().isEnclosed, false);
    });

    it("find the rows of the suite made anew, and nothing else", async () => {
      assert.deepEqual(await names(app), ["Ann"]);
      assert.equal((await Author.get({ name: "Ann" })).id, 1);
      assert.equal(made, 2);
    });
  });
}

for (const isolation of ["rollback", "truncate"] as const)
  describe(`tests with fixtures, ${isolation}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "flagon-suites-"));
    mkdirSync(join(folder, "fixtures"));
    writeFileSync(
      join(folder, "fixtures", "authors.json"),
      JSON.stringify([
        { model: "press.article", pk: 4, fields: { title: "One", author: 9 } },
        { model: "press.author", pk: 9, fields: { name: "Zoe" } },
      ]),
    );
    const app = new Flagon({ folder });
    app.install(database("sqlite::memory:"), new Blueprint("press").models(Author, Article));
    databaseSuite(hooks, app, { isolation, fixtures: ["authors"] });
    after(() => rmSync(folder, { recursive: true }));

    for (const which of ["first", "second"])
      it(`find their rows in the ${which} test`, async () => {
        assert.equal((await Article.get({ author__name: "Zoe" })).id, 4);
        await Author.all().delete();
      });
  });

describe("tests of a script without an app", () => {
  databaseSuite(hooks, "sqlite::memory:");

  it("find their own database", async () => {
    assert.equal(await Author.count(), 0);
    await Author.create({ name: "Ann" });
  });

  it("see nothing of each other", async () => {
    assert.equal(await Author.count(), 0);
  });
});

for (const kind of ["sqlite", "postgres"] as const) {
  describe(`a test that leaves a reference to nothing, on ${kind}`, () => {
    const errors: unknown[] = [];
    const told = {
      ...hooks,
      afterEach: (work: () => Promise<void>) =>
        afterEach(() => work().catch((error: unknown) => void errors.push(error))),
    };
    databaseSuite(told, site(URLS[kind]));

    it("goes on, since nothing is committed", async () => {
      await transaction(async () => {
        await Article.create({ title: "x", authorId: 77 });
      });
    });

    it("is told of at its end, and leaves nothing", async () => {
      assert.equal(await Article.count(), 0);
      assert.deepEqual(
        errors.map((error) => (error as { code: string }).code),
        ["testing.broken-references"],
      );
    });
  });
}

describe("tests of one suite at the same time", () => {
  it("are refused", async () => {
    const works: (() => Promise<void>)[] = [];
    const kept = (work: () => Promise<void>): void => void works.push(work);
    databaseSuite(
      { before: kept, after: kept, beforeEach: kept, afterEach: kept },
      "sqlite::memory:",
    );
    const [open, begin, end, close] = works as [
      () => Promise<void>,
      () => Promise<void>,
      () => Promise<void>,
      () => Promise<void>,
    ];
    await open();
    await begin();
    await assert.rejects(begin(), { code: "testing.concurrent" });
    await end();
    await close();
  });

  it("need a database", () => {
    assert.throws(() => databaseSuite(hooks, new Flagon()), { code: "testing.no-database" });
  });
});
