/** Security headers, policies with nonces, redirects to https. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import {
  contentSecurityPolicy,
  frameOptions,
  httpsRedirect,
  integrity,
  NONCE,
  type PolicyOptions,
  securityHeaders,
} from "flagon/security";
import { ask } from "../support/fetching.ts";

describe("security headers", () => {
  it("are there without any extension", async () => {
    const app = new Flagon();
    app.get("/", () => "x");
    const { headers } = await ask(app, "/");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(headers.get("strict-transport-security"), null);
  });

  it("say what the site wants, HSTS over TLS only", async () => {
    const app = new Flagon();
    app.install(
      securityHeaders({
        hsts: { maxAgeSeconds: 3600, includeSubdomains: true, preload: true },
        frames: "sameorigin",
        referrerPolicy: "no-referrer",
        openerPolicy: false,
        embedderPolicy: "require-corp",
        resourcePolicy: "same-origin",
        permissions: { camera: [], geolocation: ["self", "https://maps.example"] },
      }),
    );
    app.get("/", () => "x");
    const { headers } = await ask(app, "https://localhost/");
    assert.equal(
      headers.get("strict-transport-security"),
      "max-age=3600; includeSubDomains; preload",
    );
    assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-opener-policy"), null);
    assert.equal(headers.get("cross-origin-embedder-policy"), "require-corp");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(
      headers.get("permissions-policy"),
      'camera=(), geolocation=(self "https://maps.example")',
    );
    const plain = await ask(app, "/");
    assert.equal(plain.headers.get("strict-transport-security"), null);
  });

  it("give way to a view's own word", async () => {
    const app = new Flagon();
    app.install(securityHeaders({ hsts: { maxAgeSeconds: 1 } }));
    app.get("/any", { use: [frameOptions("any")] }, () => "x");
    app.get("/same", { use: [frameOptions("sameorigin")] }, () => "x");
    app.get("/own", { use: [frameOptions("sameorigin")] }, () => [
      "x",
      200,
      { "X-Frame-Options": "DENY" },
    ]);
    const frames = async (path: string) => (await ask(app, path)).headers.get("x-frame-options");
    assert.deepEqual(
      [await frames("/any"), await frames("/same"), await frames("/own")],
      [null, "SAMEORIGIN", "DENY"],
    );
  });

  it("are asked for by the deployment check", () => {
    const app = new Flagon();
    app.install(securityHeaders());
    const codes = (deploy: boolean) => app.check({ deploy }).map(({ code }) => code);
    assert.ok(codes(true).includes("security.no-hsts"));
    assert.ok(!codes(false).includes("security.no-hsts"));
  });
});

describe("a redirect to https", () => {
  function site(): Flagon {
    const app = new Flagon({ config: { trustedProxies: ["10.0.0.1"] } });
    app.use(httpsRedirect({ exempt: ["/healthz"] }));
    app.get("/page", () => "page");
    app.post("/page", () => "posted");
    app.get("/healthz", () => "ok");
    return app;
  }

  it("keeps path, query and method", async () => {
    const get = await ask(site(), "http://localhost:8080/page?a=%2F");
    assert.deepEqual(
      [get.status, get.headers.get("location")],
      [301, "https://localhost/page?a=%2F"],
    );
    assert.equal((await ask(site(), "/page", { method: "POST" })).status, 308);
  });

  it("leaves alone what is secure, and what is exempt", async () => {
    assert.equal((await ask(site(), "https://localhost/page")).status, 200);
    assert.equal((await ask(site(), "/healthz")).status, 200);
  });

  it("does not go in circles behind a trusted proxy, and believes no other", async () => {
    const send = (peer: string) =>
      site().fetchFrom(
        new Request("http://localhost/page", { headers: { "x-forwarded-proto": "https" } }),
        { peerAddress: peer },
      );
    assert.equal((await send("10.0.0.1")).status, 200);
    assert.equal((await send("10.0.0.2")).status, 301);
  });
});

describe("a content security policy", () => {
  function site(options?: PolicyOptions): Flagon {
    const app = new Flagon();
    app.install(contentSecurityPolicy(options));
    app.get("/", (request) => `<script nonce="${request.cspNonce}">1</script>`);
    app.get("/plain", () => "no script");
    app.get("/own", { csp: { "default-src": "'none'" } }, () => "x");
    app.get("/none", { csp: false }, () => "x");
    app.get("/said", () => ["x", 200, { "Content-Security-Policy": "img-src *" }]);
    app.get(
      "/try",
      { csp: false, cspReportOnly: { "script-src": ["'self'", NONCE] } },
      (request) => request.cspNonce,
    );
    return app;
  }
  const policy = async (path: string, options?: PolicyOptions) =>
    (await ask(site(options), path)).headers.get("content-security-policy");

  it("names the nonce that the page's scripts carry", async () => {
    const reply = await ask(site(), "/");
    const nonce = /nonce="([\w-]{22})"/.exec(await reply.text())![1]!;
    assert.match(
      reply.headers.get("content-security-policy")!,
      new RegExp(`script-src 'self' 'nonce-${nonce}'`),
    );
  });

  it("has another nonce for each request", async () => {
    assert.notEqual(await policy("/"), await policy("/"));
  });

  it("names no nonce when nobody asked for one", async () => {
    assert.match((await policy("/plain"))!, /script-src 'self';/);
  });

  it("gives way to a route's policy, and to a response's own", async () => {
    assert.equal(await policy("/own"), "default-src 'none'");
    assert.equal(await policy("/none"), null);
    assert.equal(await policy("/said"), "img-src *");
  });

  it("can be tried out before it is enforced", async () => {
    const reply = await ask(site({ reportOnly: { "default-src": "'self'" } }), "/plain");
    assert.equal(reply.headers.get("content-security-policy"), null);
    assert.equal(reply.headers.get("content-security-policy-report-only"), "default-src 'self'");
    const tried = await ask(site(), "/try");
    assert.equal(
      tried.headers.get("content-security-policy-report-only"),
      `script-src 'self' 'nonce-${await tried.text()}'`,
    );
  });

  it("refuses directives that could add another", () => {
    const app = new Flagon();
    assert.throws(
      () => app.install(contentSecurityPolicy({ enforce: { "img-src": "*; script-src *" } })),
      { code: "http.csp" },
    );
  });
});

it("an integrity attribute is the hash of what was meant", () => {
  assert.equal(
    integrity("alert('Hello, world.');"),
    "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO",
  );
});
