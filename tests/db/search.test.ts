/** Full-text search, trigrams, accents, hstore and the ends of ranges, on PostgreSQL. */

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Database } from "../../src/db/backends/backend.ts";
import {
  cosineDistance,
  createTables,
  f,
  F,
  l1Distance,
  l2Distance,
  model,
  negativeInnerProduct,
  openDatabases,
  Q,
  dropTables,
  searchHeadline,
  searchIndex,
  searchLexeme,
  searchQuery,
  searchRank,
  searchVector,
  trigramDistance,
  trigramSimilarity,
  trigramWordSimilarity,
  trigramStrictWordDistance,
  trigramStrictWordSimilarity,
  trigramWordDistance,
  unaccent,
  withDatabases,
} from "../../src/db/index.ts";
import { Range } from "../../src/db/range.ts";
import { addExtensions, newTable, openKind, POSTGRES_URL } from "./databases.ts";
import { withHome } from "./homes.ts";
import { withModels } from "./tables.ts";

class Page extends model(
  {
    title: f.char({ maxLength: 100 }),
    body: f.text({ null: true }),
    words: f.searchVector({ null: true }),
  },
  { table: newTable() },
) {}
class Thing extends model(
  { label: f.hstore(), span: f.integerRange(), days: f.dateRange({ null: true }) },
  { table: newTable() },
) {}
class Point extends model({ at: f.vector({ dimensions: 2 }) }, { table: newTable() }) {}

const english = { config: "english" } as const;

const withPages = (work: (database: Database) => Promise<void>): Promise<void> =>
  withModels("postgres", [Page], async (database) => {
    await Page.bulkCreate([
      { title: "The cheap flagon", body: "A flagon holds wine; cheap flagons hold cheap wine." },
      { title: "Cups", body: "A cup is cheaper than a flagon." },
      { title: "Plates", body: null },
      { title: "Flagging <b>flags</b>", body: "Rain and 'wind', \"sun\" & more" },
    ]);
    await work(database);
  });

const titles = (rows: readonly { title: string }[]): string[] => rows.map(({ title }) => title);

