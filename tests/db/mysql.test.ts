/** What MySQL and MariaDB have of their own: places without numbers, lists that are spelt out, zones without tables, and what MySQL does without MariaDB's words. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Database, Statement } from "../../src/db/backends/backend.ts";
import { changesOf } from "../../src/db/backends/zones.ts";
import * as db from "../../src/db/index.ts";
import { newTable, read } from "./databases.ts";
import { Author, Book, fill, withLibrary } from "./library.ts";
import { withHome } from "./homes.ts";

const { F, f, model, value } = db;

class Made extends model(
  {
    code: f.char({ maxLength: 9 }),
    state: f.char({ maxLength: 9, databaseDefault: "new" }),
    twice: f.generated({ expression: F("id").times(2), outputField: f.integer(), stored: false }),
    id: f.integer({ primaryKey: true }),
  },
  { table: newTable() },
) {}

class Numbered extends model(
  { code: f.char({ maxLength: 9 }), state: f.char({ maxLength: 9, databaseDefault: "new" }) },
  { table: newTable() },
) {}

class Word extends model({ text: f.char({ maxLength: 9, index: true }) }, { table: newTable() }) {}

class Page extends model(
  { body: f.text(), data: f.json({ null: true }), picture: f.binary({ null: true }) },
  { table: newTable() },
) {}

class Sum extends model(
  {
    whole: f.decimal({ maxDigits: 60, decimalPlaces: 0 }),
    part: f.decimal({ maxDigits: 40, decimalPlaces: 28 }),
  },
  { table: newTable() },
) {}

class Moment extends model({ at: f.datetime() }, { table: newTable() }) {}

/** Runs `work` and gives the statements that it sent, with their parameters. */
async function sent(
  database: Database,
  work: () => Promise<unknown>,
): Promise<{ sql: string; parameters: readonly unknown[] }[]> {
  const seen: { sql: string; parameters: readonly unknown[] }[] = [];
  const end = database.onStatement(({ sql, parameters }) => seen.push({ sql, parameters }));
  await work();
  end();
  return seen;
}

/** Has MariaDB answer as MySQL would, which does not read what stands in its comments. */
function asMysql<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.wrapExecute((execute, call) => {
    const { givesRows, once } = call.statement;
    const sql = call.statement.sql.replaceAll(/\/\*M!.*?\*\//g, "");
    return execute({ ...call, statement: new Statement(sql, { givesRows, once }) });
  }, work);
}

