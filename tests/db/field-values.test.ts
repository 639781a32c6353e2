/** The values of fields on their way to the database and back: what is taken, what is refused, and what the wire has. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import type { DatabaseKind } from "../../src/db/backends/backend.ts";
import { Decimal } from "../../src/db/decimal.ts";
import type { Field } from "../../src/db/fields/field.ts";
import { f } from "../../src/db/fields/f.ts";
import { JsonNull } from "../../src/db/fields/json.ts";

const DATABASES = ["sqlite", "postgres", "mysql"] as const;

function named<F extends Field>(field: F): F {
  field.name = "value";
  field.modelName = "Thing";
  return field;
}

function store(field: Field, database: DatabaseKind, value: unknown): unknown {
  return (
    (field.storeWriter(database) as ((value: unknown) => unknown) | undefined)?.(value) ?? value
  );
}

function read(field: Field, database: DatabaseKind, value: unknown): unknown {
  const reader = field.reader(database) as ((value: unknown) => unknown) | undefined;
  return reader === undefined ? value : reader(value);
}

/** Stores a value in a column of its own type on SQLite, and gives what comes back. */
function throughSqlite(field: Field, value: unknown): unknown {
  const database = new DatabaseSync(":memory:");
  const check = field.columnCheck("sqlite", '"v"');
  database.exec(
    `CREATE TABLE t ("v" ${field.columnType("sqlite")}${check === undefined ? "" : ` CHECK (${check})`})`,
  );
  database.prepare("INSERT INTO t VALUES (?)").run(store(field, "sqlite", value) as string);
  const select = database.prepare("SELECT v FROM t");
  select.setReadBigInts(true);
  const raw = (select.get() as { v: unknown }).v;
  const isSafe = typeof raw === "bigint" && Number.isSafeInteger(Number(raw));
  return read(field, "sqlite", isSafe ? Number(raw) : raw);
}

const day = (text: string) => Temporal.PlainDate.from(text);
const clock = (text: string) => Temporal.PlainTime.from(text);
const shown = (value: unknown): unknown =>
  typeof value === "object" && value !== null && Symbol.toStringTag in value
    ? String(value)
    : value;

