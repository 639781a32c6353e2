/** The commands for data: dumpdata, loaddata, flush, sqlflush, sqlsequencereset, dbshell. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, mock } from "node:test";
import { gunzipSync } from "node:zlib";
import { Blueprint, type CommandContext, Flagon } from "flagon";
import { CliRunner, type CommandResult } from "flagon/cli";
import { database } from "flagon/database";
import { createTables, type DatabaseOptions, f, model, withDatabases } from "flagon/db";
import { meter } from "../../src/database/data/meter.ts";
import { withHomes } from "../db/homes.ts";
import { WRITTEN } from "../db/tables.ts";

class Shelf extends model(
  { name: f.char({ maxLength: 20, unique: true }) },
  { naturalKey: ["name"] },
) {}

class Book extends model({
  title: f.char({ maxLength: 20 }),
  shelf: f.foreignKey(Shelf, { onDelete: "cascade" }),
}) {}

/** A site with two shelves and three books, in a folder of its own. */
interface Site {
  folder: string;
  run(...words: string[]): Promise<CommandResult>;
  answer(answers: string[], ...words: string[]): Promise<CommandResult>;
  books(): Promise<string[]>;
  within<T>(work: () => T): T;
}

async function withSite(
  options: DatabaseOptions | undefined,
  work: (site: Site) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "flagon-data-"));
  const app = new Flagon({ folder });
  const extension = database(options ?? `sqlite:////${join(folder, "site.db").slice(1)}`);
  const library = new Blueprint("stock", { folder: join(folder, "stock") }).models(Shelf, Book);
  app.install(extension, library);
  const { databases } = extension;
  const invoke = (answers: string[], words: string[]): Promise<CommandResult> =>
    new CliRunner(app).invoke(words, { answers });
  try {
    await withDatabases(databases, async () => {
      await createTables(Shelf, Book);
      const [a, b] = await Shelf.bulkCreate([{ name: "a" }, { name: "b" }]);
      await Book.bulkCreate([
        { title: "one", shelf: a! },
        { title: "two", shelf: b! },
        { title: "three", shelf: a! },
      ]);
    });
    await work({
      folder,
      run: (...words) => invoke([], words),
      answer: (answers, ...words) => invoke(answers, words),
      books: () =>
        withDatabases(databases, async () => (await Book.orderBy("id")).map(({ title }) => title)),
      within: (run) => withDatabases(databases, run),
    });
  } finally {
    await databases.close();
    rmSync(folder, { recursive: true });
  }
}

