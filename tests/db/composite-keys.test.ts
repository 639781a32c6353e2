/** Keys of several fields: rows by their key, what is written, related rows, and what is refused, the same on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  count,
  Decimal,
  exists,
  F,
  lower,
  max,
  metaOf,
  outerRef,
  over,
  prefetch,
  Q,
  rowNumber,
  subquery,
  sum,
  transaction,
  ValidationError,
} from "../../src/db/index.ts";
import { KINDS, read } from "./databases.ts";
import {
  Club,
  Digest,
  fillOrders,
  Line,
  Membership,
  Note,
  Order,
  Pair,
  Person,
  Reading,
  statementsIn,
  withOrders,
} from "./orders.ts";
import { WRITTEN } from "./tables.ts";

const texts = (rows: readonly { text: string }[]): string => rows.map((row) => row.text).join("");
/** What data from outside may say. */
const untyped = (value: unknown): never => value as never;

const READING = {
  at: new Date("2026-02-03T04:05:06.789Z"),
  day: Temporal.PlainDate.from("2026-02-03"),
  sensor: "0190a0b0-0000-7000-8000-00000000000a",
  level: Decimal.from("12.500"),
  serial: 2n ** 60n + 1n,
};

for (const kind of WRITTEN) {
  describe(`rows by a key of several fields on ${kind}`, () => {
    it("are found by the tuple, a list of tuples, a query set, and not by others", () =>
      withOrders(kind, async () => {
        const { first, second } = await fillOrders();
        const key = [first.id, 2] as const;
        assert.equal((await Line.get({ pk: key })).text, "b");
        assert.equal((await Line.get({ order: first, position: 2 })).text, "b");
        assert.equal(await Line.find({ pk: [second.id, 2] }), undefined);
        assert.equal(texts(await Line.filter({ pk__in: [key, [second.id, 1], [9, 9]] })), "bd");
        assert.equal(await Line.filter({ pk__in: [] }).count(), 0);
        assert.equal(texts(await Line.exclude({ pk: key })), "acd");
        assert.equal(texts(await Line.exclude({ pk__in: [key, [second.id, 1]] })), "ac");
        assert.equal(texts(await Line.filter({ pk__in: Line.filter({ position: 1 }) })), "ad");
        const pairs = Line.filter({ text: "c" }).valuesList("orderId", "position");
        assert.equal(texts(await Line.filter({ pk__in: pairs })), "c");
        assert.equal(texts(await Line.filter({ pk__in: [[F("order"), 3]] as never })), "c");
        assert.equal(await Line.filter({ pk__isnull: true }).count(), 0);
        assert.equal(await Line.filter({ pk: F("pk"), pk__isnull: false }).count(), 4);
      }));

    it("are compared by the first part that differs, and ordered by each", () =>
      withOrders(kind, async () => {
        const { first, second } = await fillOrders();
        assert.equal(texts(await Line.filter({ pk__gt: [first.id, 2] })), "cd");
        assert.equal(texts(await Line.filter({ pk__gte: [first.id, 2] })), "bcd");
        assert.equal(texts(await Line.filter({ pk__lt: [second.id, 1] })), "abc");
        assert.equal(texts(await Line.filter({ pk__lte: [first.id, 1] })), "a");
        assert.equal(texts(await Line.orderBy("-pk")), "dcba");
        assert.equal(texts(await Line.orderBy(F("pk").desc())), "dcba");
        assert.equal(texts(await Line.reverse()), "dcba");
        assert.deepEqual([(await Line.first())?.text, (await Line.last())?.text], ["a", "d"]);
        assert.equal((await Line.latest("pk")).text, "d");
        assert.equal(Line.orderBy("position").totallyOrdered, false);
        assert.equal(Line.orderBy("position", "order").totallyOrdered, true);
      }));

    it("give it as a tuple, in values and in tables of rows", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        const rows = Line.filter({ order: first }).limit(2);
        const keys = [
          [first.id, 1],
          [first.id, 2],
        ];
        assert.deepEqual(await rows.valuesList("pk", { flat: true }), keys);
        assert.deepEqual(await rows.valuesList("text", "pk", "count"), [
          ["a", keys[0], 1],
          ["b", keys[1], 1],
        ]);
        assert.deepEqual((await rows.values("pk", { n: F("count") }))[1], { pk: keys[1], n: 1 });
        assert.deepEqual((await Line.values())[0], {
          orderId: first.id,
          position: 1,
          text: "a",
          count: 1,
          code: "A",
        });
        const byKey = await Line.inBulk([
          [first.id, 1],
          [first.id, 2],
          [first.id, 9],
        ]);
        assert.equal(byKey.get([first.id, 2])?.text, "b");
        assert.deepEqual([byKey.size, byKey.has([first.id, 9])], [2, false]);
        const named = Line.annotate({ key: F("pk") }).orderBy("-key");
        assert.deepEqual(
          (await named.filter({ key__in: keys as never })).map(({ key }) => key),
          keys.toReversed(),
        );
        assert.deepEqual(await named.limit(3).aggregate({ n: count("key") }), { n: 3 });
        const both = Line.annotate({ key: F("pk") }).filter({ text: "a" });
        assert.deepEqual(
          (await both.union(Line.annotate({ key: F("pk") }).filter({ text: "a" }))).map(
            ({ key }) => key,
          ),
          [keys[0]],
        );
        const united = Line.valuesList("pk").union(Line.valuesList("pk")).orderBy("-pk");
        assert.equal((await united).length, 4);
        assert.equal((await Line.valuesList("pk", { flat: true }).distinct()).length, 4);
      }));

    it("are counted, grouped and looked for", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        assert.deepEqual(
          await Line.aggregate({ n: count("pk"), own: count("pk", { distinct: true }) }),
          { n: 4, own: 4 },
        );
        assert.deepEqual(await Line.limit(3).aggregate({ n: count("pk") }), { n: 3 });
        await Order.create({ label: "empty" });
        const counted = Order.annotate({
          n: count("lines"),
          own: count("lines__pk", { distinct: true }),
          all: count("lines__notes"),
        });
        assert.deepEqual(await counted.orderBy("id").valuesList("n", "own", "all"), [
          [3, 3, 0],
          [1, 1, 0],
          [0, 0, 0],
        ]);
        const grouped = await Line.annotate({ noted: count("notes"), n: sum("count") }).orderBy(
          "pk",
        );
        assert.deepEqual(
          grouped.map(({ text, noted, n }) => [text, noted, n]),
          ["a", "b", "c", "d"].map((text) => [text, 0, 1]),
        );
        const line = await Line.get({ pk: [first.id, 1] });
        assert.equal(await Line.filter({ text: "a" }).contains(line), true);
        assert.equal(await Line.filter({ text: "b" }).contains(line), false);
        const twin = Line.filter({ pk: outerRef("pk"), text: "b" });
        assert.equal(texts(await Line.filter(exists(twin))), "b");
      }));

    it("are read along with others, by relations to them and from them", () =>
      withOrders(kind, async (database) => {
        const { first, second } = await fillOrders();
        const line = await Line.get({ pk: [first.id, 1] });
        await Note.create({ line, text: "n" });
        assert.equal((await Order.get({ lines: line })).label, "first");
        assert.equal((await Order.get({ lines: [second.id, 1] })).label, "second");
        assert.equal(await Order.filter({ lines__in: [line, [second.id, 1]] }).count(), 2);
        assert.equal(await Order.filter({ lines__pk: [second.id, 1] }).count(), 1);
        assert.equal((await Order.exclude({ lines: line }).get()).label, "second");
        assert.equal(await Order.filter({ lines__isnull: true }).count(), 0);
        assert.equal((await Note.get({ line })).text, "n");
        assert.deepEqual((await Note.values("line__pk"))[0], { line__pk: [first.id, 1] });
        const orders = await Order.prefetchRelated("lines__notes").orderBy("id");
        assert.deepEqual(
          orders.map(({ lines }) => lines.length),
          [3, 1],
        );
        const [loaded] = await Line.selectRelated("order");
        assert.equal(loaded!.order.label, "first");
        const [note] = await Note.selectRelated("line__order");
        assert.equal(note!.line.order.label, "first");
        const lines = await Line.all();
        const asked = await statementsIn(database, () =>
          Promise.all(lines.map((row) => row.order)),
        );
        assert.equal(asked.length, 1);
      }));

    it("stand in windows, in slices of relations, and as what a foreign key refers to", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        const numbered = await Line.annotate({
          place: over(rowNumber(), { orderBy: ["-pk"] }),
          alone: over(count("*"), { partitionBy: ["pk"] }),
        }).values("text", "place", "alone");
        assert.deepEqual(
          numbered.map(({ text, place, alone }) => `${text}${place}${alone}`),
          ["a41", "b31", "c21", "d11"],
        );
        const newest = prefetch("lines", { set: Line.orderBy().limit(1) });
        const orders = await Order.prefetchRelated(newest).orderBy("id");
        assert.deepEqual(
          orders.map(({ lines }) => texts([...lines])),
          ["a", "d"],
        );
        await Note.bulkCreate([
          { lineId: "A", text: "n" },
          { lineId: "D", text: "m" },
        ]);
        const lines = Line.filter({ order: first });
        assert.equal(texts(await Note.filter({ line__in: lines })), "n");
        assert.equal(texts(await Note.exclude({ line__in: lines.limit(2) })), "m");
        assert.equal(texts(await Note.filter({ line__in: lines.union(Line.none()) })), "n");
        assert.equal(await Note.filter({ text: "m" }).update({ line: untyped(lines.limit(1)) }), 1);
        assert.equal(await Note.filter({ line: "A" }).count(), 2);
        const part = subquery(
          Line.filter({ order: outerRef("pk") })
            .values("text")
            .limit(1),
        );
        assert.deepEqual(
          await Order.annotate({ part }).orderBy("id").valuesList("part", { flat: true }),
          ["a", "d"],
        );
        await assert.rejects(
          async () =>
            await Order.annotate({ key: subquery(Line.filter({ order: outerRef("pk") })) }),
          { code: "db.wrong-type" },
        );
      }));

    it("load fields that were left out, for all rows at once", () =>
      withOrders(kind, async (database) => {
        await fillOrders();
        const lines = await Line.only("count");
        assert.deepEqual(lines[0]!.pk.length, 2);
        const asked = await statementsIn(database, () => Promise.all(lines.map((row) => row.text)));
        assert.deepEqual([asked.length, await lines[3]!.text], [1, "d"]);
        assert.equal((await Line.defer("position", "text"))[2]!.pk[1], 3);
      }));
  });

  describe(`writing rows with a key of several fields on ${kind}`, () => {
    it("makes them, changes what has changed, reads them again and deletes them", () =>
      withOrders(kind, async (database) => {
        const { first } = await fillOrders();
        const line = await Line.create({ order: first, position: 7, text: "x" });
        assert.deepEqual([line.pk, String(line)], [[first.id, 7], `Line (${first.id}, 7)`]);
        line.text = "y";
        const sent = await statementsIn(database, () => line.save());
        assert.match(
          sent[0]!,
          /^UPDATE .* SET ["`]text["`] = \S+ WHERE ["`]order_id["`] = \S+ AND ["`]position["`] = /,
        );
        assert.deepEqual([sent.length, line.changedFields], [1, []]);
        await Line.filter({ pk: line.pk }).update({ text: "z" });
        await line.refresh();
        assert.equal(line.text, "z");
        line.text = "";
        await line.refresh("text", "pk");
        assert.equal(line.text, "z");
        line.count = untyped(F("count").plus(4));
        await line.save();
        assert.equal((await Line.get({ pk: [first.id, 7] })).count, 5);
        const deleted = await line.delete();
        assert.equal(deleted[0], 1);
        assert.deepEqual([line.pk, line.position], [undefined, null]);
        await assert.rejects(line.delete(), { code: "db.unsaved-row" });
      }));

    it("updates the row with the key or inserts it, as Django does", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        const known = new Line({ pk: [first.id, 1], text: "known" });
        await known.save();
        assert.equal((await Line.get({ pk: [first.id, 1] })).text, "known");
        const fresh = new Line({ orderId: first.id, text: "fresh" });
        assert.equal(fresh.pk, undefined);
        await assert.rejects(fresh.save(), { code: "db.missing-value" });
        fresh.pk = [first.id, 8];
        await fresh.save();
        assert.equal(await Line.count(), 5);
        await assert.rejects(new Line({ pk: [first.id, 8] }).save({ forceInsert: true }), {
          code: "db.integrity",
        });
        await assert.rejects(new Line({ pk: [first.id, 9] }).save({ forceUpdate: true }), {
          code: "db.not-updated",
        });
        await assert.rejects(fresh.save({ fields: untyped(["position"]) }), {
          code: "db.unknown-field",
        });
      }));

    it("writes all of a row whose key has been changed: it is another row", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        const line = await Line.get({ pk: [first.id, 3] });
        line.position = 4;
        await line.save();
        assert.deepEqual(
          await Line.filter({ text: "c" }).valuesList("position", { flat: true }),
          [3, 4],
        );
        line.position = 1;
        await line.save();
        assert.deepEqual(await Line.filter({ position: 1, order: first }).values("text", "code"), [
          { text: "c", code: null },
        ]);
        assert.equal(await Line.filter({ pk: [first.id, 3] }).update({ position: 5 }), 1);
        assert.equal((await Line.get({ pk: [first.id, 5] })).text, "c");
      }));

    it("knows rows that are nothing but a key", () =>
      withOrders(kind, async () => {
        const pair = new Pair({ one: 1, other: "a,b" });
        await pair.save();
        await pair.save();
        await new Pair({ pk: [1, "a,b"] }).save();
        assert.equal(await Pair.count(), 1);
        pair.other = "c";
        await pair.save();
        assert.deepEqual(await Pair.orderBy("pk").valuesList("pk", { flat: true }), [
          [1, "a,b"],
          [1, "c"],
        ]);
        await Pair.bulkCreate(
          [
            { one: 1, other: "c" },
            { one: 1, other: "d" },
          ],
          {
            ignoreConflicts: true,
          },
        );
        assert.equal(
          await Pair.filter({
            pk__in: [
              [1, "c"],
              [1, "d"],
            ],
          })
            .delete()
            .then(([n]) => n),
          2,
        );
      }));

    it("writes many, and updates those that are there", () =>
      withOrders(kind, async () => {
        const { second } = await fillOrders();
        const rows = await Line.bulkCreate(
          [5, 6, 7].map((position) => ({ order: second, position, text: `t${position}` })),
          { batchSize: 2 },
        );
        assert.deepEqual(rows[2]!.pk, [second.id, 7]);
        for (const row of rows) row.text = `u${row.position}`;
        rows[1]!.count = 9;
        assert.equal(await Line.bulkUpdate(rows, ["text", "count"]), 3);
        assert.deepEqual(await Line.filter({ position__gte: 5 }).valuesList("text", "count"), [
          ["u5", 1],
          ["u6", 9],
          ["u7", 1],
        ]);
        await Line.bulkCreate(
          [
            { order: second, position: 7, text: "again" },
            { order: second, position: 8, text: "new" },
          ],
          { updateConflicts: true, updateFields: ["text"] },
        );
        assert.equal(texts(await Line.filter({ position__gte: 7 })), "againnew");
        await assert.rejects(Line.bulkUpdate(rows, ["position"]), { code: "db.unknown-field" });
        await assert.rejects(Line.bulkUpdate([new Line({ orderId: 1 })], ["text"]), {
          code: "db.unsaved-row",
        });
      }));

    it("finds or makes, updates or makes", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        const made = await Line.getOrCreate(
          { order: first, position: 9 },
          { defaults: { text: "m" } },
        );
        const found = await Line.getOrCreate({ pk: [first.id, 9] });
        assert.deepEqual([made[1], found[1], found[0].text], [true, false, "m"]);
        const byKey = await Line.getOrCreate({ pk: [first.id, 10] });
        assert.deepEqual([byKey[1], byKey[0].position], [true, 10]);
        const [row, isNew] = await Line.updateOrCreate(
          { pk: [first.id, 9] },
          { defaults: { text: "w" } },
        );
        assert.deepEqual([row.text, isNew], ["w", false]);
        assert.equal((await Line.get({ pk: [first.id, 9] })).text, "w");
      }));

    it("changes and deletes rows that relations tell", () =>
      withOrders(kind, async () => {
        const { first, second } = await fillOrders();
        assert.equal(await Line.filter({ order__label: "first" }).update({ count: 6 }), 3);
        assert.equal((await Line.get({ pk: [second.id, 1] })).count, 1);
        const line = await Line.get({ pk: [first.id, 1] });
        await Note.create({ line, text: "n" });
        assert.equal((await Line.filter({ notes__text: "n" }).delete())[0], 2);
        assert.equal(await Note.count(), 0);
        assert.equal((await first.lines.filter({ position: 2 }).delete())[0], 1);
        assert.deepEqual((await first.delete())[0], 2);
        assert.equal(texts(await Line.all()), "d");
      }));

    it("relates rows by their keys", () =>
      withOrders(kind, async () => {
        const { first, second } = await fillOrders();
        const line = await Line.get({ pk: [first.id, 2] });
        await second.lines.add(line, [first.id, 3]);
        assert.equal(texts(await second.lines.all()), "dbc");
        await first.lines.add([second.id, 3]);
        assert.equal(texts(await first.lines.all()), "ac");
        await assert.rejects(second.lines.remove(await Line.get({ pk: [second.id, 2] })), {
          code: "db.not-nullable",
        });
        const made = await first.lines.create({ position: 8, text: "made" });
        assert.deepEqual(made.pk, [first.id, 8]);
      }));

    it("goes through a model with such a key", () =>
      withOrders(kind, async () => {
        const [ann, bob] = await Person.bulkCreate([{ name: "ann" }, { name: "bob" }]);
        const club = await Club.create({ name: "go" });
        await club.people.add([ann!, bob!], { throughDefaults: { role: "guest" } });
        await club.people.add(ann!);
        assert.equal(await Membership.filter({ role: "guest" }).count(), 2);
        assert.equal((await Membership.get({ pk: [club.id, ann!.id] })).role, "guest");
        assert.equal(await Person.filter({ clubs: club }).count(), 2);
        await club.people.remove(ann!);
        await club.people.set([ann!]);
        assert.deepEqual(await club.people.valuesList("name", { flat: true }), ["ann"]);
        const [loaded] = await Club.prefetchRelated("people");
        assert.equal(loaded!.people.length, 1);
        await club.people.clear();
        assert.equal(await Membership.count(), 0);
      }));

    it("locks rows, and reads keys of every kind as they were written", () =>
      withOrders(kind, async () => {
        const { first } = await fillOrders();
        await transaction(async () => {
          assert.equal((await Line.selectForUpdate().get({ pk: [first.id, 1] })).text, "a");
        });
        await Reading.create({ ...READING, value: 1 });
        const later = await Reading.create({
          ...READING,
          at: new Date("2026-02-03T04:05:06.790Z"),
        });
        const row = await Reading.get({ value: 1 });
        assert.equal((await Reading.get({ pk: row.pk })).value, 1);
        assert.equal(await Reading.filter({ pk__in: [row.pk, later.pk] }).count(), 2);
        const byKey = await Reading.inBulk([row.pk, later.pk]);
        assert.deepEqual([byKey.get(row.pk)?.value, byKey.get(later.pk)?.value], [1, null]);
        row.value = 2;
        await row.save();
        const partial = await Reading.defer("value");
        assert.deepEqual(
          new Set(await Promise.all(partial.map((one) => one.value))),
          new Set([2, null]),
        );
        assert.equal((await Reading.filter({ pk__in: [row.pk, later.pk] }).delete())[0], 2);
      }));

    // A key of MySQL holds no bytes of any length.
    if (kind !== "mysql") {
      it("finds rows by bytes in their key", () =>
        withOrders(kind, async () => {
          const [bytes, others] = [new Uint8Array([0, 255, 10]), new Uint8Array([0])];
          await Digest.bulkCreate([
            { bytes, size: 3 },
            { bytes: others, size: 1 },
          ]);
          assert.equal((await Digest.get({ pk: [bytes, 3] })).size, 3);
          assert.equal(
            await Digest.filter({
              pk__in: [
                [bytes, 3],
                [others, 1],
                [others, 2],
              ],
            }).count(),
            2,
          );
        }));
    }

    it("checks that the key is not taken, by one statement", () =>
      withOrders(kind, async (database) => {
        const { first } = await fillOrders();
        const taken = new Line({ order: first, position: 1 });
        await assert.rejects(taken.fullClean({ validateConstraints: false }), (error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.problems.map(({ code, params }) => [code, params]),
            [["unique_together", { fields: ["order", "position"] }]],
          );
          return true;
        });
        const line = await Line.get({ pk: [first.id, 1] });
        await line.fullClean();
        const [one, other] = await Reading.bulkCreate([
          { ...READING, value: 1 },
          { ...READING, value: 2, serial: 3 },
        ]);
        await one!.fullClean({ exclude: ["at"] });
        other!.value = 1;
        await assert.rejects(other!.fullClean({ exclude: ["at"] }), ValidationError);
        const free = new Line({ order: first, position: 9 });
        const asked = await statementsIn(database, () =>
          free.fullClean({ exclude: ["order"], validateConstraints: false }),
        );
        assert.equal(asked.length, 0);
        const all = await statementsIn(database, () =>
          free.fullClean({ validateConstraints: false }),
        );
        assert.equal(all.filter((sql) => sql.includes("position")).length, 1);
      }));

    it("refuses in words what is no single value", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const refused = [
          [() => Line.aggregate({ m: max("pk") }), "db.composite-value"],
          [() => Line.annotate({ key: lower("pk") } as never), "db.composite-value"],
          [() => Line.update({ count: F("pk") } as never), "db.composite-value"],
          [() => Line.get({ pk: untyped([1]) }), "db.wrong-type"],
          [() => Line.get({ pk: untyped(1) }), "db.wrong-type"],
          [() => Line.get({ pk: untyped({ order: 1, position: 1 }) }), "db.wrong-type"],
          [() => Line.filter({ pk__in: untyped([1, 2]) }), "db.wrong-type"],
          [() => Line.filter({ pk__in: untyped(Order.all()) }), "db.wrong-type"],
          [() => Order.filter({ id__in: untyped(Line.all()) }), "db.wrong-type"],
          [() => Line.filter({ pk__contains: 1 } as never), "db.unknown-lookup"],
          [() => Line.update({ pk: [1, 2] }), "db.unknown-field"],
          [() => Line.raw("select position, text from x"), undefined],
        ] as const;
        for (const [call, code] of refused) {
          const failing = assert.rejects(
            async () => await (call() as PromiseLike<unknown>),
            (error) => {
              assert.equal(
                (error as { code?: string }).code === code || code === undefined,
                true,
                String(error),
              );
              return true;
            },
          );
          await failing;
        }
        await assert.rejects(async () => await Line.filter(Q({ pk: untyped([1, undefined]) })), {
          code: "db.undefined-value",
        });
      }));
  });
}

