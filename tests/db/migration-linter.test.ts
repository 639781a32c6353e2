/** The linter of migrations: what is unsafe on a large site, why, and what to do instead. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, f, index, unique } from "../../src/db/index.ts";
import {
  addConstraint,
  addField,
  addIndex,
  addIndexConcurrently,
  alterField,
  alterModelTable,
  alterUniqueTogether,
  createModel,
  deleteModel,
  lintOperations,
  type LintOptions,
  noop,
  type Operation,
  ProjectState,
  removeField,
  renameField,
  renameModel,
  runCode,
  runSql,
  separateDatabaseAndState,
} from "../../src/db/migrations/index.ts";

const before = [
  createModel("Author", { name: f.char({ maxLength: 40 }) }),
  createModel("Book", {
    title: f.char({ maxLength: 40 }),
    isbn: f.char({ maxLength: 13, null: true }),
    pages: f.integer({ null: true }),
    price: f.decimal({ maxDigits: 6, decimalPlaces: 2 }),
    authorId: f.bigInteger({ null: true }),
  }),
].reduce((state, operation) => operation.stateForwards("shop", state), new ProjectState());

/** What is told of operations: the ends of the codes. */
function told(operations: readonly Operation[], options: Partial<LintOptions> = {}): string[] {
  return lintOperations(operations, { label: "shop", before, ...options }).map(({ code }) =>
    code.replace("migrations.unsafe-", ""),
  );
}

const RUNNING = "for-running-code";
const author = (options: object = {}) =>
  f.foreignKey("Author", { onDelete: "cascade", null: true, ...options });

describe("the linter of migrations", () => {
  const cases: readonly (readonly [string, Operation, ...codes: string[]])[] = [
    ["a field without NULL", addField("Book.n", f.integer(), { fill: 1 }), RUNNING],
    [
      "a field without NULL and with a default of Flagon alone",
      addField("Book.n", f.integer({ default: 1 })),
      RUNNING,
    ],
    [
      "a field with a default of the database",
      addField("Book.n", f.integer({ databaseDefault: 1 })),
    ],
    ["a field that may be null", addField("Book.n", f.integer({ null: true }))],
    ["a field with an index", addField("Book.n", f.integer({ null: true, index: true })), "lock"],
    [
      "a field with an index, made online",
      addField("Book.n", f.slug({ null: true }), { online: true }),
    ],
    ["a unique field", addField("Book.n", f.integer({ null: true, unique: true })), "lock"],
    ["a foreign key", addField("Book.author", author()), "lock", "lock"],
    [
      "a foreign key without constraint and index",
      addField("Book.author", author({ constraint: false, index: false })),
    ],
    ["a field that goes", removeField("Book.pages"), RUNNING],
    ["a field that is renamed", renameField("Book.pages", { to: "length" }), RUNNING],
    ["a model that is renamed", renameModel("Book", { to: "Volume" }), RUNNING],
    ["another table", alterModelTable("Book", { table: "volumes" }), RUNNING],
    ["a model that goes", deleteModel("Book"), RUNNING],
    ["an index", addIndex("Book", index({ name: "i", fields: ["pages"] })), "lock"],
    [
      "an index made concurrently",
      addIndexConcurrently("Book", index({ name: "i", fields: ["pages"] })),
    ],
    ["a check", addConstraint("Book", check({ name: "c", condition: { pages__gt: 0 } })), "lock"],
    [
      "a check made online",
      addConstraint("Book", check({ name: "c", condition: { pages__gt: 0 } }), { online: true }),
    ],
    ["a unique constraint", addConstraint("Book", unique({ name: "u", fields: ["isbn"] })), "lock"],
    ["fields unique together", alterUniqueTogether("Book", [["title", "isbn"]]), "lock"],
    ["longer text", alterField("Book.title", f.char({ maxLength: 50 }))],
    ["shorter text", alterField("Book.title", f.char({ maxLength: 20 })), "rewrite"],
    ["text of any length", alterField("Book.title", f.text())],
    ["another type", alterField("Book.pages", f.bigInteger({ null: true })), "rewrite"],
    ["more digits", alterField("Book.price", f.decimal({ maxDigits: 9, decimalPlaces: 2 }))],
    [
      "more places",
      alterField("Book.price", f.decimal({ maxDigits: 9, decimalPlaces: 3 })),
      "rewrite",
    ],
    ["NULL that is forbidden", alterField("Book.pages", f.integer(), { fill: 0 }), RUNNING, "lock"],
    [
      "NULL that is forbidden online",
      alterField("Book.pages", f.integer(), { fill: 0, online: true }),
      RUNNING,
    ],
    ["NULL that is allowed", alterField("Book.title", f.char({ maxLength: 40, null: true }))],
    [
      "uniqueness",
      alterField("Book.isbn", f.char({ maxLength: 13, null: true, unique: true })),
      "lock",
    ],
    [
      "a default of Flagon",
      alterField("Book.title", f.char({ maxLength: 40, default: "x", helpText: "y" })),
    ],
    ["code without a way back", runCode(() => {}), "to-undo"],
    ["code with a way back", runCode(() => {}, { reverse: noop })],
    ["statements without a way back", runSql("SELECT 1"), "to-undo"],
    [
      "a change of the state alone",
      separateDatabaseAndState({ state: [removeField("Book.pages")] }),
    ],
    [
      "a change of the database alone",
      separateDatabaseAndState({ database: [removeField("Book.pages")] }),
      RUNNING,
    ],
  ];

  for (const [what, operation, ...codes] of cases)
    it(`tells of ${what}: ${codes.length === 0 ? "nothing" : codes.join(", ")}`, () => {
      assert.deepEqual(told([operation]), codes);
    });

  it("says where it is, why, and what to do", () => {
    const [error] = lintOperations([removeField("Book.pages")], { label: "shop", before });
    assert.equal(error!.where, "shop: Remove field pages from Book");
    assert.match(error!.what, /Code that still runs/);
    assert.match(error!.mend!, /separateDatabaseAndState/);
  });

  it("is silent about tables that the migration makes, also under another name", () => {
    const operations = [
      createModel("Shelf", { n: f.integer() }),
      renameModel("Shelf", { to: "Rack" }),
      addField("Rack.name", f.char({ maxLength: 9, unique: true })),
    ];
    assert.deepEqual(told(operations), []);
  });

  it("tells of rows that are written among changes of the schema, where both are one transaction", () => {
    const operations = [
      addField("Book.n", f.integer({ null: true })),
      runCode(noop, { reverse: noop }),
    ];
    assert.deepEqual(told(operations), ["rows"]);
    assert.deepEqual(told(operations, { isAtomic: false }), []);
    assert.deepEqual(told(operations, { kinds: ["sqlite"] }), []);
  });

  it("tells of what the databases of the site lock, and of nothing that is silenced", () => {
    const operations = [
      addIndex("Book", index({ name: "i", fields: ["pages"] })),
      removeField("Book.title"),
    ];
    assert.deepEqual(told(operations, { kinds: ["sqlite", "mysql"] }), [RUNNING]);
    assert.deepEqual(told(operations, { silence: [`migrations.unsafe-${RUNNING}`] }), ["lock"]);
    const longer = [alterField("Book.title", f.char({ maxLength: 80 }))];
    assert.deepEqual(told(longer, { kinds: ["mysql"] }), ["rewrite"]);
    const text = [addField("Book.note", f.text({ default: "x" }))];
    assert.deepEqual(told(text, { kinds: ["mysql"] }), [RUNNING, "rewrite"]);
  });
});
