/** Settings from objects, files, modules and the environment. */

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { Config } from "../../src/app/config.ts";
import { loadEnvFiles } from "../../src/app/environment.ts";

/** A config of a user who has not told TypeScript about settings of their own. */
type Loose = Config & Record<string, unknown>;

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "flagon-config-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("a config from objects", () => {
  it("has every default and shows its settings as properties", () => {
    const config = new Config();
    assert.equal(config.debug, false);
    assert.equal(config.port, 5000);
    assert.equal(config.limits.jsonBytes, 1_048_576);
    assert.equal(config.sessionCookie.sameSite, "lax");
  });

  it("lets a later load override an earlier one, setting by setting", () => {
    const config = new Config({ debug: true, pageSize: 10 }) as Loose;
    config.fromObject({ pageSize: 20, sessionCookie: { name: "sid" } });
    assert.equal(config.debug, true);
    assert.equal(config["pageSize"], 20);
    assert.equal(config.sessionCookie.name, "sid");
    assert.equal(config.sessionCookie.path, "/");
  });

  it("shares nothing with another config or with what it was made from", () => {
    const allowedHosts = ["a.example"];
    const config = new Config({ allowedHosts });
    allowedHosts.push("b.example");
    config.limits.formFields = 1;
    assert.deepEqual(config.allowedHosts, ["a.example"]);
    assert.equal(new Config().limits.formFields, 1000);
  });

  it("refuses what a setting of Flagon's cannot be, and shows no secret", () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ debug: "yes" }, /debug is "yes"[^]*true or false/],
      [{ port: "80" }, /number/],
      [{ limits: { jsonBytes: -1 } }, /limits\.jsonBytes/],
      [{ limits: { jsonBytes: Number.NaN } }, /limits\.jsonBytes/],
      [{ limits: 3 }, /group/],
      [{ limits: { jsonByte: 1 } }, /Did you mean "jsonBytes"/],
      [{ sessionCookie: { sameSite: "Lax" } }, /"lax", "strict", "none"/],
      [{ allowedHosts: "a.example" }, /list of texts/],
      [{ secretKey: 12345 }, /secretKey is a number/],
      [{ fromEnv: 1 }, /method of the config/],
      [JSON.parse('{"__proto__": {"admin": true}}') as Record<string, unknown>, /__proto__/],
    ];
    for (const [settings, message] of wrong) {
      assert.throws(() => new Config(settings), { name: "FlagonError", message });
    }
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  });
});

describe("a config from files", () => {
  it("reads JSON from the application's folder", () => {
    const root = folderWith({ "config.json": '{"port": 80, "db": {"host": "h"}}' });
    const config = new Config({}, { root }) as Loose;
    assert.equal(config.fromFile("config.json"), true);
    assert.equal(config.port, 80);
    assert.deepEqual(config["db"], { host: "h" });
  });

  it("takes another format with its parser", () => {
    const root = folderWith({ "config.ini": "pageSize=7" });
    const config = new Config({}, { root }) as Loose;
    config.fromFile("config.ini", {
      parse: (text) => Object.fromEntries([text.split("=") as [string, string]]),
    });
    assert.equal(config["pageSize"], "7");
  });

  it("misses a missing file aloud, or silently when asked to", () => {
    const config = new Config({}, { root: tmpdir() });
    assert.throws(() => config.fromFile("no-such.json"), { code: "app.settings-file-missing" });
    assert.equal(config.fromFile("no-such.json", { silent: true }), false);
  });

  it("names a broken file", () => {
    const root = folderWith({ "a.json": "{", "b.json": "[1]" });
    const config = new Config({}, { root });
    for (const name of ["a.json", "b.json"]) {
      assert.throws(() => config.fromFile(name), {
        code: "app.settings-file-broken",
        where: join(root, name),
      });
    }
  });

  it("loads the exports of a TypeScript module", async () => {
    const root = folderWith({
      "config.ts": "export const debug: boolean = true; export const PAGE_SIZE: number = 3;",
      "default.ts": "export default { PAGE_SIZE: 4 };",
    });
    const config = new Config() as Loose;
    await config.fromModule(pathToFileURL(join(root, "config.ts")));
    assert.deepEqual([config.debug, config["PAGE_SIZE"]], [true, 3]);
    await config.fromModule(pathToFileURL(join(root, "default.ts")));
    assert.equal(config["PAGE_SIZE"], 4);
    const missing = pathToFileURL(join(root, "no.ts"));
    assert.equal(await config.fromModule(missing, { silent: true }), false);
    await assert.rejects(config.fromModule(missing), { code: "app.settings-file-missing" });
  });
});

