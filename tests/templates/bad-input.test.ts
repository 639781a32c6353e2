import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment, TemplateError } from "flagon/templates";

/** Gives what a template fails with, in both ways of rendering. */
async function failures(
  templates: Record<string, string>,
  names: Record<string, unknown> = {},
): Promise<TemplateError[]> {
  const environment = new Environment({ loader: dictLoader(templates), iteratorLimit: 10_000 });
  const errors: TemplateError[] = [];
  try {
    environment.getTemplate("t").render(names);
  } catch (error) {
    errors.push(error as TemplateError);
  }
  try {
    await environment.getTemplate("t").renderAsync(names);
  } catch (error) {
    errors.push(error as TemplateError);
  }
  return errors;
}

class Endless {
  *[Symbol.iterator](): Generator<number> {
    for (let n = 0; ; n++) yield n;
  }
}

const throwing = {
  get x(): never {
    throw new RangeError("thrown by a getter");
  },
};

describe("bad input", () => {
  const cases: [what: string, templates: Record<string, string>, code: string, names?: object][] = [
    [
      "an endless chain of includes",
      { t: "{% include 'u' %}", u: "{% include 't' %}" },
      "templates.too-deep",
    ],
    [
      "an endless chain of extends",
      { t: "{% extends 'u' %}", u: "{% extends 't' %}" },
      "templates.too-deep",
    ],
    ["an endless chain of imports", { t: "{% import 't' as t %}" }, "templates.too-deep"],
    [
      "a macro that calls itself",
      { t: "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}" },
      "templates.too-deep",
    ],
    [
      "a block that shows itself",
      { t: "{% block b %}{{ self.b() }}{% endblock %}" },
      "templates.too-deep",
    ],
    [
      "a loop that recurses without an end",
      { t: "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}" },
      "templates.runtime",
    ],
    [
      "a loop over an endless iterator",
      { t: "{% for x in xs %}{% endfor %}" },
      "templates.limit",
      { xs: new Endless() },
    ],
    [
      "the length of an endless loop",
      { t: "{% for x in xs %}{{ loop.length }}{% endfor %}" },
      "templates.limit",
      { xs: new Endless() },
    ],
    [
      "a condition that no item of an endless iterator meets",
      { t: "{% for x in xs if x < 0 %}{% endfor %}" },
      "templates.limit",
      { xs: new Endless() },
    ],
    [
      "an endless iterator in a filter",
      { t: "{{ xs|list }}" },
      "templates.limit",
      { xs: new Endless() },
    ],
    [
      "an endless map of an endless iterator",
      { t: "{{ xs|map('string')|list }}" },
      "templates.limit",
      { xs: new Endless() },
    ],
    ["a huge range", { t: "{% for x in range(1000000000) %}{% endfor %}" }, "templates.limit"],
    ["a huge range as a list", { t: "{{ range(1000000000)|list }}" }, "templates.limit"],
    ["a huge text", { t: "{{ 'x' * 10**9 }}" }, "templates.limit"],
    ["a huge list", { t: "{{ [1] * 10**9 }}" }, "templates.limit"],
    ["a huge power", { t: "{{ 9**99999999 }}" }, "templates.value"],
    ["a long expression", { t: `{{ ${"1 + ".repeat(50_000)}1 }}` }, "templates.syntax"],
    [
      "deep brackets",
      { t: `{{ ${"(".repeat(50_000)}1${")".repeat(50_000)} }}` },
      "templates.syntax",
    ],
    [
      "deep blocks",
      { t: `${"{% if 1 %}".repeat(20_000)}${"{% endif %}".repeat(20_000)}` },
      "templates.syntax",
    ],
    ["a tag that never ends", { t: "{{ x" }, "templates.syntax"],
  ];
  for (const [what, templates, code, names] of cases) {
    it(`ends in an error with its place: ${what}`, async () => {
      const errors = await failures(templates, names as Record<string, unknown>);
      assert.equal(errors.length, 2);
      for (const error of errors) {
        assert.ok(error instanceof TemplateError, String(error));
        assert.equal(error.code, code);
        assert.equal(typeof error.line, "number");
      }
    });
  }

  it("ends macros that call themselves after each promise", async () => {
    const text = "{% macro m() %}{{ p }}{{ m() }}{% endmacro %}{{ m() }}";
    const p = { then: (done: (value: number) => void) => done(1) };
    class Awaitable {
      then = p.then;
    }
    await assert.rejects(new Environment().fromString(text).renderAsync({ p: new Awaitable() }), {
      code: "templates.too-deep",
    });
  });

  it("lets errors of getters and proxies through, with their place in the stack", () => {
    const proxy = new Proxy(
      {},
      {
        get(): never {
          throw new TypeError("thrown by a proxy");
        },
        getPrototypeOf(): never {
          throw new TypeError("thrown by a proxy");
        },
      },
    );
    const environment = new Environment();
    for (const text of ["{{ v.x }}", "{{ v }}", "{% for a in v %}{% endfor %}", "{{ v|length }}"]) {
      assert.throws(
        () => environment.renderString(text, { v: proxy }),
        (error: Error) =>
          error.message === "thrown by a proxy" && error.stack!.includes("<string>:1"),
      );
    }
    assert.throws(
      () => environment.renderString("{{ v.x }}", { v: throwing }),
      (error: Error) => error instanceof RangeError && error.stack!.includes("<string>:1:6"),
    );
  });

  it("prints what holds itself", () => {
    const list: unknown[] = [1];
    list.push(list);
    const other: unknown[] = [1];
    other.push(other);
    const dict: Record<string, unknown> = {};
    dict["self"] = dict;
    const environment = new Environment();
    assert.equal(
      environment.renderString("{{ l }} {{ d }}", { l: list, d: dict }),
      "[1, [...]] {&#39;self&#39;: {...}}",
    );
    assert.throws(
      () => environment.renderString("{{ l == m }}", { l: list, m: other }),
      TemplateError,
    );
  });

  it("renders 10 MB of text, of tags and of one line", () => {
    const environment = new Environment();
    assert.equal(environment.renderString("x\n".repeat(5_000_000)).length, 10_000_000 - 1);
    assert.equal(environment.renderString("{{ 1 }}\n".repeat(50_000)).length, 100_000 - 1);
    assert.throws(
      () => environment.renderString(`${"x".repeat(10_000_000)}{{ a.b.c }}`),
      TemplateError,
    );
  });

  it("takes NUL bytes as any other letter", () => {
    assert.equal(new Environment().renderString("a\0{{ x }}{{ 'b\0' }}", { x: "\0" }), "a\0\0b\0");
    assert.throws(() => new Environment().renderString("{{ \0 }}"), TemplateError);
  });
});

