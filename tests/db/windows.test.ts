/** Window functions, further aggregates, and lookups, transforms and functions of a user's own. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Compiler } from "../../src/db/compiler.ts";
import { TextField } from "../../src/db/fields/text.ts";
import * as db from "../../src/db/index.ts";
import type { RowSet } from "../../src/db/row-set.ts";
import { newTable } from "./databases.ts";
import { withModels, WRITTEN } from "./tables.ts";

const { f, F, over } = db;

class Score extends db.model(
  {
    team: f.text(),
    points: f.integer(),
    other: f.integer({ null: true }),
    won: f.boolean({ default: false }),
  },
  { table: newTable() },
) {}

const scores = (): RowSet => (Score as unknown as { all(): RowSet }).all();

const ROWS = [
  ["a", 10, 1],
  ["a", 20, 2],
  ["a", 20, null],
  ["b", 5, 4],
  ["b", 6, 8],
] as const;

async function fill(): Promise<void> {
  for (const [team, points, other] of ROWS)
    await scores().create({ team, points, other, won: points === 20 });
}

const inTeam = { partitionBy: ["team"], orderBy: ["-points", "id"] } as const;
const byPoints = { partitionBy: ["team"], orderBy: ["-points"] } as const;

const WINDOWS: readonly (readonly [
  name: string,
  make: () => unknown,
  wanted: readonly unknown[],
])[] = [
  ["rowNumber", () => over(db.rowNumber(), inTeam), [3, 1, 2, 2, 1]],
  ["rank", () => over(db.rank(), byPoints), [3, 1, 1, 2, 1]],
  ["denseRank", () => over(db.denseRank(), byPoints), [2, 1, 1, 2, 1]],
  ["percentRank", () => over(db.percentRank(), byPoints), [1, 0, 0, 1, 0]],
  ["cumeDist", () => over(db.cumeDist(), { orderBy: ["points"] }), [0.6, 1, 1, 0.2, 0.4]],
  ["ntile", () => over(db.ntile(2), { orderBy: ["id"] }), [1, 1, 1, 2, 2]],
  ["lag", () => over(db.lag("points"), { orderBy: ["id"] }), [null, 10, 20, 20, 5]],
  [
    "lag by two, with a default",
    () => over(db.lag("points", { offset: 2, default: 0 }), { orderBy: ["id"] }),
    [0, 0, 10, 20, 20],
  ],
  ["lead", () => over(db.lead("points"), { orderBy: ["id"] }), [20, 20, 5, 6, null]],
  ["firstValue", () => over(db.firstValue("points"), inTeam), [20, 20, 20, 6, 6]],
  ["lastValue", () => over(db.lastValue("points"), { orderBy: ["id"] }), [10, 20, 20, 5, 6]],
  ["nthValue", () => over(db.nthValue("points", 2), { orderBy: ["id"] }), [null, 20, 20, 20, 20]],
  ["a running sum", () => over(db.sum("points"), { orderBy: ["id"] }), [10, 30, 50, 55, 61]],
  [
    "a moving sum",
    () => over(db.sum("points"), { orderBy: ["id"], frame: { rows: [-1, 0] } }),
    [10, 30, 40, 25, 11],
  ],
];

class NotEqual extends db.Lookup {
  static override readonly lookupName: string = "ne";
  override toSql(compiler: Compiler): string {
    return `${this.leftSql(compiler)} <> ${this.rightSql(compiler)}`;
  }
}

for (const kind of WRITTEN) {
  describe(`windows on ${kind}`, () => {
    it("give what the table says", async () => {
      await withModels(kind, [Score], async () => {
        await fill();
        const wrong: unknown[] = [];
        for (const [name, make, wanted] of WINDOWS) {
          const set = scores()
            .annotate({ x: make() })
            .orderBy("id")
            .valuesList("x", { flat: true });
          const given = await set.rows();
          if (JSON.stringify(given) !== JSON.stringify(wanted)) wrong.push({ name, given, wanted });
        }
        assert.deepEqual(wrong, []);
      });
    });

    it("are filtered by: the best of each team", async () => {
      await withModels(kind, [Score], async () => {
        await fill();
        const best = scores()
          .annotate({ place: over(db.rowNumber(), inTeam) })
          .filter({ place__lte: 1 })
          .orderBy("team");
        assert.deepEqual(await best.valuesList("team", "points", "place").rows(), [
          ["a", 20, 1],
          ["b", 6, 1],
        ]);
      });
    });
  });

  describe(`further aggregates on ${kind}`, () => {
    it("put texts together, and reckon with bits and truth", async () => {
      await withModels(kind, [Score], async () => {
        await fill();
        const found = await scores().aggregate({
          teams: db.stringAgg("team", "; '", { orderBy: ["-id"] }),
          some: db.stringAgg("team", ",", { filter: { points__lt: 6 } }),
          none: db.stringAgg("team", ",", { filter: { points: -1 }, default: "-" }),
          and: db.bitAnd("points"),
          or: db.bitOr("other"),
          xor: db.bitXor("points"),
          all: db.boolAnd("won"),
          any: db.boolOr("won"),
          which: db.anyValue("team", { filter: { points: 5 } }),
        });
        assert.deepEqual(found, {
          teams: "b; 'b; 'a; 'a; 'a",
          some: "b",
          none: "-",
          and: 0,
          or: 15,
          xor: 10 ^ 20 ^ 20 ^ 5 ^ 6,
          all: false,
          any: true,
          which: "b",
        });
        const groups = await scores()
          .values("team")
          .annotate({ any: db.boolOr("won"), names: db.stringAgg("team", "") })
          .orderBy("team")
          .rows();
        assert.deepEqual(groups, [
          { team: "a", any: true, names: "aaa" },
          { team: "b", any: false, names: "bb" },
        ]);
      });
    });
  });

  describe(`a user's own parts on ${kind}`, () => {
    it("stand in paths and in expressions", async () => {
      await withModels(kind, [Score], async () => {
        await fill();
        db.registerLookup(NotEqual);
        db.registerTransform(
          "half",
          (side) => new db.Func({ function: "half", sql: (_c, [x]) => `(${x} / 2)` }, [side]),
          db.Field,
        );
        db.registerTransform("size", (side) => db.length(side), TextField);
        assert.equal(await scores().filter({ team__ne: "a" }).count(), 2);
        assert.equal(await scores().exclude({ team__ne: "a" }).count(), 3);
        assert.equal(await scores().filter({ points__half__lte: 3 }).count(), 2);
        assert.equal(await scores().filter({ team__size__ne: 1 }).count(), 0);
      });
    });
  });
}

describe("the aggregates of PostgreSQL", () => {
  it("give lists and statistics", async () => {
    await withModels("postgres", [Score], async () => {
      await fill();
      const found = await scores().aggregate({
        list: db.arrayAgg("points", { orderBy: ["-points", "id"] }),
        different: db.arrayAgg("team", { distinct: true, orderBy: ["team"] }),
        none: db.arrayAgg("points", { filter: { points: -1 } }),
        json: db.jsonbAgg("team", { orderBy: ["id"], filter: { team: "b" } }),
        slope: db.regrSlope(F("points").times(2), "points"),
        pairs: db.regrCount("points", "other"),
        corr: db.corr("points", "points"),
        covar: db.covarPop("points", "points", { filter: { team: "b" } }),
      });
      assert.deepEqual(found, {
        list: [20, 20, 10, 6, 5],
        different: ["a", "b"],
        none: null,
        json: ["b", "b"],
        slope: 2,
        pairs: 4,
        corr: 1,
        covar: 0.25,
      });
    });
  });

  it("are refused on SQLite by name", async () => {
    await withModels("sqlite", [Score], async () => {
      for (const made of [
        db.arrayAgg("points"),
        db.jsonbAgg("points"),
        db.corr("points", "other"),
        db.stringAgg("team", ",", { distinct: true }),
      ])
        await assert.rejects(scores().aggregate({ made }), { code: "db.not-supported" });
    });
  });
});
