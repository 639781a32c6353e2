/** Tables made by Flagon beside those that Django makes for the same models, and rows that both write and read. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Database } from "../../src/db/backends/backend.ts";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import { Decimal } from "../../src/db/decimal.ts";
import { createTables } from "../../src/db/schema/tables.ts";
import { read } from "./databases.ts";
import { type Home, withHomes } from "./homes.ts";
import { Article, Author, Label, Restaurant, Setting, SHOP } from "./shop.ts";

function django(command: string, url: string, schema: string, ...models: string[]): unknown {
  const script = join(import.meta.dirname, "django", "shop.py");
  const output = execFileSync("/usr/bin/python3", [script, command, url, schema, ...models], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return output === "" ? undefined : JSON.parse(output);
}

/** Everything that the catalogue tells of the tables, as lines that can be compared. */
const CATALOGUES: Record<Home["kind"], string[]> = {
  sqlite: [
    "SELECT m.name, x.cid, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table'",
    'SELECT m.name, k."table", k."from", k."to", k.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) k',
    'SELECT m.name, i.name, i."unique", i.origin, i.partial, c.seqno, c.name, c."desc" FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) c',
    "SELECT name, sql FROM sqlite_master",
  ],
  postgres: [
    "SELECT table_name, ordinal_position, column_name, data_type, udt_name, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default FROM information_schema.columns WHERE table_schema = current_schema()",
    "SELECT c.conrelid::regclass::text, c.conname, c.contype::text, c.condeferrable, c.condeferred, pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
  ],
  mysql: [
    "SELECT table_name, ordinal_position, column_name, column_type, is_nullable, column_default, extra FROM information_schema.columns WHERE table_schema = DATABASE()",
    "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_schema = DATABASE()",
    "SELECT table_name, index_name, non_unique, seq_in_index, column_name FROM information_schema.statistics WHERE table_schema = DATABASE()",
    "SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE()",
  ],
};

async function catalogueOf(database: Database, schema: string): Promise<string[]> {
  const lines: string[] = [];
  for (const sql of CATALOGUES[database.kind]) {
    for (const row of await read(database, sql))
      lines.push(plain(row.map(String).join(" | "), schema));
  }
  return lines.toSorted();
}

/** Where the two only differ in brackets and in how true and false are asked for. */
function plain(line: string, schema: string): string {
  return line
    .replaceAll(schema, "here")
    .replaceAll(/"live" = 1|"live" = 0/g, (text) => (text.endsWith("1") ? '"live"' : 'NOT "live"'))
    .replaceAll(/\s*\(+\s*(?=.*CHECK|.*WHERE)/g, "(")
    .replaceAll(/[()]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

for (const kind of ["sqlite", "postgres", "mysql"] as const) {
  describe(`tables of Flagon and of Django on ${kind}`, () => {
    it("are the same: columns, types, constraints, indexes, and their names", async () => {
      await withHomes(kind, 2, async (ours, theirs) => {
        django("make", theirs!.url, theirs!.schema);
        const databases = openDatabases({ default: ours!.options, django: theirs!.options });
        try {
          await withDatabases(databases, () => createTables(...SHOP));
          const made = await catalogueOf(databases.get(), ours!.schema);
          const wanted = await catalogueOf(databases.get("django"), theirs!.schema);
          assert.ok(wanted.length > 60);
          assert.deepEqual(
            {
              missing: wanted.filter((line) => !made.includes(line)),
              extra: made.filter((line) => !wanted.includes(line)),
            },
            { missing: [], extra: [] },
          );
        } finally {
          await databases.close();
        }
      });
    });

    it("hold rows of both, relations and parents among them", async () => {
      await withHomes(kind, 1, async (place) => {
        const databases = openDatabases({ default: place!.options });
        try {
          await withDatabases(databases, async () => {
            await createTables(...SHOP);
            django("fill", place!.url, place!.schema);
            const theirs = await readArticles();
            await fill();
            const all = await readArticles();
            assert.deepEqual(all, [...theirs, ...theirs.map(asOurs)]);
            assert.deepEqual(django("read", place!.url, place!.schema), all);
          });
        } finally {
          await databases.close();
        }
      });
    });
  });
}

/** Writes what shop.py writes, under other names where they are unique. */
async function fill(): Promise<void> {
  const ann = await Author.create({ name: "Ann 2", email: "ann@example.com" });
  const bob = await Author.create({ name: "Bob 2", email: "bob@example.com", mentor: ann });
  const labels = await Label.filter({ code__in: ["news", "art"] }).orderBy("-code");
  const diner = await Restaurant.create({ name: "Diner", stars: 3 });
  const article = await Article.create({
    title: "First 2",
    slug: "first",
    body: "é",
    price: Decimal.from("12.50"),
    count: 3,
    total: 2n ** 60n,
    data: { a: [1, null] },
    day: Temporal.PlainDate.from("2026-01-31"),
    at: Temporal.PlainTime.from("14:30"),
    publishedAt: new Date("2026-01-31T12:00:00Z"),
    length: Temporal.Duration.from({ minutes: 90 }),
    token: "0b5b1e5c-7e5f-4f1b-9b0a-0123456789ac",
    picture: new Uint8Array([0, 255]),
    address: "2001:db8::1",
    live: true,
    weight: 0.5,
    author: bob,
    editor: ann,
    label: labels[0]!,
  });
  const other = await Article.create({ title: "Second 2", slug: "second", body: "", author: ann });
  await article.labels.set(labels);
  await article.related.add(other);
  await Setting.create({ article, placeId: diner.pk, note: "inside" });
}

type Told = Record<string, unknown>;

/** What shop.py prints of the articles, as Flagon's models read them. */
async function readArticles(): Promise<Told[]> {
  const told: Told[] = [];
  for (const article of await Article.orderBy("id")) {
    const author = await article.author;
    const mentor = await author.mentor;
    const settings: unknown[] = [];
    for (const setting of await article.settings.all())
      settings.push([(await Restaurant.get({ pk: setting.placeId })).stars, setting.note]);
    told.push({
      title: article.title,
      price: article.price?.toString() ?? null,
      total: String(article.total),
      data: article.data,
      day: article.day?.toString() ?? null,
      publishedAt: article.publishedAt?.toISOString().replace(".000Z", "+00:00") ?? null,
      seconds: article.length?.total("seconds") ?? null,
      token: article.token,
      picture: article.picture === null ? null : Buffer.from(article.picture).toString("hex"),
      author: author.name,
      mentor: mentor?.name ?? null,
      label: article.labelId,
      labels: (await article.labels.all()).map((label) => label.code).toSorted(),
      related: (await article.related.all()).map((one) => one.title).toSorted(),
      settings,
    });
  }
  return told;
}

function asOurs(told: Told): Told {
  const changed = { ...told, title: `${told["title"] as string} 2` } as Told;
  changed["author"] = `${told["author"] as string} 2`;
  if (told["mentor"] !== null) changed["mentor"] = `${told["mentor"] as string} 2`;
  if (told["token"] !== null) changed["token"] = (told["token"] as string).replace(/ab$/, "ac");
  changed["related"] = (told["related"] as string[]).map((title) => `${title} 2`);
  return changed;
}
