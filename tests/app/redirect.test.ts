/** Redirects: to pages of this site, to rows that have one, and nowhere else by accident. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redirect, unsafeRedirect } from "flagon";

describe("redirect", () => {
  it("goes to a path, or to the url of what has one", () => {
    assert.equal(redirect("/thanks").headers.get("location"), "/thanks");
    const article = { title: "x", url: "/blog/x" };
    const reply = redirect(article, 303);
    assert.deepEqual([reply.status, reply.headers.get("location")], [303, "/blog/x"]);
  });

  it("refuses what browsers could read as another site, wherever it comes from", () => {
    for (const target of [
      "//evil.example",
      "https://evil.example",
      "/\\evil.example",
      "\t//x",
      "",
    ]) {
      assert.throws(() => redirect(target), { code: "app.foreign-redirect" });
      assert.throws(() => redirect({ url: target }), { code: "app.foreign-redirect" });
    }
    assert.equal(
      unsafeRedirect("https://other.example/").headers.get("location"),
      "https://other.example/",
    );
    assert.throws(() => unsafeRedirect("javascript:alert(1)"), { code: "app.redirect-scheme" });
  });
});
