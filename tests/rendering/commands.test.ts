/** The commands that look at the templates of an app. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import { CliRunner } from "flagon/cli";
import type { PrecompiledTemplates } from "flagon/templates";

function folderWith(templates: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "commands-"));
  mkdirSync(join(folder, "templates"));
  for (const [name, text] of Object.entries(templates))
    writeFileSync(join(folder, "templates", name), text);
  return folder;
}

describe("flagon templates check", () => {
  it("says that nothing is wrong, with 0", async () => {
    const app = new Flagon({
      folder: folderWith({ "a.html": "{{ url_for('home') }}", "b.png": "\0" }),
    });
    app.templateFilter("mine", (value: unknown) => value);
    app.get("/", { endpoint: "home" }, () => "");
    const { output, exitCode } = await new CliRunner(app).invoke(["templates", "check"]);
    assert.deepEqual([output, exitCode], ["1 template, nothing is wrong.\n", 0]);
  });

  it("tells each fault of the app and its blueprints with its line, and ends with 1", async () => {
    const app = new Flagon({ folder: folderWith({ "a.html": "one\n{{ url_for('hmoe') }}" }) });
    app.get("/", { endpoint: "home" }, () => "");
    app.install(new Blueprint("blog", { folder: folderWith({ "b.html": "{{ x|uper }}" }) }));
    const { output, exitCode } = await new CliRunner(app).invoke(["templates", "check"]);
    assert.equal(exitCode, 1);
    assert.equal(
      output,
      `error: The app has no endpoint "hmoe".
  at:   a.html:2:11

  2 | {{ url_for('hmoe') }}
    |           ^
  mend: Did you mean "home"?
  code: templates.unknown-endpoint

error: There is no filter named "uper".
  at:   b.html:1:6

  1 | {{ x|uper }}
    |      ^
  mend: Did you mean "upper"?
  code: templates.assertion

2 templates: 2 errors, 0 warnings.
`,
    );
  });

  it("ends with 0 where there are warnings alone, and tells them as JSON", async () => {
    const folder = folderWith({ "base.html": "", "a.html": '{% extends "base.html" %} text' });
    const words = ["templates", "check", "--json"];
    const { output, exitCode } = await new CliRunner(new Flagon({ folder })).invoke(words);
    assert.equal(exitCode, 0);
    const [finding] = JSON.parse(output) as { code: string; place: { line: number } }[];
    assert.deepEqual([finding?.code, finding?.place.line], ["templates.unseen-text", 1]);
  });
});

describe("flagon templates build", () => {
  it("writes a module that renders the app's templates without making code", async () => {
    const folder = folderWith({
      "base.html": "<{% block a %}{% endblock %}>",
      "a.html": '{% extends "base.html" %}{% block a %}{{ n|mine }}{% endblock %}',
    });
    const file = join(folder, "built.mjs");
    const mine = (value: number): string => `<${value}>`;
    const app = new Flagon({ folder }).templateFilter("mine", mine);
    const { output } = await new CliRunner(app).invoke(["templates", "build", file]);
    assert.equal(output, `2 templates in ${file}.\n`);
    const precompiled = (await import(pathToFileURL(file).href)) as PrecompiledTemplates;
    const other = new Flagon({ folder: tmpdir(), templates: { precompiled } });
    other.templateFilter("mine", mine);
    assert.equal(await other.render("a.html", { n: 1 }), "<&lt;1&gt;>");
  });
});

describe("flagon templates list", () => {
  it("shows the files, and which are hidden by another", async () => {
    const [site, blog] = [
      folderWith({ "a.html": "" }),
      folderWith({ "a.html": "", "bb.html": "" }),
    ];
    const app = new Flagon({ folder: site });
    app.install(new Blueprint("blog", { folder: blog }));
    const { output } = await new CliRunner(app).invoke(["templates", "list"]);
    assert.equal(
      output,
      `a.html   ${join(site, "templates", "a.html")}
a.html   ${join(blog, "templates", "a.html")}  (hidden)
bb.html  ${join(blog, "templates", "bb.html")}
`,
    );
  });
});

describe("flagon templates types", () => {
  const app = (): Flagon => {
    const folder = folderWith({
      "list.html":
        "{% for post in posts %}{{ post }}{% endfor %}{{ page|default(1) }}{{ nav }}{{ url_for('home') }}",
      "typed.html": "{#: posts: readonly string[], page?: number #}{{ posts }}",
      "plain.html": "{{ request.path }}",
      "broken.html": "{% if %}",
    });
    return new Flagon({ folder });
  };

  it("writes down what each template has to be given", async () => {
    const out = join(mkdtempSync(join(tmpdir(), "types-")), "templates.d.ts");
    const words = ["templates", "types", "--out", out, "--shared", "nav"];
    const { exitCode } = await new CliRunner(app()).invoke(words);
    assert.equal(exitCode, 0);
    const text = readFileSync(out, "utf8");
    assert.match(text, /"list\.html": \{ posts: unknown; page\?: unknown \};/);
    assert.match(text, /"typed\.html": \{ posts: readonly string\[\], page\?: number \};/);
    assert.match(text, /"plain\.html": Record<never, never>;/);
    assert.doesNotMatch(text, /broken/);
  });

  it("tells with --check that the file is not as it would be written", async () => {
    const out = join(mkdtempSync(join(tmpdir(), "types-")), "templates.d.ts");
    const words = ["templates", "types", "--out", out];
    assert.equal((await new CliRunner(app()).invoke([...words, "--check"])).exitCode, 1);
    await new CliRunner(app()).invoke(words);
    assert.equal((await new CliRunner(app()).invoke([...words, "--check"])).exitCode, 0);
  });
});
