/** The commands of migrations: what they write, what they say, how they end. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { CliRunner, type CommandResult } from "flagon/cli";
import { database } from "flagon/database";
import { type DatabaseOptions, f, model } from "flagon/db";
import type { ModelClass } from "../../src/db/meta.ts";
import { withHomes } from "../db/homes.ts";
import { modelOf, newFolder } from "../db/migration-project.ts";
import { WRITTEN } from "../db/tables.ts";

/** A site with one blueprint, whose models change. */
class Site {
  readonly folder = newFolder();
  readonly options: DatabaseOptions;
  models: ModelClass[] = [];
  own: ModelClass[] = [];
  moved: Record<string, string> = {};

  constructor(options?: DatabaseOptions) {
    this.options = options ?? { kind: "sqlite", path: join(this.folder, "site.db") };
  }

  /** Runs a command in an app of its own, as a new process would. */
  async run(words: string, answers: string[] = []): Promise<CommandResult> {
    const app = new Flagon({ folder: this.folder });
    const extension = database(this.options, { migrationFolders: this.moved });
    const blog = new Blueprint("blog", { folder: join(this.folder, "blog") });
    blog.models(...(this.models as never[]));
    app.models(...(this.own as never[]));
    app.install(extension, blog);
    try {
      const result = await new CliRunner(app).invoke(words.split(" "), { answers });
      const thrown = result.error instanceof Error ? result.error.stack : "";
      return { ...result, errors: `${result.errors}${thrown}` };
    } finally {
      await extension.databases.close();
    }
  }

  /** The files of the blueprint's migrations. */
  get files(): string[] {
    const folder = join(this.folder, "blog", "migrations");
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  }

  read(name: string): string {
    return readFileSync(join(this.folder, "blog", "migrations", name), "utf8");
  }

