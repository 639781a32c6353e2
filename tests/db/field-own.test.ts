/** Fields of one's own, UUIDs, and Temporal where the platform has none. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import type { DatabaseKind } from "../../src/db/backends/backend.ts";
import { connect } from "../../src/db/connections.ts";
import { Decimal } from "../../src/db/decimal.ts";
import { f } from "../../src/db/fields/f.ts";
import { BigIntegerField } from "../../src/db/fields/integers.ts";
import type { Convert, Field, FieldOptions } from "../../src/db/fields/field.ts";
import { wrongType } from "../../src/db/fields/refusals.ts";
import { model } from "../../src/db/model.ts";
import { parseUuid, uuid4, uuid7 } from "../../src/db/uuids.ts";
import { root } from "../support/sources.ts";
import { KINDS, newTable, openKind, read, write } from "./databases.ts";

class Money {
  readonly cents: bigint;

  constructor(cents: bigint) {
    this.cents = cents;
  }

  toString(): string {
    return `€${Decimal.ofDigits(this.cents, 2)}`;
  }
}

/** Money as a whole number of cents. */
class MoneyField extends BigIntegerField<Money, Money, false> {
  constructor(options: FieldOptions<Money> = {}) {
    super(options);
  }

  override reader(): Convert {
    return (cents: number | bigint) => new Money(BigInt(cents));
  }

  override writer(database: DatabaseKind): Convert {
    const write = super.writer(database) as (cents: bigint) => unknown;
    return (value: unknown) => {
      if (value instanceof Money) return write(value.cents);
      throw wrongType(this, value, "Money");
    };
  }

  override normalizer(): undefined {
    return undefined;
  }
}

describe("a field of one's own", () => {
  for (const kind of KINDS) {
    it(`converts both ways: ${kind}`, async () => {
      const price = new MoneyField();
      price.name = "price";
      const database = openKind(kind);
      const table = newTable();
      await database.script([`CREATE TABLE ${table} (price ${price.columnType(kind)})`]);
      try {
        const store = price.storeWriter(kind) as (value: unknown) => unknown;
        await write(database, `INSERT INTO ${table} VALUES (?)`, store(new Money(1250n)));
        const [[cents]] = (await read(database, `SELECT price FROM ${table}`)) as [[never]];
        assert.equal(String(price.reader()(cents)), "€12.50");
        assert.throws(() => store("12.50"), { code: "db.wrong-type", where: "price" });
        assert.throws(() => store(new Money(2n ** 63n)), { code: "db.out-of-range" });
      } finally {
        await database.script([`DROP TABLE ${table}`]);
        await database.close();
      }
    });
  }
});

describe("a field that a model has copied", () => {
  it("works as the first one, with its own names", () => {
    const fields = [
      f.char({ maxLength: 3 }),
      f.integer(),
      f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
      f.json(),
      f.duration(),
      f.genericIpAddress(),
      f.integerRange(),
      f.array(f.array(f.integer())),
    ];
    const values = ["abc", 7, "1.50", { a: 1 }, "PT1H", "::1", [1, 2], [[1]]];
    for (const [index, field] of fields.entries()) {
      const copy = (field as Field).copy();
      copy.name = "copied";
      const store = copy.storeWriter("postgres") as (value: unknown) => unknown;
      assert.notEqual(store(values[index]), undefined);
      assert.throws(() => store(Symbol("x")), { code: "db.wrong-type", where: "copied" });
      field.name = "first";
      field.reader("postgres");
      assert.throws(() => store(Symbol("x")), { where: "copied" });
    }
  });
});

describe("a model with a field of one's own", () => {
  it("saves and reads its values", async () => {
    const databases = connect("sqlite::memory:");
    class Product extends model(
      { name: f.char({ maxLength: 20 }), price: new MoneyField() },
      { table: "product" },
    ) {}
    await databases
      .get()
      .script([
        "CREATE TABLE product (id integer PRIMARY KEY AUTOINCREMENT, name varchar(20), price bigint)",
      ]);
    await Product.create({ name: "tea", price: new Money(350n) });
    const tea = await Product.get({ name: "tea" });
    assert.equal(String(tea.price), "€3.50");
    tea.price = 7 as unknown as Money;
    await assert.rejects(tea.save(), { code: "db.wrong-type", where: "Product.price" });
    await databases.close();
  });
});

describe("a UUID", () => {
  it("of version 4 is random", () => {
    assert.match(uuid4(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(uuid4(), uuid4());
  });

  it("of version 7 sorts by time, also those of one millisecond", () => {
    const made = Array.from({ length: 20_000 }, uuid7);
    assert.deepEqual(made, made.toSorted());
    assert.equal(new Set(made).size, made.length);
    for (const uuid of made.slice(0, 100)) {
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    const time = Number.parseInt(made[0]!.replace("-", "").slice(0, 12), 16);
    assert.ok(Math.abs(Date.now() - time) < 60_000);
  });

  it("is read in all its forms", () => {
    const uuid = "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab";
    for (const text of [
      uuid,
      uuid.toUpperCase(),
      uuid.replaceAll("-", ""),
      `{${uuid}}`,
      `urn:uuid:${uuid}`,
    ]) {
      assert.equal(parseUuid(text), uuid);
    }
    for (const text of ["", "x", `${uuid}0`, uuid.replace("0", "g"), `{${uuid}`]) {
      assert.equal(parseUuid(text), undefined, text);
    }
  });
});

describe("days on a platform without Temporal", () => {
  const program = (before: string, loader = "") => `
    ${loader}
    ${before}
    const { f } = await import("./src/db/fields/f.ts");
    const day = f.date().reader("sqlite")("2026-01-31");
    console.log(f.date().writer("sqlite")(day.add({ days: 1 })), f.duration().clean("1:30:00").toString());
  `;
  const run = (source: string) =>
    execFileSync(
      process.execPath,
      ["--conditions=flagon-source", "--no-warnings", "--input-type=module", "-e", source],
      { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    ).trim();

  it("are those of the polyfill", () => {
    assert.equal(run(program("delete globalThis.Temporal;")), "2026-02-01 PT1H30M");
  });

  it("say what to install where there is no polyfill either", () => {
    const missing = `
      import { registerHooks } from "node:module";
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier === "temporal-polyfill") throw new Error("Cannot find it.");
          return next(specifier, context);
        },
      });
    `;
    assert.throws(
      () => run(program("delete globalThis.Temporal;", missing)),
      (error: Error & { stderr: string }) => {
        assert.match(
          error.stderr,
          /mend: Run `npm install temporal-polyfill`[^]*code: db\.no-temporal/,
        );
        return true;
      },
    );
  });
});
