import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { dictLoader, Environment, type EnvironmentOptions } from "flagon/templates";

const TEXT = "{% for x in xs %}{{ x|upper }}{% endfor %}";

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "code-cache-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "cache");
}

function render(cacheFolder: string, options: EnvironmentOptions = {}, text = TEXT): string {
  const loader = dictLoader({ "a.html": text });
  return new Environment({ ...options, cacheFolder, loader })
    .getTemplate("a.html")
    .render({ xs: ["a", "<"] });
}

const filesIn = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

/** Changes the code in a cached file, so that it prints a mark more; the digest fits unless told. */
function plant(file: string, fits = true): void {
  const text = readFileSync(file, "utf8");
  const { code, ...rest } = JSON.parse(text.slice(65)) as { code: string };
  const content = JSON.stringify({ ...rest, code: code.replace("return o;", 'return o + "!";') });
  const digest = fits ? createHash("sha256").update(content).digest("hex") : text.slice(0, 64);
  writeFileSync(file, `${digest}\n${content}`);
}

describe("a cache of compiled templates", () => {
  it("is read by the next environment instead of compiling", (context) => {
    const folder = folderFor(context);
    assert.equal(render(folder), "A&lt;");
    const [file, ...more] = filesIn(folder);
    assert.deepEqual(more, []);
    plant(file!);
    assert.equal(render(folder), "A&lt;!");
  });

  it("keeps apart what other settings, texts and ways of rendering make", async (context) => {
    const folder = folderFor(context);
    assert.equal(render(folder), "A&lt;");
    assert.equal(render(folder, { autoescape: false }), "A<");
    assert.equal(render(folder, { sandbox: true }), "A&lt;");
    assert.equal(render(folder, {}, `${TEXT}!`), "A&lt;!");
    const environment = new Environment({
      cacheFolder: folder,
      loader: dictLoader({ "a.html": TEXT }),
    });
    assert.equal(await environment.getTemplate("a.html").renderAsync({ xs: ["a"] }), "A");
    assert.equal(filesIn(folder).length, 5);
  });

  it("is passed over where a filter is called in another way by now", (context) => {
    const folder = folderFor(context);
    const loader = dictLoader({ "a.html": "{{ 1|own }}" });
    const first = new Environment({ cacheFolder: folder, loader });
    first.filters.set("own", () => "first");
    assert.equal(first.getTemplate("a.html").render(), "first");
    const second = new Environment({ cacheFolder: folder, loader });
    assert.throws(() => second.getTemplate("a.html"), { code: "templates.assertion" });
  });

  it("compiles anew what is cut off, changed or empty, and writes it again", (context) => {
    const folder = folderFor(context);
    render(folder);
    const file = filesIn(folder)[0]!;
    const whole = readFileSync(file, "utf8");
    truncateSync(file, 100);
    assert.equal(render(folder), "A&lt;");
    assert.equal(readFileSync(file, "utf8"), whole);
    plant(file, false);
    assert.equal(render(folder), "A&lt;");
    assert.equal(readFileSync(file, "utf8"), whole);
    writeFileSync(file, "");
    assert.equal(render(folder), "A&lt;");
    assert.equal(readFileSync(file, "utf8"), whole);
  });

  it(
    "takes nothing that others may have written",
    { skip: process.getuid === undefined },
    (context) => {
      const folder = folderFor(context);
      render(folder);
      const file = filesIn(folder)[0]!;
      plant(file);
      chmodSync(file, 0o666);
      assert.equal(render(folder), "A&lt;");
      plant(file);
      renameSync(file, `${folder}/elsewhere`);
      symlinkSync(`${folder}/elsewhere`, file);
      assert.equal(render(folder), "A&lt;");
    },
  );

  it("does without a folder that cannot be written", (context) => {
    const folder = folderFor(context);
    writeFileSync(folder, "a file where the folder should be");
    assert.equal(render(folder), "A&lt;");
    assert.equal(render("/dev/null/cache"), "A&lt;");
  });

  it("does not keep texts that have no name", (context) => {
    const folder = folderFor(context);
    new Environment({ cacheFolder: folder }).renderString("{{ 1 }}");
    assert.throws(() => filesIn(folder), { code: "ENOENT" });
  });
});
