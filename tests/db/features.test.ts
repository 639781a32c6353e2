/** What newcomers expect of models and find in no other test: each on three databases, as the pages of the documentation write it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import type { Convert } from "../../src/db/fields/field.ts";
import { BigIntegerField } from "../../src/db/fields/integers.ts";
import type { FieldOptions } from "../../src/db/fields/index.ts";
import { wrongType } from "../../src/db/fields/refusals.ts";
import type { DatabaseKind } from "../../src/db/backends/backend.ts";
import {
  caseWhen,
  coalesce,
  createTables,
  Decimal,
  exists,
  F,
  f,
  index,
  metaOf,
  model,
  prefetch,
  prefetchRelated,
  Q,
  registerModels,
  TableEditor,
  type SetOf,
  stringAgg,
  subquery,
  transaction,
  value,
  when,
} from "../../src/db/index.ts";
import { KINDS } from "./databases.ts";
import { withHome } from "./homes.ts";

class Money {
  readonly cents: bigint;
  constructor(cents: bigint) {
    this.cents = cents;
  }
  toString(): string {
    return `€${Decimal.ofDigits(this.cents, 2).toString()}`;
  }
}

class MoneyField extends BigIntegerField<Money, Money, false> {
  constructor(options: FieldOptions<Money> = {}) {
    super(options);
  }
  override reader(): Convert {
    return (cents: number | bigint) => new Money(BigInt(cents));
  }
  override writer(database: DatabaseKind): Convert {
    const write = super.writer(database) as (cents: bigint) => unknown;
    return (money: unknown) => {
      if (money instanceof Money) return write(money.cents);
      throw wrongType(this, money, "Money");
    };
  }
  override normalizer(): undefined {
    return undefined;
  }
}

class Offer extends model(
  {
    name: f.char({ maxLength: 20 }),
    state: f.char({
      maxLength: 1,
      choices: [
        ["d", "Not public yet"],
        ["l", "Public"],
      ],
      default: "d",
    }),
    price: new MoneyField(),
    rank: f.integer({ null: true }),
    day: f.date({ default: "2026-01-31" }),
    opens: f.time({ default: "10:00" }),
    lasts: f.duration({ default: "1:30:00" }),
    weight: f.decimal({ maxDigits: 5, decimalPlaces: 2, default: "1.50" }),
    madeAt: f.datetime({ default: () => "2026-01-31T23:30:00Z" }),
    code: f.uuid({ default: "0123456789ABCDEF0123456789ABCDEF", label: "secret" }),
  },
  { ordering: ["id"] },
) {}

class SpecialOffer extends model({ a: f.integer() }, { singular: "bargain", plural: "bargains" }) {}

/** A slug is taken as long as its note has not been deleted, also on databases without partial indexes. */
class Note extends model(
  {
    slug: f.slug(),
    deletedAt: f.datetime({ null: true }),
    isLive: f.generated({
      expression: caseWhen([when({ deletedAt__isnull: true }, 1)]),
      outputField: f.integer({ null: true }),
    }),
  },
  { uniqueTogether: [["slug", "isLive"]] },
) {
  static override all<T>(this: T): SetOf<T> {
    return Note.everything().filter({ deletedAt: null }) as never;
  }
  static everything(): SetOf<typeof Note> {
    return super.all() as never;
  }
}

class Writer extends model({
  name: f.char({ maxLength: 20 }),
  get books() {
    return f.reverse(Book, "writer");
  },
}) {}
class Tag extends model({ label: f.char({ maxLength: 20 }) }) {}
class Book extends model(
  {
    title: f.char({ maxLength: 20 }),
    writer: f.foreignKey(Writer, { onDelete: "cascade" }),
    tags: f.manyToMany(Tag),
  },
  { ordering: ["title"] },
) {}

class Bag extends model({ data: f.json() }) {}
const BROKEN: readonly Record<string, string | number>[] = [{ a: "\ud800" }, { "\udc00": 1 }];

const cents = (amount: number): Money => new Money(BigInt(amount));

