/** Relations, keys and options that change with rows in the tables, on every database. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database } from "../../src/db/backends/backend.ts";
import { createTables, F, f, index, lower, model } from "../../src/db/index.ts";
import type { Meta, ModelClass } from "../../src/db/meta.ts";
import { metaOf } from "../../src/db/registry.ts";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { SchemaEditor } from "../../src/db/schema/schema-editor.ts";
import { schemaTransaction } from "../../src/db/schema/schema-transaction.ts";
import { read, write } from "./databases.ts";
import { withHome } from "./homes.ts";
import { type Models, tryChange } from "./schema-changes.ts";
import { shapesOf } from "./schema-shapes.ts";
import { WRITTEN } from "./tables.ts";

const of = (models: Models, at: number): Meta => metaOf(models[at] as ModelClass);
const rows = async (database: Database, sql: string): Promise<unknown[][]> =>
  (await read(database, sql)).map((row) =>
    row.map((value) => (typeof value === "bigint" ? Number(value) : value)),
  );

/** Three tables: `tag` and `topic`, and `post` with the fields given. */
function posts(
  make: (Tag: never, Topic: never) => object,
  options: object = {},
  key?: () => object,
): Models {
  class Tag extends model(
    { name: f.char({ maxLength: 9, unique: true }), code: f.integer({ unique: true }) },
    { table: "tag" },
  ) {}
  class Topic extends model(
    { ...(key === undefined ? {} : { code: key() }), name: f.char({ maxLength: 9 }) } as {
      name: ReturnType<typeof f.char>;
    },
    { table: "topic" },
  ) {}
  class Post extends model(make(Tag as never, Topic as never), { table: "post", ...options }) {}
  return [Tag, Topic, Post];
}

const seed = async (database: Database): Promise<void> => {
  await write(database, "INSERT INTO tag (id, name, code) VALUES (1, 'a', 10), (2, 'b', 20)");
  await write(database, "INSERT INTO topic (id, name) VALUES (1, 'x'), (2, 'y')");
};

