/** The app of the security probe, asked as its visitors would: logging in, sending forms, being kept out. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { contractApp } from "./app.ts";
import { writeFixtures } from "./fixtures.ts";
import { fillItems } from "./items.ts";
import { Users } from "./users.ts";

const folder = mkdtempSync(join(tmpdir(), "flagon-contract-"));
writeFixtures(folder);
after(() => rmSync(folder, { recursive: true }));

const users = await Users.make();
const app = contractApp({ folder, users, logging: { level: "silent" } });
await fillItems();

/** A browser: it keeps cookies, and finds the token in a page's form. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...this.#cookies].map((pair) => pair.join("=")).join("; "));
    const url = `http://127.0.0.1${path}`;
    const reply = await app.fetch(new Request(url, { redirect: "manual", ...init, headers }));
    for (const line of reply.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0]!.split("=") as [string, string];
      this.#cookies.set(name, value);
    }
    return reply;
  }

  async token(path: string): Promise<string> {
    return /name="csrfToken" value="([^"]+)"/.exec(await (await this.send(path)).text())?.[1] ?? "";
  }

  async post(path: string, fields: Record<string, string>, tokenFrom = path): Promise<Response> {
    const csrfToken = await this.token(tokenFrom);
    return this.send(path, {
      method: "POST",
      body: new URLSearchParams({ csrfToken, ...fields }),
    });
  }

  logIn(name: string, next = "/me"): Promise<Response> {
    return this.post("/login", { username: name, password: `${name}-pw-1`, next });
  }
}

describe("a visitor of the contract's app", () => {
  it("logs in, sends a form, and logs out for good", async () => {
    const browser = new Browser();
    const reply = await browser.logIn("alice");
    assert.deepEqual([reply.status, reply.headers.get("location")], [302, "/me"]);
    const sent = await browser.post("/transfer", {});
    assert.deepEqual(await sent.json(), { count: 1 });
    await browser.post("/logout", {}, "/transfer");
    const { user } = (await (await browser.send("/me")).json()) as { user: string | null };
    assert.equal(user, null);
  });

  it("stays on the site, wherever the log-in was told to go", async () => {
    const reply = await new Browser().logIn("bob", "//evil.example");
    assert.equal(reply.headers.get("location"), "/");
  });

  it("cannot send another's form", async () => {
    const browser = new Browser();
    await browser.logIn("alice");
    const forged = await browser.send("/transfer", { method: "POST" });
    assert.equal(forged.status, 403);
  });

  it("is kept out of what only users and staff may see", async () => {
    const browser = new Browser();
    const status = async (path: string) => (await browser.send(path)).status;
    assert.deepEqual([await status("/guarded/data.txt"), await status("/admin/")], [401, 403]);
    await browser.logIn("root");
    assert.deepEqual([await status("/guarded/data.txt"), await status("/admin/")], [200, 200]);
  });

  it("uploads a file, under a name of the app's choosing", async () => {
    const browser = new Browser();
    await browser.logIn("alice");
    const body = new FormData();
    body.set("file", new File(["data"], "../../evil.html"));
    const headers = { "x-csrftoken": await browser.token("/transfer") };
    const reply = await browser.send("/upload", { method: "POST", body, headers });
    const { name } = (await reply.json()) as { name: string };
    assert.match(name, /^evil-\w{8}\.html$/);
    const file = await browser.send(`/media/${name}`);
    assert.match(file.headers.get("content-disposition")!, /^attachment/);
  });

  it("sees no hidden file and no link that leads out", async () => {
    const browser = new Browser();
    for (const name of [".secret", "link.txt", "../outside.txt", "..%2foutside.txt"])
      assert.ok((await browser.send(`/static/${name}`)).status >= 400, name);
    assert.equal((await browser.send("/static/hello.txt")).status, 200);
  });
});

describe("the database of the contract's app", () => {
  const post = async (path: string, body: unknown): Promise<Response> =>
    new Browser().send(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  const listed = async (query: string): Promise<{ count: number; results: { name: string }[] }> =>
    (await (await new Browser().send(`/api/items?${query}`)).json()) as never;

  it("lists what is public, page by page, in an order that it knows", async () => {
    const { count, results } = await listed("order=-name&page=2&page_size=5");
    assert.deepEqual([count, results.map(({ name }) => name).at(0)], [25, "item-20"]);
    assert.equal((await listed("name=hidden-item")).count, 0);
    assert.equal((await listed("name=' OR '1'='1")).count, 0);
    assert.equal((await listed("order=owner__password")).results[0]!.name, "item-01");
  });

  it("takes names and keys from visitors as names and keys", async () => {
    assert.deepEqual(await (await post("/api/alias", { alias: "n" })).json(), { row: { n: 25 } });
    assert.equal((await post("/api/alias", { alias: 'n", (select 1) as "x' })).status, 422);
    const key = await post("/api/jsonkey", { key: "a') = '' OR 1=1 --" });
    assert.deepEqual(await key.json(), { count: 0 });
  });

  it("makes a key once, and counts every time, however many ask at once", async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, async () => (await post("/unique", { key: "k" })).json()),
    );
    assert.equal(made.filter((answer) => (answer as { created: boolean }).created).length, 1);
    await Promise.all(Array.from({ length: 10 }, () => post("/api/counter", {})));
    const { n } = (await (await new Browser().send("/api/counter")).json()) as { n: number };
    assert.equal(n, 10);
  });
});

describe("templates of the contract's app", () => {
  const render = async (path: string, body: unknown): Promise<[number, string]> => {
    const init = {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    const reply = await new Browser().send(path, init);
    return [reply.status, await reply.text()];
  };

  it("escape what a visitor sends", async () => {
    const reply = await new Browser().send(`/tpl/attr?v=${encodeURIComponent(`"'<b>`)}`);
    assert.equal(
      await reply.text(),
      `<input value="&#34;&#39;&lt;b&gt;" title='&#34;&#39;&lt;b&gt;'>`,
    );
    assert.deepEqual(await render("/tpl/filter", { filter: "slugify", v: "A b" }), [200, "a-b"]);
  });

  it("render templates of visitors in the sandbox", async () => {
    assert.deepEqual(await render("/tpl/sandbox", { template: "hi {{ name }}" }), [200, "hi bob"]);
    const [status] = await render("/tpl/sandbox", { template: "{{ name.constructor('x')() }}" });
    assert.equal(status, 400);
  });
});
