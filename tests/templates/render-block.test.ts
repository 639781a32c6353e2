import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment } from "flagon/templates";

const site = (templates: Record<string, string>): Environment =>
  new Environment({ loader: dictLoader(templates) });

describe("a block that is rendered alone", () => {
  it("runs nothing that only writes the page", () => {
    let calls = 0;
    const costly = (): number => ++calls;
    const page = site({
      "base.html":
        "{{ costly() }}{% block main %}{{ costly() }}{% endblock %}{% include 'part.html' %}",
      "part.html": "{{ costly() }}",
      "page.html":
        "{% extends 'base.html' %}{% block main %}{% for x in xs %}{{ x }}{% endfor %}{% endblock %}",
    }).getTemplate("page.html");
    assert.equal(page.renderBlock("main", { xs: [1, 2], costly }), "12");
    assert.equal(calls, 0);
  });

  it("sees what the templates of its chain set, import and define at the top", () => {
    const page = site({
      "macros.html": "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}",
      "base.html":
        "{% set brand = 'Shop' %}{% import 'macros.html' as m %}{% block main %}{% endblock %}",
      "page.html":
        "{% extends 'base.html' %}{% from 'macros.html' import b %}{% macro own() %}own{% endmacro %}{% set t %}T{{ x }}{% endset %}{% set ns = namespace(n=0) %}{% for y in [1, 2] %}{% set ns.n = ns.n + y %}{% endfor %}{% if x %}{% set z = 5 %}{% endif %}{% block main %}{{ b(t) }}{{ own() }}{{ ns.n }}{{ z }}{{ brand }}{{ m.b(1) }}{% endblock %}",
    }).getTemplate("page.html");
    assert.equal(page.renderBlock("main", { x: 1 }), "<b>T1</b>own35Shop<b>1</b>");
  });

  it("has the bodies of its parents, and blocks inside of it", () => {
    const page = site({
      "base.html": "{% block main %}base {% block inner %}i{% endblock %}{% endblock %}",
      "page.html":
        "{% extends 'base.html' %}{% block main %}{{ super() }}!{% endblock %}{% block inner %}I{{ n }}{% endblock %}",
    }).getTemplate("page.html");
    assert.equal(page.renderBlock("main", { n: 1 }), "base I1!");
    assert.equal(page.renderBlock("inner", { n: 1 }), "I1");
  });

  it("awaits where it is asked to", async () => {
    const page = site({
      "base.html": "{% set a = p %}{% block main %}{% endblock %}",
      "page.html": "{% extends 'base.html' %}{% block main %}{{ a }}{{ p }}{% endblock %}",
    }).getTemplate("page.html");
    assert.equal(await page.renderBlockAsync("main", { p: Promise.resolve(1) }), "11");
  });

  it("is an error with the near name when there is none of the name", () => {
    const page = site({ "page.html": "{% block main %}{% endblock %}" }).getTemplate("page.html");
    assert.throws(() => page.renderBlock("mian"), {
      code: "templates.unknown-block",
      mend: 'Did you mean "main"?',
    });
  });
});
