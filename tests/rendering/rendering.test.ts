/** Templates in an app: what views render, which names they see, where the files are. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { Blueprint, Flagon, type FlagonOptions, signals } from "flagon";
import {
  getTemplateAttribute,
  renderTemplate,
  renderTemplateString,
  withAppContext,
} from "flagon/globals";
import { messages } from "flagon/messages";
import { contentSecurityPolicy, csrf } from "flagon/security";
import { sessions } from "flagon/sessions";
import { staticFiles } from "flagon/static";
import { dictLoader, Environment, type SafeHtml } from "flagon/templates";
import { testClient } from "flagon/testing";

const KEY = "0123456789abcdef0123456789abcdef";

/** An app whose templates are in an object. */
function appWith(templates: Record<string, string>, options: FlagonOptions = {}): Flagon {
  return new Flagon({
    ...options,
    config: { secretKey: KEY, ...options.config },
    templates: { loader: dictLoader(templates), ...options.templates },
  });
}

/** A folder with files in it. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "rendering-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const textOf = async (app: Flagon, path = "/"): Promise<string> =>
  (await testClient(app).get(path)).text();

describe("a view that renders a template", () => {
  it("answers with a page of HTML, escaped", async () => {
    const app = appWith({ "hello.html": "Hello {{ name }}" });
    app.get("/<name>", (request, { name }) => request.render("hello.html", { name }));
    const reply = await testClient(app).get("/%3Cb%3E");
    assert.equal(await reply.text(), "Hello &lt;b&gt;");
    assert.equal(reply.headers.get("content-type"), "text/html; charset=utf-8");
  });

  it("gets text at once where the app says that nothing is async, and a promise is an error then", () => {
    const app = appWith({ "a.html": "{{ n }}" }, { templates: { async: false } });
    assert.equal(app.render("a.html", { n: 2 }), "2");
    assert.throws(() => app.render("a.html", { n: Promise.resolve(2) }), {
      code: "templates.promise",
    });
  });

  it("may hand over promises and async iterators, however deep, and async functions", async () => {
    const app = appWith({
      "a.html":
        "{{ user.name }} {% for n in numbers %}{{ n }}{% endfor %} {{ price(2) }} {{ cart.size }} {{ late }}",
    });
    app.templateGlobal("price", async (count: number) => count * 3);
    app.templateValue("cart", async () => ({ size: 7 }));
    app.contextProcessor(() => ({ late: Promise.resolve("processed") }));
    app.get("/", (request) =>
      request.render("a.html", {
        user: { name: Promise.resolve("<Ann>") },
        numbers: (async function* () {
          yield* [1, 2];
        })(),
      }),
    );
    assert.equal(await textOf(app), "&lt;Ann&gt; 12 6 7 processed");
  });

  it("fails with the fault of what it awaits, and is answered by the error handler", async () => {
    const app = appWith({ "a.html": "{{ fail }}" });
    app.get("/", (request) =>
      request.render("a.html", { fail: Promise.reject(new RangeError("late")) }),
    );
    app.errorHandler(RangeError, (error) => [`handled ${error.message}`, 503]);
    const reply = await testClient(app).get("/");
    assert.deepEqual([reply.status, await reply.text()], [503, "handled late"]);
  });

  it("may return it with a status, and from error handlers", async () => {
    const app = appWith({ "404.html": "no {{ what }}" });
    app.contextProcessor(async () => ({ what: "page" }));
    app.get("/", (request) => [request.render("404.html"), 418, { "x-a": "b" }]);
    app.errorHandler(404, (_error, request) => [request.render("404.html"), 404]);
    const reply = await testClient(app).get("/");
    assert.deepEqual(
      [reply.status, await reply.text(), reply.headers.get("x-a")],
      [418, "no page", "b"],
    );
    const missing = await testClient(app).get("/none");
    assert.deepEqual([missing.status, await missing.text()], [404, "no page"]);
  });

  it("takes the first template that is there", async () => {
    const app = appWith({ "b.html": "B" });
    app.get("/", (request) => request.render(["a.html", "b.html"]));
    app.get("/none", (request) => request.render(["x.html", "y.html"]));
    assert.equal(await textOf(app), "B");
    await assert.rejects(textOf(app, "/none"), { code: "templates.not-found" });
  });

  it("renders texts, escaped too", async () => {
    const app = appWith({ "field.html": "[{{ n }}]" });
    app.get("/", (request) =>
      request.renderString('Hi {{ n }}{% include "field.html" %}', { n: "<" }),
    );
    assert.equal(await textOf(app), "Hi &lt;[&lt;]");
  });

  it("renders one block of a page, with the names of the request", async () => {
    for (const async of [true, false]) {
      const templates = {
        "a.html": "{{ fail() }}{% block row %}{{ n }} {{ request.path }}{% endblock %}",
      };
      const app = appWith(templates, { templates: { loader: dictLoader(templates), async } });
      app.get("/row", (request) => request.renderBlock("a.html", "row", { n: 1 }));
      assert.equal(await textOf(app, "/row"), "1 /row");
    }
  });

  it("streams a template: the beginning is there before the end is known", async () => {
    const app = appWith({ "a.html": "first {% for n in numbers %}{{ n }}{% endfor %}{{ name }}" });
    app.contextProcessor(async () => ({ name: "!" }));
    const later = Promise.withResolvers<number>();
    app.get("/", (request) => request.streamTemplate("a.html", { numbers: [1, later.promise] }));
    const reply = await testClient(app).get("/");
    assert.equal(reply.headers.get("content-type"), "text/html; charset=utf-8");
    const pieces: string[] = [];
    for await (const piece of reply.stream()) {
      pieces.push(piece);
      later.resolve(2);
    }
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(""), "first 12!");
  });

  it("ends a stream that the visitor leaves, and what it was walking", async () => {
    const app = appWith({ "a.html": "{% for n in numbers %}{{ n }}{% endfor %}" });
    let isClosed = false;
    async function* numbers(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        isClosed = true;
      }
    }
    app.get("/", (request) => request.streamTemplate("a.html", { numbers: numbers() }));
    const reply = await testClient(app).get("/");
    for await (const _piece of reply.stream()) break;
    assert.equal(isClosed, true);
  });

  it("escapes by the ending of the name", async () => {
    const names = ["a.html", "a.HTM", "a.xml", "a.xhtml", "a.svg", "a.html.j2", "a", "a.jinja"];
    const plain = ["a.txt", "a.md", "mail.txt.j2", "a.js"];
    const app = appWith(
      Object.fromEntries([...names, ...plain].map((name) => [name, "{{ '<' }}"])),
    );
    for (const name of names) assert.equal(await app.render(name), "&lt;", name);
    for (const name of plain) assert.equal(await app.render(name), "<", name);
  });
});

describe("names of the app", () => {
  it("are filters, tests and globals, in included files too", async () => {
    const app = appWith({
      "page.html": '{{ 5|euro }} {{ 5 is cheap }} {{ site }} {% include "part.html" %}',
      "part.html": "{{ 7|euro }}",
    });
    app.templateFilter("euro", (value: number) => `${value} EUR`);
    app.templateTest("cheap", (value: number) => value < 10);
    app.templateGlobal("site", "Shop");
    app.get("/", (request) => request.render("page.html"));
    assert.equal(await textOf(app), "5 EUR True Shop 7 EUR");
  });

  it("may come from blueprints, and the app's own wins", async () => {
    const app = appWith({ "a.html": "{{ 1|mark }} {{ site }}" });
    const blog = new Blueprint("blog");
    blog.templateFilter("mark", (value: number) => `<${value}>`).templateGlobal("site", "blog");
    app.templateGlobal("site", "app");
    app.install(blog);
    assert.equal(await app.render("a.html"), "&lt;1&gt; app");
  });

  it("may be added after somebody has looked at the environment, until the app serves", async () => {
    const app = appWith({ "a.html": "{{ 1|mark }}" });
    app.templates.globals["early"] = "kept";
    app.templateFilter("mark", (value: number) => value + 1);
    app.config.fromObject({ debug: true });
    assert.equal(await app.render("a.html"), "2");
    assert.equal(app.templates.renderString("{{ early }}"), "kept");
    await app.start();
    assert.throws(() => app.templateFilter("late", () => ""), { code: "app.already-serving" });
  });

  it("and options may come from an extension, after somebody has looked", async () => {
    const app = appWith({});
    assert.equal(app.templates.localization().locale, "en");
    const { localization } = app.templates;
    app.templateOptions.localization = () => ({ ...localization(), locale: "de" });
    assert.equal(app.templates.localization().locale, "de");
  });

  it("come from context processors of the app and of the route's blueprints, sync and async", async () => {
    const templates = {
      "page.html": '{{ a }}{{ b }}{{ c }}{% include "part.html" %}',
      "part.html": "{{ b }}",
    };
    const app = appWith(templates, { config: { templates: { undefined: "default" } } });
    const blog = new Blueprint("blog", { urlPrefix: "/blog" });
    app.contextProcessor(() => ({ a: "app", b: "app", c: "app" }));
    blog.contextProcessor(async (request) => ({ b: request.path }));
    for (const place of [app, blog])
      place.get("/", (request) => request.render("page.html", { c: "view" }));
    app.install(blog);
    assert.equal(await textOf(app, "/blog/"), "app/blog/view/blog/");
    assert.equal(await textOf(app), "appappviewapp");
  });

  it("are asked of a provider only by templates that mention them", async () => {
    const app = appWith({ "a.html": "nothing", "b.html": "{{ cart }} {{ cart }}" });
    let asked = 0;
    app.templateValue("cart", () => ++asked);
    app.get("/<name>", (request, { name }) => request.render(name));
    await textOf(app, "/a.html");
    assert.equal(asked, 0);
    assert.equal(await textOf(app, "/b.html"), "1 1");
  });
});

describe("what every template sees", () => {
  const full = (template: string): Flagon => {
    const app = appWith({
      "page.html": template,
      "macros.html": "{% macro at() %}{{ request.path }}{% endmacro %}",
    });
    app.install(sessions(), messages(), csrf(), contentSecurityPolicy(), staticFiles());
    app.get("/items/<int:id>", { endpoint: "item" }, (request) => {
      request.state["y"] = "state";
      request.session.set("x", "session");
      return request.render("page.html");
    });
    app.get("/flash", (request) => {
      request.flash("Saved <it>.", "success");
      return "";
    });
    return app;
  };
  const cases: Record<string, [string, string | RegExp]> = {
    "the request": ["{{ request.path }} {{ request.query.get('q') }}", "/items/7 a b"],
    "the request in macros": ['{% from "macros.html" import at %}{{ at() }}', "/items/7"],
    g: ["{{ g.y }}", "state"],
    "the session": ["{{ session.x }} {{ session.get('x') }}", "session session"],
    url_for: ["{{ url_for('item', id=8, page=2, _anchor='top') }}", "/items/8?page=2#top"],
    "whole urls": ["{{ url_for('item', id=8, _external=true) }}", "http://localhost/items/8"],
    urlFor: ["{{ urlFor('item', { 'id': 9 }) }}", "/items/9"],
    "static files": [
      "{{ static('a.css') }} {{ url_for('static', filename='b.css') }}",
      "/static/a.css /static/b.css",
    ],
    "the settings": ["{{ config.port }} {{ config.templates.undefined }}", "5000 auto"],
    "no secret of them": [
      "{{ config.secretKey }} {{ current_app.config.secretKey }}",
      "******** ********",
    ],
    "CSRF tokens": ["{{ csrf_token() }}", /^[\w-]{86}$/],
    "CSRF fields": [
      "{{ csrf_field }}",
      /^<input type="hidden" name="csrfToken" value="[\w-]{86}">$/,
    ],
    "the nonce of scripts": ["{{ csp_nonce }}", /^[\w-]{22}$/],
    "no user where nothing provides one": ["{{ user is none }}", "True"],
  };
  for (const [what, [template, wanted]] of Object.entries(cases)) {
    it(`is ${what}`, async () => {
      const text = await textOf(full(template), "/items/7?q=a+b");
      if (typeof wanted === "string") assert.equal(text, wanted);
      else assert.match(text, wanted);
    });
  }

  it("is the user, where something provides one", async () => {
    const app = appWith({ "a.html": "{{ user.name }}" });
    app.provide("user" as never, (() => ({ name: "Ann" })) as never);
    app.get("/", (request) => request.render("a.html"));
    assert.equal(await textOf(app), "Ann");
  });

  it("are messages, as texts, pairs and with their tags", async () => {
    const app = full(
      "{% for m in get_flashed_messages() %}{{ m }}{% endfor %}|{% for level, m in get_flashed_messages(with_categories=true) %}{{ level }}={{ m }}{% endfor %}|{{ get_flashed_messages(category_filter=['error'])|length }}|{% for m in messages %}{{ m.tags }}:{{ m.text }}{% endfor %}",
    );
    const client = testClient(app);
    await client.get("/flash");
    const text = await (await client.get("/items/7")).text();
    assert.equal(text, "Saved &lt;it&gt;.|success=Saved &lt;it&gt;.|0|success:Saved &lt;it&gt;.");
  });

  it("costs no cookie and no secret where a form is not shown", async () => {
    const app = appWith({
      "a.html": "{% if false %}{{ csrf_field }}{{ csrf_token() }}{% endif %}",
    });
    app.install(csrf());
    app.get("/", (request) => request.render("a.html"));
    assert.deepEqual((await testClient(app).get("/")).setCookies, {});
  });

  it("can be replaced by a global of the site", async () => {
    const app = appWith({ "a.html": "{{ url_for('x') }}" });
    app.templateGlobal("url_for", () => "mine");
    assert.equal(await app.render("a.html"), "mine");
  });

  it("builds urls outside of a request too, where no request is seen", async () => {
    const app = appWith({
      "a.html": "{{ url_for('home') }} {{ request is defined }} {{ g is defined }}",
    });
    app.get("/home", { endpoint: "home" }, () => "");
    assert.equal(await app.render("a.html"), "/home False False");
  });
});

describe("folders of templates", () => {
  it("are the app's, then those of blueprints in their order", async () => {
    const site = folderWith({ "templates/a.html": "site a" });
    const blog = folderWith({ "templates/a.html": "blog a", "templates/b.html": "blog b" });
    const shop = folderWith({ "templates/b.html": "shop b", "templates/shop/c.html": "shop c" });
    const app = new Flagon({ folder: site });
    app.install(new Blueprint("blog", { folder: blog }));
    app.install(new Blueprint("shop", { folder: shop }));
    assert.deepEqual(
      await Promise.all(["a.html", "b.html", "shop/c.html"].map((name) => app.render(name))),
      ["site a", "blog b", "shop c"],
    );
  });

  it("are those of nested blueprints, and of one that comes late", async () => {
    const inner = new Blueprint("inner", { folder: folderWith({ "templates/i.html": "inner" }) });
    const outer = new Blueprint("outer", { folder: folderWith({ "templates/o.html": "outer" }) });
    const app = new Flagon({ folder: folderWith({}) });
    app.install(outer);
    assert.equal(await app.render("o.html"), "outer");
    outer.nest(inner);
    assert.equal(await app.render("i.html"), "inner");
  });

  it("may be several of the app's own", async () => {
    const folder = folderWith({ "pages/a.html": "A", "shared/b.html": "B" });
    const app = new Flagon({ folder, templates: { folders: ["pages", "shared"] } });
    assert.deepEqual([await app.render("a.html"), await app.render("b.html")], ["A", "B"]);
  });

  it("are listed where a template is missing, with the near name", async () => {
    const folder = folderWith({ "templates/detail.html": "" });
    const app = new Flagon({ folder });
    await assert.rejects(async () => app.render("detial.html"), {
      code: "templates.not-found",
      mend: `Did you mean "detail.html"? Looked in the folder ${join(folder, "templates")}.`,
    });
  });

  it("are looked at again in debug mode, and not in production", async () => {
    for (const debug of [true, false]) {
      const folder = folderWith({ "templates/a.html": "old" });
      const app = new Flagon({ folder, config: { debug } });
      assert.equal(await app.render("a.html"), "old");
      writeFileSync(join(folder, "templates", "a.html"), "new");
      utimesSync(join(folder, "templates", "a.html"), 1, 1);
      assert.equal(await app.render("a.html"), debug ? "new" : "old");
    }
  });
});

describe("a name that is not defined", () => {
  const page = { "a.html": "[{{ titel }}]" };
  const names = { title: "T" };

  it("is an error in debug mode and in tests, with the near name", async () => {
    for (const config of [{ debug: true }, { testing: true }])
      await assert.rejects(async () => appWith(page, { config }).render("a.html", names), {
        code: "templates.undefined",
        mend: /Did you mean "title"\?/,
      });
  });

  it("is told with a way out, and with the extension that would give it", async () => {
    const app = appWith(
      { "a.html": "{{ subtitle }}", "b.html": "{{ csrf_field }}", "c.html": "{{ request.path }}" },
      { config: { debug: true } },
    );
    app.get("/<name>", (request, { name }) => request.render(name));
    const mends: Record<string, RegExp> = {
      "a.html": /^Where it may be missing, write \|default\(""\) behind it, or ask "is defined"\.$/,
      "b.html": /^Install it: app\.install\(csrf\(\)\)\./,
    };
    for (const [name, mend] of Object.entries(mends))
      await assert.rejects(textOf(app, `/${name}`), { code: "templates.undefined", mend });
    await assert.rejects(async () => app.render("c.html"), { mend: /There is no request here/ });
  });

  it("prints nothing in production, unless the setting says otherwise", async () => {
    assert.equal(await appWith(page).render("a.html", names), "[]");
    const config = { templates: { undefined: "strict" as const } };
    await assert.rejects(async () => appWith(page, { config }).render("a.html", names), /titel/);
  });
});

describe("a block that no parent has", () => {
  const pages = {
    "base.html": "{% block title %}{% endblock %}",
    "a.html": '{% extends "base.html" %}{% block tilte %}{% endblock %}',
  };

  it("is an error in debug mode, with the near name, and nothing in production", async () => {
    await assert.rejects(async () => appWith(pages, { config: { debug: true } }).render("a.html"), {
      code: "templates.unknown-block",
      mend: /Did you mean "title"\?/,
    });
    assert.equal(await appWith(pages).render("a.html"), "");
  });
});

describe("an option that templates do not have", () => {
  it("is an error with the near name", async () => {
    const options = { trimBlock: true } as object;
    const wanted = { code: "templates.unknown-option", mend: 'Did you mean "trimBlocks"?' };
    assert.throws(() => new Environment(options), wanted);
    await assert.rejects(async () => appWith({}, { templates: options }).render("a.html"), wanted);
  });
});

describe("what is told of a rendering", () => {
  it("reaches the signals, before and after, with the names", async () => {
    const app = appWith({ "a.html": "{{ a }}" });
    app.contextProcessor(() => ({ b: 2 }));
    app.get("/", (request) => request.render("a.html", { a: 1 }));
    const seen: unknown[] = [];
    await signals.beforeRenderTemplate.connectedTo(
      (_sender, { template, context }) => seen.push(["before", template, context]),
      () =>
        signals.templateRendered.connectedTo(
          (_sender, { template, request }) => seen.push(["after", template, request?.path]),
          () => textOf(app),
        ),
    );
    assert.deepEqual(seen, [
      ["before", "a.html", { a: 1, b: 2 }],
      ["after", "a.html", "/"],
    ]);
  });

  it("reaches the reply of a test client", async () => {
    const app = appWith({ "a.html": "{{ a }}" });
    app.get("/", (request) => request.render("a.html", { a: 1 }));
    const reply = await testClient(app).get("/");
    assert.deepEqual([reply.templates, reply.context], [["a.html"], { a: 1 }]);
    reply.assertTemplateUsed("a.html");
  });

  it("has the templates that were extended, included and imported, and no others", async () => {
    const app = appWith({
      "page.html":
        '{% extends "base.html" %}{% from "m.html" import m %}{% block a %}{% for n in [1, 2] %}{% include "part.html" %}{% endfor %}{{ m() }}{% endblock %}',
      "base.html":
        '{% block a %}{% endblock %}{% if false %}{% include "unused.html" %}{% endif %}',
      "m.html": "{% macro m() %}{% endmacro %}",
      "part.html": "",
      "unused.html": "",
    });
    app.get("/", (request) => request.render("page.html"));
    const { templates } = await testClient(app).get("/");
    assert.deepEqual(templates.toSorted(), ["base.html", "m.html", "page.html", "part.html"]);
    assert.equal(templates[0], "page.html");
  });
});

describe("rendering without a request at hand", () => {
  it("takes the current one", async () => {
    const app = appWith({ "a.html": "{{ request.path }}" });
    const view = (): ReturnType<typeof renderTemplate> => renderTemplate("a.html");
    app.get("/here", view);
    app.get("/text", () => renderTemplateString("{{ request.path }}!"));
    assert.equal(await textOf(app, "/here"), "/here");
    assert.equal(await textOf(app, "/text"), "/text!");
  });

  it("takes the app at work in a script", async () => {
    const app = appWith({ "a.html": "{{ n }}" });
    assert.equal(await withAppContext(app, () => renderTemplate("a.html", { n: 1 })), "1");
    assert.throws(() => renderTemplate("a.html"), { code: "globals.no-app" });
  });

  it("gives a macro of a file as a function, which sees what every template sees", async () => {
    const app = appWith({
      "m.html":
        "{% set n = 3 %}{% macro hi(name, sign='!') %}<b>{{ name }}</b>{{ sign }} {{ request.path }}{% endmacro %}",
    });
    app.get("/here", () => {
      const hi = getTemplateAttribute<(...values: string[]) => SafeHtml>("m.html", "hi");
      return [hi("<").toString(), getTemplateAttribute("m.html", "n")];
    });
    const reply = await testClient(app).get("/here");
    assert.deepEqual(await reply.json(), ["<b>&lt;</b>! /here", 3]);
    assert.throws(() => withAppContext(app, () => getTemplateAttribute("m.html", "hii")), {
      code: "templates.unknown-import",
      mend: 'Did you mean "hi"?',
    });
  });
});

describe("a tag of an app", () => {
  it("is there in the templates of its blueprints, and gets its body", async () => {
    const app = appWith({ "a.html": `{% shout "!" %}{{ name }}{% endshout %}` });
    const blog = new Blueprint("blog");
    blog.templateTag("shout", {
      hasBody: true,
      render: async ({ args: [mark], body }) =>
        `${String(await body()).toUpperCase()}${String(mark)}`,
    });
    blog.get("/", (request) => request.render("a.html", { name: "ann" }));
    app.install(blog);
    assert.equal(await textOf(app), "ANN!");
  });
});

describe("querystring()", () => {
  it("keeps the query of the page but for what it changes", async () => {
    const app = appWith({ "a.html": "{{ querystring(page=2, q=None, tag=['x', 'y'])|safe }}" });
    app.get("/", (request) => request.render("a.html"));
    assert.equal(await textOf(app, "/?page=1&q=a&sort=n%26m"), "?sort=n%26m&page=2&tag=x&tag=y");
  });
});
