import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  dictLoader,
  Environment,
  type EnvironmentOptions,
  type TemplateError,
  templateFrames,
} from "flagon/templates";

const SITE = {
  "forms.html": "{% macro field(x) %}\n  {{ x.value.text }}{% endmacro %}",
  "card.html": "{% from 'forms.html' import field %}\n{{ field(p) }}",
  "base.html": "<{% block content %}{% endblock %}>",
  "page.html":
    "{% extends 'base.html' %}{% block content %}\n{% for p in posts %}{% include 'card.html' %}{% endfor %}{% endblock %}",
};

const WAY = [
  'forms.html:2 macro "field"',
  "card.html:2 ",
  'page.html:2 block "content"',
  "base.html:1 ",
  "page.html:1 ",
];

/** Renders what has to fail, and gives the error. */
function failure(
  templates: Record<string, string>,
  name: string,
  names: Record<string, unknown> = {},
  options: EnvironmentOptions = {},
): Error {
  const template = new Environment({ ...options, loader: dictLoader(templates) }).getTemplate(name);
  try {
    template.render(names);
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}

const wayOf = (error: unknown): string[] =>
  templateFrames(error).map(({ template, line, part }) => `${template}:${line} ${part}`);

/** Gives the column that an error of an expression points at. */
function columnOf(expression: string, names: Record<string, unknown>): number {
  const error = failure({ t: `{{ ${expression} }}` }, "t", names);
  return templateFrames(error)[0]!.column - 3;
}

describe("an error in a macro of an include of a block", () => {
  it("tells every place on the way, the innermost first", () => {
    const error = failure(SITE, "page.html", { posts: [{}] }) as TemplateError;
    assert.deepEqual(wayOf(error), WAY);
    assert.deepEqual(error.frames, templateFrames(error));
    assert.equal(error.template, "forms.html");
    assert.match(error.message, /from: card\.html:2:4\n {8}page\.html:2:\d+ \(block "content"\)/);
  });

  it("has a line for every template in the stack of a foreign error, and none of the generated code", () => {
    const value = (): never => {
      throw new RangeError("boom");
    };
    const templates = {
      ...SITE,
      "forms.html": "{% macro field(x) %}\n  {{ x.value() }}{% endmacro %}",
    };
    const error = failure(templates, "page.html", { posts: [{ value }] });
    assert.equal(String(error), "RangeError: boom");
    assert.deepEqual(wayOf(error), WAY);
    const lines = error.stack!.split("\n").filter((line) => line.includes(".html:"));
    assert.match(lines[0]!, /^ {4}at macro "field" \(forms\.html:2:8\)$/);
    assert.match(lines[2]!, /^ {4}at block "content" \(page\.html:2:\d+\)$/);
    assert.equal(lines.length, 5);
    assert.doesNotMatch(error.stack!, /eval at|template\$/);
    assert.match(error.stack!.split("\n")[1]!, /at Object\.value/);
  });

  it("has the way of a throwing getter", () => {
    const post = {
      get value(): string {
        throw new Error("no value");
      },
    };
    assert.deepEqual(wayOf(failure(SITE, "page.html", { posts: [post] })), WAY);
  });

  it("wraps what is thrown and is no object, since it could not have a place", () => {
    const post = {
      get value(): string {
        // eslint-disable-next-line no-throw-literal
        throw "just a text";
      },
    };
    const error = failure(SITE, "page.html", { posts: [post] }) as TemplateError;
    assert.equal(error.code, "templates.thrown-value");
    assert.equal(error.cause, "just a text");
    assert.deepEqual(wayOf(error), WAY);
  });
});

describe("an error object that is thrown more than once", () => {
  it("has the places of the last time only", () => {
    const boom = new Error("boom");
    const fail = (): never => {
      throw boom;
    };
    failure({ a: "{{ fail() }}" }, "a", { fail });
    const error = failure({ b: "\n{{ fail() }}" }, "b", { fail });
    assert.deepEqual(wayOf(error), ["b:2 "]);
    assert.equal(error.stack!.match(/at template/g)!.length, 1);
  });

  it("has the places of a template that a function of another template renders", () => {
    const inner = new Environment().fromString("{{ fail() }}", "inner");
    const fail = (): never => {
      throw new Error("boom");
    };
    const error = failure({ outer: "{{ inner() }}" }, "outer", {
      inner: () => inner.render({ fail }),
    });
    assert.deepEqual(wayOf(error), ["inner:1 ", "outer:1 "]);
  });
});

describe("the column of an error", () => {
  const boom = (): never => {
    throw new Error("boom");
  };
  const cases: [string, Record<string, unknown>, string][] = [
    ["a.b.c.d", { a: { b: {} } }, "d"],
    ["a.b ~ a.x.y", { a: { b: 1 } }, "y"],
    ["f(a.b, g(1))", { a: { b: 1 }, f: () => 1, g: boom }, "g"],
    ["f(g(1), 2)", { f: boom, g: () => 1 }, "f"],
    ["a.f(g(1))", { a: { f: boom }, g: () => 1 }, "f"],
    ["a|upper|join(b.c.d)", { a: "x", b: {} }, "d"],
    ["a.b[1 + n]", { a: { b: [] }, n: "x" }, "1"],
    ["1 + 2 * (a < 'x')", { a: 1 }, "a"],
  ];
  for (const [expression, names, part] of cases) {
    it(`is that of ${part} in ${expression}`, () => {
      assert.equal(columnOf(expression, names), expression.lastIndexOf(part) + 1);
    });
  }

  it("stays in the line of the statement, as in Jinja", () => {
    const error = failure({ t: "{{ [\na.b.c] }}" }, "t", { a: {} }) as TemplateError;
    assert.equal(error.line, 1);
  });
});

describe("a misspelt name", () => {
  class Post {
    title = "T";
    get slug(): string {
      return "s";
    }
  }
  const cases: [string, string][] = [
    ["{{ (psot).x }}", "post"],
    ["{{ post.titel.x }}", "title"],
    ["{{ post.slgu() }}", "slug"],
    ["{{ 1|uper }}", "upper"],
    ["{{ 1 is evne }}", "even"],
    ["{% macro m(width) %}{% endmacro %}{{ m(widht=1) }}", "width"],
    ["{% block main %}{% endblock %}{{ self.mian() }}", "main"],
    ["{% include 'otehr.html' %}", "other.html"],
  ];
  for (const [text, near] of cases) {
    it(`is told the near one in ${text}`, () => {
      const templates = { t: text, "other.html": "" };
      assert.throws(
        () =>
          new Environment({ loader: dictLoader(templates) })
            .getTemplate("t")
            .render({ post: new Post() }),
        (error: Error) => error.message.includes(`Did you mean "${near}"?`),
      );
    });
  }
});

describe("a block that no template above has", () => {
  const templates = {
    "base.html": "{% block title %}{% endblock %}{% block main %}{% endblock %}",
    "section.html":
      "{% extends 'base.html' %}{% block main %}{% block inner %}{% endblock %}{% endblock %}",
    "good.html":
      "{% extends 'section.html' %}{% block title %}T{% endblock %}{% block inner %}I{% endblock %}",
    "bad.html": "{% extends 'section.html' %}\n{% block titel %}T{% endblock %}",
  };

  it("is nothing, as in Jinja", () => {
    const environment = new Environment({ loader: dictLoader(templates) });
    assert.equal(environment.getTemplate("bad.html").render(), "");
  });

  it("is an error at its place with the near name, where the environment says so", () => {
    const error = failure(templates, "bad.html", {}, { unknownBlocks: "error" }) as TemplateError;
    assert.equal(error.code, "templates.unknown-block");
    assert.deepEqual([error.template, error.line], ["bad.html", 2]);
    assert.match(error.message, /Did you mean "title"\?/);
    const environment = new Environment({ loader: dictLoader(templates), unknownBlocks: "error" });
    assert.equal(environment.getTemplate("good.html").render(), "TI");
  });
});