describe("full-text search", () => {
  it("finds the words of a column, and of several", () =>
    withPages(async () => {
      assert.deepEqual(titles(await Page.filter({ body__search: "flagon wine" })), [
        "The cheap flagon",
      ]);
      const found = Page.annotate({ all: searchVector("title", "body", english) });
      assert.deepEqual(titles(await found.filter({ all: "cups" })), ["Cups"]);
      assert.deepEqual(titles(await found.filter({ all: searchQuery("plate", english) })), [
        "Plates",
      ]);
      assert.deepEqual(titles(await found.exclude({ all: "flagon" }).orderBy("title")), [
        "Flagging <b>flags</b>",
        "Plates",
      ]);
    }));

  it("combines what is looked for", () =>
    withPages(async () => {
      const found = Page.annotate({ all: searchVector("title", "body", english) }).orderBy("id");
      const look = async (query: ReturnType<typeof searchQuery>): Promise<string[]> =>
        titles(await found.filter({ all: query }));
      const cup = searchQuery("cup", english);
      const flagon = searchQuery("flagon", english);
      assert.deepEqual(await look(flagon.and(cup.not())), ["The cheap flagon"]);
      assert.deepEqual(await look(cup.or(searchQuery("plates", english))), ["Cups", "Plates"]);
      assert.deepEqual(await look(searchQuery("cheap", english).followedBy(flagon)), [
        "The cheap flagon",
      ]);
      assert.deepEqual(await look(searchQuery("holds wine", { ...english, type: "phrase" })), [
        "The cheap flagon",
      ]);
      assert.deepEqual(await look(searchQuery('flagon -"wine"', { type: "websearch" })), ["Cups"]);
      assert.deepEqual(await look(searchQuery("plates | cups", { ...english, type: "raw" })), [
        "Cups",
        "Plates",
      ]);
      assert.deepEqual(await look(searchLexeme("flag", { prefix: true })), [
        "The cheap flagon",
        "Cups",
        "Flagging <b>flags</b>",
      ]);
    }));

  it("ranks by weight, and shows where the words stand", () =>
    withPages(async () => {
      const query = searchQuery("flagon", english);
      const words = searchVector({ title: "A", body: "D" }, english);
      const rows = await Page.annotate({
        rank: searchRank(words, query),
        dense: searchRank(words, query, { coverDensity: true, normalization: 1 }),
        only: searchRank(words, query, { weights: [0, 0, 0, 1] }),
        part: searchHeadline("body", query, { ...english, startSel: "[", stopSel: "]" }),
      })
        .filter({ rank__gt: 0 })
        .orderBy("-rank");
      assert.deepEqual(titles(rows), ["The cheap flagon", "Cups"]);
      assert.ok(rows[0]!.rank > rows[1]!.rank && rows[0]!.dense > 0);
      assert.equal(rows[1]!.only, 0);
      assert.match(rows[1]!.part, /than a \[flagon\]/);
      const plain = await Page.annotate({ rank: searchRank("body", "flagon") }).orderBy("-rank");
      assert.equal(plain[0]!.rank > 0, true);
    }));

  it("reads and fills a column of words", () =>
    withPages(async () => {
      await Page.all().update({ words: searchVector({ title: "A", body: "B" }, english) });
      const found = await Page.filter({ words: searchQuery("flagons", english) })
        .annotate({ rank: searchRank(F("words"), searchQuery("flagons", english)) })
        .orderBy("-rank");
      assert.deepEqual(titles(found), ["The cheap flagon", "Cups"]);
      assert.deepEqual(titles(await Page.filter({ words: "plate" })), ["Plates"]);
      assert.deepEqual(
        titles(await Page.filter(Q({ words: "plate" }).or({ words: "cup" })).orderBy("id")),
        ["Cups", "Plates"],
      );
    }));

  it("takes what visitors write, whatever it is", () =>
    withPages(async () => {
      const hostile = [
        "'",
        '"',
        "\\",
        "a' | b",
        "!!",
        "a:*",
        ") (",
        "<->",
        "'); drop table page; --",
        "",
      ];
      for (const text of hostile) {
        await Page.filter({ body__search: text });
        await Page.annotate({ all: searchVector("body") }).filter({ all: text });
        for (const type of ["plain", "phrase", "websearch"] as const)
          await Page.annotate({ rank: searchRank("body", searchQuery(text, { type })) });
        if (text !== "")
          await Page.annotate({ all: searchVector("body") }).filter({
            all: searchLexeme(text, { prefix: true }),
          });
        const [row] = await Page.annotate({
          part: searchHeadline("body", searchQuery("wine"), { startSel: text, stopSel: text }),
        }).orderBy("id");
        assert.ok(text === "" || row!.part.includes(`${text}wine${text}`), row!.part);
      }
      assert.equal(await Page.count(), 4);
      const rules = searchVector("title", { config: "a\0" });
      await assert.rejects(async () => Page.annotate({ rules }), { code: "db.nul-in-name" });
    }));

  it("refuses what it does not know", () => {
    assert.throws(() => searchQuery("a", { type: "fuzzy" as "plain" }), { code: "db.wrong-type" });
    assert.throws(() => searchVector({ title: "E" as "A" }), { code: "db.wrong-type" });
    assert.throws(() => searchVector(), { code: "db.wrong-type" });
    assert.throws(() => searchLexeme(" "), { code: "db.wrong-type" });
    assert.throws(() => searchLexeme("a", { weights: "AX" }), { code: "db.wrong-type" });
    assert.throws(() => searchRank("body", "x", { weights: [1, 2, 3, Number.NaN] }), {
      code: "db.wrong-type",
    });
  });
});

describe("texts that are alike", () => {
  it("are found by trigrams, and without their accents", () =>
    withPages(async (database) => {
      await addExtensions(database, "pg_trgm", "unaccent");
      await Page.create({ title: "Crème brûlée" });
      assert.deepEqual(titles(await Page.filter({ title__trigram_similar: "platez" })), ["Plates"]);
      for (const lookup of ["trigram_word_similar", "trigram_strict_word_similar"] as const) {
        const found = await Page.filter({ [`title__${lookup}`]: "flagons" } as { title: string });
        assert.deepEqual(titles(found), ["The cheap flagon"]);
      }
      const [near] = await Page.annotate({
        alike: trigramSimilarity("title", "cupz"),
        part: trigramWordSimilarity("title", "cups"),
        whole: trigramStrictWordSimilarity("title", "cups"),
        far: trigramDistance("title", "cupz"),
        farPart: trigramWordDistance("title", "cups"),
        farWhole: trigramStrictWordDistance("title", "cups"),
      }).orderBy("far");
      assert.equal(near!.title, "Cups");
      assert.ok(Math.abs(near!.alike + near!.far - 1) < 1e-6 && near!.part === 1);
      assert.deepEqual([near!.whole, near!.farPart, near!.farWhole], [1, 0, 0]);
      assert.deepEqual(titles(await Page.filter({ title__unaccent: "Creme brulee" })), [
        "Crème brûlée",
      ]);
      assert.deepEqual(titles(await Page.filter({ title__unaccent__icontains: "BRULEE" })), [
        "Crème brûlée",
      ]);
      const [plain] = await Page.filter({ title__startswith: "Cr" }).annotate({
        plain: unaccent("title"),
      });
      assert.equal(plain!.plain, "Creme brulee");
    }));
});

