/** The conformance suite: what every runtime must answer, told over a socket. */

import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";

/** Names of the runtimes. */
export type Runtime = "node24" | "node26" | "bun" | "deno" | "workerd";

/** One reply as it came over the wire. */
export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  complete: boolean;
}

/** What a case can use. */
export interface Wire {
  port: number;
  ask(
    path: string,
    init?: {
      method?: string;
      headers?: http.OutgoingHttpHeaders | string[];
      body?: string | Buffer;
    },
  ): Promise<Reply>;
  /** Sends raw bytes and gives all that comes back until the connection closes or is silent. */
  raw(text: string): Promise<string>;
}

/** A case, and the runtimes on which it does not hold, each with the reason. */
export interface Case {
  name: string;
  run(wire: Wire): Promise<void>;
  skip?: Partial<Record<Runtime, string>>;
}

const OWN_PARSER = "the runtime's own HTTP parser decides before the app is asked";

const json = (
  value: unknown,
): { method: string; headers: Record<string, string>; body: string } => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** The cases. */
export const CASES: readonly Case[] = [
  answers("text as a page", "/", {
    status: 200,
    text: "Hello, <b>world</b>",
    headers: { "content-type": "text/html; charset=utf-8" },
  }),
  answers("an object as JSON", "/json", {
    status: 200,
    text: '{"message":"Hällo"}',
    headers: { "content-type": "application/json; charset=utf-8" },
  }),
  answers("a list as JSON", "/list", { status: 200, text: '["a",201]' }),
  answers("a converted param", "/users/7", { status: 200, text: '{"id":7}' }),
  answers("a tuple", "/created", {
    status: 201,
    text: '{"id":1}',
    headers: { location: "/users/1" },
  }),
  answers("an empty body", "/empty", { status: 204, text: "" }),
  answers("a redirect", "/redirect", { status: 303, headers: { location: "/users/1" } }),
  answers("a web response", "/web", {
    status: 202,
    text: "web",
    headers: { "x-web": "yes", "content-type": "text/x" },
  }),
  answers("a template", "/page", { status: 200, text: "<p>/page &lt;b&gt;" }),
  answers("304 with its headers", "/not-modified", {
    status: 304,
    text: "",
    headers: { etag: '"x"' },
  }),
  answers("a slash redirect with the query", "/folder?a=1", {
    status: 308,
    headers: { location: "/folder/?a=1" },
  }),
  answers("a redirect away from doubled slashes", "//folder/", {
    status: 308,
    headers: { location: "/folder/" },
  }),
  answers("an unknown address", "/none", {
    status: 404,
    headers: { "x-seen": "404", "x-content-type-options": "nosniff" },
  }),
  answers("a wrong type of param", "/users/x", { status: 404 }),
  answers("an encoded slash inside a segment", "/users%2F7", { status: 404 }),
  answers("an encoded slash inside a path", "/files/a%2Fb", {
    status: 200,
    text: '{"rest":"a/b"}',
  }),
  answers("a path that is decoded once", "/files/a%252Fb", {
    status: 200,
    text: '{"rest":"a%2Fb"}',
  }),
  answers("malformed percent-encoding", "/%zz", { status: 400 }),
  answers("a NUL in the path", "/%00", { status: 400 }),
  answers("bytes that are no UTF-8", "/%ff", { status: 400 }),
  answers("an encoded backslash", "/a%5Cb", { status: 400 }),
  answers("a thrown error", "/throw", { status: 500, headers: { "x-seen": "500" } }),
  answers("a rejection", "/reject", { status: 500 }),
  answers("a thrown null", "/throw-null", { status: 500 }),
  answers("a view that returns nothing", "/forgot", { status: 500 }),
  answers("a stream that fails at once", "/stream-fails-first", { status: 500 }),
  answers("a stream", "/stream", { status: 200, text: "piece 0\npiece 1\npiece 2\n" }),
  answers("a web stream", "/web-stream", { status: 200, text: "web stream" }),
  answers("a hook that answers", "/shop/?closed", {
    status: 503,
    text: "closed",
    headers: { "x-shop": "1" },
  }),
  answers("a blueprint's error handler", "/shop/none", { status: 404, text: "shop 404" }),
  answers("a header of its own in place of a default", "/own-frame", {
    status: 200,
    headers: { "x-frame-options": "SAMEORIGIN" },
  }),
  answers("a header value with a line end", "/bad-header?v=a%0d%0aX-Evil:1", {
    status: 500,
    headers: { "x-evil": undefined },
  }),
  {
    name: "sends nothing of an error to the visitor",
    async run({ ask }) {
      for (const path of ["/throw", "/reject"])
        assert.doesNotMatch((await ask(path)).text, /secret detail|at .*:\d+/);
    },
  },
  {
    name: "sends bytes",
    async run({ ask }) {
      assert.deepEqual([...(await ask("/bytes")).bytes], [1, 2, 255]);
    },
  },
  {
    name: "sends several cookies, each on a line of its own",
    async run({ ask }) {
      assert.deepEqual((await ask("/cookies")).headers["set-cookie"], [
        "a=1; Path=/",
        "b=2; Path=/",
      ]);
    },
  },
  {
    name: "answers HEAD with the headers of GET and no body",
    async run({ ask }) {
      const reply = await ask("/json", { method: "HEAD" });
      assert.deepEqual(
        [reply.status, reply.headers["content-length"], reply.text],
        [200, "20", ""],
      );
    },
  },
  {
    name: "refuses a method with Allow and answers OPTIONS with it",
    async run({ ask }) {
      const refused = await ask("/json", { method: "DELETE" });
      assert.deepEqual(
        [refused.status, refused.headers["allow"]],
        [405, "GET, HEAD, OPTIONS, POST"],
      );
      assert.equal(
        (await ask("/json", { method: "OPTIONS" })).headers["allow"],
        "GET, HEAD, OPTIONS, POST",
      );
    },
  },
  {
    name: "reads method, query, cookies, headers and host",
    async run({ ask, port }) {
      const headers = [
        "Host",
        `localhost:${port}`,
        "Cookie",
        "a=1; b=2",
        "User-Agent",
        "tester",
        "X-Many",
        "1",
        "X-Many",
        "2",
        "X_Under",
        "no",
      ];
      const echo = JSON.parse((await ask("/echo?a=1&a=2&__proto__=x", { headers })).text) as Record<
        string,
        unknown
      >;
      assert.equal(JSON.stringify(echo["query"]), '{"a":["1","2"],"__proto__":["x"]}');
      assert.deepEqual(echo["cookies"], { a: "1", b: "2" });
      assert.deepEqual(
        [echo["agent"], echo["many"], echo["host"]],
        ["tester", "1, 2", `localhost:${port}`],
      );
      assert.equal(echo["url"], `http://localhost:${port}/echo?a=1&a=2&__proto__=x`);
    },
  },
  {
    name: "reads JSON, and refuses what is none, too large, too deep or of another type",
    async run({ ask }) {
      assert.equal((await ask("/json", json({ a: [1] }))).text, '{"got":{"a":[1]}}');
      const bad: [body: string, type: string, status: number][] = [
        ["{", "application/json", 400],
        ["{}", "text/plain", 415],
        [`"${"x".repeat(2000)}"`, "application/json", 413],
        ["[".repeat(70) + "]".repeat(70), "application/json", 400],
        ['{"__proto__":1}', "application/json", 400],
      ];
      for (const [body, type, status] of bad) {
        assert.equal(
          (await ask("/json", { method: "POST", body, headers: { "content-type": type } })).status,
          status,
          body.slice(0, 20),
        );
      }
    },
  },
  {
    name: "refuses text that is no UTF-8",
    async run({ ask }) {
      assert.equal(
        (
          await ask("/text", {
            method: "POST",
            body: Buffer.from([0xc3, 0x28]),
            headers: { "content-type": "text/plain" },
          })
        ).status,
        400,
      );
    },
  },
  {
    name: "names every fault of an invalid body",
    async run({ ask }) {
      const reply = await ask("/books", {
        ...json({ title: "", year: "x" }),
        headers: { "content-type": "application/json", accept: "application/json" },
      });
      const details = JSON.parse(reply.text) as { status: number; errors: { path: string }[] };
      assert.deepEqual(
        [reply.status, reply.headers["content-type"]],
        [422, "application/problem+json; charset=utf-8"],
      );
      assert.deepEqual(
        details.errors.map(({ path }) => path),
        ["title", "year"],
      );
      assert.equal((await ask("/books", json({ title: "Emma", year: 1815 }))).status, 201);
    },
  },
  {
    name: "reads an urlencoded form",
    async run({ ask }) {
      const reply = await ask("/form", {
        method: "POST",
        body: "a=1&a=2&b=%C3%A4+x",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      assert.deepEqual(JSON.parse(reply.text), { fields: { a: ["1", "2"], b: ["ä x"] } });
    },
  },
  {
    name: "reads an uploaded file, also a large one, and refuses one over the limit",
    async run({ ask }) {
      for (const [size, status] of [
        [10, 200],
        [90_000, 200],
        [200_000, 413],
      ] as const) {
        const body = multipart("../a b.txt", Buffer.alloc(size, 7));
        const reply = await ask("/upload", {
          method: "POST",
          body,
          headers: { "content-type": "multipart/form-data; boundary=xx" },
        });
        assert.equal(reply.status, status);
        if (status === 200)
          assert.deepEqual(JSON.parse(reply.text), {
            name: "a b.txt",
            size,
            type: "text/plain",
            first: 7,
          });
      }
    },
  },
  {
    name: "reads a body as a stream",
    async run({ ask }) {
      assert.equal(
        (await ask("/stream-in", { method: "POST", body: Buffer.alloc(300_000) })).text,
        '{"size":300000}',
      );
    },
  },
  {
    name: "answers although nobody reads the body",
    async run({ ask }) {
      assert.equal(
        (await ask("/ignored", { method: "POST", body: "x".repeat(5000) })).text,
        "not read",
      );
      assert.equal((await ask("/")).status, 200);
    },
  },
  {
    name: "cuts the connection when a stream fails midway",
    async run({ raw, port }) {
      const text = await raw(`GET /stream-fails-later HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
      // Bun drops what it had not sent when the stream fails; the others have sent the first piece.
      assert.doesNotMatch(text, /\r\n0\r\n\r\n$|secret detail/);
    },
  },
  {
    name: "ends a generator when its client leaves",
    async run({ ask, port }) {
      const before = (JSON.parse((await ask("/counts")).text) as { closed: number }).closed;
      await leaveMidway(port, "/endless");
      let after = before;
      for (let tries = 0; tries < 200 && after === before; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        after = (JSON.parse((await ask("/counts")).text) as { closed: number }).closed;
      }
      assert.equal(after, before + 1);
    },
  },
  {
    name: "runs teardown hooks",
    async run({ ask }) {
      const before = (JSON.parse((await ask("/counts")).text) as { tornDown: number }).tornDown;
      await ask("/shop/");
      assert.equal(
        (JSON.parse((await ask("/counts")).text) as { tornDown: number }).tornDown,
        before + 1,
      );
    },
  },
  {
    name: "builds external urls with the request's host",
    async run({ ask, port }) {
      assert.equal((await ask("/shop/")).text, `http://127.0.0.1:${port}/shop/`);
    },
  },
  {
    name: "refuses a foreign host and a write from another site",
    async run({ ask }) {
      assert.equal((await ask("/", { headers: { host: "evil.example" } })).status, 400);
      const { headers, ...rest } = json({});
      assert.equal(
        (await ask("/json", { ...rest, headers: { ...headers, origin: "http://evil.example" } }))
          .status,
        403,
      );
      assert.equal(
        (await ask("/json", { ...rest, headers: { ...headers, "sec-fetch-site": "cross-site" } }))
          .status,
        403,
      );
    },
  },
  {
    name: "holds a WebSocket conversation with text, bytes and a sub-protocol, and ends it when the view does",
    async run({ port }) {
      const socket = await open(`ws://127.0.0.1:${port}/echo/ann`, ["v1", "v9"]);
      assert.equal(await socket.next(), "hello ann v1");
      socket.send("text");
      assert.equal(await socket.next(), "text");
      socket.send(new Uint8Array([1, 2]));
      assert.deepEqual(await socket.next(), new Uint8Array([1, 2]));
      socket.send("end");
      assert.equal(await socket.closed, 1000);
    },
  },
  {
    name: "ends a WebSocket with 1011 when the view throws, and with 1009 when a message is too large",
    async run({ port }) {
      const failing = await open(`ws://127.0.0.1:${port}/echo/ann`);
      await failing.next();
      failing.send("throw");
      assert.equal(await failing.closed, 1011);
      const small = await open(`ws://127.0.0.1:${port}/small`);
      small.send("x".repeat(100));
      assert.equal(await small.closed, 1009);
    },
  },
  {
    name: "refuses a WebSocket from a page of another site, at an unknown address, and at a plain route",
    async run({ raw, port }) {
      const handshake = (path: string, more = ""): string =>
        `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
      assert.match(
        await raw(handshake("/echo/ann", "Origin: http://evil.example\r\n")),
        /^HTTP\/1\.1 403 /,
      );
      assert.match(await raw(handshake("/none")), /^HTTP\/1\.1 404 /);
      assert.match(await raw(handshake("/json")), /^HTTP\/1\.1 404 /);
    },
  },
  {
    name: "refuses two Host headers",
    async run({ raw, port }) {
      assert.match(
        await raw(
          `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
        ),
        /^HTTP\/1\.1 400 /,
      );
    },
    skip: { bun: OWN_PARSER, deno: OWN_PARSER, workerd: OWN_PARSER },
  },
  {
    name: "answers pipelined requests in their order",
    async run({ raw, port }) {
      const head = `HTTP/1.1\r\nHost: localhost:${port}\r\n`;
      const text = await raw(
        `GET /users/1 ${head}\r\nGET /users/2 ${head}\r\nGET /users/3 ${head}Connection: close\r\n\r\n`,
      );
      assert.deepEqual(
        [...text.matchAll(/\{"id":(\d)\}/g)].map((match) => match[1]),
        ["1", "2", "3"],
      );
    },
  },
  {
    name: "keeps concurrent requests apart",
    async run({ ask }) {
      const replies = await Promise.all(
        Array.from({ length: 200 }, (_, index) => ask(`/users/${index}`)),
      );
      assert.deepEqual(
        replies.map(({ text }) => (JSON.parse(text) as { id: number }).id),
        Array.from({ length: 200 }, (_, index) => index),
      );
    },
  },
];

interface Expected {
  status: number;
  text?: string;
  headers?: Record<string, string | undefined>;
}

function answers(name: string, path: string, { status, text, headers = {} }: Expected): Case {
  return {
    name: `answers ${name}`,
    async run({ ask }) {
      const reply = await ask(path);
      assert.equal(reply.status, status);
      if (text !== undefined) assert.equal(reply.text, text);
      for (const [header, value] of Object.entries(headers))
        assert.equal(reply.headers[header], value, header);
    },
  };
}

function multipart(filename: string, content: Buffer): Buffer {
  const head = `--xx\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: text/plain\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--xx--\r\n")]);
}

function leaveMidway(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`),
    );
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