describe("a config from the environment", () => {
  it("types what it reads and goes down at two underscores", () => {
    const config = new Config() as Loose;
    config.fromEnv({
      env: {
        FLAGON_X: "1",
        FLAGON_DB__HOST: "h",
        FLAGON_DB__PORT: "5432",
        FLAGON_MAIL_FROM: "a@b.example",
        FLAGON_LIST: "[1,2]",
        FLAGON_SESSION_COOKIE__NAME: "sid",
        OTHER_Y: "2",
      },
    });
    assert.equal(config["x"], 1);
    assert.deepEqual(config["db"], { host: "h", port: 5432 });
    assert.equal(config["mailFrom"], "a@b.example");
    assert.deepEqual(config["list"], [1, 2]);
    assert.equal(config.sessionCookie.name, "sid");
    assert.equal(config.find("y"), undefined);
  });

  it("reads Flagon's own as they want to be", () => {
    const config = new Config().fromEnv({
      env: {
        FLAGON_DEBUG: "1",
        FLAGON_SECRET_KEY: "12345",
        FLAGON_ALLOWED_HOSTS: "a.example, b.example",
        FLAGON_TRUSTED_PROXIES: '["10.0.0.0/8"]',
        FLAGON_SESSION_COOKIE__SECURE: "true",
      },
    });
    assert.equal(config.debug, true);
    assert.equal(config.secretKey, "12345");
    assert.deepEqual(config.allowedHosts, ["a.example", "b.example"]);
    assert.deepEqual(config.trustedProxies, ["10.0.0.0/8"]);
    assert.equal(config.sessionCookie.secure, true);
  });

  it("sets a setting that is there under the very name written", () => {
    const config = new Config({ PAGE_SIZE: 10 }) as Loose;
    config.fromEnv({ prefix: "SHOP", env: { SHOP_PAGE_SIZE: "30" } });
    assert.equal(config["PAGE_SIZE"], 30);
    assert.equal(config.find("pageSize"), undefined);
  });

  it("names the variable that cannot be", () => {
    const wrong = { FLAGON_LIMITS__JSON_BYTES: "1MB", FLAGON_DEBUG: "maybe" };
    for (const [name, value] of Object.entries(wrong)) {
      assert.throws(() => new Config().fromEnv({ env: { [name]: value } }), {
        code: "app.setting-invalid",
        where: `the environment variable ${name}`,
      });
    }
    assert.throws(
      () => new Config().fromEnv({ env: { FLAGON_A____PROTO__: "1", FLAGON_constructor: "1" } }),
      { code: "app.setting-name" },
    );
  });

  it("is filled from .env files, where what is set already wins", () => {
    const root = folderWith({
      ".env": 'A=file\nB="two words" # note\n',
      ".env.local": "B=local\n",
    });
    const env: Record<string, string | undefined> = { A: "real" };
    const added = loadEnvFiles(
      [join(root, ".env.local"), join(root, ".env"), join(root, "no")],
      env,
    );
    assert.deepEqual(env, { A: "real", B: "local" });
    assert.deepEqual(added, ["B"]);
  });
});

describe("a setting asked for by name", () => {
  it("is found by dotted path, and a wrong name brings the near one", () => {
    const config = new Config({ pageSize: 3 });
    assert.equal(config.get("pageSize"), 3);
    assert.equal(config.get("sessionCookie.name"), "session");
    assert.equal(config.get("secretKey"), undefined);
    assert.throws(() => config.get("pagesize"), {
      code: "app.setting-unknown",
      mend: 'Did you mean "pageSize"?',
    });
  });
});

describe("settings shown to people", () => {
  it("are the changed ones, secrets masked", () => {
    const config = new Config({
      secretKey: "very-secret",
      pageSize: 3,
      database: "postgres://ann:pw@db/x",
      sessionCookie: { name: "sid" },
    });
    assert.deepEqual(
      config.changedSettings().map(({ name, value }) => [name, value]),
      [
        ["database", "postgres://ann:********@db/x"],
        ["pageSize", 3],
        ["secretKey", "********"],
        ["sessionCookie.name", "sid"],
      ],
    );
  });

  it("hide secrets from console.log and JSON too", () => {
    const config = new Config({ secretKey: "very-secret", mail: { password: "pw9" } });
    for (const shown of [inspect(config, { depth: 9 }), JSON.stringify(config)]) {
      assert.doesNotMatch(shown, /very-secret|pw9/);
      assert.match(shown, /jsonBytes/);
    }
  });
});
