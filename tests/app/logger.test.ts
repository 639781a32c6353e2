/** Loggers: levels, names, handlers from configuration, formats, secrets, line ends, failing sinks. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { formatAccess } from "../../src/app/access-log.ts";
import { createLogger, type LoggingConfig } from "../../src/app/log-config.ts";
import type { LogRecord } from "../../src/app/log-format.ts";
import { setClock } from "../../src/base/clock.ts";

function logged(config: LoggingConfig = {}) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const logger = createLogger("shop", { handlers: { test: { write } }, ...config });
  return { logger, lines, json: () => lines.map((line) => JSON.parse(line) as unknown) };
}

describe("a logger", () => {
  it("writes a JSON line with time, level, name and fields", () => {
    const { logger, json } = logged();
    const before = setClock(() => 0);
    logger.info({ orderId: 7n }, "paid");
    setClock(before);
    assert.deepEqual(json(), [
      {
        time: "1970-01-01T00:00:00.000Z",
        level: "info",
        name: "shop",
        message: "paid",
        orderId: "7",
      },
    ]);
  });

  it("drops what is below its level", () => {
    const { logger, json } = logged({ level: "warn" });
    for (const level of ["debug", "info", "warn", "error", "critical"] as const)
      logger[level](level);
    assert.deepEqual(
      json().map((line) => (line as { message: string }).message),
      ["warn", "error", "critical"],
    );
    assert.equal(logger.isEnabled("info"), false);
  });

  it("hands bound fields to its children, other names included", () => {
    const { logger, json } = logged();
    const child = logger.child({ requestId: "r1" });
    child.named("flagon.request").info({ status: 200 }, "answered");
    logger.info("other");
    assert.deepEqual(
      json().map((line) => ({ ...(line as object), time: "" })),
      [
        {
          time: "",
          level: "info",
          name: "flagon.request",
          message: "answered",
          requestId: "r1",
          status: 200,
        },
        { time: "", level: "info", name: "shop", message: "other" },
      ],
    );
  });

  it("writes errors with type, stack and cause, whatever was thrown", () => {
    const { logger, json } = logged();
    logger.error(new TypeError("outer", { cause: new RangeError("inner") }));
    logger.error(null);
    logger.error({ error: "text", userId: 3 }, "failed");
    logger.error(
      new Proxy(new Error("x"), {
        get() {
          throw new Error("hostile");
        },
      }),
    );
    const [first, second, third, fourth] = json() as Record<string, Record<string, unknown>>[];
    assert.equal(first!["message"], "outer");
    assert.equal(first!["error"]!["type"], "TypeError");
    assert.equal((first!["error"]!["cause"] as { message: string }).message, "inner");
    assert.equal(second!["message"], "null");
    assert.equal(third!["error"], "text");
    assert.equal(fourth!["message"], "an error that cannot be shown");
  });

  it("masks secrets by name and in URLs", () => {
    const { logger, lines } = logged();
    logger.info(
      { user: { password: "p4ss", name: "ann" }, dsn: "redis://:pw5@h" },
      "to amqp://u:pw6@h",
    );
    assert.doesNotMatch(lines.join(""), /p4ss|pw5|pw6/);
    assert.match(lines[0]!, /ann/);
  });

  it("leaves long rows of Flagon's own calls out of a stack for people, and out of no other", () => {
    const own = "    at show (file:///site/polls.ts:7:9)";
    const within = [1, 2, 3, 4].map(
      (line) => `    at read (file:///site/node_modules/flagon/dist/db.js:${line}:1)`,
    );
    const error = new RangeError("too many");
    error.stack = ["RangeError: too many", ...within, own, within[0], "    at node:fs:1:1"].join(
      "\n",
    );
    const pretty = logged({ format: "pretty" });
    pretty.logger.error({ error }, "It failed.");
    const shown = pretty.lines.join("").split("\n").slice(1, 7);
    assert.deepEqual(
      shown.map((line) => line.slice(2)),
      [
        "RangeError: too many",
        within[0],
        "    … 3 more within Flagon and Node",
        own,
        within[0],
        "    at node:fs:1:1",
      ],
    );
    const json = logged({ format: "json" });
    json.logger.error({ error }, "It failed.");
    assert.match(json.lines.join(""), /db\.js:4:1/);
  });

  it("keeps a record on its line", () => {
    const { logger, lines } = logged({ format: "pretty" });
    logger.info({ path: "/a\r\nfake" }, "x\ny\u001b[2Jz\u2028");
    assert.equal(lines.length, 1);
    assert.equal(lines[0]!.split(/[\n\r\u2028]/).length, 2);
    assert.match(lines[0]!, /x\\ny\\u001b\[2Jz\\u2028/);
  });

  it("does not let a field stand in for a part of the record", () => {
    const { logger, json } = logged();
    logger.info({ level: "critical", message: "fake" }, "true");
    const line = json()[0] as Record<string, string>;
    assert.deepEqual(
      [line["level"], line["_level"], line["message"]],
      ["info", "critical", "true"],
    );
  });
});

describe("a logging configuration", () => {
  it("alone sends errors as JSON lines to a file and mutes one logger", () => {
    const file = join(mkdtempSync(join(tmpdir(), "flagon-log-")), "errors.log");
    const { logger, lines } = logged({
      handlers: {
        all: { write: (line) => void lines.push(line), format: ({ message }) => message },
        errors: { level: "error", format: "json", file },
      },
      loggers: { "flagon.access": { level: "silent" } },
    });
    logger.info("fine");
    logger.error("broken");
    logger.named("flagon.access").error("never");
    logger.named("flagon.accessory").info("another name");
    assert.deepEqual(lines, ["fine\n", "broken\n", "another name\n"]);
    const written = readFileSync(file, "utf8").trim().split("\n");
    assert.deepEqual(
      written.map((line) => (JSON.parse(line) as LogRecord).message),
      ["broken"],
    );
  });

  it("follows the longest name that fits", () => {
    const { logger, lines } = logged({
      format: ({ name }) => name,
      loggers: { flagon: { level: "error" }, "flagon.security": { level: "debug" } },
    });
    logger.named("flagon.request").info("no");
    logger.named("flagon.security.csrf").debug("yes");
    assert.deepEqual(lines, ["flagon.security.csrf\n"]);
  });

  it("gives a logger handlers of its own", () => {
    const records: LogRecord[] = [];
    const { logger, lines } = logged();
    const own = createLogger("a", {
      handlers: {
        one: { handle: (record) => void records.push(record) },
        two: { write: () => {} },
      },
      loggers: { b: { handlers: ["two"] } },
    });
    own.info("first");
    own.named("b").info("second");
    assert.deepEqual(
      records.map(({ message }) => message),
      ["first"],
    );
    assert.equal(lines.length, 0);
    assert.ok(logger);
  });

  it("names levels and handlers that there are not", () => {
    assert.throws(() => createLogger("a", { level: "wran" as "warn" }), {
      code: "app.log-level",
      mend: 'Did you mean "warn"?',
    });
    assert.throws(() => createLogger("a", { loggers: { b: { handlers: ["consle"] } } }), {
      code: "app.log-handler",
      where: 'loggers["b"].handlers',
    });
  });

  it("survives a handler that throws, and tells it once", (t) => {
    const told = t.mock.method(console, "error", () => {});
    const { logger, lines } = logged({
      handlers: {
        full: {
          write() {
            throw new Error("disk full");
          },
        },
        good: { write: (line) => void lines.push(line) },
      },
    });
    logger.info("a");
    logger.info("b");
    assert.equal(lines.length, 2);
    assert.equal(told.mock.callCount(), 1);
  });
});

describe("a pino-like instance", () => {
  it("gets every record with its name, and critical as fatal", () => {
    const calls: unknown[] = [];
    const method = (level: string) => (fields: object, message?: string) =>
      void calls.push([level, fields, message]);
    const pino = {
      child: () => pino,
      debug: method("debug"),
      info: method("info"),
      warn: method("warn"),
      error: method("error"),
      fatal: method("fatal"),
    };
    const logger = createLogger("shop", pino).child({ requestId: "r" });
    const error = new Error("x");
    logger.debug("d");
    logger.critical(error);
    assert.deepEqual(calls, [
      ["debug", { name: "shop", requestId: "r" }, "d"],
      ["fatal", { name: "shop", requestId: "r", err: error }, "x"],
    ]);
  });
});

describe("an access line", () => {
  it("has method, path, status and time, coloured by status", () => {
    const fields = { method: "GET", path: "/a?b=1", status: 404, ms: 1.26 };
    assert.equal(formatAccess(fields, { colors: false }), "GET /a?b=1 404 1.3 ms");
    assert.match(formatAccess(fields, { colors: true }), /\u001b\[33m404\u001b\[0m/);
  });

  it("cannot be faked or painted by a visitor", () => {
    const line = formatAccess(
      { method: "GET", path: "/\r\n\u001b[31m200", status: 200, ms: 1 },
      { colors: true },
    );
    assert.match(line, /\/\\r\\n\\u001b\[31m200/);
  });

  it("is what pretty logs show for the access logger", () => {
    const { logger, lines } = logged({ format: "pretty" });
    logger.named("flagon.access").info({ method: "GET", path: "/", status: 200, ms: 2 }, "GET /");
    assert.match(lines[0]!, /^[\d:.]+ GET \/ 200 2\.0 ms\n$/);
  });
});
