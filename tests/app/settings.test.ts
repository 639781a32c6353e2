/** Settings of one's own, typed and checked at the start; the instance folder. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { Config } from "../../src/app/config.ts";
import { instancePath, openInstanceFolder } from "../../src/app/instance.ts";
import { loadSettings } from "../../src/app/settings-schema.ts";
import { array, boolean, integer, object, string, url } from "../../src/validation/index.ts";

describe("settings with schemas", () => {
  const shape = {
    port: integer({ min: 1 }).default(3000),
    databaseUrl: url({ schemes: ["postgres"] }),
    PAGE_SIZE: integer().default(20),
    isPublic: boolean().default(false),
    admins: array(string()).default([]),
    mail: object({ from: string() }).optional(),
  };

  it("are read from the environment as what they are", () => {
    const settings = loadSettings(shape, {
      env: {
        DATABASE_URL: "postgres://localhost/shop",
        PAGE_SIZE: "50",
        IS_PUBLIC: "yes",
        ADMINS: '["ann","bob"]',
        MAIL: '{"from":"a@b.example"}',
      },
    });
    const port: number = settings.port;
    assert.equal(port, 3000);
    assert.deepEqual(settings, {
      port: 3000,
      databaseUrl: "postgres://localhost/shop",
      PAGE_SIZE: 50,
      isPublic: true,
      admins: ["ann", "bob"],
      mail: { from: "a@b.example" },
    });
    assert.ok(Object.isFrozen(settings));
  });

  it("take lists with commas, and text that looks like something else", () => {
    const shape = { hosts: array(string()), password: string(), pin: string() };
    const env = { HOSTS: "a.example, b.example", PASSWORD: '["x"]', PIN: "0123" };
    assert.deepEqual(loadSettings(shape, { env }), {
      hosts: ["a.example", "b.example"],
      password: '["x"]',
      pin: "0123",
    });
  });

  it("take a prefix, and values from elsewhere below the environment", () => {
    const settings = loadSettings(
      { port: integer(), name: string() },
      { prefix: "SHOP", env: { SHOP_PORT: "1", PORT: "2" }, values: { port: 3, name: "x" } },
    );
    assert.deepEqual(settings, { port: 1, name: "x" });
  });

  it("name the one that is missing", () => {
    assert.throws(() => loadSettings(shape, { env: { DATABASE_URL: "" } }), {
      code: "app.setting-missing",
      where: "environment variable DATABASE_URL",
      message: /databaseUrl is missing/,
    });
  });

  it("name all that are wrong at once, and show no secret", () => {
    const wrong = { ...shape, apiKey: string({ minLength: 32 }) };
    const env = { PORT: "many", DATABASE_URL: "postgres://u:pw7@h:x", API_KEY: "short-key" };
    assert.throws(
      () => loadSettings(wrong, { env }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, "app.setting-invalid");
        assert.match(error.message, /3 settings[^]*port is "many"[^]*databaseUrl[^]*apiKey/);
        assert.doesNotMatch(error.message, /pw7|short-key/);
        return true;
      },
    );
  });

  it("may have schemas of another library", () => {
    const shape = {
      port: z.int(),
      zip: z.string(),
      tags: z.array(z.string()),
      ratio: z.coerce.number(),
    };
    const env = { PORT: "80", ZIP: "01234", TAGS: '["a"]', RATIO: "0.5" };
    assert.deepEqual(loadSettings(shape, { env }), {
      port: 80,
      zip: "01234",
      tags: ["a"],
      ratio: 0.5,
    });
  });

  it("cannot wait", () => {
    const shape = { name: string().refineAsync(async () => undefined) };
    assert.throws(() => loadSettings(shape, { env: { NAME: "x" } }), { code: "app.setting-async" });
  });
});

describe("the instance folder", () => {
  it("is made once, for its owner alone, and out of version control", () => {
    const root = mkdtempSync(join(tmpdir(), "flagon-instance-"));
    const path = openInstanceFolder({ root });
    assert.equal(path, join(root, "instance"));
    assert.equal(readFileSync(join(path, ".gitignore"), "utf8"), "*\n");
    assert.equal(statSync(path).mode & 0o777, 0o700);
    writeFileSync(join(path, ".gitignore"), "mine");
    openInstanceFolder({ root });
    assert.equal(readFileSync(join(path, ".gitignore"), "utf8"), "mine");
  });

  it("holds settings of this machine", () => {
    const root = mkdtempSync(join(tmpdir(), "flagon-instance-"));
    openInstanceFolder({ root });
    writeFileSync(instancePath("config.json", { root }), '{"port": 81}');
    const config = new Config({ port: 80 }, { root });
    config.fromFile("instance/config.json");
    assert.equal(config.port, 81);
  });
});