/** Field, value, what the wire has on SQLite, PostgreSQL and MySQL (one for all where they are alike), what comes back. */
const VALUES: [field: Field, value: unknown, wire: unknown[], back: unknown][] = [
  [f.char({ maxLength: 3 }), "äöü", ["äöü"], "äöü"],
  [f.char({ maxLength: 3 }), "👍👍👍", ["👍👍👍"], "👍👍👍"],
  [f.char(), "", [""], ""],
  [f.text(), "a'b\"c\\\n\t%_", ["a'b\"c\\\n\t%_"], "a'b\"c\\\n\t%_"],
  [f.boolean(), true, [1, true, 1], true],
  [f.boolean(), false, [0, false, 0], false],
  [f.boolean(), 1, [1, true, 1], true],
  [f.smallInteger(), -32_768, [-32_768], -32_768],
  [f.integer(), 2_147_483_647, [2_147_483_647], 2_147_483_647],
  [f.integer(), 0, [0], 0],
  [f.bigInteger(), -(2n ** 63n), [-(2n ** 63n)], -(2n ** 63n)],
  [f.bigInteger(), 2n ** 63n - 1n, [2n ** 63n - 1n], 2n ** 63n - 1n],
  [f.bigInteger(), 9_007_199_254_740_993n, [9_007_199_254_740_993n], 9_007_199_254_740_993n],
  [f.bigInteger(), 7, [7], 7n],
  [f.bigInteger({ mode: "number" }), 7, [7], 7],
  [f.positiveInteger(), 0, [0], 0],
  [f.float(), 0.1, [0.1], 0.1],
  [f.float(), 5e-324, [5e-324], 5e-324],
  [
    f.float(),
    1.797_693_134_862_315_7e308,
    [1.797_693_134_862_315_7e308],
    1.797_693_134_862_315_7e308,
  ],
  [
    f.datetime(),
    new Date("2026-11-21T03:14:19Z"),
    ["2026-11-21 03:14:19", "2026-11-21 03:14:19+00", "2026-11-21 03:14:19"],
    new Date("2026-11-21T03:14:19Z"),
  ],
  [
    f.datetime(),
    new Date("0001-01-01T00:00:00Z"),
    ["0001-01-01 00:00:00", "0001-01-01 00:00:00+00", "0001-01-01 00:00:00"],
    new Date("0001-01-01T00:00:00Z"),
  ],
  [
    f.datetime(),
    "2026-03-29T02:30:00.120+02:00",
    ["2026-03-29 00:30:00.120000", "2026-03-29 00:30:00.120000+00", "2026-03-29 00:30:00.120000"],
    new Date("2026-03-29T00:30:00.120Z"),
  ],
  [f.date(), "2024-02-29", ["2024-02-29"], day("2024-02-29")],
  [f.date(), day("0001-01-01"), ["0001-01-01"], day("0001-01-01")],
  [f.date(), day("9999-12-31").withCalendar("hebrew"), ["9999-12-31"], day("9999-12-31")],
  [f.time(), "14:30", ["14:30:00"], clock("14:30")],
  [f.time(), clock("23:59:59.000001"), ["23:59:59.000001"], clock("23:59:59.000001")],
  [
    f.uuid(),
    "0B5B1E5C-7E5F-4F1B-9B0A-0123456789AB",
    [
      "0b5b1e5c7e5f4f1b9b0a0123456789ab",
      "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab",
      "0b5b1e5c7e5f4f1b9b0a0123456789ab",
    ],
    "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab",
  ],
  [
    f.uuid(),
    "00000000000000000000000000000000",
    [
      "00000000000000000000000000000000",
      "00000000-0000-0000-0000-000000000000",
      "00000000000000000000000000000000",
    ],
    "00000000-0000-0000-0000-000000000000",
  ],
  [
    f.json(),
    { a: [1, "é", null, true], "b c": 0.5 },
    ['{"a": [1, "\\u00e9", null, true], "b c": 0.5}'],
    { a: [1, "é", null, true], "b c": 0.5 },
  ],
  [f.json(), "text", ['"text"'], "text"],
  [f.json(), JsonNull, ["null"], null],
  [f.json(), [], ["[]"], []],
  [
    f.json(),
    { when: new Date(0) },
    ['{"when": "1970-01-01T00:00:00.000Z"}'],
    { when: "1970-01-01T00:00:00.000Z" },
  ],
  [
    f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    "999.99",
    [999.99, "999.99", "999.99"],
    Decimal.from("999.99"),
  ],
  [
    f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    12.5,
    [12.5, "12.50", "12.50"],
    Decimal.from("12.50"),
  ],
  [
    f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    -3n,
    [-3, "-3.00", "-3.00"],
    Decimal.from("-3.00"),
  ],
  [
    f.decimal({ maxDigits: 19, decimalPlaces: 10 }),
    "0.0000000001",
    [1e-10, "0.0000000001", "0.0000000001"],
    Decimal.from("0.0000000001"),
  ],
  [
    f.decimal({ maxDigits: 30, decimalPlaces: 0 }),
    10n ** 29n,
    [1e29, "1" + "0".repeat(29), "1" + "0".repeat(29)],
    Decimal.from(10n ** 29n),
  ],
];

describe("a value that is stored", () => {
  for (const [field, value, wire, back] of VALUES) {
    it(`is what Django writes, and comes back: ${field.kind} ${String(shown(value))}`, () => {
      const [sqlite, postgres = sqlite, mysql = sqlite] = wire;
      assert.deepEqual(
        DATABASES.map((database) => store(named(field), database, value)),
        [sqlite, postgres, mysql],
      );
      assert.deepEqual(shown(throughSqlite(field, value)), shown(back));
      assert.deepEqual(shown(read(field, "postgres", postgres)), shown(back));
    });
  }
});

