/** The fault harness's app keeps to its contract; the faults themselves are tried by benchmarks/reliability. */

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "fault-contract-"));
process.env["UPLOAD_DIR"] = folder;
delete process.env["DATABASE_URL"];
const { default: app } = await import("./app.ts");
// The faults are meant; their stacks would fill the report of the tests.
app.logger.divert({ handle() {} });

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return app.fetch(new Request(`http://localhost${path}`, init));
}

after(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("the app for the fault harness", () => {
  it("has what it acknowledged", async () => {
    const body = JSON.stringify({ id: "a-1" });
    const headers = { "content-type": "application/json" };
    assert.equal((await ask("/ledger", { method: "POST", body, headers })).status, 201);
    assert.equal((await ask("/ledger/a-1")).status, 200);
    assert.equal((await ask("/ledger/a-2")).status, 404);
    assert.equal((await ask("/ledger", { method: "POST", body: "{}", headers })).status, 422);
  });

  it("stores an upload whole", async () => {
    const body = new FormData();
    body.set("file", new File(["x".repeat(100_000)], "x.bin"));
    const reply = await ask("/upload", { method: "POST", body });
    assert.deepEqual([reply.status, await reply.json()], [201, { size: 100_000 }]);
    assert.equal(readdirSync(folder).length, 1);
  });

  it("streams rows, and ends its generators", async () => {
    assert.equal(((await (await ask("/rows?n=3000")).json()) as unknown[]).length, 3000);
    await (await ask("/big?mb=1")).arrayBuffer();
    const { opened, closed } = (await (await ask("/stats")).json()) as Record<string, number>;
    assert.deepEqual([opened, closed], [1, 1]);
  });

  for (const where of ["handler", "template", "logger", "session", "finally"]) {
    it(`answers a plain 500 when the ${where} fails too`, async () => {
      const reply = await ask(`/error-in-handler?where=${where}`);
      assert.equal(reply.status, 500);
      assert.doesNotMatch(await reply.text(), /MSGMARK/);
    });
  }
});
