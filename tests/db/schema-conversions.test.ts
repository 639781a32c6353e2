/** Types that change with a value in the column: what the new type can say is kept, the rest is refused, alike on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTables, f, model } from "../../src/db/index.ts";
import { metaOf } from "../../src/db/registry.ts";
import { SchemaEditor } from "../../src/db/schema/schema-editor.ts";
import { withHome } from "./homes.ts";
import { shapesOf } from "./schema-shapes.ts";
import { WRITTEN } from "./tables.ts";

const FIELDS = {
  small: () => f.smallInteger({ null: true }),
  int: () => f.integer({ null: true }),
  big: () => f.bigInteger({ null: true }),
  positive: () => f.positiveSmallInteger({ null: true }),
  boolean: () => f.boolean({ null: true }),
  decimal: () => f.decimal({ maxDigits: 8, decimalPlaces: 3, null: true }),
  money: () => f.decimal({ maxDigits: 5, decimalPlaces: 1, null: true }),
  float: () => f.float({ null: true }),
  short: () => f.char({ maxLength: 4, null: true }),
  char: () => f.char({ maxLength: 40, null: true }),
  text: () => f.text({ null: true }),
  date: () => f.date({ null: true }),
  datetime: () => f.datetime({ null: true }),
  time: () => f.time({ null: true }),
  uuid: () => f.uuid({ null: true }),
  json: () => f.json({ null: true }),
  binary: () => f.binary({ null: true }),
  duration: () => f.duration({ null: true }),
  ip: () => f.genericIpAddress({ null: true }),
};

type Name = keyof typeof FIELDS;

const UUID = "0b0f5ac2-4a5c-4e5e-9a39-0d3c8e5f3f0a";

/** Each is turned into the types behind it and read as the text given; `-` is a refusal. */
const CASES: readonly (readonly [from: Name, value: unknown, to: Partial<Record<Name, string>>])[] =
  [
    [
      "int",
      70_000,
      {
        small: "-",
        big: "70000",
        positive: "-",
        boolean: "-",
        decimal: "70000.000",
        money: "-",
        float: "70000",
        short: "-",
        char: "70000",
        date: "-",
        uuid: "-",
      },
    ],
    [
      "int",
      -1,
      {
        small: "-1",
        positive: "-",
        boolean: "-",
        text: "-1",
        time: "-",
        json: "-",
        duration: "-",
        binary: "-",
      },
    ],
    ["small", -32_768, { decimal: "-32768.000", money: "-", float: "-32768" }],
    [
      "big",
      9_007_199_254_740_993n,
      { int: "-", float: "-", decimal: "-", char: "9007199254740993" },
    ],
    ["boolean", true, { int: "1", decimal: "1.000", float: "1", datetime: "-" }],
    ["decimal", "1.250", { int: "-", money: "-", float: "1.25", boolean: "-", duration: "-" }],
    ["decimal", "1.000", { int: "1", money: "1.0", boolean: "true" }],
    ["float", 1.5, { int: "-", decimal: "1.500", char: "1.5", boolean: "-" }],
    ["float", 1e300, { big: "-", decimal: "-", int: "-" }],
    ["float", 0.1, { decimal: "0.100", money: "0.1", int: "-" }],
    [
      "char",
      "12",
      {
        int: "12",
        big: "12",
        boolean: "-",
        decimal: "12.000",
        float: "12",
        json: "12",
        short: "12",
        text: "12",
      },
    ],
    [
      "char",
      "abc",
      {
        int: "-",
        decimal: "-",
        float: "-",
        boolean: "-",
        date: "-",
        datetime: "-",
        time: "-",
        uuid: "-",
        json: "-",
        ip: "-",
        duration: "-",
      },
    ],
    ["char", "", { int: "-", decimal: "-", date: "-", uuid: "-", ip: "-" }],
    ["char", "true", { boolean: "true", int: "-" }],
    ["char", "1.25", { decimal: "1.250", money: "-", int: "-", float: "1.25" }],
    ["char", "99999999999", { int: "-", big: "99999999999", small: "-" }],
    ["char", "2020-01-02", { date: "2020-01-02", datetime: "-" }],
    ["char", "2020-02-31", { date: "-" }],
    ["char", "2020-01-02 03:04:05", { datetime: "2020-01-02T03:04:05.000Z", date: "-" }],
    ["char", "10:20:30", { time: "10:20:30", duration: "-" }],
    ["char", UUID, { uuid: UUID, short: "-" }],
    [
      "text",
      "a long text",
      { char: "a long text", short: "-", binary: "97,32,108,111,110,103,32,116,101,120,116" },
    ],
    ["short", "é😀", { char: "é😀", text: "é😀" }],
    [
      "date",
      "2020-01-02",
      { datetime: "2020-01-02T00:00:00.000Z", char: "2020-01-02", short: "-", int: "-" },
    ],
    ["datetime", new Date("2020-01-02T00:00:00Z"), { date: "2020-01-02", time: "-" }],
    ["datetime", new Date("2020-01-02T00:00:00.001Z"), { date: "-" }],
    ["uuid", UUID, { short: "-", int: "-", json: "-" }],
    ["json", { a: 1 }, { text: '{"a":1}', short: "-", int: "-" }],
    ["char", "2020-01-02T03:04:05.5Z", { datetime: "2020-01-02T03:04:05.500Z", date: "-" }],
    ["char", "2020-01-02 03:04:05+00:00", { datetime: "2020-01-02T03:04:05.000Z" }],
    ["char", "2020-01-02T03:04:05+02:00", { datetime: "-" }],
    ["char", "12\n", { int: "-" }],
    ["char", "300.1.1.1", { ip: "-" }],
    ["char", "255.1.10.199", { ip: "255.1.10.199" }],
    ["char", "1e400", { float: "-" }],
    ["binary", new Uint8Array([255]), { text: "-", int: "-" }],
    [
      "binary",
      new Uint8Array([195, 164, 98, 99, 100]),
      { text: "äbcd", char: "äbcd", short: "äbcd" },
    ],
    ["binary", new Uint8Array([97, 98, 99, 100, 101]), { short: "-" }],
    ["ip", "10.0.0.1", { char: "10.0.0.1", short: "-", int: "-" }],
  ];