for (const kind of WRITTEN) {
  describe(`a many-to-many relation on ${kind}`, () => {
    const none = posts(() => ({ n: f.integer({ default: 1 }) }));
    const tags = posts((Tag) => ({ n: f.integer({ default: 1 }), tags: f.manyToMany(Tag) }));
    const labels = posts((Tag) => ({ n: f.integer({ default: 1 }), labels: f.manyToMany(Tag) }));
    const topics = posts((_, Topic) => ({
      n: f.integer({ default: 1 }),
      tags: f.manyToMany(Topic),
    }));
    const many = (models: Models): Meta => of(models, 2).manyToMany[0]!.through;
    const seedAll = async (database: Database): Promise<void> => {
      await seed(database);
      await write(database, "INSERT INTO post (id, n) VALUES (1, 1), (2, 1)");
      await write(database, "INSERT INTO post_tags (post_id, tag_id) VALUES (1, 2), (2, 2)");
    };

    it("comes and goes with its table", async () => {
      await tryChange(kind, {
        before: none,
        after: [...tags, many(tags).model],
        change: (editor) => editor.addField(of(tags, 2), of(tags, 2).manyToMany[0]!),
      });
      await tryChange(kind, {
        before: [...tags, many(tags).model],
        after: none,
        change: (editor) =>
          editor.removeField(of(tags, 2), of(none, 2), of(tags, 2).manyToMany[0]!),
      });
    });

    it("has another name, and keeps its rows", () =>
      tryChange(kind, {
        before: tags,
        after: [...labels, many(labels).model],
        seed: seedAll,
        change: (editor) =>
          editor.alterField(
            of(tags, 2),
            of(labels, 2),
            of(tags, 2).manyToMany[0]!,
            of(labels, 2).manyToMany[0]!,
          ),
        check: async (database) =>
          assert.deepEqual(
            await rows(database, "SELECT post_id, tag_id FROM post_labels ORDER BY 1"),
            [
              [1, 2],
              [2, 2],
            ],
          ),
      }));

    it("leads to another model", () =>
      tryChange(kind, {
        before: tags,
        after: [...topics, many(topics).model],
        seed: seedAll,
        change: (editor) =>
          editor.alterField(
            of(tags, 2),
            of(topics, 2),
            of(tags, 2).manyToMany[0]!,
            of(topics, 2).manyToMany[0]!,
          ),
        check: async (database) =>
          assert.deepEqual(
            await rows(database, "SELECT post_id, topic_id FROM post_tags ORDER BY 1"),
            [
              [1, 2],
              [2, 2],
            ],
          ),
      }));

    it("of a model to itself comes and goes", async () => {
      class Post extends model(
        {
          n: f.integer(),
          get friends() {
            return f.manyToMany(Post);
          },
        } as { n: ReturnType<typeof f.integer>; friends: never },
        { table: "post" },
      ) {}
      const meta = metaOf(Post);
      await tryChange(kind, {
        before: none.slice(0, 2),
        after: [...none.slice(0, 2), Post, meta.manyToMany[0]!.through.model],
        change: (editor) => {
          editor.createTable(meta);
          editor.addField(meta, meta.manyToMany[0]!);
        },
      });
    });
  });

  describe(`a foreign key on ${kind}`, () => {
    const change = (
      make: (Tag: never, Topic: never) => object,
      wanted: (Tag: never, Topic: never) => object,
      key?: () => object,
      column = "tag_id",
    ) => {
      const [before, after] = [posts(make, {}, key), posts(wanted, {}, key)];
      return tryChange(kind, {
        before,
        after,
        seed: async (database) => {
          await (key === undefined
            ? seed(database)
            : write(database, "INSERT INTO topic (code, name) VALUES ('1', 'x')"));
          if (key !== undefined)
            await write(database, "INSERT INTO tag (id, name, code) VALUES (1, 'a', 10)");
          await write(database, `INSERT INTO post (id, ${column}) VALUES (1, 1)`);
        },
        change: (editor) => {
          const [old, fresh] = [of(before, 2), of(after, 2)];
          const [from, to] = [old, fresh].map((meta) =>
            meta.localFields.find((field) => field !== meta.pk)!,
          );
          editor.alterField(old, fresh, from!, to!);
        },
      });
    };
    const key = (target: never, options: object = {}) =>
      f.foreignKey(target as "Tag", { onDelete: "cascade", ...options } as never);

    it("leads to another model, with a key of the same type and of another", async () => {
      await change(
        (Tag) => ({ tag: key(Tag) }),
        (_, Topic) => ({ tag: key(Topic) }),
      );
      await change(
        (Tag) => ({ tag: key(Tag) }),
        (_, Topic) => ({ tag: key(Topic) }),
        () => f.char({ maxLength: 5, primaryKey: true }),
      );
      await change(
        (_, Topic) => ({ tag: key(Topic) }),
        (Tag) => ({ tag: key(Tag) }),
        () => f.char({ maxLength: 5, primaryKey: true }),
      );
    });

    it("is for one row alone, and for many again", async () => {
      const one = (target: never) => f.oneToOne(target as "Tag", { onDelete: "cascade" });
      await change(
        (Tag) => ({ tag: key(Tag) }),
        (Tag) => ({ tag: one(Tag) }),
      );
      await change(
        (Tag) => ({ tag: one(Tag) }),
        (Tag) => ({ tag: key(Tag) }),
      );
    });

    it("becomes a plain number, and a number becomes a foreign key", async () => {
      await change(
        (Tag) => ({ tag: key(Tag) }),
        () => ({ tagId: f.integer() }),
      );
      await change(
        () => ({ tagId: f.integer() }),
        (Tag) => ({ tag: key(Tag) }),
      );
    });

    it("refers to another field", () => {
      const [before, after] = [
        posts((Tag) => ({ tag: key(Tag) })),
        posts((Tag) => ({ tag: key(Tag, { toField: "code" }) })),
      ];
      return tryChange(kind, {
        before,
        after,
        change: (editor) =>
          editor.alterField(
            of(before, 2),
            of(after, 2),
            of(before, 2).field("tag"),
            of(after, 2).field("tag"),
          ),
      });
    });

    it("refuses keys that the other table does not have", () =>
      assert.rejects(
        tryChange(kind, {
          before: posts((Tag) => ({ tag: key(Tag) })),
          after: posts((_, Topic) => ({ tag: key(Topic) })),
          seed: async (database) => {
            await write(database, "INSERT INTO tag (id, name, code) VALUES (7, 'a', 10)");
            await write(database, "INSERT INTO post (id, tag_id) VALUES (1, 7)");
          },
          change(editor) {
            const [old, fresh] = [of(this.before, 2), of(this.after, 2)];
            editor.alterField(old, fresh, old.field("tag"), fresh.field("tag"));
          },
        }),
        { rule: "foreign key" } as never,
      ));
  });

  describe(`a primary key on ${kind}`, () => {
    const keyed = (fields: object): Models => [
      class Item extends model(fields as { n: ReturnType<typeof f.integer> }, { table: "item" }) {},
    ];

    it("is another field than it was", async () => {
      const [auto, both, coded] = [
        keyed({ n: f.integer() }),
        keyed({ id: f.integer(), n: f.integer({ primaryKey: true }) }),
        keyed({ n: f.integer({ primaryKey: true }) }),
      ];
      const table = of(auto, 0);
      await tryChange(kind, {
        before: auto,
        after: coded,
        seed: (database) => write(database, "INSERT INTO item (id, n) VALUES (1, 7), (2, 8)"),
        change: (editor) => {
          editor.alterField(table, of(both, 0), table.field("id"), of(both, 0).field("id"));
          editor.alterField(of(both, 0), of(both, 0), table.field("n"), of(both, 0).field("n"));
          editor.removeField(of(both, 0), of(coded, 0), of(both, 0).field("id"));
        },
        check: async (database) =>
          assert.deepEqual(await rows(database, "SELECT n FROM item ORDER BY n"), [[7], [8]]),
      });
    });

    it("has another name, and what refers to it follows", async () => {
      const models = (name: string): Models => {
        class Tag extends model(
          { [name]: f.auto(), label: f.char({ maxLength: 5 }) } as {
            label: ReturnType<typeof f.char>;
          },
          { table: "tag" },
        ) {}
        class Post extends model(
          { tag: f.foreignKey(Tag, { onDelete: "cascade" }) },
          { table: "post" },
        ) {}
        return [Tag, Post];
      };
      const [before, after] = [models("id"), models("number")];
      await tryChange(kind, {
        before,
        after,
        change: (editor) =>
          editor.alterField(of(before, 0), of(after, 0), of(before, 0).pk, of(after, 0).pk),
      });
    });

    it("of several columns stays when another column changes, and when one of them does", async () => {
      const models = (size: number, note: number): Models => [
        class Line extends model(
          {
            code: f.char({ maxLength: size }),
            at: f.integer(),
            note: f.char({ maxLength: note }),
            pk: f.compositePrimaryKey("code", "at"),
          },
          { table: "line" },
        ) {},
      ];
      const start = models(5, 5);
      for (const [after, name] of [
        [models(5, 9), "note"],
        [models(9, 5), "code"],
      ] as const)
        await tryChange(kind, {
          before: start,
          after,
          seed: (database) =>
            write(database, "INSERT INTO line (code, at, note) VALUES ('a', 1, 'x')"),
          change: (editor) =>
            editor.alterField(
              of(start, 0),
              of(after, 0),
              of(start, 0).field(name),
              of(after, 0).field(name),
            ),
        });
    });
  });

  describe(`children of a model on ${kind}`, () => {
    it("follow the type of its key", async () => {
      const models = (key: () => object): Models => {
        class Place extends model(
          { id: key() as ReturnType<typeof f.auto>, name: f.char({ maxLength: 9 }) },
          { table: "place" },
        ) {}
        class Cafe extends Place.extend({ seats: f.integer() }, { table: "cafe" }) {}
        class Visit extends model(
          { cafe: f.foreignKey(Cafe, { onDelete: "cascade" }) },
          { table: "visit" },
        ) {}
        return [Place, Cafe, Visit];
      };
      const [before, after] = [models(() => f.auto()), models(() => f.bigAuto())];
      for (const models of [before, after]) for (const one of models) metaOf(one as ModelClass);
      await tryChange(kind, {
        before,
        after,
        seed: async (database) => {
          await write(database, "INSERT INTO place (id, name) VALUES (4, 'x')");
          await write(database, "INSERT INTO cafe (place_ptr_id, seats) VALUES (4, 2)");
          await write(database, "INSERT INTO visit (id, cafe_id) VALUES (1, 4)");
        },
        change: (editor) =>
          editor.alterField(of(before, 0), of(after, 0), of(before, 0).pk, of(after, 0).pk),
      });
    });
  });

  describe(`what hangs on a column on ${kind}`, () => {
    it("follows its new name: indexes, uniqueness, checks, generated columns", async () => {
      const models = (name: string): Models => [
        class Item extends model(
          {
            [name]: f.positiveInteger({ unique: true }),
            other: f.char({ maxLength: 9 }),
            twice: f.generated({ expression: F(name).times(2), outputField: f.integer() }),
          } as { other: ReturnType<typeof f.char> },
          {
            table: "item",
            uniqueTogether: [["other", name as "other"]],
            indexes: [[`-${name}`]] as never,
          },
        ) {},
      ];
      const [before, after] = [models("a"), models("b")];
      await tryChange(kind, {
        before,
        after,
        seed: (database) => write(database, "INSERT INTO item (id, a, other) VALUES (1, 4, 'x')"),
        change: (editor) =>
          editor.alterField(
            of(before, 0),
            of(after, 0),
            of(before, 0).field("a"),
            of(after, 0).field("b"),
          ),
        check: async (database) =>
          assert.deepEqual(await rows(database, "SELECT b, twice FROM item"), [[4, 8]]),
      });
    });

    it("is worked out from something else", async () => {
      const models = (factor: number): Models => [
        class Item extends model(
          {
            n: f.integer(),
            twice: f.generated({ expression: F("n").times(factor), outputField: f.integer() }),
          },
          { table: "item" },
        ) {},
      ];
      const [before, after] = [models(2), models(3)];
      await tryChange(kind, {
        before,
        after,
        seed: (database) => write(database, "INSERT INTO item (id, n) VALUES (1, 4)"),
        change: (editor) =>
          editor.alterField(
            of(before, 0),
            of(after, 0),
            of(before, 0).field("twice"),
            of(after, 0).field("twice"),
          ),
        check: async (database) =>
          assert.deepEqual(await rows(database, "SELECT twice FROM item"), [[12]]),
      });
    });

    it("has any name", async () => {
      const names = ['a "quoted" `name`', "or'der; --"];
      const models = (table: string, column: string, size: number): Models => [
        class Item extends model(
          {
            n: f.char({ maxLength: size, column, unique: true, comment: "it's" }),
            m: f.positiveInteger({ column: "select" }),
          },
          { table, uniqueTogether: [["n", "m"]] },
        ) {},
      ];
      const [before, renamed, after] = [
        models(names[0]!, "a b", 5),
        models(names[1]!, "a b", 5),
        models(names[1]!, names[0]!, 9),
      ];
      await tryChange(kind, {
        before,
        after,
        change: (editor) => {
          editor.renameTable(of(before, 0), of(renamed, 0));
          editor.alterField(
            of(renamed, 0),
            of(after, 0),
            of(renamed, 0).field("n"),
            of(after, 0).field("n"),
          );
        },
      });
    });
  });

  describe(`one transaction on ${kind}`, () => {
    it("takes rows, changes and rows again", async () => {
      const models = (fields: object): Models =>
        posts((Tag) => ({ tag: f.foreignKey(Tag, { onDelete: "cascade" }), ...fields }));
      const [before, after] = [models({}), models({ n: f.integer() })];
      await withHome(kind, async (database) => {
        await createTables(...(before as ModelClass[]));
        await schemaTransaction(database, async () => {
          await seed(database);
          await write(database, "INSERT INTO post (id, tag_id) VALUES (1, 1)");
          const editor = new SchemaEditor(kind);
          editor.addField(of(after, 2), of(after, 2).field("n"), { fill: 4 });
          await editor.run(database);
          await write(database, "INSERT INTO post (id, tag_id, n) VALUES (2, 2, 5)");
        });
        assert.deepEqual(await rows(database, "SELECT n FROM post ORDER BY id"), [[4], [5]]);
      });
    });
  });
}