for (const kind of KINDS) {
  describe(`a field of one's own on ${kind}`, () => {
    it("is saved, read, compared and ordered by, and refuses what is none", () =>
      withHome(kind, async () => {
        await createTables(Offer);
        await Offer.create({ name: "a", price: cents(1250) });
        await Offer.bulkCreate([{ name: "b", price: cents(50) }]);
        const offer = await Offer.get({ price: cents(1250) });
        assert.equal(String(offer.price), "€12.50");
        offer.price = cents(7);
        assert.deepEqual(offer.changedFields, ["price"]);
        await offer.save();
        assert.equal(await Offer.filter({ price__lt: cents(10) }).count(), 1);
        const prices = await Offer.orderBy("price").valuesList("price", { flat: true });
        assert.deepEqual(prices.map(String), ["€0.07", "€0.50"]);
        const wrong = { code: "db.wrong-type", where: "Offer.price" };
        await assert.rejects(async () => Offer.create({ name: "c", price: 3 as never }), wrong);
        await assert.rejects(async () => Offer.filter({ price: 3 as never }).count(), wrong);
      }));
  });

  describe(`defaults on ${kind}`, () => {
    it("may be written in any form that the field takes", () =>
      withHome(kind, async () => {
        await createTables(Offer);
        const made = await Offer.create({ name: "a", price: cents(1) });
        const [many] = await Offer.bulkCreate([{ name: "b", price: cents(2) }]);
        const read = await Offer.get({ pk: made.id });
        for (const row of [made, many!, read, new Offer({})]) {
          assert.ok(row.day instanceof Temporal.PlainDate && row.day.month === 1);
          assert.ok(row.opens instanceof Temporal.PlainTime && row.opens.hour === 10);
          assert.ok(row.lasts instanceof Temporal.Duration && row.lasts.total("minute") === 90);
          assert.ok(row.weight instanceof Decimal && row.weight.toString() === "1.50");
          assert.ok(row.madeAt instanceof Date && row.madeAt.getUTCHours() === 23);
          assert.equal(row.code, "01234567-89ab-cdef-0123-456789abcdef");
        }
        assert.deepEqual(made.changedFields, []);
      }));
  });

  describe(`what people see of a row on ${kind}`, () => {
    it("is the label of a choice, and the text of other values", () =>
      withHome(kind, async () => {
        await createTables(Offer);
        const { id } = await Offer.create({ name: "a", price: cents(1250) });
        const row = await Offer.get({ id });
        assert.equal(row.displayOf("state"), "Not public yet");
        assert.equal(row.displayOf("lasts"), "1:30:00");
        assert.equal(row.displayOf("day"), "2026-01-31");
        assert.equal(row.displayOf("price"), "€12.50");
        assert.equal(row.displayOf("rank"), "");
        row.state = "l";
        assert.equal(row.displayOf("state"), "Public");
      }));
  });

  describe(`conditions that no row or every row meets on ${kind}`, () => {
    it("leave nothing of themselves in the statement, wherever they stand", () =>
      withHome(kind, async () => {
        await createTables(Offer);
        await Offer.create({ name: "a", rank: 1, price: cents(1) });
        const never = Q({ rank: 5 }).and({ id__in: [] });
        const none = Offer.filter(never).annotate({ more: F("rank").plus(7) });
        assert.equal(await Offer.filter(never.or({ name: "a" })).count(), 1);
        assert.equal(await Offer.filter(Q({ rank: 1 }).xor(never)).count(), 1);
        assert.equal(await Offer.filter(never.not()).filter({ name: "a" }).count(), 1);
        assert.equal(await Offer.filter(Q(exists(none)).or({ name: "a" })).count(), 1);
        const which = caseWhen([when(never, 1), when(never.not(), 2)], { default: 3 });
        const last = coalesce(subquery(none.values("more").limit(1)), value(4));
        const rows = Offer.annotate({ which, last }).orderBy(which.asc());
        assert.deepEqual(await rows.valuesList("which", "last"), [[2, 4]]);
        assert.equal(await Offer.filter({ name: "a" }).update({ rank: which }), 1);
        assert.equal((await Offer.get({ name: "a" })).rank, 2);
      }));
  });

  describe(`rows that are deleted softly on ${kind}`, () => {
    it("are hidden, can be brought back, and leave their unique values to others meanwhile", () =>
      withHome(kind, async () => {
        await createTables(Note);
        const old = await Note.create({ slug: "a" });
        const clash = { name: "ValidationError", message: /one with these values/ };
        await assert.rejects(async () => Note.create({ slug: "a" }), { name: "IntegrityError" });
        await assert.rejects(async () => new Note({ slug: "a" }).fullClean(), clash);
        old.deletedAt = new Date();
        await old.fullClean();
        await old.save();
        await new Note({ slug: "a" }).fullClean();
        const young = await Note.create({ slug: "a" });
        assert.equal(await Note.count(), 1);
        assert.equal(await Note.everything().count(), 2);
        old.deletedAt = null;
        await assert.rejects(async () => old.fullClean(), clash);
        await assert.rejects(async () => old.save(), { name: "IntegrityError" });
        await young.delete();
        await old.save();
        assert.equal((await Note.get({ slug: "a" })).id, old.id);
      }));
  });

  describe(`rows that are there already on ${kind}`, () => {
    it("are given their relations by one statement each, and by none where they have them", () =>
      withHome(kind, async (database) => {
        await createTables(Writer, Book, Tag);
        const ann = await Writer.create({ name: "Ann" });
        const bob = await Writer.create({ name: "Bob" });
        const one = await ann.books.create({ title: "one" });
        await ann.books.create({ title: "two" });
        await one.tags.create({ label: "red" });
        let statements = 0;
        database.onStatement(() => statements++);
        const rows = await prefetchRelated(Writer, [ann, bob, ann], "books__tags");
        assert.equal(statements, 2);
        assert.deepEqual([rows[0], rows[1]!.books.length], [ann, 0]);
        const found = [...rows[0]!.books].map((book) => [book.title, book.tags.length]);
        assert.deepEqual(found, [
          ["one", 1],
          ["two", 0],
        ]);
        await prefetchRelated(Writer, rows, "books");
        assert.equal(statements, 2);
        const last = prefetch("books", { set: Book.orderBy("-title").limit(1), to: "last" });
        const [with_] = await prefetchRelated(Writer, [ann], last);
        assert.deepEqual([with_!.last.map(({ title }) => title), statements], [["two"], 3]);
        assert.deepEqual(await prefetchRelated(Writer, [], "books"), []);
      }));

    it("are refused where they are of another model, and so are wrong paths", async () => {
      const [writer, book] = [new Writer({ name: "Ann" }), new Book({ title: "one" })];
      for (const row of [book, null, undefined, 7, {}])
        await assert.rejects(prefetchRelated(Writer, [row as never], "books"), {
          code: "db.wrong-type",
        });
      for (const path of ["boks", "__proto__", undefined, null])
        await assert.rejects(prefetchRelated(Writer, [writer], path as never), {
          code: "db.no-relation",
        });
    });
  });

  describe(`JSON with half of a surrogate pair on ${kind}`, () => {
    it("is refused in words where the database cannot store it, and kept elsewhere", () =>
      withHome(kind, async () => {
        await createTables(Bag);
        for (const data of BROKEN) {
          if (kind === "sqlite") {
            const { id } = await Bag.create({ data });
            assert.deepEqual((await Bag.get({ id })).data, data);
          } else
            await assert.rejects(async () => Bag.create({ data }), {
              code: "db.broken-text",
              where: "Bag.data",
            });
        }
        const fine = { a: "\ud83d\ude00", b: "\\ud800", c: 'q"\\' };
        const { id } = await Bag.create({ data: fine });
        assert.deepEqual((await Bag.get({ id })).data, fine);
      }));
  });

  describe(`what a transaction is asked for on ${kind}`, () => {
    it("is refused where it is misspelt", () =>
      withHome(kind, async () => {
        const asked: [options: object, mend: RegExp][] = [
          [{ isolaton: "serializable" }, /Did you mean "isolation"/],
          [{ isolation: "serialisable" }, /Did you mean "serializable"/],
          [{ isolation: "serializable; DROP TABLE x" }, /Did you mean "serializable"|Known are/],
          [{ retries: Number.NaN }, /whole number/],
          [{ retries: -1 }, /whole number/],
        ];
        for (const [options, mend] of asked)
          await assert.rejects(async () => transaction(async () => 1, options), {
            code: "db.unknown-option",
            mend,
          });
      }));
  });
}

