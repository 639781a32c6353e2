/** The language of a request: how it is chosen, what the answer says of it, and addresses that begin with it. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import vm from "node:vm";
import { Blueprint, Flagon, redirect } from "flagon";
import { activate, gettext, lazyGettext, ngettext, override } from "flagon/i18n";
import {
  i18n,
  type I18nOptions,
  localized,
  messagesJson,
  messagesScript,
  setLanguage,
} from "flagon/locale";
import { sessions } from "flagon/sessions";
import { testClient } from "flagon/testing";
import { contextTypes } from "../../src/rendering/context-types.ts";

const root = mkdtempSync(join(tmpdir(), "flagon-i18n-"));
after(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, texts: Record<string, string>): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const entries = Object.entries(texts).map(
    ([id, text]) => `msgid ${JSON.stringify(id)}\nmsgstr ${JSON.stringify(text)}\n`,
  );
  writeFileSync(file, entries.join("\n"));
}

write("site/locale/de/LC_MESSAGES/messages.po", { Hello: "Hallo", Shop: "Laden" });
write("site/locale/fr/LC_MESSAGES/messages.po", { Hello: "Bonjour" });
write("site/locale/ar/LC_MESSAGES/messages.po", { Hello: "مرحبا" });
write("shop/locale/de/LC_MESSAGES/messages.po", { Shop: "Geschäft", Cart: "Korb" });
write("site/locale/de/LC_MESSAGES/browser.po", {
  Save: "Speichern",
  "{name} saved": "{name} gespeichert",
});

const SITE: I18nOptions = { locales: ["en", "de", "fr", "ar"] };

function makeApp(options: Partial<I18nOptions> = {}): Flagon {
  const app = new Flagon({ folder: join(root, "site"), config: { secretKey: "k".repeat(40) } });
  app.install(i18n({ ...SITE, ...options }));
  app.get("/", (request) => `${gettext("Hello")} ${request.locale}`);
  app.get("/plain", () => "nothing to say");
  return app;
}

function pages(): Blueprint {
  const blueprint = new Blueprint("pages");
  blueprint.get(
    "/about",
    { endpoint: "about" },
    (request) => `${gettext("Hello")} ${request.locale}`,
  );
  blueprint.get("/item/<int:id>", { endpoint: "item" }, (request, { id }) =>
    request.urlFor("pages.item", { id: id + 1 }),
  );
  blueprint.get("/links", { endpoint: "links" }, (request) =>
    request.languages.map(({ url }) => url),
  );
  return blueprint;
}

describe("the language of a request", () => {
  it("is that of the URL, the cookie, the visitor, Accept-Language, the default, in this order", async () => {
    const app = makeApp({ visitor: (request) => ({ locale: request.header("x-user-language") }) });
    app.install(localized(pages()));
    const cases: [path: string, cookie: string, user: string, accept: string, locale: string][] = [
      ["/fr/about", "language=de", "ar", "en", "fr"],
      ["/about-nothing", "language=de", "ar", "en", ""],
      ["/", "language=de", "ar", "en", "de"],
      ["/", "language=xx", "ar", "en", "ar"],
      ["/", "", "xx", "fr", "fr"],
      ["/", "", "", "pl, fr;q=0.5, de;q=0.9, en;q=0", "de"],
      ["/", "", "", "de-AT", "de"],
      ["/", "", "", "pl, *;q=0.1", "en"],
      ["/", "", "", "", "en"],
      ["/", "", "", ";;;,q=,de;q=x", "en"],
    ];
    for (const [path, cookie, user, accept, locale] of cases) {
      const headers = { cookie, "x-user-language": user, "accept-language": accept };
      const reply = await testClient(app).get(path, { headers });
      if (locale === "") assert.equal(reply.status, 404);
      else
        assert.equal((await reply.text()).split(" ").at(-1), locale, `${path} ${cookie} ${accept}`);
    }
  });

  it("is told by Content-Language, and what it depends on by Vary", async () => {
    const app = makeApp();
    app.install(localized(pages()));
    const client = testClient(app);
    const reply = await client.get("/", { headers: { "accept-language": "de" } });
    assert.equal(await reply.text(), "Hallo de");
    assert.equal(reply.headers.get("content-language"), "de");
    assert.match(reply.headers.get("vary")!, /Cookie.*Accept-Language/);
    const fromUrl = await client.get("/fr/about", { headers: { "accept-language": "de" } });
    assert.equal(fromUrl.headers.get("content-language"), "fr");
    assert.equal(fromUrl.headers.get("vary"), null);
  });

  it("costs an answer that has no language nothing", async () => {
    const reply = await testClient(makeApp()).get("/plain", {
      headers: { "accept-language": "de" },
    });
    assert.deepEqual(
      [reply.headers.get("content-language"), reply.headers.get("vary")],
      [null, null],
    );
  });

  it("comes from a visitor who is looked up first", async () => {
    const visitor = async () => {
      await new Promise((done) => setTimeout(done, 1));
      return { locale: "fr" };
    };
    assert.equal(await (await testClient(makeApp({ visitor })).get("/")).text(), "Bonjour fr");
  });

  it("is kept across awaits, and in what is streamed after the head", async () => {
    const app = makeApp();
    app.get("/later", async () => {
      await new Promise((done) => setTimeout(done, 1));
      return gettext("Hello");
    });
    app.get("/stream", async function* () {
      yield gettext("Hello");
      await new Promise((done) => setTimeout(done, 1));
      yield ` ${gettext("Hello")}`;
    });
    const client = testClient(app);
    const headers = { "accept-language": "de" };
    assert.equal(await (await client.get("/later", { headers })).text(), "Hallo");
    const streamed = await client.get("/stream", { headers });
    assert.equal(await streamed.text(), "Hallo Hallo");
    assert.equal(streamed.headers.get("content-language"), "de");
  });

  it("may be changed in a view, for a while or for the rest of it", async () => {
    const app = makeApp();
    app.get("/mail", (request) => {
      const mail = override("de", () => gettext("Hello"));
      const page = gettext("Hello");
      activate("fr");
      return [mail, page, gettext("Hello"), request.locale];
    });
    const reply = await testClient(app).get("/mail", { headers: { "accept-language": "en" } });
    assert.deepEqual(await reply.json(), ["Hallo", "Hello", "Bonjour", "fr"]);
    assert.equal(reply.headers.get("content-language"), "fr");
  });

  it("is that of templates and of lazy texts in JSON", async () => {
    const app = makeApp();
    const title = lazyGettext("Hello");
    app.get("/page", (request) =>
      request.renderString(
        '<html lang="{{ language.locale }}" dir="{{ language.direction }}">{{ _("Hello") }} {% for l in languages if l.isCurrent %}{{ l.name }}{% endfor %}',
      ),
    );
    app.get("/json", () => ({ title }));
    const client = testClient(app);
    const page = await client.get("/page", { headers: { "accept-language": "ar" } });
    assert.equal(await page.text(), '<html lang="ar" dir="rtl">مرحبا العربية');
    const json = await client.get("/json", { headers: { "accept-language": "fr" } });
    assert.deepEqual(await json.json(), { title: "Bonjour" });
  });

  it("is nothing that views have to give their templates", () => {
    const folder = join(root, "typed");
    mkdirSync(join(folder, "templates"), { recursive: true });
    writeFileSync(join(folder, "templates/a.html"), "{{ language.locale }}{{ title }}{{ _('x') }}");
    const app = new Flagon({ folder });
    app.install(i18n(SITE));
    assert.match(contextTypes(app), /"a\.html": \{ title: unknown \};/);
  });

  it("needs languages that there are", () => {
    assert.throws(() => makeApp({ locales: ["en", "../x"] }), { code: "i18n.locale" });
    assert.throws(() => makeApp({ defaultLocale: "pl" }), { code: "i18n.default-locale" });
    assert.throws(() => makeApp({ timeZone: "Mars/Base" }), { code: "i18n.time-zone" });
  });
});

describe("two visitors with time zones of their own", () => {
  it("see one instant as their clocks show it", async () => {
    const app = makeApp({
      visitor: (request) => ({ timeZone: request.header("x-zone"), locale: "de" }),
      timeZone: "UTC",
    });
    const instant = new Date("2026-11-20T22:30:00Z");
    app.get("/when", (request) => request.language.formatDateTime(instant));
    const client = testClient(app);
    const at = async (zone: string) =>
      (await client.get("/when", { headers: { "x-zone": zone } })).text();
    assert.equal(await at("Europe/Berlin"), "20.11.2026, 23:30");
    assert.equal(await at("Asia/Tokyo"), "21.11.2026, 07:30");
    assert.equal(await at("Mars/Base"), "20.11.2026, 22:30");
  });
});

describe("addresses that begin with a language", () => {
  it("answer in it, and build urls that stay in it", async () => {
    const app = makeApp();
    app.install(localized(pages()));
    const client = testClient(app);
    assert.equal(await (await client.get("/en/about")).text(), "Hello en");
    assert.equal(await (await client.get("/de/about")).text(), "Hallo de");
    assert.equal(await (await client.get("/de/item/7")).text(), "/de/item/8");
    assert.equal((await client.get("/about")).status, 404);
    assert.equal((await client.get("/pl/about")).status, 404);
    assert.equal(app.urlFor("pages.about", { locale: "fr" }), "/fr/about");
    assert.equal(app.urlFor("pages.about"), "/en/about");
  });

  it("leave the default language out where they are told so", async () => {
    const app = makeApp();
    app.install(localized(pages(), { prefixDefault: false }));
    const client = testClient(app);
    const headers = { "accept-language": "fr", cookie: "language=ar" };
    const unprefixed = await client.get("/about", { headers });
    assert.equal(await unprefixed.text(), "Hello en");
    assert.deepEqual(
      [unprefixed.headers.get("content-language"), unprefixed.headers.get("vary")],
      ["en", null],
    );
    assert.equal(await (await client.get("/de/about")).text(), "Hallo de");
    assert.equal(await (await client.get("/item/7")).text(), "/item/8");
    assert.equal(await (await client.get("/de/item/7")).text(), "/de/item/8");
    const redirected = await client.get("/en/about", { followRedirects: false });
    assert.deepEqual([redirected.status, redirected.headers.get("location")], [308, "/about"]);
    assert.equal(app.urlFor("pages.item", { id: 1, locale: "de" }), "/de/item/1");
  });

  it("give the same page in the other languages", async () => {
    const app = makeApp();
    app.install(localized(pages()));
    const reply = await testClient(app).get("/de/links?page=2");
    assert.deepEqual(await reply.json(), [
      "/en/links?page=2",
      "/de/links?page=2",
      "/fr/links?page=2",
      "/ar/links?page=2",
    ]);
  });
});

describe("the view that sets the language", () => {
  function site(): Flagon {
    const app = makeApp();
    app.install(sessions());
    app.post("/language", setLanguage);
    app.get("/old", () => redirect("/"));
    return app;
  }

  it("remembers it and sends the visitor back to the page", async () => {
    const client = testClient(site());
    const reply = await client.post("/language", {
      form: { language: "de" },
      headers: { referer: "http://localhost/old?a=1" },
      followRedirects: false,
    });
    assert.deepEqual([reply.status, reply.headers.get("location")], [303, "/old?a=1"]);
    assert.equal(await (await client.get("/")).text(), "Hallo de");
  });

  it("shows a page whose address has a language in the new one", async () => {
    const app = site();
    app.install(localized(pages()));
    const reply = await testClient(app).post("/language", {
      form: { language: "fr", next: "/de/item/7?x=%20#top" },
      followRedirects: false,
    });
    assert.equal(reply.headers.get("location"), "/fr/item/7?x=%20#top");
  });

  it("sends nobody to another site, and takes no language that is not spoken", async () => {
    const client = testClient(site());
    for (const next of [
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "javascript:x",
    ]) {
      const form = { language: "de", next };
      const reply = await client.post("/language", { form, followRedirects: false });
      assert.equal(reply.headers.get("location"), "/", next);
    }
    const refused = await client.post("/language", { form: { language: "xx" } });
    assert.equal(refused.status, 400);
    assert.equal((await client.get("/language")).status, 405);
  });
});

describe("catalogs of blueprints", () => {
  it("are asked behind the project's own, which replace single texts of them", async () => {
    const app = makeApp();
    const shop = new Blueprint("shop", { urlPrefix: "/shop", folder: join(root, "shop") });
    shop.get("/", () => [gettext("Shop"), gettext("Cart")]);
    app.install(shop);
    const reply = await testClient(app).get("/shop/", { headers: { "accept-language": "de" } });
    assert.deepEqual(await reply.json(), ["Laden", "Korb"]);
  });
});

describe("an app with catalogs that are not as they should be", () => {
  it("does not start with a file that cannot be read, and check says where", async () => {
    const folder = join(root, "broken");
    mkdirSync(join(folder, "locale/de/LC_MESSAGES"), { recursive: true });
    const file = join(folder, "locale/de/LC_MESSAGES/messages.po");
    writeFileSync(file, 'msgid "a"\nmsgstr "b');
    const app = new Flagon({ folder });
    app.install(i18n({ locales: ["en", "de"] }));
    const message = app.check().find(({ code }) => code === "i18n.po-syntax");
    assert.deepEqual([message?.level, message?.where], ["error", `${file}:2`]);
    await assert.rejects(async () => app.start(), { code: "i18n.po-syntax", where: `${file}:2` });
  });

  it("is warned of languages that have none", () => {
    const app = makeApp({ locales: ["en", "en-GB", "de-AT", "pl"] });
    const missing = app.check().filter(({ code }) => code === "i18n.no-catalog");
    assert.deepEqual(
      missing.map(({ what, level }) => [/"(.*?)"/.exec(what)![1], level]),
      [["pl", "warning"]],
    );
  });
});

describe("the catalog for the browser", () => {
  it("gives scripts the texts in the language of the visitor", async () => {
    const app = makeApp();
    app.get("/messages.js", messagesScript());
    app.get("/messages.<locale>.js", messagesScript());
    app.get("/messages.json", messagesJson());
    const client = testClient(app);
    const run = async (path: string, expression: string) => {
      const reply = await client.get(path, { headers: { "accept-language": "de" } });
      assert.match(reply.headers.get("content-type")!, /^text\/javascript/);
      const context = vm.createContext({});
      vm.runInContext(await reply.text(), context);
      return vm.runInContext(expression, context) as unknown;
    };
    assert.equal(await run("/messages.js", "gettext('Save')"), "Speichern");
    assert.equal(
      await run("/messages.de.js", "gettext('{name} saved', { name: 'Ada' })"),
      "Ada gespeichert",
    );
    assert.equal(await run("/messages.fr.js", "gettext('Save')"), "Save");
    assert.equal(
      await run("/messages.de.js", "ngettext('{count} cat', '{count} cats', 2)"),
      "2 cats",
    );
    assert.equal((await client.get("/messages.pl.js")).status, 404);
    const json = (await (await client.get("/messages.json")).json()) as { locale: string };
    assert.equal(json.locale, "en");
  });
});

describe("an app with counts", () => {
  it("says them in the language of the request", async () => {
    const app = makeApp();
    app.get("/count/<int:n>", (_request, { n }) => ngettext("{count} day", "{count} days", n));
    assert.equal(await (await testClient(app).get("/count/2")).text(), "2 days");
  });
});
