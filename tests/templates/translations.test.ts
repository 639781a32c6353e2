/** Translations in templates: the trans tag, the gettext functions, what extraction finds, and the debug tag. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Environment, type EnvironmentOptions, type Localization } from "flagon/templates";

/** A language of a few texts; a text with forms is chosen by `formOf`. */
function language(
  texts: Record<string, string | string[]>,
  formOf = (count: number): number => (count === 1 ? 0 : 1),
): Localization {
  const look = (key: string, other: string, form: number): string => {
    const found = texts[key];
    return Array.isArray(found) ? found[form]! : (found ?? other);
  };
  return {
    locale: "xx",
    timeZone: "UTC",
    gettext: (text) => look(text, text, 0),
    ngettext: (one, many, count) => look(one, count === 1 ? one : many, formOf(count)),
    pgettext: (context, text) => look(`${context}|${text}`, text, 0),
    npgettext: (context, one, many, count) =>
      look(`${context}|${one}`, count === 1 ? one : many, formOf(count)),
  };
}

const POLISH = language(
  {
    "%(n)s file": ["%(n)s plik", "%(n)s pliki", "%(n)s plików"],
    "month|May": "maj",
    "verb|May": "może",
    "<b>Hi</b> %(name)s": "<b>Cześć</b> %(name)s",
    "100%% sure": "na 100%%",
  },
  (n) => (n === 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2),
);

function render(text: string, names = {}, options: EnvironmentOptions = {}): string {
  const environment = new Environment({ localization: () => POLISH, ...options });
  return environment.renderString(text, names);
}

describe("a text to translate", () => {
  it("has the plural form that the language asks for", () => {
    const text = "{% trans n=n %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %}";
    const shown = [1, 2, 5, 22].map((n) => render(text, { n }));
    assert.deepEqual(shown, ["1 plik", "2 pliki", "5 plików", "22 pliki"]);
  });

  it("is kept apart from the same word with another meaning by its context", () => {
    const text =
      '{% trans "month" %}May{% endtrans %} {{ pgettext("verb", "May") }} {% trans %}May{% endtrans %}';
    assert.equal(render(text), "maj może May");
  });

  it("escapes the values and not the translation", () => {
    const text = "{% trans name=name %}<b>Hi</b> {{ name }}{% endtrans %}";
    assert.equal(render(text, { name: "<i>" }), "<b>Cześć</b> &lt;i&gt;");
    assert.equal(render(text, { name: "<i>" }, { autoescape: false }), "<b>Cześć</b> <i>");
  });

  it("reads the same when % fills in the values", () => {
    const text = "{% trans name=name %}<b>Hi</b> {{ name }}{% endtrans %}";
    const old = { newstyleGettext: false };
    assert.equal(render(text, { name: "<i>" }, old), "<b>Cześć</b> &lt;i&gt;");
    assert.equal(render("{{ _('%(a)s!') % {'a': 1} }} {{ _('5%') }}", {}, old), "1! 5%");
  });

  it("may hold percent signs", () => {
    assert.equal(render("{% trans %}100% sure{% endtrans %}"), "na 100%");
    assert.equal(render("{% trans n=1 %}{{ n }} of 5%{% endtrans %}"), "1 of 5%");
  });

  it("loses its line ends where it is trimmed, by the tag or everywhere", () => {
    const text = (word: string) => `{% trans ${word} %}\n  a\n  b\n{% endtrans %}`;
    const everywhere = { policies: { trimTranslations: true } };
    assert.equal(render(text("trimmed")), "a b");
    assert.equal(render(text(""), {}, everywhere), "a b");
    assert.equal(render(text("notrimmed"), {}, everywhere), "\n  a\n  b\n");
  });

  it("calls what it counts once", () => {
    let calls = 0;
    const count = () => ++calls;
    const text = "{% trans n=count() %}{{ n }} file{% pluralize %}{{ n }} files{% endtrans %}";
    assert.equal(render(text, { count }), "1 plik");
    assert.equal(calls, 1);
  });

  it("takes values named as the functions' own parameters", () => {
    const text = "{% trans count=2, context=3, message=4 %}{{ count }}{{ context }}{{ message }}";
    assert.equal(render(`${text}{% endtrans %}`), "234");
  });

  it("is not written otherwise, and the error says how", () => {
    const refusals: [string, RegExp][] = [
      ["{% trans %}a", /ends inside a "trans" tag/],
      ["{% trans %}a{% pluralize %}b{% endtrans %}", /nothing to count/],
      ["{% trans x=1 %}{{ x|upper }}{% endtrans %}", /Work the value out in the tag/],
      ["{% trans %}{% if a %}{% endif %}{% endtrans %}", /holds no tags/],
      ["{% trans %}{% trans %}", /inside another/],
      ["{% trans a=1 %}{% pluralize b %}{% endtrans %}", /counts "b"/],
      ["{% trans a=1, a=2 %}{% endtrans %}", /given twice/],
    ];
    for (const [text, message] of refusals) assert.throws(() => render(text), message, text);
  });

  it("is not there where the extension is off", () => {
    assert.throws(() => render("{% trans %}a{% endtrans %}", {}, { extensions: [] }), /no tag/);
  });
});

describe("the texts found in a template", () => {
  const found = (text: string, options = {}) =>
    new Environment().extractMessages(text, "page.html", options);

  it("have their lines, contexts, plurals and functions", () => {
    const text = `{% trans %}One{% endtrans %}
{{ _("Two")|upper }}{% if pgettext("menu", "Open") %}
{% trans "cart" n=n %}{{ n }} thing{% pluralize %}{{ n }} things{% endtrans %}{% endif %}`;
    assert.deepEqual(found(text), [
      { line: 1, function: "gettext", singular: "One", comments: [] },
      { line: 2, function: "_", singular: "Two", comments: [] },
      { line: 2, function: "pgettext", context: "menu", singular: "Open", comments: [] },
      {
        line: 3,
        function: "npgettext",
        context: "cart",
        singular: "%(n)s thing",
        plural: "%(n)s things",
        comments: [],
      },
    ]);
  });

  it("have the comments for translators that stand before them", () => {
    const text = `{# Translators: a verb #}{# a remark #}
{{ _("Open") }}

{{ _("Close") }} {# Translators: a button #}`;
    const comments = found(text).map((message) => message.comments);
    assert.deepEqual(comments, [["Translators: a verb"], ["Translators: a button"]]);
  });

  it("leave out texts that are known only when they run", () => {
    assert.deepEqual(found("{{ _(name) }}{{ ngettext('a', b, 2) }}{{ other('x') }}"), []);
  });

  it("are those of other functions, too, where they are named", () => {
    const [message] = found("{{ t('Save') }}", { functions: { t: "gettext" } });
    assert.deepEqual(message, { line: 1, function: "t", singular: "Save", comments: [] });
  });
});

describe("the debug tag", () => {
  it("prints the names with their values, the filters and the tests", () => {
    const text = render(
      "{% set x = [1, [2, [3]]] %}{% debug %}",
      { a: "<" },
      { autoescape: false },
    );
    assert.match(text, /'a': '<',\n/);
    assert.match(text, /'x': \[1, \[\.\.\.\]\]/);
    assert.match(text, /'filters': \['abs', /);
    assert.match(text, /'tests': \[.*'defined'/s);
  });
});
