/** Moves and renames by the commands: at a terminal, without one, said beforehand; a site of one file whose models move into a blueprint. */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { CliRunner, type CommandResult } from "flagon/cli";
import { database } from "flagon/database";
import { f } from "flagon/db";
import type { ModelClass } from "../../src/db/meta.ts";
import { modelOf, newFolder } from "../db/migration-project.ts";
import { limit, Project } from "../support/project.ts";

/** A site of blueprints whose models change. */
class Site {
  readonly folder = newFolder();
  models: Record<string, ModelClass[]> = {};

  /** Runs a command in an app of its own, as a new process would. */
  async run(words: string, answers: string[] = []): Promise<CommandResult> {
    const app = new Flagon({ folder: this.folder });
    const extension = database({ kind: "sqlite", path: join(this.folder, "site.db") });
    app.install(extension);
    for (const [label, models] of Object.entries(this.models)) {
      const blueprint = new Blueprint(label, { folder: join(this.folder, label) });
      if (label === "app") app.models(...(models as never[]));
      else app.install(blueprint.models(...(models as never[])));
    }
    try {
      const result = await new CliRunner(app).invoke(words.split(" "), { answers });
      const thrown = result.error instanceof Error ? result.error.stack : "";
      return { ...result, errors: `${result.errors}${thrown}` };
    } finally {
      await extension.databases.close();
    }
  }

  /** The last migration of a blueprint. */
  last(label: string): string {
    const folder = join(this.folder, label === "app" ? "" : label, "migrations");
    const name = readdirSync(folder)
      .filter((one) => one.endsWith(".ts"))
      .toSorted()
      .at(-1)!;
    return readFileSync(join(folder, name), "utf8");
  }
}

const TITLE = { title: f.char({ maxLength: 20 }), body: f.text() };

function article(label: string, fields: object = TITLE, name = "Article"): ModelClass {
  return modelOf(label === "app" ? "" : label, name, fields);
}

/** A site whose article is in the blueprint news, and is no longer there now. */
async function moved(): Promise<Site> {
  const site = new Site();
  site.models = { news: [article("news")], blog: [] };
  await site.run("makemigrations");
  site.models = { news: [], blog: [article("blog")] };
  return site;
}

describe("makemigrations where a model may have moved", () => {
  it("asks at a terminal, and moves it or makes it anew as is said", async () => {
    const site = await moved();
    const no = await site.run("makemigrations --dry-run", ["n"]);
    assert.match(no.output, /deleteModel\("Article"\)/);
    assert.equal(no.errors, "");
    const yes = await site.run("makemigrations", ["y"]);
    assert.match(
      yes.output,
      /blog\/migrations\/0001_move_article_from_news\.ts\n.*Move model Article from news/,
    );
    assert.match(site.last("blog"), /moveModel\("Article", \{ from: "news" \}\)/);
    assert.match(site.last("blog"), /dependencies: \[\["news", "0001_initial"\]\]/);
    assert.match((await site.run("makemigrations --check")).output, /No changes/);
  });

  it("without a terminal guesses nothing, and says what is lost and how to say otherwise", async () => {
    const site = await moved();
    const said =
      /news\.Article goes with all rows, and blog\.Article is made.*flagon makemigrations --moved news\.Article=blog/;
    for (const words of ["--check", "--dry-run --json", "--no-input --dry-run"])
      assert.match((await site.run(`makemigrations ${words}`)).errors, said);
    const { output } = await site.run("makemigrations --dry-run --json");
    assert.deepEqual(JSON.parse(output), [
      { label: "blog", name: "0001_initial", operations: ["Create model Article"] },
      { label: "news", name: "0002_delete_article", operations: ["Delete model Article"] },
    ]);
  });

  it("takes --moved for an answer, also where little of the model is the same", async () => {
    const site = await moved();
    const other = { body: f.text(), one: f.text({ null: true }), two: f.text({ null: true }) };
    site.models = { news: [], blog: [article("blog", other)] };
    assert.match((await site.run("makemigrations --check")).output, /Delete model/);
    const made = await site.run("makemigrations --no-input --moved news.Article=blog");
    assert.equal(made.errors, "");
    assert.match(
      made.output,
      /Move model Article from news\n[^]*Remove field title[^]*Add field one/,
    );
  });

  it("takes --moved for all models of a blueprint", async () => {
    const site = await moved();
    site.models = { news: [article("news"), article("news", TITLE, "Note")], blog: [] };
    await site.run("makemigrations");
    site.models = { news: [], blog: [article("blog"), article("blog", TITLE, "Note")] };
    const made = await site.run("makemigrations --no-input --moved news=blog");
    assert.equal(made.errors, "");
    assert.match(made.output, /Move model Article from news\n[^]*Move model Note from news\n/);
    assert.doesNotMatch(made.output, /Create|Delete/);
  });

  it("takes --moved and --renamed together", async () => {
    const site = await moved();
    const fields = { headline: f.char({ maxLength: 20 }), body: f.text() };
    site.models = { news: [], blog: [article("blog", fields)] };
    const words = "--moved news.Article=blog --renamed blog.Article.title=headline";
    const made = await site.run(`makemigrations ${words}`);
    assert.match(made.output, /Move model Article from news\n[^]*Rename field title on Article/);
  });

  it("refuses an answer that fits nothing, and lists those that would", async () => {
    const site = await moved();
    for (const [words, mend] of [
      ["--moved news.Artikel=blog", /be meant: --moved news\.Article=blog, --moved news=blog\./],
      ["--moved news.Article=zine", /be meant: --moved news\.Article=blog, --moved news=blog\./],
      ["--moved Article=blog", /be meant: --moved news\.Article=blog, --moved news=blog\./],
      ["--renamed news.Article=Post", /be meant: --moved news\.Article=blog, --moved news=blog\./],
    ] as const) {
      const failed = await site.run(`makemigrations ${words}`);
      assert.equal(failed.exitCode, 1);
      assert.match(failed.errors, /migrations\.no-such-change/);
      assert.match(failed.errors, mend);
    }
    site.models = { news: [article("news")], blog: [] };
    const nothing = await site.run("makemigrations --moved news.Article=blog");
    assert.match(nothing.errors, /Leave it out: [^]*stays installed/);
  });

  it("refuses answers that are none", async () => {
    const site = await moved();
    for (const words of [
      "--moved news.Article",
      "--moved news.Article=blog.Post",
      "--renamed Tag=Label",
      "--renamed a.b.c.d=e",
    ]) {
      const failed = await site.run(`makemigrations ${words}`);
      assert.equal(failed.exitCode, 1);
      assert.match(failed.errors, /cli\.usage/);
    }
  });

  it("tells of the options in its help", async () => {
    const { output } = await (await moved()).run("makemigrations --help");
    assert.match(output, /--renamed/);
    assert.match(output, /--moved/);
  });
});

