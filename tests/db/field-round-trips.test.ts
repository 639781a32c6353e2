/** Every field type through real databases: what is stored comes back equal, extremes and hostile texts too. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { Decimal } from "../../src/db/decimal.ts";
import type { Field } from "../../src/db/fields/field.ts";
import { f } from "../../src/db/fields/f.ts";
import { JsonNull } from "../../src/db/fields/json.ts";
import { Range } from "../../src/db/range.ts";
import { addExtensions, KINDS, newTable, openKind, read, write } from "./databases.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const clock = (text: string) => Temporal.PlainTime.from(text);
const span = (text: string) => Temporal.Duration.from(text);
const decimals = (maxDigits: number, decimalPlaces: number) =>
  f.decimal({ maxDigits, decimalPlaces });

const HOSTILE = "'; DROP TABLE x; --\"\\`\n\r\t%_${x}{{x}}\u2028\u202e👩‍👩‍👧 ä\u0308 \u0001\x7f";
const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);

/** A field, values that come back as they went in, and values that come back as others. */
interface Case {
  field: Field;
  same?: unknown[];
  other?: [value: unknown, back: unknown][];
  on?: readonly DatabaseKind[];
}

const SERVERS = ["postgres", "mysql"] as const;
const POSTGRES = ["postgres"] as const;

