/** Models of a newspaper whose blueprints change, and what tests of moves look at: rows and schemas. */

import { check, f } from "flagon/db";
import { type Database, Statement } from "../../src/db/backends/backend.ts";
import { type DatabaseOptions, openDatabases, withDatabases } from "../../src/db/connections.ts";
import type { ModelClass } from "../../src/db/meta.ts";
import { listRelations } from "../../src/db/schema/introspection.ts";
import { createTables } from "../../src/db/schema/tables.ts";
import { modelOf } from "./migration-project.ts";
import { shapesOf } from "./schema-shapes.ts";

/** A model whose rows can be made and read without its types. */
// eslint-disable-next-line typescript/no-explicit-any -- the models of these tests are made at run time
export type AnyModel = ModelClass & Record<string, any>;

/** Models by their blueprints. */
export type Models = Record<string, ModelClass[]>;

const title = { title: f.char({ maxLength: 20 }) };

/** A model that extends another one. */
export function childOf(
  parent: ModelClass,
  label: string,
  name: string,
  fields: object,
  options: object = {},
): AnyModel {
  const extended = parent as unknown as {
    extend(fields: object, options: object): new () => object;
  };
  const Base = extended.extend(fields, { ...options, label });
  return { [name]: class extends Base {} }[name] as unknown as AnyModel;
}

/** All that may refer to a model or be referred to by it; the models of `home` are those that move. */
export function newspaper(home: string, options: object = {}) {
  const User = modelOf("people", "User", { name: f.char({ maxLength: 20, unique: true }) });
  const Tag = modelOf(home, "Tag", { name: f.slug() });
  const Article: ModelClass = modelOf(
    home,
    "Article",
    {
      title: f.char({ maxLength: 20, index: true }),
      slug: f.slug({ unique: true }),
      words: f.positiveInteger({ default: 1 }),
      author: f.foreignKey(User, { onDelete: "cascade", relatedName: "articles" }),
      tags: f.manyToMany(Tag, { relatedName: "articles" }),
      get follows(): unknown {
        return f.foreignKey(Article, { onDelete: "set null", null: true, relatedName: "+" });
      },
      get related(): unknown {
        return f.manyToMany(Article, { symmetrical: false, relatedName: "relatedBy" });
      },
    },
    {
      ordering: ["-title"],
      indexes: [["title", "author"]],
      uniqueTogether: [["title", "words"]],
      constraints: [check({ name: "has_words", condition: { words__gte: 1 } })],
      ...options,
    },
  );
  const Feature = childOf(Article, home, "Feature", { pages: f.integer() });
  const Draft = childOf(Article, home, "Draft", {}, { proxy: true, ordering: ["title"] });
  const Comment = modelOf("talk", "Comment", {
    article: f.foreignKey(Article, { onDelete: "cascade", relatedName: "comments" }),
    draft: f.foreignKey(Draft, { onDelete: "cascade", null: true, relatedName: "+" }),
  });
  const Shelf: ModelClass = modelOf("talk", "Shelf", {
    ...title,
    articles: f.manyToMany(Article, { relatedName: "shelves" }),
    get best(): unknown {
      return f.manyToMany(Article, { through: Placement, relatedName: "bestOf" });
    },
  });
  const Placement: ModelClass = modelOf(home, "Placement", {
    shelf: f.foreignKey(Shelf, { onDelete: "cascade", relatedName: "+" }),
    article: f.foreignKey(Article, { onDelete: "cascade", relatedName: "+" }),
    position: f.integer(),
  });
  const models: Models = { people: [User], talk: [Comment, Shelf] };
  models[home] = [Tag, Article, Feature, Draft, Placement];
  const own = { User, Tag, Article, Feature, Comment, Shelf, Placement };
  return { models, own: own as unknown as Record<keyof typeof own, AnyModel> };
}

/** Puts rows into all tables of a newspaper. */
export async function fill({ own }: ReturnType<typeof newspaper>): Promise<void> {
  const { User, Tag, Article, Feature, Comment, Shelf, Placement } = own;
  const ann = await User.create({ name: "Ann" });
  const [red, blue] = [await Tag.create({ name: "red" }), await Tag.create({ name: "blue" })];
  const one = await Article.create({ title: "One", slug: "one", author: ann });
  const two = await Article.create({ title: "Two", slug: "two", author: ann, follows: one });
  const three = await Feature.create({ title: "Three", slug: "three", author: ann, pages: 3 });
  await one.tags.add(red, blue);
  await two.tags.add(blue);
  await two.related.add(one);
  await Comment.create({ article: two, draft: one });
  await Comment.create({ article: three });
  const shelf = await Shelf.create({ title: "All" });
  await shelf.articles.add(one, two);
  await Placement.create({ shelf, article: one, position: 7 });
}

/** All rows of all tables, but those in which migrations are noted, as texts. */
export async function rowsOf(database: Database): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of await tablesOf(database)) {
    const mark = database.kind === "mysql" ? "`" : '"';
    const columns = Object.keys((await shapesOf(database, [table]))[table] ?? {});
    if (columns.length === 0) continue;
    const sql = `SELECT * FROM ${mark}${table}${mark}`;
    const rows = await database.read(new Statement(sql, { once: true }), []);
    tables[table] = rows.map((row) => row.map(String).join(" ")).toSorted();
  }
  return tables;
}

async function tablesOf(database: Database): Promise<string[]> {
  const found = await listRelations(database);
  return found
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("flagon_"))
    .toSorted();
}

/** What all tables of a database are made of. */
export async function schemaOf(database: Database): Promise<Record<string, unknown>> {
  return shapesOf(database, await tablesOf(database));
}

/** What the tables of models are made of in a database that has never known others. */
export async function freshSchema(
  options: DatabaseOptions,
  models: Models,
): Promise<Record<string, unknown>> {
  const databases = openDatabases({ default: options });
  try {
    await withDatabases(databases, () => createTables(...Object.values(models).flat()));
    return await schemaOf(databases.get());
  } finally {
    await databases.close();
  }
}
