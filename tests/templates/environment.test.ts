import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  choiceLoader,
  dictLoader,
  Environment,
  folderLoader,
  functionLoader,
  markSafe,
  prefixLoader,
} from "flagon/templates";

const render = (text: string, names: Record<string, unknown> = {}): string =>
  new Environment().renderString(text, names);

const of = (templates: Record<string, string>): Environment =>
  new Environment({ loader: dictLoader(templates) });

describe("an environment", () => {
  it("escapes what it prints, and leaves safe HTML as it is", () => {
    assert.equal(render("{{ a }}{{ b }}", { a: "<", b: markSafe("<") }), "&lt;<");
  });

  it("escapes by the name of the template where it is told so", () => {
    const environment = new Environment({
      autoescape: (name) => name === undefined || name.endsWith(".html"),
      loader: dictLoader({ "a.html": "{{ x }}", "a.txt": "{{ x }}" }),
    });
    assert.equal(environment.getTemplate("a.html").render({ x: "<" }), "&lt;");
    assert.equal(environment.getTemplate("a.txt").render({ x: "<" }), "<");
  });

  it("prints what a macro gives as it is, by position, by name and by a caller", () => {
    const text =
      "{% macro m(a, b='&') %}<{{ a }}{{ b }}>{% endmacro %}{{ m('<') }}{{ m(b=1, a=2) }}{{ m('x', 'y') }}";
    assert.equal(render(text), "<&lt;&amp;><21><xy>");
    assert.throws(() => render("{% macro m() %}{% endmacro %}{{ m(1) }}"), /at most 0 arguments/);
  });

  it("lets what a child sets hide what was given, for the blocks of its parents too", () => {
    const environment = of({
      "base.html": "{{ x }}{% block b %}{{ x }}{{ y }}{% endblock %}",
      "page.html": "{% extends 'base.html' %}{% set x = 2 %}",
    });
    assert.equal(environment.getTemplate("page.html").render({ x: 1, y: 3 }), "223");
  });

  it("passes named arguments to a host function as one object", () => {
    const add = (a: number, { id }: { id: number }): number => a + id;
    assert.equal(render("{{ add(1, id=2) }}", { add }), "3");
  });

  it("calls methods on their object, and reads getters of its class", () => {
    class Post {
      title = "T";
      get slug(): string {
        return this.title.toLowerCase();
      }
      link(): string {
        return `/${this.slug}`;
      }
    }
    assert.equal(render("{{ p.slug }} {{ p.link() }}", { p: new Post() }), "t /t");
  });

  it("lets an error of a host function through as it is, with the place in its stack", () => {
    const boom = new RangeError("boom");
    const fail = (): never => {
      throw boom;
    };
    assert.throws(
      () => of({ "a.html": "x\n{{ fail() }}" }).getTemplate("a.html").render({ fail }),
      (error) => error === boom && /a\.html:2:/.test(boom.stack!),
    );
  });

  it("renders one block of a page", () => {
    const environment = of({
      base: "<{% block a %}base{% endblock %}>",
      page: "{% extends 'base' %}{% block a %}{{ x }} {{ super() }}{% endblock %}",
    });
    assert.equal(environment.getTemplate("page").renderBlock("a", { x: 1 }), "1 base");
  });
});

describe("loaders", () => {
  it("find templates in folders, the first that has one", () => {
    const folder = mkdtempSync(join(tmpdir(), "templates-"));
    mkdirSync(join(folder, "blog"));
    writeFileSync(join(folder, "blog", "a.html"), "file");
    const loader = choiceLoader(
      folderLoader(join(folder, "none"), folder),
      dictLoader({ b: "dict" }),
    );
    const environment = new Environment({ loader: prefixLoader({ site: loader }) });
    assert.equal(environment.getTemplate("site/blog/a.html").render(), "file");
    assert.equal(environment.getTemplate("site/b").render(), "dict");
  });

  for (const name of [
    "../secret",
    "a/../../secret",
    "/etc/passwd",
    "a\0b",
    "..\\secret",
    "C:/x",
    "",
  ]) {
    it(`find nothing outside of their folders: ${JSON.stringify(name)}`, () => {
      const environment = new Environment({ loader: folderLoader(import.meta.dirname) });
      assert.throws(() => environment.getTemplate(name), { code: "templates.not-found" });
    });
  }

  it("ask a function, and say where was looked", () => {
    const environment = new Environment({
      loader: functionLoader((name) => (name === "a" ? "A" : undefined)),
    });
    assert.equal(environment.getTemplate("a").render(), "A");
    assert.throws(() => environment.getTemplate("b"), { mend: "Looked in a function." });
  });
});

