/** The shape of a FlagonError. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlagonError } from "../../src/base/errors.ts";

describe("a FlagonError", () => {
  it("says what, where, how to mend and its code, each on a line of its own", () => {
    const error = new FlagonError('There is no converter named "paht".', {
      code: "routing.unknown-converter",
      where: 'rule "/<paht:x>"',
      mend: 'Did you mean "path"?',
    });
    assert.equal(
      error.message,
      'There is no converter named "paht".\n  at:   rule "/<paht:x>"\n  mend: Did you mean "path"?\n  code: routing.unknown-converter',
    );
    assert.equal(error.what, 'There is no converter named "paht".');
    assert.equal(error.code, "routing.unknown-converter");
  });

  it("leaves out what is not known and keeps the cause", () => {
    const cause = new Error("disk");
    const error = new FlagonError("It broke.", { code: "app.broke", cause });
    assert.equal(error.message, "It broke.\n  code: app.broke");
    assert.equal(error.cause, cause);
  });
});
