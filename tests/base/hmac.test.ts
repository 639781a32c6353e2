/** MACs of short texts: the same as those of the platform's own HMAC. */

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { textMac } from "../../src/base/hmac.ts";

const texts = [
  "",
  "a",
  "x".repeat(55),
  "x".repeat(64),
  "x".repeat(1024),
  "x".repeat(1025),
  "x".repeat(100_000),
  "\u20ac".repeat(1024),
  "\ud83d\ude00 \u00e9",
  "\ud800 alone",
  "\0",
];

describe("the MAC of a text", () => {
  for (const algorithm of [
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha512-256",
    "sha3-256",
  ]) {
    it(`is that of RFC 2104 with ${algorithm}, for keys and texts of all lengths`, () => {
      for (const bytes of [0, 1, 20, 63, 64, 65, 127, 128, 129, 300]) {
        const key = randomBytes(bytes);
        const mac = textMac(algorithm, key);
        for (const text of [...texts, ...texts.toReversed()]) {
          const expected = createHmac(algorithm, key).update(text).digest("base64url");
          assert.equal(mac(text), expected, `${bytes} bytes of key, ${text.length} characters`);
        }
      }
    });
  }

  it("keeps keys apart that are used by turns", () => {
    const [one, two] = [textMac("sha1", Buffer.from("one")), textMac("sha1", Buffer.from("two"))];
    const [first, second] = [one("text"), two("text")];
    assert.notEqual(first, second);
    assert.deepEqual([one("text"), two("text"), one("text")], [first, second, first]);
  });

  it("answers the test cases of RFC 2202 and RFC 4231", () => {
    const hex = (mac: string): string => Buffer.from(mac, "base64url").toString("hex");
    assert.equal(
      hex(textMac("sha1", Buffer.alloc(20, 0x0b))("Hi There")),
      "b617318655057264e28bc0b6fb378c8ef146be00",
    );
    assert.equal(
      hex(textMac("sha1", Buffer.from("Jefe"))("what do ya want for nothing?")),
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    );
    assert.equal(
      hex(textMac("sha256", Buffer.from("Jefe"))("what do ya want for nothing?")),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    assert.equal(
      hex(
        textMac(
          "sha256",
          Buffer.alloc(131, 0xaa),
        )("Test Using Larger Than Block-Size Key - Hash Key First"),
      ),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    );
  });
});
