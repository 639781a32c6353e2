/** The database extension: an app's databases in its requests, transactions around views, and warnings in debug mode. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Blueprint, Flagon, NotFound } from "flagon";
import { CliRunner } from "flagon/cli";
import { database } from "flagon/database";
import { debugPages } from "flagon/debug";
import {
  createTables,
  DoesNotExist,
  f,
  metaOf,
  model,
  OperationalError,
  type RowNotFound,
  unique,
} from "flagon/db";
import { captureLogs, testClient } from "flagon/testing";

class Note extends model({ text: f.char({ maxLength: 50 }) }, { table: "note" }) {}

class Shelf extends model({ name: f.char({ maxLength: 20 }) }) {}

class Book extends model({
  title: f.char({ maxLength: 20 }),
  shelf: f.foreignKey(Shelf, { onDelete: "cascade" }),
}) {}

describe("an app with a database", () => {
  it("has it in its requests and closes it when it stops", async () => {
    const app = new Flagon();
    const extension = database("sqlite::memory:");
    app.install(extension);
    await createTables(Note);
    app.get("/", async () => {
      await Note.create({ text: "kept" });
      return { notes: await Note.count() };
    });
    const client = testClient(app);
    assert.deepEqual(await (await client.get("/")).json(), { notes: 1 });
    await extension.databases.close();
  });

  it("finds its own database where the process has several apps", async () => {
    const [one, two] = [notesApp(), notesApp()];
    const answers = await Promise.all(
      [one, two].map(async ({ client }, index) => {
        for (let at = 0; at <= index; at++) await client.post("/");
        return (await client.get("/")).json();
      }),
    );
    assert.deepEqual(answers, [{ notes: 1 }, { notes: 2 }]);
    for (const { close } of [one, two]) await close();
  });

  it("answers 404 where a visitor asks for a row that is not there, and 500 where the program does", async () => {
    const app = new Flagon();
    app.install(database("sqlite::memory:"));
    await createTables(Note);
    await Note.create({ text: "kept" });
    app.get("/<int:id>", async (_request, { id }) => (await Note.getOr404({ id })).text);
    app.get("/like/<text>", async (_request, { text }) => {
      const notes = await Note.filter({ text__startswith: text }).listOr404();
      return notes.map((note) => note.text);
    });
    app.get("/get/<int:id>", async (_request, { id }) => (await Note.get({ id })).text);
    const client = testClient(app, { raiseErrors: false });
    assert.equal(await (await client.get("/1")).text(), "kept");
    assert.deepEqual(await (await client.get("/like/ke")).json(), ["kept"]);
    const statuses = await Promise.all(
      ["/2", "/like/x", "/get/2"].map(async (path) => (await client.get(path)).status),
    );
    assert.deepEqual(statuses, [404, 404, 500]);
    await assert.rejects(Note.getOr404({ id: 2 }), (error: RowNotFound) => {
      assert.ok(error instanceof DoesNotExist);
      assert.equal(error.code, "db.does-not-exist");
      return true;
    });
    await app.stop();
  });

  it("answers 503 where the database is away, keeps the cause on record, and lets the app say it otherwise", async () => {
    const app = new Flagon();
    const extension = database("postgres://127.0.0.1:1/none");
    app.install(extension);
    app.get("/", () => Note.count());
    const client = testClient(app, { raiseErrors: false });
    const logs = captureLogs(app);
    const reply = await client.get("/");
    assert.equal(reply.status, 503);
    assert.doesNotMatch(await reply.text(), /127\.0\.0\.1/);
    assert.match(JSON.stringify(logs.records), /OperationalError/);
    const other = new Flagon();
    other.install(extension);
    other.errorHandler(OperationalError, () => ["back in a minute", 500]);
    other.get("/", () => Note.count());
    assert.equal(await (await testClient(other).get("/")).text(), "back in a minute");
    await extension.databases.close();
  });

  it("says how to name a database when there is none", () => {
    const before = process.env["DATABASE_URL"];
    delete process.env["DATABASE_URL"];
    assert.throws(() => new Flagon().install(database()), { code: "database.no-url" });
    if (before !== undefined) process.env["DATABASE_URL"] = before;
  });

  it("refuses an option that there is not, with the near one", () => {
    const options = { warnSlowMS: 1 } as object;
    assert.throws(() => database("sqlite::memory:", options), {
      code: "database.unknown-option",
      mend: 'Did you mean "warnSlowMs"?',
    });
  });
});

/** An app with notes in a file of its own. */
function notesApp(options: Parameters<typeof database>[1] = {}) {
  const folder = mkdtempSync(join(tmpdir(), "flagon-database-"));
  const app = new Flagon();
  const extension = database(`sqlite:///${join(folder, "site.db")}`, options);
  app.install(extension);
  const ready = extension.databases
    .get()
    .script([
      "create table note (id integer primary key autoincrement, text varchar(50) not null)",
    ]);
  app.post("/", async () => {
    await ready;
    await Note.create({ text: "x" });
    return "made";
  });
  app.get("/", async () => {
    await ready;
    return { notes: await Note.count() };
  });
  app.post("/fails", async () => {
    await ready;
    await Note.create({ text: "lost" });
    throw new NotFound("no");
  });
  app.post("/alone", { transaction: false }, async () => {
    await ready;
    await Note.create({ text: "kept" });
    throw new NotFound("no");
  });
  const close = async (): Promise<void> => {
    await extension.databases.close();
    rmSync(folder, { recursive: true });
  };
  return { app, client: testClient(app), close };
}

