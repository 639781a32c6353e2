/** Rooms and rate limits between processes, by the Redis of FLAGON_TEST_REDIS_URL; what happens without one is tried on a Redis of its own. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "redis";

const SHARED_URL = process.env["FLAGON_TEST_REDIS_URL"] ?? "redis://127.0.0.1:6379";

/** A process of the site. */
class Site {
  readonly #child: ChildProcess;
  readonly port: Promise<number>;
  output = "";

  constructor(url: string, prefix: string) {
    this.#child = spawn(
      process.execPath,
      ["--conditions=flagon-source", join(import.meta.dirname, "site.ts")],
      { env: { ...process.env, SITE_REDIS_URL: url, SITE_PREFIX: prefix } },
    );
    this.port = new Promise((resolve, reject) => {
      const onText = (text: Buffer): void => {
        this.output += String(text);
        const found = /port (\d+)/.exec(this.output)?.[1];
        if (found !== undefined) resolve(Number(found));
      };
      this.#child.stdout!.on("data", onText);
      this.#child.stderr!.on("data", onText);
      this.#child.once("exit", () => reject(new Error(this.output)));
    });
  }

  async status(path: string): Promise<number> {
    return (await fetch(`http://127.0.0.1:${await this.port}${path}`)).status;
  }

  /** What was warned of so far. */
  get warnings(): string[] {
    const lines = this.output.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => (JSON.parse(line) as { message: string }).message);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, "exit");
  }
}

/** A member of a room. */
class Member {
  readonly socket: WebSocket;
  readonly #got: (string | ArrayBuffer)[] = [];
  readonly #waiters: ((message: string | ArrayBuffer) => void)[] = [];

  constructor(port: number, room: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/chat/${room}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("message", ({ data }) => {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) this.#got.push(data as string);
      else waiter(data as string);
    });
  }

  next(): Promise<string | ArrayBuffer> {
    const first = this.#got.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Whether nothing is waiting to be read. */
  get hasHeardAll(): boolean {
    return this.#got.length === 0;
  }
}

async function member(site: Site, room: string): Promise<Member> {
  const found = new Member(await site.port, room);
  assert.equal(await found.next(), "joined");
  return found;
}

async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await look())) await wait(20);
}

