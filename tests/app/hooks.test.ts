/** Hooks, middleware and error handlers, on the app and on blueprints. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, Conflict, Flagon, HttpError, type Middleware, NotFound } from "flagon";
import { ask } from "../support/fetching.ts";

const quiet = { logging: { level: "silent" } } as const;

describe("errorStatus", () => {
  class NotYours extends Error {}
  class NotYoursToday extends NotYours {}

  it("answers with a status where no handler takes the error, and takes the page of that status", async () => {
    const app = new Flagon(quiet);
    app.errorStatus(NotYours, 403).errorStatus(NotYoursToday, 423);
    app.errorHandler(403, (error) => `page: ${(error as HttpError).status}`);
    app.get("/one", () => {
      throw new NotYours("secret");
    });
    app.get("/two", () => {
      throw new NotYoursToday("secret");
    });
    const one = await ask(app, "/one");
    assert.deepEqual([one.status, await one.text()], [403, "page: 403"]);
    const two = await ask(app, "/two");
    assert.equal(two.status, 423);
    assert.doesNotMatch(await two.text(), /secret/);
  });

  it("counts on the nearest blueprint, and an error handler counts more", async () => {
    const app = new Flagon(quiet);
    const shop = new Blueprint("shop", { urlPrefix: "/shop" });
    app.errorStatus(NotYours, 403);
    shop.errorStatus(NotYours, 404);
    for (const place of [app, shop])
      place.get("/", () => {
        throw new NotYours();
      });
    app.install(shop);
    assert.deepEqual([(await ask(app, "/")).status, (await ask(app, "/shop/")).status], [403, 404]);
    const other = new Flagon(quiet);
    other.errorStatus(NotYours, 403).errorHandler(NotYours, () => ["mine", 418]);
    other.get("/", () => {
      throw new NotYours();
    });
    assert.equal((await ask(other, "/")).status, 418);
  });

  it("refuses what is no status of an error", () => {
    assert.throws(() => new Flagon().errorStatus(NotYours, 200), { code: "app.error-status" });
  });
});

describe("hooks", () => {
  for (const kind of ["sync", "async"] as const) {
    it(`run in their order around a ${kind} view, the app's outside of the blueprint's`, async () => {
      const seen: string[] = [];
      const note = (what: string): (() => void) | (() => Promise<void>) =>
        kind === "sync" ? () => void seen.push(what) : async () => void seen.push(what);
      const app = new Flagon();
      const shop = new Blueprint("shop", { urlPrefix: "/shop" });
      app
        .beforeRequest(note("app before"))
        .afterRequest(note("app after 1"))
        .afterRequest(note("app after 2"));
      app.teardownRequest(note("app teardown"));
      shop
        .beforeRequest(note("shop before"))
        .afterRequest(note("shop after"))
        .teardownRequest(note("shop teardown"));
      shop.get("/", (request) => {
        request.afterThis(note("this") as () => void);
        seen.push("view");
        return "ok";
      });
      app.install(shop);
      await ask(app, "/shop/");
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(seen, [
        "app before",
        "shop before",
        "view",
        "this",
        "shop after",
        "app after 2",
        "app after 1",
        "shop teardown",
        "app teardown",
      ]);
    });
  }

  it("of a blueprint do not run for other routes", async () => {
    const app = new Flagon();
    const shop = new Blueprint("shop", { urlPrefix: "/shop" });
    shop.beforeRequest(() => "closed");
    shop.get("/", () => "open");
    app.install(shop);
    app.get("/", () => "home");
    assert.equal(await (await ask(app, "/")).text(), "home");
    assert.equal(await (await ask(app, "/shop/")).text(), "closed");
  });

  it("may change or replace the response, of errors too", async () => {
    const app = new Flagon(quiet);
    app.afterRequest((response) => response.headers.set("x-seen", String(response.status)));
    app.get("/boom", () => {
      throw new Error("boom");
    });
    assert.equal((await ask(app, "/boom")).headers.get("x-seen"), "500");
    assert.equal((await ask(app, "/nowhere")).headers.get("x-seen"), "404");
  });

  it("that throw end in one 500, wherever they stand", async () => {
    for (const place of ["beforeRequest", "afterRequest"] as const) {
      const app = new Flagon(quiet);
      app[place](() => {
        throw new Error(place);
      });
      app.get("/", () => "ok");
      assert.equal((await ask(app, "/")).status, 500);
      const later = new Flagon(quiet);
      later[place](async () => {
        throw new Error(place);
      });
      later.get("/", () => "ok");
      assert.equal((await ask(later, "/")).status, 500);
    }
  });
});

describe("middleware", () => {
  const tag =
    (name: string): Middleware =>
    (next) =>
    async (request) => {
      const response = await next(request);
      response.headers.append("x-way", name);
      return response;
    };

  it("wraps in the order in which it is listed: app, blueprint, route", async () => {
    const app = new Flagon().use(tag("a"), tag("b"));
    const shop = new Blueprint("shop").use(tag("c"));
    shop.get("/", { use: [tag("d")] }, () => "ok");
    app.install(shop);
    assert.equal((await ask(app, "/")).headers.get("x-way"), "d, c, b, a");
  });

  it("of the app sees unknown addresses and errors as responses", async () => {
    const app = new Flagon(quiet).use(tag("a"));
    app.get("/boom", () => {
      throw new Error("boom");
    });
    assert.deepEqual(
      [
        (await ask(app, "/none")).headers.get("x-way"),
        (await ask(app, "/boom")).headers.get("x-way"),
      ],
      ["a", "a"],
    );
  });

  it("may answer by itself, and the view is not called", async () => {
    const app = new Flagon();
    let called = false;
    const guard: Middleware = () => () => {
      throw new HttpError(401);
    };
    app.get("/", { use: [guard] }, () => {
      called = true;
      return "";
    });
    assert.deepEqual([(await ask(app, "/")).status, called], [401, false]);
  });

  it("that gives no response is an error in the log and a 500", async () => {
    const lines: string[] = [];
    const app = new Flagon({
      logging: { handlers: { main: { write: (line) => void lines.push(line) } } },
    });
    app.use((() => () => "text") as never);
    app.get("/", () => "ok");
    assert.equal((await ask(app, "/")).status, 500);
    assert.match(lines.join(), /app\.middleware-result/);
  });
});

describe("error handlers", () => {
  class TooExpensive extends Conflict {}

  it("are chosen by blueprint, then by class, then by status", async () => {
    const app = new Flagon(quiet);
    const shop = new Blueprint("shop", { urlPrefix: "/shop" });
    app.errorHandler(HttpError, (error) => `app http ${error.status}`);
    app.errorHandler(404, () => "app 404");
    app.errorHandler(Conflict, () => "app conflict");
    shop.errorHandler(TooExpensive, () => "shop expensive");
    const raise = (error: Error) => (): never => {
      throw error;
    };
    shop.get("/expensive", raise(new TooExpensive()));
    shop.get("/conflict", raise(new Conflict()));
    app.get("/expensive", raise(new TooExpensive()));
    app.get("/missing", raise(new NotFound()));
    app.get("/teapot", raise(new HttpError(418)));
    app.install(shop);
    const answers = await Promise.all(
      ["/shop/expensive", "/shop/conflict", "/expensive", "/missing", "/teapot"].map(
        async (path) => {
          const reply = await ask(app, path);
          return `${reply.status} ${await reply.text()}`;
        },
      ),
    );
    assert.deepEqual(answers, [
      "409 shop expensive",
      "409 app conflict",
      "409 app conflict",
      "404 app 404",
      "418 app http 418",
    ]);
  });

  it("for 500 see what was thrown as the cause", async () => {
    const app = new Flagon(quiet);
    app.errorHandler(500, (error) => [
      "sorry: " + String((error as Error & { cause: Error }).cause.message),
      500,
    ]);
    app.get("/", async () => {
      throw new Error("deep");
    });
    assert.equal(await (await ask(app, "/")).text(), "sorry: deep");
  });

  it("that throw themselves end in a plain 500", async () => {
    const app = new Flagon(quiet);
    app.errorHandler(404, () => {
      throw new Error("handler");
    });
    const reply = await ask(app, "/none");
    assert.equal(reply.status, 500);
    assert.doesNotMatch(await reply.text(), /handler/);
  });

  for (const [name, thrown] of [
    ["null", null],
    ["text", "text"],
    ["an object with an odd status", { status: "abc" }],
    ["a frozen error", Object.freeze(new Error("frozen"))],
    ["undefined", undefined],
  ] as const) {
    it(`are not needed for ${name}: it is a 500`, async () => {
      const app = new Flagon(quiet);
      app.get("/", () => {
        throw thrown;
      });
      app.get("/later", async () => {
        throw thrown;
      });
      assert.deepEqual(
        [(await ask(app, "/")).status, (await ask(app, "/later")).status],
        [500, 500],
      );
    });
  }

  it("give problem details where the client prefers JSON", async () => {
    const reply = await ask(new Flagon(), "/none", { headers: { accept: "application/json" } });
    assert.equal(reply.headers.get("content-type"), "application/problem+json; charset=utf-8");
    assert.deepEqual(await reply.json(), {
      title: "Not Found",
      status: 404,
      detail: "There is nothing at this address.",
    });
  });
});

describe("blueprints", () => {
  it("nest, with endpoints and prefixes joined, and install twice under two names", async () => {
    const app = new Flagon();
    const child = new Blueprint("child", { urlPrefix: "/child" });
    const view = (request: { urlFor(endpoint: string): string }): string => request.urlFor(".home");
    child.get("/", { endpoint: "home" }, view);
    const parent = new Blueprint("parent", { urlPrefix: "/parent" }).nest(child);
    app.install(parent, child.at("/other", { name: "twin" }));
    assert.deepEqual(
      [app.urlFor("parent.child.home"), app.urlFor("twin.home")],
      ["/parent/child/", "/other/child/"],
    );
    assert.equal(await (await ask(app, "/parent/child/")).text(), "/parent/child/");
    assert.equal(await (await ask(app, "/other/child/")).text(), "/other/child/");
  });

  it("run their installers once for an app, however often it installs them", async () => {
    const part = new Blueprint("part");
    part.get("/", { endpoint: "home" }, () => "home");
    part.onInstall((app) => app.afterRequest((response) => response.headers.append("x-part", "1")));
    for (let apps = 0; apps < 2; apps++) {
      const app = new Flagon().install(part.at("/a"), part.at("/b", { name: "other" }));
      assert.equal((await ask(app, "/a/")).headers.get("x-part"), "1");
    }
  });

  it("refuse a name that is taken", () => {
    const app = new Flagon().install(new Blueprint("a"));
    assert.throws(() => app.install(new Blueprint("a")), { code: "app.blueprint-name-taken" });
    assert.throws(() => new Blueprint("a.b"), { code: "app.blueprint-name" });
  });

  it("refuse two views under one endpoint, naming both", () => {
    const app = new Flagon();
    app.get("/a", { endpoint: "x" }, () => "a");
    app.get("/b", { endpoint: "x" }, () => "b");
    assert.throws(() => app.compiled(), {
      code: "app.endpoint-taken",
      where: 'route "/a" and route "/b"',
    });
  });

  it("set defaults and values of urls", async () => {
    const app = new Flagon();
    const site = new Blueprint("site", { urlPrefix: "/<lang>" });
    site.urlValuePreprocessor((request, values) => {
      request.state["lang"] = values["lang"];
      delete values["lang"];
    });
    site.urlDefaults((_endpoint, values) => (values["lang"] ??= "en"));
    site.get("/about", { endpoint: "about" }, (request, params) => ({
      lang: request.state["lang"],
      params,
      url: request.urlFor(".about"),
    }));
    app.install(site);
    assert.deepEqual(await (await ask(app, "/de/about")).json(), {
      lang: "de",
      params: {},
      url: "/en/about",
    });
  });

  it("give typed urls by their routes", () => {
    const app = new Flagon();
    const blog = new Blueprint("blog", { urlPrefix: "/blog" });
    const show = blog.get("/<int:id>", (_request, { id }) => ({ id }));
    assert.throws(() => show.url({ id: 1 }), { code: "app.route-not-installed" });
    app.install(blog);
    assert.equal(
      show.url({ id: 1 }, { query: { a: [1, 2] }, anchor: "top" }),
      "/blog/1?a=1&a=2#top",
    );
  });
});
