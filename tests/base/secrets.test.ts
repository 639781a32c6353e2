/** Secrets hidden from whoever reads logs and error pages. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MASK, isSecretName, maskSecrets } from "../../src/base/secrets.ts";

describe("a name", () => {
  const secret =
    "password userPassword PASSWORD db_pass passphrase secret clientSecret secretKey SECRET_KEY_FALLBACKS apiKey api-key X-Api-Key token accessToken Authorization Cookie set-cookie sessionid signature csrfmiddlewaretoken key privateKey credentials otp cvv";
  const open =
    "name path passenger compass keyboard monkey primary turkey author authorName opinion spin title status";
  for (const name of secret.split(" ")) {
    it(`is a secret's: ${name}`, () => assert.equal(isSecretName(name), true));
  }
  for (const name of open.split(" ")) {
    it(`is harmless: ${name}`, () => assert.equal(isSecretName(name), false));
  }
});

describe("masking", () => {
  it("reaches into lists and objects and leaves the original alone", () => {
    const original = { user: "ann", login: [{ password: "x", empty: { token: "" } }] };
    assert.deepEqual(maskSecrets(original), {
      user: "ann",
      login: [{ password: MASK, empty: { token: "" } }],
    });
    assert.equal(original.login[0]!.password, "x");
  });

  it("hides passwords in URLs under any name, and ends at cycles", () => {
    const cycle: Record<string, unknown> = { database: "postgres://ann:s3cr@db:5432/site" };
    cycle["self"] = cycle;
    const text = JSON.stringify(maskSecrets(cycle));
    assert.ok(text.includes(`postgres://ann:${MASK}@db:5432/site`));
    assert.ok(!text.includes("s3cr"));
  });
});