for (const kind of WRITTEN) {
  describe(`uniqueness and expressions on ${kind}`, () => {
    const withTag = (options: object = {}): Models =>
      posts(
        (Tag) => ({
          tag: f.foreignKey(Tag as "Tag", { onDelete: "cascade" }),
          n: f.integer({ default: 1 }),
          s: f.char({ maxLength: 9, null: true }),
        }),
        options,
      );
    const plain = withTag();
    const together = withTag({ uniqueTogether: [["tag", "n"]] });
    const there = "INSERT INTO post (id, tag_id, n) VALUES (1, 1, 5), (2, 2, 5)";
    const change = (editor: SchemaEditor, before: Models, after: Models): void =>
      editor.alterUniqueTogether(of(before, 2), of(after, 2));

    it("leave the index of a foreign key as a fresh table has it, there and back", async () => {
      await tryChange(kind, {
        before: plain,
        after: together,
        seed: async (database) => [await seed(database), await write(database, there)],
        change: (editor) => change(editor, plain, together),
      });
      await tryChange(kind, {
        before: together,
        after: together,
        change: (editor) => {
          change(editor, together, plain);
          change(editor, plain, together);
        },
      });
    });

    it("are refused while rows are alike, and leave the table as it was", () =>
      withHome(kind, async (database) => {
        await createTables(...(plain as ModelClass[]));
        await seed(database);
        await write(database, there.replace("2, 2, 5", "2, 1, 5"));
        const shape = await shapesOf(database, ["post"]);
        const editor = new SchemaEditor(kind);
        change(editor, plain, together);
        await assert.rejects(editor.run(database), {
          code: "db.duplicate-rows",
          message: /2 rows have the same in "post"\.\("tag_id", "n"\)[^]*row with id 1/,
        });
        assert.deepEqual(await shapesOf(database, ["post"]), shape);
      }));

    it("come and go, though MariaDB has no indexes of expressions", () => {
      const own = index({ name: "post_lower", expressions: [lower("s")] });
      const indexed = withTag({ indexes: [own] });
      return tryChange(kind, {
        before: indexed,
        after: plain,
        change: (editor) => editor.dropIndex(of(plain, 2), own),
      });
    });
  });
}