describe("hstore and ranges", () => {
  const FOUND: readonly (readonly [filter: Record<string, unknown>, ids: readonly number[]])[] = [
    [{ label__colour: "red" }, [1]],
    [{ label__colour__startswith: "bl" }, [2]],
    [{ label__size: null }, [1, 2, 3]],
    [{ label__has_key: "colour" }, [1, 2]],
    [{ label__has_keys: ["colour", "size"] }, [2]],
    [{ label__has_any_keys: ["size", "weight"] }, [2, 3]],
    [{ label__contains: { colour: "red" } }, [1]],
    [{ label__contained_by: { colour: "red", other: "x" } }, [1]],
    [{ label: { colour: "red" } }, [1]],
    [{ label__keys__contains: ["weight"] }, [3]],
    [{ label__values__contains: ["blue"] }, [2]],
    [{ "label__a'b": "q" }, []],
    [{ span__startswith: 1 }, [1]],
    [{ span__startswith__gte: 10 }, [2]],
    [{ span__endswith__lt: 30 }, [1, 2]],
    [{ span__isempty: true }, [3]],
    [{ span__isempty: false }, [1, 2]],
    [{ span__lower_inc: true }, [1, 2]],
    [{ span__upper_inf: false }, [1, 2, 3]],
    [{ days__lower_inf: true }, [1]],
    [{ days__endswith: Temporal.PlainDate.from("2026-01-01") }, [1]],
    [{ days__isnull: true }, [2, 3]],
  ];

  before(async () => {
    const database = openKind("postgres");
    await addExtensions(database, "hstore");
    await database.close();
  });

  it("are found by what they hold", () =>
    withModels("postgres", [Thing], async () => {
      const day = Temporal.PlainDate.from("2026-01-01");
      await Thing.create({ label: { colour: "red" }, span: [1, 5], days: new Range(null, day) });
      await Thing.create({ label: { colour: "blue", size: null }, span: [10, 20] });
      await Thing.create({ label: { weight: "3" }, span: Range.empty<number>() });
      const wrong: unknown[] = [];
      for (const [filter, wanted] of FOUND) {
        const ids = await Thing.filter(filter as { id: number })
          .orderBy("id")
          .valuesList("id", { flat: true })
          .then(
            (list) => [...list],
            (error: unknown) => String(error),
          );
        if (JSON.stringify(ids) !== JSON.stringify(wanted)) wrong.push({ filter, ids, wanted });
      }
      assert.deepEqual(wrong, []);
      const [row] = await Thing.orderBy("id").values("label__colour", "span__endswith");
      assert.deepEqual(row, { label__colour: "red", span__endswith: 5 });
    }));
});

describe("vectors", () => {
  it("are ordered by how near they are, in the words of pgvector", async () => {
    const databases = openDatabases({ default: POSTGRES_URL });
    await withDatabases(databases, async () => {
      const near = Point.annotate({ far: cosineDistance("at", [1, 0.5]) })
        .filter({ far__lt: 0.5 })
        .orderBy("far", l2Distance("at", F("at")).desc());
      assert.match(String(near), /"at" <=> \$\d::vector\).*ORDER BY .*"at" <-> .*"at"\) DESC/s);
      assert.match(String(Point.annotate({ far: l1Distance("at", [1, 1]) })), / <\+> /);
      assert.match(String(Point.annotate({ far: negativeInnerProduct("at", [1, 1]) })), / <#> /);
    });
    await databases.close();
  });
});

