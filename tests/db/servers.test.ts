/** Connections to servers: the pool, and servers that are lost, slow, silent or not there. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import type { ServerDatabase } from "../../src/db/backends/server.ts";
import type { ServerConnection } from "../../src/db/backends/server-connection.ts";
import { openDatabases } from "../../src/db/connections.ts";
import {
  MYSQL_URL,
  openKind,
  POSTGRES_URL,
  read,
  statement,
  withTable,
  write,
} from "./databases.ts";
import { Proxy } from "./proxy.ts";

type Kind = Exclude<DatabaseKind, "sqlite">;

const SQL = {
  postgres: {
    id: "SELECT pg_backend_pid()",
    sleep: (seconds: number) => `SELECT pg_backend_pid(), pg_sleep(${seconds})`,
    kill: (id: unknown) => `SELECT pg_terminate_backend(${String(id)})`,
  },
  mysql: {
    id: "SELECT CONNECTION_ID()",
    sleep: (seconds: number) => `SELECT CONNECTION_ID(), SLEEP(${seconds})`,
    kill: (id: unknown) => `KILL ${String(id)}`,
  },
};
const URLS = { postgres: POSTGRES_URL, mysql: MYSQL_URL };

const sizesOf = (database: Database) => (database as ServerDatabase<ServerConnection>).pool.sizes;

/** Calls `work` with a database behind a proxy. */
async function withProxy(
  kind: Kind,
  further: Record<string, unknown>,
  work: (database: Database, proxy: Proxy) => Promise<void>,
): Promise<void> {
  const url = new URL(URLS[kind]);
  const proxy = new Proxy({ host: url.hostname, port: Number(url.port) });
  const database = openDatabases({
    default: { url: await proxy.open(URLS[kind]), ...further },
  }).get();
  try {
    await work(database, proxy);
  } finally {
    proxy.mood = "forward";
    proxy.cut();
    await database.close();
    proxy.close();
  }
}