describe("what JavaScript gives every object", () => {
  const paths = [
    "constructor",
    "toString",
    "''.constructor",
    "[].constructor",
    "{}.constructor",
    "range.constructor",
    "range['constructor']",
    "x.__proto__",
    "x['constructor']",
    "f.call",
    "f.bind",
    "o.constructor",
    "'{0.constructor}'.format(f)",
    "x|attr('constructor')",
    "[f]|map(attribute='constructor')|first",
  ];
  for (const path of paths) {
    it(`is not there: ${path}`, () => {
      const o = new (class Thing {})();
      assert.equal(render(`[{{ ${path} }}]`, { x: {}, f: () => 1, o }), "[]");
    });
  }

  it("cannot be set by keys of dicts and namespaces", () => {
    render("{% set d = {} %}{% do d.update({'__proto__': {'polluted': 1}}) %}");
    render(
      "{% set n = namespace() %}{% set n.__proto__ = {'polluted': 1} %}{{ dict(__proto__=1) }}",
    );
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });
});

describe("a template that would never end", () => {
  const cases: [string, Record<string, string>][] = [
    ["includes itself", { a: "x\n{% include 'a' %}" }],
    ["imports itself", { a: "x\n{% import 'a' as a %}" }],
    ["extends in a circle", { a: "\n{% extends 'b' %}", b: "\n{% extends 'a' %}" }],
    ["has a macro that calls itself", { a: "{% macro f() %}\n{{ f() }}{% endmacro %}{{ f() }}" }],
    ["has a block that calls itself", { a: "{% block b %}\n{{ self.b() }}{% endblock %}" }],
  ];
  for (const [what, templates] of cases) {
    it(`is stopped where it ${what}`, () => {
      assert.throws(() => of(templates).getTemplate("a").render(), {
        code: "templates.too-deep",
        line: 2,
      });
    });
  }
});

describe("a hostile text", () => {
  const texts: Record<string, string> = {
    brackets: `{{ ${"(".repeat(100_000)}1 }}`,
    signs: `{{ ${"-".repeat(100_000)}1 }}`,
    tags: "{% if 1 %}".repeat(10_000),
    terms: `{{ 1${" + 1".repeat(100_000)} }}`,
    filters: `{{ 1${"|abs".repeat(100_000)} }}`,
    elifs: `{% if 0 %}${"{% elif 0 %}".repeat(20_000)}{% endif %}`,
    NUL: "{{ \0 }}",
    "an open comment": "{#".repeat(1_000_000),
    "spaces in an output": `{{${" ".repeat(10_000_000)}`,
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`is refused with its place: ${what}`, () => {
      assert.throws(() => render(text), { name: "TemplateSyntaxError", line: 1 });
    });
  }

  it("of 10 MB is rendered", () => {
    assert.equal(render("<p>hello\n".repeat(1_200_000)).length, 9 * 1_200_000 - 1);
  });

  it("cannot make numbers and texts without an end", () => {
    assert.throws(() => render("{{ 10 ** (10 ** 10) }}"), { code: "templates.value" });
    assert.throws(() => render("{{ 'a' * 10 ** 12 }}"), { code: "templates.limit" });
  });
});

describe("a join of constants", () => {
  it("is worked out before escaping is known, as in Jinja", () => {
    assert.equal(render("{{ '<b>' ~ '</b>'|safe }}"), "&lt;b&gt;&lt;/b&gt;");
    assert.equal(render("{{ x ~ '</b>'|safe }}", { x: "<b>" }), "&lt;b&gt;</b>");
    assert.equal(
      render("{% autoescape on %}{{ '<b>' ~ '</b>'|safe }}{% endautoescape %}", { on: true }),
      "&lt;b&gt;</b>",
    );
  });
});
