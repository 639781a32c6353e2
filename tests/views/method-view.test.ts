/** Views as classes: verbs, middleware, options, and what routes take from them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, Forbidden, type Middleware } from "flagon";
import { dictLoader } from "flagon/templates";
import { testClient } from "flagon/testing";
import { MethodView, RedirectView, TemplateView } from "flagon/views";

class Item extends MethodView<{ id: number }> {
  greeting = "item";
  get() {
    return `${this.greeting} ${this.params.id}`;
  }
  async delete() {
    return ["", 204] as const;
  }
}

describe("a class with a method for each verb", () => {
  it("answers its verbs, refuses others with a list, and answers HEAD by get()", async () => {
    const app = new Flagon();
    app.route("/items/<int:id>", Item.asView());
    const client = testClient(app, { raiseErrors: false });
    assert.equal(await (await client.get("/items/7")).text(), "item 7");
    assert.equal((await client.delete("/items/7")).status, 204);
    assert.equal((await client.head("/items/7")).status, 200);
    const refused = await client.post("/items/7");
    assert.equal(refused.status, 405);
    assert.equal(refused.headers.get("allow"), "DELETE, GET, HEAD, OPTIONS");
    const options = await client.options("/items/7");
    assert.equal(options.headers.get("allow"), "DELETE, GET, HEAD, OPTIONS");
  });

  it("is a new object for each request, with the options of its view", async () => {
    const app = new Flagon();
    class Counter extends MethodView {
      count = 0;
      get() {
        this.count += 1;
        return String(this.count);
      }
    }
    app.get("/count", Counter.asView());
    app.get("/ten", Counter.asView({ count: 10 }));
    const client = testClient(app);
    const texts = ["/count", "/count", "/ten", "/ten"].map(async (path) =>
      (await client.get(path)).text(),
    );
    assert.deepEqual(await Promise.all(texts), ["1", "1", "11", "11"]);
  });

  it("says 405 itself where the route names a verb that the class lacks", async () => {
    const app = new Flagon();
    app.route("/items/<int:id>", { methods: ["GET", "PATCH"] }, Item.asView());
    const refused = await testClient(app, { raiseErrors: false }).patch("/items/1");
    assert.equal(refused.status, 405);
    assert.equal(refused.headers.get("allow"), "GET, DELETE");
  });

  it("has middleware around all of its verbs, inside of the route's", async () => {
    const seen: string[] = [];
    const note =
      (name: string): Middleware =>
      (next) =>
      (request) => {
        seen.push(name);
        return next(request);
      };
    const closed: Middleware = () => () => {
      throw new Forbidden();
    };
    class Guarded extends Item {
      static override readonly use = [note("class"), closed];
    }
    const app = new Flagon();
    app.route("/<int:id>", { use: [note("route")] }, Guarded.asView());
    const client = testClient(app, { raiseErrors: false });
    assert.equal((await client.get("/1")).status, 403);
    assert.equal((await client.delete("/1")).status, 403);
    assert.deepEqual(seen, ["route", "class", "route", "class"]);
  });

  it("refuses options that it does not have, with the near name, and classes without verbs", () => {
    // @ts-expect-error
    assert.throws(() => Item.asView({ greating: "x" }), {
      code: "views.unknown-option",
      where: "Item.asView({ greating })",
      mend: /greeting/,
    });
    class Nothing extends MethodView {}
    assert.throws(() => Nothing.asView(), { code: "views.no-verbs", mend: /get\(\)/ });
  });

  it("takes options where its fields are made of the request", async () => {
    class Path extends MethodView<{ id: string }> {
      first = this.params.id.toUpperCase();
      ending = "";
      get() {
        return this.first + this.ending;
      }
    }
    const app = new Flagon();
    app.get("/<id>", Path.asView({ ending: "!" }));
    assert.equal(await (await testClient(app).get("/a")).text(), "A!");
  });

  it("fits the params of its rule, or does not compile", () => {
    const app = new Flagon();
    // @ts-expect-error
    app.get("/items/<slug:slug>", Item.asView());
    assert.equal(app.parts.routes.length, 1);
  });
});

describe("a view of a template alone", () => {
  it("shows it with the params, its own names, and itself", async () => {
    const app = new Flagon({
      templates: { loader: dictLoader({ "page.html": "{{ name }} {{ extra }} {{ view.title }}" }) },
    });
    class About extends TemplateView {
      override template = "page.html";
      title = "About";
    }
    app.get("/<name>", About.asView({ extraContext: { extra: "<b>" } }));
    const reply = await testClient(app).get("/x");
    assert.equal(await reply.text(), "x &lt;b&gt; About");
  });

  it("says what is missing where it names none", async () => {
    const app = new Flagon();
    app.get("/", TemplateView.asView());
    await assert.rejects(testClient(app).get("/"), {
      code: "views.no-template",
      where: "class TemplateView",
      mend: /template = "page.html"/,
    });
  });
});

describe("a view of a redirect alone", () => {
  const client = testClient(redirects());

  it("goes to a url or an endpoint with the params", async () => {
    for (const [path, location, status] of [
      ["/old/7", "/new/7", 302],
      ["/for-good/7?a=1", "/new/7?a=1", 301],
      ["/by-name/7", "/new/7", 302],
      ["/away/a%20b%2F..", "https://example.com/a%20b%2F..", 302],
    ] as const) {
      const reply = await client.get(path, { followRedirects: false });
      assert.equal(reply.headers.get("location"), location);
      assert.equal(reply.status, status);
    }
  });

  it("keeps the method of what is no GET, and is gone without an address", async () => {
    assert.equal((await client.post("/old/7", { followRedirects: false })).status, 307);
    assert.equal((await client.get("/gone")).status, 410);
  });
});

function redirects(): Flagon {
  const app = new Flagon();
  app.get("/new/<int:id>", { endpoint: "new" }, (_request, { id }) => ({ id }));
  app.route("/old/<int:id>", RedirectView.asView({ url: "/new/{id}" }));
  app.get(
    "/for-good/<int:id>",
    RedirectView.asView({ url: "/new/{id}", permanent: true, queryString: true }),
  );
  app.get("/by-name/<int:id>", RedirectView.asView({ endpoint: "new" }));
  app.get("/away/<path:rest>", RedirectView.asView({ url: "https://example.com/{rest}" }));
  app.get("/gone", RedirectView.asView());
  return app;
}
