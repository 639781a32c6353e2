/** Hosts, addresses and what proxies say. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { networks, parseAddress } from "../../src/http/addresses.ts";
import { trustProxies } from "../../src/http/forwarded.ts";
import { allowedHosts, hostOf, isHostTrusted, parseHost } from "../../src/http/hosts.ts";
import { domainToAscii, domainToUnicode } from "../../src/http/idna.ts";

describe("a Host header", () => {
  it("is a name or an address with a port or without", () => {
    assert.deepEqual(parseHost("Example.COM:8080"), { hostname: "example.com", port: 8080 });
    assert.deepEqual(parseHost("example.com."), { hostname: "example.com", port: undefined });
    assert.deepEqual(parseHost("[::1]:80"), { hostname: "[::1]", port: 80 });
    assert.deepEqual(parseHost("127.0.0.1"), { hostname: "127.0.0.1", port: undefined });
  });

  it("is refused where two programs could read it in two ways", () => {
    const hostile = [
      "",
      "a b",
      "a@b",
      "a/b",
      "a,b",
      "a:b",
      "a:99999",
      "a:",
      ":80",
      ".a",
      "a..b",
      "-a.b",
      "a?b",
      "a#b",
      "a\\b",
      "[::1",
      "::1",
      "[z::1]",
      "127.1",
      "1.2.3.999",
      "0x7f.1",
      "ä.de",
      "a\0",
      "a%2eb",
      "x".repeat(300),
      "[::1]]",
      "[1.2.3.4]",
    ];
    for (const header of hostile) assert.equal(parseHost(header), undefined, header);
  });

  it("is looked up in the list of hosts", () => {
    const test = allowedHosts(["example.com", ".example.org", "[::1]", "☃.com"]);
    const verdicts = [
      "example.com:1",
      "www.example.com",
      "example.org",
      "a.b.example.org",
      "notexample.org",
      "[::1]",
      "xn--n3h.com",
    ].map((host) => test(parseHost(host)!));
    assert.deepEqual(verdicts, [true, false, true, true, false, true, true]);
    assert.equal(allowedHosts(["*"])(parseHost("any.thing")!), true);
    assert.equal(allowedHosts([])(parseHost("a.b")!), false);
  });

  it("cannot be on a list in a form that no host has", () => {
    for (const entry of ["http://a.b", "a.b:80", "a/b", "", "*.a.b"]) {
      assert.throws(() => allowedHosts([entry]), { code: "http.allowed-host" }, entry);
    }
  });

  it("has Werkzeug's looser tests too", () => {
    assert.equal(isHostTrusted("sub.example.org:80", [".example.org"]), true);
    assert.equal(isHostTrusted("a@b", []), false);
    assert.equal(hostOf({ scheme: "https", header: "spam:443" }), "spam");
    assert.equal(hostOf({ scheme: "http", server: ["::1", 8080] }), "[::1]:8080");
    assert.equal(hostOf({ scheme: "http", header: "a b" }), "");
    assert.throws(() => hostOf({ scheme: "http", header: "evil", trusted: ["good"] }), RangeError);
  });
});

describe("a domain beyond ASCII", () => {
  it("goes over and back", () => {
    for (const [text, ascii] of [
      ["☃.com", "xn--n3h.com"],
      ["föñ.com", "xn--f-rgao.com"],
      ["例え.jp", "xn--r8jz45g.jp"],
      ["Plain.COM", "Plain.COM"],
    ] as const) {
      assert.equal(domainToAscii(text), ascii);
      assert.equal(domainToUnicode(ascii), text);
    }
    assert.equal(domainToUnicode("xn--a.com"), "xn--a.com");
    assert.equal(domainToAscii("a..b"), undefined);
  });
});

describe("addresses", () => {
  it("are read in their plain spellings only", () => {
    for (const text of ["1.2.3.4", "::1", "2001:db8::7", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"])
      assert.ok(parseAddress(text), text);
    for (const text of [
      "127.1",
      "0177.0.0.1",
      "256.1.1.1",
      "1.2.3.4.5",
      ":::",
      "1::2::3",
      "12345::",
      "1:2:3:4:5:6:7:8:9",
      "fe80::1%eth0",
      "x",
      "",
      "1.2.3.4 ",
    ]) {
      assert.equal(parseAddress(text), undefined, text);
    }
    assert.deepEqual(parseAddress("::ffff:1.2.3.4"), [1, 2, 3, 4]);
  });

  it("are in networks", () => {
    const test = networks(["10.0.0.0/8", "192.168.1.128/25", "::1", "2001:db8::/33"]);
    const verdicts = [
      "10.9.9.9",
      "11.0.0.1",
      "192.168.1.129",
      "192.168.1.1",
      "::1",
      "2001:db8:7fff::",
      "2001:db8:8000::",
      "junk",
      "::ffff:10.0.0.1",
    ].map(test);
    assert.deepEqual(verdicts, [true, false, true, false, true, true, false, false, true]);
  });

  it("cannot be a network of everything", () => {
    for (const text of ["0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/x", "localhost"]) {
      assert.throws(() => networks([text]), { code: "http.network" }, text);
    }
  });
});

describe("what proxies say", () => {
  const headers = (map: Record<string, string | undefined>) => (name: string) => map[name];

  it("is not believed from a stranger", () => {
    const facts = trustProxies({ proxies: ["10.0.0.2"] })(
      "6.6.6.6",
      headers({ "x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https" }),
    );
    assert.deepEqual([facts.ip, facts.scheme], ["6.6.6.6", undefined]);
  });

  it("is believed of a unix socket by who believes this machine, and of an unknown peer by nobody", () => {
    const said = headers({ "x-forwarded-for": "9.9.9.9" });
    const ipFor = (proxy: string, peer: string) =>
      trustProxies({ proxies: [proxy] })(peer, said).ip;
    assert.equal(ipFor("127.0.0.1", "unix:"), "9.9.9.9");
    assert.equal(ipFor("::1", "unix:"), "9.9.9.9");
    assert.equal(ipFor("10.0.0.2", "unix:"), "unix:");
    assert.equal(ipFor("127.0.0.1", ""), "");
  });

  it("gives the last address that is no proxy of ours", () => {
    const read = trustProxies({ proxies: ["10.0.0.0/8"] });
    const table: [string | undefined, string][] = [
      ["spoof, 9.9.9.9", "9.9.9.9"],
      ["1.1.1.1, 9.9.9.9, 10.0.0.5", "9.9.9.9"],
      ["10.0.0.9, 10.0.0.8", "10.0.0.9"],
      ["[2001:db8::1]:443", "2001:db8::1"],
      ["9.9.9.9:1234", "9.9.9.9"],
      ["unknown", "10.0.0.2"],
      ["", "10.0.0.2"],
      [undefined, "10.0.0.2"],
      [Array.from({ length: 500 }, () => "1.1.1.1").join(), "10.0.0.2"],
    ];
    for (const [header, ip] of table) {
      assert.equal(read("10.0.0.2", headers({ "x-forwarded-for": header })).ip, ip, String(header));
    }
  });

  it("counts hops from the end, where only their number is known", () => {
    const read = trustProxies({ hops: 1, believe: ["scheme", "host", "port", "prefix"] });
    const facts = read(
      "7.7.7.7",
      headers({
        "x-forwarded-for": "spoof, 9.9.9.9",
        "x-forwarded-proto": "javascript, https",
        "x-forwarded-host": "evil, Good.example:8443",
        "x-forwarded-port": "1, 8443",
        "x-forwarded-prefix": "/x, /app/",
      }),
    );
    assert.deepEqual(facts, {
      ip: "9.9.9.9",
      scheme: "https",
      host: "good.example:8443",
      port: 8443,
      prefix: "/app",
    });
    assert.equal(
      trustProxies({ hops: 2 })("7.7.7.7", headers({ "x-forwarded-for": "9.9.9.9" })).ip,
      "7.7.7.7",
    );
  });

  it("is dropped where it breaks the grammar", () => {
    const read = trustProxies({ hops: 1, believe: ["scheme", "host", "port", "prefix"] });
    const facts = read(
      "7.7.7.7",
      headers({
        "x-forwarded-proto": "javascript",
        "x-forwarded-host": "a@b",
        "x-forwarded-port": "99999",
        "x-forwarded-prefix": "//evil.example",
      }),
    );
    assert.deepEqual(facts, {
      ip: "7.7.7.7",
      scheme: undefined,
      host: undefined,
      port: undefined,
      prefix: undefined,
    });
  });

  it("is read from Forwarded, one style at a time", () => {
    const read = trustProxies({
      proxies: ["10.0.0.0/8"],
      style: "forwarded",
      believe: ["scheme", "host"],
    });
    const facts = read(
      "10.0.0.2",
      headers({
        forwarded:
          'for=spoof, for="[2001:db8::1]:4711";proto=https;host="a.example", for=10.0.0.7;proto=http',
        "x-forwarded-for": "1.1.1.1",
      }),
    );
    assert.deepEqual([facts.ip, facts.scheme, facts.host], ["2001:db8::1", "https", "a.example"]);
  });

  it("needs to know whom to believe", () => {
    assert.throws(() => trustProxies({}), { code: "http.proxy-options" });
    assert.throws(() => trustProxies({ hops: 1.5 }), { code: "http.proxy-options" });
    assert.throws(() => trustProxies({ hops: -1 }), { code: "http.proxy-options" });
    assert.throws(() => trustProxies({ proxies: ["0.0.0.0/0"] }), { code: "http.network" });
  });
});
