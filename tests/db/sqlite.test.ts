/** What only SQLite has: one file for many processes, answers at once, functions in JavaScript. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { type Database, Statement } from "../../src/db/backends/backend.ts";
import { sqliteFunctions } from "../../src/db/backends/sqlite-functions.ts";
import { openDatabases } from "../../src/db/connections.ts";
import { newFile, openKind, read, statement, withTable, write } from "./databases.ts";

const memory = (): Database => openDatabases({ default: "sqlite::memory:" }).get();

describe("a file of SQLite", () => {
  it("is set up for a site: WAL, foreign keys, a cache, transactions that begin with their lock", async () => {
    const database = openKind("sqlite");
    const pragma = async (name: string) => (await read(database, `PRAGMA ${name}`))[0]![0];
    assert.deepEqual(
      [
        await pragma("journal_mode"),
        await pragma("synchronous"),
        await pragma("foreign_keys"),
        await pragma("cache_size"),
        await pragma("wal_autocheckpoint"),
      ],
      ["wal", 1, 1, -16_000, 4000],
    );
    await database.close();
  });

  it("takes other settings", async () => {
    const database = openKind("sqlite", {
      journalMode: "delete",
      synchronous: "full",
      foreignKeys: false,
      cacheKib: 500,
      mmapMib: 1,
      checkpointPages: 200,
    });
    const pragma = async (name: string) => (await read(database, `PRAGMA ${name}`))[0]![0];
    assert.deepEqual(
      [
        await pragma("journal_mode"),
        await pragma("synchronous"),
        await pragma("foreign_keys"),
        await pragma("cache_size"),
        await pragma("mmap_size"),
        await pragma("wal_autocheckpoint"),
      ],
      ["delete", 2, 0, -500, 1024 ** 2, 200],
    );
    await database.close();
  });

  it("answers at once when it need not wait", async () => {
    const database = openKind("sqlite");
    await database.script(["CREATE TABLE t (n integer)"]);
    const insert = new Statement("INSERT INTO t VALUES (?)", { givesRows: false });
    assert.deepEqual(database.write(insert, [3]), { changes: 1, lastId: 1, rows: [] });
    assert.deepEqual(database.read(new Statement("SELECT n FROM t"), []), [[3]]);
    await database.transaction(async () => {
      assert.deepEqual(database.read(new Statement("SELECT n FROM t"), []), [[3]]);
    });
    await database.close();
  });

  it("is read while a transaction is open, and other writes wait for it", () =>
    withTable("sqlite", async (database, table) => {
      const order: string[] = [];
      const begun = Promise.withResolvers<void>();
      const running = database.transaction(async () => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
        begun.resolve();
        await wait(20);
        order.push("transaction");
      });
      await begun.promise;
      const outside = write(database, `INSERT INTO ${table} (id) VALUES (2)`).then(() =>
        order.push("write"),
      );
      assert.deepEqual(await read(database, `SELECT id FROM ${table}`), []);
      await Promise.all([running, outside]);
      assert.deepEqual(order, ["transaction", "write"]);
      assert.deepEqual(await read(database, `SELECT id FROM ${table}`), [[1], [2]]);
    }));

  it("gives a transaction that only reads one picture, and holds up nobody", () =>
    withTable("sqlite", async (database, table) => {
      await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
      const count = async () => (await read(database, `SELECT COUNT(*) FROM ${table}`))[0]![0];
      const begun = Promise.withResolvers<void>();
      const written = Promise.withResolvers<void>();
      const running = database.transaction(
        async () => {
          const before = await count();
          begun.resolve();
          await written.promise;
          return [before, await count()];
        },
        { readOnly: true },
      );
      await begun.promise;
      await write(database, `INSERT INTO ${table} (id) VALUES (2)`);
      written.resolve();
      assert.deepEqual([await running, await count()], [[1, 1], 2]);
    }));

  it("that another process has locked is waited for without holding up the event loop", async () => {
    const path = newFile();
    const database = openDatabases({ default: { kind: "sqlite", path } }).get();
    await database.script(["CREATE TABLE t (n integer)"]);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    let longest = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const writing = [
      write(database, "INSERT INTO t VALUES (1)"),
      database.transaction(() => write(database, "INSERT INTO t VALUES (2)")),
    ];
    await wait(150);
    assert.deepEqual(await read(database, "SELECT * FROM t"), []);
    other.exec("COMMIT");
    await Promise.all(writing);
    clearInterval(ticking);
    assert.deepEqual(await read(database, "SELECT * FROM t"), [[1], [2]]);
    // The write-ahead log may be flushed meanwhile; a lock that was waited for in place would take 150.
    assert.ok(longest < 100, `${longest} ms`);
    other.close();
    await database.close();
  });

  it("that stays locked is an error after the time-out, for everybody who waits", async () => {
    const path = newFile();
    const database = openDatabases({ default: { kind: "sqlite", path, busyTimeoutMs: 60 } }).get();
    await database.script(["CREATE TABLE t (n integer)"]);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const insert = () => write(database, "INSERT INTO t VALUES (1)");
    const outcomes = await Promise.allSettled([insert(), database.transaction(insert), insert()]);
    assert.deepEqual(
      outcomes.map(
        (outcome) => outcome.status === "rejected" && (outcome.reason as { code: string }).code,
      ),
      ["db.locked", "db.locked", "db.locked"],
    );
    other.exec("COMMIT");
    await insert();
    other.close();
    await database.close();
  });

  it("takes the writes of twenty at once from each of three processes", async () => {
    const path = newFile();
    const database = openDatabases({ default: { kind: "sqlite", path } }).get();
    await database.script(["CREATE TABLE t (n integer)", "INSERT INTO t VALUES (0)"]);
    const writers = [1, 2, 3].map(() =>
      spawn(
        process.execPath,
        ["--conditions=flagon-source", join(import.meta.dirname, "sqlite-writer.ts"), path],
        { stdio: "inherit" },
      ),
    );
    const codes = await Promise.all(
      writers.map(async (writer) => (await once(writer, "exit"))[0] as number),
    );
    assert.deepEqual(codes, [0, 0, 0]);
    assert.deepEqual(await read(database, "SELECT n FROM t"), [[3 * 20 * 5]]);
    await database.close();
  });

  it("that begins transactions without a lock tells of a conflict, and a retry mends it", async () => {
    const path = newFile();
    const settings = { kind: "sqlite", path, transactionMode: "deferred" } as const;
    const [one, other] = [1, 2].map(() => openDatabases({ default: settings }).get()) as [
      Database,
      Database,
    ];
    await one.script(["CREATE TABLE t (n integer)", "INSERT INTO t VALUES (0)"]);
    let tries = 0;
    const add = (retries: number) =>
      one.transaction(
        async () => {
          const [[n]] = (await read(one, "SELECT n FROM t")) as [[number]];
          if (tries++ === 0) await write(other, "UPDATE t SET n = n + 1");
          await write(one, "UPDATE t SET n = ?", n + 1);
        },
        { retries },
      );
    await assert.rejects(add(0), { name: "ConflictError", code: "db.conflict" });
    tries = 0;
    await add(1);
    assert.deepEqual(await read(one, "SELECT n FROM t"), [[3]]);
    await one.close();
    await other.close();
  });

  it("is not written to when it is opened for reading", async () => {
    const path = newFile();
    const database = openDatabases({ default: { kind: "sqlite", path } }).get();
    await database.script(["CREATE TABLE t (n integer)"]);
    const reading = openDatabases({ default: `sqlite:///${path}?mode=ro` }).get();
    assert.deepEqual(await read(reading, "SELECT * FROM t"), []);
    await assert.rejects(write(reading, "INSERT INTO t VALUES (1)"), {
      name: "OperationalError",
      code: "db.unusable",
    });
    await reading.close();
    await database.close();
  });

  it("that cannot be opened is an error that shows the path", () => {
    assert.throws(() => openDatabases({ default: "sqlite:////no/such/folder/x.db" }), {
      name: "OperationalError",
      code: "db.unusable",
      where: /\/no\/such\/folder\/x\.db/,
      mend: /folder exists/,
    });
  });

  it("tells of an index of expressions by its name", () =>
    withTable("sqlite", async (database, table) => {
      await database.script([`CREATE UNIQUE INDEX ${table}_x ON ${table} (lower(name))`]);
      await write(database, `INSERT INTO ${table} (id, name) VALUES (1, 'A')`);
      const again = write(database, `INSERT INTO ${table} (id, name) VALUES (2, 'a')`);
      await assert.rejects(again, { rule: "unique", constraint: `${table}_x` });
    }));

  it("takes no value that it does not know", async () => {
    const database = memory();
    for (const value of [{}, new Date(), [1], 2n ** 70n])
      await assert.rejects(read(database, "SELECT ?", value), {
        name: "DataError",
        code: "db.wrong-value",
      });
    await database.close();
  });

  it("writes once when the number of the new row is a big one", async () => {
    const database = memory();
    await database.script(["CREATE TABLE t (id integer PRIMARY KEY)"]);
    const big = 2n ** 60n;
    assert.equal((await write(database, "INSERT INTO t VALUES (?)", big)).lastId, big);
    const insert = statement(database, "INSERT INTO t VALUES (?) RETURNING id, 5");
    assert.deepEqual((await database.write(insert, [big + 1n])).rows, [[big + 1n, 5]]);
    assert.deepEqual(await read(database, "SELECT id FROM t"), [[big], [big + 1n]]);
    await database.close();
  });
});

describe("a database of SQLite in memory", () => {
  it("has its readers wait for the transaction of somebody else", async () => {
    const database = memory();
    await database.script(["CREATE TABLE t (n integer)"]);
    const begun = Promise.withResolvers<void>();
    const running = database.transaction(async () => {
      await write(database, "INSERT INTO t VALUES (1)");
      begun.resolve();
      await wait(10);
      throw new Error("undo");
    });
    await begun.promise;
    const [found] = await Promise.all([
      read(database, "SELECT * FROM t"),
      assert.rejects(running, /undo/),
    ]);
    assert.deepEqual(found, []);
    await database.close();
  });

  it("can be given transactions that only read", async () => {
    const database = memory();
    await database.script(["CREATE TABLE t (n integer)"]);
    const insert = () => write(database, "INSERT INTO t VALUES (1)");
    await assert.rejects(database.transaction(insert, { readOnly: true }), { code: "db.unusable" });
    await insert();
    await database.close();
  });
});

describe("the statements of a connection to SQLite", () => {
  it("are prepared once, and the oldest are forgotten", async () => {
    const database = openKind("sqlite", { statements: 4 });
    const all = Array.from({ length: 10 }, (_, index) => new Statement(`SELECT ${index}`));
    for (const each of all) {
      await database.read(all[0]!, []);
      await database.read(each, []);
    }
    const kept = all.filter(({ prepared }) => prepared.some((found) => found !== undefined));
    assert.ok(kept.length <= 4 && kept.includes(all[0]!) && kept.includes(all[9]!));
    for (const [index, each] of all.entries())
      assert.deepEqual(await database.read(each, []), [[index]]);
    await database.close();
    assert.ok(all.every(({ prepared }) => prepared.every((found) => found === undefined)));
  });

  it("see a changed table", () =>
    withTable("sqlite", async (database, table) => {
      await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
      const all = new Statement(`SELECT * FROM ${table}`);
      assert.deepEqual(await database.read(all, []), [[1, null, 0]]);
      await database.script([`ALTER TABLE ${table} ADD COLUMN more integer DEFAULT 5`]);
      assert.deepEqual(await database.read(all, []), [[1, null, 0, 5]]);
    }));
});

describe("a function in JavaScript", () => {
  it("can be called from SQL, for one row or for many", async () => {
    sqliteFunctions.set("test_reverse", {
      call: (text) => (text === null ? null : [...String(text)].toReversed().join("")),
    });
    sqliteFunctions.set("test_product", {
      start: () => ({ product: 1 }),
      step: (state: { product: number }, value) => ({ product: state.product * Number(value) }),
      result: ({ product }: { product: number }) => product,
    });
    try {
      const database = memory();
      const sql =
        "SELECT test_reverse('abc'), test_reverse(NULL), test_product(column1) FROM (VALUES (2), (3), (7))";
      assert.deepEqual(await read(database, sql), [["cba", null, 42]]);
      await database.close();
    } finally {
      sqliteFunctions.delete("test_reverse");
      sqliteFunctions.delete("test_product");
    }
  });

  it("that throws is the error of the statement", async () => {
    sqliteFunctions.set("test_fail", {
      call: () => {
        throw new RangeError("not this value");
      },
    });
    try {
      const database = memory();
      await assert.rejects(read(database, "SELECT test_fail()"), /not this value/);
      assert.deepEqual(await read(database, "SELECT 1"), [[1]]);
      await database.close();
    } finally {
      sqliteFunctions.delete("test_fail");
    }
  });
});