const CASES: Case[] = [
  { field: f.char({ maxLength: 100 }), same: ["", " a ", "é".repeat(100), HOSTILE.slice(0, 60)] },
  { field: f.text(), same: ["", HOSTILE, "x".repeat(200_000), "NULL", "\\N"] },
  { field: f.text(), same: ["a\0b"], on: ["sqlite", "mysql"] },
  { field: f.slug(), same: ["a-b_c"] },
  { field: f.email(), same: ["a@b.example"] },
  { field: f.url(), same: ["https://example.com/?a=b#c"] },
  { field: f.boolean(), same: [true, false], other: [[1, true]] },
  { field: f.smallInteger(), same: [-32_768, 0, 32_767] },
  { field: f.integer(), same: [-2_147_483_648, 0, 2_147_483_647] },
  {
    field: f.bigInteger(),
    same: [-(2n ** 63n), 0n, 2n ** 53n + 1n, 2n ** 63n - 1n],
    other: [[7, 7n]],
  },
  {
    field: f.bigInteger({ mode: "number" }),
    same: [-9_007_199_254_740_991, 9_007_199_254_740_991],
  },
  { field: f.positiveSmallInteger(), same: [0, 32_767] },
  { field: f.positiveInteger(), same: [0, 2_147_483_647] },
  { field: f.positiveBigInteger(), same: [0n, 2n ** 63n - 1n] },
  { field: f.positiveBigInteger(), same: [2n ** 64n - 1n], on: ["mysql"] },
  { field: f.float(), same: [0, 0.1, -1.5, 1e300, 5e-324, 2 ** 53 + 2, Math.PI] },
  { field: decimals(15, 5), same: ["0.00001", "-9999999999.99999", "0.30000"].map(Decimal.from) },
  {
    field: decimals(15, 2),
    other: [
      [0.1, Decimal.from("0.10")],
      [1e12, Decimal.from("1000000000000.00")],
    ],
  },
  {
    field: decimals(60, 30),
    same: [Decimal.from(`${"9".repeat(30)}.${"9".repeat(30)}`)],
    on: SERVERS,
  },
  {
    field: f.date(),
    same: [day("0001-01-01"), day("1582-10-10"), day("2024-02-29"), day("9999-12-31")],
    other: [["2026-11-21", day("2026-11-21")]],
  },
  {
    field: f.time(),
    same: [clock("00:00"), clock("23:59:59.999999"), clock("12:00:00.000001")],
    other: [["9:05", clock("09:05")]],
  },
  {
    field: f.datetime(),
    same: [
      new Date("0001-01-01T00:00:00Z"),
      new Date("1969-12-31T23:59:59.999Z"),
      new Date("2026-03-29T01:30:00.001Z"),
      new Date("9999-12-31T23:59:59.999Z"),
    ],
    other: [["2026-01-01T00:00:00.5+05:30", new Date("2025-12-31T18:30:00.500Z")]],
  },
  {
    field: f.duration(),
    same: [
      span("PT0S"),
      span("PT1H30M"),
      span("-P1DT2H3M4.000005S"),
      span("PT0.000001S"),
      span("P100000000DT23H59M59.999999S"),
    ],
    other: [
      ["1:30:00", span("PT1H30M")],
      [span("PT90M"), span("PT1H30M")],
      [span("P2W"), span("P14D")],
    ],
  },
  { field: f.duration(), same: [span("P999999999DT23H59M59.999999S")], on: POSTGRES },
  {
    field: f.uuid(),
    same: ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"],
    other: [["{0B5B1E5C-7E5F-4F1B-9B0A-0123456789AB}", "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab"]],
  },
  {
    field: f.json(),
    same: [
      {},
      [],
      "",
      0,
      false,
      { a: [{ "b.c": HOSTILE.replace("\u0001", "") }], "": null },
      1e300,
      -0.5,
    ],
    other: [[JsonNull, null]],
  },
  { field: f.binary(), same: [bytes, new Uint8Array(), new Uint8Array(70_000).fill(255)] },
  {
    field: f.genericIpAddress(),
    same: ["192.0.2.1", "2001:db8::1", "::"],
    other: [
      ["2001:0DB8:0:0:0:0:0:0001", "2001:db8::1"],
      ["::FFFF:10.1.2.3", "::ffff:10.1.2.3"],
    ],
  },
  { field: f.genericIpAddress({ unpackIpv4: true }), other: [["::ffff:10.1.2.3", "10.1.2.3"]] },
  { field: f.file(), same: ["", "a/b c.txt"] },
  { field: f.image(), same: ["a.png"] },
  { field: f.filePath(), same: ["/etc/hosts"] },
  {
    field: f.array(f.integer({ null: true })),
    same: [[], [1, null, -2_147_483_648]],
    on: POSTGRES,
  },
  {
    field: f.array(f.text({ null: true })),
    same: [["", "NULL", null, "{}", ",", HOSTILE, '"', "\\"]],
    on: POSTGRES,
  },
  { field: f.array(f.boolean()), same: [[true, false]], on: POSTGRES },
  { field: f.array(f.bigInteger()), same: [[1n, 2n ** 62n]], on: POSTGRES },
  { field: f.array(f.datetime()), same: [[new Date(0), new Date(1)]], on: POSTGRES },
  { field: f.array(decimals(5, 2)), same: [[Decimal.from("1.10")]], on: POSTGRES },
  { field: f.array(f.json()), same: [[{ a: '"' }, [1]]], on: POSTGRES },
  { field: f.array(f.binary()), same: [[bytes]], on: POSTGRES },
  {
    field: f.array(f.array(f.text()), { size: 2 }),
    same: [
      [
        ["a", "b"],
        ["c", "}"],
      ],
    ],
    on: POSTGRES,
  },
  {
    field: f.integerRange(),
    same: [
      new Range(1, 10),
      new Range<number>(null, 5),
      new Range<number>(),
      Range.empty<number>(),
    ],
    other: [
      [[1, 3], new Range(1, 3)],
      [new Range(1, 3, "[]"), new Range(1, 4)],
      [new Range(5, 5), Range.empty()],
    ],
    on: POSTGRES,
  },
  { field: f.bigIntegerRange(), same: [new Range(1n, 2n ** 62n)], on: POSTGRES },
  {
    field: f.decimalRange(),
    same: [new Range(Decimal.from("1.50"), Decimal.from("2"), "(]")],
    on: POSTGRES,
  },
  {
    field: f.dateRange(),
    same: [new Range(day("2026-01-01"), day("2026-02-01"))],
    other: [[["2026-01-01", null], new Range(day("2026-01-01"), null)]],
    on: POSTGRES,
  },
  { field: f.datetimeRange(), same: [new Range(new Date(0), new Date(5), "()")], on: POSTGRES },
  {
    field: f.hstore(),
    same: [{}, { a: "1", b: null, "": HOSTILE, '"=>': "NULL", ["__proto__"]: "x" }],
    on: POSTGRES,
  },
  { field: f.citext(), same: ["Ann", HOSTILE], on: POSTGRES },
  { field: f.searchVector(), other: [["fat cat", "'cat' 'fat'"]], on: POSTGRES },
];

