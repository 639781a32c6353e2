/** Near names for misspelt ones. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearest, suggest } from "../../src/base/suggest.ts";

describe("a misspelt name", () => {
  it("finds the near one, where a swap of neighbours is one edit", () => {
    assert.equal(nearest("paht", ["int", "path", "uuid"]), "path");
    assert.equal(nearest("migrat", ["migrate", "makemigrations"]), "migrate");
    assert.equal(nearest("ROUTES", ["routes"]), "routes");
  });

  it("finds nothing where nothing is near", () => {
    assert.equal(nearest("zebra", ["int", "path"]), undefined);
  });

  it("is told the list when nothing is near, and that there is none when it is empty", () => {
    assert.equal(suggest("zebra", ["path", "int"]), "Known are: int, path.");
    assert.equal(suggest("q", ["n", "id"]), "Known are: id, n.");
    assert.equal(suggest("zebra", []), "There is none to choose from.");
    assert.equal(suggest("pth", ["path"]), 'Did you mean "path"?');
  });
});