for (const kind of ["postgres", "mysql"] as const) {
  const sql = SQL[kind];

  describe(`the connections to ${kind}`, () => {
    it("are opened when they are needed, and used again", async () => {
      const database = openKind(kind, { max: 3 });
      assert.deepEqual(sizesOf(database), { open: 0, idle: 0, waiting: 0 });
      const [first] = await read(database, sql.id);
      const [second] = await read(database, sql.id);
      assert.deepEqual([first, sizesOf(database)], [second, { open: 1, idle: 1, waiting: 0 }]);
      await database.close();
    });

    it("are as many as there are reads at once, up to the limit", async () => {
      const database = openKind(kind, { max: 3 });
      const ids = (await Promise.all([1, 2, 3].map(() => read(database, sql.sleep(0.05))))).map(
        ([row]) => row![0],
      );
      assert.equal(new Set(ids).size, 3);
      const more = (
        await Promise.all(Array.from({ length: 30 }, () => read(database, sql.id)))
      ).map(([row]) => row![0]);
      assert.ok(more.every((id) => ids.includes(id)));
      assert.deepEqual(sizesOf(database), { open: 3, idle: 3, waiting: 0 });
      await database.close();
    });

    it("do not let a quick read wait behind a slow one", async () => {
      const database = openKind(kind, { max: 2 });
      const slow = read(database, sql.sleep(0.5));
      await wait(20);
      const quick = statement(database, sql.id);
      const before = performance.now();
      for (let round = 0; round < 5; round++)
        await Promise.all(Array.from({ length: 10 }, () => database.read(quick, [])));
      assert.ok(performance.now() - before < 400);
      await slow;
      await database.close();
    });

    it("are missed with an error that says what to look for, and given to who waits", async () => {
      const database = openKind(kind, { max: 1, acquireTimeoutMs: 60 });
      const held = Promise.withResolvers<void>();
      const running = database.transaction(async () => {
        await read(database, "SELECT 1");
        await held.promise;
      });
      await wait(30);
      await assert.rejects(read(database, "SELECT 1"), {
        name: "OperationalError",
        code: "db.pool-exhausted",
        mend: /transaction that was left open/,
      });
      const waiting = [
        read(database, "SELECT 1"),
        write(database, "SELECT 2"),
        read(database, "SELECT 3"),
      ];
      held.resolve();
      await Promise.all([running, ...waiting]);
      assert.deepEqual(sizesOf(database), { open: 1, idle: 1, waiting: 0 });
      await database.close();
    });

    it("are closed when nobody needs them, but for as many as shall stay", async () => {
      const database = openKind(kind, { min: 1, max: 3, idleTimeoutMs: 60 });
      await Promise.all([1, 2, 3].map(() => read(database, sql.sleep(0.02))));
      assert.equal(sizesOf(database).open, 3);
      for (let tries = 0; sizesOf(database).open > 1 && tries < 100; tries++) await wait(20);
      assert.equal(sizesOf(database).open, 1);
      await database.close();
    });

    it("are not used when they are too old, or do not answer after a rest", async () => {
      const old = openKind(kind, { maxAgeMs: 1 });
      const [first] = await read(old, sql.id);
      await wait(5);
      assert.notDeepEqual(first, (await read(old, sql.id))[0]);
      await old.close();
      await withProxy(
        kind,
        { checkAfterIdleMs: 1, connectTimeoutMs: 200, max: 1 },
        async (database, proxy) => {
          await write(database, sql.id);
          await wait(5);
          proxy.mood = "cut on request";
          const later = wait(50).then(() => (proxy.mood = "forward"));
          // The check fails, and nothing was sent that could have been done twice.
          await assert.rejects(write(database, sql.id), { code: "db.unreachable" });
          await later;
          await write(database, sql.id);
        },
      );
    });
  });

  describe(`a server of ${kind}`, () => {
    it("that ends idle connections is not noticed by who comes next", async () => {
      const [database, other] = [openKind(kind), openKind(kind)];
      for (const next of [read, write]) {
        const [row] = await read(database, sql.id);
        await read(other, sql.kill(row![0])).catch(() => {});
        await wait(20);
        await next(database, sql.id);
      }
      await Promise.all([database.close(), other.close()]);
    });

    it("that ends a connection in the middle of a statement gives one error, and the next call is fine", async () => {
      const [database, other] = [openKind(kind), openKind(kind)];
      const [row] = await read(database, sql.id);
      const lost = { name: "OperationalError", code: "db.lost-connection" };
      const running = assert.rejects(write(database, sql.sleep(5)), lost);
      await wait(30);
      await read(other, sql.kill(row![0]));
      await running;
      assert.notDeepEqual(await read(database, sql.id), [row]);
      assert.deepEqual(sizesOf(database), { open: 1, idle: 1, waiting: 0 });
      await Promise.all([database.close(), other.close()]);
    });

    it("that ends a connection in a transaction undoes it", () =>
      withTable(kind, async (database, table) => {
        const other = openKind(kind);
        const running = database.transaction(async () => {
          const [row] = await read(database, sql.id);
          await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
          await read(other, sql.kill(row![0]));
          await wait(20);
          await assert.rejects(write(database, `INSERT INTO ${table} (id) VALUES (2)`), {
            name: "OperationalError",
          });
          await assert.rejects(read(database, "SELECT 1"), { code: "db.transaction-aborted" });
        });
        await assert.rejects(running, { code: "db.transaction-aborted" });
        assert.deepEqual(await read(database, `SELECT id FROM ${table}`), []);
        await other.close();
      }));

    it("that had died unnoticed is asked again for reads, and never for writes", () =>
      withProxy(kind, { max: 2 }, async (database, proxy) => {
        await Promise.all([1, 2].map(() => read(database, sql.sleep(0.02))));
        proxy.mood = "cut on request";
        proxy.onCut = () => (proxy.mood = "forward");
        assert.deepEqual(await read(database, "SELECT 7"), [[7]]);
        assert.equal(proxy.cuts, 1);
        proxy.mood = "cut on request";
        await assert.rejects(write(database, "SELECT 1"), { code: "db.lost-connection" });
        proxy.mood = "forward";
        await write(database, "SELECT 1");
      }));

    it("that falls silent is given up within the time-out, and used again when it is back", () =>
      withProxy(
        kind,
        { statementTimeoutMs: 100, connectTimeoutMs: 150 },
        async (database, proxy) => {
          await read(database, "SELECT 1");
          proxy.mood = "silent";
          const before = performance.now();
          await assert.rejects(write(database, "SELECT 2"), {
            name: "OperationalError",
            code: "db.statement-timeout",
          });
          await assert.rejects(write(database, "SELECT 3"), {
            name: "OperationalError",
            code: "db.unreachable",
          });
          assert.ok(performance.now() - before < 3000);
          proxy.mood = "forward";
          assert.deepEqual(await read(database, "SELECT 4"), [[4]]);
        },
      ));

    it("that falls silent does not keep the database from closing", () =>
      withProxy(kind, { connectTimeoutMs: 100 }, async (database, proxy) => {
        await read(database, "SELECT 1");
        proxy.mood = "silent";
        const before = performance.now();
        await database.close();
        assert.ok(performance.now() - before < 2000);
      }));

    it("that is lost during COMMIT leaves an error that says so", () =>
      withTable(kind, async (_database, table) =>
        withProxy(kind, {}, async (database, proxy) => {
          const running = database.transaction(async () => {
            await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
            proxy.mood = "cut before answer";
          });
          await assert.rejects(running, { name: "OperationalError", code: "db.commit-unknown" });
        }),
      ));

    it("that is not there is an error at once, without the password", async () => {
      const gone = URLS[kind].replace(/\/\/([^:@]+)@[^/]+/, "//$1:hush@127.0.0.1:1");
      const database = openDatabases({ default: gone }).get();
      await assert.rejects(read(database, "SELECT 1"), (error: Error & { code: string }) => {
        assert.equal(error.code, "db.unreachable");
        assert.match(error.message, /127\.0\.0\.1:1\/test/);
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hush/);
        return true;
      });
      await database.close();
    });

    it("that refuses the database says what to look at", async () => {
      const database = openKind(kind, { database: "no_such_database" });
      await assert.rejects(read(database, "SELECT 1"), {
        name: "OperationalError",
        code: "db.access-refused",
      });
      await database.close();
    });

    it("gives up a statement that takes too long, and keeps the connection", async () => {
      const database = openKind(kind, { statementTimeoutMs: 100, max: 1 });
      const [id] = await read(database, sql.id);
      await assert.rejects(read(database, sql.sleep(3)), {
        name: "OperationalError",
        code: "db.statement-timeout",
      });
      assert.deepEqual((await read(database, sql.id))[0], id);
      await database.close();
    });

    it("lets schema changes take their time", async () => {
      const database = openKind(kind, { statementTimeoutMs: 200, max: 1 });
      const slow = { postgres: "SELECT pg_sleep(1.5)", mysql: "DO SLEEP(1.5)" }[kind];
      const before = performance.now();
      await database.script([slow]);
      assert.ok(performance.now() - before > 1450);
      await assert.rejects(read(database, sql.sleep(3)), { code: "db.statement-timeout" });
      await database.close();
    });

    it("makes typed errors of deadlocks, and both transactions succeed with retries", () =>
      withTable(kind, async (database, table) => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1), (2)`);
        const add = (id: number) =>
          write(database, `UPDATE ${table} SET n = n + 1 WHERE id = ?`, id);
        const both = async (retries: number) => {
          const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
          const run = (index: 0 | 1) =>
            database.transaction(
              async () => {
                await add(index + 1);
                met[index]!.resolve();
                await met[1 - index]!.promise;
                await add(2 - index);
              },
              { retries },
            );
          return Promise.allSettled([run(0), run(1)]);
        };
        const failed = (await both(0)).filter((outcome) => outcome.status === "rejected");
        assert.deepEqual(
          failed.map(({ reason }) => (reason as Error).name),
          ["ConflictError"],
        );
        assert.deepEqual(
          (await both(3)).map(({ status }) => status),
          ["fulfilled", "fulfilled"],
        );
        assert.deepEqual(await read(database, `SELECT n FROM ${table} ORDER BY id`), [[3], [3]]);
      }));

    it("makes a typed error of a lock that is not available", () =>
      withTable(kind, async (database, table) => {
        await write(database, `INSERT INTO ${table} (id) VALUES (1)`);
        const lock = () => read(database, `SELECT id FROM ${table} WHERE id = 1 FOR UPDATE NOWAIT`);
        const locked = Promise.withResolvers<void>();
        const tried = Promise.withResolvers<void>();
        const running = database.transaction(async () => {
          await lock();
          locked.resolve();
          await tried.promise;
        });
        await locked.promise;
        await assert.rejects(database.transaction(lock), {
          name: "ConflictError",
          code: "db.conflict",
        });
        tried.resolve();
        await running;
      }));

    it("runs a transaction at the isolation that was asked for", async () => {
      const database = openKind(kind);
      const asking = { postgres: "SHOW transaction_isolation", mysql: "SELECT @@tx_isolation" }[
        kind
      ];
      const levels = ["read committed", "repeatable read", "serializable"] as const;
      if (kind === "postgres")
        for (const isolation of levels) {
          const [row] = await database.transaction(() => read(database, asking), { isolation });
          assert.deepEqual(row, [isolation]);
        }
      else
        await withTable(kind, async (own, table) => {
          const count = async () => (await read(own, `SELECT COUNT(*) FROM ${table}`))[0]![0];
          const seen = (isolation: (typeof levels)[number]) =>
            own.transaction(
              async () => {
                const before = await count();
                await write(
                  database,
                  `INSERT INTO ${table} (id) VALUES (?)`,
                  Math.floor(Math.random() * 1e9),
                );
                return (await count()) === before;
              },
              { isolation },
            );
          assert.deepEqual(
            [await seen("repeatable read"), await seen("read committed")],
            [true, false],
          );
        });
      await database.close();
    });
  });
}
