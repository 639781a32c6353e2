/** The access log of a serving app. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessLog } from "../../src/app/access-log-extension.ts";
import { Flagon } from "../../src/app/app.ts";
import type { LogRecord } from "../../src/app/log-format.ts";
import { signals } from "../../src/app/signals.ts";

function serving(level: "info" | "silent") {
  const records: LogRecord[] = [];
  const app = new Flagon({
    config: { debug: true },
    logging: {
      handlers: { test: { handle: (record) => void records.push(record) } },
      loggers: { "flagon.access": { level } },
    },
  });
  app.install(accessLog());
  app.get("/", () => "ok");
  app.get("/later", async () => "ok");
  app.get("/broken", () => {
    throw new Error("broken");
  });
  const get = (path: string) => app.fetch(new Request(`http://localhost${path}`));
  const access = () => records.filter(({ name }) => name === "flagon.access");
  return { app, get, access };
}

describe("an app with an access log", () => {
  it("has one record for each request, whatever became of it", async () => {
    const { get, access } = serving("info");
    for (const path of ["/?a=1", "/later", "/missing", "/broken"]) await get(path);
    assert.deepEqual(
      access().map(({ fields }) => [fields["method"], fields["path"], fields["status"]]),
      [
        ["GET", "/?a=1", 200],
        ["GET", "/later", 200],
        ["GET", "/missing", 404],
        ["GET", "/broken", 500],
      ],
    );
    const ids = access().map(({ fields }) => fields["requestId"]);
    assert.equal(new Set(ids).size, 4);
    assert.ok(access().every(({ fields }) => typeof fields["ms"] === "number"));
  });

  it("hears its own requests alone", async () => {
    const [one, other] = [serving("info"), serving("info")];
    await one.get("/");
    assert.deepEqual([one.access().length, other.access().length], [1, 0]);
  });

  it("pays nothing where it is muted", async () => {
    const before = signals.requestStarted.receiversFor(undefined).length;
    const { app, get, access } = serving("silent");
    await get("/");
    assert.equal(access().length, 0);
    assert.equal(signals.requestStarted.receiversFor(app).length, before);
  });
});
