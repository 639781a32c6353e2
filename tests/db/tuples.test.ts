/** Several columns compared at once, the same on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { count, F, length, lower, Q, tuple } from "../../src/db/index.ts";
import { fillOrders, Line, Order, statementsIn, withOrders } from "./orders.ts";
import { WRITTEN } from "./tables.ts";

const texts = (rows: readonly { text: string }[]): string => rows.map((row) => row.text).join("");
const untyped = (value: unknown): never => value as never;

for (const kind of WRITTEN) {
  describe(`tuples of columns on ${kind}`, () => {
    it("give just the rows of a list, whatever the types and the tables of the columns", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const pair = tuple("position", "text");
        assert.equal(
          texts(
            await Line.filter(
              pair.in([
                [1, "a"],
                [3, "c"],
                [2, "a"],
              ]),
            ),
          ),
          "ac",
        );
        assert.equal(texts(await Line.filter(pair.in([]))), "");
        assert.equal(texts(await Line.exclude(pair.in([[1, "a"]]))), "bcd");
        assert.equal(texts(await Line.filter(pair.exact([2, "b"]))), "b");
        const far = tuple("order__label", "position");
        assert.equal(
          texts(
            await Line.filter(
              far.in([
                ["first", 2],
                ["second", 1],
                ["second", 2],
              ]),
            ),
          ),
          "bd",
        );
        assert.equal(
          (await Order.filter(tuple("label", "lines__text").exact(["first", "c"]))).length,
          1,
        );
      }));

    it("take as many values as there are, in one statement of one text where lists are parameters", () =>
      withOrders(kind, async (database) => {
        await fillOrders();
        const asked = await statementsIn(database, async () => {
          for (const size of [1, 2, 5000]) {
            const list = Array.from(
              { length: size },
              (_, at) => [at + 1, "abc"[at] ?? "-"] as const,
            );
            assert.equal(
              (await Line.filter(tuple("position", "text").in(list))).length,
              Math.min(size, 3),
            );
          }
        });
        // MySQL spells lists out.
        const texts = kind === "mysql" ? 3 : 1;
        assert.deepEqual([asked.length, new Set(asked).size], [3, texts]);
      }));

    it("compare by the first column that differs: what comes after a row", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const place = tuple("position", "text");
        assert.equal(
          texts(await Line.filter(place.gt([1, "a"])).orderBy("position", "text")),
          "dbc",
        );
        assert.equal(
          texts(await Line.filter(place.gte([1, "d"])).orderBy("position", "text")),
          "dbc",
        );
        assert.equal(texts(await Line.filter(place.lt([2, "b"])).orderBy("text")), "ad");
        assert.equal(texts(await Line.filter(place.lte([2, "b"])).orderBy("text")), "abd");
      }));

    it("take expressions on both sides, and query sets", () =>
      withOrders(kind, async () => {
        await fillOrders();
        await Line.filter({ text: "b" }).update({ text: "BB", count: 2 });
        const sides = tuple(lower("text"), "count");
        assert.equal(texts(await Line.filter(sides.exact(["bb", 2]))), "BB");
        assert.equal(
          texts(
            await Line.filter(
              sides.in([
                ["bb", 2],
                ["c", 1],
              ]),
            ),
          ),
          "BBc",
        );
        assert.equal(
          texts(await Line.filter(tuple("count", "position").exact([length("text"), F("count")]))),
          "aBBd",
        );
        assert.equal(
          texts(
            await Line.filter(
              tuple("count", "position").in([
                [F("position"), 1],
                [2, 2],
              ]),
            ),
          ),
          "aBBd",
        );
        const inner = Line.filter({ position: 1 }).valuesList("text", "position");
        assert.equal(texts(await Line.filter(tuple("text", "position").in(inner))), "ad");
        const labels = Line.filter({ text: "c" });
        assert.equal(
          await Order.filter(
            tuple("label", "lines__position").in(labels.valuesList("order__label", "position")),
          ).count(),
          1,
        );
      }));

    it("compare columns with what is counted of their rows", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const counted = Order.annotate({ lineCount: count("lines") });
        const found = counted.filter(
          tuple("lineCount", "label").in([
            [3, "first"],
            [3, "second"],
          ]),
        );
        assert.deepEqual(await found.valuesList("label", { flat: true }), ["first"]);
        assert.equal(await counted.filter(tuple("lineCount", "label").lt([3, "b"])).count(), 1);
      }));

    it("are conditions as others: combined, negated, within annotations", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const first = tuple("position", "text").exact([1, "a"]);
        assert.equal(texts(await Line.filter(first.or({ text: "c" }))), "ac");
        assert.equal(texts(await Line.filter(Q(first).not())), "bcd");
        assert.equal(texts(await Line.filter(first.xor({ position: 1 }))), "d");
        const rows = await Line.annotate({ isFirst: first }).values("text", "isFirst");
        assert.deepEqual(
          rows.map(({ isFirst }) => Boolean(isFirst)),
          [true, false, false, false],
        );
      }));

    it("do not find rows with null in a column", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const code = tuple("position", "code");
        assert.equal(
          texts(
            await Line.filter(
              code.in([
                [1, "A"],
                [3, untyped(null)],
              ]),
            ),
          ),
          "a",
        );
        assert.equal(texts(await Line.filter(code.exact([3, null]))), "");
      }));

    it("refuse what has not as many values", () =>
      withOrders(kind, async () => {
        await fillOrders();
        const pair = tuple("position", "text");
        for (const condition of [
          () => pair.exact(untyped([1])),
          () => pair.exact(untyped(1)),
          () => pair.in(untyped([[1, "a", 2]])),
          () => pair.in(untyped([1, 2])),
          () => pair.in(untyped("ab")),
          () => pair.in(untyped(Line.valuesList("text"))),
          () => pair.in(untyped([[F("position")]])),
          () => pair.gt(untyped({ position: 1 })),
        ]) {
          await assert.rejects(async () => await Line.filter(untyped(condition())), {
            code: "db.wrong-type",
          });
        }
        assert.throws(() => tuple(...untyped(["position"])), { code: "db.wrong-type" });
        await assert.rejects(
          async () => await Line.filter(tuple("position", "nothing").exact([1, 2]) as never),
          {
            code: "db.unknown-field",
          },
        );
      }));
  });
}
