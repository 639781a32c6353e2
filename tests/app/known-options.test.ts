/** Options that there are not. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";

describe("a misspelt option", () => {
  const cases: [string, () => unknown, { where: string; mend: string }][] = [
    [
      "of an app is told with the near name",
      () => new Flagon({ foldr: "." } as object),
      { where: "new Flagon()", mend: 'Did you mean "folder"?' },
    ],
    [
      "that is a setting is told where it goes",
      () => new Flagon({ debug: true } as object),
      { where: "new Flagon()", mend: "It is a setting: new Flagon({ config: { debug: … } })." },
    ],
    [
      "of a blueprint is told with the near name",
      () => new Blueprint("blog", { url_prefix: "/blog" } as object),
      { where: 'new Blueprint("blog")', mend: 'Did you mean "urlPrefix"?' },
    ],
  ];
  for (const [what, make, wanted] of cases) {
    it(what, () => {
      assert.throws(make, { code: "app.unknown-option", ...wanted });
    });
  }
});
