/** PO and MO files: what is read from them, what is written, and how broken ones are refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Catalog, formatPo, parsePo } from "flagon/i18n";

const HEAD = `msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 "
"|| n%100>=20) ? 1 : 2);\\n"
`;

const FILE = `# Polish.
#
${HEAD}
# A remark of a translator.
#. Translators: on a button
#: src/menu.ts:3 src/menu.ts:9
#, python-brace-format
msgctxt "menu"
msgid "Open {name}"
msgstr "Otwórz {name}"

#, fuzzy
#| msgid "Closed"
msgid "Close"
msgstr "Zamknięte"

msgid "{count} file"
msgid_plural "{count} files"
msgstr[0] "{count} plik"
msgstr[1] "{count} pliki"
msgstr[2] "{count} plików"

msgid ""
"First line\\n"
"second \\"line\\"\\t\\\\"
msgstr ""

#~ msgid "Old"
#~ msgstr "Stary"
`;

/** What msgfmt made of HEAD with three texts. */
const MO =
  "3hIElQAAAAAEAAAAHAAAADwAAAAFAAAAXAAAAAAAAABwAAAABQAAAHEAAAAJAAAAdwAAABoAAACBAAAAmgAAAJwAAAAHAAAANwEA" +
  "AAMAAAA/AQAAKgAAAEMBAAABAAAAAAAAAAQAAAACAAAAAwAAAABIZWxsbwBtb250aARNYXkAe2NvdW50fSBmaWxlAHtjb3VudH0g" +
  "ZmlsZXMATGFuZ3VhZ2U6IHBsCkNvbnRlbnQtVHlwZTogdGV4dC9wbGFpbjsgY2hhcnNldD1VVEYtOApQbHVyYWwtRm9ybXM6IG5w" +
  "bHVyYWxzPTM7IHBsdXJhbD0obj09MSA/IDAgOiBuJTEwPj0yICYmIG4lMTA8PTQgJiYgKG4lMTAwPDEwIHx8IG4lMTAwPj0yMCkg" +
  "PyAxIDogMik7CgBDemXFm8SHAG1hagB7Y291bnR9IHBsaWsAe2NvdW50fSBwbGlraQB7Y291bnR9IHBsaWvDs3cA";

describe("a PO file", () => {
  it("gives its headers and entries with everything that stands around them", () => {
    const file = parsePo(FILE);
    assert.equal(file.headers.get("Language"), "pl");
    assert.deepEqual(file.comments, ["Polish.", ""]);
    const [open, close, files, lines, old] = file.entries;
    assert.deepEqual(
      { ...open, previous: undefined },
      {
        context: "menu",
        id: "Open {name}",
        pluralId: undefined,
        forms: ["Otwórz {name}"],
        comments: ["A remark of a translator."],
        notes: ["Translators: on a button"],
        references: ["src/menu.ts:3", "src/menu.ts:9"],
        flags: ["python-brace-format"],
        previous: undefined,
        obsolete: false,
        line: 14,
      },
    );
    assert.deepEqual([close!.flags, close!.previous], [["fuzzy"], { id: "Closed" }]);
    assert.deepEqual(files!.forms, ["{count} plik", "{count} pliki", "{count} plików"]);
    assert.equal(lines!.id, 'First line\nsecond "line"\t\\');
    assert.deepEqual([old!.id, old!.obsolete], ["Old", true]);
  });

  it("is written as it was read", () => {
    assert.equal(formatPo(parsePo(FILE)), FILE);
  });

  it("is read with any line ends, a byte order mark, and several words in a line", () => {
    const texts = [
      FILE.replaceAll("\n", "\r\n"),
      `\uFEFF${FILE}`,
      FILE.replace('msgctxt "menu"\nmsgid', 'msgctxt "menu" msgid'),
    ];
    for (const text of texts) {
      assert.equal(parsePo(Buffer.from(text)).entries[0]!.forms[0], "Otwórz {name}");
    }
  });

  it("is read in the charset of its header", () => {
    const text =
      'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-2\\n"\nmsgid "a"\nmsgstr "';
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xb3]), Buffer.from('"\n')]);
    assert.equal(parsePo(bytes).entries[0]!.forms[0], "ł");
  });

  it("gives a catalog without fuzzy, obsolete and empty entries", () => {
    const { messages } = Catalog.fromPo(parsePo(FILE)).toJSON();
    assert.deepEqual(Object.keys(messages), ["menu\u0004Open {name}", "{count} file"]);
  });

  it("may hold names that objects have", () => {
    const file = parsePo('msgid "__proto__"\nmsgstr "a"\n\nmsgid "constructor"\nmsgstr "b"\n');
    const catalog = Catalog.fromJson(JSON.parse(JSON.stringify(Catalog.fromPo(file))));
    assert.deepEqual([catalog.find("__proto__"), catalog.find("constructor")], ["a", "b"]);
    assert.equal(catalog.find("toString"), undefined);
  });

  it("of 100,000 entries is read", () => {
    const one = (n: number) => `#: a.ts:${n}\nmsgid "text ${n}"\nmsgstr "Text ${n}"\n\n`;
    const text = Array.from({ length: 100_000 }, (_item, n) => one(n)).join("");
    assert.equal(Catalog.fromPo(parsePo(text)).find("text 99999"), "Text 99999");
  });
});

