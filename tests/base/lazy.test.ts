/** Values made when they are first wanted, and names of things in modules. */

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { importString } from "../../src/base/import-string.ts";
import { cached, lazyText, once } from "../../src/base/lazy.ts";

describe("a cached property", () => {
  class Order {
    calls = 0;
    get total(): number {
      return cached(this, "total", () => ++this.calls);
    }
  }

  it("is computed once for each object, until it is deleted", () => {
    const [first, second] = [new Order(), new Order()];
    assert.deepEqual([first.total, first.total, second.total], [1, 1, 1]);
    delete (first as { total?: number }).total;
    assert.equal(first.total, 2);
    assert.deepEqual(Object.keys(first), ["calls"]);
  });
});

describe("once", () => {
  it("remembers the result, undefined too, but not a fault", () => {
    let calls = 0;
    const compute = once(() => {
      calls += 1;
      if (calls === 1) throw new Error("not yet");
      return undefined;
    });
    assert.throws(compute);
    compute();
    compute();
    assert.equal(calls, 2);
  });
});

describe("lazy text", () => {
  it("is made each time it is shown", () => {
    let language = "en";
    const title = lazyText(() => (language === "en" ? "Welcome" : "Willkommen"));
    assert.equal(`${title}!`, "Welcome!");
    language = "de";
    assert.equal(JSON.stringify({ title }), '{"title":"Willkommen"}');
  });
});

describe("the name of an export", () => {
  const folder = mkdtempSync(join(tmpdir(), "flagon-import-"));
  const base = pathToFileURL(`${folder}/`);
  writeFileSync(
    join(folder, "shop.ts"),
    "export const settings: object = { mail: { from: 'a@b.example' } }; export default 7;",
  );
  writeFileSync(join(folder, "broken.ts"), 'import "./not-there.ts"; export const a = 1;');
  writeFileSync(join(folder, "throws.ts"), 'throw new RangeError("own fault");');

  it("gives it, from files, packages and built-in modules", async () => {
    assert.equal(await importString("./shop.ts:settings.mail.from", base), "a@b.example");
    assert.equal(await importString("./shop.ts", base), 7);
    assert.equal(await importString(`${base.href}shop.ts:default`), 7);
    assert.equal(await importString("node:path:join"), join);
  });

  it("says what is missing", async () => {
    await assert.rejects(importString("./shpo.ts:a", base), { code: "import.no-module" });
    await assert.rejects(importString("no-such-package-at-all:a"), { code: "import.no-module" });
    await assert.rejects(importString("./shop.ts:setings", base), {
      code: "import.no-export",
      mend: 'Did you mean "settings"?',
    });
    await assert.rejects(importString("./shop.ts:settings.constructor", base), {
      code: "import.no-export",
    });
  });

  it("lets the module's own faults through", async () => {
    await assert.rejects(importString("./throws.ts:a", base), RangeError);
    await assert.rejects(importString("./broken.ts:a", base), { code: "ERR_MODULE_NOT_FOUND" });
  });
});
