/** The language of the moment: chosen for a stretch of the program, kept across awaits, and asked when a text is printed. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  activate,
  activateTimeZone,
  Catalog,
  currentLanguage,
  folderSource,
  gettext,
  gettextNoop,
  lazyGettext,
  lazyNgettext,
  lazyNpgettext,
  lazyPgettext,
  ngettext,
  npgettext,
  override,
  pgettext,
  Translations,
  useTranslations,
} from "flagon/i18n";
import { Environment } from "flagon/templates";

const GERMAN = new Catalog(
  new Map<string, string | string[]>([
    ["Hello", "Hallo"],
    ["menu\u0004Open", "Öffnen"],
    ["{count} apple", ["{count} Apfel", "{count} Äpfel"]],
    ["tree\u0004{count} apple", ["{count} Baumapfel", "{count} Baumäpfel"]],
  ]),
);

beforeEach(() => {
  const catalog = (locale: string) => (locale === "de" ? GERMAN : undefined);
  useTranslations(new Translations({ sources: [{ catalog }], timeZone: "Europe/Berlin" }));
});
afterEach(() => useTranslations(new Translations()));

describe("the language of the moment", () => {
  it("is another one inside of override, across awaits, and the same as before behind it", async () => {
    const words = [gettext("Hello")];
    await override("de", async () => {
      words.push(gettext("Hello"));
      await new Promise((done) => setTimeout(done, 1));
      words.push(
        gettext("Hello"),
        override("en", () => gettext("Hello")),
      );
    });
    words.push(gettext("Hello"));
    assert.deepEqual(words, ["Hello", "Hallo", "Hallo", "Hello", "Hello"]);
  });

  it("is put back when what runs in it throws", () => {
    assert.throws(
      () =>
        override("de", () => {
          throw new Error("no");
        }),
      /no/,
    );
    assert.equal(gettext("Hello"), "Hello");
  });

  it("is kept apart between two that run at once", async () => {
    const say = (locale: string) =>
      override(locale, async () => {
        await new Promise((done) => setTimeout(done, 1));
        return gettext("Hello");
      });
    assert.deepEqual(await Promise.all([say("de"), say("en"), say("de")]), [
      "Hallo",
      "Hello",
      "Hallo",
    ]);
  });

  it("is changed by activate where it stands, with the time zone kept", () => {
    override("en", () => {
      activateTimeZone("Asia/Tokyo");
      activate("de");
      assert.deepEqual([gettext("Hello"), currentLanguage().timeZone], ["Hallo", "Asia/Tokyo"]);
    });
    assert.deepEqual([gettext("Hello"), currentLanguage().timeZone], ["Hello", "Europe/Berlin"]);
  });

  it("gives counts and contexts, too", () => {
    override("de", () => {
      assert.equal(ngettext("{count} apple", "{count} apples", 2), "2 Äpfel");
      assert.equal(pgettext("menu", "Open"), "Öffnen");
      assert.equal(npgettext("tree", "{count} apple", "{count} apples", 1), "1 Baumapfel");
    });
  });
});

describe("a lazy text", () => {
  it("is translated when it is printed: as text, in JSON, in a template", () => {
    const hello = lazyGettext("Hello");
    const environment = new Environment({ localization: currentLanguage });
    const print = () => [
      `${hello}`,
      JSON.stringify({ hello }),
      environment.renderString("{{ hello }}", { hello }),
    ];
    assert.deepEqual(print(), ["Hello", '{"hello":"Hello"}', "Hello"]);
    assert.deepEqual(override("de", print), ["Hallo", '{"hello":"Hallo"}', "Hallo"]);
  });

  it("may have a count and a context", () => {
    const texts = [
      lazyNgettext("{count} apple", "{count} apples", 2),
      lazyPgettext("menu", "Open"),
      lazyNpgettext("tree", "{count} apple", "{count} apples", 2),
    ];
    assert.deepEqual(
      override("de", () => texts.map(String)),
      ["2 Äpfel", "Öffnen", "2 Baumäpfel"],
    );
  });

  it("is escaped in a template as any text is", () => {
    const text = new Environment().renderString("{{ text }}", { text: lazyGettext("<b>") });
    assert.equal(text, "&lt;b&gt;");
  });
});

describe("a marked text", () => {
  it("is itself, and translated where it is shown", () => {
    const state = gettextNoop("Hello");
    assert.deepEqual([state, override("de", () => gettext(state))], ["Hello", "Hallo"]);
  });
});

describe("a template", () => {
  it("speaks the language of the moment", () => {
    const environment = new Environment({ localization: currentLanguage });
    const template = environment.fromString(
      "{{ _('Hello') }}, {% trans count=3 %}{count} apple{% pluralize %}{count} apples{% endtrans %}",
    );
    assert.equal(
      override("de", () => template.render()),
      "Hallo, 3 Äpfel",
    );
  });
});

describe("a folder of catalogs", () => {
  const folder = mkdtempSync(join(tmpdir(), "flagon-locale-"));
  const path = (ending: string) => join(folder, "pt_BR", "LC_MESSAGES", `messages.${ending}`);
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the newest of what there is for a language", () => {
    mkdirSync(join(folder, "pt_BR", "LC_MESSAGES"), { recursive: true });
    writeFileSync(path("json"), JSON.stringify(new Catalog(new Map([["a", "json"]]))));
    writeFileSync(path("po"), 'msgid "a"\nmsgstr "po"\n');
    const read = () => folderSource(folder).catalog("pt-BR")?.find("a");
    utimesSync(path("po"), 1000, 1000);
    assert.equal(read(), "json");
    utimesSync(path("json"), 500, 500);
    assert.equal(read(), "po");
    assert.equal(folderSource(folder).catalog("pt"), undefined);
    assert.equal(folderSource(join(folder, "missing")).catalog("de"), undefined);
  });

  it("names the file that cannot be read", () => {
    mkdirSync(join(folder, "pt_BR", "LC_MESSAGES"), { recursive: true });
    writeFileSync(path("json"), '{"messages": [');
    const refused = { code: "i18n.catalog-format", where: path("json") };
    assert.throws(() => folderSource(folder).catalog("pt-BR"), refused);
  });
});
