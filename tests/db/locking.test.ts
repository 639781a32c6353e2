/** Two at once: locked rows that are skipped, waited for or refused, transactions that cannot both be right, and rows that both want to make. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  createTables,
  f,
  F,
  getDatabase,
  model,
  postInit,
  postSave,
  preInit,
  preSave,
  transaction,
} from "../../src/db/index.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Owner extends model({ name: f.char({ maxLength: 20 }) }, { table: "owner" }) {}
class Account extends model(
  {
    name: f.char({ maxLength: 20, unique: true }),
    balance: f.integer({ default: 0 }),
    owner: f.foreignKey(Owner, { null: true, onDelete: "cascade" }),
  },
  { table: "account" },
) {}

const withAccounts = (kind: (typeof WRITTEN)[number], work: () => Promise<void>): Promise<void> =>
  withHome(kind, async () => {
    await createTables(Owner, Account);
    const owner = await Owner.create({ name: "ann" });
    await Account.bulkCreate(
      ["a", "b", "c"].map((name) => ({ name, balance: 100, ownerId: owner.id })),
    );
    await work();
  });

/** Runs `first`, and `second` while the transaction of `first` is still open. */
async function meanwhile<T>(first: () => Promise<unknown>, second: () => Promise<T>): Promise<T> {
  const locked = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const holding = transaction(async () => {
    await first();
    locked.resolve();
    await done.promise;
  });
  await Promise.race([locked.promise, holding]);
  try {
    return await second();
  } finally {
    done.resolve();
    await holding;
  }
}

for (const kind of WRITTEN.filter((known) => known !== "sqlite")) {
  describe(`locks on ${kind}`, () => {
    const firstOpen = () =>
      Account.all().orderBy("id").selectForUpdate({ skipLocked: true }).first();

    it("are skipped, so that two take different rows", () =>
      withAccounts(kind, async () => {
        const names: (string | undefined)[] = [];
        await meanwhile(
          async () => names.push((await firstOpen())?.name),
          () => transaction(async () => names.push((await firstOpen())?.name)),
        );
        assert.equal(names[0], "a");
        assert.notEqual(names[1], "a");
      }));

    it("are refused at once by one typed error", () =>
      withAccounts(kind, async () => {
        const lock = () => Account.filter({ name: "a" }).selectForUpdate({ noWait: true }).get();
        const second = () => transaction(lock);
        await assert.rejects(() => meanwhile(lock, second), { name: "ConflictError" });
        assert.equal((await transaction(lock)).name, "a");
      }));

    it("are waited for otherwise, and the later one sees what the first wrote", () =>
      withAccounts(kind, async () => {
        const change = (by: number): Promise<void> =>
          transaction(async () => {
            const row = await Account.filter({ name: "a" }).selectForUpdate().get();
            row.balance += by;
            await row.save();
          });
        await Promise.all(Array.from({ length: 20 }, (_, at) => change(at)));
        assert.equal((await Account.get({ name: "a" })).balance, 100 + 190);
      }));

    it("that two transactions hold against each other end in one conflict, which is tried again", () =>
      withAccounts(kind, async () => {
        const move = (from: string, to: string, retries: number): Promise<void> =>
          transaction(
            async () => {
              await Account.filter({ name: from }).update({ balance: F("balance").minus(1) });
              await Account.filter({ name: to }).update({ balance: F("balance").plus(1) });
            },
            { retries },
          );
        const moves = Array.from({ length: 4 }, (_, at) =>
          at % 2 === 0 ? move("a", "b", 20) : move("b", "a", 20),
        );
        await Promise.all(moves);
        const [sum] = await Account.all().orderBy("name").valuesList("balance", { flat: true });
        assert.equal(sum, 100);
      }));
  });

  describe(`serializable transactions on ${kind}`, () => {
    const withdraw = (name: string, wait: Promise<unknown>): Promise<void> =>
      transaction(
        async () => {
          const balances = await Account.filter({ name__in: ["a", "b"] }).valuesList("balance", {
            flat: true,
          });
          await wait;
          if ([...balances].reduce((sum, one) => sum + one, 0) >= 150)
            await Account.filter({ name }).update({ balance: F("balance").minus(150) });
        },
        { isolation: "serializable" },
      );

    it("that cannot both be right are one success and one typed error", () =>
      withAccounts(kind, async () => {
        const both = Promise.withResolvers<void>();
        setTimeout(both.resolve, 50);
        const results = await Promise.allSettled([
          withdraw("a", both.promise),
          withdraw("b", both.promise),
        ]);
        const failed = results.filter((result) => result.status === "rejected");
        assert.equal(failed.length, 1);
        assert.equal((failed[0]!.reason as Error).name, "ConflictError");
        const balances = await Account.filter({ name__in: ["a", "b"] }).valuesList("balance", {
          flat: true,
        });
        assert.equal(
          [...balances].reduce((sum, one) => sum + one, 0),
          50,
        );
      }));
  });
}

