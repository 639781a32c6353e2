/** The names that a template asks its context for. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment } from "flagon/templates";

function freeNames(text: string, others: Record<string, string> = {}): [string, string] {
  const environment = new Environment({ loader: dictLoader({ page: text, ...others }) });
  const { needed, optional } = environment.freeNames("page");
  return [[...needed].join(" "), [...optional].join(" ")];
}

describe("the free names of a template", () => {
  it("are those that it reads and does not set", () => {
    const table: [string, string][] = [
      ["{{ a.b }}{{ c|join(d) }}{{ range(e) }}", "a c d e"],
      [
        "{% for x, y in xs if y %}{{ x }}{{ loop.index }}{{ z }}{% else %}{{ w }}{% endfor %}{{ x }}",
        "w x xs z",
      ],
      ["{% set a = b %}{{ a }}{% set c %}{{ d }}{% endset %}{{ c }}", "b d"],
      ["{% macro m(p, q=r) %}{{ p }}{{ q }}{{ s }}{{ caller() }}{% endmacro %}{{ m(1) }}", "r s"],
      ["{% with a = b %}{{ a }}{{ c }}{% endwith %}{{ a }}", "a b c"],
      ["{% call(x) m(y) %}{{ x }}{{ z }}{% endcall %}", "m y z"],
      ["{% filter f(a) %}{{ b }}{% endfilter %}".replace("f(a)", "replace(a, a)"), "a b"],
      ["{% from 'lib' import one as two %}{{ two }}{% import 'lib' as lib %}{{ lib.x }}", ""],
    ];
    for (const [text, names] of table)
      assert.equal(freeNames(text, { lib: "{{ not_seen }}" })[0], names, text);
  });

  it("may be missing where the template asks for it", () => {
    assert.deepEqual(
      freeNames(
        "{{ a|default('x') }}{% if b is defined %}{{ b }}{% endif %}{{ c if c is defined else d }}",
      ),
      ["d", "a b c"],
    );
    assert.deepEqual(
      freeNames(
        "{% if a is undefined %}{{ x }}{% else %}{{ a }}{% endif %}{{ b is defined and b.c }}",
      ),
      ["x", "a b"],
    );
    assert.deepEqual(freeNames("{% if a is defined %}{{ a }}{% endif %}{{ a }}"), ["a", ""]);
  });

  it("are those of the templates that it extends and includes too, without what the chain sets", () => {
    const others = {
      base: "{{ title }}{% block b %}{{ base_only }}{% endblock %}{% include 'nav' %}{% include 'alone' without context %}",
      nav: "{{ nav }}",
      alone: "{{ unseen }}",
    };
    assert.deepEqual(
      freeNames(
        "{% extends 'base' %}{% set title = 't' %}{% block b %}{{ mine }}{% endblock %}",
        others,
      ),
      ["base_only mine nav", ""],
    );
  });

  it("do not count what a component or an include is given", () => {
    const others = { card: "{% props t %}{{ t }}", row: "{{ item }}{{ other }}" };
    assert.deepEqual(
      freeNames(
        `{% component "card", t=a %}{{ b }}{% fill foot(x) %}{{ x }}{{ c }}{% endfill %}{% endcomponent %}{% include "row" with item=d %}`,
        others,
      ),
      ["a b c d other", ""],
    );
  });

  it("end at templates that extend each other, and are refused for one that is not there", () => {
    assert.deepEqual(freeNames("{% extends 'page' %}{{ a }}"), ["a", ""]);
    assert.throws(() => new Environment().freeNames("none"), { code: "templates.not-found" });
  });
});
