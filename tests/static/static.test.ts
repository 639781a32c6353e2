/** Static files: what is served, how it is cached, and what is refused. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Blueprint, Flagon } from "flagon";
import {
  collectStatic,
  disposition,
  sendFile,
  sendFromFolder,
  staticFiles,
  staticUrl,
  type StaticOptions,
} from "flagon/static";
import { ask } from "../support/fetching.ts";

/** Makes a folder with the given files, and the app's `static` folder below it. */
function folderWith(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), "flagon-static-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function site(
  files: Record<string, string | Buffer>,
  options: StaticOptions = {},
): { app: Flagon; folder: string } {
  const folder = folderWith(files);
  return { app: new Flagon({ folder }).install(staticFiles(options)), folder };
}

describe("a static file", () => {
  it("is sent with type, tag and date, again from memory", async () => {
    const { app } = site({ "static/app.css": "body{}" });
    for (let time = 0; time < 2; time++) {
      const reply = await ask(app, "/static/app.css");
      assert.deepEqual([reply.status, await reply.text()], [200, "body{}"]);
      assert.deepEqual(
        ["content-type", "content-length", "accept-ranges", "cache-control"].map((name) =>
          reply.headers.get(name),
        ),
        ["text/css; charset=utf-8", "6", "bytes", "no-cache"],
      );
      assert.match(reply.headers.get("etag")!, /^"[^"]+"$/);
    }
  });

  it("is not sent again to who has it", async () => {
    const { app } = site({ "static/app.css": "body{}" });
    const first = await ask(app, "/static/app.css");
    for (const headers of [
      { "if-none-match": first.headers.get("etag")! },
      { "if-modified-since": first.headers.get("last-modified")! },
    ]) {
      const reply = await ask(app, "/static/app.css", { headers });
      assert.deepEqual(
        [reply.status, await reply.text(), reply.headers.get("etag")],
        [304, "", first.headers.get("etag")],
      );
    }
    assert.equal(
      (await ask(app, "/static/app.css", { headers: { "if-match": '"other"' } })).status,
      412,
    );
  });

  for (const [size, name] of [
    [26, "small"],
    [200_000, "large"],
  ] as const) {
    it(`that is ${name} is sent in ranges`, async () => {
      const content = Buffer.from(Array.from({ length: size }, (_, index) => 97 + (index % 26)));
      const { app } = site({ "static/a.txt": content });
      const ranges: [
        range: string,
        status: number,
        text: string | undefined,
        contentRange: string | null,
      ][] = [
        ["bytes=0-4", 206, "abcde", `bytes 0-4/${size}`],
        ["bytes=-3", 206, content.subarray(-3).toString(), `bytes ${size - 3}-${size - 1}/${size}`],
        [
          `bytes=${size - 2}-`,
          206,
          content.subarray(-2).toString(),
          `bytes ${size - 2}-${size - 1}/${size}`,
        ],
        [`bytes=${size}-`, 416, undefined, `bytes */${size}`],
        ["bytes=0-1,3-4", 200, content.toString(), null],
        ["rows=1-2", 200, content.toString(), null],
        ["bytes=5-1", 200, content.toString(), null],
      ];
      for (const [range, status, text, contentRange] of ranges) {
        const reply = await ask(app, "/static/a.txt", { headers: { range } });
        assert.deepEqual(
          [reply.status, reply.headers.get("content-range")],
          [status, contentRange],
          range,
        );
        const body = await reply.text();
        if (text !== undefined) assert.equal(body, text, range);
      }
      const stale = await ask(app, "/static/a.txt", {
        headers: { range: "bytes=0-4", "if-range": '"old"' },
      });
      assert.deepEqual([stale.status, (await stale.bytes()).length], [200, size]);
    });
  }

  it("is sent compressed where a sibling lies beside it and the client takes it", async () => {
    const { app } = site({
      "static/app.js": "plain",
      "static/app.js.br": "BR",
      "static/app.js.gz": "GZ",
    });
    const ways: [accept: string, encoding: string | null, text: string][] = [
      ["gzip, br", "br", "BR"],
      ["gzip", "gzip", "GZ"],
      ["br;q=0, gzip;q=0.5", "gzip", "GZ"],
      ["identity", null, "plain"],
    ];
    const tags = new Set<string | null>();
    for (const [accept, encoding, text] of ways) {
      const reply = await ask(app, "/static/app.js", { headers: { "accept-encoding": accept } });
      assert.deepEqual(
        [
          reply.headers.get("content-encoding"),
          reply.headers.get("vary"),
          reply.headers.get("content-type"),
        ],
        [encoding, "Accept-Encoding", "text/javascript; charset=utf-8"],
        accept,
      );
      assert.equal(await reply.text(), text);
      tags.add(reply.headers.get("etag"));
    }
    assert.equal(tags.size, 3);
  });

  it("that changed is sent anew in debug mode at once", async () => {
    const { app, folder } = site({ "static/a.txt": "one" });
    app.config.fromObject({ debug: true });
    assert.equal(await (await ask(app, "/static/a.txt")).text(), "one");
    writeFileSync(join(folder, "static/a.txt"), "two");
    utimesSync(join(folder, "static/a.txt"), new Date(), new Date(Date.now() + 5000));
    assert.equal(await (await ask(app, "/static/a.txt")).text(), "two");
  });

  it("answers HEAD, and refuses to be written", async () => {
    const { app } = site({ "static/a.txt": "one" });
    const head = await ask(app, "/static/a.txt", { method: "HEAD" });
    assert.deepEqual(
      [head.status, head.headers.get("content-length"), await head.text()],
      [200, "3", ""],
    );
    assert.equal((await ask(app, "/static/a.txt", { method: "POST" })).status, 405);
  });
});