describe("an app whose requests are transactions", () => {
  it("keeps what a view wrote that answered, and undoes what one wrote that threw", async () => {
    const { client, close } = notesApp({ requestTransactions: true });
    await client.post("/");
    assert.equal((await client.post("/fails")).status, 404);
    assert.deepEqual(await (await client.get("/")).json(), { notes: 1 });
    await close();
  });

  it("leaves a route alone that asks for it", async () => {
    const { client, close } = notesApp({ requestTransactions: true });
    assert.equal((await client.post("/alone")).status, 404);
    assert.deepEqual(await (await client.get("/")).json(), { notes: 1 });
    await close();
  });
});

describe("models of a blueprint", () => {
  it("have tables that are named after it", () => {
    const library = new Blueprint("library").models(Shelf, Book);
    assert.deepEqual(library.parts.models, [Shelf, Book]);
    assert.equal(metaOf(Book).table, "library_book");
  });
});

describe("a request in debug mode", () => {
  it("is told of when one statement runs for row after row, with the line that asks for it", async () => {
    const app = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
    const extension = database("sqlite::memory:");
    app.install(extension);
    new Blueprint("library").models(Shelf, Book);
    await createTables(Shelf, Book);
    const shelf = await Shelf.create({ name: "A" });
    for (let at = 0; at < 6; at++) await Book.create({ title: `${at}`, shelf });
    app.get("/", async () => {
      const names: string[] = [];
      for (let id = 1; id <= 6; id++) names.push((await Book.get({ id })).title);
      return names.join();
    });
    const logs = captureLogs(app);
    assert.equal((await testClient(app).get("/")).status, 200);
    const warned = logs.find({ level: "warn", name: "flagon.database" });
    logs.restore();
    assert.equal(warned.length, 1);
    assert.match(String(warned[0]!.fields["where"]), /tests\/database\/extension\.test\.ts:\d+$/);
    assert.equal(warned[0]!.fields["times"], 6);
    await extension.databases.close();
  });

  it("is told of pages of rows without an order, and not of others", async () => {
    const app = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
    const extension = database("sqlite::memory:");
    app.install(extension);
    new Blueprint("library").models(Shelf, Book);
    await createTables(Shelf, Book);
    for (const name of ["A", "B", "C"]) await Shelf.create({ name });
    app.get("/unordered", async () => (await Shelf.all().slice(1, 2)).length.toString());
    app.get("/ordered", async () => {
      await Shelf.orderBy("name").slice(1, 2);
      await Shelf.all().limit(2);
      await Shelf.all().first();
      return (await Shelf.all()).length.toString();
    });
    const logs = captureLogs(app);
    const client = testClient(app);
    assert.equal(await (await client.get("/ordered")).text(), "3");
    assert.deepEqual(logs.find({ level: "warn", name: "flagon.database" }), []);
    assert.equal(await (await client.get("/unordered")).text(), "1");
    const [warned, ...more] = logs.find({ level: "warn", name: "flagon.database" });
    logs.restore();
    assert.deepEqual(more, []);
    assert.match(warned!.message, /without an order/);
    assert.match(String(warned!.fields["where"]), /tests\/database\/extension\.test\.ts:\d+$/);
    await extension.databases.close();
  });

  it("shows its statements on the error page", async () => {
    const app = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
    const extension = database("sqlite::memory:");
    app.install(debugPages(), extension);
    await createTables(Note, { ifNotExists: true });
    app.get("/", async () => {
      await Note.filter({ text: "x" }).count();
      throw new Error("after the statement");
    });
    const page = await (
      await testClient(app).get("/", { raiseErrors: false, headers: { accept: "text/html" } })
    ).text();
    assert.match(page, /Statements: 1 in [\d.]+ ms/);
    assert.match(page, /SELECT COUNT\(\*\)[^]*extension\.test\.ts:\d+/);
    await extension.databases.close();
  });
});