const bad: [field: Field, values: unknown[]][] = [
  [f.char(), [1, true, {}, [], undefined, new Date(0), Symbol("s"), 1n, () => "x"]],
  [f.boolean(), ["true", "", 2, {}, undefined, Number.NaN]],
  [f.integer(), [1.5, Number.NaN, Infinity, "1", true, {}, undefined, 2 ** 53]],
  [f.bigInteger(), ["1", 2 ** 53, 0.1, null]],
  [f.float(), ["1", Number.NaN, true, {}]],
  [
    f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    ["", ".", "1,5", "abc", Number.NaN, Infinity, {}, true, "1e99999", "0x10"],
  ],
  [
    f.datetime(),
    [
      "2026-01-01",
      "2026-01-01T10:00:00",
      "2026-02-30T00:00:00Z",
      "2026-01-01T24:00:00Z",
      "2026-01-01T23:59:60Z",
      new Date(Number.NaN),
      new Date("+010000-01-01T00:00:00Z"),
      new Date("-000001-01-01T00:00:00Z"),
      0,
      "now",
      {},
    ],
  ],
  [
    f.date(),
    [
      "2026-02-29",
      "0000-01-01",
      "10000-01-01",
      "2026-13-01",
      "tomorrow",
      new Date(0),
      20_260_101,
      {},
    ],
  ],
  [f.time(), ["24:00", "23:59:60", "25:00", "noon", "12:00:00.0000001", new Date(0), {}]],
  [
    f.duration(),
    [
      "",
      "tomorrow",
      "P1M",
      "P1Y",
      90,
      {},
      Temporal.Duration.from({ nanoseconds: 1 }),
      Temporal.Duration.from({ months: 1 }),
      "P1000000000D",
    ],
  ],
  [f.binary(), ["text", [1, 2], {}, 1]],
  [f.genericIpAddress(), ["", "1.2.3", "1.2.3.04", "::g", "1.2.3.4/8", "fe80::1%eth0", 1]],
  [f.genericIpAddress({ protocol: "ipv4" }), ["::1"]],
  [f.array(f.integer()), [1, "{1}", [1.5], [null], ["1"], [[1]]]],
  [f.integerRange(), [1, "[1,2)", [1], [1, 2, 3], ["a", 2]]],
  [f.hstore(), ["a", [], { a: 1 }, { a: undefined }, new Map()]],
  [f.vector(), [[Number.NaN], ["1"], "[1]", { length: 1 }]],
  [f.uuid(), ["", "g".repeat(32), "0b5b1e5c", 1, {}]],
  [
    f.json(),
    [undefined, () => 1, Symbol("s"), 1n, Number.NaN, Infinity, new Map(), new Date(Number.NaN)],
  ],
];

describe("a value of the wrong type", () => {
  for (const [field, values] of bad) {
    it(`is refused with the field's name: ${field.kind}`, () => {
      for (const database of DATABASES) {
        const write = named(field).writer(database) as (value: unknown) => unknown;
        for (const value of values) {
          const refused = { code: "db.wrong-type", where: "Thing.value" };
          assert.throws(() => write(value), refused, String(value));
        }
      }
    });
  }

  it("is named, and long ones are cut", () => {
    const write = named(f.integer()).writer("sqlite") as (value: unknown) => unknown;
    assert.throws(() => write("x".repeat(500)), {
      what: `The field takes a whole number, and got the text "${"x".repeat(40)}…".`,
    });
    assert.throws(() => write(new Map()), { what: /a value of Map/ });
    assert.throws(() => write(1.5), { mend: /Round it/ });
  });
});

const unfit: [field: Field, code: string, values: unknown[]][] = [
  [f.char({ maxLength: 3 }), "db.too-long", ["abcd", "👍👍👍👍"]],
  [f.char(), "db.broken-text", ["a\ud800b"]],
  [f.text(), "db.broken-text", ["\udc00"]],
  [f.smallInteger(), "db.out-of-range", [32_768, -32_769, 40_000n]],
  [f.integer(), "db.out-of-range", [2_147_483_648, -(2n ** 31n) - 1n]],
  [f.positiveSmallInteger(), "db.out-of-range", [-1, 65_536]],
  [f.float(), "db.out-of-range", [Infinity, -Infinity]],
  [
    f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    "db.out-of-range",
    ["1000", "0.001", 0.1 + 0.2, "-1000.00"],
  ],
];

describe("a value that its column cannot hold", () => {
  for (const [field, code, values] of unfit) {
    it(`is refused when it is stored, and may be compared with: ${field.kind} ${code}`, () => {
      for (const database of DATABASES) {
        const write = named(field).writer(database) as (value: unknown) => unknown;
        for (const value of values) {
          assert.throws(() => store(field, database, value), { code, where: "Thing.value" });
          assert.doesNotThrow(() => write(value));
        }
      }
    });
  }

  it("is refused in a comparison, too, where it has more bits than any parameter", () => {
    const field = named(f.bigInteger());
    for (const database of ["sqlite", "postgres"] as const) {
      const write = field.writer(database) as (value: unknown) => unknown;
      assert.equal(write(2n ** 63n - 1n), 2n ** 63n - 1n);
      for (const value of [2n ** 63n, -(2n ** 63n) - 1n]) {
        assert.throws(() => write(value), { code: "db.out-of-range", where: "Thing.value" });
        assert.throws(() => store(field, database, value), { code: "db.out-of-range" });
      }
    }
  });

  it("is refused for what PostgreSQL alone lacks: null characters", () => {
    for (const [field, value] of [
      [f.char(), "a\0b"],
      [f.json(), { a: "\0" }],
    ] as const) {
      assert.throws(() => store(named(field), "postgres", value), { code: "db.null-character" });
      assert.doesNotThrow(() => store(field, "sqlite", value));
    }
    assert.doesNotThrow(() => store(f.json(), "postgres", { a: "\\u0000" }));
  });

  it("is refused for what SQLite alone lacks: more than 15 digits", () => {
    const field = named(f.decimal({ maxDigits: 20, decimalPlaces: 2 }));
    assert.throws(() => store(field, "sqlite", "12345678901234.56"), {
      code: "db.out-of-range",
      what: /more than 15 digits, which SQLite would not keep/,
    });
    assert.equal(store(field, "postgres", "123456789012345678.91"), "123456789012345678.91");
    assert.equal(String(throughSqlite(field, "1234567890123.45")), "1234567890123.45");
  });

  it("is held by the wider columns of MySQL", () => {
    assert.equal(store(f.positiveSmallInteger(), "mysql", 65_535), 65_535);
    assert.throws(() => store(f.positiveSmallInteger(), "postgres", 65_535));
    assert.equal(store(f.positiveBigInteger(), "mysql", 2n ** 64n - 1n), 2n ** 64n - 1n);
  });
});

