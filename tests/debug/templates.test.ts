/** Templates on the page for an error: their frames with source, caret and names, between the frames of code. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { debugPages } from "flagon/debug";
import { dictLoader } from "flagon/templates";
import { testClient } from "flagon/testing";

/** Said here, since a page shows the lines around each call of the test that asks for it. */
const SECRET = /key-of-the-shop/;

const TEMPLATES = {
  "base.html": "<main>\n{% block content %}{% endblock %}\n</main>",
  "page.html": `{% extends "base.html" %}
{% from "macros.html" import card %}
{% block content %}
{% for post in posts %}{{ card(post, apiKey) }}{% endfor %}
{% endblock %}`,
  "macros.html": `{% macro card(post, apiKey) %}\n\t<p>{{ explode(post.title) }}</p>\n{% endmacro %}`,
  "typo.html": "{% set total = 2 %}\n{{ post.titel }}",
  "broken.html": "one\n{% if %}",
};

function explode(title: string): never {
  throw new RangeError(`cannot show ${title}`);
}

function siteWith(folder: string | undefined): Flagon {
  const app = new Flagon({
    ...(folder === undefined ? {} : { folder }),
    config: { debug: true, secretKey: "the-secret-key-of-this-test-0123456789" },
    logging: { level: "silent" },
    ...(folder === undefined ? { templates: { loader: dictLoader(TEMPLATES) } } : {}),
  });
  app.install(debugPages({ print: () => {} }));
  app.templateGlobal("explode", explode);
  const names = { posts: [{ title: "Tea" }], post: { title: "Tea" }, apiKey: "key-of-the-shop" };
  app.get("/<name>", function show(request, { name }) {
    return request.render(name, names);
  });
  return app;
}

async function pageOf(
  path: string,
  { folder, accept = "text/html" }: { folder?: string; accept?: string } = {},
): Promise<string> {
  const client = testClient(siteWith(folder), { raiseErrors: false, headers: { accept } });
  return (await client.get(path)).text();
}

describe("the page for an error in a template", () => {
  it("shows every template that the error passed, in one chain with the code", async () => {
    const text = await pageOf("/page.html", { accept: "text/plain" });
    const frames = [...text.matchAll(/^ {2}(\S.*) \((\S+?):(\d+):\d+\)$/gm)].map(
      ([, name, file, line]) => [
        name,
        file!.split("/").at(-1),
        line === undefined ? 0 : Number(line),
      ],
    );
    assert.deepEqual(frames[0]?.slice(0, 2), ["explode", "templates.test.ts"]);
    assert.deepEqual(frames.slice(1, 5), [
      ['macro "card"', "macros.html", 2],
      ['block "content"', "page.html", 4],
      ["template", "base.html", 2],
      ["template", "page.html", 2],
    ]);
    assert.equal(frames[5]?.[0], "show");
  });

  it("shows the lines around with a caret, and the names that the template saw, without secrets", async () => {
    const page = await pageOf("/page.html");
    assert.match(page, /<b>macro &#34;card&#34;<\/b> <span class="soft">macros\.html:2:\d+/);
    assert.match(page, /class="here"><i>2<\/i>\t&lt;p&gt;\{\{ explode\(post\.title\)/);
    assert.match(page, /class="here caret"><i><\/i>\t {6}\s*\^/);
    assert.match(page, /<th scope="row">post<\/th><td class="mono">\{ title: &#34;Tea&#34; \}/);
    assert.match(page, /<th scope="row">apiKey<\/th><td class="mono">\*{8}/);
    assert.doesNotMatch(page, SECRET);
  });

  it("shows where a name is misspelt, with the near one and what was set", async () => {
    const page = await pageOf("/typo.html");
    assert.match(page, /Did you mean &#34;title&#34;\?/);
    assert.match(page, /typo\.html:2:\d+/);
    assert.match(page, /<th scope="row">total<\/th><td class="mono">2</);
  });

  it("shows a template that does not compile", async () => {
    const page = await pageOf("/broken.html");
    assert.match(
      page,
      /TemplateSyntaxError[^]*broken\.html:2:\d+[^]*class="here"><i>2<\/i>\{% if %\}/,
    );
  });

  it("links to the file of a template", async () => {
    const folder = mkdtempSync(join(tmpdir(), "debug-"));
    mkdirSync(join(folder, "templates"));
    for (const [name, text] of Object.entries(TEMPLATES))
      writeFileSync(join(folder, "templates", name), text);
    const page = await pageOf("/typo.html", { folder });
    assert.ok(page.includes(`vscode://file${join(folder, "templates", "typo.html")}:2:`));
    assert.match(page, /<span class="soft">templates\/typo\.html:2:/);
  });

  it("comes for the template of an error handler, too", async () => {
    const app = siteWith(undefined);
    app.errorHandler(404, (_error, request) => [request.render("broken.html"), 404]);
    const client = testClient(app, { raiseErrors: false, headers: { accept: "text/html" } });
    const reply = await client.get("/a/b");
    assert.equal(reply.status, 500);
    await reply.assertContains("broken.html:2:");
  });
});