describe("the static folder", () => {
  const { app, folder } = site({
    "static/ok.txt": "ok",
    "static/sub/inner.txt": "inner",
    "static/.secret": "SECRET",
    "static/.git/config": "SECRET",
    "outside.txt": "SECRET",
    "static-private/secret.txt": "SECRET",
  });
  symlinkSync(join(folder, "outside.txt"), join(folder, "static/link.txt"));
  symlinkSync(join(folder, "static-private"), join(folder, "static/linked"));
  symlinkSync(join(folder, "static/ok.txt"), join(folder, "static/inside.txt"));

  for (const path of [
    ".secret",
    ".git/config",
    "../outside.txt",
    "..%2foutside.txt",
    "%2e%2e/outside.txt",
    "sub/..%2f..%2foutside.txt",
    "..%5coutside.txt",
    "/etc/passwd",
    "%2fetc/passwd",
    "link.txt",
    "linked/secret.txt",
    "../static-private/secret.txt",
    "sub",
    "sub/",
    "",
    "ok.txt/",
    "ok.txt%00.css",
    "con",
    `${"a/".repeat(2000)}x`,
  ]) {
    it(`does not serve ${path.slice(0, 40) || "itself"}`, async () => {
      const reply = await ask(app, `/static/${path}`);
      assert.ok(reply.status >= 300 && reply.status < 500, String(reply.status));
      assert.doesNotMatch(await reply.text(), /SECRET|root:/);
    });
  }

  it("serves files in folders and links that stay inside", async () => {
    assert.equal(await (await ask(app, "/static/sub/inner.txt")).text(), "inner");
    assert.equal(await (await ask(app, "/static/inside.txt")).text(), "ok");
  });
});