/** Values that only say what they are as text, however deep they are, with the names of their classes. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Range) return `Range ${shown(value.lower)} ${value.toString()}`;
  if (typeof value !== "object" || value === null) return value;
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag?.startsWith("Temporal.") === true ? `${tag} ${String(value)}` : value;
}

interface Stored {
  field: Field;
  value: unknown;
  back: unknown;
}

function storedOn(kind: DatabaseKind): Stored[] {
  return CASES.filter(({ on = KINDS }) => on.includes(kind)).flatMap(
    ({ field, same = [], other = [] }) => [
      ...same.map((value) => ({ field, value, back: value })),
      ...other.map(([value, back]) => ({ field, value, back })),
    ],
  );
}

/** One table with a column for each field, one row for each value. */
async function withColumns(
  kind: DatabaseKind,
  fields: readonly Field[],
  work: (database: Database, table: string) => Promise<void>,
): Promise<void> {
  const database = openKind(kind);
  const table = newTable();
  const quoted = (name: string) => (database.kind === "mysql" ? `\`${name}\`` : `"${name}"`);
  const columns = fields.map((field, index) => {
    const check = field.columnCheck(database.kind, quoted(`c${index}`));
    const type = field.columnType(database.kind);
    return `${quoted(`c${index}`)} ${type} NULL${check === undefined ? "" : ` CHECK (${check})`}`;
  });
  if (database.kind === "postgres") await addExtensions(database, "hstore", "citext");
  const options = database.kind === "mysql" ? " CHARACTER SET utf8mb4" : "";
  await database.script([
    `CREATE TABLE ${table} (id integer PRIMARY KEY, ${columns.join(", ")})${options}`,
  ]);
  try {
    await work(database, table);
  } finally {
    await database.script([`DROP TABLE ${table}`]);
    await database.close();
  }
}

for (const kind of KINDS) {
  describe(`values on ${kind}`, () => {
    it("come back as they went in, whatever the field", async () => {
      const stored = storedOn(kind);
      const fields = [...new Set(stored.map(({ field }) => field))];
      for (const [index, field] of fields.entries()) field.name = `c${index}`;
      await withColumns(kind, fields, async (database, table) => {
        for (const [id, { field, value }] of stored.entries()) {
          const convert = field.storeWriter(kind) as ((value: unknown) => unknown) | undefined;
          const wire = convert === undefined ? value : convert(value);
          await write(database, `INSERT INTO ${table} (id, ${field.name}) VALUES (?, ?)`, id, wire);
        }
        for (const [id, { field, back }] of stored.entries()) {
          const rows = await read(database, `SELECT ${field.name} FROM ${table} WHERE id = ?`, id);
          const convert = field.reader(kind) as ((value: unknown) => unknown) | undefined;
          const found = convert === undefined ? rows[0]![0] : convert(rows[0]![0]);
          assert.deepEqual(shown(found), shown(back), `${field.kind} ${id}`);
        }
      });
      assert.ok(stored.length > 70);
    });

    it("are found by what they are compared with", async () => {
      const comparable: [Field, unknown][] = [
        [f.text(), HOSTILE],
        [f.boolean(), true],
        [f.bigInteger(), 2n ** 63n - 1n],
        [f.float(), 0.1],
        [decimals(15, 2), "19.90"],
        [f.date(), "2026-11-21"],
        [f.time(), "09:05:00.5"],
        [f.datetime(), new Date("2026-11-21T03:14:19.120Z")],
        [f.duration(), "PT1H30M"],
        [f.uuid(), "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab"],
        [f.binary(), bytes],
        [f.genericIpAddress(), "2001:db8::1"],
      ];
      const fields = comparable.map(([field]) => field);
      await withColumns(kind, fields, async (database, table) => {
        for (const [index, [field, value]] of comparable.entries()) {
          const wire = (field.storeWriter(kind) as (value: unknown) => unknown)(value);
          const same = (field.writer(kind) as (value: unknown) => unknown)(value);
          await write(database, `INSERT INTO ${table} (id, c${index}) VALUES (?, ?)`, index, wire);
          const rows = await read(database, `SELECT id FROM ${table} WHERE c${index} = ?`, same);
          assert.deepEqual(rows, [[index]], field.kind);
        }
      });
    });
  });
}