describe("what people call models and fields", () => {
  it("is what they say, else their names in words", () => {
    assert.equal(metaOf(Offer).field("code").label, "secret");
    assert.equal(metaOf(Offer).field("madeAt").label, "made at");
    assert.deepEqual([metaOf(Offer).singular, metaOf(Offer).plural], ["offer", "offers"]);
    const special = metaOf(SpecialOffer);
    assert.deepEqual([special.singular, special.plural], ["bargain", "bargains"]);
    class HttpLogLine extends model({ a: f.integer() }) {}
    assert.equal(metaOf(HttpLogLine).plural, "http log lines");
  });

  it("refuses names that are no fields", () => {
    const row = new Offer({});
    for (const name of ["stat", "__proto__", "constructor", undefined, "x".repeat(10_000)])
      assert.throws(() => row.displayOf(name as never), { code: "db.unknown-field" });
  });
});

describe("models of two files that refer to each other", () => {
  for (const [first, second] of [
    ["town", "person"],
    ["person", "town"],
  ] as const) {
    it(`can be loaded in any order: ${first} first`, async () => {
      const at = (name: string): string => new URL(`./cycle/${name}.ts`, import.meta.url).href;
      const script = `
        import "${at(first)}";
        import "${at(second)}";
        import { Town } from "${at("town")}";
        import { Person } from "${at("person")}";
        import { connect, createTables } from "${new URL("../../src/db/index.ts", import.meta.url).href}";
        connect("sqlite::memory:");
        await createTables(Town, Person);
        const town = await Town.create({ name: "Aue", mayor: null });
        const ann = await Person.create({ name: "Ann", home: town });
        town.mayor = ann;
        await town.save();
        const [read] = await Town.filter({ people__name: "Ann" }).selectRelated("mayor");
        console.log(read.mayor.name, await ann.governs.count(), await Person.filter({ home__mayor__name: "Ann" }).count());
      `;
      const flags = ["--conditions=flagon-source", "--input-type=module", "--eval", script];
      const { stdout } = await promisify(execFile)(process.execPath, flags);
      assert.equal(stdout.trim(), "Ann 1 1");
    });
  }
});