describe("fields of PostgreSQL", () => {
  it("have no columns elsewhere, and say so", () => {
    for (const field of [f.array(f.text()), f.hstore(), f.dateRange(), f.citext(), f.vector()]) {
      for (const database of ["sqlite", "mysql"] as const) {
        assert.throws(() => named(field).columnType(database), {
          name: "NotSupportedError",
          code: "db.postgres-only",
          where: "Thing.value",
        });
      }
    }
  });

  it("name themselves where an item is wrong", () => {
    const write = named(f.array(f.array(f.char({ maxLength: 2 })), { size: 1 }));
    assert.equal(store(write, "postgres", [["a", 'b"']]), '{{"a","b\\""}}');
    assert.throws(() => store(write, "postgres", [["abc"]]), {
      code: "db.too-long",
      where: "Thing.value",
    });
    assert.throws(() => store(write, "postgres", [[], []]), { code: "db.out-of-range" });
  });

  it("keep vectors to their dimensions", () => {
    const field = named(f.vector({ dimensions: 3 }));
    assert.equal(field.columnType("postgres"), "vector(3)");
    assert.equal(store(field, "postgres", [1, 0.5, -2e-7]), "[1,0.5,-2e-7]");
    assert.equal(store(field, "postgres", Float32Array.of(1, 2, 3)), "[1,2,3]");
    assert.deepEqual(read(field, "postgres", "[1,0.5,-2e-07]"), [1, 0.5, -2e-7]);
    assert.throws(() => store(field, "postgres", [1, 2]), { code: "db.out-of-range" });
  });

  it("refuse texts that are none of theirs", () => {
    const cases: [Field, string[]][] = [
      [f.array(f.text()), ["", "x", "{", "{a", "{a,}x", '{"a', '{"a"b}']],
      [f.integerRange(), ["", "[1", "1,2", "[1;2)", '["1,2)']],
      [f.hstore(), ["a", '"a"', '"a"=>', '"a"=>"b",', '"a"=>"b";']],
    ];
    for (const [field, texts] of cases) {
      for (const text of texts) {
        assert.throws(() => read(named(field), "postgres", text), { code: "db.unreadable-value" });
      }
    }
  });
});

describe("an interval", () => {
  it("is read in both styles of PostgreSQL, months as Django reads them", () => {
    const cases: [text: string, iso: string][] = [
      ["00:00:00", "PT0S"],
      ["1 day 01:30:00", "P1DT1H30M"],
      ["-1 days +23:59:59.5", "-PT0.5S"],
      ["1 year 2 mons -3 days 04:05:06.000007", "P422DT4H5M6.000007S"],
      ["-00:00:00.000001", "-PT0.000001S"],
      ["PT0S", "PT0S"],
      ["P1DT1H30M", "P1DT1H30M"],
      ["P-1DT23H59M59.5S", "-PT0.5S"],
      ["PT-1H-30M", "-PT1H30M"],
      ["PT-0.5S", "-PT0.5S"],
      ["P1Y2M", "P425D"],
    ];
    for (const [text, iso] of cases) {
      assert.equal(String(read(f.duration(), "postgres", text)), iso, text);
    }
  });
});

describe("a generated field", () => {
  it("has the column and the values of another", () => {
    const area = named(
      f.generated({
        expression: "w * h",
        outputField: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      }),
    );
    assert.equal(area.columnType("postgres"), "numeric(8, 2)");
    assert.deepEqual(read(area, "postgres", "1.50"), Decimal.from("1.50"));
    assert.deepEqual([area.isGenerated, area.stored, area.isNullable], [true, true, false]);
    assert.throws(() => read(area, "postgres", "NaN"), { where: "Thing.value" });
  });
});

