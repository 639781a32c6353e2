/** The columns of fields: types, checks and suffixes as Django makes them on each database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field } from "../../src/db/fields/field.ts";
import { f } from "../../src/db/fields/f.ts";

const DATABASES = ["sqlite", "postgres", "mysql"] as const;

/** Kind, then the type on SQLite, PostgreSQL and MySQL. */
const COLUMNS: [field: Field, kind: string, sqlite: string, postgres: string, mysql: string][] = [
  [f.smallAuto(), "SmallAutoField", "integer", "smallserial", "smallint AUTO_INCREMENT"],
  [f.auto(), "AutoField", "integer", "serial", "integer AUTO_INCREMENT"],
  [f.bigAuto(), "BigAutoField", "integer", "bigserial", "bigint AUTO_INCREMENT"],
  [f.char({ maxLength: 30 }), "CharField", "varchar(30)", "varchar(30)", "varchar(30)"],
  [f.char(), "CharField", "varchar", "varchar", "varchar(255)"],
  [f.text(), "TextField", "text", "text", "longtext"],
  [f.slug(), "SlugField", "varchar(50)", "varchar(50)", "varchar(50)"],
  [f.email(), "EmailField", "varchar(254)", "varchar(254)", "varchar(254)"],
  [f.url(), "URLField", "varchar(200)", "varchar(200)", "varchar(200)"],
  [f.boolean(), "BooleanField", "bool", "boolean", "bool"],
  [f.smallInteger(), "SmallIntegerField", "smallint", "smallint", "smallint"],
  [f.integer(), "IntegerField", "integer", "integer", "integer"],
  [f.bigInteger(), "BigIntegerField", "bigint", "bigint", "bigint"],
  [
    f.positiveSmallInteger(),
    "PositiveSmallIntegerField",
    "smallint unsigned",
    "smallint",
    "smallint UNSIGNED",
  ],
  [f.positiveInteger(), "PositiveIntegerField", "integer unsigned", "integer", "integer UNSIGNED"],
  [
    f.positiveBigInteger(),
    "PositiveBigIntegerField",
    "bigint unsigned",
    "bigint",
    "bigint UNSIGNED",
  ],
  [f.float(), "FloatField", "real", "double precision", "double precision"],
  [
    f.decimal({ maxDigits: 12, decimalPlaces: 3 }),
    "DecimalField",
    "decimal",
    "numeric(12, 3)",
    "numeric(12, 3)",
  ],
  [f.date(), "DateField", "date", "date", "date"],
  [f.time(), "TimeField", "time", "time", "time(6)"],
  [f.datetime(), "DateTimeField", "datetime", "timestamp with time zone", "datetime(6)"],
  [f.uuid(), "UUIDField", "char(32)", "uuid", "char(32)"],
  [f.json(), "JSONField", "text", "jsonb", "json"],
  [f.duration(), "DurationField", "bigint", "interval", "bigint"],
  [f.binary(), "BinaryField", "BLOB", "bytea", "longblob"],
  [f.genericIpAddress(), "GenericIPAddressField", "char(39)", "inet", "char(39)"],
  [f.file(), "FileField", "varchar(100)", "varchar(100)", "varchar(100)"],
  [f.image(), "ImageField", "varchar(100)", "varchar(100)", "varchar(100)"],
  [f.filePath(), "FilePathField", "varchar(100)", "varchar(100)", "varchar(100)"],
];

describe("the columns of fields", () => {
  for (const [field, kind, ...types] of COLUMNS) {
    it(`are Django's: ${kind} ${types[0]}`, () => {
      assert.equal(field.kind, kind);
      assert.deepEqual(
        DATABASES.map((database) => field.columnType(database)),
        types,
      );
    });
  }

  it("of PostgreSQL alone are Django's", () => {
    const columns: [Field, kind: string, type: string][] = [
      [f.array(f.char({ maxLength: 9 })), "ArrayField", "varchar(9)[]"],
      [f.array(f.array(f.integer()), { size: 3 }), "ArrayField", "integer[][3]"],
      [f.integerRange(), "IntegerRangeField", "int4range"],
      [f.bigIntegerRange(), "BigIntegerRangeField", "int8range"],
      [f.decimalRange(), "DecimalRangeField", "numrange"],
      [f.dateRange(), "DateRangeField", "daterange"],
      [f.datetimeRange(), "DateTimeRangeField", "tstzrange"],
      [f.hstore(), "HStoreField", "hstore"],
      [f.citext(), "CITextField", "citext"],
      [f.searchVector(), "SearchVectorField", "tsvector"],
    ];
    for (const [field, kind, type] of columns) {
      assert.deepEqual([field.kind, field.columnType("postgres")], [kind, type]);
    }
  });

  it("of positive numbers have a check on every database, those of JSON on SQLite", () => {
    for (const database of DATABASES) {
      assert.equal(f.positiveInteger().columnCheck(database, '"n"'), '"n" >= 0');
      assert.equal(f.integer().columnCheck(database, '"n"'), undefined);
    }
    assert.equal(f.json().columnCheck("sqlite", '"j"'), '(JSON_VALID("j") OR "j" IS NULL)');
    assert.equal(f.json().columnCheck("postgres", '"j"'), undefined);
  });

  it("of automatic keys count up, and what refers to them does not", () => {
    assert.equal(f.bigAuto().columnSuffix("sqlite"), "AUTOINCREMENT");
    assert.deepEqual(
      [f.smallAuto(), f.auto(), f.bigAuto()].map((field) =>
        DATABASES.map((database) => field.referenceType(database)),
      ),
      [
        ["smallint", "smallint", "smallint"],
        ["integer", "integer", "integer"],
        ["bigint", "bigint", "bigint"],
      ],
    );
  });
});

describe("the options of a field", () => {
  it("are known by name, and a misspelt one gets the near one", () => {
    assert.throws(() => f.char({ null: true, maxLenght: 3 } as {}), {
      code: "db.unknown-option",
      where: "f.char()",
      mend: 'Did you mean "maxLength"?',
    });
  });

  it("of a decimal field have to make sense", () => {
    assert.throws(() => f.decimal({ maxDigits: 2, decimalPlaces: 3 }), { code: "db.bad-field" });
  });

  it("give new rows their defaults, each its own", () => {
    const field = f.json({ default: () => ({ tags: [] }) });
    const [one, other] = [field.defaultValue(), field.defaultValue()];
    assert.deepEqual(one, { tags: [] });
    assert.notEqual(one, other);
    assert.equal(f.char({ default: "x" }).defaultValue(), "x");
    assert.equal(f.char().hasDefault, false);
    assert.equal(f.text({ blank: true }).defaultValue(), "");
    assert.equal(f.text({ blank: true, null: true }).defaultValue(), undefined);
    assert.equal(f.boolean({ default: false }).defaultValue(), false);
  });

  it("set dates and times by themselves", () => {
    const created = f.datetime({ autoNowAdd: true });
    const saved = f.datetime({ autoNow: true });
    assert.equal(created.valueOnSave(false), undefined);
    assert.ok(Math.abs(created.valueOnSave(true)!.getTime() - Date.now()) < 60_000);
    assert.ok(saved.valueOnSave(false) instanceof Date);
    assert.equal(saved.options.editable, false);
    assert.equal(f.date({ autoNow: true }).valueOnSave(false)!.calendarId, "iso8601");
  });
});