/** A WebSocket of a client. */
interface Client {
  send(data: string | Uint8Array): void;
  next(): Promise<string | Uint8Array>;
  closed: Promise<number>;
}

function open(url: string, protocols: string[] = []): Promise<Client> {
  const socket = new WebSocket(url, protocols);
  socket.binaryType = "arraybuffer";
  const queue: (string | Uint8Array)[] = [];
  const waiters: ((message: string | Uint8Array) => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
    const waiter = waiters.shift();
    if (waiter === undefined) queue.push(message);
    else waiter(message);
  });
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => resolve(code)),
  );
  const next = (): Promise<string | Uint8Array> =>
    queue.length > 0
      ? Promise.resolve(queue.shift()!)
      : new Promise((resolve) => waiters.push(resolve));
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () =>
      resolve({ send: (data) => socket.send(data as string), next, closed }),
    );
    socket.addEventListener("error", () => reject(new Error(`The WebSocket ${url} was refused.`)));
  });
}

/** Makes the wire to a server on a port. */
export function wireTo(port: number): Wire {
  return {
    port,
    ask: (path, { method = "GET", headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const request = http.request(
          { port, host: "127.0.0.1", path, method, headers, agent: false },
          (reply) => {
            const chunks: Buffer[] = [];
            reply.on("data", (chunk: Buffer) => chunks.push(chunk));
            const done = (): void => {
              const bytes = Buffer.concat(chunks);
              resolve({
                status: reply.statusCode!,
                headers: reply.headers,
                text: bytes.toString(),
                bytes,
                complete: reply.complete,
              });
            };
            reply.on("end", done);
            reply.on("error", done);
          },
        );
        // A server may answer and close before it has read a body that is too large.
        request.on("error", reject);
        request.end(body);
      }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
        let seen = "";
        let silence: NodeJS.Timeout | undefined;
        socket.on("data", (chunk) => {
          seen += chunk;
          clearTimeout(silence);
          silence = setTimeout(() => socket.destroy(), 500);
        });
        socket.on("close", () => resolve(seen));
        socket.on("error", (error: NodeJS.ErrnoException) =>
          error.code === "ECONNRESET" ? resolve(seen) : reject(error),
        );
      }),
  };
}
