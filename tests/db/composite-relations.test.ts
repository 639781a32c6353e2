/** Models with keys of several fields among others: inherited keys, one-to-one relations, what deleting does, what cannot refer to them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTables, f, model, preDelete, preSave, Q, uuid7 } from "../../src/db/index.ts";
import type { DatabaseKind } from "../../src/db/backends/backend.ts";
import type { Database } from "../../src/db/index.ts";
import { newTable } from "./databases.ts";
import { withHome } from "./homes.ts";
import { statementsIn } from "./orders.ts";
import { WRITTEN } from "./tables.ts";

class Tenanted extends model(
  { tenant: f.integer(), number: f.integer(), pk: f.compositePrimaryKey("tenant", "number") },
  { abstract: true },
) {
  get label(): string {
    return this.pk.join("-");
  }
}

class Task extends Tenanted.extend(
  {
    text: f.char({ maxLength: 20, default: "" }),
    code: f.integer({ unique: true, null: true }),
    get steps() {
      return f.reverse(Step, "task");
    },
  },
  { table: newTable() },
) {}

class Urgent extends Task.extend({}, { proxy: true, ordering: ["-pk"] }) {}

class Step extends Tenanted.extend(
  { task: f.foreignKey(Task, { toField: "code", onDelete: "protect" }) },
  { table: newTable() },
) {}

/** Each part of the key has a default, so a new row need not be looked for. */
class Mark extends model(
  {
    one: f.uuid({ default: uuid7 }),
    other: f.uuid({ default: uuid7 }),
    task: f.foreignKey(Task, { toField: "code", null: true, onDelete: "set null" }),
    pk: f.compositePrimaryKey("one", "other"),
  },
  { table: newTable() },
) {}

/** The database has a value for a part of the key. */
class Slot extends model(
  {
    room: f.integer(),
    hour: f.integer({ databaseDefault: 7 }),
    pk: f.compositePrimaryKey("room", "hour"),
  },
  { table: newTable() },
) {}

class Owner extends model(
  {
    name: f.char({ maxLength: 20 }),
    get card() {
      return f.reverse(Card, "owner");
    },
  },
  { table: newTable() },
) {}

class Card extends model(
  {
    owner: f.oneToOne(Owner, { onDelete: "cascade" }),
    language: f.char({ maxLength: 3 }),
    text: f.char({ maxLength: 20, default: "" }),
    pk: f.compositePrimaryKey("owner", "language"),
  },
  { table: newTable() },
) {}

class Tagged extends model(
  { contentType: f.contentType(), objectId: f.objectId(), target: f.genericForeignKey() },
  { table: newTable() },
) {}

const withTasks = (kind: DatabaseKind, work: (database: Database) => Promise<void>) =>
  withHome(kind, async (database) => {
    await createTables(Task, Step, Mark, Slot, Owner, Card);
    await work(database);
  });

for (const kind of WRITTEN) {
  describe(`models with keys of several fields on ${kind}`, () => {
    it("inherit the key of an abstract model, and share it with a proxy", () =>
      withTasks(kind, async () => {
        const task = await Task.create({ tenant: 1, number: 2, text: "a" });
        assert.deepEqual([task.pk, task.label], [[1, 2], "1-2"]);
        await Step.create({
          tenant: 1,
          number: 2,
          task: await Task.create({ tenant: 1, number: 3, code: 5 }),
        });
        assert.deepEqual((await Step.get({ pk: [1, 2] })).label, "1-2");
        assert.equal((await Urgent.get({ pk: [1, 2] })).text, "a");
        assert.deepEqual(await Urgent.valuesList("pk", { flat: true }), [
          [1, 3],
          [1, 2],
        ]);
      }));

    it("are protected and emptied by the rules of relations", () =>
      withTasks(kind, async () => {
        const task = await Task.create({ tenant: 1, number: 1, code: 5 });
        const step = await Step.create({ tenant: 1, number: 1, task });
        await assert.rejects(task.delete(), { code: "db.protected" });
        await step.delete();
        const marks = await Mark.bulkCreate([{ task }, { task }]);
        assert.deepEqual(await task.delete(), [1, { Task: 1 }]);
        await marks[0]!.refresh();
        assert.equal(marks[0]!.taskId, null);
        assert.equal(await Mark.filter({ task: null }).count(), 2);
      }));

    it("save a new row at once where each part of its key has a default", () =>
      withTasks(kind, async (database) => {
        const mark = new Mark();
        const sent = await statementsIn(database, () => mark.save());
        assert.deepEqual([sent.length, sent[0]!.slice(0, 6)], [1, "INSERT"]);
        // A key that is given a second time is inserted without a look, too, as Django does it.
        await assert.rejects(new Mark({ pk: mark.pk }).save(), { code: "db.integrity" });
      }));

    it("read the parts of a key that the database makes", () =>
      withTasks(kind, async () => {
        const slot = await Slot.create({ room: 4 });
        assert.deepEqual(slot.pk, [4, 7]);
        await slot.refresh();
        assert.equal(await Slot.filter({ pk: [4, 7] }).count(), 1);
      }));

    it("stand at the other side of a one-to-one relation", () =>
      withTasks(kind, async () => {
        const [owner, other] = [
          await Owner.create({ name: "o" }),
          await Owner.create({ name: "p" }),
        ];
        const card = await Card.create({ owner, language: "de" });
        assert.equal((await owner.card)?.language, "de");
        const loaded = await Owner.selectRelated("card").orderBy("id");
        assert.deepEqual(
          loaded.map((row) => row.card?.pk ?? null),
          [[owner.id, "de"], null],
        );
        for (const found of [
          Owner.filter({ card__isnull: true }),
          Owner.exclude({ card }),
          Owner.exclude({ card__pk: [owner.id, "de"] }),
          Owner.filter(Q({ card__pk__in: [[owner.id, "de"]] }).not()),
        ])
          assert.deepEqual(await found.valuesList("id", { flat: true }), [other.id]);
        assert.deepEqual(await Owner.orderBy("id").valuesList("card", { flat: true }), [
          [owner.id, "de"],
          null,
        ]);
        assert.equal((await owner.delete())[0], 2);
      }));

    it("send signals when they are saved and deleted", () =>
      withTasks(kind, async () => {
        const seen: unknown[] = [];
        const look = (_model: unknown, { row }: { row: object }): void =>
          void seen.push((row as Task).pk);
        preSave.connect(look, { sender: Task });
        preDelete.connect(look, { sender: Task });
        const task = await Task.create({ tenant: 1, number: 1 });
        task.text = "x";
        await task.save();
        await Task.filter({ pk: [1, 1] }).delete();
        preSave.disconnect(look, { sender: Task });
        preDelete.disconnect(look, { sender: Task });
        assert.deepEqual(seen, [
          [1, 1],
          [1, 1],
          [1, 1],
        ]);
      }));

    it("are refused by relations to rows of any model", () =>
      withTasks(kind, async () => {
        const task = await Task.create({ tenant: 1, number: 1 });
        assert.throws(() => new Tagged({ target: task }), { code: "db.composite-key" });
      }));
  });
}
