import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment, type TemplateError, templateFrames } from "flagon/templates";

/** Gives a value a moment later. */
const later = async <T>(value: T): Promise<T> => {
  await new Promise((resolve) => setImmediate(resolve));
  return value;
};

async function* each<T>(...values: T[]): AsyncGenerator<T> {
  for (const value of values) yield await later(value);
}

function environment(templates: Record<string, string> = {}): Environment {
  const made = new Environment({ loader: dictLoader(templates) });
  made.filters.set("slow", async (value: unknown, other = "") => later(`${String(value)}${other}`));
  made.tests.set("late", async (value: number) => later(value > 1));
  made.globals["load"] = async (value: unknown): Promise<unknown> => later(value);
  return made;
}

const rendered = async (text: string, names: Record<string, unknown> = {}): Promise<string> =>
  environment().fromString(text).renderAsync(names);

describe("a template that meets promises", () => {
  const cases: [what: string, text: string, output: string][] = [
    ["printed", "{{ a }} {{ a ~ b }}", "1 12"],
    [
      "of attributes and items",
      "{{ user.name }} {{ user['name']|upper }} {{ user.boss.name }}",
      "Ada ADA Bob",
    ],
    ["of calls and methods", "{{ load(3) + load(4) }} {{ user.greet('Hi') }}", "7 Hi Ada"],
    [
      "in conditions",
      "{% if no %}x{% elif a %}y{% endif %}{{ 'p' if no else 'q' }}{{ no or b }}",
      "yq2",
    ],
    ["looped over", "{% for x in list %}{{ loop.index }}{{ x }}{% else %}none{% endfor %}", "1a2b"],
    ["as items of lists", "{% for x in [a, b] %}{{ x }}{% endfor %}{{ pair|join('-') }}", "121-2"],
    [
      "of filters, and as their arguments",
      "{{ 1|slow(b) }}{{ 5|slow|upper }}{{ none|default(b, true) }}",
      "1252",
    ],
    ["of tests", "{{ 2 is late }} {{ 1 is late }} {{ 1 is not late }}", "True False True"],
    [
      "in map and select",
      "{{ [1, 2]|map('slow', '!')|join }} {{ [1, 2, 3]|select('late')|list }}",
      "1!2! [2, 3]",
    ],
    ["on the path of an attribute", "{{ [user]|map(attribute='boss.name')|join }}", "Bob"],
    [
      "set, with and captured",
      "{% set x = a %}{% with y = b %}{{ x + y }}{% endwith %}{% set z %}<{{ a }}{% endset %}{{ z }}",
      "3<1",
    ],
    ["in filter blocks", "{% filter slow('.') %}{{ a }}{% endfilter %}", "1."],
    ["of nothing", "{{ nothing }}{{ nothing is defined }}", "False"],
    [
      "in macros, defaults and callers",
      "{% macro m(x=b) %}{{ x }}{{ caller() }}{% endmacro %}{% call m() %}{{ a }}{% endcall %}{% call m(a) %}c{% endcall %}",
      "211c",
    ],
    ["in a loop's condition", "{% for x in [1, 2, 3] if x is late %}{{ x }}{% endfor %}", "23"],
    [
      "in recursive loops",
      "{% for n in tree recursive %}{{ n.name }}{% if n.kids %}({{ loop(n.kids) }}){% endif %}{% endfor %}",
      "a(b)",
    ],
  ];
  for (const [what, text, output] of cases) {
    it(`awaits those ${what}`, async () => {
      const user = {
        name: later("Ada"),
        boss: later({ name: later("Bob") }),
        greet: async (word: string) => later(`${word} Ada`),
      };
      const names = {
        a: later(1),
        b: later(2),
        no: later(0),
        list: later(["a", later("b")]),
        pair: [later(1), later(2)],
        user,
        nothing: later(undefined),
        tree: each({ name: later("a"), kids: each({ name: "b" }) }),
      };
      assert.equal(await rendered(text, names), output);
    });
  }

  it("awaits them in blocks, parents, includes and imports", async () => {
    const site = environment({
      "base.html": "<{% block title %}{{ a }}{% endblock %}|{% block main %}{% endblock %}>",
      "page.html":
        "{% extends load('base.html') %}{% from 'macros.html' import twice %}{% block title %}{{ super() }}{{ b }}{% endblock %}{% block main %}{% include 'part.html' %}{{ twice(a) }}{{ self.title() }}{% endblock %}",
      "part.html": "{% for x in items %}{{ x }}{{ b }}{% endfor %}",
      "macros.html": "{% set n = load(2) %}{% macro twice(x) %}{{ load(x) * n }}{% endmacro %}",
    });
    const names = { a: later(1), b: later("&"), items: each("<", ">") };
    const html = await site.getTemplate("page.html").renderAsync(names);
    assert.equal(html, "<1&amp;|&lt;&amp;&gt;&amp;21&amp;>");
  });

  it("knows where it is in an async iterator", async () => {
    const text =
      "{% for x in xs %}{{ x }}{{ loop.last }}{{ loop.nextitem }}{{ loop.length }}{{ loop.revindex }} {% endfor %}";
    assert.equal(await rendered(text, { xs: each(1, 2) }), "1False222 2True21 ");
    const object =
      "{% for x in xs %}{% set l = loop %}{{ l.last }}{{ l.length }}{{ l.nextitem }} {% endfor %}";
    assert.equal(await rendered(object, { xs: each(1, 2) }), "False22 True2 ");
    assert.equal(
      await rendered("{% for x in xs %}{{ x }}{% else %}none{% endfor %}", { xs: each() }),
      "none",
    );
  });

  it("takes async iterators into filters", async () => {
    assert.equal(await rendered("{{ xs|join('-') }}", { xs: each(1, 2) }), "1-2");
    assert.equal(await rendered("{{ xs|map('slow')|list|length }}", { xs: each(1, 2) }), "2");
  });

  it("calls each function once", async () => {
    const calls: string[] = [];
    const note = async (name: string): Promise<string> => {
      calls.push(name);
      return later(name);
    };
    const text =
      "{{ note('a') }}{% for x in [1, 2] %}{{ note('b') }}{% endfor %}{{ note('c')|upper }}";
    assert.equal(await rendered(text, { note }), "abbC");
    assert.deepEqual(calls, ["a", "b", "b", "c"]);
  });

  it("has the place of a rejected promise", async () => {
    const boom = new RangeError("boom");
    const site = environment({
      "a.html": "{% block b %}\n{% include 'b.html' %}{% endblock %}",
      "b.html": "\n\n{{ p.q }}",
    });
    const fail = async (): Promise<never> => {
      await later(1);
      throw boom;
    };
    const names = {
      p: {
        get q() {
          return fail();
        },
      },
    };
    await assert.rejects(site.getTemplate("a.html").renderAsync(names), (error) => error === boom);
    const lines = templateFrames(boom).map(
      ({ template, line, part }) => `${template}:${line} ${part}`,
    );
    assert.deepEqual(lines, ["b.html:3 ", 'a.html:2 block "b"', "a.html:1 "]);
    assert.match(boom.stack!, /at block "b" \(a\.html:2:4\)/);
  });

  it("renders the same as without promises where there is none", async () => {
    const text = "{% for x in xs %}{{ loop.index }}{{ x|upper }}{% endfor %}{{ m }}";
    const names = { xs: ["a", "<"], m: { k: [1] } };
    assert.equal(await rendered(text, names), new Environment().renderString(text, names));
  });

  it("does not take a dict with a key `then` for a promise", async () => {
    assert.equal(await rendered("{{ {'then': [].append}|length }}"), "1");
  });
});

