/** `flagon messages`: what is found in code and templates, how PO files are brought up to date, and what check says of them. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { CliRunner } from "flagon/cli";
import { Catalog, parsePo } from "flagon/i18n";
import { i18n } from "flagon/locale";

let root = "";
const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const PO = "locale/de/LC_MESSAGES/messages.po";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flagon-messages-"));
  made.push(root);
  write(
    "app.ts",
    `import { gettext, ngettext, pgettext } from "flagon/i18n";
const pattern = /["'\`]gettext("not this")/;
// Translators: the word on the button
// that saves the page
export const save = gettext("Save");
export const again = gettext('Save');
export const long = gettext("One " + "two \\"three\\"\\n" + \`four\`);
export const count = ngettext("{count} file", "{count} files", n, { n });
export const nested = \`\${gettext("Inside {name}", { name: \`\${pgettext("menu", "Open")}\` })} gettext("not that")\`;
export const known = gettext(later) + gettext(\`a \${b}\`); // gettext("not here")
export const view = language.gettext("By method");
const text = <p>It's fine</p>;
export const last = gettext("After an apostrophe");
`,
  );
  write(
    "templates/page.html",
    `{# Translators: above the list #}
{% trans n=n %}{{ n }} row{% pluralize %}{{ n }} rows{% endtrans %}

{{ _("Save") }}`,
  );
  write("tests/app.test.ts", 'gettext("in a test");');
  write("node_modules/x/index.js", 'gettext("in a package");');
  write("static/app.js", 'gettext("in the browser");');
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

async function run(...words: string[]) {
  const app = new Flagon({ folder: root });
  const shop = new Blueprint("shop", { folder: join(root, "shop") });
  app.install(i18n({ locales: ["en", "de"] }), shop);
  return new CliRunner(app).invoke(["messages", ...words]);
}

/** Sets the translation of a text in the PO file. */
function translate(id: string, ...forms: string[]): void {
  const quoted = JSON.stringify(id);
  const at = read(PO).indexOf(`msgid ${quoted}\n`);
  assert.notEqual(at, -1, id);
  let index = 0;
  const rest = read(PO)
    .slice(at)
    .replace(/(?<=^msgstr(?:\[\d\])? )""$/gm, (empty) =>
      index < forms.length ? JSON.stringify(forms[index++]) : empty,
    );
  write(PO, read(PO).slice(0, at) + rest);
}

describe("flagon messages extract", () => {
  it("finds the texts of code and templates, with places, contexts, plurals and comments", async () => {
    assert.equal((await run("extract")).exitCode, 0);
    const { entries } = parsePo(read(PO));
    const shown = entries.map(({ context, id, pluralId }) => [context, id, pluralId]);
    assert.deepEqual(shown, [
      [undefined, "Save", undefined],
      [undefined, 'One two "three"\nfour', undefined],
      [undefined, "{count} file", "{count} files"],
      [undefined, "Inside {name}", undefined],
      ["menu", "Open", undefined],
      [undefined, "By method", undefined],
      [undefined, "After an apostrophe", undefined],
      [undefined, "%(n)s row", "%(n)s rows"],
    ]);
    const [save, , files] = entries;
    assert.deepEqual(save!.notes, ["Translators: the word on the button", "that saves the page"]);
    assert.deepEqual(save!.references, ["app.ts:5", "app.ts:6", "templates/page.html:4"]);
    assert.deepEqual(files!.flags, ["python-brace-format"]);
    assert.deepEqual(entries.at(-1)!.flags, ["python-format"]);
    assert.deepEqual(entries.at(-1)!.notes, ["Translators: above the list"]);
  });

  it("writes files that msgfmt takes", async (test) => {
    await run("extract");
    translate("Save", "Speichern");
    translate("{count} file", "{count} Datei", "{count} Dateien");
    const output = join(root, "de.mo");
    const { status, error, stderr } = spawnSync("msgfmt", ["-c", join(root, PO), "-o", output]);
    if (error !== undefined) return test.skip("gettext is not installed");
    assert.deepEqual([status, String(stderr)], [0, ""]);
    assert.equal(
      Catalog.fromMo(readFileSync(output)).findForm("{count} file", 3),
      "{count} Dateien",
    );
  });

  it("keeps translations, flags and remarks, and sets aside what is gone", async () => {
    await run("extract");
    translate("Save", "Speichern");
    translate("By method", "Als Methode");
    write(PO, read(PO).replace("#. Translators: the word", "# Sure?\n#. Translators: the word"));
    write("app.ts", `// moved\n${read("app.ts").replace('language.gettext("By method")', '""')}`);
    assert.match((await run("extract")).output, /1 set aside/);
    const { entries } = parsePo(read(PO));
    assert.deepEqual(
      [entries[0]!.forms, entries[0]!.comments, entries[0]!.references[0]],
      [["Speichern"], ["Sure?"], "app.ts:6"],
    );
    const last = entries.at(-1)!;
    assert.deepEqual([last.id, last.forms, last.obsolete], ["By method", ["Als Methode"], true]);
  });

  it("brings back what was set aside", async () => {
    await run("extract");
    translate("By method", "Als Methode");
    const code = read("app.ts");
    write("app.ts", code.replace('language.gettext("By method")', '""'));
    await run("extract");
    write("app.ts", code);
    await run("extract");
    const found = parsePo(read(PO)).entries.filter(({ id }) => id === "By method");
    assert.deepEqual(
      found.map(({ forms, obsolete }) => [forms, obsolete]),
      [[["Als Methode"], false]],
    );
  });

  it("guesses at a text that was changed a little, and says what it was", async () => {
    await run("extract");
    translate("After an apostrophe", "Nach einem Apostroph");
    write("app.ts", read("app.ts").replace("After an apostrophe", "After the apostrophe"));
    assert.match((await run("extract")).output, /1 of them guessed/);
    const entry = parsePo(read(PO)).entries.find(({ id }) => id === "After the apostrophe")!;
    assert.deepEqual(entry.forms, ["Nach einem Apostroph"]);
    assert.deepEqual([entry.flags, entry.previous?.id], [["fuzzy"], "After an apostrophe"]);
    assert.equal(Catalog.fromPo(parsePo(read(PO))).find("After the apostrophe"), undefined);
  });

  it("changes nothing when nothing has changed, and with --check writes nothing", async () => {
    assert.equal((await run("extract", "--check")).exitCode, 1);
    assert.equal(existsSync(join(root, PO)), false);
    await run("extract");
    const text = read(PO);
    const again = await run("extract", "--check");
    assert.deepEqual([again.exitCode, read(PO) === text], [0, true]);
    assert.match(again.output, /unchanged/);
  });

  it("makes files for other languages with their plural rules", async () => {
    await run("extract", "--locale", "pl", "--locale", "pt-BR");
    const file = parsePo(read("locale/pl/LC_MESSAGES/messages.po"));
    assert.match(file.headers.get("Plural-Forms")!, /nplurals=3/);
    const files = file.entries.find(({ id }) => id === "{count} file");
    assert.equal(files!.forms.length, 3);
    assert.ok(existsSync(join(root, "locale/pt_BR/LC_MESSAGES/messages.po")));
  });

  it("keeps texts of a blueprint with catalogs of its own in them", async () => {
    write("shop/views.ts", 'gettext("Cart");');
    mkdirSync(join(root, "shop/locale"));
    await run("extract");
    const own = parsePo(read("shop/locale/de/LC_MESSAGES/messages.po")).entries;
    assert.deepEqual(
      own.map(({ id, references }) => [id, references]),
      [["Cart", ["views.ts:1"]]],
    );
    assert.equal(read(PO).includes("Cart"), false);
  });

  it("keeps texts for the browser in a domain of their own", async () => {
    await run("extract", "--domain", "browser");
    const { entries } = parsePo(read("locale/de/LC_MESSAGES/browser.po"));
    assert.deepEqual(
      entries.map(({ id }) => id),
      ["in the browser"],
    );
  });

  it("knows functions that it is told of, and refuses shapes that there are not", async () => {
    write("more.ts", 't("Told");');
    await run("extract", "--function", "t=gettext");
    assert.ok(read(PO).includes('msgid "Told"'));
    const refused = await run("extract", "--function", "t=frobnicate");
    assert.match(String(refused.error), /i18n\.function/);
  });

  it("names a template that cannot be read, goes on with the others, and fails", async () => {
    write("templates/broken.html", "{% trans %}a");
    const { exitCode, errors } = await run("extract");
    assert.equal(exitCode, 1);
    assert.match(errors, /broken\.html:1/);
    assert.ok(read(PO).includes("%(n)s row"));
  });
});