function modelWith(name: Name) {
  class Box extends model(
    { v: FIELDS[name]() as ReturnType<typeof FIELDS.int> },
    { table: "box" },
  ) {}
  return Box;
}

for (const kind of WRITTEN) {
  describe(`a value whose type changes on ${kind}`, () => {
    for (const [from, value, wanted] of CASES) {
      it(`is kept or refused: ${from} ${String(value)}`, () =>
        withHome(kind, async (database) => {
          for (const [to, text] of Object.entries(wanted) as [Name, string][]) {
            const [Before, After] = [modelWith(from), modelWith(to)];
            await createTables(Before);
            await Before.create({ v: value as number });
            const shape = await shapesOf(database, ["box"]);
            const editor = new SchemaEditor(kind);
            const metas = [metaOf(Before), metaOf(After)] as const;
            editor.alterField(...metas, metas[0].field("v"), metas[1].field("v"));
            if (text === "-") {
              await assert.rejects(
                editor.run(database),
                { code: "db.unfit-values", message: /cannot (?:hold|be held)/ },
                to,
              );
              assert.deepEqual(await shapesOf(database, ["box"]), shape);
              assert.equal(await Before.exclude({ v: null }).count(), 1);
            } else {
              await editor.run(database);
              const [row] = await After.all();
              // Databases part the words of JSON or do not.
              assert.equal(shown(row!.v).replace('": ', '":'), text, to);
            }
            await database.script(["DROP TABLE box"]);
          }
        }));
    }
  });
}

function shown(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
