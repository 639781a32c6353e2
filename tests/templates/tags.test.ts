/** Tags beyond Jinja's: components with slots, partials, cached pieces, includes with values, and tags of a host. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  dictLoader,
  Environment,
  type EnvironmentOptions,
  type FragmentStore,
} from "flagon/templates";
import { html } from "flagon/html";
import { freezeTime } from "flagon/testing";

const CARD = `{% props title, level=2, **attrs %}<section{{ attrs|xmlattr }}><h{{ level }}>{{ title }}</h{{ level }}>{% slot %}empty{% endslot %}<footer>{% slot foot %}-{% endslot %}</footer></section>`;

function of(templates: Record<string, string>, options: EnvironmentOptions = {}): Environment {
  return new Environment({ loader: dictLoader({ "card.html": CARD, ...templates }), ...options });
}

function render(
  page: string,
  names: Record<string, unknown> = {},
  options: EnvironmentOptions = {},
): string {
  return of({ page }, options).getTemplate("page").render(names);
}

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("nothing was thrown");
};

describe("a component", () => {
  it("gets properties and fills its slots with what sees the page", () => {
    assert.equal(
      render(
        `{% component "card.html", title=name, level=3, id="c" %}Hi {{ name }}{% fill foot %}by {{ by }}{% endfill %}{% endcomponent %}`,
        { name: "<Ann>", by: "me" },
      ),
      `<section id="c"><h3>&lt;Ann&gt;</h3>Hi &lt;Ann&gt;<footer>by me</footer></section>`,
    );
  });

  it("shows what its slots hold where nothing fills them", () => {
    assert.equal(
      render(`{% component "card.html", title="T" %}{% endcomponent %}`),
      "<section><h2>T</h2>empty<footer>-</footer></section>",
    );
  });

  it("sees nothing of the page but the globals", () => {
    const templates = {
      "c.html": "[{{ page is defined }}{{ site }}]",
      page: `{% set page = 1 %}{% component "c.html" %}{% endcomponent %}`,
    };
    assert.equal(
      of(templates, { globals: { site: "S" } })
        .getTemplate("page")
        .render(),
      "[FalseS]",
    );
  });

  it("nests, and passes values of a slot to what fills it", () => {
    const templates = {
      "list.html":
        "{% for item in items %}{% slot row, item=item, n=loop.index %}{{ item }}{% endslot %},{% endfor %}",
      page: `{% for x in [1] %}{% component "card.html", title="L" %}{% component "list.html", items=["a", "b"] %}{% fill row(item, n) %}{{ n }}{{ item }}{{ x }}{% endfill %}{% endcomponent %}{% endcomponent %}{% endfor %}`,
    };
    assert.equal(
      of(templates).getTemplate("page").render(),
      "<section><h2>L</h2>1a1,2b1,<footer>-</footer></section>",
    );
  });

  it("may be chosen by a value, and take properties from a dict", () => {
    assert.equal(
      render(`{% component which, **given %}{% endcomponent %}`, {
        which: "card.html",
        given: { title: "D", level: 1 },
      }),
      "<section><h1>D</h1>empty<footer>-</footer></section>",
    );
  });

  it("says which property is missing, and which it does not have", () => {
    assert.match(
      message(() => render(`{% component "card.html" %}{% endcomponent %}`)),
      /needs the property "title"/,
    );
    const strict = {
      "b.html": "{% props title, size=1 %}{{ title }}",
      page: `{% component "b.html", title=1, sise=2 %}{% endcomponent %}`,
    };
    assert.match(
      message(() => of(strict).getTemplate("page").render()),
      /no property "sise"[^]*Did you mean "size"/,
    );
  });

  it("refuses a fill outside of a component, and a component without a name", () => {
    assert.throws(() => render("{% fill foot %}{% endfill %}"), { code: "templates.syntax" });
    assert.throws(() => render("{% component %}{% endcomponent %}"), { code: "templates.syntax" });
  });

  it("awaits like every template", async () => {
    const environment = of({
      page: `{% component "card.html", title=title %}{{ later }}{% fill foot %}{{ later }}{% endfill %}{% endcomponent %}`,
    });
    const names = { title: Promise.resolve("T"), later: Promise.resolve("<L>") };
    assert.equal(
      await environment.getTemplate("page").renderAsync(names),
      "<section><h2>T</h2>&lt;L&gt;<footer>&lt;L&gt;</footer></section>",
    );
  });
});

describe("a partial", () => {
  const page = `{% partialdef row %}<li>{{ item }}{{ mark }}</li>{% endpartialdef %}{% set mark = "!" %}<ul>{% for item in items %}{% partial row %}{% endfor %}</ul>`;

  it("is rendered where it is used, with the names of that place", () => {
    assert.equal(render(page, { items: ["a", "<"] }), "<ul><li>a!</li><li>&lt;!</li></ul>");
  });

  it("also stands where it is defined, when it is inline", () => {
    assert.equal(render("{% partialdef p inline %}x{% endpartialdef %}{% partial p %}"), "xx");
  });

  it("is rendered alone by its name behind the template's, with the names of the page's top", async () => {
    const environment = of({
      "list.html": page,
      page: `{% include "list.html#row" with item=1 only %}`,
    });
    assert.equal(environment.getTemplate("list.html#row").render({ item: "x" }), "<li>x!</li>");
    assert.equal(
      await environment.getTemplate("list.html#row").renderAsync({ item: Promise.resolve("y") }),
      "<li>y!</li>",
    );
    assert.equal(environment.getTemplate("page").render(), "<li>1!</li>");
    assert.match(
      message(() => environment.getTemplate("list.html#rwo").render()),
      /no partial "rwo"[^]*"row"/,
    );
    assert.throws(() => environment.getTemplate("none.html#row"), { code: "templates.not-found" });
  });

  it("may be replaced by a template that extends the page", () => {
    const templates = {
      base: `{% partialdef p %}base{% endpartialdef %}[{% partial p %}]`,
      child: `{% extends "base" %}{% partialdef p inline %}child{% endpartialdef %}`,
    };
    assert.equal(
      of(templates, { unknownBlocks: "error" }).getTemplate("child").render(),
      "[child]",
    );
  });

  it("is refused when it is there twice, and when it is not there", () => {
    assert.throws(
      () => render("{% partialdef a %}{% endpartialdef %}{% partialdef a %}{% endpartialdef %}"),
      { code: "templates.assertion" },
    );
    assert.match(
      message(() => render("{% partialdef rows %}{% endpartialdef %}{% partial row %}")),
      /no partial "row"[^]*"rows"/,
    );
  });
});

describe("an include with values", () => {
  it("gives them over the names of the page, or alone", () => {
    const templates = {
      row: "{{ a }}{{ b }}{{ c }};",
      page: `{% set a = 1 %}{% include "row" with b=2, c=a + 2 %}{% include "row" with b=2 only %}{% include "row" with context %}`,
    };
    assert.equal(of(templates).getTemplate("page").render(), "123;2;1;");
  });
});

describe("a cached piece", () => {
  it("is rendered once for its name and values, until its time is over", () => {
    let count = 0;
    const clock = freezeTime("2026-01-01T00:00:00Z");
    try {
      const environment = of({ page: `{% cache 60, "side", user %}{{ count() }}{% endcache %}` });
      const page = (user: string): string =>
        environment.getTemplate("page").render({ user, count: () => ++count });
      assert.deepEqual([page("a"), page("a"), page("b")], ["1", "1", "2"]);
      clock.advance({ seconds: 61 });
      assert.equal(page("a"), "3");
    } finally {
      clock.restore();
    }
  });

  it("differs by language", () => {
    let locale = "en";
    const environment = of(
      { page: `{% cache none, "n" %}{{ 1234.5|floatformat("1g") }}{% endcache %}` },
      { localization: () => ({ ...new Environment().localization(), locale }) },
    );
    const first = environment.getTemplate("page").render();
    locale = "de";
    assert.deepEqual([first, environment.getTemplate("page").render()], ["1,234.5", "1.234,5"]);
  });

  it("may be kept by a store that answers later", async () => {
    const kept = new Map<string, string>();
    const fragments: FragmentStore = {
      get: async (key) => kept.get(key),
      set: async (key, text) => void kept.set(key, text),
    };
    const environment = of(
      { page: `{% cache 60, "x" %}<b>{{ n }}</b>{% endcache %}` },
      { fragments },
    );
    const page = (n: number): Promise<string> => environment.getTemplate("page").renderAsync({ n });
    assert.deepEqual([await page(1), await page(2), kept.size], ["<b>1</b>", "<b>1</b>", 1]);
  });
});

describe("a tag of a host", () => {
  const tags = {
    badge: {
      render: ({ args: [text] }: { args: readonly unknown[] }) => html`<i>${String(text)}</i>`,
    },
    box: {
      hasBody: true,
      render: ({
        args: [title],
        options,
        body,
      }: {
        args: readonly unknown[];
        options: Readonly<Record<string, unknown>>;
        body: () => unknown;
      }) =>
        html`<div class="${String(options["kind"] ?? "plain")}"><b>${String(title)}</b>${body()}</div>`,
    },
    twice: {
      hasBody: true,
      render: ({ body }: { body: () => unknown }) => html`${body()}${body()}`,
    },
    raw: { render: () => "never" },
    plain: { render: () => "<x>" },
  };

  it("gets values, options and its body, and what it gives is escaped unless it is HTML", () => {
    const page = `{% badge "<" %}{% box "T", kind="warn" %}{{ name }}{% badge 1 %}{% endbox %}{% plain %}{% for i in [1] %}{% twice %}{{ i }}{% endtwice %}{% endfor %}`;
    assert.equal(
      render(page, { name: "&" }, { tags }),
      `<i>&lt;</i><div class="warn"><b>T</b>&amp;<i>1</i></div>&lt;x&gt;11`,
    );
  });

  it("does not replace a tag of the language, and is not a name in templates", () => {
    assert.equal(render("{% raw %}{{ x }}{% endraw %}", {}, { tags }), "{{ x }}");
    assert.equal(render("{{ badge is defined }}", {}, { tags }), "False");
  });

  it("is suggested where a tag is misspelt", () => {
    assert.match(
      message(() => render("{% bagde 1 %}", {}, { tags })),
      /Did you mean "badge"/,
    );
  });
});