describe("render() without awaiting", () => {
  const names = { p: later(1), xs: each(1), f: async () => later(1) };
  for (const text of [
    "{{ p }}",
    "{{ p ~ 1 }}",
    "{{ p + 1 }}",
    "{{ p.x }}",
    "{{ f() }}",
    "{{ p() }}",
    "{% if p %}{% endif %}",
    "{% for x in p %}{% endfor %}",
    "{% for x in xs %}{% endfor %}",
    "{{ xs|list }}",
    "{{ [1]|map('slow')|join }}",
    "{{ 1 is late }}",
  ]) {
    it(`names renderAsync() when it meets a promise in ${text}`, () => {
      assert.throws(
        () => environment().fromString(text).render(names),
        (error: TemplateError) => {
          assert.equal(error.code, "templates.promise");
          assert.match(error.message, /renderAsync\(\)/);
          return error.line === 1;
        },
      );
    });
  }
});

describe("a sandboxed template that awaits", () => {
  const sandbox = (): Environment =>
    new Environment({ sandbox: { limits: { steps: 50, timeMs: 60_000 } } });

  it("has its own limits while others run in between", async () => {
    const text = "{% for x in xs %}{{ p }}{% for y in range(4) %}{% endfor %}{% endfor %}";
    const all = [1, 2, 3].map(async () => {
      const names = { p: later("."), xs: [1, 2, 3, 4, 5] };
      return sandbox().fromString(text).renderAsync(names);
    });
    assert.deepEqual(await Promise.all(all), [".....", ".....", "....."]);
  });

  it("stops at them after an await, and leaves no limit to others", async () => {
    const endless = "{{ p }}{% for x in range(100) %}{% endfor %}";
    await assert.rejects(
      sandbox()
        .fromString(endless)
        .renderAsync({ p: later(1) }),
      {
        code: "templates.limit",
      },
    );
    assert.equal(new Environment().renderString("{{ ('x' * 1000001)|length }}"), "1000001");
  });
});
