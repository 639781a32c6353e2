/** The signatures of itsdangerous, Flask and Django; the values here were made by those libraries. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setClock } from "../../src/base/clock.ts";
import {
  DjangoSigner,
  DjangoTimestampSigner,
  djangoCookieSigner,
  djangoDumps,
  djangoLoads,
} from "../../src/base/django-signing.ts";
import { flaskSessions } from "../../src/base/flask-session.ts";
import {
  ItsDangerousSigner,
  TimestampSigner,
  UrlSafeSerializer,
  UrlSafeTimedSerializer,
} from "../../src/base/itsdangerous.ts";
import { checkPassword, hashPassword } from "../../src/base/password-hashes.ts";
import { SafeHtml } from "../../src/base/safe-html.ts";
import { BadSignature, SignatureExpired } from "../../src/base/signing.ts";
import { formatTaggedJson, parseTaggedJson, Tuple, Uuid } from "../../src/base/tagged-json.ts";

afterEach(() => void setClock());
const at = (seconds: number): void => void setClock(() => seconds * 1000);

describe("an itsdangerous signer", () => {
  it("writes what the library writes", () => {
    const options = { key: "s3cret", salt: "my-salt", keyDerivation: "concat" } as const;
    assert.equal(
      new ItsDangerousSigner(options).sign("hello"),
      "hello.bz3WWYjoq4YtTWZZsu_gpA00ANo",
    );
    assert.equal(
      new ItsDangerousSigner({ ...options, digest: "sha256" }).sign("hello"),
      "hello.N-5NQyT72S9Iii_5Rc5qEARHWr_nbfVZbRvCv17s3u8",
    );
    at(1_700_000_000);
    assert.equal(
      new TimestampSigner({ key: "s3cret" }).sign("a.b.c"),
      "a.b.c.ZVPxAA.-ffYE7zOFHJT77VnCgm1xLgKzac",
    );
    assert.equal(
      new UrlSafeSerializer({ key: "s3cret", salt: "obj" }).dumps([1, 2, 3]),
      "WzEsMiwzXQ.NwBYqU2c73e1aphl14n_waHLrK0",
    );
    assert.equal(
      new UrlSafeTimedSerializer({ key: "s3cret", salt: "obj" }).dumps(42),
      "NDI.ZVPxAA.BTY7_RRROlohZ-RZ753SQBfiWUM",
    );
  });

  it("reads with a key of before", () => {
    const old = new ItsDangerousSigner({ key: "old" }).sign("x");
    assert.equal(new ItsDangerousSigner({ key: "new", fallbacks: ["old"] }).unsign(old), "x");
    assert.throws(() => new ItsDangerousSigner({ key: "new" }).unsign(old), BadSignature);
  });

  it("refuses changes, the past beyond its limit, and the future", () => {
    at(1_700_000_000);
    const signer = new TimestampSigner({ key: "s3cret" });
    const signed = signer.sign("x");
    assert.equal(signer.unsign(signed, { maxAgeSeconds: 0 }), "x");
    at(1_700_000_061);
    assert.throws(() => signer.unsign(signed, { maxAgeSeconds: 60 }), SignatureExpired);
    assert.equal(signer.unsign(signed), "x");
    at(1_699_999_999);
    assert.throws(() => signer.unsign(signed, { maxAgeSeconds: 60 }), SignatureExpired);
    for (const bad of [
      "",
      "x",
      `y${signed.slice(1)}`,
      `${signed}=`,
      signed.slice(0, -1),
      new ItsDangerousSigner({ key: "s3cret" }).sign("x"),
    ]) {
      assert.throws(() => signer.unsign(bad), BadSignature, bad);
    }
  });

  it("compresses what gets shorter, unless told not to", () => {
    const value = { text: "x".repeat(500) };
    const serializer = new UrlSafeSerializer({ key: "k" });
    const signed = serializer.dumps(value);
    assert.ok(signed.startsWith(".") && signed.length < 150);
    assert.deepEqual(serializer.loads(signed), value);
    assert.doesNotMatch(new UrlSafeSerializer({ key: "k", compress: false }).dumps(value), /^\./);
  });

  it("refuses a payload that it cannot read, though it is signed", () => {
    const signer = new ItsDangerousSigner({ key: "k", salt: "itsdangerous" });
    for (const payload of ["", "!", "e30=", "e3", ".e30", "_w"]) {
      assert.throws(
        () => new UrlSafeSerializer({ key: "k" }).loads(signer.sign(payload)),
        BadSignature,
        payload,
      );
    }
  });

  it("refuses separators that signatures hold, and no key", () => {
    for (const separator of ["a", "-", "_", "=", "", "0z"]) {
      assert.throws(() => new ItsDangerousSigner({ key: "k", separator }), {
        code: "signing.separator",
      });
    }
    assert.throws(() => new ItsDangerousSigner({ key: "" }), { code: "signing.no-key" });
  });
});

describe("Flask's session cookie", () => {
  const sessions = flaskSessions({ key: "flask-dev-key" });

  it("is written as Flask writes it, and read back", () => {
    at(1_700_000_000);
    const cookie = "eyJ1c2VyX2lkIjoxfQ.ZVPxAA.PGKC2hSAZjm_J2SQieV1kk-fzyY";
    assert.equal(sessions.dumps({ user_id: 1 }), cookie);
    assert.deepEqual(
      { ...(sessions.loads(cookie, { maxAgeSeconds: 60 }) as object) },
      { user_id: 1 },
    );
    assert.throws(() => flaskSessions({ key: "other" }).loads(cookie), BadSignature);
  });

  it("keeps types beyond JSON", () => {
    const values = {
      date: new Date(1_700_000_000_000),
      bytes: new Uint8Array([0, 255]),
      html: new SafeHtml("<b>"),
      uuid: new Uuid("12345678-1234-5678-1234-567812345678"),
      pair: Tuple.from([1, Tuple.from(["x"])]),
      big: 2n ** 60n,
      nested: { list: [new Date(0)] },
      " t": "no tag among others",
      gone: undefined,
    };
    const back = parseTaggedJson(formatTaggedJson(values)) as typeof values;
    assert.deepEqual(back.date, values.date);
    assert.deepEqual(back.bytes, values.bytes);
    assert.ok(back.html instanceof SafeHtml && String(back.html) === "<b>");
    assert.ok(back.uuid instanceof Uuid && String(back.uuid) === String(values.uuid));
    assert.ok(back.pair instanceof Tuple && back.pair[1] instanceof Tuple);
    assert.equal(back.big, 2n ** 60n);
    assert.deepEqual(back.nested.list[0], new Date(0));
    assert.equal(back[" t"], values[" t"]);
    assert.equal("gone" in back, false);
  });

  it("takes an object that looks like a tag for what it is", () => {
    assert.equal(formatTaggedJson({ " t": [1] }), '{" di":{" t__":[1]}}');
    assert.deepEqual({ ...(parseTaggedJson('{" di":{" t__":[1]}}') as object) }, { " t": [1] });
    assert.equal(
      formatTaggedJson({ u: new Uuid("12345678123456781234567812345678") }),
      '{"u":{" u":"12345678123456781234567812345678"}}',
    );
  });

  it("reads hostile names as names, and refuses tags with the wrong content", () => {
    const read = parseTaggedJson('{"__proto__":{"x":1},"constructor":2}') as Record<
      string,
      unknown
    >;
    assert.equal(Object.getPrototypeOf(read), null);
    assert.equal(({} as { x?: number }).x, undefined);
    for (const text of ['{" b":1}', '{" t":"x"}', '{" u":"x"}', '{" di":{}}', '{" di":1}']) {
      assert.throws(() => parseTaggedJson(text), text);
    }
    assert.equal(parseTaggedJson('{" d":"never"}'), null);
  });

  it("refuses what it cannot keep, and says what it was", () => {
    class Cart {}
    for (const [value, name] of [
      [new Cart(), /Cart/],
      [() => 1, /function/],
      [Number.NaN, /NaN/],
      [new Map(), /Map/],
      [new Date("x"), /Date/],
    ] as const) {
      assert.throws(() => formatTaggedJson({ value }), { code: "signing.not-json", where: name });
    }
  });
});

describe("a Django signer", () => {
  it("writes what Django writes", () => {
    at(1_700_000_000);
    const options = { key: "dj-key", salt: "my.salt" };
    assert.equal(
      new DjangoSigner(options).sign("a.b.c"),
      "a.b.c:18B3_toReun-glkinzO9jw-02Ulnb1TRWQFi1CAUBu0",
    );
    assert.equal(
      new DjangoTimestampSigner({ key: "k", salt: "ts" }).sign("a.b.c"),
      "a.b.c:1r31eq:DNCJlAaUkI6kRRrPYOBP4Am-ynnutE0FMCSpoXUpLec",
    );
    assert.equal(
      djangoDumps([1, 2, 3], { key: "k", salt: "obj" }),
      "WzEsMiwzXQ:1r31eq:x3D8lwN4C6-vVrQbCxf-1P3b0H9dE9dUr7CTqKQ0Yq8",
    );
  });

  it("reads what Django wrote, until it is too old", () => {
    at(1_700_000_060);
    const text = "ImhlbGxvIg";
    const options = { key: "k", salt: "obj" };
    const signed = djangoDumps("hello", options);
    assert.ok(signed.startsWith(text));
    assert.equal(djangoLoads(signed, { ...options, maxAgeSeconds: 60 }), "hello");
    at(1_700_000_121);
    assert.throws(() => djangoLoads(signed, { ...options, maxAgeSeconds: 60 }), SignatureExpired);
    assert.throws(() => djangoLoads(signed, { ...options, salt: "other" }), BadSignature);
    assert.equal(djangoLoads(signed, { key: "new", fallbacks: ["k"], salt: "obj" }), "hello");
  });

  it("writes past ASCII as Django's Latin-1 reader needs it, and compresses when asked", () => {
    const options = { key: "k", compress: true };
    const value = { name: "ä☃".repeat(100) };
    const signed = djangoDumps(value, options);
    assert.ok(signed.startsWith("."));
    assert.deepEqual(djangoLoads(signed, options), value);
  });

  it("ties a cookie's value to its name", () => {
    const theme = djangoCookieSigner({ key: "dj-secret", name: "theme", salt: "pepper" });
    assert.equal(theme.unsign(theme.sign("dark"), { maxAgeSeconds: 60 }), "dark");
    assert.throws(
      () =>
        djangoCookieSigner({ key: "dj-secret", name: "other", salt: "pepper" }).unsign(
          theme.sign("dark"),
        ),
      BadSignature,
    );
  });

  it("refuses separators that signatures hold, and no key", () => {
    assert.throws(() => new DjangoSigner({ key: "k", separator: "-" }), {
      code: "signing.separator",
    });
    assert.throws(() => new DjangoSigner({ key: "" }), { code: "signing.no-key" });
  });
});

describe("a password hash", () => {
  it("of Werkzeug's is checked", async () => {
    const kept =
      "pbkdf2:sha256:1000$LkAlY0fQ4BMe1z2h_YoHUQ$8b3dea018eae937bab4b4d26059b7095d7b6a88e72ea6f4f19cd25db6c81337a";
    assert.equal(await checkPassword("", kept), true);
    assert.equal(await checkPassword("x", kept), false);
  });

  it("is made in each way, with its own salt", async () => {
    for (const method of ["scrypt:16:8:1", "pbkdf2:sha512:10", "pbkdf2:sha1:10"]) {
      const [first, second] = await Promise.all([
        hashPassword("pässword", { method }),
        hashPassword("pässword", { method }),
      ]);
      assert.ok(first.startsWith(`${method}$`));
      assert.notEqual(first, second);
      assert.equal(await checkPassword("pässword", first), true);
      assert.equal(await checkPassword("password", first), false);
    }
    assert.match(await hashPassword("x"), /^scrypt:32768:8:1\$[\w-]{22}\$[0-9a-f]{128}$/);
  });

  it("refuses what no person types, and methods that do not exist", async () => {
    await assert.rejects(hashPassword("x".repeat(1025)), { code: "signing.password-length" });
    assert.equal(await checkPassword("x".repeat(1025), "scrypt:16:8:1$a$b"), false);
    assert.equal(await checkPassword("x", "junk"), false);
    for (const method of [
      "plain",
      "scrypt:1:2",
      "pbkdf2:nope:1",
      "pbkdf2:sha256:x",
      "scrypt:16:8:1:1",
    ]) {
      await assert.rejects(
        hashPassword("x", { method }),
        { code: "signing.password-method" },
        method,
      );
    }
  });
});
