/** What is wrong with models, all at once, before the first query. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, checkModels, F, f, index, lower, model, unique } from "../../src/db/index.ts";
import { FlagonError } from "../../src/base/errors.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { SHOP } from "./shop.ts";

class Goal extends model({ name: f.text(), day: f.date() }, { table: "goal_x" }) {}
class Twin extends model({ name: f.text() }, { table: "goal_x" }) {}

class Names extends model(
  {
    save: f.text(),
    a__b: f.text(),
    c_: f.text(),
    one: f.text({ column: "same" }),
    two: f.text({ column: "same" }),
  },
  { table: "names_x" },
) {}

class Options extends model(
  { name: f.text(), goal: f.foreignKey(Goal, { onDelete: "cascade" }) },
  {
    table: "options_x",
    ordering: ["nmae" as "name", "-goal__day", "goal__dya", "?"],
    getLatestBy: "goals" as "goal",
    uniqueTogether: [["name", "gaol" as "goal"]],
    indexes: [["nam" as "name"], index({ name: "i", expressions: [lower("nme")] })],
    constraints: [
      unique({ name: "twice", fields: ["name"] }),
      check({ name: "twice", condition: { naem: 1 } }),
    ],
  },
) {}

class Fields extends model(
  {
    id: f.auto({ null: true }),
    both: f.integer({ default: 1, databaseDefault: 2 }),
    dated: f.integer({ uniqueForDate: "both" }),
  },
  { table: "fields_x" },
) {}

class Keys extends model(
  {
    a: f.foreignKey(Goal, { onDelete: "set null", relatedName: "name" }),
    b: f.foreignKey(Goal, { onDelete: "set default", relatedName: "keys" }),
    c: f.foreignKey(Goal, { onDelete: "database set default", relatedName: "keys" }),
    d: f.foreignKey("Nowhere", { onDelete: "cascade" }),
    e: f.foreignKey(Goal, { onDelete: "cascade", toField: "nme" }),
  },
  { table: "keys_x" },
) {}

const CASES: [what: string, model: ModelClass, faults: [where: string, mend: RegExp][]][] = [
  [
    "names that are taken or part paths",
    Names,
    [
      ["Names.save", /another name/],
      ["Names.a__b", /without `__`/],
      ["Names.c_", /without `__`/],
      ["Names.two", /another `column`/],
    ],
  ],
  ["two models with one table", Twin, [["model Twin", /another `table`/]]],
  [
    "options that name no field",
    Options,
    [
      ["ordering of Options", /"name"/],
      ["ordering of Options", /Known are|Did you mean/],
      ["getLatestBy of Options", /"goal"/],
      ["uniqueTogether of Options", /"goal"/],
      ["indexes of Options", /"name"/],
      ["model Options", /"name"/],
      ["model Options", /"name"/],
      ["constraints of Options", /another name/],
    ],
  ],
  [
    "fields that contradict themselves",
    Fields,
    [
      ["Fields.id", /`null`/],
      ["Fields.both", /`default`/],
      ["Fields.dated", /date/],
    ],
  ],
  [
    "keys that lead nowhere or in the way",
    Keys,
    [
      ["Keys.a", /relatedName/],
      ["Keys.a", /null: true/],
      ["Keys.b", /`default`/],
      ["Keys.c", /relatedName/],
      ["Keys.c", /databaseDefault/],
      ["Keys.d", /Known are|Did you mean/],
      ["model Goal", /"name"/],
    ],
  ],
];

describe("the check of models", () => {
  it("finds nothing wrong with models that are fine", () => {
    assert.deepEqual(checkModels(...SHOP), []);
    assert.deepEqual(checkModels(Goal), []);
  });

  for (const [what, wrong, faults] of CASES) {
    it(`gathers ${what}`, () => {
      const found = checkModels(Goal, wrong);
      assert.deepEqual(
        found.map((fault) => fault.where),
        faults.map(([where]) => where),
      );
      for (const [at, [, mend]] of faults.entries()) assert.match(found[at]!.mend!, mend);
    });
  }

  it("cannot be asked of a model whose key of several fields cannot be one: that is refused at once", () => {
    const cases = [
      [{ a: f.integer(), pk: f.compositePrimaryKey("a", "b") }, /"b"/],
      [{ a: f.integer(), pk: f.compositePrimaryKey("a", "a") }, /two different/],
      [
        { a: f.integer(), b: f.integer({ null: true }), pk: f.compositePrimaryKey("a", "b") },
        /null/,
      ],
      [
        {
          a: f.integer(),
          b: f.generated({ expression: F("a"), outputField: f.integer() }),
          pk: f.compositePrimaryKey("a", "b"),
        },
        /worked out/,
      ],
      [{ a: f.integer(), b: f.auto(), pk: f.compositePrimaryKey("a", "b") }, /already/],
      [{ a: f.integer(), b: f.integer(), key: f.compositePrimaryKey("a", "b") }, /called "key"/],
      [{ a: f.integer(), b: f.manyToMany(Goal), pk: f.compositePrimaryKey("a", "b") }, /"b"/],
    ] as const;
    for (const [fields, message] of cases) {
      class Pair extends model(fields as object, { table: "pair_x" }) {}
      assert.throws(
        () => checkModels(Pair),
        (error) => {
          assert.ok(error instanceof FlagonError);
          assert.equal(error.code, "db.bad-key");
          assert.match(error.message, message);
          return true;
        },
      );
    }
  });

  it("finds relations that one column cannot hold", () => {
    class Pair extends model(
      { a: f.integer(), code: f.slug({ unique: true }), pk: f.compositePrimaryKey("a", "code") },
      { table: "pair_y" },
    ) {}
    class Child extends Pair.extend({ c: f.integer() }, { table: "pair_child" }) {}
    class Ways extends model(
      {
        one: f.foreignKey(Pair, { onDelete: "cascade" }),
        fine: f.foreignKey(Pair, { onDelete: "cascade", toField: "code" }),
        many: f.manyToMany(Pair),
      },
      { table: "pair_ways" },
    ) {}
    class Marked extends model(
      {
        a: f.integer(),
        b: f.integer(),
        get marks() {
          return f.genericRelation(Ways);
        },
        pk: f.compositePrimaryKey("a", "b"),
      },
      { table: "pair_marked" },
    ) {}
    assert.deepEqual(checkModels(Pair), []);
    assert.deepEqual(
      checkModels(Ways).map(({ code, where }) => [code, where]),
      [
        ["db.composite-key", "Ways.one"],
        ["db.composite-key", "Ways.many"],
      ],
    );
    assert.deepEqual(
      checkModels(Marked).map(({ code, where }) => [code, where]),
      [["db.composite-key", "Marked.marks"]],
    );
    assert.throws(() => checkModels(Child), { code: "db.composite-key" });
  });

  it("looks at all known models where none is named", () => {
    const codes = new Set(checkModels().map((fault) => fault.code));
    assert.ok(codes.has("db.bad-model") && codes.has("db.unknown-field"));
  });
});
