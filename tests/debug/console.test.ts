/** The console of error pages: the PIN, the lock, the origin, and what is evaluated. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flagon } from "flagon";
import { debugPages } from "flagon/debug";
import { testClient, type TestClient } from "flagon/testing";
import { describe as describeValue, Masker } from "../../src/debug/describe.ts";
import { LocalsRecorder } from "../../src/debug/locals.ts";
import { equalTexts, makePin } from "../../src/debug/pin.ts";

const own = { origin: "http://localhost", "sec-fetch-site": "same-origin" };
const path = "/__flagon__/console";

interface Opened {
  client: TestClient;
  pin: string;
  /** Names of the error and of the frame that the page's first form has. */
  error: string;
  frame: number;
}

/** Opens the page of an error, as a developer's browser would. */
async function openPage(): Promise<Opened> {
  const printed: string[] = [];
  const app = new Flagon({ config: { debug: true }, logging: { level: "silent" } });
  app.install(debugPages({ print: (line) => void printed.push(line) }));
  app.get("/<int:id>", (request, { id }) => {
    const doubled = id * 2;
    throw new Error(`${request.path} ${doubled}`);
  });
  const client = testClient(app, { raiseErrors: false });
  const page = await (await client.get("/21", { headers: { accept: "text/html" } })).text();
  const [, error = "", frame = ""] = /data-error="([^"]+)" data-frame="(\d+)"/.exec(page) ?? [];
  const pin = /\d{3}-\d{3}-\d{3}/.exec(printed.join())?.[0] ?? "";
  return { client, pin, error, frame: Number(frame) };
}

describe("the console", () => {
  it("asks for the PIN, then evaluates with the variables of the frame", async () => {
    const { client, pin, error, frame } = await openPage();
    const run = async (code: string): Promise<unknown> =>
      (await client.post(path, { headers: own, json: { error, frame, code } })).json();
    assert.equal(((await run("doubled")) as { needsPin: boolean }).needsPin, true);
    await (
      await client.post(path, { headers: own, json: { pin } })
    ).assertJson({
      ok: true,
      text: "",
    });
    assert.deepEqual(await run("doubled + id"), { ok: true, text: "63" });
    assert.deepEqual(await run("request.path"), { ok: true, text: '"/21"' });
    assert.deepEqual(await run("Promise.resolve([id])"), { ok: true, text: "[21]" });
    assert.deepEqual(await run("nothing"), {
      ok: false,
      text: "ReferenceError: nothing is not defined",
    });
    const gone = await client.post(path, { headers: own, json: { error: "x", frame, code: "1" } });
    assert.match(await gone.text(), /gone/);
  });

  it("locks after ten wrong PINs, for the right one too", async () => {
    const { client, pin } = await openPage();
    for (let at = 0; at < 10; at++)
      assert.equal((await client.post(path, { headers: own, json: { pin: `${at}` } })).status, 403);
    const reply = await client.post(path, { headers: own, json: { pin } });
    assert.equal(reply.status, 403);
    assert.match(await reply.text(), /locked/);
    assert.equal(client.cookies.has("flagon-debug"), false);
  });

  it("answers to its own page on this machine alone", async () => {
    const { client, pin } = await openPage();
    const json = { pin };
    for (const headers of [
      {},
      { origin: "http://evil.test" },
      { origin: "null" },
      { origin: "http://localhost:1" },
      { origin: "http://localhost", "sec-fetch-site": "cross-site" },
      { ...own, "x-forwarded-for": "1.2.3.4" },
    ])
      assert.equal((await client.post(path, { headers, json })).status, 403);
    assert.equal((await client.post(path, { headers: own, json, ip: "10.0.0.1" })).status, 403);
    assert.equal((await client.post(path, { headers: own, json, ip: "" })).status, 403);
    const foreign = { headers: { origin: "http://evil.test" }, json };
    assert.equal((await client.post(`http://evil.test${path}`, foreign)).status, 400);
    assert.equal((await client.get(path)).status, 405);
    assert.equal((await client.post(path, { headers: own, json })).status, 200);
  });

  it("has another PIN in every app, of nine digits", () => {
    assert.match(makePin(), /^\d{3}-\d{3}-\d{3}$/);
    assert.notEqual(makePin(), makePin());
    assert.deepEqual(
      [equalTexts("ab", "ab"), equalTexts("ab", "ac"), equalTexts("a", "ab"), equalTexts("a", "")],
      [true, false, false, false],
    );
  });
});

describe("the recorder of variables", () => {
  it("takes each frame's own variables, blocks included, of caught errors too", () => {
    const recorder = LocalsRecorder.start();
    assert.ok(recorder);
    const inner = (depth: number): never => {
      const list = [depth];
      {
        const block = "in a block";
        throw new Error(`${list.length}${block}`);
      }
    };
    try {
      inner(3);
      assert.fail();
    } catch (error) {
      const [frame] = recorder.of(error);
      assert.match(frame?.file ?? "", /console\.test\.ts$/);
      assert.deepEqual(Object.assign({}, ...(frame?.own ?? [])), {
        block: "in a block",
        depth: 3,
        list: [3],
      });
    } finally {
      recorder.stop();
    }
    assert.deepEqual(recorder.of("a text"), []);
  });

  it("does not stop a program that throws in a loop", () => {
    const recorder = LocalsRecorder.start();
    const start = performance.now();
    for (let at = 0; at < 5000; at++) {
      try {
        JSON.parse("{");
      } catch {
        // Thrown to be thrown.
      }
    }
    recorder?.stop();
    assert.ok(performance.now() - start < 5000);
  });
});

describe("a described value", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  class Point {
    x = 1;
    get far(): never {
      throw new Error("called");
    }
  }
  const cases: [value: unknown, text: string][] = [
    ["a\n", String.raw`"a\n"`],
    [7n, "7n"],
    [undefined, "undefined"],
    [[1, "a", [2]], '[1, "a", [2]]'],
    [{ a: 1, password: "x", token: "" }, '{ a: 1, password: "********", token: "" }'],
    [new Map([["apiKey", "x"]]), 'Map { apiKey: "********" }'],
    [new Set([1]), "Set {1}"],
    [new Point(), "Point { x: 1 }"],
    [Object.create(null), "{}"],
    [cyclic, "{ self: [circular] }"],
    [new Date(0), "Date 1970-01-01T00:00:00.000Z"],
    [new RangeError("r"), "RangeError: r"],
    [new Uint8Array(3), "Uint8Array of 3 bytes"],
    [class Shop {}, "class Shop"],
    [{ a: { b: { c: { d: 1 } } } }, "{ a: { b: { c: {…} } } }"],
    [
      {
        get danger(): never {
          throw new Error("called");
        },
      },
      '{ danger: "[getter]" }',
    ],
  ];
  for (const [value, text] of cases)
    it(`reads ${text}`, () => assert.equal(new Masker().named("value", value), text));

  it("is cut where it is long", () => {
    assert.match(describeValue("x".repeat(500)), /… 100 more characters$/);
    assert.match(describeValue(Array.from({ length: 30 }, () => 1)), /… 10 more\]$/);
  });
});
