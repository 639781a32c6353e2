import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dictLoader, Environment } from "flagon/templates";

const tick = async (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 5);
  });

async function gather(stream: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece);
  return pieces;
}

const template = (text: string) => new Environment().fromString(text);

describe("a streamed template", () => {
  it("gives what is there while an item is still to come", async () => {
    let giveLast = (_value: string): void => undefined;
    const last = new Promise<string>((resolve) => {
      giveLast = resolve;
    });
    async function* items(): AsyncGenerator<string> {
      yield "a";
      yield await last;
    }
    const text = "<ul>{% for x in items %}<li>{{ x }}</li>{% endfor %}</ul>";
    const stream = template(text).stream({ items: items() });
    let seen = "";
    while (!seen.includes("a")) seen += (await stream.next()).value;
    assert.equal(seen, "<ul><li>a</li>");
    giveLast("b");
    assert.equal((await gather(stream)).join(""), "<li>b</li></ul>");
  });

  it("gives the same text as renderAsync(), in pieces", async () => {
    const environment = new Environment({
      loader: dictLoader({
        "base.html": "<{% block main %}{% endblock %}>{% include 'foot.html' %}",
        "foot.html": "{% for x in xs %}{{ x }}{% endfor %}.",
        "page.html":
          "{% extends 'base.html' %}{% block main %}{% macro m(x) %}[{{ x }}]{% endmacro %}{% for x in xs %}{{ m(x) }}{% set c %}{{ x }}{{ slow(x) }}{% endset %}{{ c }}{% endfor %}{{ super() }}{% endblock %}",
      }),
    });
    const names = {
      xs: Array.from({ length: 3000 }, (_, index) => `item ${index}`),
      slow: (x: string) => (x.endsWith("00") ? tick().then(() => "!") : "?"),
    };
    const page = environment.getTemplate("page.html");
    const pieces = await gather(page.stream(names));
    assert.ok(pieces.length > 3);
    assert.equal(pieces.join(""), await page.renderAsync(names));
  });

  it("joins what comes at once to pieces worth sending", async () => {
    const xs = Array.from({ length: 1000 }, () => Promise.resolve("some text"));
    const pieces = await gather(template("{% for x in xs %}{{ x }}{% endfor %}").stream({ xs }));
    assert.ok(pieces.length < 10, `${pieces.length} pieces`);
  });

  it("waits for a slow reader, and starts with the first piece that is asked for", async () => {
    let walked = 0;
    function* items(): Generator<string> {
      for (; walked < 1000; walked++) yield "x".repeat(1000);
    }
    const stream = template("{% for x in items %}{{ x }}{% endfor %}").stream({ items: items() });
    await tick();
    assert.equal(walked, 0);
    await stream.next();
    await tick();
    assert.ok(walked < 100, `${walked} items were walked for a reader of one piece`);
    await gather(stream);
    assert.equal(walked, 1000);
  });

  it("closes the iterators that it walks when the reader goes away", async () => {
    const closed: string[] = [];
    async function* outer(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        closed.push("outer");
      }
    }
    function* inner(): Generator<string> {
      try {
        for (;;) yield "x".repeat(1000);
      } finally {
        closed.push("inner");
      }
    }
    const text = "{% for a in outer %}{% for b in inner() %}{{ b }}{% endfor %}{% endfor %}";
    for await (const piece of template(text).stream({ outer: outer(), inner })) {
      assert.ok(piece.length > 0);
      break;
    }
    await tick();
    assert.deepEqual(closed, ["inner", "outer"]);
  });

  it("gives the pieces before an error, then the error", async () => {
    const fail = async (): Promise<never> => {
      await tick();
      throw new Error("boom");
    };
    const stream = template("before {{ fail() }} after").stream({ fail });
    assert.equal((await stream.next()).value, "before ");
    await assert.rejects(async () => stream.next(), /boom/);
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
  });

  it("is over when it was never read", async () => {
    const stream = template("{{ x }}").stream();
    await stream.return!();
    assert.deepEqual(await gather(stream), []);
  });
});
