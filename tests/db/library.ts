/** A library: the models that the tests of query sets and relations share, their tables, and what they count. */

import type { Database, DatabaseKind, StatementEvent } from "../../src/db/backends/backend.ts";
import { openDatabases, withDatabases } from "../../src/db/connections.ts";
import { f, model } from "../../src/db/index.ts";
import type { Meta, ModelClass } from "../../src/db/meta.ts";
import { metaOf } from "../../src/db/registry.ts";
import { TableEditor } from "../../src/db/schema/table-editor.ts";
import { newTable, settingsFor } from "./databases.ts";

export class Country extends model(
  {
    code: f.char({ maxLength: 2, primaryKey: true }),
    name: f.char({ maxLength: 40 }),
    get authors() {
      return f.reverse(Author, "country");
    },
  },
  { table: newTable() },
) {}

export class Author extends model(
  {
    name: f.char({ maxLength: 40 }),
    email: f.char({ maxLength: 60, null: true, unique: true }),
    country: f.foreignKey(Country, { null: true, onDelete: "protect" }),
    get mentor() {
      return f.foreignKey(Author, { null: true, onDelete: "set null" });
    },
    get students() {
      return f.reverse(Author, "mentor");
    },
    get books() {
      return f.reverse(Book, "author");
    },
    get edited() {
      return f.reverse(Book, "editor");
    },
    get profile() {
      return f.reverse(Profile, "author");
    },
    get friends() {
      return f.manyToMany(Author);
    },
    get follows() {
      return f.manyToMany(Author, { symmetrical: false });
    },
    get followers() {
      return f.reverse(Author, "follows");
    },
  },
  { table: newTable() },
) {}

export class Profile extends model(
  {
    author: f.oneToOne(Author, { onDelete: "cascade" }),
    bio: f.text({ blank: true }),
  },
  { table: newTable() },
) {}

export class Tag extends model(
  {
    label: f.char({ maxLength: 20, unique: true }),
    get books() {
      return f.reverse(Book, "tags");
    },
  },
  { table: newTable() },
) {}

export class Book extends model(
  {
    title: f.char({ maxLength: 60 }),
    slug: f.slug({ unique: true }),
    status: f.char({ maxLength: 10, choices: ["draft", "live", "gone"], default: "draft" }),
    pages: f.integer({ default: 0 }),
    rating: f.float({ null: true }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2, default: "0.00" }),
    publishedAt: f.datetime({ null: true }),
    author: f.foreignKey(Author, { onDelete: "cascade" }),
    editor: f.foreignKey(Author, { null: true, onDelete: "set null" }),
    tags: f.manyToMany(Tag),
    get readers() {
      return f.manyToMany(Author, { through: Loan, relatedName: "borrowed" });
    },
    get loans() {
      return f.reverse(Loan, "book");
    },
  },
  { table: newTable(), getLatestBy: "publishedAt" },
) {
  static live() {
    return this.filter({ status: "live" });
  }
  get shout(): string {
    return this.title.toUpperCase();
  }
}

export class Loan extends model(
  {
    book: f.foreignKey(Book, { onDelete: "cascade" }),
    reader: f.foreignKey(Author, { onDelete: "cascade" }),
    days: f.integer({ default: 14 }),
  },
  { table: newTable() },
) {}

const MODELS = [Country, Author, Profile, Tag, Book, Loan];

/** The models with those between them, each after those that it refers to. */
function inOrder(models: readonly unknown[]): Meta[] {
  const metas = models.map((one) => metaOf(one as ModelClass));
  const between = metas.flatMap((meta) => meta.manyToMany.map((field) => field.through));
  return [...new Set([...metas, ...between])];
}

/** Calls `work` with a database that has the tables of the models, with their keys and rules. */
export async function withTables(
  kind: DatabaseKind,
  models: readonly unknown[],
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const databases = openDatabases({ default: settingsFor(kind) });
  const database = databases.get();
  const metas = inOrder(models).filter((meta) => meta.concrete === meta);
  const drop = (): Promise<void> => {
    const editor = new TableEditor(kind);
    for (const meta of metas.toReversed()) editor.dropTable(meta, { ifExists: true });
    return editor.run(database);
  };
  await drop();
  const editor = new TableEditor(kind);
  for (const meta of metas) editor.createTable(meta);
  await editor.run(database);
  try {
    await withDatabases(databases, () => work(database));
  } finally {
    await drop();
    await databases.close();
  }
}

/** Calls `work` with a database that has the library's tables, empty. */
export function withLibrary(
  kind: DatabaseKind,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  return withTables(kind, MODELS, work);
}

/** Three authors, two of them with books: the rows that most tests look at. */
export async function fill() {
  const de = await Country.create({ code: "de", name: "Germany" });
  const se = await Country.create({ code: "se", name: "Sweden" });
  const ann = await Author.create({ name: "Ann", email: "ann@x.org", country: de });
  const bob = await Author.create({ name: "Bob", country: se, mentor: ann });
  const cid = await Author.create({ name: "Cid", mentor: ann });
  await Profile.create({ author: ann, bio: "writes" });
  const [red, blue, grey] = await Tag.bulkCreate([
    { label: "red" },
    { label: "blue" },
    { label: "grey" },
  ]);
  const make = (title: string, author: Author, more: object) =>
    Book.create({ title, slug: title.toLowerCase(), author, ...more });
  const day = (number: number) => new Date(Date.UTC(2026, 0, number));
  const a = await make("Alpha", ann, { status: "live", pages: 10, rating: 4, publishedAt: day(3) });
  const b = await make("Beta", ann, { pages: 20, price: "12.50", editor: bob });
  const c = await make("Gamma", bob, { status: "live", pages: 30, publishedAt: day(1) });
  const d = await make("Delta", bob, { status: "gone", pages: 40, rating: 2, publishedAt: day(2) });
  await a.tags.add(red!, blue!);
  await b.tags.add(red!);
  await c.tags.add(blue!);
  return { de, se, ann, bob, cid, red: red!, blue: blue!, grey: grey!, a, b, c, d };
}

/** Runs `work` and gives the statements that it took, without those of transactions. */
export async function statementsOf(database: Database, work: () => unknown): Promise<string[]> {
  const seen: StatementEvent[] = [];
  const end = database.onStatement((event) => seen.push(event));
  try {
    await work();
  } finally {
    end();
  }
  return seen
    .map(({ sql }) => sql)
    .filter((sql) => !/^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i.test(sql));
}

/** How many statements `work` takes. */
export async function countOf(database: Database, work: () => unknown): Promise<number> {
  return (await statementsOf(database, work)).length;
}
