/** Statements, values, errors, streams and watchers behave alike on every kind of database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Database, Execution, Row, StatementEvent } from "../../src/db/backends/backend.ts";
import { connectionCreated } from "../../src/db/backends/signals.ts";
import { openDatabases } from "../../src/db/connections.ts";
import {
  KINDS,
  newTable,
  openKind,
  read,
  settingsFor,
  statement,
  withTable,
  write,
} from "./databases.ts";

for (const kind of KINDS)
  describe(`a database of ${kind}`, () => {
    const big = 9_007_199_254_740_993n;

    it("gives rows by position, and tells how many were changed", () =>
      withTable(kind, async (database, table) => {
        const first = await write(
          database,
          `INSERT INTO ${table} (id, name) VALUES (?, ?), (?, ?)`,
          1,
          "a",
          2,
          "b",
        );
        const same = await write(database, `UPDATE ${table} SET n = 0`);
        const none = await write(database, `DELETE FROM ${table} WHERE id = ?`, 9);
        assert.deepEqual([first.changes, same.changes, none.changes], [2, 2, 0]);
        assert.deepEqual(await read(database, `SELECT name, id FROM ${table} ORDER BY id`), [
          ["a", 1],
          ["b", 2],
        ]);
      }));

    it("gives whole numbers as numbers, and as bigint where numbers would round", async () => {
      const database = openKind(kind);
      const table = newTable();
      await database.script([`CREATE TABLE ${table} (small integer, big bigint)`]);
      for (const value of [1, -5, big, -big])
        await write(database, `INSERT INTO ${table} (small, big) VALUES (?, ?)`, 7, value);
      for (let again = 0; again < 2; again++)
        assert.deepEqual(await read(database, `SELECT small, big FROM ${table} ORDER BY big`), [
          [7, -big],
          [7, -5],
          [7, 1],
          [7, big],
        ]);
      assert.deepEqual(await read(database, `SELECT small FROM ${table} WHERE big = ?`, big), [
        [7],
      ]);
      assert.deepEqual(
        await read(database, `SELECT small FROM ${table} WHERE big = ?`, big - 1n),
        [],
      );
      await database.script([`DROP TABLE ${table}`]);
      await database.close();
    });

    it("gives floats, text, bytes and null as they were stored", async () => {
      const database = openKind(kind);
      const table = newTable();
      const [float, bytes] = {
        sqlite: ["real", "blob"],
        postgres: ["float8", "bytea"],
        mysql: ["double", "blob"],
      }[kind] as [string, string];
      await database.script([`CREATE TABLE ${table} (f ${float}, t varchar(50), b ${bytes})`]);
      const row = [0.1, "naïve 🎉 'quoted' \\", new Uint8Array([0, 255, 39, 92])];
      await write(database, `INSERT INTO ${table} VALUES (?, ?, ?)`, ...row);
      await write(database, `INSERT INTO ${table} VALUES (?, ?, ?)`, null, null, null);
      const rows = await read(database, `SELECT f, t, b FROM ${table} ORDER BY f IS NULL`);
      assert.deepEqual(rows, [row, [null, null, null]]);
      assert.equal(Object.getPrototypeOf(rows[0]![2]), Uint8Array.prototype);
      await database.script([`DROP TABLE ${table}`]);
      await database.close();
    });

    it("tells the number of a new row, or by RETURNING alone", async () => {
      const database = openKind(kind);
      const table = newTable();
      const id = {
        sqlite: "integer PRIMARY KEY",
        postgres: "serial PRIMARY KEY",
        mysql: "integer PRIMARY KEY AUTO_INCREMENT",
      }[kind];
      await database.script([`CREATE TABLE ${table} (id ${id}, n integer)`]);
      const { lastId } = await write(database, `INSERT INTO ${table} (n) VALUES (5)`);
      const updated = await write(database, `UPDATE ${table} SET n = 6`);
      assert.deepEqual([lastId, updated.lastId], [kind === "postgres" ? undefined : 1, undefined]);
      await database.script([`DROP TABLE ${table}`]);
      await database.close();
    });

    it("gives the rows of RETURNING", () =>
      withTable(kind, async (database, table) => {
        const insert = statement(
          database,
          `INSERT INTO ${table} (id, name) VALUES (?, ?) RETURNING name, id`,
        );
        assert.deepEqual((await database.write(insert, [4, "d"])).rows, [["d", 4]]);
      }));

    it("answers several reads at once in their order", () =>
      withTable(kind, async (database) => {
        const one = statement(database, "SELECT 1");
        const two = statement(database, "SELECT 2 WHERE 1 = ?");
        const calls = [
          { statement: one, parameters: [] },
          { statement: two, parameters: [1] },
          { statement: two, parameters: [0] },
        ];
        const expected = [[[1]], [[2]], []];
        assert.deepEqual(await database.readAll(calls), expected);
        assert.deepEqual(await database.transaction(async () => database.readAll(calls)), expected);
      }));

    it("forgets a statement that is used once", async () => {
      const database = openKind(kind);
      const once = statement(database, "SELECT 3", { once: true });
      assert.deepEqual(
        [await database.read(once, []), await database.read(once, [])],
        [[[3]], [[3]]],
      );
      assert.deepEqual(once.prepared, []);
      await database.close();
    });

    it("streams rows in chunks, and the rest of the database can be used meanwhile", () =>
      withTable(kind, async (database, table) => {
        const values = Array.from({ length: 25 }, (_, index) => `(${index}, NULL)`).join(", ");
        await write(database, `INSERT INTO ${table} (id, name) VALUES ${values}`);
        const all = statement(database, `SELECT id FROM ${table} WHERE id >= ? ORDER BY id`);
        const collect = async () => {
          const chunks: Row[][] = [];
          for await (const chunk of database.stream(all, [0], 10)) {
            chunks.push(chunk);
            await write(database, `UPDATE ${table} SET n = n + 1 WHERE id = ?`, chunk[0]![0]);
          }
          return chunks;
        };
        for (const chunks of [await collect(), await database.transaction(collect)]) {
          assert.deepEqual(
            chunks.map((chunk) => chunk.length),
            [10, 10, 5],
          );
          assert.deepEqual(
            chunks.flat(),
            Array.from({ length: 25 }, (_, index) => [index]),
          );
        }
        assert.deepEqual(await read(database, `SELECT id FROM ${table} WHERE n = 2`), [
          [0],
          [10],
          [20],
        ]);
      }));

    it("frees the connection of a stream that is left early", () =>
      withTable(
        kind,
        async (database, table) => {
          const values = Array.from({ length: 500 }, (_, index) => `(${index}, NULL)`).join(", ");
          await write(database, `INSERT INTO ${table} (id, name) VALUES ${values}`);
          const all = statement(database, `SELECT id, name FROM ${table}`);
          for (let round = 0; round < 3; round++)
            for await (const chunk of database.stream(all, [], 10)) {
              assert.equal(chunk.length, 10);
              break;
            }
          const failing = statement(database, "SELECT nothing FROM nowhere");
          await assert.rejects(
            async () => {
              for await (const _chunk of database.stream(failing, [], 10));
            },
            { name: "ProgrammingError" },
          );
          assert.deepEqual(await read(database, "SELECT 1"), [[1]]);
        },
        kind === "sqlite" ? {} : { max: 1, acquireTimeoutMs: 1000 },
      ));

    it("streams nothing from an empty table", () =>
      withTable(kind, async (database, table) => {
        for await (const _chunk of database.stream(
          statement(database, `SELECT id FROM ${table}`),
          [],
          10,
        ))
          assert.fail("a chunk");
      }));

    it("tells what rule was broken", async () => {
      const database = openKind(kind);
      const [parent, child] = [newTable(), newTable()];
      const engine = kind === "mysql" ? " ENGINE=InnoDB" : "";
      await database.script([
        `CREATE TABLE ${parent} (id integer PRIMARY KEY)${engine}`,
        `CREATE TABLE ${child} (id integer PRIMARY KEY, a varchar(9), b varchar(9) NOT NULL, c integer,
           CONSTRAINT ${child}_pair UNIQUE (a, b), CONSTRAINT ${child}_small CHECK (c < 10),
           CONSTRAINT ${child}_parent FOREIGN KEY (c) REFERENCES ${parent} (id))${engine}`,
        `CREATE UNIQUE INDEX ${child}_c ON ${child} (c)`,
        `INSERT INTO ${parent} VALUES (1), (2)`,
        `INSERT INTO ${child} VALUES (1, 'x', 'y', 1)`,
      ]);
      const broken = async (row: unknown[]) => {
        const error = await write(
          database,
          `INSERT INTO ${child} VALUES (?, ?, ?, ?)`,
          ...row,
        ).catch((thrown: unknown) => thrown);
        const { name, code, rule, constraint, table, columns } = error as Record<string, unknown>;
        return { name, code, rule, constraint, table, columns };
      };
      const common = { name: "IntegrityError", code: "db.integrity" };
      // What each server tells: SQLite the columns of UNIQUE and NOT NULL, MariaDB the names of constraints, PostgreSQL all.
      const told = {
        sqlite: [
          { rule: "unique", constraint: undefined, table: child, columns: ["a", "b"] },
          { rule: "unique", constraint: undefined, table: child, columns: ["c"] },
          { rule: "not null", constraint: undefined, table: child, columns: ["b"] },
          { rule: "check", constraint: `${child}_small`, table: undefined, columns: [] },
          { rule: "foreign key", constraint: undefined, table: undefined, columns: [] },
        ],
        postgres: [
          { rule: "unique", constraint: `${child}_pair`, table: child, columns: ["a", "b"] },
          { rule: "unique", constraint: `${child}_c`, table: child, columns: ["c"] },
          { rule: "not null", constraint: undefined, table: child, columns: ["b"] },
          { rule: "check", constraint: `${child}_small`, table: child, columns: [] },
          { rule: "foreign key", constraint: `${child}_parent`, table: child, columns: ["c"] },
        ],
        mysql: [
          { rule: "unique", constraint: `${child}_pair`, table: undefined, columns: [] },
          { rule: "unique", constraint: `${child}_c`, table: undefined, columns: [] },
          { rule: "not null", constraint: undefined, table: undefined, columns: ["b"] },
          { rule: "check", constraint: `${child}_small`, table: child, columns: [] },
          { rule: "foreign key", constraint: `${child}_parent`, table: child, columns: ["c"] },
        ],
      }[kind];
      const rows = [
        [2, "x", "y", 2],
        [2, "x", "z", 1],
        [2, "x", null, 2],
        [2, "x", "z", 11],
        [2, "x", "z", 5],
      ];
      for (const [index, row] of rows.entries())
        assert.deepEqual(await broken(row), { ...common, ...told[index] }, told[index]!.rule);
      await assert.rejects(write(database, `DELETE FROM ${parent} WHERE id = 1`), {
        rule: "foreign key",
      });
      await database.script([`DROP TABLE ${child}`, `DROP TABLE ${parent}`]);
      await database.close();
    });

    it("tells wrong statements and wrong values by their class", () =>
      withTable(kind, async (database, table) => {
        const wrong = [
          "SELEC 1",
          "SELECT 1 FROM no_such_table_here",
          `SELECT no_column FROM ${table}`,
        ];
        for (const sql of wrong)
          await assert.rejects(read(database, sql), {
            name: "ProgrammingError",
            code: "db.wrong-statement",
            sql,
          });
        for (const [sql, mend] of [
          ["SELECT 1 FROM no_such_table_here", /Make the tables first: `flagon migrate`/],
          [`SELECT no_column FROM ${table}`, /`flagon makemigrations` writes/],
        ] as const)
          await assert.rejects(read(database, sql), (error: { mend: string }) =>
            mend.test(error.mend),
          );
        // SQLite takes any length and any number.
        if (kind === "sqlite") return;
        const insert = `INSERT INTO ${table} (id, name) VALUES (?, ?)`;
        await assert.rejects(write(database, insert, 1, "x".repeat(30)), {
          name: "DataError",
          code: "db.wrong-value",
        });
        await assert.rejects(write(database, insert, 99_999_999_999, "x"), { name: "DataError" });
      }));

    it("refuses values that the driver cannot send, and goes on", async () => {
      const circle: unknown[] = [];
      circle.push(circle);
      const value = { sqlite: new Map(), postgres: [circle], mysql: undefined }[kind];
      const database = openKind(kind, kind === "sqlite" ? {} : { max: 1 });
      const sql = kind === "postgres" ? "SELECT ?::json" : "SELECT ?";
      const refused = database.transaction(() => read(database, sql, value));
      await assert.rejects(refused, /./);
      await assert.rejects(read(database, sql, value), /./);
      assert.deepEqual(await read(database, "SELECT 1"), [[1]]);
      await database.close();
    });

    it("tells those who listen what was run, for how long, and what went wrong", () =>
      withTable(kind, async (database, table) => {
        const events: StatementEvent[] = [];
        const end = database.onStatement((event) => events.push(event));
        await write(database, `INSERT INTO ${table} (id, name) VALUES (?, ?)`, 1, "a");
        await read(database, `SELECT id FROM ${table}`);
        await assert.rejects(read(database, "SELECT oops"));
        end();
        await read(database, "SELECT 2");
        assert.deepEqual(
          events.map(({ alias, parameters, rows, error }) => [
            alias,
            parameters,
            rows,
            (error as Error)?.name,
          ]),
          [
            ["default", [1, "a"], 1, undefined],
            ["default", [], 1, undefined],
            ["default", [], undefined, "ProgrammingError"],
          ],
        );
        assert.ok(events.every(({ durationMs }) => durationMs > 0 && durationMs < 10_000));
      }));

    it("lets wrappers change and refuse the statements of one piece of work", () =>
      withTable(kind, async (database) => {
        const seen: [string, boolean][] = [];
        const changed = statement(database, "SELECT 'changed'");
        const work = () =>
          Promise.all([read(database, "SELECT 'first'"), read(database, "SELECT 'second'")]);
        const both = await database.wrapExecute((execute, execution) => {
          seen.push([execution.statement.sql, execution.writes]);
          return execute(
            /first/.test(execution.statement.sql)
              ? { ...execution, statement: changed }
              : execution,
          );
        }, work);
        assert.deepEqual(both, [[["changed"]], [["second"]]]);
        assert.deepEqual(seen, [
          ["SELECT 'first'", false],
          ["SELECT 'second'", false],
        ]);
        const refuse = ({ writes }: Execution) => {
          throw new Error(writes ? "no writes" : "no reads");
        };
        await assert.rejects(
          database.wrapExecute(
            (_execute, execution) => refuse(execution),
            () => database.transaction(() => write(database, "DELETE FROM x")),
          ),
          /no writes/,
        );
        assert.deepEqual(await read(database, "SELECT 5"), [[5]]);
      }));

    it("says when it opens a connection, and lets that be set up first", async () => {
      const seen: string[] = [];
      const setting = {
        sqlite: "PRAGMA case_sensitive_like = 1",
        postgres: "SET search_path TO pg_catalog",
        mysql: "SET @ready = 5",
      }[kind];
      const asking = {
        sqlite: "SELECT 'A' LIKE 'a'",
        postgres: "SHOW search_path",
        mysql: "SELECT @ready",
      }[kind];
      const found = await connectionCreated.connectedTo(
        async (_database, { alias, execute }) => {
          seen.push(alias);
          await execute(setting);
        },
        async () => {
          const database = openKind(kind);
          const rows = await read(database, asking);
          await database.close();
          return rows;
        },
      );
      assert.deepEqual(
        [seen, found],
        [["default"], [[{ sqlite: 0, postgres: "pg_catalog", mysql: 5 }[kind]]]],
      );
    });

    it("refuses statements once it is closed, and may be closed twice", async () => {
      const database = openKind(kind);
      await read(database, "SELECT 1");
      await database.close();
      await database.close();
      await assert.rejects(read(database, "SELECT 1"), { code: "db.closed" });
      await assert.rejects(write(database, "SELECT 1"), { code: "db.closed" });
      await assert.rejects(
        database.transaction(() => read(database, "SELECT 1")),
        { code: "db.closed" },
      );
    });

    it("closes after the transactions that are under way", async () => {
      const settings = settingsFor(kind);
      const [one, other] = [1, 2].map(() => openDatabases({ default: settings }).get()) as [
        Database,
        Database,
      ];
      const table = newTable();
      await one.script([`CREATE TABLE ${table} (id integer)`]);
      const begun = Promise.withResolvers<void>();
      const running = one.transaction(async () => {
        begun.resolve();
        await wait(20);
        await write(one, `INSERT INTO ${table} (id) VALUES (1)`);
      });
      await begun.promise;
      await one.close();
      await running;
      assert.deepEqual(await read(other, `SELECT id FROM ${table}`), [[1]]);
      await other.script([`DROP TABLE ${table}`]);
      await other.close();
    });
  });
