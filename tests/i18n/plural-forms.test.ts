/** Plural rules of catalogs: which form a count takes, and which rules are refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePluralForms } from "flagon/i18n";
import { pluralFormsHeader } from "../../src/i18n/plural-forms.ts";

describe("a rule for plural forms", () => {
  it("gives the form that each count takes", () => {
    const polish = parsePluralForms(
      "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    );
    const forms = [0, 1, 2, 4, 5, 11, 12, 21, 22, 112, 122].map((n) => polish.formOf(n));
    assert.deepEqual(forms, [2, 0, 1, 1, 2, 2, 2, 2, 1, 2, 1]);
    assert.equal(polish.count, 3);
  });

  it("binds its operators as C does", () => {
    const form = (rule: string, n: number) =>
      parsePluralForms(`nplurals=9; plural=${rule};`).formOf(n);
    assert.equal(form("1 + 2 * 3", 0), 7);
    assert.equal(form("8 - 2 - 1", 0), 5);
    assert.equal(form("n > 1 == 1", 5), 1);
    assert.equal(form("!n + 1", 0), 2);
    assert.equal(form("n ? n > 1 ? 3 : 2 : 1", 0), 1);
    assert.equal(form("0 || 1 && 0", 0), 0);
    assert.equal(form("7 / 2", 0), 3);
  });

  it("gives the first form for a result that there is none for, and for a division by zero", () => {
    assert.equal(parsePluralForms("nplurals=2; plural=n;").formOf(7), 0);
    assert.equal(parsePluralForms("nplurals=2; plural=n % 0;").formOf(7), 0);
    assert.equal(parsePluralForms("nplurals=2; plural=n != 1;").formOf(Number.NaN), 1);
  });

  it("is refused when it cannot be read, however it is made", () => {
    const refused = [
      "2",
      "nplurals=0; plural=0;",
      "nplurals=99; plural=0;",
      "nplurals=2; plural=n n;",
      "nplurals=2; plural=(n;",
      "nplurals=2; plural=process.exit();",
      "nplurals=2; plural=n ? 1;",
      `nplurals=2; plural=${"(".repeat(5000)};`,
      `nplurals=2; plural=${"(".repeat(900)}n${")".repeat(900)};`,
      `nplurals=2; plural=${"!".repeat(1500)}n;`,
    ];
    for (const text of refused) {
      assert.throws(() => parsePluralForms(text), { code: "i18n.plural-forms" }, text);
    }
  });

  // Latvian and Hebrew are left out: what gettext has used for them since ever has other groups than Unicode.
  it("that new files begin with agrees with Intl about whole numbers", () => {
    const languages =
      "de fr pl ru uk ar ja cs lt sl cy ga tr ro hr be ko hi fa is mk nl it es zh".split(" ");
    for (const locale of languages) {
      const forms = parsePluralForms(pluralFormsHeader(locale));
      const rules = new Intl.PluralRules(locale);
      const seen = new Map<number, string>();
      const strays = Array.from({ length: 200 }, (_item, n) => n).filter((n) => {
        const form = forms.formOf(n);
        if (!seen.has(form)) seen.set(form, rules.select(n));
        return seen.get(form) !== rules.select(n);
      });
      assert.deepEqual(strays, [], locale);
    }
  });
});