describe("a tablespace", () => {
  it("is named on PostgreSQL, for the table and its indexes", () => {
    const indexes = [index({ fields: ["a"], name: "by_a", tablespace: "fast" }), ["b"]] as const;
    class Log extends model(
      { a: f.integer(), b: f.integer() },
      { tablespace: 'slow "disk"', indexes },
    ) {}
    const editor = new TableEditor("postgres");
    editor.createTable(metaOf(Log));
    const [table, first, second] = editor.statements;
    assert.match(table!, / TABLESPACE "slow ""disk"""$/);
    assert.match(first!, / TABLESPACE "fast"$/);
    assert.match(second!, / TABLESPACE "slow ""disk"""$/);
    for (const kind of ["sqlite", "mysql"] as const) {
      const other = new TableEditor(kind);
      other.createTable(metaOf(Log));
      assert.doesNotMatch(other.statements.join(), /TABLESPACE/);
    }
  });

  it("is where PostgreSQL puts them", () =>
    withHome("postgres", async () => {
      class Log extends model({ a: f.integer() }, { tablespace: "pg_default", indexes: [["a"]] }) {}
      await createTables(Log);
      assert.equal(await Log.count(), 0);
    }));
});

describe("calls with the wrong things", () => {
  it("say what is wanted", () => {
    assert.throws(() => stringAgg("name", { separator: "," } as never), { code: "db.wrong-type" });
    assert.throws(() => stringAgg("name", undefined as never), { code: "db.wrong-type" });
    assert.throws(() => registerModels(Offer as never), { code: "db.no-model" });
  });
});
