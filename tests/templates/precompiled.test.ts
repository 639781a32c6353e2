import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  dictLoader,
  Environment,
  type EnvironmentOptions,
  type PrecompiledTemplates,
  type TemplateError,
} from "flagon/templates";

const run = promisify(execFile);

const SITE = {
  "base.html": "<{% block main %}{% endblock %}>",
  "page.html":
    "{% extends 'base.html' %}{% import 'macros.html' as m %}{% block main %}{{ m.b(name)|upper }}{% include 'part.txt' %}{% endblock %}",
  "macros.html": "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}",
  "part.txt": "{{ name }}\n{{ missing.x }}",
};

const byEnding = (name: string | undefined): boolean =>
  name === undefined || !name.endsWith(".txt");

/** Writes the module of an environment, and loads it. */
async function modules(options: EnvironmentOptions): Promise<PrecompiledTemplates> {
  const folder = mkdtempSync(join(tmpdir(), "precompiled-"));
  try {
    const path = join(folder, "templates.mjs");
    writeFileSync(path, new Environment(options).precompile());
    return (await import(pathToFileURL(path).href)) as PrecompiledTemplates;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("precompiled templates", () => {
  it("render as those that are compiled while the app runs, in every way", async () => {
    const options = {
      loader: dictLoader(SITE),
      autoescape: byEnding,
      undefined: "chainable" as const,
    };
    const precompiled = await modules(options);
    const environment = new Environment({ ...options, loader: dictLoader({}), precompiled });
    const here = new Environment(options).getTemplate("page.html");
    const page = environment.getTemplate("page.html");
    const names = { name: "<a>" };
    assert.equal(page.render(names), "<<B>&LT;A&GT;</B><a>\n>");
    assert.equal(page.render(names), here.render(names));
    assert.equal(await page.renderAsync({ name: Promise.resolve("<a>") }), here.render(names));
    assert.equal(page.renderBlock("main", names), here.renderBlock("main", names));
    assert.equal(await page.renderBlockAsync("main", names), here.renderBlock("main", names));
    assert.deepEqual(environment.templateNames(), Object.keys(SITE).toSorted());
  });

  it("show the line of an error", async () => {
    const options = { loader: dictLoader(SITE), autoescape: byEnding };
    const environment = new Environment({ ...options, precompiled: await modules(options) });
    assert.throws(
      () => environment.getTemplate("page.html").render(),
      (error: TemplateError) => {
        assert.deepEqual(
          [error.template, error.line, error.place?.text],
          ["part.txt", 2, "{{ missing.x }}"],
        );
        assert.doesNotMatch(error.stack!, /template\$/);
        return true;
      },
    );
  });

  it("are refused by an environment that escapes, calls or holds them in another way", async () => {
    const loader = dictLoader({ "a.html": "{{ x|shout }}" });
    const made = new Environment({ loader });
    made.filters.set("shout", (value: string) => `${value}!`);
    const folder = mkdtempSync(join(tmpdir(), "precompiled-"));
    const path = join(folder, "a.mjs");
    writeFileSync(path, made.precompile());
    const precompiled = (await import(pathToFileURL(path).href)) as PrecompiledTemplates;
    rmSync(folder, { recursive: true });
    const stale = { code: "templates.stale-precompiled" };
    for (const options of [{ autoescape: false }, { sandbox: true }, {}]) {
      const environment = new Environment({ ...options, precompiled });
      assert.throws(() => environment.getTemplate("a.html"), stale);
    }
    const fits = new Environment({ precompiled });
    fits.filters.set("shout", (value: string) => `${value}!`);
    assert.equal(fits.getTemplate("a.html").render({ x: "a" }), "a!");
    assert.throws(() => new Environment({ precompiled: { ...precompiled, version: "0" } }), stale);
  });

  it("work where no code can be made of texts, and others say what to do", async () => {
    const folder = mkdtempSync(join(tmpdir(), "precompiled-"));
    try {
      const module = join(folder, "templates.mjs");
      writeFileSync(module, new Environment({ loader: dictLoader(SITE) }).precompile());
      const engine = new URL("../../src/templates/index.ts", import.meta.url).href;
      const script = join(folder, "main.mjs");
      writeFileSync(
        script,
        `import { Environment } from ${JSON.stringify(engine)};
        import * as precompiled from "./templates.mjs";
        const environment = new Environment({ precompiled, undefined: "chainable" });
        console.log(environment.getTemplate("page.html").render({ name: "a" }));
        console.log(await environment.getTemplate("page.html").renderAsync({ name: Promise.resolve("b") }));
        try { environment.renderString("{{ x }}"); } catch (error) { console.log(error.code); }`,
      );
      const { stdout } = await run(process.execPath, [
        "--disallow-code-generation-from-strings",
        "--conditions=flagon-source",
        script,
      ]);
      assert.equal(stdout, "<<B>A</B>a\n>\n<<B>B</B>b\n>\ntemplates.no-code-generation\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