describe("an index that is made concurrently", () => {
  const models = (options: object): Models => [
    class Item extends model(
      { n: f.integer(), s: f.char({ maxLength: 9 }) },
      { table: "item", ...options },
    ) {},
  ];
  const own = [
    index({ name: "by_n", fields: ["n"] }),
    index({ name: "by_s", expressions: [lower("s")] }),
  ];
  const [before, after] = [models({}), models({ indexes: own })];

  it("is made and dropped outside of a transaction on PostgreSQL", () =>
    withHome("postgres", async (database) => {
      await createTables(before[0] as ModelClass);
      for (const one of own) {
        const editor = new SchemaEditor("postgres");
        editor.addIndex(of(after, 0), one, { concurrently: true });
        assert.match(editor.statements[0]!, /^CREATE INDEX CONCURRENTLY/);
        await editor.run(database);
      }
      assert.equal((await describeTable(database, "item"))!.indexes.length, 2);
      const editor = new SchemaEditor("postgres");
      editor.dropIndex(of(before, 0), own[0]!, { concurrently: true });
      await assert.rejects(
        database.transaction(() => editor.run(database)),
        {
          code: "db.in-transaction",
          message: /atomic: false/,
        },
      );
      editor.dropIndex(of(before, 0), own[0]!, { concurrently: true });
      await editor.run(database);
      assert.equal((await describeTable(database, "item"))!.indexes.length, 1);
    }));

  it("is a plain one elsewhere", () =>
    withHome("sqlite", async (database) => {
      await createTables(before[0] as ModelClass);
      const editor = new SchemaEditor("sqlite");
      for (const one of own) editor.addIndex(of(after, 0), one, { concurrently: true });
      await database.transaction(() => editor.run(database));
      await withHome("sqlite", async (fresh) => {
        await createTables(after[0] as ModelClass);
        assert.deepEqual(await shapesOf(database, ["item"]), await shapesOf(fresh, ["item"]));
      });
    }));
});