describe("a broken PO file", () => {
  const BROKEN: [name: string, text: string, line: number, what: RegExp][] = [
    ["that ends in a string", 'msgid "a"\nmsgstr "tex', 2, /closing quote/],
    ["that ends in a keyword", 'msgid "a"\nmsgs', 2, /no keyword/],
    ["that ends before its translation", 'msgid "a"\n', 1, /no "msgstr"/],
    ["that is a page of HTML", "<!doctype html>\n", 1, /no keyword/],
    ["with a text twice", 'msgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr ""\n', 4, /first in line 1/],
    ["with a word behind a string", 'msgid "a" b\nmsgstr ""\n', 1, /no keyword/],
    ["with a quote in a string", 'msgid "a"b"\nmsgstr ""\n', 1, /no keyword/],
    ["with an escape that is none", 'msgid "\\q"\nmsgstr ""\n', 1, /no escape/],
    ["with a string that nothing wants", '"a"\n', 1, /no keyword wants it/],
    ["with forms and no plural", 'msgid "a"\nmsgstr[0] "b"\n', 2, /msgid_plural/],
    ["with a plural and no forms", 'msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 3, /msgstr\[0\]/],
    ["with a translation alone", 'msgstr "c"\n', 1, /before its "msgid"/],
    ["with two translations", 'msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, /twice/],
  ];
  for (const [name, text, line, what] of BROKEN) {
    it(`${name} is refused with its line`, () => {
      const check = { code: "i18n.po-syntax", where: `de.po:${line}`, message: what };
      assert.throws(() => parsePo(text, "de.po"), check);
    });
  }

  it("with a form that the language does not have is refused with its line", () => {
    const entry = (...forms: string[]) =>
      `${HEAD}\nmsgid "a"\nmsgid_plural "b"\n${forms.map((form) => `msgstr[${form}] "x"`).join("\n")}\n`;
    const refused = { code: "i18n.po-syntax", where: /^de\.po:\d+$/ };
    assert.throws(() => parsePo(entry("0", "1", "2", "3"), "de.po"), {
      ...refused,
      message: /one form too many: the header's rule has 3/,
    });
    assert.throws(() => parsePo(entry("0", "7"), "de.po"), {
      ...refused,
      message: /"msgstr\[1\]" is expected/,
    });
    assert.throws(() => parsePo(entry("-1"), "de.po"), refused);
    assert.throws(() => parsePo(entry("99999999999"), "de.po"), refused);
  });

  it("in another charset than it says is refused with the line", () => {
    const bytes = Buffer.concat([
      Buffer.from('msgid "a"\nmsgstr "'),
      Buffer.from([0xe4, 0x22, 0x0a]),
    ]);
    const refused = { code: "i18n.po-charset", where: "de.po:2" };
    assert.throws(() => parsePo(bytes, "de.po"), refused);
    const unknown = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=KLINGON-1\\n"\n';
    assert.throws(() => parsePo(Buffer.from(unknown)), { code: "i18n.po-charset" });
    assert.throws(() => parsePo(Buffer.from("\uFEFFmsgid", "utf16le")), {
      code: "i18n.po-charset",
    });
  });
});

describe("an MO file", () => {
  const bytes = Buffer.from(MO, "base64");

  it("gives what the PO file says that msgfmt made it of", () => {
    const catalog = Catalog.fromMo(bytes);
    assert.equal(catalog.find("Hello"), "Cześć");
    assert.equal(catalog.find("month\u0004May"), "maj");
    assert.equal(catalog.findForm("{count} file", 22), "{count} pliki");
    assert.equal(catalog.size, 3);
  });

  it("is refused wherever it is cut off", () => {
    for (let length = 0; length < bytes.length - 1; length++) {
      const cut = bytes.subarray(0, length);
      assert.throws(() => Catalog.fromMo(cut, "pl.mo"), { code: "i18n.mo-format", where: "pl.mo" });
    }
  });

  it("is refused when its tables lie", () => {
    for (const offset of [8, 12, 16, 28, 32]) {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(0xfffffff0, offset);
      assert.throws(() => Catalog.fromMo(copy), { code: "i18n.mo-format" }, String(offset));
    }
  });
});
