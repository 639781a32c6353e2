/** Templates that change while a program runs, names that are not there, and what is around a rendering. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import {
  choiceLoader,
  dictLoader,
  Environment,
  folderLoader,
  type Surroundings,
} from "flagon/templates";

/** Two folders of templates; the first is asked first. */
class Site {
  readonly folders = ["site", "blog"].map((name) =>
    join(mkdtempSync(join(tmpdir(), "reload-")), name),
  );
  #clock = Date.now() / 1000;

  write(name: string, text: string, folder = 0): void {
    const file = join(this.folders[folder]!, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    // Two writes of one test may come in one tick of the file system's clock.
    this.#clock += 1;
    utimesSync(file, this.#clock, this.#clock);
  }

  remove(name: string, folder = 0): void {
    rmSync(join(this.folders[folder]!, name));
  }

  environment(autoReload: boolean): Environment {
    return new Environment({ autoReload, loader: folderLoader(...this.folders) });
  }
}

describe("an environment that reloads", () => {
  it("sees a changed template at its next use", () => {
    const site = new Site();
    site.write("a.html", "one");
    const environment = site.environment(true);
    assert.equal(environment.getTemplate("a.html").render(), "one");
    site.write("a.html", "two");
    assert.equal(environment.getTemplate("a.html").render(), "two");
  });

  it("sees a changed parent, include and import of a template that did not change", () => {
    const site = new Site();
    site.write("base.html", "[{% block a %}{% endblock %}]");
    site.write("part.html", "part");
    site.write("macros.html", "{% macro m() %}m{% endmacro %}");
    site.write(
      "page.html",
      '{% extends "base.html" %}{% from "macros.html" import m %}{% block a %}{% include "part.html" %} {{ m() }}{% endblock %}',
    );
    const environment = site.environment(true);
    assert.equal(environment.getTemplate("page.html").render(), "[part m]");
    site.write("base.html", "<{% block a %}{% endblock %}>");
    site.write("part.html", "other");
    site.write("macros.html", "{% macro m() %}M{% endmacro %}");
    assert.equal(environment.getTemplate("page.html").render(), "<other M>");
  });

  it("sees a new file that overrides one, and the one behind it when that goes again", () => {
    const site = new Site();
    site.write("a.html", "blog's", 1);
    const environment = site.environment(true);
    assert.equal(environment.getTemplate("a.html").render(), "blog's");
    site.write("a.html", "site's", 0);
    assert.equal(environment.getTemplate("a.html").render(), "site's");
    site.remove("a.html", 0);
    assert.equal(environment.getTemplate("a.html").render(), "blog's");
    site.remove("a.html", 1);
    assert.throws(() => environment.getTemplate("a.html"), { code: "templates.not-found" });
  });

  it("asks the loaders in front of one that had the template", () => {
    const site = new Site();
    mkdirSync(site.folders[0]!);
    const environment = new Environment({
      autoReload: true,
      loader: choiceLoader(folderLoader(site.folders[0]!), dictLoader({ "a.html": "kept" })),
    });
    assert.equal(environment.getTemplate("a.html").render(), "kept");
    site.write("a.html", "file");
    assert.equal(environment.getTemplate("a.html").render(), "file");
  });

  it("tells of a template that was broken, and of nothing once it is mended", () => {
    const site = new Site();
    site.write("a.html", "{% if %}");
    const environment = site.environment(true);
    assert.throws(() => environment.getTemplate("a.html"), { code: "templates.syntax" });
    site.write("a.html", "fine");
    assert.equal(environment.getTemplate("a.html").render(), "fine");
  });
});

describe("an environment that does not reload", () => {
  it("compiles a template once", () => {
    const site = new Site();
    site.write("a.html", "one");
    const environment = site.environment(false);
    const template = environment.getTemplate("a.html");
    site.write("a.html", "two");
    assert.equal(environment.getTemplate("a.html"), template);
    assert.equal(template.render(), "one");
  });
});

describe("a template that is not there", () => {
  it("is told with the near name and the folders", () => {
    const site = new Site();
    site.write("blog/detail.html", "");
    const [first, second] = site.folders;
    assert.throws(() => site.environment(false).getTemplate("blog/detial.html"), {
      mend: `Did you mean "blog/detail.html"? Looked in the folders ${first}, ${second}.`,
    });
  });

  it("is found where only its folder was forgotten", () => {
    const site = new Site();
    site.write("blog/detail.html", "");
    const environment = site.environment(false);
    assert.throws(() => environment.renderString('{% include "detail.html" %}'), {
      mend: /^Did you mean "blog\/detail\.html"\?/,
    });
  });

  it("leaves hidden files out of the names", () => {
    const site = new Site();
    for (const name of [".git/a.html", ".hidden.html", "b.html", "sub/c.html"])
      site.write(name, "");
    assert.deepEqual(site.environment(false).templateNames(), ["b.html", "sub/c.html"]);
  });
});

describe("the surroundings of a rendering", () => {
  const environment = new Environment({
    globals: { site: "Shop" },
    loader: dictLoader({
      "page.html":
        '{% from "macros.html" import who %}{{ who() }} {% include "part.html" without context %}',
      "macros.html": "{% macro who() %}{{ user }}{% endmacro %}",
      "part.html": "{{ user }}",
    }),
  });
  const around = (user: string): Surroundings & { asked: string[] } => {
    const asked: string[] = [];
    return {
      asked,
      undefined: "default",
      find(name) {
        asked.push(name);
        return name === "user" ? user : environment.globals[name];
      },
      names: () => ["user", ...Object.keys(environment.globals)],
    };
  };

  it("are asked for the names that a template mentions, and for no others", () => {
    const surroundings = around("Ann");
    const text = environment
      .fromString("{{ given }} {{ user }}")
      .render({ given: 1 }, surroundings);
    assert.equal(text, "1 Ann");
    assert.deepEqual(surroundings.asked, ["user"]);
  });

  it("reach macros and includes without context, and do not stay in them", () => {
    const page = environment.getTemplate("page.html");
    assert.equal(page.render({}, around("Ann")), "Ann Ann");
    assert.equal(page.render({}, around("Bob")), "Bob Bob");
    assert.equal(page.render(), " ");
  });

  it("are the globals where nothing else is said", () => {
    assert.equal(environment.renderString("{{ site }}"), "Shop");
  });

  it("give the names for suggestions", () => {
    const template = environment.fromString("{{ usr.name }}");
    assert.throws(() => template.render({}, around("Ann")), { mend: 'Did you mean "user"?' });
  });
});
