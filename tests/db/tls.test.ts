/** Connections over TLS: a proxy speaks it with the client and plainly with the real server, which may have it switched off. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { describe, it } from "node:test";
import tls from "node:tls";
import { selfSigned } from "../../src/cli/self-signed.ts";
import { Statement } from "../../src/db/backends/backend.ts";
import { openDatabases } from "../../src/db/connections.ts";
import type { OperationalError } from "../../src/db/index.ts";
import { MYSQL_URL, POSTGRES_URL } from "./databases.ts";

type Identity = ReturnType<typeof selfSigned>;

/** Begins TLS with what comes after the bytes that were read already. */
function secured(client: net.Socket, rest: Buffer, identity: Identity): tls.TLSSocket {
  const [near, far] = duplexPair();
  if (rest.length > 0) far.write(rest);
  client.pipe(far).pipe(client);
  const { cert, key } = identity;
  return new tls.TLSSocket(near, { isServer: true, cert: String(cert), key: String(key) });
}

/** PostgreSQL: the client asks whether there is TLS (SSLRequest, 8 bytes), and begins it after an "S". */
function answerPostgres(client: net.Socket, identity: Identity, server: net.Socket): void {
  client.once("data", (asked: Buffer) => {
    assert.equal(asked.readInt32BE(4), 80_877_103);
    client.write("S");
    const secure = secured(client, asked.subarray(8), identity);
    secure.on("error", () => server.destroy());
    secure.pipe(server).pipe(secure);
  });
}

const SSL = 0x0800;

/**
 * MySQL: the server's greeting says that there is TLS, the client asks for it with a short packet and logs in behind it. That packet counts,
 * so the numbers of the one that logs in and of its answer are off by one for the server.
 */
function answerMysql(client: net.Socket, identity: Identity, server: net.Socket): void {
  server.once("data", (greeting: Buffer) => {
    server.pause();
    const flags = greeting.indexOf(0, 5) + 1 + 4 + 8 + 1;
    greeting.writeUInt16LE(greeting.readUInt16LE(flags) | SSL, flags);
    client.write(greeting);
    client.once("data", (asked: Buffer) => {
      const secure = secured(client, asked.subarray(36), identity);
      secure.on("error", () => server.destroy());
      secure.once("data", (login: Buffer) => {
        secure.pause();
        login.writeUInt8(login.readUInt8(3) - 1, 3);
        login.writeUInt16LE(login.readUInt16LE(4) & ~SSL, 4);
        server.once("data", (answer: Buffer) => {
          answer.writeUInt8(answer.readUInt8(3) + 1, 3);
          secure.write(answer);
          secure.pipe(server).pipe(secure);
        });
        server.write(login);
        server.resume();
      });
    });
  });
}

const SERVERS = {
  postgres: { url: POSTGRES_URL, answer: answerPostgres, port: 5432 },
  mysql: { url: MYSQL_URL, answer: answerMysql, port: 3306 },
} as const;

/** Runs `work` with the URL of a proxy on this machine, and the file of its certificate, which is good for `name`. */
async function withProxy(
  kind: keyof typeof SERVERS,
  name: string,
  work: (url: (query: string) => string, certificate: string) => Promise<void>,
): Promise<void> {
  const { url, answer, port } = SERVERS[kind];
  const real = new URL(url);
  const identity = selfSigned([name]);
  const folder = mkdtempSync(join(tmpdir(), "flagon-tls-"));
  const certificate = join(folder, "ca.pem");
  writeFileSync(certificate, identity.cert);
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(real.port || port), real.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    answer(client, identity, server);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port: at } = proxy.address() as net.AddressInfo;
  try {
    await work((query) => {
      const through = new URL(url);
      through.host = `localhost:${at}`;
      through.search = query;
      return through.href;
    }, certificate);
  } finally {
    proxy.close();
    for (const socket of sockets) socket.destroy();
    rmSync(folder, { recursive: true });
  }
}

async function ask(url: string): Promise<unknown> {
  const databases = openDatabases({ default: url });
  try {
    const [row] = await databases.get().read(new Statement("SELECT 7", { once: true }), []);
    return row;
  } finally {
    await databases.close();
  }
}

for (const kind of ["postgres", "mysql"] as const) {
  describe(`a connection over TLS to ${kind}`, () => {
    it("is made where the certificate is trusted and names the host", () =>
      withProxy(kind, "localhost", async (url, file) => {
        assert.deepEqual(await ask(url(`sslmode=verify-full&sslrootcert=${file}`)), [7]);
      }));

    it("is refused where nobody vouches for the certificate", () =>
      withProxy(kind, "localhost", async (url) => {
        await assert.rejects(ask(url("sslmode=verify-full")), (error: OperationalError) => {
          assert.equal(error.code, "db.unreachable");
          assert.match(String((error.cause as Error).message), /self-signed/);
          return true;
        });
      }));

    it("is refused where the certificate is another host's", () =>
      withProxy(kind, "db.example", async (url, file) => {
        await assert.rejects(ask(url(`sslmode=verify-full&sslrootcert=${file}`)), {
          code: "db.unreachable",
        });
        assert.deepEqual(await ask(url(`sslmode=verify-ca&sslrootcert=${file}`)), [7]);
      }));

    it("is made without looking where the URL says so", () =>
      withProxy(kind, "db.example", async (url) => {
        assert.deepEqual(await ask(url("sslmode=require")), [7]);
      }));

    it("is made with an address where the driver can look, and refused elsewhere", () =>
      withProxy(kind, "127.0.0.1", async (url, file) => {
        const full = url(`sslmode=verify-full&sslrootcert=${file}`);
        const answer = ask(full.replace("localhost", "127.0.0.1"));
        if (kind === "postgres") assert.deepEqual(await answer, [7]);
        else
          await assert.rejects(answer, {
            code: "db.address-certificate",
            mend: /sslmode=verify-ca/,
          });
      }));
  });
}