describe("blueprints and the root of the site", () => {
  it("serve a blueprint's files below its name and below its prefix", async () => {
    const folder = folderWith({ "static/a.txt": "app", "blog/static/a.txt": "blog" });
    const blog = new Blueprint("blog", { urlPrefix: "/news", folder: join(folder, "blog") });
    const app = new Flagon({ folder }).install(staticFiles(), blog);
    const texts = await Promise.all(
      ["/static/a.txt", "/static/blog/a.txt", "/news/static/a.txt"].map(async (path) =>
        (await ask(app, path)).text(),
      ),
    );
    assert.deepEqual(texts, ["app", "blog", "blog"]);
    assert.equal(app.urlFor("blog.static", { path: "a.txt" }), "/news/static/a.txt");
  });

  it("serve the favicon from the root, where there is one", async () => {
    assert.equal(
      (await ask(site({ "static/favicon.ico": "icon" }).app, "/favicon.ico")).status,
      200,
    );
    assert.equal((await ask(site({ "static/a": "a" }).app, "/favicon.ico")).status, 404);
  });

  it("serve a single-page app, and leave other addresses alone", async () => {
    for (const urlPrefix of ["/app/", "/app"]) {
      const { app } = site(
        { "static/index.html": "<app>", "static/app.js": "js" },
        { singlePage: { urlPrefix } },
      );
      app.get("/api/x", () => ({ ok: true }));
      const texts = await Promise.all(
        ["/app/", "/app/some/page", "/app/app.js"].map(async (path) =>
          (await ask(app, path)).text(),
        ),
      );
      assert.deepEqual(texts, ["<app>", "<app>", "js"]);
      assert.equal((await ask(app, "/app")).headers.get("location"), "/app/");
      assert.equal((await ask(app, "/api/none")).status, 404);
      assert.equal((await ask(app, "/application")).status, 404);
    }
  });

  it("serve a single-page app from the root, after every other route", async () => {
    const { app } = site({ "static/index.html": "<app>" }, { singlePage: { urlPrefix: "/" } });
    app.get("/api/x", () => ({ ok: true }));
    const texts = await Promise.all(
      ["/", "/some/page", "/api/x"].map(async (path) => (await ask(app, path)).text()),
    );
    assert.deepEqual(texts, ["<app>", "<app>", '{"ok":true}']);
  });
});