/** A page of which an index has the words. */
class Indexed extends model(
  {
    title: f.char({ maxLength: 100 }),
    body: f.text({ null: true }),
    views: f.integer({ default: 0 }),
  },
  { table: "indexed", indexes: [searchIndex("title", "body", { config: "english" })] },
) {}

for (const kind of ["sqlite", "postgres"] as const) {
  const withIndexed = (work: (database: Database) => Promise<void>): Promise<void> =>
    withHome(kind, async (database) => {
      await createTables(Indexed);
      await Indexed.bulkCreate([
        { title: "The cheap flagon", body: "A flagon holds wine; cheap flagons hold cheap wine." },
        { title: "Cups", body: "A cup is cheaper than a flagon." },
        { title: "Plates", body: null },
        { title: "Flagging <b>flags</b>", body: "Rain and 'wind', \"sun\" & more" },
      ]);
      await work(database);
    });
  const look = async (query: string | ReturnType<typeof searchQuery>): Promise<string[]> =>
    titles(
      await Indexed.annotate({ words: searchVector("title", "body") })
        .filter({ words: query as string })
        .orderBy("id"),
    );

  describe(`an index of words on ${kind}`, () => {
    it("is what a search in its columns reads, by its own rules", () =>
      withIndexed(async (database) => {
        assert.deepEqual(await look("flagons"), ["The cheap flagon", "Cups"]);
        assert.deepEqual(titles(await Indexed.filter({ body__search: "cup" })), ["Cups"]);
        assert.deepEqual(titles(await Indexed.filter({ title__search: "plate" })), ["Plates"]);
        assert.deepEqual(titles(await Indexed.filter({ title__search: "wine" })), []);
        assert.deepEqual(titles(await Indexed.exclude({ body__search: "flagon" }).orderBy("id")), [
          "Plates",
          "Flagging <b>flags</b>",
        ]);
        if (kind === "postgres") await database.script(["SET enable_seqscan = off"]);
        const plan = await Indexed.annotate({ words: searchVector("title", "body") })
          .filter({ words: "flagon" })
          .explain();
        assert.match(plan, kind === "postgres" ? /Bitmap Index Scan on indexed_/ : /VIRTUAL TABLE/);
      }));

    it("combines what is looked for", () =>
      withIndexed(async () => {
        const [cup, flagon] = [searchQuery("cup"), searchQuery("flagon")];
        assert.deepEqual(await look(flagon.and(cup.not())), ["The cheap flagon"]);
        assert.deepEqual(await look(cup.not().and(flagon)), ["The cheap flagon"]);
        assert.deepEqual(await look(cup.or(searchQuery("plates"))), ["Cups", "Plates"]);
        assert.deepEqual(await look(flagon.not()), ["Plates", "Flagging <b>flags</b>"]);
        assert.deepEqual(await look(searchQuery("cheap").followedBy(flagon)), ["The cheap flagon"]);
        assert.deepEqual(await look(searchQuery("holds wine", { type: "phrase" })), [
          "The cheap flagon",
        ]);
        const web = (text: string) => look(searchQuery(text, { type: "websearch" }));
        assert.deepEqual(await web('flagon -"hold cheap"'), ["Cups"]);
        assert.deepEqual(await web('"cheap flagon" or plates'), ["The cheap flagon", "Plates"]);
        assert.deepEqual(await look(searchLexeme("flag", { prefix: true })), [
          "The cheap flagon",
          "Cups",
          "Flagging <b>flags</b>",
        ]);
      }));

    it("ranks, and shows where the words stand", () =>
      withIndexed(async () => {
        const words = searchVector({ title: "A", body: "D" });
        const query = searchQuery("flagon");
        const rows = await Indexed.annotate({
          rank: searchRank(words, query),
          part: searchHeadline("body", query, { startSel: "[", stopSel: "]" }),
          whole: searchHeadline("title", query, {
            highlightAll: true,
            startSel: "'",
            stopSel: '"',
          }),
        })
          .filter({ rank__gt: 0 })
          .orderBy("-rank");
        assert.deepEqual(titles(rows), ["The cheap flagon", "Cups"]);
        assert.ok(rows[0]!.rank > rows[1]!.rank);
        assert.match(rows[1]!.part, /than a \[flagon\]/);
        assert.match(rows[0]!.whole, /cheap 'flagon"/);
        const none = await Indexed.filter({ title: "Cups" }).annotate({
          rank: searchRank(words, "nowhere"),
          part: searchHeadline("body", "nowhere"),
        });
        assert.deepEqual([none[0]!.rank, none[0]!.part], [0, "A cup is cheaper than a flagon."]);
      }));

    it("follows its rows, also across relations", () =>
      withIndexed(async () => {
        await Indexed.filter({ title: "Cups" }).update({ body: "Nothing but tea." });
        const [plates] = await Indexed.filter({ title: "Plates" });
        plates!.body = "A flagon upon a plate.";
        await plates!.save();
        await Indexed.filter({ title__startswith: "The" }).delete();
        assert.deepEqual(await look("flagon"), ["Plates"]);
        assert.deepEqual(await look("tea"), ["Cups"]);
        await Indexed.all().update({ views: 5 });
        assert.deepEqual(await look("tea"), ["Cups"]);
        const rows = await Indexed.bulkCreate(
          Array.from({ length: 120 }, (_, at) => ({ title: `n${at}`, body: "many rows" })),
        );
        assert.equal((await look("many")).length, 120);
        assert.equal((await Indexed.get({ id: rows[77]!.id })).title, "n77");
        await dropTables(Indexed);
        await createTables(Indexed);
        assert.deepEqual(await look("many"), []);
      }));

    it("takes what visitors write, whatever it is", () =>
      withIndexed(async () => {
        const hostile = [
          "'",
          '"',
          "\\",
          "a' | b",
          "!!",
          "a:*",
          ") (",
          "<->",
          "NEAR(",
          "* -",
          "body:",
          "'); drop table indexed; --",
          "",
          "-wine",
          "or",
          "^a",
          "{title}",
          '"open',
        ];
        for (const text of hostile) {
          await look(text);
          for (const type of ["plain", "phrase", "websearch"] as const)
            await look(searchQuery(text, { type }).or(searchQuery("cup")));
          if (text.trim() !== "") await look(searchLexeme(text, { prefix: true }));
          const [row] = await Indexed.annotate({
            part: searchHeadline("body", searchQuery("wine"), { startSel: text, stopSel: text }),
          }).orderBy("id");
          assert.ok(text === "" || row!.part.includes(`${text}wine${text}`), row!.part);
        }
        await assert.rejects(async () => look(searchQuery("a &", { type: "raw" })), {
          name: "ProgrammingError",
        });
        assert.equal(await Indexed.count(), 4);
      }));
  });
}

describe("ranks on SQLite", () => {
  it("that are read row by row say when too many other searches have begun meanwhile", () =>
    withHome("sqlite", async () => {
      await createTables(Indexed);
      await Indexed.bulkCreate(
        Array.from({ length: 900 }, (_, at) => ({ title: `n${at}`, body: "many rows" })),
      );
      const ranked = () => Indexed.annotate({ rank: searchRank("body", "many") });
      const read = async (others: number): Promise<void> => {
        const rows = ranked().iterator({ chunkSize: 10 })[Symbol.asyncIterator]();
        await rows.next();
        for (let at = 0; at < others; at++) await ranked().limit(1);
        for (let next = await rows.next(); next.done !== true; next = await rows.next());
      };
      await read(5);
      await assert.rejects(read(60), { code: "db.search-gone" });
    }));
});

describe("a search without an index", () => {
  class Note extends model({ body: f.text() }, { table: "note" }) {}
  class Named extends model(
    { code: f.char({ maxLength: 5, primaryKey: true }), body: f.text() },
    { table: "named", indexes: [searchIndex("body")] },
  ) {}

  it("says on SQLite what the model lacks", () =>
    withHome("sqlite", async () => {
      await createTables(Note);
      const wanted = { code: "db.no-search-index", mend: /searchIndex\("body"\)/ };
      await assert.rejects(async () => Note.filter({ body__search: "x" }), wanted);
      await assert.rejects(async () => Note.annotate({ rank: searchRank("body", "x") }), wanted);
      await assert.rejects(async () => Note.filter({ body__trigram_similar: "x" }), {
        code: "db.postgres-only",
      });
    }));

  it("refuses on SQLite an index of rows that have no numbers", () =>
    withHome("sqlite", async () => {
      await assert.rejects(() => createTables(Named), { code: "db.bad-index" });
    }));
});
