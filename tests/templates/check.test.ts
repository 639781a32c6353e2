/** What looking through templates finds without rendering them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkTemplates, dictLoader, Environment } from "flagon/templates";

/** Gives what is found, as `template:line:column code mend`. */
function check(templates: Record<string, string>): string[] {
  const environment = new Environment({ loader: dictLoader(templates) });
  return checkTemplates(environment).map(({ code, mend, place: { template, line, column } }) =>
    `${template}:${line}:${column} ${code.replace("templates.", "")} ${mend ?? ""}`.trimEnd(),
  );
}

const BASE =
  "{% block title %}{% endblock %}{% block body %}{% block inner %}{% endblock %}{% endblock %}";

describe("the check of templates", () => {
  it("finds nothing in templates that are well", () => {
    assert.deepEqual(
      check({
        base: BASE,
        macros:
          "{% macro field(a) %}{% endmacro %}{% set x, y = 1, 2 %}{% if x %}{% macro b() %}{% endmacro %}{% endif %}",
        child:
          "{% extends 'base' %}\n{# a comment #}\n{% from 'macros' import field, y, b as c %}{% set z = 1 %}\n{% block body %}{{ field(1) }}{% block own %}{% endblock %}{% endblock %}{% block inner %}{% endblock %}",
        dynamic: "{% extends parent %}{% block anything %}{% endblock %}",
        "dynamic include": "{% include name %}",
        optional: "{% include 'none' ignore missing %}{% include ['none', 'base'] %}",
      }),
      [],
    );
  });

  it("finds what does not compile, once", () => {
    assert.deepEqual(check({ a: "x\n{% if %}", b: "{{ x|uper }}", c: "{{ x is evn }}" }), [
      "a:2:7 syntax",
      'b:1:6 assertion Did you mean "upper"?',
      'c:1:6 assertion Did you mean "even"?',
    ]);
  });

  it("finds filters of branches, which fail only when the branch is taken", () => {
    assert.deepEqual(check({ a: "{% if x %}{{ x|uper }}{% endif %}" }), [
      'a:1:16 assertion Did you mean "upper"?',
    ]);
    assert.deepEqual(check({ a: "{% if 'uper' is filter %}{{ x|uper }}{% endif %}" }), []);
  });

  it("finds templates that are not there, in any kind of reference", () => {
    const tags = ["extends 'bsae'", "include 'bsae'", "import 'bsae' as b", "from 'bsae' import b"];
    for (const tag of tags) {
      assert.deepEqual(check({ base: BASE, a: `{% ${tag} %}` }), [
        'a:1:4 not-found Did you mean "base"? Looked in an object of 2 templates.',
      ]);
    }
    assert.equal(check({ a: "{% include ['x', 'y'] %}" }).length, 1);
  });

  it("finds macros that a template does not have", () => {
    const macros = "{% macro field() %}{% endmacro %}";
    assert.deepEqual(check({ macros, a: "{% from 'macros' import feild %}" }), [
      'a:1:4 unknown-import Did you mean "field"?',
    ]);
  });

  it("finds blocks that no parent has, through the whole chain", () => {
    const templates = {
      base: BASE,
      middle: "{% extends 'base' %}{% block body %}{% block deep %}{% endblock %}{% endblock %}",
    };
    const leaf =
      "{% extends 'middle' %}{% block deep %}{% endblock %}{% block tilte %}{% endblock %}";
    assert.deepEqual(check({ ...templates, leaf }), [
      'leaf:1:56 unknown-block Did you mean "title"?',
    ]);
  });

  it("finds text that no block of a child holds, and text before extends", () => {
    assert.deepEqual(
      check({ base: BASE, a: "{% extends 'base' %}\n  text {{ x }}\n{% include 'base' %}" }),
      [
        "a:2:3 unseen-text Put it into a block, or take it out.",
        "a:2:11 unseen-text Put it into a block, or take it out.",
        "a:3:4 unseen-text Put it into a block, or take it out.",
      ],
    );
    assert.deepEqual(check({ base: BASE, a: "text{% extends 'base' %}" }), [
      "a:1:1 unseen-text Put `extends` first.",
    ]);
  });

  it("ends where templates extend each other in a circle", () => {
    assert.deepEqual(check({ a: "{% extends 'b' %}", b: "{% extends 'a' %}" }), []);
  });
});