describe("locks of PostgreSQL", () => {
  it("name tables that the query reads along, and nothing else", () =>
    withAccounts("postgres", async () => {
      const lock = (of: string) =>
        transaction(() =>
          Account.filter({ owner__name: "ann" })
            .selectRelated("owner")
            .selectForUpdate({ of: [of] as never })
            .first(),
        );
      for (const name of ["owner", "self"]) assert.ok(await lock(name));
      for (const name of ["ownr", "self; drop table account", "owner__name", ""])
        await assert.rejects(() => lock(name), { code: "db.no-single-relation" });
      await assert.rejects(
        () => transaction(() => Account.selectForUpdate({ of: ["owner"] as never }).first()),
        { code: "db.no-single-relation", mend: /selectRelated/ },
      );
    }));

  it("hold the rows of one table where it is named", () =>
    withAccounts("postgres", async () => {
      await meanwhile(
        () =>
          Account.filter({ name: "a" })
            .selectRelated("owner")
            .selectForUpdate({ of: ["self"] })
            .get(),
        async () => {
          await transaction(() => Owner.all().selectForUpdate({ noWait: true }).first());
          await assert.rejects(
            () => transaction(() => Account.all().selectForUpdate({ noWait: true }).first()),
            { name: "ConflictError" },
          );
        },
      );
    }));
});

for (const kind of WRITTEN) {
  describe(`rows that several make on ${kind}`, () => {
    it("are made once, and every other one is told by the same error", () =>
      withAccounts(kind, async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 20 }, () => Account.create({ name: "same" })),
        );
        const reasons = results.flatMap((result) =>
          result.status === "rejected" ? [result.reason as { name: string; rule: string }] : [],
        );
        assert.equal(reasons.length, 19);
        for (const reason of reasons)
          assert.deepEqual([reason.name, reason.rule], ["IntegrityError", "unique"]);
        assert.equal(await Account.filter({ name: "same" }).count(), 1);
      }));

    it("are made or updated in one statement", () =>
      withAccounts(kind, async () => {
        await Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            Account.bulkCreate([{ name: "upsert", balance: at }], {
              updateConflicts: true,
              updateFields: ["balance"],
              uniqueFields: ["name"],
            }),
          ),
        );
        assert.equal(await Account.filter({ name: "upsert" }).count(), 1);
      }));
  });

  describe(`signals on ${kind}`, () => {
    it("tell of rows that are made and loaded, and pass on that a row comes from a fixture", () =>
      withAccounts(kind, async () => {
        const seen: unknown[] = [];
        const kept = [
          preInit.connect((_sender, event) => seen.push(["preInit", Object.keys(event)])),
          postInit.connect((_sender, event) =>
            seen.push(["postInit", (event.row as Account).name]),
          ),
          preSave.connect((_sender, event) => seen.push(["preSave", event.raw])),
          postSave.connect((_sender, event) => seen.push(["postSave", event.raw, event.created])),
        ] as const;
        try {
          const row = new Account({ name: "new" });
          await row.save({ raw: true });
          await Account.get({ name: "a" });
        } finally {
          preInit.disconnect(kept[0]);
          postInit.disconnect(kept[1]);
          preSave.disconnect(kept[2]);
          postSave.disconnect(kept[3]);
        }
        assert.deepEqual(
          seen.filter((entry) => (entry as unknown[])[0] !== "preInit"),
          [
            ["postInit", "new"],
            ["preSave", true],
            ["postSave", true, true],
            ["postInit", "a"],
          ],
        );
        assert.ok(getDatabase());
      }));
  });
}