  write(name: string, operations: string, dependency?: string): void {
    const folder = join(this.folder, "blog", "migrations");
    mkdirSync(folder, { recursive: true });
    const dependencies =
      dependency === undefined ? "" : `dependencies: [["blog", "${dependency}"]], `;
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { f } from "flagon/db";
import * as m from "flagon/db/migrations";
export default m.migration({ ${dependencies}operations: [${operations}] });\n`,
    );
    writeFileSync(join(folder, "latest.txt"), `${name}\n`);
  }
}

function article(fields: object = {}, options: object = {}): ModelClass {
  return modelOf("blog", "Article", { title: f.char({ maxLength: 50 }), ...fields }, options);
}

for (const kind of WRITTEN) {
  describe(`makemigrations and migrate on ${kind}`, () => {
    it("write what is missing, run it, and find nothing the second time", () =>
      withHomes(kind, 1, async (home) => {
        const site = new Site(home!.options);
        site.models = [article()];
        site.own = [modelOf("", "Note", { text: f.text() })];
        const check = await site.run("makemigrations --check");
        assert.deepEqual([check.exitCode, site.files], [1, []]);
        assert.match(check.output, /Missing in "blog": 0001_initial\n {2}- Create model Article/);
        await site.run("makemigrations");
        assert.deepEqual(site.files, ["0001_initial.ts"]);
        assert.ok(existsSync(join(site.folder, "migrations", "0001_initial.ts")));
        assert.equal((await site.run("makemigrations --check")).exitCode, 0);
        assert.equal((await site.run("migrate --check")).exitCode, 1);
        assert.match((await site.run("migrate --plan")).output, /\+ blog\.0001_initial/);
        assert.match((await site.run("migrate")).output, /Running blog\.0001_initial: done/);
        assert.match((await site.run("migrate")).output, /Nothing to migrate/);
        assert.equal((await site.run("migrate --check")).exitCode, 0);
        const shown = await site.run("showmigrations");
        assert.match(shown.output, /app\n {2}\[X\] 0001_initial\nblog\n {2}\[X\] 0001_initial/);
        const asJson = await site.run("showmigrations blog --json");
        assert.equal(asJson.errors, "");
        const rows = JSON.parse(asJson.output) as object[];
        assert.deepEqual(
          rows.map((row) => ({ ...row, at: "" })),
          [{ label: "blog", name: "0001_initial", applied: true, at: "" }],
        );
        assert.match((await site.run("migrate blog zero")).output, /Undoing blog\.0001_initial/);
      }));
  });
}

describe("makemigrations at a terminal", () => {
  it("asks whether a field was renamed, and what rows get", async () => {
    const site = new Site();
    site.models = [article()];
    await site.run("makemigrations");
    const fields = { headline: f.char({ maxLength: 50 }), year: f.integer() };
    site.models = [modelOf("blog", "Article", fields)];
    const asked = await site.run("makemigrations", ["y", "2020"]);
    assert.match(asked.output, /Rename field title on Article to headline\n.*Add field year/);
    assert.match(
      site.read(site.files[1]!),
      /addField\("Article\.year", f\.integer\(\), \{ fill: 2020 \}\)/,
    );
  });

  it("asks again where the answer is no value of the field", async () => {
    const site = new Site();
    site.models = [article()];
    await site.run("makemigrations");
    site.models = [article({ year: f.integer() })];
    const asked = await site.run("makemigrations", ["next year", "2027"]);
    assert.match(asked.errors, /This must be a whole number\. Try again/);
    assert.match(site.read(site.files[1]!), /fill: 2027/);
  });

  it("without an answer renames nothing, and makes no value up", async () => {
    const site = new Site();
    site.models = [article()];
    await site.run("makemigrations");
    site.models = [article({ year: f.integer() })];
    const failed = await site.run("makemigrations --no-input");
    assert.equal(failed.exitCode, 1);
    assert.match(failed.errors, /--fill Article\.year=0[^]*migrations\.fill-needed/);
    const filled = await site.run("makemigrations --no-input --fill Article.year=1");
    assert.equal(filled.exitCode, 0);
  });
});

describe("makemigrations", () => {
  it("shows the files with --dry-run, and writes an empty one with --empty", async () => {
    const site = new Site();
    site.models = [article()];
    assert.match((await site.run("makemigrations --dry-run")).output, /createModel\("Article"/);
    assert.deepEqual(site.files, []);
    await site.run("makemigrations");
    await site.run("makemigrations --empty blog --name count_words");
    assert.deepEqual(site.files, ["0001_initial.ts", "0002_count_words.ts"]);
    assert.match(site.read("0002_count_words.ts"), /operations: \[\],/);
  });

  it("puts changes into the last migration with --update, until that has run", async () => {
    const site = new Site();
    site.models = [article()];
    await site.run("makemigrations");
    site.models = [article({ year: f.integer({ null: true }) })];
    await site.run("makemigrations --update");
    assert.deepEqual(site.files, ["0001_initial.ts"]);
    assert.match(site.read("0001_initial.ts"), /year: f\.integer/);
    const other = new Site();
    other.write("0001_initial", 'm.createModel("Article", { id: f.bigAuto() })');
    await other.run("migrate");
    other.models = [modelOf("blog", "Article", { year: f.integer({ null: true }) })];
    const refused = await other.run("makemigrations --update");
    assert.match(refused.errors, /blog\.0001_initial has run[^]*migrations\.not-free/);
  });

  it("refuses a name that is none", async () => {
    const refused = await new Site().run("makemigrations --name ../x");
    assert.deepEqual(
      [refused.exitCode, /A migration cannot be called/.test(refused.errors)],
      [1, true],
    );
  });
});

describe("two branches that have each added a migration", () => {
  function branches(): Site {
    const site = new Site();
    site.models = [
      article({
        a: f.integer({ null: true }),
        b: f.integer({ null: true }),
        c: f.integer({ null: true }),
      }),
    ];
    site.write(
      "0001_initial",
      'm.createModel("Article", { id: f.bigAuto(), title: f.char({ maxLength: 50 }) })',
    );
    site.write("0002_a", 'm.addField("Article.a", f.integer({ null: true }))', "0001_initial");
    site.write("0002_b", 'm.addField("Article.b", f.integer({ null: true }))', "0001_initial");
    site.write("0003_c", 'm.addField("Article.c", f.integer({ null: true }))', "0002_b");
    return site;
  }

  it("are told, with the commands that mend it", async () => {
    const site = branches();
    const refused = await site.run("migrate");
    assert.match(refused.errors, /have 2 ends: 0002_a, 0003_c[^]*rebasemigration blog[^]*--merge/);
  });

  it("are joined by makemigrations --merge", async () => {
    const site = branches();
    const merged = await site.run("makemigrations --merge --no-input");
    assert.match(merged.output, /0002_a\n {4}- Add field a[^]*0003_c\n {4}- Add field b/);
    assert.deepEqual(site.files.at(-1), "0004_merge_0002_a_0003_c.ts");
    await site.run("migrate");
    assert.equal((await site.run("makemigrations --check")).exitCode, 0);
  });

  it("are put in a row by rebasemigration, which names the files anew", async () => {
    const site = branches();
    const unsaid = await site.run("rebasemigration blog");
    assert.match(unsaid.errors, /not said which[^]*0002_a or 0003_c/);
    await site.run("rebasemigration blog 0003_c");
    assert.deepEqual(site.files, ["0001_initial.ts", "0002_a.ts", "0003_b.ts", "0004_c.ts"]);
    assert.match(site.read("0003_b.ts"), /\["blog", "0002_a"\]/);
    assert.match(site.read("0004_c.ts"), /\["blog", "0003_b"\]/);
    assert.equal(site.read("latest.txt"), "0004_c\n");
  });

  it("are known by the conflict that git leaves in latest.txt", async () => {
    const site = branches();
    const text = "<<<<<<< HEAD\n0002_a\n=======\n0003_c\n>>>>>>> other\n";
    writeFileSync(join(site.folder, "blog", "migrations", "latest.txt"), text);
    await site.run("rebasemigration blog");
    assert.deepEqual(site.files, ["0001_initial.ts", "0002_b.ts", "0003_c.ts", "0004_a.ts"]);
  });
});

describe("squashmigrations", () => {
  it("writes one migration that stands for several, in new databases and in old ones", async () => {
    const [site, fresh] = [new Site(), new Site()];
    const fields = { a: f.integer({ null: true }), b: f.integer({ null: true }) };
    site.models = fresh.models = [article(fields)];
    site.write(
      "0001_initial",
      'm.createModel("Article", { id: f.bigAuto(), title: f.char({ maxLength: 50 }) })',
    );
    site.write("0002_a", 'm.addField("Article.a", f.integer({ null: true }))', "0001_initial");
    site.write("0003_b", 'm.addField("Article.b", f.integer({ null: true }))', "0002_a");
    await site.run("migrate");
    const squashed = await site.run("squashmigrations blog 0003");
    assert.match(squashed.output, /3 operations of 3 migrations became 1/);
    const [name] = site.files.filter((file) => file.includes("squashed"));
    assert.equal(name, "0001_squashed_0003_b.ts");
    assert.match((await site.run("migrate")).output, /Nothing to migrate/);
    assert.match(
      (await site.run("showmigrations")).output,
      /\[X\] 0001_squashed_0003_b \(squashed of 3\)/,
    );
    assert.equal((await site.run("makemigrations --check")).exitCode, 0);
    mkdirSync(join(fresh.folder, "blog", "migrations"), { recursive: true });
    writeFileSync(join(fresh.folder, "blog", "migrations", name), site.read(name));
    await fresh.run("migrate");
    const sql = (one: Site) => one.run("inspectdb blog_article");
    assert.equal((await sql(fresh)).output, (await sql(site)).output);
  });

  it("says where there is nothing to squash", async () => {
    const site = new Site();
    site.write("0001_initial", "");
    const refused = await site.run("squashmigrations blog 0001");
    assert.match(refused.errors, /migrations\.nothing-to-squash/);
  });
});

describe("optimizemigration", () => {
  it("puts operations together, and with --check only says so", async () => {
    const site = new Site();
    const made = 'm.createModel("Article", { id: f.bigAuto() })';
    site.write("0001_initial", `${made}, m.addField("Article.a", f.integer({ null: true }))`);
    assert.equal((await site.run("optimizemigration blog 0001 --check")).exitCode, 1);
    await site.run("optimizemigration blog 0001");
    assert.match(site.read("0001_initial.ts"), /a: f\.integer\(\{ null: true \}\)/);
  });
});

describe("sqlmigrate", () => {
  it("shows the statements there and back, and runs none", async () => {
    const site = new Site();
    site.write(
      "0001_initial",
      'm.createModel("Article", { id: f.bigAuto() }), m.runSql("SELECT 1", { reverse: "" }), m.runCode(() => {}, { reverse: m.noop })',
    );
    const there = await site.run("sqlmigrate blog 0001");
    assert.match(
      there.output,
      /^BEGIN;\n-- Create model Article\nCREATE TABLE "blog_article"[^]*SELECT 1;\n-- Run code\n-- Code runs here[^]*COMMIT;$/m,
    );
    assert.match(
      (await site.run("sqlmigrate blog 0001 --backwards")).output,
      /DROP TABLE "blog_article"/,
    );
    assert.match((await site.run("showmigrations")).output, /\[ \] 0001_initial/);
    const wrong = await site.run("sqlmigrate blog 0002");
    assert.match(wrong.errors, /"blog" has no migration "0002"/);
  });
});

describe("sqlmigrate of names with line breaks", () => {
  it("keeps them within the comment", async () => {
    const site = new Site();
    const name = '"one\\nDROP TABLE x; --"';
    site.write("0001_initial", `m.runCode(() => {}, { reverse: m.noop, name: ${name} })`);
    const { output } = await site.run("sqlmigrate blog 0001");
    assert.match(output, /^-- Run code: one DROP TABLE x; --$/m);
    assert.doesNotMatch(output, /^DROP/m);
  });
});

describe("migrate", () => {
  it("forgets migrations whose files are gone, with --prune", async () => {
    const site = new Site();
    site.write("0001_initial", 'm.createModel("Article", { id: f.bigAuto() })');
    site.write("0002_gone", "", "0001_initial");
    await site.run("migrate");
    rmSync(join(site.folder, "blog", "migrations", "0002_gone.ts"));
    assert.match((await site.run("migrate blog --prune")).output, /Forgotten: blog\.0002_gone/);
    assert.match((await site.run("migrate blog --prune")).output, /nothing to forget/);
  });

  it("finds the migrations of a blueprint where an option says they are", async () => {
    const site = new Site();
    site.models = [article()];
    site.moved = { blog: "vendored/blog" };
    await site.run("makemigrations");
    assert.ok(existsSync(join(site.folder, "vendored", "blog", "0001_initial.ts")));
    assert.match((await site.run("migrate")).output, /blog\.0001_initial: done/);
    site.moved = { blgo: "vendored" };
    assert.match((await site.run("migrate")).errors, /names "blgo"[^]*Did you mean "blog"/);
  });

  it("tells what Django has noted, and takes its tables over", async () => {
    const site = new Site();
    site.models = [article()];
    await site.run("makemigrations");
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(join(site.folder, "site.db"));
    db.exec(`CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text);
      INSERT INTO django_migrations VALUES (1, 'blog', '0001_initial', '2020-01-01');
      CREATE TABLE blog_article (id integer PRIMARY KEY, title varchar(50));`);
    db.close();
    assert.match((await site.run("showmigrations")).errors, /Django has noted 1 migrations/);
    const refused = await site.run("migrate");
    assert.match(refused.errors, /Django has noted it as run[^]*--fake-initial/);
    const taken = await site.run("migrate --fake-initial");
    assert.match(taken.output, /blog\.0001_initial: noted, not run/);
  });
});

describe("content types", () => {
  it("get their table where a model refers to them, and a row for each model", async () => {
    const site = new Site();
    class Tagged extends model(
      { contentType: f.contentType(), objectId: f.objectId(), object: f.genericForeignKey() },
      { label: "blog" },
    ) {}
    site.models = [Tagged as unknown as ModelClass];
    await site.run("makemigrations");
    assert.match(site.read("0001_initial.ts"), /\["contenttypes", "0001_initial"\]/);
    const ran = await site.run("migrate");
    assert.match(ran.output, /contenttypes\.0001_initial: done\n.*blog\.0001_initial: done/);
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(join(site.folder, "site.db"));
    const rows = db.prepare("SELECT model FROM django_content_type WHERE app_label = 'blog'").all();
    assert.ok(rows.some(({ model: name }) => name === "tagged"));
    db.close();
  });
});

describe("lintmigrations", () => {
  it("names what is unsafe and the safe way, by an exit code, as JSON, and not what is silenced", async () => {
    const site = new Site();
    site.write("0001_initial", 'm.createModel("Article", { id: f.bigAuto(), a: f.text() })');
    site.write("0002_remove_a", 'm.removeField("Article.a")', "0001_initial");
    const found = await site.run("lintmigrations --kind postgres");
    assert.equal(found.exitCode, 1);
    assert.match(
      found.output,
      /^blog\.0002_remove_a: Remove field a from Article\n.*\n {2}mend: Release code/,
    );
    const code = "migrations.unsafe-for-running-code";
    const rows = JSON.parse((await site.run("lintmigrations --json")).output) as object[];
    assert.deepEqual(
      rows.map((row) => ({ ...row, what: "", mend: "" })),
      [
        {
          migration: "blog.0002_remove_a",
          operation: "Remove field a from Article",
          code,
          what: "",
          mend: "",
        },
      ],
    );
    assert.equal((await site.run(`lintmigrations --silence ${code}`)).exitCode, 0);
    await site.run("migrate");
    assert.match((await site.run("lintmigrations")).output, /no migration to look at/);
  });
});