describe("flagon messages compile", () => {
  it("writes catalogs as JSON that the site then reads", async () => {
    await run("extract");
    translate("Save", "Speichern");
    assert.match((await run("compile")).output, /messages\.json: 1 texts/);
    const catalog = Catalog.fromJson(JSON.parse(read(PO.replace(/po$/, "json"))));
    assert.equal(catalog.find("Save"), "Speichern");
  });

  it("says so when there is nothing to compile", async () => {
    const { exitCode, errors } = await run("compile");
    assert.equal(exitCode, 1);
    assert.match(errors, /flagon messages extract/);
  });

  it("names file and line of what cannot be read", async () => {
    write(PO, 'msgid "a"\nmsgstr "');
    const { exitCode, error } = await run("compile");
    assert.notEqual(exitCode, 0);
    assert.match(String(error), /messages\.po:2/);
  });
});

describe("flagon messages check", () => {
  it("fails for a text that the code has and the catalog has not", async () => {
    await run("extract");
    assert.equal((await run("check")).exitCode, 0);
    write("more.ts", 'gettext("Brand new");');
    const { exitCode, output } = await run("check");
    assert.equal(exitCode, 1);
    assert.match(output, /error: "Brand new": The text of more\.ts:1 is not in the file/);
  });

  it("fails for places that do not fit, with the line", async () => {
    await run("extract");
    translate("Inside {name}", "In {nmae}");
    translate("%(n)s row", "eine Zeile", "%(n)s Zeilen");
    translate("{count} file", "eine Datei", "viele Dateien");
    const { exitCode, output } = await run("check");
    assert.equal(exitCode, 1);
    const line = read(PO).split("\n").indexOf('msgid "Inside {name}"') + 1;
    assert.match(output, new RegExp(`:${line}: error: .*has \\{nmae\\}.*lacks \\{name\\}`));
    // Only the form that is for nothing but one may leave the count out.
    assert.match(output, /error: "\{count\} file".*lacks \{count\}/);
    assert.equal(output.match(/error:/g)!.length, 2);
  });

  it("tells what is not translated, and fails for it where it is strict", async () => {
    await run("extract");
    assert.match((await run("check")).output, /errors: 0, warnings: 8/);
    assert.equal((await run("check", "--strict")).exitCode, 1);
  });

  it("gives JSON to programs", async () => {
    await run("extract");
    const { output } = await run("check", "--json");
    const said = JSON.parse(output) as {
      errors: number;
      files: { locale: string; findings: { kind: string }[] }[];
    };
    assert.deepEqual(
      [said.errors, said.files[0]!.locale, said.files[0]!.findings[0]!.kind],
      [0, "de", "untranslated"],
    );
  });
});
