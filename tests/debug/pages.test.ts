/** The debug pages: what they tell, to whom, and what they keep to themselves. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon, FlagonError, makeResponse, NotFound } from "flagon";
import { debugPages, type DebugPagesOptions } from "flagon/debug";
import { testClient, type TestClient, type TestClientOptions } from "flagon/testing";

const secretKey = "the-secret-key-of-this-test-0123456789";
/** Said here, since a page shows the lines around each call of the test that asks for it. */
const SECRETS =
  /correct horse|a key in the source|the-secret-key|abcdef123456|cookie-value|query-token|token-of-the|pass1/;
const browser = { accept: "text/html,*/*" };

function site(options: DebugPagesOptions = {}, debug = true): Flagon {
  const app = new Flagon({ config: { debug, secretKey }, logging: { level: "silent" } });
  app.install(debugPages({ print: () => {}, ...options }));
  app.get("/items/<int:id>", { endpoint: "item" }, (_request, { id }) => {
    const user = { name: "Ann", password: "correct horse" };
    const label = `<b>${user.name}</b>`;
    return findItem(id, label);
  });
  app.get("/late", async () => {
    const before = "seen before the await";
    await Promise.resolve(before);
    throw new FlagonError("The feed cannot be read.", {
      code: "app.json",
      where: "the feed",
      mend: "Ask again.",
      cause: new SyntaxError("no JSON"),
    });
  });
  app.get("/text", () => {
    throw "only a text";
  });
  app.get("/gone", () => {
    throw new NotFound("There is no such article.");
  });
  app.get("/articles", () => "");
  return app;
}

function findItem(id: number, label: string): never {
  const key = "a key in the source";
  throw new RangeError(`No ${label} under ${id}, key ${key.length}, ${secretKey}`);
}

function visitor(app: Flagon, options: TestClientOptions = {}): TestClient {
  return testClient(app, { raiseErrors: false, headers: browser, ...options });
}

async function pageOf(app: Flagon, path: string, options?: TestClientOptions): Promise<string> {
  return (await visitor(app, options).get(path)).text();
}

