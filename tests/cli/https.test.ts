/** `--cert` and `--key`: https in development and in production, asked by real TLS clients. */

import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, get } from "node:https";
import net, { type AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { selfSigned } from "../../src/cli/self-signed.ts";
import { limit, Project, type Running } from "../support/project.ts";
import { FOR_EVER_MS, until } from "../support/until.ts";

const NAMES = ["localhost", "127.0.0.1", "::1"];

const HELLO = `import { Flagon } from "flagon";
const app = new Flagon();
app.get("/", (request) => request.scheme + " one");
app.get("/pid", () => String(process.pid));
app.websocket("/echo", async (socket) => { for await (const message of socket) socket.send(message); });
export default app;
`;

interface Reply {
  status: number | undefined;
  text: string;
}

/** Asks once, on a connection of its own, and trusts `ca` alone. */
function ask(url: string, ca: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false, signal: AbortSignal.timeout(FOR_EVER_MS) }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      incoming.on("end", () => resolve({ status: incoming.statusCode, text }));
    }).on("error", reject);
  });
}

/** The certificate that a server shows. */
async function shown(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const certificate = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return certificate.toString();
}

/** The address of a program, once it serves, and what it shows there. */
async function serving(server: Running): Promise<{ url: string; ca: string }> {
  const url = await server.url();
  assert.match(url, /^https:/);
  return { url, ca: await shown(url) };
}

