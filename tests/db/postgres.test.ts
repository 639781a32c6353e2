/** What only PostgreSQL has: prepared statements by name, settings of the session, values as text, pipelines. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Database, Statement } from "../../src/db/backends/backend.ts";
import { openDatabases } from "../../src/db/connections.ts";
import { Proxy } from "./proxy.ts";
import { newTable, openKind, POSTGRES_URL, read, withTable, write } from "./databases.ts";

const open = (query: string): Database =>
  openDatabases({ default: `${POSTGRES_URL}?max=1&${query}` }).get();
const prepared = async (database: Database): Promise<unknown[]> => {
  const asking = new Statement(
    "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time",
    { once: true },
  );
  return ((await database.read(asking, [])) as [string][]).map(([sql]) => sql);
};

describe("a value of PostgreSQL", () => {
  const values: [sql: string, value: unknown][] = [
    ["true", true],
    ["false", false],
    ["7::int2", 7],
    ["7::oid", 7],
    ["'NaN'::float8", Number.NaN],
    ["'-Infinity'::float4", -Infinity],
    ["1.50::numeric", "1.50"],
    ["'2024-02-29'::date", "2024-02-29"],
    ["'0044-03-15 BC'::date", "0044-03-15 BC"],
    ["'12:30:00.5'::time", "12:30:00.5"],
    ["'2024-02-29 12:00:00.123456+02'::timestamptz", "2024-02-29 10:00:00.123456+00"],
    ["'1 year 2 mons -3 days 04:05:06.789'::interval", "P1Y2M-3DT4H5M6.789S"],
    ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    [`'{"a": 1}'::json`, '{"a": 1}'],
    [`'{"b":1}'::jsonb`, '{"b": 1}'],
    ["ARRAY[1, NULL, 3]", "{1,NULL,3}"],
    ["int4range(1, 5)", "[1,5)"],
    ["'10.0.0.1'::inet", "10.0.0.1"],
    ["'\\x'::bytea", new Uint8Array()],
  ];
  it("is a boolean, a number or bytes where it can be, and the server's text otherwise", async () => {
    const database = openKind("postgres");
    const [row] = await read(database, `SELECT ${values.map(([sql]) => sql).join(", ")}`);
    assert.deepEqual(
      row,
      values.map(([, value]) => value),
    );
    await database.close();
  });
});

describe("a statement on PostgreSQL", () => {
  it("with too few values is an error of the statement, and no lost connection", async () => {
    const database = openKind("postgres", { max: 1 });
    const [id] = await read(database, "SELECT pg_backend_pid()");
    const wrong = read(database, "SELECT ?::int + ?::int", 1);
    await assert.rejects(wrong, { name: "ProgrammingError", message: /requires 2/ });
    assert.deepEqual((await read(database, "SELECT pg_backend_pid()"))[0], id);
    await database.close();
  });
});

describe("a session of PostgreSQL", () => {
  it("has what the URL asks for", async () => {
    const database = open(
      "search_path=pg_catalog&application_name=kiosk&timezone=Europe/Vienna&options=-c%20work_mem%3D5MB&statementTimeoutMs=7000",
    );
    const asked = [
      "search_path",
      "application_name",
      "TimeZone",
      "work_mem",
      "statement_timeout",
      "client_encoding",
      "IntervalStyle",
    ];
    const [row] = await read(
      database,
      `SELECT ${asked.map((name) => `current_setting('${name}')`).join(", ")}`,
    );
    assert.deepEqual(row, [
      "pg_catalog",
      "kiosk",
      "Europe/Vienna",
      "5MB",
      "7s",
      "UTF8",
      "iso_8601",
    ]);
    await database.close();
  });

  it("takes a role, and quotes it", async () => {
    const database = open(`role=${encodeURIComponent("no'body")}`);
    await assert.rejects(read(database, "SELECT 1"), {
      code: "db.unreachable",
      message: /no'body/,
    });
    await database.close();
  });
});

describe("statements that are prepared on PostgreSQL", () => {
  it("are kept by name, the least used falling out", async () => {
    const database = open("statements=3");
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => new Statement(`SELECT '${name}'`)) as [
      Statement,
      Statement,
      Statement,
      Statement,
    ];
    for (const statement of [a, b, c, a, a]) await database.read(statement, []);
    await database.read(d, []);
    assert.deepEqual(await prepared(database), [a.sql, c.sql, d.sql]);
    assert.deepEqual(await database.read(b, []), [["b"]]);
    await database.close();
  });

  it("are none with prepare=false", async () => {
    const database = open("prepare=false");
    const statement = new Statement("SELECT $1::int + 1");
    assert.deepEqual(
      [await database.read(statement, [1]), await database.read(statement, [2])],
      [[[2]], [[3]]],
    );
    assert.deepEqual(await prepared(database), []);
    await database.close();
  });

  it("are prepared anew when the table has changed, or somebody has forgotten them", () =>
    withTable(
      "postgres",
      async (database, table) => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
        const all = new Statement(`SELECT * FROM ${table}`);
        assert.deepEqual(await database.read(all, []), [[1, null, 0]]);
        await database.script([`ALTER TABLE ${table} ADD COLUMN more integer DEFAULT 5`]);
        assert.deepEqual(await database.read(all, []), [[1, null, 0, 5]]);
        await database.script(["DEALLOCATE ALL"]);
        assert.deepEqual(await database.read(all, []), [[1, null, 0, 5]]);
        await database.script([`ALTER TABLE ${table} DROP COLUMN more`]);
        const inside = database.transaction(async () => database.read(all, []));
        await assert.rejects(inside, { name: "NotSupportedError" });
        assert.deepEqual(await database.transaction(async () => database.read(all, [])), [
          [1, null, 0],
        ]);
      },
      { max: 1 },
    ));

  it("are not taken away later where the server refused to prepare them", async () => {
    const database = open("statements=2");
    await assert.rejects(
      async () => database.read(new Statement("SELECT min(true)"), []),
      /min\(boolean\)/,
    );
    await database.transaction(async () => {
      for (const name of ["a", "b", "c"])
        assert.deepEqual(await database.read(new Statement(`SELECT '${name}'`), []), [[name]]);
    });
    await database.close();
  });

  it("are none after a transaction that failed before they were made", () =>
    withTable(
      "postgres",
      async (database, table) => {
        const late = new Statement(`SELECT COUNT(*) FROM ${table}`);
        await assert.rejects(
          database.transaction(async () => {
            await Promise.allSettled([
              read(database, "SELECT 1/0"),
              database.read(late, []),
              database.read(late, []),
            ]);
            throw new Error("give up");
          }),
          /give up/,
        );
        for (let again = 0; again < 3; again++)
          assert.deepEqual(await database.read(late, []), [[0]]);
      },
      { max: 1 },
    ));
});

describe("a transaction on PostgreSQL", () => {
  it("that swallowed an error is not taken for committed", () =>
    withTable("postgres", async (database, table) => {
      const running = database.transaction(async () => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
        await read(database, "SELECT 1/0").catch(() => {});
      });
      await assert.rejects(running, (error: Error & { code: string }) => {
        assert.equal(error.code, "db.transaction-aborted");
        assert.match(String((error.cause as Error).message), /division by zero/);
        return true;
      });
      assert.deepEqual(await read(database, `SELECT * FROM ${table}`), []);
    }));

  it("says what to do when a statement follows an error", async () => {
    const database = openKind("postgres");
    const running = database.transaction(async () => {
      await read(database, "SELECT 1/0").catch(() => {});
      await read(database, "SELECT 1");
    });
    await assert.rejects(running, {
      code: "db.transaction-aborted",
      mend: /transaction\(\) of its own/,
    });
    assert.deepEqual(await read(database, "SELECT 1"), [[1]]);
    await database.close();
  });

  it("undoes a nested one whose statement nobody awaited", () =>
    withTable("postgres", async (database, table) => {
      await database.transaction(async () => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
        const inner = database.transaction(async () => {
          write(database, `INSERT INTO ${table} (id) VALUES (1)`).catch(() => {});
        });
        await assert.rejects(inner);
        await write(database, `INSERT INTO ${table} (id) VALUES (2)`);
      });
      assert.deepEqual(await read(database, `SELECT id FROM ${table} ORDER BY id`), [[1], [2]]);
    }));

  it("begins with its first statement, and sends what Promise.all starts as one packet", async () => {
    const { hostname, port } = new URL(POSTGRES_URL);
    const proxy = new Proxy({ host: hostname, port: Number(port) });
    const database = openDatabases({ default: await proxy.open(POSTGRES_URL) }).get();
    const one = new Statement("SELECT 1");
    const packetsOf = async (work: () => Promise<unknown>): Promise<number> => {
      const before = proxy.packets;
      await database.transaction(work);
      return proxy.packets - before;
    };
    await database.read(one, []);
    const nothing = await packetsOf(() => database.transaction(async () => {}));
    const together = await packetsOf(() =>
      Promise.all([1, 2, 3].map(() => database.read(one, []))),
    );
    const nested = await packetsOf(() => database.transaction(async () => database.read(one, [])));
    assert.deepEqual({ nothing, together, nested }, { nothing: 0, together: 2, nested: 2 });
    await database.close();
    proxy.close();
  });

  it("surfaces a serialisation failure as a conflict that a retry mends", () =>
    withTable("postgres", async (database, table) => {
      await write(database, `INSERT INTO ${table} (id, n) VALUES (1, 10), (2, 10)`);
      let tries = 0;
      const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      // Each reads both rows and writes one: whichever commits second has read what is no longer so.
      const run = (index: 0 | 1) =>
        database.transaction(
          async () => {
            tries += 1;
            const [[sum]] = (await read(database, `SELECT SUM(n)::int FROM ${table}`)) as [
              [number],
            ];
            met[index]!.resolve();
            await met[1 - index]!.promise;
            await write(database, `UPDATE ${table} SET n = ? WHERE id = ?`, sum, index + 1);
          },
          { isolation: "serializable", retries: 5 },
        );
      await Promise.all([run(0), run(1)]);
      assert.ok(tries > 2);
      assert.deepEqual(
        (await read(database, `SELECT n FROM ${table}`)).flat().toSorted(),
        [20, 30],
      );
    }));

  it("keeps a deferred constraint's error for the commit", async () => {
    const database = openKind("postgres");
    const table = newTable();
    await database.script([`CREATE TABLE ${table} (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`]);
    const running = database.transaction(() =>
      write(database, `INSERT INTO ${table} VALUES (1), (1)`),
    );
    await assert.rejects(running, { name: "IntegrityError", rule: "unique", columns: ["id"] });
    assert.deepEqual(await read(database, `SELECT * FROM ${table}`), []);
    await database.script([`DROP TABLE ${table}`]);
    await database.close();
  });
});
