/** What an editor offers where a query is written, and what the compiler says of a name that is wrong. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { languageServer, type LanguageServer } from "../../support/language-server.ts";

const IMPORTS = `import { Article } from "./article.ts";
import { Author } from "./author.ts";
import { F, f, model } from "../../../src/db/index.ts";
void [Article, Author, F, f, model];
`;

/** A file that is only in the editor: its imports are found, and nothing of it is on the disk. */
const place = (name: string): string => join(import.meta.dirname, `${name}.ts`);

let server: LanguageServer;
before(async () => {
  server = await languageServer(join(import.meta.dirname, "../../.."));
});
after(() => server.close());

describe("an editor in which a query is written", () => {
  const places: [string, code: string, offered: string[], not: string[]][] = [
    [
      "the first condition",
      "Article.filter({ | });",
      ["title", "title__icontains", "author", "author__name", "publishedAt__year", "tags__label"],
      ["author__nam"],
    ],
    ["a condition behind others", `Article.filter({ title: "x", | });`, ["views__gte"], ["title"]],
    ["a condition begun", `Article.all().filter({ vi| });`, ["views", "views__gte"], []],
    [
      "a condition on an annotation",
      `Article.annotate({ n: F("views") }).filter({ | });`,
      ["n", "n__gte", "title"],
      [],
    ],
    ["a value with choices", `Article.filter({ status: "|" });`, ["draft", "live"], ["title"]],
    ["an order", `Article.orderBy("|");`, ["title", "-title", "author__name", "?"], []],
    ["a further order", `Article.all().orderBy("title", "|");`, ["-views"], []],
    ["values", `Article.filter({ views: 3 }).values("title", "|");`, ["author__name"], ["-title"]],
    ["one value", `Article.valuesList("|", { flat: true });`, ["slug"], []],
    ["relations", `Article.selectRelated("|");`, ["author", "editor"], ["title"]],
    ["further relations", `Article.selectRelated("author", "|");`, ["editor"], ["title"]],
    ["more relations", `Article.all().prefetchRelated("|");`, ["tags", "comments"], ["title"]],
    ["columns", `Article.only("|");`, ["title", "authorId"], ["tags", "author__name"]],
    ["changes", "Article.update({ | });", ["title", "authorId"], ["words", "tags"]],
    ["a new row", `Article.create({ title: "x", | });`, ["slug", "author"], ["title", "words"]],
    ["a row of a relation", `new Author().articles.create({ | });`, ["slug"], ["words"]],
    ["an order among options", `model({ name: f.text() }, { ordering: ["|"] });`, ["-name"], []],
    ["options", "model({ name: f.text() }, { | });", ["ordering", "indexes"], ["name"]],
  ];
  places.forEach(([what, code, offered, not], index) => {
    it(`offers what fits for ${what}`, async () => {
      const [labels] = await server.completions(place(`editor-${index}`), `${IMPORTS}${code}\n`);
      assert.deepEqual(
        offered.filter((name) => !labels!.includes(name)),
        [],
      );
      assert.deepEqual(
        not.filter((name) => labels!.includes(name)),
        [],
      );
    });
  });
});

describe("the compiler's message", () => {
  const messages: [code: string, message: RegExp][] = [
    [`Article.filter({ titel: "x" });`, /'NoField<"titel", Article, "title">'/],
    [`Article.filter({ author__nam: "x" });`, /'NoField<"nam", Author, "name">'/],
    [`Article.filter({ zzz: 3 });`, /'NoField<"zzz", Article, "author" \| "authorId" \| /],
    [`Article.filter({ title__startwith: "x" });`, /'NoLookup<"startwith", "text", "startswith">'/],
    [`Article.filter({ publishedAt__yaer: 3 });`, /'NoLookup<"yaer", "instant", "year">'/],
    [`Article.filter({ views: "x" });`, /Type 'string' is not assignable to type 'number'/],
    [`Article.all().orderBy("-author__nam");`, /'NoField<"nam", Author, "name">'/],
    [`Article.values("titel");`, /'NoField<"titel", Article, "title">'/],
    [`Article.selectRelated("autor");`, /'NoField<"autor", Article, "author">'/],
    [`Article.only("titel");`, /'NoField<"titel", Article, "title">'/],
    [`Article.update({ titel: "x" });`, /'NoField<"titel", Article, "title">'/],
    [
      `Article.create({ title: "x", slug: "x", authorId: 3, veiws: 3 });`,
      /'NoField<"veiws", Article, "views">'/,
    ],
    [`Article.create({ title: "x", authorId: 3 });`, /Property 'slug' is missing/],
    [`Article.annotate({ n: F("vews") });`, /'NoField<"vews", Article, "views">'/],
    [`model({ name: f.text() }, { ordering: ["-nam"] });`, /Did you mean '"-name"'\?/],
    [`model({ name: f.text() }, { orderin: ["name"] });`, /Did you mean to write 'ordering'\?/],
  ];
  messages.forEach(([code, message], index) => {
    it(`names what is near: ${code}`, async () => {
      const [error] = await server.errors(place(`message-${index}`), `${IMPORTS}${code}\n`);
      assert.match(error ?? "no error", message);
    });
  });
});
