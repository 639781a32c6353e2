/** Holds docs/lifecycle.md to the code: every file and name that it mentions exists. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./support/sources.ts";

describe("docs/lifecycle.md", () => {
  const page = readFileSync(join(root, "docs", "lifecycle.md"), "utf8");
  const places = [...page.matchAll(/`(src\/[\w/.-]+)` `(\w+)`/g)].map(([, file, name]) => ({
    file: file!,
    name: name!,
  }));
  const rungs = [...page.matchAll(/^\| `(\w+)` \| `(src\/[\w/.-]+)`/gm)].map(([, name, file]) => ({
    file: file!,
    name: name!,
  }));

  it("names a dozen places at least", () => assert.ok(places.length >= 12));

  for (const { file, name } of [...places, ...rungs]) {
    it(`names ${name} in ${file}, which is there`, () => {
      assert.ok(existsSync(join(root, file)));
      assert.match(readFileSync(join(root, file), "utf8"), new RegExp(`\\b${name}\\b[(<{ ]`));
    });
  }
});