describe("statements on MariaDB", () => {
  it("have their parameters in the order of their text, as often as they stand there", () =>
    withLibrary("mysql", async (database) => {
      await fill();
      const pages = db.count("books", { filter: { books__pages__gt: 15 } });
      const set = Author.annotate({ n: pages, a: value("x") })
        .filter({ name__in: ["Ann", "Bob"] })
        .orderBy(F("n").asc({ nulls: "last" }), "id");
      const [statement] = await sent(database, async () => {
        const rows = await set.valuesList("name", "n", "a");
        assert.deepEqual(rows, [
          ["Ann", 1, "x"],
          ["Bob", 2, "x"],
        ]);
      });
      assert.equal(statement!.sql.split("?").length - 1, statement!.parameters.length);
      assert.deepEqual(statement!.parameters.slice(0, 2), [15, "x"]);
    }));

  it("spell lists out, filled up to a power of two, and long ones as literals", () =>
    withLibrary("mysql", async (database) => {
      await fill();
      const found: number[] = [];
      const hostile = "'; \\' \0 \" -- é";
      const statements = await sent(database, async () => {
        for (const more of [0, 1, 2, 3, 255, 300]) {
          const list = ["Alpha", ...Array.from({ length: more }, (_, at) => `${hostile}${at}`)];
          if (more > 255)
            list.splice(1, list.length, ...list.slice(1).map((text) => text.replace("\0", "")));
          found.push(await Book.filter({ title__in: list }).count());
        }
        found.push(await Book.filter({ rating__in: [null] as never }).count());
        found.push(await Book.exclude({ rating__in: [null] as never }).count());
      });
      assert.deepEqual(found, [1, 1, 1, 1, 1, 1, 0, 4]);
      assert.deepEqual(
        statements.map(({ parameters }) => parameters.length),
        [1, 2, 4, 4, 256, 0, 0, 0],
      );
    }));

  it("find the beginning of a text by the index of its column, and tell capitals apart", () =>
    withHome("mysql", async () => {
      await db.createTables(Word);
      const texts = Array.from({ length: 2000 }, (_, at) => `${at % 2 === 0 ? "w" : "W"}${at}`);
      await Word.bulkCreate(texts.map((text) => ({ text })));
      const found = Word.filter({ text__startswith: "w19" });
      assert.match(await found.explain(), / range /);
      assert.equal(await found.count(), texts.filter((text) => text.startsWith("w19")).length);
      assert.equal(await Word.filter({ text__istartswith: "W19" }).count(), 111);
    }));

  it("change rows of the table that they read", () =>
    withLibrary("mysql", async () => {
      await fill();
      const long = Book.filter({ pages__gt: 15 });
      await Book.filter({ id__in: long.values("id") }).update({ pages: F("pages").plus(1) });
      await Book.filter({ id__in: Book.orderBy("-pages").limit(1).values("id") }).update({
        status: "draft",
      });
      const most = db.subquery(Book.orderBy("-pages").values("pages").limit(1));
      await Book.filter({ title: "Alpha" }).update({ pages: most });
      assert.deepEqual(
        await Book.orderBy("id").valuesList("pages", { flat: true }),
        [41, 21, 31, 41],
      );
      await Book.filter({ id__in: long.filter({ status: "draft" }).values("id") }).delete();
      const peer = Book.filter({ author: db.outerRef("author") }).exclude({
        id: db.outerRef("id"),
      });
      await Book.filter(db.exists(peer)).delete();
      assert.equal((await Book.orderBy("id")).map(({ title }) => title[0]).join(""), "AG");
    }));

  it("assign all columns at once", () =>
    withLibrary("mysql", async () => {
      await fill();
      await Book.filter({ title: "Alpha" }).update({ title: F("slug"), slug: F("title") });
      assert.deepEqual(await Book.filter({ pages: 10 }).valuesList("title", "slug"), [
        ["alpha", "Alpha"],
      ]);
    }));

  it("are refused in words where only another database has the like", () =>
    withLibrary("mysql", async () => {
      await fill();
      const refused: (() => PromiseLike<unknown>)[] = [
        () => Book.orderBy("title").distinct("title"),
        () => Book.aggregate({ x: db.stdDev("pages", { distinct: true }) }),
        () => db.transaction(() => Book.all().selectForUpdate({ noKey: true }).first()),
        () =>
          db.transaction(() =>
            Book.selectRelated("author")
              .selectForUpdate({ of: ["self"] })
              .first(),
          ),
      ];
      for (const ask of refused)
        await assert.rejects(async () => ask(), { code: "db.not-supported" });
    }));
});

describe("new rows on MySQL, which does not give what it made", () => {
  it("get their numbers by counting on, and the rest by one more statement", () =>
    withHome("mysql", async (database) => {
      await db.createTables(Numbered);
      await asMysql(database, async () => {
        const statements = await sent(database, async () => {
          const one = await Numbered.create({ code: "a" });
          assert.deepEqual([one.id, one.state, one.changedFields], [1, "new", []]);
          const many = await Numbered.bulkCreate([{ code: "b" }, { code: "c" }, { code: "d" }]);
          assert.deepEqual(
            many.map(({ id, state, changedFields }) => [id, state, changedFields]),
            [2, 3, 4].map((id) => [id, "new", []]),
          );
          const written = await Numbered.create({ code: db.upper(value("e")) as never });
          assert.deepEqual([written.id, written.code, written.state], [5, "E", "new"]);
        });
        assert.equal(statements.length, 6);
      });
      const codes = await Numbered.orderBy("id").valuesList("code", { flat: true });
      assert.equal(codes.join(""), "abcdE");
    }));

  it("are read by keys that the program made", () =>
    withHome("mysql", async (database) => {
      await db.createTables(Made);
      await asMysql(database, async () => {
        const [two, one] = await Made.bulkCreate([
          { id: 2, code: "b" },
          { id: 1, code: "a", state: "old" },
        ]);
        assert.deepEqual([two!.state, two!.twice, one!.state, one!.twice], ["new", 4, "old", 2]);
      });
    }));
});