describe("flagon dumpdata", () => {
  it("prints all models, or those named without those left out", async () => {
    await withSite(undefined, async ({ run }) => {
      const all = JSON.parse((await run("dumpdata")).output) as { model: string }[];
      assert.deepEqual(
        all.map((one) => one.model),
        ["stock.shelf", "stock.shelf", "stock.book", "stock.book", "stock.book"],
      );
      const one = await run("dumpdata", "stock.Book", "--pks", "1,3", "--natural-foreign");
      assert.deepEqual(JSON.parse(one.output), [
        { model: "stock.book", pk: 1, fields: { title: "one", shelf: ["a"] } },
        { model: "stock.book", pk: 3, fields: { title: "three", shelf: ["a"] } },
      ]);
      const shelves = await run(
        "dumpdata",
        "stock",
        "-e",
        "stock.book",
        "--natural-primary",
        "--format",
        "jsonl",
      );
      assert.equal(
        shelves.output,
        '{"model":"stock.shelf","fields":{"name":"a"}}\n{"model":"stock.shelf","fields":{"name":"b"}}\n',
      );
      assert.match(
        (await run("dumpdata", "--indent", "2")).output,
        /^\[\n\{\n  "model": "stock\.shelf",\n/,
      );
    });
  });

  it("writes a file that has its name when it is whole, packed too, and says how many rows", async () => {
    await withSite(undefined, async ({ run, folder }) => {
      const path = join(folder, "all.json.gz");
      const { errors, output } = await run("dumpdata", "--output", path);
      assert.deepEqual([output, errors], ["", `5 rows written to ${path}.\n`]);
      assert.equal((JSON.parse(gunzipSync(readFileSync(path)).toString()) as object[]).length, 5);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith(".part")),
        [],
      );
    });
  });

  it("shows how far it is by a bar, and the time that is left when it takes long", async () => {
    await withSite(undefined, async ({ run, folder }) => {
      for (const name of ["all.json", "all.jsonl.gz"]) {
        const path = join(folder, name);
        const dumped = await run("dumpdata", "--output", path);
        assert.deepEqual(dumped.progress, ["██████████░░░░░░░░░░░░░░  40 % dumped 2 rows"]);
        const loaded = await run("loaddata", path);
        assert.deepEqual(loaded.progress, ["████████████████████████ 100 % loaded 5 rows"]);
      }
    });
    const lines: unknown[] = [];
    const progress = (...line: unknown[]): number => lines.push(line);
    const now = mock.method(performance, "now", () => 0);
    try {
      const tell = meter({ progress } as unknown as CommandContext, "loaded");
      for (const [second, rows, share] of [
        [0, 10, 0.001],
        [0.05, 20, 0.002],
        [10, 4000, 0.25],
        [40, 4100, 0.25],
        [41, 5000, undefined],
      ] as const) {
        now.mock.mockImplementation(() => second * 1000);
        tell(rows, share);
      }
    } finally {
      now.mock.restore();
    }
    assert.deepEqual(lines, [
      ["loaded 10 rows", 0.001],
      ["loaded 4,000 rows, 30 s left", 0.25],
      ["loaded 4,100 rows, 2 min 0 s left", 0.25],
      ["loaded 5,000 rows", undefined],
    ]);
  });

  it("writes CSV of one model to the output, of several into a folder", async () => {
    await withSite(undefined, async ({ run, folder, books }) => {
      const { output } = await run("dumpdata", "stock.book", "--format", "csv");
      assert.equal(output.replaceAll("\r", ""), "pk,title,shelf\n1,one,1\n2,two,2\n3,three,1\n");
      const path = join(folder, "csv");
      await run("dumpdata", "--format", "csv", "--output", path);
      assert.deepEqual(readdirSync(path).toSorted(), ["stock.book.csv", "stock.shelf.csv"]);
      assert.equal((await run("flush", "--no-input")).exitCode, 0);
      assert.match((await run("loaddata", path)).output, /^5 rows loaded from 2 fixtures\.\n$/);
      assert.deepEqual(await books(), ["one", "two", "three"]);
    });
  });

  for (const [words, code, mend] of [
    [["stock.Bok"], "fixtures.unknown-model", /stock\.book/],
    [["stok"], "fixtures.unknown-model", /stock/],
    [["--format", "csv"], "fixtures.one-model", /folder/],
    [["--pks", "1"], "cli.usage", /Name the model/],
    [["--output", "x.xml"], "fixtures.unknown-format", /json/],
  ] as const)
    it(`refuses ${words.join(" ")}, and leaves no file`, async () => {
      await withSite(undefined, async ({ run }) => {
        const { error } = await run("dumpdata", ...words);
        assert.equal((error as { code: string }).code, code);
        assert.match((error as { mend: string }).mend, mend);
        assert.equal(existsSync("x.xml"), false);
      });
    });
});

describe("flagon loaddata", () => {
  it("finds fixtures by name in the folders of app and blueprints", async () => {
    await withSite(undefined, async ({ run, folder, books }) => {
      mkdirSync(join(folder, "fixtures"));
      mkdirSync(join(folder, "stock", "fixtures"), { recursive: true });
      writeFileSync(
        join(folder, "fixtures", "more.json"),
        '[{"model":"stock.book","fields":{"title":"four","shelf":["b"]}}]',
      );
      writeFileSync(
        join(folder, "stock", "fixtures", "more.jsonl"),
        '{"model":"stock.book","fields":{"title":"five","shelf":1}}\n',
      );
      assert.match((await run("loaddata", "more")).output, /^2 rows loaded from 2 fixtures/);
      assert.deepEqual((await books()).toSorted(), ["five", "four", "one", "three", "two"]);
      const { error } = await run("loaddata", "mroe");
      assert.equal((error as { code: string }).code, "fixtures.not-found");
      assert.match((error as { mend: string }).mend, /"more"/);
      assert.match((error as { where: string }).where, /stock\/fixtures/);
      writeFileSync(join(folder, "fixtures", "more.jsonl"), "");
      assert.equal(
        ((await run("loaddata", "more")).error as { code: string }).code,
        "fixtures.ambiguous",
      );
    });
  });

  it("leaves out what it is told to, and says so", async () => {
    await withSite(undefined, async ({ run, folder, books }) => {
      const path = join(folder, "x.json");
      writeFileSync(
        path,
        '[{"model":"old.one","fields":{}},{"model":"stock.book","pk":9,"fields":{"title":"x","shelf":1,"gone":1}}]',
      );
      assert.equal(
        ((await run("loaddata", path)).error as { code: string }).code,
        "fixtures.unknown-model",
      );
      const { output, errors } = await run("loaddata", path, "--ignore-nonexistent");
      assert.deepEqual(
        [output, errors],
        ["1 row loaded from 1 fixture.\n", "1 object left out.\n"],
      );
      assert.equal((await books()).at(-1), "x");
      assert.match(
        (await run("loaddata", path, "--ignore-nonexistent", "-e", "stock.book")).output,
        /^0 rows/,
      );
    });
  });
});

