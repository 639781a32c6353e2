/** Transactions behave alike on every kind of database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "../../src/db/backends/backend.ts";
import { commitHookFailed } from "../../src/db/backends/signals.ts";
import { ConflictError } from "../../src/db/errors.ts";
import { KINDS, read, statement, withTable, write } from "./databases.ts";

for (const kind of KINDS)
  describe(`a transaction on ${kind}`, () => {
    const add = (database: Database, table: string, id: number, name: string | null = null) =>
      write(database, `INSERT INTO ${table} (id, name) VALUES (?, ?)`, id, name);
    const ids = async (database: Database, table: string) =>
      (await read(database, `SELECT id FROM ${table} ORDER BY id`)).map(([id]) => id);

    it("keeps what was written when its work resolves, and gives the result", () =>
      withTable(kind, async (database, table) => {
        const result = await database.transaction(async () => {
          await add(database, table, 1);
          assert.equal(database.inTransaction, true);
          return "done";
        });
        assert.deepEqual(
          [result, database.inTransaction, await ids(database, table)],
          ["done", false, [1]],
        );
      }));

    it("undoes what was written when its work throws, and throws the same", () =>
      withTable(kind, async (database, table) => {
        const fault = new Error("no");
        const running = database.transaction(async () => {
          await add(database, table, 1);
          throw fault;
        });
        await assert.rejects(running, fault);
        assert.deepEqual(await ids(database, table), []);
      }));

    it("hides what was written from others until it is committed", () =>
      withTable(kind, async (database, table) => {
        const written = Promise.withResolvers<void>();
        const looked = Promise.withResolvers<void>();
        const running = database.transaction(async () => {
          await add(database, table, 1);
          assert.deepEqual(await ids(database, table), [1]);
          written.resolve();
          await looked.promise;
        });
        await written.promise;
        const before = await ids(database, table);
        looked.resolve();
        await running;
        assert.deepEqual([before, await ids(database, table)], [[], [1]]);
      }));

    it("undoes only the nested one that throws", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          await add(database, table, 1);
          await assert.rejects(
            database.transaction(async () => {
              await add(database, table, 2);
              await database.transaction(() => add(database, table, 3));
              throw new Error("inner");
            }),
          );
          await database.transaction(() => add(database, table, 4));
        });
        assert.deepEqual(await ids(database, table), [1, 4]);
      }));

    it("goes on after a statement failed in a nested one", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          await add(database, table, 1);
          await assert.rejects(
            database.transaction(() => add(database, table, 1)),
            { rule: "unique" },
          );
          await add(database, table, 2);
        });
        assert.deepEqual(await ids(database, table), [1, 2]);
      }));

    it("runs what Promise.all starts in it, in order", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          const counted = Array.from({ length: 5 }, async (_, index) => {
            await add(database, table, index);
            return (await ids(database, table)).length;
          });
          await Promise.all(counted);
        });
        assert.deepEqual(await ids(database, table), [0, 1, 2, 3, 4]);
      }));

    it("keeps nested ones apart that Promise.all starts", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          const nested = [1, 2, 3, 4].map((id) =>
            database.transaction(async () => {
              await add(database, table, id);
              await wait(5 - id);
              if (id % 2 === 0) throw new Error("even");
            }),
          );
          const outcomes = await Promise.allSettled([...nested, add(database, table, 9)]);
          assert.deepEqual(
            outcomes.map(({ status }) => status),
            ["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"],
          );
        });
        assert.deepEqual(await ids(database, table), [1, 3, 9]);
      }));

    it("calls commit hooks in order after the outermost commit, and not those of what was undone", () =>
      withTable(kind, async (database, table) => {
        const said: string[] = [];
        const say = (word: string) => () => said.push(`${word} ${database.inTransaction}`);
        await database.transaction(async () => {
          database.onCommit(say("outer"));
          await database.transaction(async () => database.onCommit(say("inner")));
          const failing = database.transaction(async () => {
            database.onCommit(say("undone"));
            throw new Error("inner");
          });
          await assert.rejects(failing);
          const savepoint = await database.savepoint();
          await add(database, table, 1);
          database.onCommit(say("rolled back"));
          await database.rollbackTo(savepoint);
          assert.deepEqual(said, []);
        });
        database.onCommit(say("at once"));
        assert.deepEqual(said, ["outer false", "inner false", "at once false"]);
      }));

    it("goes on with the hooks after a robust one has thrown, and stops at one that is not", () =>
      withTable(kind, async (database) => {
        const said: string[] = [];
        const faults: unknown[] = [];
        const running = commitHookFailed.connectedTo(
          (_database, { error }) => faults.push((error as Error).message),
          () =>
            database.transaction(async () => {
              const fail = (why: string) => () => Promise.reject(new Error(why));
              database.onCommit(fail("robust"), { robust: true });
              database.onCommit(() => said.push("second"));
              database.onCommit(fail("plain"));
              database.onCommit(() => said.push("never"));
            }),
        );
        await assert.rejects(running, /plain/);
        assert.deepEqual([said, faults], [["second"], ["robust"]]);
      }));

    it("rolls back without an error when it was told to", () =>
      withTable(kind, async (database, table) => {
        const said: string[] = [];
        await database.transaction(async () => {
          await add(database, table, 1);
          await database.transaction(async () => {
            await add(database, table, 2);
            database.onCommit(() => said.push("never"));
            database.setRollback(true);
          });
          await add(database, table, 3);
        });
        assert.deepEqual([await ids(database, table), said], [[1, 3], []]);
        await database.transaction(async () => {
          await add(database, table, 4);
          database.setRollback(true);
        });
        assert.deepEqual(await ids(database, table), [1, 3]);
      }));

    it("goes back to savepoints made by hand", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          await add(database, table, 1);
          const first = await database.savepoint();
          await add(database, table, 2);
          const second = await database.savepoint();
          await add(database, table, 3);
          await database.release(second);
          await assert.rejects(database.rollbackTo(second), { code: "db.no-savepoint" });
          await database.rollbackTo(first);
          await add(database, table, 4);
          await database.rollbackTo(first);
          await add(database, table, 5);
        });
        assert.deepEqual(await ids(database, table), [1, 5]);
      }));

    it("makes savepoints by hand only when no nested one is open", () =>
      withTable(kind, async (database, table) => {
        await database.transaction(async () => {
          const inner = database.transaction(async () => {
            await add(database, table, 1);
            await wait(5);
            throw new Error("inner");
          });
          const outer = database.savepoint().then(async (point) => {
            await add(database, table, 2);
            await database.release(point);
          });
          await Promise.allSettled([inner, outer]);
        });
        assert.deepEqual(await ids(database, table), [2]);
      }));

    it("tells a write that waits for a nested one which waits for it", () =>
      withTable(
        kind,
        async (database, table) => {
          const running = database.transaction(async () => {
            const asked = Promise.withResolvers<void>();
            const outer = asked.promise.then(() => add(database, table, 1));
            await database.transaction(async () => {
              asked.resolve();
              await outer;
            });
          });
          await assert.rejects(running, { name: "OperationalError", code: "db.nested-open" });
        },
        kind === "sqlite" ? { busyTimeoutMs: 50 } : { acquireTimeoutMs: 50 },
      ));

    it("refuses what only the outermost one can do", () =>
      withTable(kind, async (database) => {
        const nested = (options: object) =>
          database.transaction(() => database.transaction(async () => {}, options));
        await assert.rejects(nested({ durable: true }), { code: "db.durable-nested" });
        await assert.rejects(nested({ isolation: "serializable" }), { code: "db.nested-options" });
        await database.transaction(async () => {}, { durable: true });
        await assert.rejects(database.savepoint(), { code: "db.no-transaction" });
      }));

    it("refuses statements that come after its end", () =>
      withTable(kind, async (database, table) => {
        const late = Promise.withResolvers<void>();
        let straggler: Promise<unknown> | undefined;
        await database.transaction(async () => {
          straggler = late.promise.then(() => add(database, table, 1));
        });
        late.resolve();
        await assert.rejects(straggler!, { code: "db.transaction-ended" });
        assert.deepEqual(await ids(database, table), []);
      }));

    it("is rolled back when its signal aborts", () =>
      withTable(kind, async (database, table) => {
        const controller = new AbortController();
        let rest: Promise<unknown> | undefined;
        const running = database.transaction(
          async () => {
            await add(database, table, 1);
            rest = wait(30).then(() => add(database, table, 2));
            controller.abort(new Error("the visitor left"));
            await rest;
          },
          { signal: controller.signal },
        );
        await assert.rejects(running, /the visitor left/);
        await assert.rejects(rest!, { code: "db.transaction-ended" });
        assert.deepEqual(await ids(database, table), []);
      }));

    it("breaks as a whole when one inside it fails that has no savepoint", () =>
      withTable(kind, async (database, table) => {
        const running = database.transaction(async () => {
          await add(database, table, 1);
          const inner = async () => {
            throw new Error("inner");
          };
          await assert.rejects(database.transaction(inner, { savepoint: false }), /inner/);
          await assert.rejects(ids(database, table), { code: "db.transaction-aborted" });
        });
        await assert.rejects(running, { code: "db.transaction-aborted" });
        assert.deepEqual(await ids(database, table), []);
      }));

    it("refuses writes when it only reads", () =>
      withTable(kind, async (database, table) => {
        const running = database.transaction(() => add(database, table, 1), { readOnly: true });
        await assert.rejects(running, { name: /Error$/ });
        const found = await database.transaction(() => ids(database, table), { readOnly: true });
        assert.deepEqual(found, []);
        await add(database, table, 1);
      }));

    it("is done again after a conflict as often as it was asked for, and hooks of lost tries are not called", () =>
      withTable(kind, async (database, table) => {
        let tries = 0;
        let hooks = 0;
        const work = async () => {
          tries += 1;
          database.onCommit(() => (hooks += 1));
          await add(database, table, tries);
          if (tries < 3) throw new ConflictError("deadlock");
        };
        await assert.rejects(database.transaction(work, { retries: 1 }), ConflictError);
        await database.transaction(work, { retries: 1 });
        assert.deepEqual([tries, hooks, await ids(database, table)], [3, 1, [3]]);
      }));

    it("adds up to the exact total with fifty that read, wait and write", () =>
      withTable(kind, async (database, table) => {
        await add(database, table, 1);
        const lock = kind === "sqlite" ? "" : " FOR UPDATE";
        const select = statement(database, `SELECT n FROM ${table} WHERE id = 1${lock}`);
        const increment = () =>
          database.transaction(async () => {
            const [[n]] = (await database.read(select, [])) as [[number]];
            await wait(1);
            await write(database, `UPDATE ${table} SET n = ? WHERE id = 1`, n + 1);
          });
        await Promise.all(Array.from({ length: 50 }, increment));
        assert.deepEqual(await read(database, `SELECT n FROM ${table}`), [[50]]);
      }));
  });
