/** The app that the conformance suite talks to; it runs on every runtime as it is. */

import {
  Blueprint,
  Flagon,
  FlagonResponse,
  json,
  makeResponse,
  NotFound,
  redirect,
  type TemplateOptions,
} from "../../src/index.ts";
import { dictLoader } from "../../src/templates/loaders.ts";
import { integer, object, string } from "../../src/validation/index.ts";

/** The templates of the app. */
export const TEMPLATES: Record<string, string> = {
  "base.html": "<p>{% block text %}{% endblock %}",
  "page.html":
    '{% extends "base.html" %}{% block text %}{{ request.path }} {{ text }}{% endblock %}',
};

/** Makes the app. Each runtime serves it in its own way; one that makes no code brings compiled templates. */
export function makeApp(templates: TemplateOptions = { loader: dictLoader(TEMPLATES) }): Flagon {
  const app = new Flagon({
    templates,
    logging: { level: "silent" },
    config: { limits: { jsonBytes: 1000, bodyBytes: 1000, fileBytes: 100_000 } },
  });
  addPlain(app);
  addBodies(app);
  addStreams(app);
  addErrors(app);
  addBlueprint(app);
  addSockets(app);
  return app;
}

let closed = 0;
let tornDown = 0;

function addPlain(app: Flagon): void {
  app.get("/", () => "Hello, <b>world</b>");
  app.get("/json", () => ({ message: "Hällo" }));
  app.get("/list", () => json(["a", 201]));
  app.get("/users/<int:id>", (_request, { id }) => ({ id }));
  app.get("/files/<path:rest>", (_request, { rest }) => ({ rest }));
  app.get("/folder/", () => "folder");
  app.get("/created", () => [{ id: 1 }, 201, { Location: "/users/1" }]);
  app.get("/empty", () => [null, 204]);
  app.get("/redirect", () => redirect("/users/1", 303));
  app.get(
    "/web",
    () =>
      new Response("web", { status: 202, headers: { "X-Web": "yes", "Content-Type": "text/x" } }),
  );
  app.get("/bytes", () => new Uint8Array([1, 2, 255]));
  app.get("/not-modified", () => [null, 304, { ETag: '"x"' }]);
  app.get("/cookies", () => {
    const response = makeResponse("ok");
    response.headers.append("Set-Cookie", "a=1; Path=/");
    response.headers.append("Set-Cookie", "b=2; Path=/");
    return response;
  });
  app.get("/echo", (request) => ({
    method: request.method,
    query: request.query.toLists(),
    cookies: request.cookies,
    agent: request.userAgent,
    many: request.headers.get("x-many"),
    host: request.host,
    url: request.url,
  }));
  app.get("/page", (request) => request.render("page.html", { text: Promise.resolve("<b>") }));
  app.get("/own-frame", () => makeResponse("x", { headers: { "X-Frame-Options": "SAMEORIGIN" } }));
}

function addBodies(app: Flagon): void {
  app.post("/json", async (request) => ({ got: await request.json() }));
  app.post("/text", async (request) => ({ got: await request.text() }));
  app.post("/form", async (request) => ({ fields: (await request.form()).toLists() }));
  app.post("/upload", async (request) => {
    const file = (await request.files()).get("file");
    if (file === undefined) return [{ error: "no file" }, 400];
    return { name: file.name, size: file.size, type: file.type, first: (await file.bytes())[0] };
  });
  const Book = object({ title: string({ minLength: 1 }), year: integer() });
  app.post("/books", { body: Book, status: 201 }, (_request, { body }) => body);
  app.post("/ignored", () => "not read");
  app.post("/stream-in", async (request) => {
    let size = 0;
    for await (const chunk of (request.stream() ?? []) as AsyncIterable<Uint8Array>)
      size += chunk.length;
    return { size };
  });
}

function addStreams(app: Flagon): void {
  app.get("/stream", async function* () {
    try {
      for (let piece = 0; piece < 3; piece++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield `piece ${piece}\n`;
      }
    } finally {
      closed++;
    }
  });
  app.get("/endless", async function* () {
    try {
      for (;;) {
        yield "x".repeat(65_536);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      closed++;
    }
  });
  app.get("/web-stream", () => new Blob(["web ", "stream"]).stream());
  app.get("/counts", () => ({ closed, tornDown }));
}

function addErrors(app: Flagon): void {
  app.get("/throw", () => {
    throw new Error("secret detail");
  });
  app.get("/reject", async () => {
    await Promise.resolve();
    throw new Error("secret detail");
  });
  app.get("/throw-null", () => {
    throw null;
  });
  app.get("/forgot", (() => {}) as never);
  app.get("/missing-thing", () => {
    throw new NotFound("There is no such thing.");
  });
  app.get("/stream-fails-first", async function* () {
    yield* failing();
  });
  app.get("/stream-fails-later", async function* () {
    yield "first";
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield* failing();
  });
  app.get(
    "/bad-header",
    (request) => new FlagonResponse("x", { headers: { "X-Echo": request.query.get("v") ?? "" } }),
  );
}

// eslint-disable-next-line require-yield -- it fails before its first piece, which is its purpose
function* failing(): Generator<string> {
  throw new Error("secret detail");
}

function addBlueprint(app: Flagon): void {
  const shop = new Blueprint("shop", { urlPrefix: "/shop" });
  shop.beforeRequest((request) => (request.query.has("closed") ? ["closed", 503] : undefined));
  shop.afterRequest((response) => response.headers.set("X-Shop", "1"));
  shop.teardownRequest(() => tornDown++);
  shop.errorHandler(404, () => "shop 404");
  shop.get("/", { endpoint: "home" }, (request) => request.urlFor(".home", {}, { external: true }));
  shop.get("/none", () => {
    throw new NotFound();
  });
  app.install(shop);
  app.use((next) => async (request) => {
    const response = await next(request);
    response.headers.set("X-Seen", String(response.status));
    return response;
  });
}

function addSockets(app: Flagon): void {
  app.websocket("/echo/<name>", { protocols: ["v2", "v1"] }, async (socket, { name }) => {
    socket.send(`hello ${name} ${socket.protocol ?? "-"}`);
    for await (const message of socket) {
      if (message === "throw") throw new Error("secret detail");
      if (message === "end") break;
      socket.send(message);
    }
  });
  app.websocket("/small", { messageLimitBytes: 10 }, async (socket) => {
    for await (const message of socket) socket.send(message);
  });
}
