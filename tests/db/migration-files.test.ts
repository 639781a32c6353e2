/** Files of migrations: what they say of models is what the models say, they are laid out as the formatter has it, and types hold. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  cast,
  check,
  coalesce,
  Decimal,
  exclude,
  f,
  F,
  index,
  length,
  lower,
  Q,
  searchIndex,
  unique,
  uuid7,
  value,
} from "flagon/db";
import { Range } from "flagon/db/fields";
import { minValue } from "../../src/base/validators.ts";
import { root } from "../support/sources.ts";
import { authorModel, modelOf, newFolder, Rehearsal } from "./migration-project.ts";

const bin = (name: string) => join(root, "node_modules", ".bin", name);

/** A model with every kind of field. */
function everything() {
  const author = authorModel("kinds");
  const fields = {
    char: f.char({ maxLength: 10, choices: [["a", 'It\'s "A"'], "b"], default: "a" }),
    text: f.text({ blank: true, helpText: "long ".repeat(20) }),
    slug: f.slug({ index: false }),
    email: f.email({ unique: true, validators: [] }),
    url: f.url({ label: "address" }),
    boolean: f.boolean({ default: false }),
    small: f.smallInteger({ validators: [minValue(1)] }),
    big: f.bigInteger({ default: 12n }),
    float: f.float({ default: -0.5 }),
    decimal: f.decimal({ maxDigits: 5, decimalPlaces: 2, default: Decimal.from("3.10") }),
    date: f.date({ default: "2020-01-01", uniqueForYear: "moment" }),
    moment: f.datetime({ autoNowAdd: true }),
    since: f.datetime({ default: new Date(0) }),
    time: f.time({ null: true }),
    uuid: f.uuid({ default: uuid7 }),
    json: f.json({ default: () => ({ a: [1, { b: null }] }) }),
    duration: f.duration({ null: true }),
    binary: f.binary({ default: new Uint8Array([1, 2]) }),
    ip: f.genericIpAddress({ protocol: "ipv4" }),
    file: f.file({ uploadTo: (_row: never, name: string) => name }),
    image: f.image({ widthField: "small" }),
    filePath: f.filePath({ path: "/tmp", recursive: true }),
    whole: f.integer({ null: true }),
    generated: f.generated({
      expression: F("whole").plus(1).times(F("small")),
      outputField: f.integer({ null: true }),
    }),
    array: f.array(f.char({ maxLength: 5 }), { size: 3, default: () => [] }),
    range: f.integerRange({ default: new Range(1, 5) }),
    hstore: f.hstore({ null: true }),
    citext: f.citext(),
    vector: f.vector({ dimensions: 3 }),
    words: f.searchVector({ null: true }),
    author: f.foreignKey(author, { onDelete: "set null", null: true, relatedName: "alls" }),
    one: f.oneToOne(author, { onDelete: { set: 1 }, default: 1, column: "one_x" }),
    many: f.manyToMany(author, { table: "kinds_between" }),
    kept: f.integer({ databaseDefault: 5, comment: "it's" }),
  };
  return { author, fields };
}

function options() {
  return {
    ordering: ["-char", F("text").desc({ nulls: "last" })],
    uniqueTogether: [["char", "small"]],
    indexes: [
      ["char", "-small"],
      index({
        name: "by_words",
        expressions: [lower("text"), F("small").desc(), cast("whole", f.text())],
        where: Q({ whole__gt: 1 })
          .or({ whole: null })
          .and(Q({ char: "x" }).not()),
      }),
      index({ fields: ["array"], method: "gin", name: "by_array", with: { fastupdate: false } }),
      searchIndex("text", "char"),
    ],
    constraints: [
      unique({ name: "one_of", fields: ["char"], where: { whole__in: [1, 2] }, include: ["text"] }),
      unique({ fields: ["slug"] }),
      check({ name: "more", condition: { whole__gt: F("small"), char__startswith: "x" } }),
      check({
        name: "most",
        condition: Q({ whole__gte: coalesce("small", 3) }).or({ whole__lt: length("text") }),
      }),
      check({ name: "value", condition: { text__gt: lower(value("X")) } }),
      exclude({ name: "apart", expressions: [["range", "&&"]] }),
    ],
    singular: "everything",
    comment: "all kinds",
  };
}

