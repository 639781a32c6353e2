/** Migrations that are undone while others, which they do not depend on, stay; relations to proxies of other blueprints. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { f } from "flagon/db";
import { describeTable } from "../../src/db/schema/introspection.ts";
import { childOf } from "./migration-moves.ts";
import { modelOf, rehearse } from "./migration-project.ts";
import { WRITTEN } from "./tables.ts";

const cascade = { onDelete: "cascade", relatedName: "+" } as const;

for (const kind of WRITTEN)
  describe(`a migration that is undone on ${kind}`, () => {
    it("finds what others have renamed that stay, wherever they stand in the order", () =>
      rehearse(kind, async (rehearsal, database) => {
        const models = (label: string, fields: object) => {
          const article = modelOf(label, "Article", { title: f.text() });
          const at = f.foreignKey(article, cascade);
          return { talk: [modelOf("talk", "Comment", { at, ...fields })], [label]: [article] };
        };
        const migrate = (target = {}) => rehearsal.migrator(database).migrate(target);
        const states = [
          { zine: [], ...models("news", { n: f.integer({ null: true }) }) },
          { news: [], ...models("zine", { n: f.integer({ null: true }) }) },
          // SQLite makes the table anew for this, with its foreign key.
          { news: [], ...models("zine", { n: f.bigInteger({ default: 1 }) }) },
        ];
        for (const state of states) {
          rehearsal.setModels(state);
          await rehearsal.make({}, true);
          await migrate();
        }
        const graph = (await rehearsal.project.files()).graph();
        const order = graph.all.map(({ id }) => id).filter((id) => /^(talk|zine)/.test(id));
        assert.deepEqual(order, [
          "talk.0001_initial",
          "talk.0002_alter_comment_n",
          "zine.0001_move_article_from_news",
        ]);
        const undone = await migrate({ label: "talk", name: "0001" });
        assert.deepEqual(
          undone.map(({ migration }) => migration.id),
          ["talk.0002_alter_comment_n"],
        );
        const comment = await describeTable(database, "talk_comment");
        assert.deepEqual(
          comment!.foreignKeys.map(({ table }) => table),
          ["zine_article"],
        );
        await migrate();
        await migrate({ label: "news", name: "zero" });
        assert.equal(await describeTable(database, "talk_comment"), undefined);
      }));

    it("knows a proxy in another blueprint than its model, and what refers to it", () =>
      rehearse(kind, async (rehearsal, database) => {
        const article = modelOf("news", "Article", { title: f.text() });
        const draft = childOf(article, "blog", "Draft", {}, { proxy: true });
        const comment = modelOf("talk", "Comment", { at: f.foreignKey(draft, cascade) });
        rehearsal.setModels({ news: [article], blog: [draft], talk: [comment] });
        const made = await rehearsal.make();
        assert.ok(made.includes("Create proxy model Draft") && made.includes("blog.0001_initial"));
        await rehearsal.migrator(database).migrate();
        const found = await describeTable(database, "talk_comment");
        assert.deepEqual(
          found!.foreignKeys.map(({ table }) => table),
          ["news_article"],
        );
        await rehearsal.migrator(database).migrate({ label: "talk", name: "zero" });
      }));
  });