describe("the shell of an app with models", () => {
  it("has the models at hand, those of blueprints too, with their databases", async () => {
    const app = new Flagon();
    const extension = database("sqlite::memory:");
    const library = new Blueprint("library").models(Shelf, Book);
    app.install(extension, library);
    await createTables(Shelf, Book);
    const { output, error } = await new CliRunner(app).invoke([
      "shell",
      "-c",
      'await Shelf.create({ name: "A" }); return [await Shelf.count(), Book.name];',
    ]);
    assert.equal(error, undefined);
    assert.equal(output, "[ 1, 'Book' ]\n");
  });
});

describe("flagon check of an app with models", () => {
  const checked = async (url: string, where: object = {}): Promise<[string, number]> => {
    class Page extends model(
      { slug: f.slug(), status: f.char({ maxLength: 9 }) },
      {
        constraints: [
          unique({ name: "one_live_slug", fields: ["slug"], where: { status: "live" } }),
          unique({ name: "late_slug", fields: ["slug"], deferrable: "deferred" }),
        ],
        ...where,
      },
    ) {}
    const app = new Flagon();
    const extension = database(url);
    app.install(extension, new Blueprint("site").models(Page));
    const { output, exitCode } = await new CliRunner(app).invoke(["check"]);
    await extension.databases.close();
    return [output, exitCode];
  };

  it("finds what is wrong with them", async () => {
    const [output, exitCode] = await checked("postgres://localhost/none", { ordering: ["slgu"] });
    assert.match(output, /"slgu" of the option ordering[^]*at: {3}ordering of site\.Page/);
    assert.equal(exitCode, 1);
  });

  it("warns of what their database cannot hold", async () => {
    assert.match((await checked("postgres://localhost/none"))[0], /^Nothing is wrong/);
    const [sqlite, exitCode] = await checked("sqlite::memory:");
    assert.match(sqlite, /SQLite has no unique constraints that wait [^]*"late_slug"/);
    assert.doesNotMatch(sqlite, /one_live_slug/);
    assert.equal(exitCode, 0);
    const [mysql] = await checked("mysql://localhost/none");
    assert.match(mysql, /MySQL has no [^]*"one_live_slug"[^]*MySQL has no [^]*"late_slug"/);
  });

  it("leaves models alone that are not to be made", async () => {
    assert.match((await checked("sqlite::memory:", { managed: false }))[0], /^Nothing is wrong/);
  });
});