describe("the file of a model with every kind of field", () => {
  const rehearsal = new Rehearsal();
  const { author, fields } = everything();
  rehearsal.setModels({ kinds: [author, modelOf("kinds", "Everything", fields, options())] });

  it("leaves nothing to be found again", async () => {
    assert.deepEqual(await rehearsal.make(), [
      "kinds.0001_initial",
      "Create model Author",
      "Create model Everything",
    ]);
    assert.deepEqual(await rehearsal.make(), []);
  });

  it("has types that hold", () => {
    const folder = join(rehearsal.folder, "kinds", "migrations");
    const config = join(rehearsal.folder, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, "tsconfig.json"), include: [`${folder}/*.ts`] }),
    );
    execFileSync(bin("tsc"), ["--noEmit", "-p", config], { encoding: "utf8" });
  });

  it("names what is needed, and leaves out what this process alone does", () => {
    const text = readFileSync(join(rehearsal.folder, "kinds/migrations/0001_initial.ts"), "utf8");
    assert.match(text, /uuid: f\.uuid\(\{ default: uuid7 \}\)/);
    assert.match(text, /onDelete: \{ set: 1 \}/);
    assert.doesNotMatch(text, /validators|uploadTo|tmp/);
    const latest = readFileSync(join(rehearsal.folder, "kinds/migrations/latest.txt"), "utf8");
    assert.equal(latest, "0001_initial\n");
  });
});

describe("the file of usual changes", () => {
  it("is laid out as the formatter has it", async () => {
    const rehearsal = new Rehearsal();
    rehearsal.setModels({ news: [authorModel("news")] });
    await rehearsal.make();
    const author = authorModel("news", { age: f.integer({ null: true }) });
    const article = modelOf(
      "news",
      "Article",
      {
        title: f.char({ maxLength: 200 }),
        author: f.foreignKey(author, { onDelete: "cascade", relatedName: "articles" }),
        status: f.char({ maxLength: 20, choices: ["draft", "live"], default: "draft" }),
      },
      { ordering: ["-id"], indexes: [["status", "title"]], uniqueTogether: [["title", "author"]] },
    );
    rehearsal.setModels({ news: [author, article] });
    assert.deepEqual((await rehearsal.make())[0], "news.0002_author_age_article");
    const file = join(rehearsal.folder, "news/migrations/0002_author_age_article.ts");
    const text = readFileSync(file, "utf8");
    const formatted = execFileSync(bin("oxfmt"), ["--stdin-filepath", "migration.ts"], {
      cwd: root,
      encoding: "utf8",
      input: text,
    });
    assert.equal(text, formatted);
  });
});

describe("functions in a file", () => {
  it("are imported from where they are exported, and refused where they are not", async () => {
    const rehearsal = new Rehearsal();
    const home = join(rehearsal.folder, "shop");
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, "defaults.ts"),
      "export function token() { return String(Math.random()); }\n",
    );
    const { token } = (await import(join(home, "defaults.ts"))) as { token: () => string };
    rehearsal.setModels({
      shop: [modelOf("shop", "Basket", { token: f.text({ default: token }) })],
    });
    await rehearsal.make();
    const text = readFileSync(join(home, "migrations/0001_initial.ts"), "utf8");
    assert.match(text, /import \{ token \} from "\.\.\/defaults\.ts";/);
    assert.deepEqual(await rehearsal.make(), []);
    const nameless = { token: f.text({ default: () => String(Math.random()) }) };
    rehearsal.setModels({ other: [modelOf("other", "Basket", nameless)] });
    await assert.rejects(rehearsal.make(), {
      code: "migrations.not-writable",
      where: "Basket.token",
      mend: /export it/,
    });
  });
});

describe("a folder of migrations", () => {
  it("refuses a file that is none, and says what to write", async () => {
    const rehearsal = new Rehearsal();
    rehearsal.setModels({ blog: [] });
    rehearsal.write("blog", "0001_initial", "export default {};");
    await assert.rejects(rehearsal.project.files(), {
      code: "migrations.no-migration",
      where: /0001_initial\.ts$/,
      mend: /export default migration/,
    });
    assert.notEqual(newFolder(), rehearsal.folder);
  });
});
