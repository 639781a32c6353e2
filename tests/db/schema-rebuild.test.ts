/** Tables of SQLite that are made anew to change them, with all that hangs on them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database } from "../../src/db/backends/backend.ts";
import { createTables, f, model, searchIndex } from "../../src/db/index.ts";
import { metaOf } from "../../src/db/registry.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { SchemaEditor } from "../../src/db/schema/schema-editor.ts";
import { schemaTransaction } from "../../src/db/schema/schema-transaction.ts";
import { read, write } from "./databases.ts";
import { withHome } from "./homes.ts";

function models(type: () => object) {
  class Tag extends model(
    { name: f.char({ maxLength: 9 }), n: type() as ReturnType<typeof f.integer> },
    { table: "tag" },
  ) {}
  class Post extends model(
    { tag: f.foreignKey(Tag, { onDelete: "database cascade" }) },
    { table: "post" },
  ) {}
  return { Tag, Post, tag: metaOf(Tag), post: metaOf(Post) };
}

const [before, after] = [
  models(() => f.integer({ index: true })),
  models(() => f.char({ maxLength: 9 })),
];

function editorOf(): SchemaEditor {
  const editor = new SchemaEditor("sqlite");
  editor.alterField(before.tag, after.tag, before.tag.field("n"), after.tag.field("n"));
  return editor;
}

async function withRows(work: (database: Database) => Promise<void>): Promise<void> {
  await withHome("sqlite", async (database) => {
    await createTables(before.Tag, before.Post);
    await write(
      database,
      "INSERT INTO tag (id, name, n) VALUES (1, 'a', 10), (2, 'b', 20), (9, 'c', 30)",
    );
    await write(database, "INSERT INTO post (id, tag_id) VALUES (1, 1), (2, 2)");
    await work(database);
  });
}

describe("a table of SQLite that is made anew", () => {
  it("keeps the rows of tables that refer to it with a cascade", () =>
    withRows(async (database) => {
      await editorOf().run(database);
      assert.deepEqual(await read(database, "SELECT COUNT(*) FROM post"), [[2]]);
      assert.deepEqual(await read(database, "SELECT typeof(n), n FROM tag WHERE id = 2"), [
        ["text", "20"],
      ]);
      await write(database, "DELETE FROM tag WHERE id = 1");
      assert.deepEqual(await read(database, "SELECT id FROM post"), [[2]]);
      assert.deepEqual(await read(database, "PRAGMA foreign_keys"), [[1]]);
      assert.deepEqual(await read(database, "PRAGMA legacy_alter_table"), [[0]]);
    }));

  it("counts on from where it was, though the last row has gone", () =>
    withRows(async (database) => {
      await write(database, "DELETE FROM tag WHERE id = 9");
      await editorOf().run(database);
      await write(database, "INSERT INTO tag (name, n) VALUES ('d', 'x')");
      assert.deepEqual(await read(database, "SELECT id FROM tag WHERE name = 'd'"), [[10]]);
    }));

  it("keeps views, triggers, and the columns and indexes that no model knows", () =>
    withRows(async (database) => {
      await database.script([
        "ALTER TABLE tag ADD COLUMN \"own 'column'\" text COLLATE NOCASE DEFAULT 'x,y'",
        "CREATE INDEX own_index ON tag (name COLLATE NOCASE, \"n\" DESC) WHERE name > '('",
        "CREATE VIEW named AS SELECT t.name, p.id FROM tag t JOIN post p ON p.tag_id = t.id",
        "CREATE TABLE log (what text)",
        "CREATE TRIGGER told AFTER DELETE ON tag BEGIN INSERT INTO log VALUES (old.name); END",
        "CREATE TRIGGER posted AFTER INSERT ON post BEGIN UPDATE tag SET name = 'p' WHERE id = new.tag_id; END",
      ]);
      await editorOf().run(database);
      const table = await describeTable(database, "tag");
      assert.deepEqual(
        table?.indexes.map(({ name }) => name),
        ["own_index"],
      );
      const own = table.columns.find(({ name }) => name.startsWith("own"));
      assert.deepEqual([own?.collation, own?.default], ["NOCASE", "'x,y'"]);
      assert.equal((await read(database, "SELECT * FROM named")).length, 2);
      await write(database, "DELETE FROM tag WHERE id = 9");
      assert.deepEqual(await read(database, "SELECT what FROM log"), [["c"]]);
      await write(database, "INSERT INTO post (tag_id) VALUES (2)");
      assert.deepEqual(await read(database, "SELECT name FROM tag WHERE id = 2"), [["p"]]);
    }));

  it("keeps what is said of the columns that no model knows", () =>
    withRows(async (database) => {
      await database.script([
        "DELETE FROM post",
        "DROP TABLE tag",
        "CREATE TABLE house (id integer PRIMARY KEY)",
        "CREATE TABLE tag (id integer PRIMARY KEY AUTOINCREMENT, name varchar(5) NOT NULL, n varchar(5) NOT NULL, home integer REFERENCES house ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, mark integer CONSTRAINT high CHECK (mark > 3), UNIQUE (home, n))",
        "INSERT INTO house VALUES (5)",
        "INSERT INTO tag (name, n, home, mark) VALUES ('a', 'b', 5, 4)",
      ]);
      const before = await describeTable(database, "tag");
      await editorOf().run(database);
      const after = await describeTable(database, "tag");
      assert.deepEqual(after?.foreignKeys, before?.foreignKeys);
      assert.deepEqual(after?.checks, before?.checks);
      assert.deepEqual(after?.uniques, before?.uniques);
      assert.deepEqual([after?.uniques.length, after?.checks.length], [1, 1]);
      await assert.rejects(write(database, "UPDATE tag SET mark = 2"), /high/);
      await write(database, "DELETE FROM house");
      assert.deepEqual(await read(database, "SELECT home FROM tag"), [[null]]);
    }));

  it("keeps its index of words", () =>
    withHome("sqlite", async (database) => {
      const articles = (length: number) => {
        class Article extends model(
          { title: f.char({ maxLength: 20 }), n: f.char({ maxLength: length }) },
          { table: "article", indexes: [searchIndex("title")] },
        ) {}
        return metaOf(Article);
      };
      const [short, long] = [articles(5), articles(9)];
      await createTables(short.model);
      await write(database, "INSERT INTO article (title, n) VALUES ('red house', 'a')");
      const editor = new SchemaEditor("sqlite");
      editor.alterField(short, long, short.field("n"), long.field("n"));
      await editor.run(database);
      await write(database, "INSERT INTO article (title, n) VALUES ('red horses', 'b')");
      const [table] = await read(
        database,
        "SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'",
      );
      const words = await read(
        database,
        `SELECT COUNT(*) FROM ${String(table![0])} WHERE ${String(table![0])} MATCH 'red'`,
      );
      assert.deepEqual(words, [[2]]);
    }));

  it("leaves everything as it was when a row does not fit", () =>
    withRows(async (database) => {
      await write(database, "INSERT INTO tag (id, name, n) VALUES (3, 'x', 1234567890)");
      const shape = await describeTable(database, "tag");
      await assert.rejects(editorOf().run(database), {
        code: "db.unfit-values",
        message: /row with id 3/,
      });
      assert.deepEqual(await describeTable(database, "tag"), shape);
      assert.deepEqual(await read(database, "PRAGMA foreign_keys"), [[1]]);
    }));

  it("refuses a transaction that holds foreign keys while others refer to it, and says what to do", () =>
    withRows(async (database) => {
      await assert.rejects(
        database.transaction(() => editorOf().run(database)),
        {
          code: "db.foreign-keys-held",
          message: /"post" refers to it[^]*schemaTransaction/,
        },
      );
      await schemaTransaction(database, () => editorOf().run(database));
      assert.deepEqual(await read(database, "SELECT COUNT(*) FROM post"), [[2]]);
    }));

  it("is not committed while rows refer to rows that are not there", () =>
    withRows(async (database) => {
      const work = schemaTransaction(database, async () => {
        await write(database, "DELETE FROM tag WHERE id = 2");
        await editorOf().run(database);
      });
      await assert.rejects(work, {
        code: "db.dangling-rows",
        message: /1 row of the table "post"/,
      });
      assert.deepEqual(await read(database, "SELECT COUNT(*) FROM tag"), [[3]]);
    }));

  it("leaves no setting behind when it fails midway", () =>
    withRows(async (database) => {
      const work = schemaTransaction(database, () =>
        database.script(["PRAGMA legacy_alter_table = ON", "ALTER TABLE nothing RENAME TO tag"]),
      );
      await assert.rejects(work, { code: "db.wrong-statement" });
      assert.deepEqual(await read(database, "PRAGMA legacy_alter_table"), [[0]]);
      assert.deepEqual(await read(database, "PRAGMA foreign_keys"), [[1]]);
    }));

  it("is told as statements without a database", () => {
    const statements = editorOf().statements;
    assert.equal(
      statements[0],
      'CREATE TABLE "new__tag" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(9) NOT NULL, "n" varchar(9) NOT NULL)',
    );
    assert.equal(statements.filter((sql) => sql.startsWith("DROP TABLE")).length, 1);
  });
});