describe("collecting", () => {
  const files = {
    "static/app.css":
      '@import "base.css"; a{background:url(img/a.png?v=1)} b{background:url(data:x)}',
    "static/base.css": "b{}",
    "static/img/a.png": "PNG",
    "static/main.js": 'import { x } from "./lib/x.js"; import("./lib/x.js");',
    "static/lib/x.js": "export const x = 1;",
    "static/.hidden": "no",
  };

  it("gives hashed names, rewrites references, and does nothing the second time", async () => {
    const folder = folderWith(files);
    const target = join(folder, "static-collected");
    const first = await collectStatic(new Map([["", join(folder, "static")]]), target);
    const second = await collectStatic(new Map([["", join(folder, "static")]]), target);
    assert.deepEqual([first.names.size, second.written], [5, 0]);
    const app = new Flagon({ folder }).install(staticFiles());
    app.get("/", (request) => staticUrl(request, "app.css"));
    const url = await (await ask(app, "/")).text();
    assert.match(url, /^\/static\/app\.[0-9a-f]{12}\.css$/);
    const css = await ask(app, url);
    assert.equal(css.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.match(
      await css.text(),
      /@import "base\.[0-9a-f]{12}\.css"; a\{background:url\(img\/a\.[0-9a-f]{12}\.png\?v=1\)\} b\{background:url\(data:x\)\}/,
    );
    const js = await (await ask(app, `/static/${first.names.get("main.js")}`)).text();
    assert.match(
      js,
      /from "\.\/lib\/x\.[0-9a-f]{12}\.js"; import\("\.\/lib\/x\.[0-9a-f]{12}\.js"\)/,
    );
  });

  it("takes compressed siblings along, unless they hold something else than their file", async () => {
    const folder = folderWith({
      "static/plain.js": "let x = 1;",
      "static/plain.js.br": "BROTLI",
      "static/lone.gz": "an archive",
      "static/main.js": 'import "./plain.js";',
      "static/main.js.br": "COMPRESSED BEFORE IT WAS REWRITTEN",
      "static/stale.css": "b{}",
      "static/stale.css.gz": "OF AN EARLIER CONTENT",
    });
    utimesSync(join(folder, "static/stale.css.gz"), 1000, 1000);
    const target = join(folder, "static-collected");
    const { names } = await collectStatic(new Map([["", join(folder, "static")]]), target);
    const again = await collectStatic(new Map([["", join(folder, "static")]]), target);
    assert.equal(again.written, 0);
    assert.deepEqual([...names.keys()].toSorted(), ["lone.gz", "main.js", "plain.js", "stale.css"]);
    const app = new Flagon({ folder }).install(staticFiles());
    const encodings = await Promise.all(
      ["plain.js", "main.js", "stale.css"].flatMap((path) =>
        [path, names.get(path)!].map(async (one) =>
          (
            await ask(app, `/static/${one}`, { headers: { "accept-encoding": "br, gzip" } })
          ).headers.get("content-encoding"),
        ),
      ),
    );
    // The plain `main.js` is served from its own folder, where it was not rewritten.
    assert.deepEqual(encodings, ["br", "br", "br", null, null, null]);
  });

  it("names a reference to nothing, a circle, and a file that was not collected", async () => {
    const broken = folderWith({ "a.css": "a{background:url(none.png)}" });
    await assert.rejects(collectStatic(new Map([["", broken]]), join(broken, "out")), {
      code: "static.missing-reference",
      where: 'static file "a.css"',
    });
    const circle = folderWith({ "a.js": 'import "./b.js"', "b.js": 'import "./a.js"' });
    await assert.rejects(collectStatic(new Map([["", circle]]), join(circle, "out")), {
      code: "static.circular-reference",
    });
    const folder = folderWith(files);
    await collectStatic(new Map([["", join(folder, "static")]]), join(folder, "static-collected"));
    const app = new Flagon({ folder, logging: { level: "silent" } }).install(staticFiles());
    app.get("/", (request) => staticUrl(request, "ap.css"));
    assert.equal((await ask(app, "/")).status, 500);
  });
});

describe("sending a file from a view", () => {
  it("offers it under a name of any characters", async () => {
    const folder = folderWith({ "r.pdf": "PDF" });
    const app = new Flagon();
    app.get("/report", (request) =>
      sendFile(request, join(folder, "r.pdf"), {
        downloadName: "Bericht ä.pdf",
        maxAgeSeconds: 60,
      }),
    );
    const { headers } = await ask(app, "/report");
    assert.equal(
      headers.get("content-disposition"),
      "attachment; filename=\"Bericht _.pdf\"; filename*=UTF-8''Bericht%20%C3%A4.pdf",
    );
    assert.deepEqual(
      [headers.get("content-type"), headers.get("cache-control")],
      ["application/pdf", "public, max-age=60"],
    );
  });

  it("is a 404 for what is not there or not a file", async () => {
    const folder = folderWith({ "a.txt": "a" });
    const app = new Flagon();
    app.get("/none", (request) => sendFile(request, join(folder, "none")));
    app.get("/folder", (request) => sendFile(request, folder));
    app.get("/files/<path:path>", (request, { path }) => sendFromFolder(request, folder, path));
    const statuses = await Promise.all(
      ["/none", "/folder", "/files/..%2fx", "/files/a.txt"].map(
        async (path) => (await ask(app, path)).status,
      ),
    );
    assert.deepEqual(statuses, [404, 404, 404, 200]);
  });

  it("keeps quotes, line ends and folders out of the name", () => {
    assert.equal(
      disposition('a";x=y.sh'),
      "attachment; filename=\"a_;x=y.sh\"; filename*=UTF-8''a%22%3Bx%3Dy.sh",
    );
    assert.equal(disposition("a\r\nX: y"), 'attachment; filename="aX: y"');
    assert.equal(disposition("../../b.txt"), "attachment; filename=b.txt");
  });
});
