/** Reads of single rows within one tick: on a server they are one statement, and each caller gets its own row. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  createTables,
  type Databases,
  dropTables,
  f,
  model,
  openDatabases,
  transaction,
  withDatabases,
} from "flagon/db";
import { MYSQL_URL, newTable, POSTGRES_URL } from "./databases.ts";

class Part extends model(
  { code: f.char({ maxLength: 20, unique: true }), name: f.char({ maxLength: 20 }) },
  { table: newTable() },
) {}

for (const [kind, url] of [
  ["postgres", POSTGRES_URL],
  ["mysql", MYSQL_URL],
] as const) {
  describe(`rows asked for in one tick on ${kind}`, () => {
    let databases: Databases;
    const statements: string[] = [];
    const inside = <T>(work: () => Promise<T>): Promise<T> => withDatabases(databases, work);

    before(async () => {
      databases = openDatabases({ default: url });
      await inside(async () => {
        await createTables(Part);
        await Part.bulkCreate(
          Array.from({ length: 20 }, (_, at) => ({ code: `c${at}`, name: `n${at}` })),
        );
      });
      databases.get().onStatement(({ sql }) => statements.push(sql));
    });

    after(async () => {
      await inside(() => dropTables(Part));
      await databases.close();
    });

    it("come by one statement, each to whom it was asked by", async () => {
      statements.length = 0;
      const parts = await inside(() =>
        Promise.all(Array.from({ length: 20 }, (_, at) => Part.get({ id: at + 1 }))),
      );
      assert.deepEqual(
        parts.map(({ name }) => name),
        Array.from({ length: 20 }, (_, at) => `n${at}`),
      );
      assert.equal(statements.length, 1);
    });

    it("are two objects where one row is asked for twice", async () => {
      const [one, other] = await inside(() =>
        Promise.all([Part.get({ id: 3 }), Part.get({ id: 3 })]),
      );
      assert.notEqual(one, other);
      assert.deepEqual([one.code, other.code], ["c2", "c2"]);
    });

    it("fail alone where one is not there", async () => {
      const found = await inside(() =>
        Promise.allSettled([
          Part.get({ code: "c1" }),
          Part.get({ code: "none" }),
          Part.find({ code: "c4" }),
        ]),
      );
      assert.deepEqual(
        found.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      assert.equal((found[1] as PromiseRejectedResult).reason.code, "db.does-not-exist");
    });

    it("keep their order within a transaction, one statement each", async () => {
      statements.length = 0;
      await inside(() =>
        transaction(() => Promise.all([Part.get({ id: 1 }), Part.get({ id: 2 })])),
      );
      assert.equal(statements.filter((sql) => sql.startsWith("SELECT")).length, 2);
    });

    if (kind === "mysql")
      it("are found in another spelling where the column's collation ignores capitals", async () => {
        const [one, other] = await inside(() =>
          Promise.all([Part.get({ code: "C5" }), Part.get({ code: "c6" })]),
        );
        assert.deepEqual([one.code, other.code], ["c5", "c6"]);
      });
  });
}