describe("makemigrations where something may have been renamed", () => {
  async function renamed(): Promise<Site> {
    const site = new Site();
    site.models = { blog: [article("blog"), modelOf("blog", "Tag", { name: f.slug() })] };
    await site.run("makemigrations");
    return site;
  }

  it("takes --renamed for models and fields, also where the field has another type now", async () => {
    const site = await renamed();
    const fields = { headline: f.text(), body: f.text() };
    site.models = { blog: [article("blog", fields), modelOf("blog", "Label", { name: f.slug() })] };
    const words = "--renamed blog.Tag=Label --renamed blog.Article.title=headline";
    const made = await site.run(`makemigrations --no-input ${words}`);
    assert.equal(made.errors, "");
    assert.match(
      made.output,
      /Rename model Tag to Label\n.*Rename field title on Article to headline\n.*Alter field headline/,
    );
    assert.match((await site.run("makemigrations --check")).output, /No changes/);
  });

  it("without a terminal says what is lost, with all that each may have become", async () => {
    const site = await renamed();
    const char = f.char({ maxLength: 20, default: "" });
    const plain = { title: char, body: f.text() };
    site.models = { blog: [article("blog", plain), modelOf("blog", "Label", { name: f.slug() })] };
    await site.run("makemigrations --renamed blog.Tag=Label");
    site.models = {
      blog: [
        article("blog", { one: char, two: char, body: f.text() }),
        modelOf("blog", "Mark", { name: f.slug() }),
      ],
    };
    const { errors } = await site.run("makemigrations --check");
    assert.match(errors, /blog\.Label goes with all rows.*--renamed blog\.Label=Mark/);
    assert.match(
      errors,
      /blog\.Article\.title goes with its values, and blog\.Article\.one or blog\.Article\.two .*--renamed blog\.Article\.title=one or --renamed blog\.Article\.title=two/,
    );
  });
});

