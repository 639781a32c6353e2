/** The databases that are open: aliases, scopes, routers, and transactions by alias. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  closeDatabases,
  connect,
  getDatabase,
  getDatabases,
  openDatabases,
  withDatabases,
} from "../../src/db/connections.ts";
import type { Router } from "../../src/db/router.ts";
import {
  onCommit,
  releaseSavepoint,
  rollbackTo,
  savepoint,
  setRollback,
  transaction,
} from "../../src/db/transaction.ts";
import { read, write } from "./databases.ts";

const MEMORY = "sqlite::memory:";

describe("the databases of a process", () => {
  it("are missed with an error that shows how to connect", () => {
    assert.throws(() => getDatabase(), { code: "db.not-connected", mend: /connect\("sqlite:/ });
  });

  it("are those that were connected last, until they are closed", async () => {
    const first = connect(MEMORY);
    const second = connect({ default: MEMORY, copy: MEMORY });
    assert.equal(getDatabases(), second);
    assert.equal(getDatabase("copy"), second.get("copy"));
    await second.close();
    assert.equal(getDatabase(), first.get());
    connect(MEMORY);
    await closeDatabases();
    assert.throws(() => getDatabase(), { code: "db.not-connected" });
    await assert.rejects(read(first.get(), "SELECT 1"), { code: "db.closed" });
  });

  it("have aliases, and a wrong one gives the near one", async () => {
    const databases = connect({ default: MEMORY, replica: MEMORY });
    assert.throws(() => getDatabase("replika"), { code: "db.unknown-alias", mend: /replica/ });
    await databases.close();
  });

  it("may be others for one piece of work", async () => {
    const [everybody, own] = [connect(MEMORY), openDatabases({ default: MEMORY })];
    const inside = await withDatabases(own, async () => {
      await Promise.resolve();
      return getDatabase();
    });
    assert.deepEqual([inside === own.get(), getDatabase() === everybody.get()], [true, true]);
    await own.close();
    await everybody.close();
  });
});

describe("a router", () => {
  const replicas: Router = {
    read: () => "replica",
    write: () => "default",
    allowRelation: () => true,
  };
  const routed = (...routers: Router[]) =>
    openDatabases({ default: MEMORY, replica: MEMORY, log: MEMORY }, { routers });

  it("sends reads to a replica, and keeps them beside the writes of a transaction", async () => {
    const databases = routed(replicas);
    const reads = () => databases.forRead("Article").alias;
    assert.deepEqual([reads(), databases.forWrite("Article").alias], ["replica", "default"]);
    const inside = await databases.get().transaction(async () => reads());
    const beside = await databases.get("log").transaction(async () => reads());
    assert.deepEqual([inside, beside, reads()], ["default", "replica", "replica"]);
    await databases.close();
  });

  it("leaves what it does not know to the next, and at last to the row's own database", async () => {
    const logs: Router<string> = {
      read: (model) => (model === "Log" ? "log" : undefined),
      write: (model) => (model === "Log" ? "log" : undefined),
    };
    const databases = routed(logs as Router);
    assert.deepEqual(
      [
        databases.forRead("Log").alias,
        databases.forWrite("Log").alias,
        databases.forRead("Article").alias,
        databases.forRead("Article", { alias: "replica" }).alias,
      ],
      ["log", "log", "default", "replica"],
    );
    await databases.close();
  });

  it("says which rows may refer to each other, and where tables belong", async () => {
    const [one, other] = [
      { row: 1, alias: "default" },
      { row: 2, alias: "log" },
    ];
    const plain = routed();
    assert.deepEqual(
      [
        plain.allowsRelation(one, one),
        plain.allowsRelation(one, other),
        plain.allowsMigrate("log", "blog"),
      ],
      [true, false, true],
    );
    const strict = routed(
      { allowMigrate: (alias, blueprint) => (blueprint === "logs" ? alias === "log" : undefined) },
      replicas,
    );
    assert.deepEqual(
      [
        strict.allowsRelation(one, other),
        strict.allowsMigrate("default", "logs"),
        strict.allowsMigrate("log", "logs"),
        strict.allowsMigrate("log", "blog"),
      ],
      [true, false, true, true],
    );
    await Promise.all([plain.close(), strict.close()]);
  });
});

describe("transaction()", () => {
  it("runs on the database that is meant, and its helpers too", async () => {
    const databases = connect({ default: MEMORY, log: MEMORY });
    const log = databases.get("log");
    await log.script(["CREATE TABLE t (n integer)"]);
    const said: string[] = [];
    const add = (n: number) => write(log, "INSERT INTO t VALUES (?)", n);
    const result = await transaction(
      async () => {
        assert.deepEqual([log.inTransaction, databases.get().inTransaction], [true, false]);
        await add(1);
        const point = await savepoint({ using: "log" });
        await add(2);
        await rollbackTo(point, { using: "log" });
        await releaseSavepoint(point, { using: "log" });
        onCommit(() => said.push("kept"), { using: "log" });
        await transaction(
          async () => {
            await add(3);
            setRollback(true, { using: "log" });
          },
          { using: "log" },
        );
        return "done";
      },
      { using: "log" },
    );
    assert.deepEqual([result, said, await read(log, "SELECT n FROM t")], ["done", ["kept"], [[1]]]);
    await databases.close();
  });
});