describe("a change that lets others work meanwhile on PostgreSQL", () => {
  const models = (make: (Tag: never) => object, constraints: readonly unknown[] = []): Models =>
    posts(make, { constraints });
  const plain = models(() => ({ n: f.integer({ null: true }), tagId: f.integer({ null: true }) }));
  const full = models((Tag) => ({
    n: f.integer({ unique: true }),
    tag: f.foreignKey(Tag as "Tag", { onDelete: "cascade", null: true }),
    slug: f.slug({ null: true }),
  }));

  it("has the same end as the usual one, without locks that last", () =>
    tryChange("postgres", {
      before: plain,
      after: full,
      seed: (database) => write(database, "INSERT INTO post (id, n) VALUES (1, 5), (2, 6)"),
      change: (editor) => {
        const [old, fresh] = [of(plain, 2), of(full, 2)];
        const online = { online: true };
        editor.alterField(old, fresh, old.field("n"), fresh.field("n"), online);
        editor.alterField(old, fresh, old.field("tagId"), fresh.field("tag"), online);
        editor.addField(fresh, fresh.field("slug"), online);
        const all = editor.statements.join("\n");
        assert.match(all, /CREATE UNIQUE INDEX CONCURRENTLY/);
        assert.match(all, /FOREIGN KEY [^\n]* NOT VALID\n[^\n]* VALIDATE CONSTRAINT/);
        assert.match(all, /CHECK \("n" IS NOT NULL\) NOT VALID/);
        assert.doesNotMatch(all, /CREATE INDEX "|ADD CONSTRAINT "[^"]*" UNIQUE \(/);
      },
    }));

  it("cannot be part of a transaction", () =>
    withHome("postgres", async (database) => {
      const editor = new SchemaEditor("postgres");
      editor.addField(of(full, 2), of(full, 2).field("slug"), { online: true });
      await assert.rejects(
        database.transaction(() => editor.run(database)),
        {
          code: "db.in-transaction",
        },
      );
    }));

  it("is the usual one elsewhere", () =>
    tryChange("sqlite", {
      before: plain,
      after: models(() => ({
        n: f.integer({ null: true }),
        tagId: f.integer({ null: true }),
        slug: f.slug({ null: true }),
      })),
      change(editor) {
        const meta = of(this.after, 2);
        editor.addField(meta, meta.field("slug"), { online: true });
      },
    }));
});