/** Two processes of one site, and one of another site on the same Redis. */
describe("two processes and a Redis", () => {
  const prefix = `flagon-test-${randomUUID()}`;
  const admin = createClient({ url: SHARED_URL });
  let sites: [Site, Site];
  let stranger: Site;

  before(async () => {
    await admin.connect();
    sites = [new Site(SHARED_URL, prefix), new Site(SHARED_URL, prefix)];
    stranger = new Site(SHARED_URL, `${prefix}-other`);
    await Promise.all([...sites, stranger].map(({ port }) => port));
  });

  after(async () => {
    await Promise.all([...sites, stranger].map((site) => site.stop()));
    const keys = await admin.keys(`${prefix}*`);
    if (keys.length > 0) await admin.del(keys);
    await admin.close();
  });

  it("carry what is said in a room to the sockets of both, text and bytes, and to no other site", async () => {
    const [ann, bob] = [await member(sites[0], "tea"), await member(sites[1], "tea")];
    const eve = await member(stranger, "tea");
    ann.socket.send("hello");
    assert.deepEqual(await Promise.all([ann.next(), bob.next()]), ["hello", "hello"]);
    bob.socket.send(new Uint8Array([0, 255, 10]));
    const bytes = (await ann.next()) as ArrayBuffer;
    assert.deepEqual([...new Uint8Array(bytes)], [0, 255, 10]);
    await bob.next();
    await fetch(`http://127.0.0.1:${await sites[0].port}/say/tea`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"from":"a view"}',
    });
    assert.equal(await bob.next(), '{"from":"a view"}');
    eve.socket.send("here too");
    assert.equal(await eve.next(), "here too");
    assert.ok(bob.hasHeardAll);
    for (const { socket } of [ann, bob, eve]) socket.close();
  });

  it("keep the order of what one of them says", async () => {
    const [ann, bob] = [await member(sites[0], "order"), await member(sites[1], "order")];
    const said = Array.from({ length: 200 }, (_, at) => String(at));
    for (const text of said) ann.socket.send(text);
    const heard: unknown[] = [];
    while (heard.length < said.length) heard.push(await bob.next());
    assert.deepEqual(heard, said);
    for (const { socket } of [ann, bob]) socket.close();
  });

  it("hear each other again after Redis cut their connections", async () => {
    const [ann, bob] = [await member(sites[0], "again"), await member(sites[1], "again")];
    await admin.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
    await admin.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    let heard = "";
    void bob.next().then((message) => (heard = String(message)));
    await until(() => {
      ann.socket.send("still there?");
      return heard === "still there?";
    });
    for (const { socket } of [ann, bob]) socket.close();
  });

  it("share a limit", async () => {
    // The connections that were cut before have to be there again.
    for (const site of sites) await until(async () => (await site.status("/moment")) === 429);
    const statuses: number[] = [];
    for (let at = 0; at < 8; at++) statuses.push(await sites[at % 2]!.status("/five"));
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
    assert.equal(await stranger.status("/five"), 200);
  });

  it("let in no more than the limit when all come at once", async () => {
    const asked = Array.from({ length: 80 }, (_, at) => sites[at % 2]!.status("/twenty"));
    const statuses = await Promise.all(asked);
    assert.equal(statuses.filter((status) => status === 200).length, 20);
    assert.equal(statuses.filter((status) => status === 429).length, 60);
  });

  it("count what a request costs, and say what is left", async () => {
    const reply = await fetch(`http://127.0.0.1:${await sites[0].port}/dear`);
    assert.equal(reply.headers.get("x-ratelimit-remaining"), "6");
    assert.equal(await sites[1].status("/dear"), 200);
    const refused = await fetch(`http://127.0.0.1:${await sites[0].port}/dear`);
    const after = Number(refused.headers.get("retry-after"));
    assert.deepEqual([refused.status, after > 50 && after <= 60], [429, true]);
  });

  it("let in more when the window has passed, and leave no keys behind", async () => {
    await wait(1100);
    assert.deepEqual(
      [await sites[0].status("/moment"), await sites[1].status("/moment")],
      [200, 200],
    );
    assert.equal(await sites[0].status("/moment"), 429);
    const [key] = await admin.keys(`${prefix}:rate:*moment*`);
    const leftMs = await admin.pTTL(key!);
    assert.ok(leftMs > 0 && leftMs <= 1000, String(leftMs));
    await wait(1100);
    assert.deepEqual(await admin.keys(`${prefix}:rate:*moment*`), []);
  });

  it("send the script again to a Redis that has forgotten it", async () => {
    const { length } = sites[0].warnings;
    await admin.sendCommand(["SCRIPT", "FLUSH"]);
    const reply = await fetch(`http://127.0.0.1:${await sites[0].port}/moment`);
    assert.equal(reply.headers.get("x-ratelimit-remaining"), "1");
    assert.equal(sites[0].warnings.length, length);
  });
});

/** A Redis of one's own, to stop and start. */
class OwnRedis {
  readonly port: number;
  #child: ChildProcess | null = null;

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const words = ["--port", String(this.port), "--save", "", "--appendonly", "no"];
    this.#child = spawn("redis-server", words, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    for await (const piece of this.#child.stdout!) {
      said += String(piece);
      if (said.includes("Ready to accept connections")) break;
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child!.kill(name);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe("a Redis that goes away", () => {
  it("lets requests in, or refuses them, with one warning, and counts again when it is back", async () => {
    const redis = new OwnRedis(await freePort());
    await redis.start();
    const site = new Site(redis.url, "flagon");
    try {
      for (let at = 0; at < 5; at++) await site.status("/five");
      assert.equal(await site.status("/five"), 429);
      await redis.stop();
      const begun = performance.now();
      for (let at = 0; at < 20; at++) assert.equal(await site.status("/five"), 200);
      // Nobody waits for a connection that is known to be lost.
      assert.ok(performance.now() - begun < 2000, String(performance.now() - begun));
      assert.equal(await site.status("/strict"), 503);
      await redis.start();
      await until(async () => (await site.status("/five")) === 429);
      const about = site.warnings.filter((text) => text.startsWith("The store of rate limits"));
      assert.deepEqual(about, [
        "The store of rate limits fails: requests are let in uncounted.",
        "The store of rate limits fails: requests are refused.",
        "The store of rate limits counts again.",
      ]);
    } finally {
      await site.stop();
      await redis.stop();
    }
  });

  it("is not waited for when it answers nothing", async () => {
    const redis = new OwnRedis(await freePort());
    await redis.start();
    const site = new Site(redis.url, "flagon");
    try {
      assert.equal(await site.status("/five"), 200);
      redis.signal("SIGSTOP");
      const begun = performance.now();
      assert.equal(await site.status("/five"), 200);
      assert.ok(performance.now() - begun >= 250);
    } finally {
      redis.signal("SIGCONT");
      await site.stop();
      await redis.stop();
    }
  });
});
