/** What a client hears, and the log tells, when its bytes are no request. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { Flagon } from "flagon";
import type { RunningServer } from "../../src/http/handler.ts";
import type { LogRecord } from "../../src/app/log-format.ts";

const records: LogRecord[] = [];
const app = new Flagon({
  logging: { handlers: { test: { handle: (record) => void records.push(record) } } },
});
app.post("/", async (request) => await request.text());
let server: RunningServer;
before(async () => {
  server = await app.run({ port: 0, banner: false, handleSignals: false });
});
after(() => server.close());

/** Sends bytes and gives all that is answered until the connection ends. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(server.port, "127.0.0.1");
  socket.setEncoding("latin1");
  let text = "";
  socket.on("data", (piece: string) => (text += piece));
  socket.write(bytes, "latin1");
  await once(socket, "close");
  return text;
}

const HEAD = "Host: localhost\r\nConnection: close\r\n";
const CASES: readonly [what: string, bytes: string, status: string, reason: RegExp][] = [
  ["an unknown method", `F\xfcR / HTTP/1.1\r\n${HEAD}\r\n`, "400", /the method/],
  ["another version", `GET / HTTP/9.9\r\n${HEAD}\r\n`, "400", /version/],
  [
    "a control character in a header",
    `GET /a?b=secret HTTP/1.1\r\n${HEAD}x: a\x1bb\r\n\r\n`,
    "400",
    /a header has characters/,
  ],
  [
    "two lengths",
    `POST / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    "400",
    /Content-Length/,
  ],
  [
    "a length that is no number",
    `POST / HTTP/1.1\r\n${HEAD}Content-Length: 1x\r\n\r\na`,
    "400",
    /Content-Length/,
  ],
  [
    "a length beside chunks",
    `POST / HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "400",
    /Transfer-Encoding|Content-Length/,
  ],
  ["headers without an end", `GET / HTTP/1.1\r\nx: ${"a".repeat(70_000)}`, "431", /too long/],
  ["another expectation", `POST / HTTP/1.1\r\n${HEAD}Expect: tea\r\n\r\n`, "417", /100-continue/],
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400", /one Host header/],
  ["what is no HTTP at all", "\x16\x03\x01\x02\x00\x01\r\n\r\n", "400", /HTTP|method/],
];

describe("bytes that are no request", () => {
  for (const [what, bytes, status, reason] of CASES) {
    it(`are answered with ${status} and the reason: ${what}`, async () => {
      const answer = await answerTo(bytes);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(answer.slice(answer.indexOf("\r\n\r\n")), reason);
      assert.doesNotMatch(answer, /at .*\.(ts|js):\d/);
    });
  }

  it("are one log record each, with the line but not its query, and nothing that forges another", async () => {
    records.length = 0;
    await answerTo(`GET /a%0aFORGED?key=secret HTTP/1.1\r\n${HEAD}x: \x1b[31m\r\n\r\n`);
    assert.deepEqual(
      records.map(({ level, name, fields }) => ({ level, name, fields })),
      [
        {
          level: "info",
          name: "flagon.request",
          fields: {
            status: 400,
            refusal: "HPE_INVALID_HEADER_TOKEN",
            detail: "a header has characters that are not allowed",
            ip: "127.0.0.1",
            line: "GET /a%0aFORGED",
          },
        },
      ],
    );
  });

  it("do not take anything of a body into the log", async () => {
    records.length = 0;
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write("PASSWORD secret\r\n");
    socket.resume();
    await once(socket, "close");
    assert.ok(records.every(({ fields }) => !JSON.stringify(fields).includes("PASSWORD")));
  });
});
