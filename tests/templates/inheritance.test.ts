/** What a template writes that extends another: blocks, and nothing of its own page. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment } from "flagon/templates";

const BASE = "[{% block x %}base{% endblock %}|{{ v }}]";

function render(page: string, names: Record<string, unknown> = {}): string {
  const loader = dictLoader({ base: BASE, other: "<{% block x %}other{% endblock %}>", page });
  return new Environment({ loader }).getTemplate("page").render(names);
}

describe("a template that extends another", () => {
  it("keeps the text of its macros and set blocks", () => {
    assert.equal(
      render(
        "{% extends 'base' %}{% macro m() %}text{{ 1 }}{% endmacro %}{% block x %}{{ m() }}{% endblock %}",
      ),
      "[text1|]",
    );
    assert.equal(render("{% extends 'base' %}{% set v %}text{{ 1 }}{% endset %}"), "[base|text1]");
    assert.equal(
      render(
        "{% extends 'base' %}{% macro m() %}t{{ caller() }}{% endmacro %}{% set v %}{% call m() %}c{% endcall %}{% endset %}",
      ),
      "[base|tc]",
    );
  });

  it("drops its own text, also in loops and filters", () => {
    assert.equal(
      render(
        "{% extends 'base' %}text{{ 1 }}{% for i in [1] %}l{% endfor %}{% filter upper %}f{% endfilter %}",
      ),
      "[base|]",
    );
  });

  it("writes its own text only where a condition has not chosen a parent", () => {
    const page =
      "a{% if y %}{% extends 'base' %}{% endif %}b{% for i in [1] %}l{% endfor %}{% block x %}cx{% endblock %}e";
    assert.equal(render(page, { y: true }), "a[cx|]");
    assert.equal(render(page, { y: false }), "ablcxe");
    assert.equal(
      render("a{% if y %}{% extends 'base' %}{% else %}{% extends 'other' %}{% endif %}b", {
        y: false,
      }),
      "a<other>",
    );
  });
});

describe("the else of a loop", () => {
  it("follows a loop without a whole turn, as Jinja has it", () => {
    const loop = (control: string): string =>
      render(
        `{% for i in [1, 2] %}{% if i == 1 or all %}{% ${control} %}{% endif %}{{ i }}{% else %}none{% endfor %}`,
      );
    assert.equal(loop("break"), "none");
    assert.equal(loop("continue"), "2");
    assert.equal(render("{% for i in [1] %}{% continue %}{% else %}none{% endfor %}"), "none");
  });
});
