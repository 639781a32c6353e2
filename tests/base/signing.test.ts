/** Flagon's own signed values. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setClock } from "../../src/base/clock.ts";
import { equalMacs } from "../../src/base/node-crypto.ts";
import {
  BadSignature,
  sign,
  SignatureExpired,
  signer,
  signUrl,
  unsign,
  unsignUrl,
} from "../../src/base/signing.ts";

const key = "a key of at least thirty-two bytes";
const options = { key, purpose: "reset-password", maxAgeSeconds: 600 };
afterEach(() => void setClock());

describe("a signed value", () => {
  it("comes back as it was", () => {
    const tokens = signer(options);
    for (const value of ["text", "", 7, -1.5, true, null, [1, ["ä"]], { user: 7, name: "☃" }]) {
      const token = tokens.sign(value);
      assert.match(token, /^[\w.-]+$/);
      assert.deepEqual(tokens.unsign(token), value);
    }
  });

  it("reads for its time, then has expired", () => {
    setClock(() => 1_700_000_000_000);
    const tokens = signer(options);
    const token = tokens.sign("x");
    setClock(() => 1_700_000_599_000);
    assert.equal(tokens.unsign(token), "x");
    setClock(() => 1_700_000_600_000);
    assert.throws(() => tokens.unsign(token), SignatureExpired);
    assert.throws(() => tokens.unsign(token), { date: new Date(1_700_000_600_000) });
  });

  it("is refused with any byte changed, missing or added", () => {
    const tokens = signer(options);
    const token = tokens.sign({ user: 7 });
    for (let at = 0; at < token.length; at++) {
      for (const changed of [
        token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1),
        token.slice(0, at) + token.slice(at + 1),
        `${token.slice(0, at)}A${token.slice(at)}`,
      ]) {
        if (changed !== token) assert.throws(() => tokens.unsign(changed), BadSignature, changed);
      }
    }
    for (const junk of ["", ".", "..", "a.b.c", `${token}=`, `${token} `, `${token}.`, "\0"]) {
      assert.throws(() => tokens.unsign(junk), BadSignature, junk);
    }
  });

  it("is worthless for another purpose or key", () => {
    const token = signer(options).sign("x");
    for (const other of [
      { ...options, purpose: "confirm-address" },
      { ...options, purpose: "reset-passwor" },
      { ...options, key: `${key}.` },
    ]) {
      assert.throws(() => signer(other).unsign(token), BadSignature);
    }
  });

  it("is read with a key of before, and no longer signed with it", () => {
    const old = signer(options).sign("x");
    const rotated = signer({
      ...options,
      key: "the new key of thirty-two bytes or so",
      fallbacks: [key],
    });
    assert.equal(rotated.unsign(old), "x");
    assert.throws(() => signer(options).unsign(rotated.sign("x")), BadSignature);
  });

  it("needs a key, an end, and JSON", () => {
    assert.throws(() => signer({ ...options, key: "" }), { code: "signing.no-key" });
    for (const maxAgeSeconds of [Infinity, 0, -1, Number.NaN]) {
      assert.throws(() => signer({ ...options, maxAgeSeconds }), { code: "signing.max-age" });
    }
    assert.throws(() => signer(options).sign(undefined as unknown as string), {
      code: "signing.not-json",
    });
  });

  it("is made in one call too", () => {
    const token = sign("user:7", { key, purpose: "p" });
    assert.equal(unsign(token, { key, purpose: "p" }), "user:7");
    assert.throws(() => unsign(token, { key, purpose: "q" }), BadSignature);
  });
});

describe("a signed URL", () => {
  const media = signer({ key, purpose: "media", maxAgeSeconds: 300 });

  it("opens for its time, as it was signed", () => {
    setClock(() => 1_700_000_000_000);
    for (const url of ["/media/a.pdf", "/media/a.pdf?page=2&x=1"]) {
      assert.equal(unsignUrl(signUrl(url, media), media), url);
    }
    const url = signUrl("/media/a.pdf", media);
    setClock(() => 1_700_000_301_000);
    assert.throws(() => unsignUrl(url, media), SignatureExpired);
  });

  it("is refused for another file, with more in it, or without a signature", () => {
    const url = signUrl("/media/a.pdf?x=1", media);
    for (const other of [
      url.replace("a.pdf", "b.pdf"),
      url.replace("x=1", "x=2"),
      `${url}&y=1`,
      url.replace("?", "?y=1&"),
      "/media/a.pdf",
      "/media/a.pdf?signature=",
    ]) {
      assert.throws(() => unsignUrl(other, media), BadSignature, other);
    }
  });
});

describe("a comparison of MACs", () => {
  it("tells equal from different, whatever was sent", () => {
    assert.equal(equalMacs("abc", "abc"), true);
    for (const given of ["abd", "ab", "abcd", "", "ab\u0163", "\u0161bc"]) {
      assert.equal(equalMacs("abc", given), false);
    }
  });
});