describe("the page for an error", () => {
  it("shows the error, the frames of the app with source, and their variables", async () => {
    const reply = await visitor(site()).get("/items/7?page=2");
    const page = await reply.text();
    assert.equal(reply.status, 500);
    assert.match(page, /RangeError/);
    assert.match(page, /findItem[^]*pages\.test\.ts:\d+/);
    assert.match(page, /class="here"[^]*throw new RangeError/);
    assert.match(page, /<th scope="row">label<\/th><td class="mono">&#34;&lt;b&gt;Ann/);
    assert.match(page, /<th scope="row">id<\/th><td class="mono">7</);
    assert.match(page, /frames? of Flagon/);
    assert.match(page, /<th scope="row">page<\/th><td class="mono">&#34;2&#34;/);
    assert.match(page, /vscode:\/\/file\/[^"]*pages\.test\.ts:\d+:\d+/);
  });

  it("escapes everything, and lets nothing foreign run", async () => {
    const evil = "<script>alert(1)</script>";
    const reply = await visitor(site()).get("/items/7", {
      query: { [evil]: evil },
      headers: { ...browser, "x-evil": evil },
      cookies: { evil: "<img>" },
    });
    const page = await reply.text();
    assert.doesNotMatch(page, /<script>alert|<img>|<b>Ann/);
    const policy = reply.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
    assert.match(policy, /^default-src 'none'/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.ok(page.includes(`<script nonce="${nonce}">`));
    assert.equal(reply.headers.get("cache-control"), "no-store");
  });

  it("hides secrets by name and by value, wherever they stand", async () => {
    process.env["SHOP_API_TOKEN"] = "token-of-the-environment";
    const app = site();
    app.get("/leak", () => {
      const seen = process.env["SHOP_API_TOKEN"];
      throw new Error(`calling with ${seen} and postgres://ann:pass1@db/site`);
    });
    const options = {
      headers: { ...browser, authorization: "Bearer abcdef123456" },
      cookies: { session: "cookie-value-1" },
      query: { token: "query-token-1" },
    };
    const texts = [
      await (await visitor(app).get("/items/7", options)).text(),
      await (await visitor(app).get("/leak", options)).text(),
    ];
    for (const text of texts) {
      assert.doesNotMatch(text, SECRETS);
      assert.match(text, /\*{8}/);
    }
  });

  it("tells how a FlagonError is mended, and what caused it", async () => {
    const page = await pageOf(site(), "/late");
    assert.match(page, /app\.json[^]*The feed cannot be read\.[^]*the feed[^]*Ask again\./);
    assert.match(page, /Caused by[^]*SyntaxError[^]*no JSON/);
    assert.match(page, /seen before the await/);
  });

  it("does without a stack where a text was thrown", async () => {
    const page = await pageOf(site(), "/text");
    assert.match(page, /only a text/);
    assert.match(page, /throw an Error/);
  });

  it("is plain text for curl and problem details for programs", async () => {
    const text = await visitor(site(), { headers: { accept: "*/*" } }).get("/items/7");
    assert.match(text.headers.get("content-type")!, /^text\/plain/);
    assert.match(await text.text(), /^RangeError: [^]*> +\d+ +throw new RangeError[^]*id = 7/);
    const json = await visitor(site(), { headers: { accept: "application/json" } }).get("/late");
    const details = await json.json<{ debug: { code?: string; frames: { file: string }[] }[] }>();
    assert.match(json.headers.get("content-type")!, /^application\/problem\+json/);
    assert.equal(details.debug[0]?.code, "app.json");
    assert.match(details.debug[0]?.frames[0]?.file ?? "", /pages\.test\.ts$/);
    assert.equal(details.debug.length, 2);
  });

  it("survives an endless recursion", async () => {
    const app = site();
    const fall = (depth: number): number => fall(depth + 1) + 1;
    app.get("/fall", () => String(fall(0)));
    assert.match(await pageOf(app, "/fall"), /Maximum call stack/);
  });

  it("can be made in an own way, with own names of secrets", async () => {
    const app = site({
      isSecret: (name) => name === "label",
      reporter: ({ errors: [{ type, frames }] }) =>
        makeResponse(
          `${type} ${JSON.stringify(frames.find(({ locals }) => locals.length > 0)?.locals)}`,
        ),
    });
    const page = await pageOf(app, "/items/7");
    assert.match(page, /^RangeError /);
    assert.match(page, /\["label","\*{8}"\]/);
  });
});

describe("debug pages are kept from others:", () => {
  const plain = /500 Internal Server Error/;
  const strangers: [who: string, options: TestClientOptions][] = [
    ["a visitor from the network", { ip: "192.168.1.9" }],
    ["a visitor behind a proxy here", { headers: { ...browser, "x-forwarded-for": "1.2.3.4" } }],
    ["a standard proxy header", { headers: { ...browser, forwarded: "for=1.2.3.4" } }],
  ];
  for (const [who, options] of strangers) {
    it(`${who} gets the plain page`, async () => {
      const page = await pageOf(site(), "/items/7", options);
      assert.match(page, plain);
      assert.doesNotMatch(page, /findItem|RangeError/);
      assert.doesNotMatch(await pageOf(site(), "/artcles", options), /articles/);
    });
  }

  it("a foreign host is refused before", async () => {
    const reply = await visitor(site(), { baseUrl: "http://evil.test" }).get("/items/7");
    assert.equal(reply.status, 400);
    assert.doesNotMatch(await reply.text(), /findItem/);
  });

  it("without debug mode there is nothing of them", async () => {
    const app = site({}, false);
    assert.match(await pageOf(app, "/items/7"), plain);
    assert.doesNotMatch(await pageOf(app, "/artcles"), /articles/);
    const reply = await visitor(app).post("/__flagon__/console", {
      json: { pin: "1" },
      headers: { origin: "http://localhost" },
    });
    assert.equal(reply.status, 404);
    assert.equal(app.debugPages, undefined);
  });

  it("nor where the environment says production", async () => {
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = "production";
    try {
      assert.match(await pageOf(site(), "/items/7"), plain);
    } finally {
      if (before === undefined) delete process.env["NODE_ENV"];
      else process.env["NODE_ENV"] = before;
    }
  });
});

describe("the page for an unknown address", () => {
  it("lists the rules and names the one that was probably meant", async () => {
    const reply = await visitor(site()).get("/artcles");
    const page = await reply.text();
    assert.equal(reply.status, 404);
    assert.match(page, /Did you mean <code>\/articles<\/code>/);
    for (const rule of ["/items/&lt;int:id&gt;", "/late", "/text", "/gone"])
      assert.ok(page.includes(rule), rule);
    assert.match(page, /class="near"[^]*\/articles/);
  });

  it("knows a rule with params by its other segments", async () => {
    assert.match(await pageOf(site(), "/itms/7"), /Did you mean <code>\/items\/&lt;int:id&gt;/);
  });

  it("escapes the address", async () => {
    assert.doesNotMatch(await pageOf(site(), "/%3Cscript%3Ex"), /<script>x/);
  });

  it("says which view said it, and shows its stack where that is asked for", async () => {
    assert.match(await pageOf(site(), "/gone"), /There is no such article\.[^]*route &#34;\/gone/);
    const trapped = await visitor(site({ trapHttpErrors: true })).get("/gone");
    assert.equal(trapped.status, 404);
    assert.match(await trapped.text(), /throw new NotFound/);
  });

  it("names an anonymous view once for curl, by its rule", async () => {
    const app = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
    app.install(debugPages());
    app.get("/boom", () => "");
    app.get("/named", { endpoint: "known" }, () => "");
    const text = await visitor(app, { headers: { accept: "*/*" } }).get("/nowhere");
    assert.match(await text.text(), /tried:\n  GET      \/boom\n  GET      \/named  \(known\)\n$/);
  });

  it("is text for curl; programs that take JSON get what they always get", async () => {
    const text = await visitor(site(), { headers: { accept: "*/*" } }).get("/artcles");
    assert.match(await text.text(), /no rule matches \/artcles\nDid you mean \/articles/);
    const json = await visitor(site(), { headers: { accept: "application/json" } }).get("/artcles");
    assert.equal(((await json.json()) as { title: string }).title, "Not Found");
  });
});

describe("an app without routes", () => {
  it("welcomes at / in debug mode, until there is a route", async () => {
    const empty = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
    empty.install(debugPages());
    const reply = await visitor(empty).get("/");
    assert.equal(reply.status, 200);
    assert.match(await reply.text(), /It works/);
    const text = await visitor(empty, { headers: { accept: "*/*" } }).get("/");
    assert.match(await text.text(), /^It works\.[^<]*\napp\.get\("\/"/);
    assert.equal((await visitor(site()).get("/")).status, 404);
    assert.equal(
      (await visitor(new Flagon({ logging: { level: "silent" } })).get("/")).status,
      404,
    );
  });
});

describe("app.run({ debug: true })", () => {
  it("installs the pages by itself", async () => {
    const app = new Flagon({ logging: { level: "silent" } });
    app.get("/", () => {
      throw new Error("shown");
    });
    const server = await app.run({ port: 0, debug: true, banner: false, handleSignals: false });
    const reply = await fetch(server.url, { headers: browser });
    const page = await reply.text();
    await server.close();
    assert.match(page, /pages\.test\.ts/);
  });
});