for (const kind of WRITTEN) {
  describe(`flagon flush on ${kind}`, () => {
    it("empties the tables after a yes, and lets numbers begin again", async () => {
      await withHomes(kind, 1, (home) =>
        withSite(home!.options, async ({ run, answer, books, within }) => {
          assert.equal((await run("flush")).exitCode, 1);
          assert.equal((await answer(["no"], "flush")).exitCode, 1);
          assert.equal((await books()).length, 3);
          assert.equal((await answer(["yes"], "flush")).exitCode, 0);
          assert.deepEqual(await books(), []);
          await within(async () => assert.equal((await Shelf.create({ name: "z" })).id, 1));
          const { output } = await run("sqlflush");
          assert.match(output, kind === "sqlite" ? /DELETE FROM "stock_book";/ : /TRUNCATE/);
        }),
      );
    });

    it("shows the SQL that sets sequences, where the database needs any", async () => {
      await withHomes(kind, 1, (home) =>
        withSite(home!.options, async ({ run, within }) => {
          const { output, errors } = await run("sqlsequencereset", "stock");
          if (kind !== "postgres") {
            assert.deepEqual([output, errors], ["", "There is no sequence to set.\n"]);
            return;
          }
          await within(async () => {
            await Shelf.bulkCreate([{ id: 70, name: "seventy" }]);
            const { getDatabase } = await import("flagon/db");
            await getDatabase().script(output.trim().split("\n"));
            assert.equal((await Shelf.create({ name: "next" })).id, 71);
          });
        }),
      );
    });
  });
}

describe("flagon dbshell", () => {
  const main = join(import.meta.dirname, "..", "..", "src", "cli", "bin.ts");

  /** Runs the command in a project of its own, with programs that print how they were called. */
  function called(
    url: string,
    programs: readonly string[],
    ...words: string[]
  ): { output: string; status: number } {
    const folder = mkdtempSync(join(tmpdir(), "flagon-dbshell-"));
    const source = join(import.meta.dirname, "..", "..", "src");
    writeFileSync(
      join(folder, "app.ts"),
      `import { Flagon } from ${JSON.stringify(join(source, "index.ts"))};
       import { database } from ${JSON.stringify(join(source, "database", "index.ts"))};
       export const app = new Flagon();
       app.install(database(${JSON.stringify(url)}));`,
    );
    for (const name of programs) {
      const path = join(folder, name);
      writeFileSync(
        path,
        '#!/bin/sh\necho "$0 $@"\n/usr/bin/env | /usr/bin/sort | /bin/grep -E "^(PG|MYSQL)"\nexit 3\n',
      );
      chmodSync(path, 0o755);
    }
    const words_ = ["--conditions=flagon-source", main, "dbshell", ...words];
    try {
      const output = execFileSync(process.execPath, words_, {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: folder },
        stdio: "pipe",
      });
      return { output: output.replaceAll(folder, ""), status: 0 };
    } catch (error) {
      const { stdout, stderr, status } = error as {
        stdout: string;
        stderr: string;
        status: number;
      };
      return { output: `${stdout}${stderr}`.replaceAll(folder, ""), status };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("starts the program with what it needs in its environment, and gives its exit code", () => {
    const { output, status } = called(
      "postgres://ann:s3cret@db.example:6000/site",
      ["psql"],
      "--",
      "-c",
      "select 1",
    );
    assert.equal(status, 3);
    assert.match(output, /^\/psql -c select 1$/m);
    for (const line of [
      "PGHOST=db.example",
      "PGPORT=6000",
      "PGUSER=ann",
      "PGPASSWORD=s3cret",
      "PGDATABASE=site",
    ])
      assert.ok(output.split("\n").includes(line), line);
  });

  it("keeps the password of MySQL out of the words, and takes mariadb before mysql", () => {
    const url = "mysql://ann:s3cret@db.example:3307/site";
    const { output } = called(url, ["mysql", "mariadb"]);
    assert.match(
      output,
      /^\/mariadb --host=db\.example --port=3307 --user=ann .*--database=site$/m,
    );
    assert.match(output, /^MYSQL_PWD=s3cret$/m);
    assert.doesNotMatch(output.split("\n")[0]!, /s3cret/);
    assert.match(called(url, ["mysql"]).output, /^\/mysql --host/m);
  });

  it("opens the file of SQLite, and says what to install where the program is missing", () => {
    assert.match(
      called("sqlite:///-site.db", ["sqlite3"], "--", ".tables").output,
      /^\/sqlite3 \.\/-site\.db \.tables$/m,
    );
    const { output, status } = called("sqlite:///site.db", []);
    assert.equal(status, 1);
    assert.match(output, /sqlite3 is not installed[^]*apt install sqlite3[^]*database\.no-prompt/);
    assert.match(called("sqlite::memory:", ["sqlite3"]).output, /belongs to the process/);
  });
});