describe("a loop over an iterator", () => {
  it("takes no more items than it needs, and closes it after a break", () => {
    const taken: string[] = [];
    function* items(): Generator<number> {
      try {
        for (let n = 0; ; n++) {
          taken.push(String(n));
          yield n;
        }
      } finally {
        taken.push("closed");
      }
    }
    const text = "{% for x in xs %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %}";
    assert.equal(new Environment().renderString(text, { xs: items() }), "012");
    assert.deepEqual(taken, ["0", "1", "2", "closed"]);
  });

  it("closes it when the body fails", () => {
    let isClosed = false;
    function* items(): Generator<number> {
      try {
        yield 1;
      } finally {
        isClosed = true;
      }
    }
    assert.throws(() =>
      new Environment().renderString("{% for x in xs %}{{ x.y.z }}{% endfor %}", { xs: items() }),
    );
    assert.equal(isClosed, true);
  });

  it("knows its neighbours and its end without taking more than the next item", () => {
    const text =
      "{% for x in xs %}{{ loop.previtem }}{{ x }}{{ loop.nextitem }}{{ loop.last }} {% endfor %}";
    const xs = new Set([1, 2]).values();
    assert.equal(new Environment().renderString(text, { xs }), "12False 12True ");
  });

  it("leaves the rest of a sequence of the engine for the next loop", () => {
    const text =
      "{% set g = [1, 2, 3]|map('string') %}{% for x in g %}{{ x }}{% break %}{% endfor %}{% for x in g %}{{ x }}{% endfor %}";
    assert.equal(new Environment().renderString(text), "123");
  });
});