describe("large values on MariaDB", () => {
  it("are inserted in statements that the server takes, and refused in words where one alone is too large", () =>
    withHome("mysql", async (database) => {
      await db.createTables(Page);
      const million = "x".repeat(1_000_000);
      const rows = Array.from({ length: 9 }, () => ({
        body: million,
        data: [million],
        picture: new Uint8Array(1_000_000),
      }));
      const statements = await sent(database, () => Page.bulkCreate(rows));
      assert.equal(statements.filter(({ sql }) => sql.startsWith("INSERT")).length, 5);
      assert.equal(await Page.count(), 9);
      const [[most]] = (await read(database, "SELECT @@max_allowed_packet")) as [[number]];
      const larger = Page.create({ body: "x".repeat(Number(most)) });
      await assert.rejects(larger, { code: "db.unusable", mend: /batchSize/ });
      assert.equal(await Page.count(), 9);
    }));

  it("are compared to their last digit", () =>
    withHome("mysql", async () => {
      await db.createTables(Sum);
      const [whole, part] = [10n ** 59n + 1n, "123456789012.0000000000000000000000000001"];
      await Sum.bulkCreate([
        { whole, part },
        { whole: 10n ** 59n, part: "123456789012" },
      ]);
      assert.equal(await Sum.filter({ whole }).count(), 1);
      assert.equal(await Sum.filter({ whole__in: [whole, 5] }).count(), 1);
      assert.equal(await Sum.filter({ whole__gt: 10n ** 59n }).count(), 1);
      assert.equal(await Sum.filter({ part }).count(), 1);
      const row = await Sum.get({ whole });
      assert.deepEqual([row.whole.text, row.part.text], [String(whole), part]);
    }));
});

describe("time zones on MariaDB", () => {
  const INSTANTS = [
    "1899-06-01T12:00:00Z",
    "1950-07-01T22:30:00Z",
    "2026-03-29T00:59:59.999Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2026-12-31T23:30:00Z",
    "2081-07-15T21:15:00Z",
  ];

  it("are those of the platform, without tables of the server", () =>
    withHome("mysql", async () => {
      await db.createTables(Moment);
      await Moment.bulkCreate(INSTANTS.map((at) => ({ at: new Date(at) })));
      for (const timeZone of ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]) {
        const rows = await Moment.orderBy("id")
          .annotate({
            day: db.truncDate("at", { timeZone }),
            hour: db.extract("hour", "at", { timeZone }),
            begin: db.trunc("day", "at", { timeZone }),
            hourBegin: db.trunc("hour", "at", { timeZone }),
          })
          .values("day", "hour", "begin", "hourBegin");
        const wanted = INSTANTS.slice(1).map((text) => {
          const zoned = Temporal.Instant.from(text).toZonedDateTimeISO(timeZone);
          const past = {
            minutes: zoned.minute,
            seconds: zoned.second,
            milliseconds: zoned.millisecond,
          };
          return [
            zoned.toPlainDate().toString(),
            zoned.hour,
            zoned.startOfDay().epochMilliseconds,
            zoned.subtract(past).epochMilliseconds,
          ];
        });
        const found = rows
          .slice(1)
          .map(({ day, hour, begin, hourBegin }) => [
            String(day),
            hour,
            begin.getTime(),
            hourBegin.getTime(),
          ]);
        assert.deepEqual(found, wanted, timeZone);
      }
    }));

  it("become the seconds at which their clocks change", () => {
    const { changes } = changesOf("Europe/Berlin");
    const spring = Date.UTC(2026, 2, 29, 1) / 1000;
    assert.deepEqual(
      changes.find(([at]) => at === spring),
      [spring, 7200],
    );
    assert.deepEqual(changesOf("Etc/GMT-3"), { first: 10_800, changes: [] });
    assert.throws(() => changesOf("Mars/Olympus"), { code: "db.unknown-zone" });
  });
});