describe("the name of a file", () => {
  const now = new Date(2026, 0, 9);

  it("is in the folder of its field, by the day", () => {
    assert.equal(
      f.file({ uploadTo: "docs/%Y/%m/%d" }).nameFor({}, "a.txt", now),
      "docs/2026/01/09/a.txt",
    );
    assert.equal(f.file().nameFor({}, "C:\\temp\\a.txt", now), "a.txt");
    const byRow = f.image({ uploadTo: (row: { id: number }, name: string) => `${row.id}/${name}` });
    assert.equal(byRow.nameFor({ id: 7 }, "../../etc/passwd"), "7/passwd");
  });

  it("is refused where it leads elsewhere", () => {
    for (const name of ["", "..", "a/..", ".", "a/", "a\0.txt"]) {
      assert.throws(() => named(f.file()).nameFor({}, name), { code: "db.file-name" });
    }
  });
});

describe("JSON", () => {
  const write = named(f.json()).writer("sqlite") as (value: unknown) => string;

  it("says where in a value it found what it cannot hold", () => {
    const place = (value: unknown): unknown => {
      try {
        return write(value);
      } catch (error) {
        return (error as { what: string }).what;
      }
    };
    assert.match(String(place({ a: [1, { "b c": undefined }] })), /at value\.a\[1\]\["b c"\]/);
    assert.match(String(place([1, Number.NaN])), /value\[1\]/);
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    assert.match(String(place(cycle)), /without cycles/);
  });

  it("keeps keys that objects have of their own, and shared parts", () => {
    const part = { n: 1 };
    const value = JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown;
    assert.equal(
      write([part, part, value]),
      '[{"n": 1}, {"n": 1}, {"__proto__": 1, "constructor": 2}]',
    );
  });

  it("goes through an encoder and a decoder", () => {
    const field = f.json({
      encoder: (value: Map<string, number>) => Object.fromEntries(value),
      decoder: (value: Record<string, number>) => new Map(Object.entries(value)),
    });
    const text = store(field, "postgres", new Map([["a", 1]]));
    assert.equal(text, '{"a": 1}');
    assert.deepEqual(read(field, "postgres", text), new Map([["a", 1]]));
  });
});

describe("what other programs have left in a column", () => {
  it("is read where it means an instant", () => {
    const field = named(f.datetime());
    const cases: [text: string, iso: string][] = [
      ["2026-11-21 03:14:19.5+00", "2026-11-21T03:14:19.500Z"],
      ["2026-11-21 03:14:19.123456", "2026-11-21T03:14:19.123Z"],
      ["2026-11-21 03:14:19.999999+00", "2026-11-21T03:14:19.999Z"],
      ["1969-12-31 23:59:59.999999", "1969-12-31T23:59:59.999Z"],
      ["2026-11-21T03:14:19Z", "2026-11-21T03:14:19.000Z"],
      ["2026-11-21 05:14:19+02", "2026-11-21T03:14:19.000Z"],
      ["2026-11-20 23:44:19.25-03:30", "2026-11-21T03:14:19.250Z"],
      ["2026-11-21", "2026-11-21T00:00:00.000Z"],
      ["0099-02-28 00:00:00+00", "0099-02-28T00:00:00.000Z"],
    ];
    for (const [text, iso] of cases) {
      assert.equal((read(field, "postgres", text) as Date).toISOString(), iso);
    }
  });

  it("is refused with the field's name where it means nothing", () => {
    const cases: [Field, string][] = [
      [f.datetime(), "infinity"],
      [f.datetime(), "0000-00-00 00:00:00"],
      [f.datetime(), "0044-03-15 10:00:00+00 BC"],
      [f.datetime(), "10000-01-01 00:00:00+00"],
      [f.date(), "0044-03-15 BC"],
      [f.date(), "-infinity"],
      [f.time(), "24:00:00"],
      [f.time(), "-01:00:00"],
      [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), "NaN"],
      [f.decimal({ maxDigits: 5, decimalPlaces: 2 }), "Infinity"],
      [f.json(), "{"],
    ];
    for (const [field, text] of cases) {
      assert.throws(() => read(named(field), "postgres", text), {
        code: "db.unreadable-value",
        where: "Thing.value",
      });
    }
  });

  it("is refused where a number would not be exact", () => {
    const field = named(f.bigInteger({ mode: "number" }));
    assert.throws(() => read(field, "postgres", 2n ** 53n), { code: "db.out-of-range" });
  });
});
