/** Registries: models beside those of the process, relations to names that come later, fields that several models share. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { f, metaOf, model } from "flagon/db";
import type { ModelClass } from "../../src/db/meta.ts";
import { Model } from "../../src/db/model.ts";
import { knownModels, Registry } from "../../src/db/registry.ts";
import { createTables } from "../../src/db/schema/tables.ts";
import { SchemaEditor } from "../../src/db/schema/schema-editor.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

class Author extends model({ name: f.char({ maxLength: 20 }) }, { label: "registry" }) {}
class Article extends model(
  { title: f.char({ maxLength: 20 }), author: f.foreignKey(Author, { onDelete: "cascade" }) },
  { label: "registry" },
) {}

/** Makes a model of a registry by itself. */
function modelOf(registry: Registry, name: string, fields: object, table: string): typeof Model {
  const Base = class extends Model {};
  const parts = { fields, options: { label: "registry", table }, parent: undefined };
  registry.define(Base as unknown as ModelClass, parts);
  const made = { [name]: class extends Base {} }[name]!;
  registry.metaOf(made as unknown as ModelClass);
  return made;
}

interface Rows {
  create(values: object): Promise<Record<string, unknown>>;
  filter(where: object): { count(): Promise<number> };
}

describe("a registry of its own", () => {
  it("has models of the same names that never meet the real ones", () => {
    const registry = new Registry();
    const before = knownModels().length;
    const article = modelOf(
      registry,
      "Article",
      { author: f.foreignKey("registry.Author", { onDelete: "cascade", relatedName: "texts" }) },
      "old_article",
    );
    const author = modelOf(registry, "Author", { alias: f.text() }, "old_author");
    const [metaArticle, metaAuthor] = [article, author].map((made) =>
      metaOf(made as unknown as ModelClass),
    );
    assert.equal(knownModels().length, before);
    assert.equal(metaArticle!.field("author").label, "author");
    assert.equal(metaAuthor!.incoming.length, 1);
    assert.equal(metaAuthor!.member("texts")?.name, "texts");
    assert.equal(metaOf(Author).member("texts"), undefined);
    assert.equal(metaOf(Article).field("author").options.null, undefined);
  });

  for (const kind of WRITTEN) {
    it(`has models whose rows can be made, related and counted on ${kind}`, async () => {
      await withHome(kind, async (database) => {
        const registry = new Registry();
        const author = modelOf(registry, "Author", { alias: f.text() }, "old_author");
        const to = { author: f.foreignKey("registry.Author", { onDelete: "cascade" }) };
        const article = modelOf(registry, "Article", to, "old_article");
        const editor = new SchemaEditor(kind);
        for (const made of [author, article])
          editor.createTable(metaOf(made as unknown as ModelClass));
        await editor.run(database);
        await createTables(Author, Article);
        const [authors, articles] = [author, article] as unknown as [Rows, Rows];
        const ann = await authors.create({ alias: "ann" });
        await articles.create({ author: ann });
        assert.equal(await articles.filter({ author__alias: "ann" }).count(), 1);
        assert.equal(await Article.filter({ author__name: "ann" }).count(), 0);
        await (ann as unknown as { delete(): Promise<unknown> }).delete();
        assert.equal(await articles.filter({}).count(), 0);
      });
    });
  }
});

describe("a relation to a name that no model has yet", () => {
  it("has its way back once the model is known", () => {
    class Early extends model(
      {
        late: f.foreignKey("registry_late.Late", { onDelete: "cascade", relatedName: "earlies" }),
      },
      { label: "registry_late" },
    ) {}
    metaOf(Early);
    class Late extends model({ name: f.text() }, { label: "registry_late" }) {}
    assert.equal(metaOf(Late).member("earlies")?.name, "earlies");
    assert.deepEqual(
      metaOf(Late).incoming.map((field) => field.place),
      ["Early.late"],
    );
  });
});

describe("a relation of an abstract model", () => {
  it("belongs to each model that extends it", () => {
    class Base extends model(
      {
        author: f.foreignKey(Author, { onDelete: "cascade" }),
        get readers() {
          return f.manyToMany(Author);
        },
      },
      { abstract: true },
    ) {}
    class One extends Base.extend({}, { label: "registry_one" }) {}
    class Two extends Base.extend({}, { label: "registry_two" }) {}
    const owners = [One, Two].map((made) => {
      const meta = metaOf(made);
      const key = meta.field("author") as unknown as { owner: { name: string }; toField: object };
      assert.equal(key.toField, metaOf(Author).pk);
      return [key.owner.name, meta.manyToMany[0]!.through.table];
    });
    assert.deepEqual(owners, [
      ["One", "registry_one_one_readers"],
      ["Two", "registry_two_two_readers"],
    ]);
  });
});