describe("a certificate that signs itself", () => {
  it("is good for its names and addresses, and for no others", async () => {
    const pair = selfSigned(NAMES);
    const ca = String(pair.cert);
    const server = createServer({ cert: ca, key: String(pair.key) }, (_request, response) => {
      response.end("hello");
    }).listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const host of ["localhost", "127.0.0.1", "[::1]"])
      assert.equal((await ask(`https://${host}:${port}/`, ca)).text, "hello", host);
    const other = connect({ port, host: "127.0.0.1", servername: "shop.example", ca });
    await assert.rejects(once(other, "secureConnect"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const stranger = String(selfSigned(NAMES).cert);
    await assert.rejects(ask(`https://localhost:${port}/`, stranger));
    server.close();
  });

  it("says what it is good for in the words of RFC 5280", () => {
    const { cert } = selfSigned([...NAMES, "shop.test"]);
    const certificate = new X509Certificate(cert);
    assert.equal(
      certificate.subjectAltName,
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:shop.test",
    );
    assert.deepEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
    assert.equal(certificate.ca, false);
    assert.ok(certificate.verify(certificate.publicKey));
    const days = (Number(certificate.validToDate) - Number(certificate.validFromDate)) / 86_400_000;
    assert.equal(days, 31);
    assert.notEqual(
      certificate.serialNumber,
      new X509Certificate(selfSigned(NAMES).cert).serialNumber,
    );
  });

  it("has a length that fits for many names", () => {
    const names = Array.from({ length: 300 }, (_, at) => `host-${at}.test`);
    const { subjectAltName } = new X509Certificate(selfSigned(names).cert);
    assert.equal(subjectAltName!.split(", ").length, 300);
  });
});

describe("flagon run --cert", limit, () => {
  it("serves https, with WebSockets, under a certificate made on the spot", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["run", "--cert", "adhoc", "--port", "0"]);
    const { url, ca } = await serving(server);
    assert.deepEqual(await ask(url, ca), { status: 200, text: "https one" });
    const [, fingerprint] = await server.says(/SHA-256: (\S+)/);
    assert.equal(new X509Certificate(ca).fingerprint256, fingerprint);
    assert.equal(await echoed(url, ca), "\u0081\u0002hi");
    assert.equal((await server.stop()).code, 0);
  });

  it("answers nothing to a client that speaks no TLS, and goes on serving", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const { url, ca } = await serving(project.start(["run", "--cert", "adhoc", "--port", "0"]));
    const plain = net.connect(Number(new URL(url).port), "127.0.0.1");
    plain.on("error", () => {});
    plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(plain, "close");
    assert.equal((await ask(url, ca)).status, 200);
  });

  it("shows one certificate from all workers", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const words = ["run", "--cert", "adhoc", "--port", "0", "--workers", "2"];
    const server = project.start(words);
    const { url, ca } = await serving(server);
    const pids = new Set<string>();
    await until("a second worker", async () => {
      return pids.add((await ask(`${url}/pid`, ca)).text).size === 2;
    });
    assert.equal((await server.stop()).code, 0);
  });

  it("takes both from files, or both from one file", async () => {
    const { cert, key } = selfSigned(NAMES);
    const files = { "c.pem": String(cert), "k.pem": String(key), "both.pem": `${cert}${key}` };
    await using project = new Project({ "app.ts": HELLO, ...files });
    for (const words of [
      ["--cert", "c.pem", "--key", "k.pem"],
      ["--cert", "both.pem"],
    ]) {
      const { url } = await serving(project.start(["run", "--port", "0", ...words]));
      assert.equal((await ask(url, files["c.pem"])).text, "https one");
    }
  });

  it("says what is wrong with the files, for dev as well", async () => {
    const { cert, key } = selfSigned(NAMES);
    const files = { "c.pem": String(cert), "k.pem": String(key), "text.pem": "hello" };
    const other = { "other.pem": String(selfSigned(NAMES).key) };
    await using project = new Project({ "app.ts": HELLO, ...files, ...other });
    const cases: [string[], RegExp][] = [
      [["--cert", "none.pem", "--key", "k.pem"], /There is no file none\.pem\.[^]*at: +--cert/],
      [["--cert", "c.pem", "--key", "none.pem"], /There is no file none\.pem\.[^]*at: +--key/],
      [["--cert", "text.pem", "--key", "k.pem"], /text\.pem holds no certificate:/],
      [["--cert", "c.pem"], /c\.pem holds no private key that can be read:/],
      [
        ["--cert", "c.pem", "--key", "other.pem"],
        /other\.pem is not that of the certificate in c\.pem/,
      ],
      [["--key", "k.pem"], /a key without a certificate/],
      [["--cert", "adhoc", "--key", "k.pem"], /makes a key of its own/],
    ];
    for (const command of ["run", "dev"])
      for (const [words, pattern] of cases) {
        const { code, errors } = await project.flagon([command, "--port", "0", ...words]);
        assert.match(errors, pattern);
        assert.match(errors, /code: cli\.certificate/);
        assert.equal(code, 1);
      }
  });
});

describe("flagon dev --cert adhoc", limit, () => {
  it("keeps its certificate over changes and errors", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["dev", "--cert", "adhoc", "--port", "0"]);
    const { url, ca } = await serving(server);
    assert.equal((await ask(url, ca)).text, "https one");
    project.write({ "app.ts": HELLO.replace("one", "two") });
    await until("the new code", async () => (await ask(url, ca)).text === "https two");
    project.write({ "app.ts": `${HELLO}\nconst x = ;` });
    await until("the error", async () => (await ask(url, ca)).text.includes("SyntaxError"));
    project.write({ "app.ts": HELLO.replace("one", "three") });
    await until("the mended code", async () => (await ask(url, ca)).text === "https three");
    assert.equal(await shown(url), ca);
    assert.equal((await server.stop("SIGINT")).code, 0);
  });
});

/** Says "hi" on a WebSocket and gives the frame that comes back. */
async function echoed(url: string, ca: string): Promise<string> {
  const { port } = new URL(url);
  const socket: TLSSocket = connect({ host: "127.0.0.1", port: Number(port), ca });
  await once(socket, "secureConnect");
  socket.write(
    "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  assert.match(String((await once(socket, "data"))[0]), /^HTTP\/1\.1 101 /);
  socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
  const [frame] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return frame.toString("latin1");
}
