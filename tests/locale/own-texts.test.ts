/** Flagon's own texts in the visitor's language: error pages, problem details, faults of validation, refusals. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ContentTooLarge, Flagon, NotFound } from "flagon";
import { Catalog, lazyGettext, override, parsePo, Translations } from "flagon/i18n";
import { i18n } from "flagon/locale";
import { csrf } from "flagon/security";
import { testClient } from "flagon/testing";
import { integer, object, string } from "flagon/validation";
import { minLength, withMessage } from "flagon/validators";
import { checkPo } from "../../src/i18n/po-check.ts";
import { OWN_CATALOGS } from "../../src/locale/own-texts.ts";
import { messageKey } from "../../src/i18n/po.ts";
import {
  COMPOSED,
  EXPECTED,
  ownCatalog,
  ownMessages,
  TEXTS,
} from "../../tools/texts/own-messages.ts";
import { root, sourcesIn } from "../support/sources.ts";

const LOCALES = ["en", ...Object.keys(OWN_CATALOGS)];
const User = object({ name: string({ maxLength: 3 }), age: integer() });

function site(folder?: string): Flagon {
  const app = new Flagon({
    config: { secretKey: "k".repeat(40) },
    ...(folder !== undefined && { folder }),
  });
  app.install(i18n({ locales: LOCALES }));
  app.post("/users", { body: User }, () => "ok");
  app.get("/posts/<int:id>", (_request, { id }) => {
    throw new NotFound(`There is no post ${id}.`);
  });
  app.get("/large", () => {
    throw new ContentTooLarge("A file may have {limit} bytes at most.", { values: { limit: 7 } });
  });
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app;
}

function ask(app: Flagon, path: string, locale: string, accept = "text/html") {
  const headers = { "accept-language": locale, accept };
  return testClient(app, { raiseErrors: false }).get(path, { headers });
}

describe("an error page", () => {
  it("is in the visitor's language, and says so", async () => {
    const reply = await ask(site(), "/nothing", "de");
    const page = await reply.text();
    assert.match(page, /<html lang="de">/);
    assert.match(
      page,
      /<h1>404 Nicht gefunden<\/h1>\n<p>Unter dieser Adresse gibt es nichts\.<\/p>/,
    );
    assert.equal(reply.headers.get("content-language"), "de");
    assert.match(reply.headers.get("vary")!, /Accept-Language/);
  });

  it("is written from right to left where the language is", async () => {
    const page = await (await ask(site(), "/nothing", "ar")).text();
    assert.match(page, /<html lang="ar" dir="rtl">/);
  });

  it("fills values into the translation", async () => {
    const page = await (await ask(site(), "/large", "fr")).text();
    assert.match(page, /<p>Un fichier peut contenir 7 octets au plus\.<\/p>/);
  });

  it("says what a view said, as it said it, under a title in the language", async () => {
    const page = await (await ask(site(), "/posts/7", "es")).text();
    assert.match(page, /<h1>404 No encontrado<\/h1>\n<p>There is no post 7\.<\/p>/);
  });

  it("of a fault names the request in the language", async () => {
    const page = await (await ask(site(), "/broken", "nl")).text();
    assert.match(page, /Er ging bij ons iets mis\.[^]*<small>Verzoek [\w-]+<\/small>/);
  });

  it("is English where an app speaks no other language", async () => {
    const reply = await ask(new Flagon(), "/nothing", "de");
    assert.match(await reply.text(), /<html lang="en">[^]*There is nothing at this address\./);
    assert.equal(reply.headers.get("content-language"), null);
  });
});

describe("problem details", () => {
  it("have title, detail and every fault in the visitor's language", async () => {
    const reply = await testClient(site()).post("/users", {
      json: { name: "Adalbert", age: "x" },
      headers: { "accept-language": "de" },
    });
    const { title, detail, errors } = (await reply.json()) as {
      title: string;
      detail: string;
      errors: { path: string; message: string; code: string }[];
    };
    const messages = errors.map(({ message }) => message);
    assert.deepEqual(messages, [
      "Höchstens 3 Zeichen sind erlaubt; es sind 8.",
      "Erwartet wird eine ganze Zahl, nicht ein Text.",
    ]);
    assert.equal(title, "Inhalt nicht verarbeitbar");
    assert.match(detail, /^Der Teil body der Anfrage ist nicht gültig: body\.name: Höchstens 3/);
    assert.equal(errors[0]!.code, "max_length");
  });
});

describe("a validation outside of a request", () => {
  it("speaks the language of the moment", async () => {
    const app = site();
    await app.start();
    const said = () => {
      const { issues } = User["~standard"].validate({ name: "a" }) as {
        issues: { message: string }[];
      };
      return issues[0]!.message;
    };
    assert.deepEqual([said(), override("pl", said)], ["This is required.", "To jest wymagane."]);
  });

  it("looks up the app's own messages before their parameters are filled in", () => {
    const catalog = new Catalog(
      new Map([
        ["At least {limit} letters, please.", "Mindestens {limit} Buchstaben, bitte."],
        ["Choose a name.", "Wählen Sie einen Namen."],
        ["Too young.", "Zu jung."],
      ]),
    );
    const app = new Flagon();
    app.install(i18n({ locales: ["en", "de"] }));
    const translations = new Translations({
      sources: [{ catalog: (locale) => (locale === "de" ? catalog : undefined) }],
    });
    const german = translations.language("de");
    const Name = string()
      .refine(withMessage(minLength(3), "At least {limit} letters, please."))
      .messages({ required: "Choose a name." });
    const Age = string().refine(withMessage(minLength(3), lazyGettext("Too young.")));
    const messagesOf = () =>
      [Name.validate("a"), Name.validate(undefined), Age.validate("1")].map(
        ({ issues }) => issues![0]!.message,
      );
    assert.deepEqual(override(german, messagesOf), [
      "Mindestens 3 Buchstaben, bitte.",
      "Wählen Sie einen Namen.",
      "Zu jung.",
    ]);
    assert.deepEqual(messagesOf(), ["At least 3 letters, please.", "Choose a name.", "Too young."]);
  });
});

describe("a refused form", () => {
  it("is told in the visitor's language", async () => {
    const app = site();
    app.install(csrf());
    const reply = await testClient(app).post("/users", {
      form: { name: "a" },
      headers: { "accept-language": "it", accept: "text/html" },
    });
    assert.equal(reply.status, 403);
    assert.match(await reply.text(), /Il modulo non può essere accettato/);
  });
});

describe("a project's catalog", () => {
  const folder = mkdtempSync(join(tmpdir(), "flagon-own-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("replaces single texts of Flagon's", async () => {
    const path = join(folder, "locale", "de", "LC_MESSAGES");
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "messages.po"),
      'msgid "There is nothing at this address."\nmsgstr "Leider nein."\n',
    );
    const page = await (await ask(site(folder), "/nothing", "de")).text();
    assert.match(page, /<h1>404 Nicht gefunden<\/h1>\n<p>Leider nein\.<\/p>/);
  });
});

describe("Flagon's catalogs", () => {
  const messages = ownMessages();
  const wanted = new Map(
    messages.map(({ context, singular, references }) => [
      messageKey(context, singular),
      { text: singular, reference: references[0]! },
    ]),
  );

  it("are there in at least ten languages besides English", () => {
    assert.ok(Object.keys(OWN_CATALOGS).length >= 10);
    const files = readdirSync(TEXTS).map((name) => name.replace(".po", ""));
    assert.deepEqual(files.toSorted(), Object.keys(OWN_CATALOGS).toSorted());
  });

  for (const [locale, load] of Object.entries(OWN_CATALOGS)) {
    it(`have all texts of the code and are made of their PO file: ${locale}`, async () => {
      const file = parsePo(readFileSync(join(TEXTS, `${locale}.po`)), `${locale}.po`);
      const errors = checkPo(file, wanted).filter(({ level }) => level === "error");
      assert.deepEqual(errors, [], "npm run texts");
      assert.deepEqual((await load()).catalog, ownCatalog(locale), "npm run texts");
    });
  }

  it("translate every fault of validation and every page that visitors meet", async () => {
    const german = (await OWN_CATALOGS["de"]!()).catalog.messages;
    const needed = Object.keys(german);
    assert.ok(needed.length >= 115);
    for (const [locale, load] of Object.entries(OWN_CATALOGS)) {
      const { messages: texts } = (await load()).catalog;
      assert.deepEqual(
        needed.filter((key) => !Object.hasOwn(texts, key)),
        [],
        locale,
      );
    }
  });

  it("have no texts that the code puts together otherwise", () => {
    const code = sourcesIn("src")
      .map(({ text }) => text)
      .join("\n");
    const stale = [...COMPOSED, ...EXPECTED].filter((text) => !code.includes(text));
    assert.deepEqual(stale, []);
  });

  it("are not loaded by an app that speaks English alone", () => {
    const program = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
      const { Flagon } = await import("flagon");
      const app = new Flagon();
      await app.fetch(new Request("http://localhost/nothing", { headers: { "accept-language": "de" } }));
      console.log(loaded.filter((url) => /\\/(i18n|locale)\\//.test(url)).length);
    `;
    const output = execFileSync(
      process.execPath,
      ["--conditions=flagon-source", "--input-type=module", "-e", program],
      { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    assert.equal(output.trim().split("\n").at(-1), "0");
  });
});