describe("squashmigrations where a model has moved in between", () => {
  it("puts the migrations before the move into one, and refuses those on both sides of it", async () => {
    const site = new Site();
    const note = (fields: object) => modelOf("news", "Note", { text: f.text(), ...fields });
    const extra = { extra: f.text({ null: true }) };
    site.models = { news: [article("news"), note({})], blog: [] };
    await site.run("makemigrations");
    site.models = { news: [article("news"), note(extra)], blog: [] };
    await site.run("makemigrations");
    const own = article("blog");
    const at = { at: f.foreignKey(own, { onDelete: "cascade", null: true, relatedName: "+" }) };
    site.models = { news: [note(extra)], blog: [own] };
    await site.run("makemigrations --moved news.Article=blog");
    site.models = { news: [note({ ...extra, ...at })], blog: [own] };
    await site.run("makemigrations");
    const refused = await site.run("squashmigrations news 0003");
    assert.equal(refused.exitCode, 1);
    assert.match(
      refused.errors,
      /blog\.0001_move_article_from_news needs news\.0002_note_extra, and is needed[^]*Squash up to 0002_note_extra/,
    );
    assert.match((await site.run("squashmigrations news 0002")).output, /Written: /);
    assert.match((await site.run("migrate")).output, /blog\.0001_move_article_from_news: done/);
    assert.match((await site.run("makemigrations --check")).output, /No changes/);
  });
});

const MODELS = `import { f, model } from "flagon/db";
export class Author extends model({ name: f.char({ maxLength: 20 }) }LABEL) {}
export class Article extends model({
  title: f.char({ maxLength: 20 }),
  slug: f.slug({ unique: true }),
  author: f.foreignKey(Author, { onDelete: "cascade" }),
  get tags() { return f.manyToMany(Tag); },
}LABEL) {}
export class Tag extends model({ name: f.slug() }LABEL) {}
`;
const SITE = `import { Flagon } from "flagon";
import { database } from "flagon/database";
const app = new Flagon();
app.install(database("sqlite:///site.db"));
`;

describe("a site of one file", limit, () => {
  it("moves its models into a blueprint by the program itself, and keeps its rows", async () => {
    await using site = new Project({
      "app.ts": `${MODELS.replaceAll("LABEL", "")}${SITE}app.models(Author, Article, Tag);
app.get("/", async () => (await Article.all().orderBy("id")).map(({ title }) => title));
export default app;
`,
    });
    const flagon = async (...words: string[]) => {
      const { code, output, errors } = await site.flagon(words);
      assert.deepEqual([code, errors], [0, ""], words.join(" "));
      return output;
    };
    await flagon("makemigrations");
    await flagon("migrate");
    const path = join(site.folder, "site.db");
    const read = (sql: string) => {
      const open = new DatabaseSync(path);
      const rows = open.prepare(sql).all();
      open.close();
      return JSON.stringify(rows);
    };
    const open = new DatabaseSync(path);
    open.exec(`INSERT INTO author (name) VALUES ('Ann'); INSERT INTO tag (name) VALUES ('red');
      INSERT INTO article (title, slug, author_id) VALUES ('One', 'one', 1), ('Two', 'two', 1);
      INSERT INTO article_tags (article_id, tag_id) VALUES (2, 1); DELETE FROM article WHERE id = 1`);
    open.close();

    mkdirSync(join(site.folder, "blog"));
    writeFileSync(
      join(site.folder, "blog", "index.ts"),
      `import { Blueprint } from "flagon";
${MODELS.replaceAll("LABEL", "")}
export const blog = new Blueprint("blog", { folder: import.meta.dirname });
blog.models(Author, Article, Tag);
blog.get("/", async () => (await Article.all().orderBy("id")).map(({ title }) => title));
`,
    );
    site.write({
      "app.ts": `import { blog } from "./blog/index.ts";\n${SITE}app.install(blog);\nexport default app;\n`,
    });
    const silent = await site.flagon(["makemigrations", "--check"]);
    assert.match(silent.errors, /--moved app\.Article=blog/);
    const answers = ["Article", "Author", "Tag"].flatMap((name) => ["--moved", `app.${name}=blog`]);
    const made = await flagon("makemigrations", ...answers);
    assert.match(made, /blog\/migrations\/0001_move_article_from_app/);
    assert.match(await flagon("makemigrations"), /No changes/);
    await flagon("migrate");
    assert.equal(
      read(
        "SELECT a.id, a.title, b.name, t.tag_id FROM blog_article a JOIN blog_author b ON b.id = a.author_id JOIN blog_article_tags t ON t.article_id = a.id",
      ),
      '[{"id":2,"title":"Two","name":"Ann","tag_id":1}]',
    );
    await flagon("migrate", "app", "zero");
    assert.match(
      await flagon("showmigrations"),
      /app\n {2}\[ \] 0001_initial\nblog\n {2}\[ \] 0001/,
    );
    await flagon("migrate");
    assert.equal(read("SELECT count(*) AS n FROM blog_article"), '[{"n":0}]');
  });
});