/** The columns of a table's primary key, in its order. */
const KEY_COLUMNS = {
  sqlite: "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
  postgres:
    "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) WHERE i.indisprimary AND i.indrelid = ?::regclass ORDER BY array_position(i.indkey::int2[], a.attnum)",
  mysql:
    "SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND constraint_name = 'PRIMARY' AND table_name = ? ORDER BY ordinal_position",
};

for (const kind of KINDS) {
  describe(`tables with a key of several fields on ${kind}`, () => {
    it("have its columns as their primary key, in its order, and no other", () =>
      withOrders(kind, async (database) => {
        for (const [model, columns] of [
          [Line, ["order_id", "position"]],
          [Membership, ["club_id", "person_id"]],
          [Pair, ["one", "other"]],
        ] as const) {
          const found = await read(database, KEY_COLUMNS[kind], metaOf(model).table);
          assert.deepEqual(found.flat(), columns);
        }
      }));
  });
}

describe("rows by a key of several fields asked for in one tick on PostgreSQL", () => {
  it("come by one statement, however their keys are written", () =>
    withOrders("postgres", async (database) => {
      const { first, second } = await fillOrders();
      const got: (string | undefined)[] = [];
      const asked = await statementsIn(database, async () => {
        const rows = await Promise.all([
          Line.get({ pk: [first.id, 1] }),
          Line.find({ pk: [first.id, 99] }),
          Line.get({ pk: [second.id, 1] }),
          Line.get({ pk: [first.id, 1] }),
        ]);
        got.push(...rows.map((row) => row?.text));
      });
      assert.deepEqual([got, asked.length], [["a", undefined, "d", "a"], 1]);
      const parts = await statementsIn(database, async () => {
        const rows = await Promise.all([
          Line.get({ position: 2, orderId: first.id }),
          Line.get({ position: 1, orderId: second.id }),
        ]);
        assert.equal(texts(rows), "bd");
      });
      assert.equal(parts.length, 1);
      await Pair.bulkCreate([
        { one: 1, other: "x" },
        { one: 2, other: "y" },
      ]);
      const pairs = await statementsIn(database, async () => {
        const rows = await Promise.all([Pair.get({ pk: [1, "x"] }), Pair.get({ pk: [2, "y"] })]);
        assert.deepEqual(
          rows.map((row) => row.other),
          ["x", "y"],
        );
      });
      assert.equal(pairs.length, 1);
    }));
});
