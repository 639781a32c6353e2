/** Request bodies in a coding: compressed content is refused where text is read, foreign transfer codings everywhere. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { Flagon } from "flagon";
import { object, string } from "flagon/validation";

const FORM = "application/x-www-form-urlencoded";
const NAMED = '{"name":"ann"}';

/** An app that reads a body in each way, behind a port. */
async function served(t: TestContext): Promise<{ url: string; port: number }> {
  const app = new Flagon({ logging: { level: "silent" } });
  const body = object({ name: string() });
  app.post("/json", (request) => request.json({ force: true }));
  app.post("/silent", async (request) => ({ got: await request.json({ silent: true }) }));
  app.post("/text", async (request) => ({ got: await request.text() }));
  app.post("/form", async (request) => (await request.form()).toObject());
  app.post("/checked", { body }, (_request, { body }) => body);
  app.post("/bytes", async (request) => gunzipSync(await request.bytes()));
  app.post("/stream", (request) =>
    request
      .stream()!
      .pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>),
  );
  const server = await app.run({ port: 0, banner: false, handleSignals: false });
  t.after(() => server.close({ graceMs: 0 }));
  return server;
}

/** Sends bytes as they are and gives the whole answer. */
async function exchange(port: number, head: string[], body: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let answer = "";
  socket.on("data", (text) => (answer += String(text)));
  socket.write([...head, "Host: localhost", "Connection: close", "", body].join("\r\n"));
  await once(socket, "end");
  socket.end();
  return answer;
}

describe("a compressed request body", () => {
  it("is refused where JSON, text or a form is read", async (t) => {
    const { url } = await served(t);
    for (const [path, type] of [
      ["/json", "application/json"],
      ["/text", "text/plain"],
      ["/form", FORM],
      ["/checked", "application/json"],
      ["/checked", FORM],
    ] as const) {
      const reply = await fetch(url + path, {
        method: "POST",
        headers: { "Content-Type": type, "Content-Encoding": "gzip", Accept: "application/json" },
        body: gzipSync(type === FORM ? "name=ann" : NAMED),
      });
      assert.equal(reply.status, 415, path);
      assert.equal(reply.headers.get("accept-encoding"), "identity", path);
      const { detail } = (await reply.json()) as { detail: string };
      assert.equal(detail, "The body has to come without a Content-Encoding.");
    }
  });

  it("is null for who wants no error, and comes as it is to who reads bytes", async (t) => {
    const { url } = await served(t);
    const send = (path: string): Promise<Response> =>
      fetch(url + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
        body: gzipSync(NAMED),
      });
    assert.deepEqual(await (await send("/silent")).json(), { got: null });
    assert.equal(await (await send("/bytes")).text(), NAMED);
    assert.equal(await (await send("/stream")).text(), NAMED);
  });

  it("is told by its header's words, whatever their case, and by its being there", async (t) => {
    const { port } = await served(t);
    const statusOf = async (coding: string, body = NAMED): Promise<string> => {
      const head = ["POST /text HTTP/1.1", `Content-Encoding: ${coding}`];
      const length = body === "" ? [] : [`Content-Length: ${body.length}`];
      return (await exchange(port, [...head, ...length], body)).slice(9, 12);
    };
    for (const plain of ["identity", "IDENTITY", "", "identity, identity"])
      assert.equal(await statusOf(plain), "200", plain);
    for (const coded of ["br", "GZip", "identity, gzip", "identityidentity", "gzip;q=0", "\x7f"])
      assert.match(await statusOf(coded), coded === "\x7f" ? /400/ : /415/, coded);
    assert.equal(await statusOf("gzip", ""), "200");
  });
});

describe("a transfer coding", () => {
  it("other than chunked is a 501 in whatever way the body is read", async (t) => {
    const { port } = await served(t);
    const chunks = `${NAMED.length.toString(16)}\r\n${NAMED}\r\n0\r\n\r\n`;
    const send = (path: string, coding: string): Promise<string> =>
      exchange(
        port,
        [
          `POST ${path} HTTP/1.1`,
          `Content-Type: ${path === "/form" ? FORM : "application/json"}`,
          `Transfer-Encoding: ${coding}`,
        ],
        chunks,
      );
    for (const path of ["/json", "/text", "/form", "/checked", "/bytes", "/stream"]) {
      const answer = await send(path, "gzip, chunked");
      assert.match(answer, /^HTTP\/1\.1 501 Not Implemented\r\n/, path);
      assert.match(answer, /without a transfer coding other than chunked/, path);
    }
    assert.match(await send("/json", "Chunked"), /^HTTP\/1\.1 200 OK\r\n[^]*\{"name":"ann"\}/);
    assert.match(await send("/json", "gzip\r\nTransfer-Encoding: chunked"), /^HTTP\/1\.1 501/);
    assert.match(await send("/json", "gzip"), /^HTTP\/1\.1 (400|501)/);
  });
});
