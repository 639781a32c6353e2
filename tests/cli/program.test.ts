/** The program as a process: how it finds an app, serves it, reloads it and stops. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { limit, Project } from "../support/project.ts";
import { FOR_EVER_MS, until } from "../support/until.ts";

const HELLO = `import { Flagon } from "flagon";
const app = new Flagon();
app.get("/", () => "one");
app.get("/pid", () => ({ pid: process.pid }));
app.get("/die", () => process.exit(7));
app.get("/slow", async () => { await new Promise((resolve) => setTimeout(resolve, 800)); return "slow but whole"; });
app.onStart(() => console.log("pool opened"));
app.onStop(() => console.log("pool closed"));
export default app;
`;

/** Asks without waiting for ever where the answer is lost. */
function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(FOR_EVER_MS) });
}

async function text(url: string): Promise<string> {
  return (await get(url, { accept: "text/html" })).text();
}

async function pids(url: string, count = 12): Promise<Set<number>> {
  const found = new Set<number>();
  for (let at = 0; at < count; at++) {
    const reply = await get(`${url}/pid`, { connection: "close" });
    found.add(((await reply.json()) as { pid: number }).pid);
  }
  return found;
}

/** Asks again and again until it is stopped, or given up by a test that fails. */
function keepAsking(ask: () => Promise<void>): AsyncDisposable & { stop(): Promise<void> } {
  const state = { isOn: true };
  const running = (async () => {
    while (state.isOn) await ask();
  })();
  const stop = (): Promise<void> => {
    state.isOn = false;
    return running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

describe("finding an app", limit, () => {
  const single = `import { Flagon } from "flagon";\nexport const site = new Flagon();\nsite.get("/single", () => "");\n`;
  const factory = `import { Flagon } from "flagon";\nexport async function createApp(name = "none", n = 0) { const app = new Flagon(); app.get("/" + name + n, () => ""); return app; }\n`;
  const running = `import { Flagon } from "flagon";\nconst app = new Flagon();\napp.get("/runs-itself", () => "");\nconst server = await app.run();\nconsole.log("url is", JSON.stringify(server.url));\n`;

  const cases: [what: string, files: Record<string, string>, words: string[], rule: string][] = [
    ["takes app.ts", { "app.ts": HELLO }, [], "/slow"],
    ["looks in src", { "src/main.mts": single }, [], "/single"],
    ["calls createApp", { "server.js": factory }, [], "/none0"],
    ["takes a path and a name", { "x/y.ts": single }, ["--app", "x/y.ts:site"], "/single"],
    ["completes the ending", { "x/y.ts": single }, ["--app=x/y"], "/single"],
    [
      "passes values to a factory",
      { "f.ts": factory },
      ["--app", `f.ts:createApp("dev", 2)`],
      "/dev2",
    ],
    ["takes over app.run()", { "app.ts": running }, [], "/runs-itself"],
    [
      "reads package.json",
      { "package.json": `{"type":"module","flagon":{"app":"deep/a.ts"}}`, "deep/a.ts": single },
      [],
      "/single",
    ],
  ];
  for (const [what, files, words, rule] of cases) {
    it(what, async () => {
      await using project = new Project(files);
      const { output, errors, code } = await project.flagon([...words, "routes"]);
      assert.ok(output.includes(rule), output + errors);
      assert.equal(code, 0);
    });
  }

  const failures: [files: Record<string, string>, words: string[], code: string, hint: RegExp][] = [
    [{}, ["routes"], "cli.no-app-file", /Looked for app, server, main, index/],
    [{ "app.ts": "export const a = 1;" }, ["routes"], "cli.no-app", /export default app/],
    [
      { "app.ts": single },
      ["--app", "app.ts:sit", "routes"],
      "cli.app-name",
      /Did you mean "site"/,
    ],
    [{ "app.ts": single }, ["--app", "ap.ts", "routes"], "cli.no-app-file", /no file "ap.ts"/],
  ];
  for (const [files, words, errorCode, hint] of failures) {
    it(`explains ${errorCode} of ${words.join(" ")}`, async () => {
      await using project = new Project(files);
      const { errors, code } = await project.flagon(words);
      assert.match(errors, new RegExp(`code: ${errorCode}`));
      assert.match(errors, hint);
      assert.doesNotMatch(errors, /\n {4}at /);
      assert.equal(code, 1);
    });
  }
});

describe("the environment", limit, () => {
  it("has what .env says, and the real one wins", async () => {
    await using project = new Project({
      "app.ts": HELLO,
      ".env": "FLAGON_PORT=4001\nFLAGON_PAGE_SIZE=20\n",
      "other.env": "FLAGON_HOST=127.0.0.9\n",
    });
    const words = ["config", "--changed", "--json", "--env-file", "other.env"];
    const { output } = await project.flagon(words, { FLAGON_PORT: "4002" });
    assert.deepEqual(JSON.parse(output), { host: "127.0.0.9", pageSize: 20, port: 4002 });
  });
});

describe("commands of packages", limit, () => {
  it("are there once the package is installed", async () => {
    await using project = new Project({
      "app.ts": HELLO,
      "package.json": `{ "type": "module", "dependencies": { "ice": "1" } }`,
    });
    project.write({
      "node_modules/ice/package.json": `{ "name": "ice", "type": "module", "flagon": { "commands": "./commands.js" } }`,
      "node_modules/ice/commands.js": `export default [{ name: "freeze", help: "Freezes.", arguments: {}, options: {}, run: (_, { print }) => print("frozen") }];`,
    });
    assert.match((await project.flagon(["--help"])).output, /freeze +Freezes\./);
    assert.match((await project.flagon(["freeze"])).output, /frozen/);
  });
});

describe("flagon run", limit, () => {
  it("answers, lets an open request end at SIGTERM, and runs each hook once", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["run", "--port", "0"]);
    const url = await server.url();
    assert.equal(await text(url), "one");
    const slow = text(`${url}/slow`);
    await wait(100);
    const { code, output } = await server.stop();
    assert.equal(await slow, "slow but whole");
    assert.equal(code, 0);
    assert.deepEqual(output.match(/pool \w+/g), ["pool opened", "pool closed"]);
  });

  it("replaces a worker that died, and all of them at SIGHUP without a failed request", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["run", "--port", "0", "--workers", "2", "--health", "/up"]);
    const url = await server.url();
    const before = await pids(url);
    assert.equal(before.size, 2);
    await get(`${url}/die`).catch(() => {});
    await server.says(/Worker \d+ died \(exit code 7\)/);
    const told = (): string => server.told;
    const healed = await until(
      "two workers again",
      async () => {
        const found = await pids(url);
        return found.size === 2 && found;
      },
      told,
    );
    let failures = 0;
    await using traffic = keepAsking(async () => {
      const reply = await get(`${url}/up`).catch(() => null);
      await reply?.text();
      if (reply?.status !== 200) failures++;
    });
    server.child.kill("SIGHUP");
    await until(
      "two new workers",
      async () => {
        const found = await pids(url);
        return found.size === 2 && found.isDisjointFrom(healed);
      },
      told,
    );
    await traffic.stop();
    assert.equal(failures, 0);
    assert.equal((await server.stop()).code, 0);
  });

  it("loses no connection that a worker is handed while it leaves", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["run", "--port", "0", "--workers", "2"]);
    const url = await server.url();
    const [leaving, staying] = await pids(url);
    // The primary shall hear of the connections before it hears that the worker takes none: it hands one to each of the two.
    server.child.kill("SIGSTOP");
    const asked = Promise.all([pids(url, 1), pids(url, 1)]);
    process.kill(leaving!, "SIGTERM");
    await wait(1000);
    server.child.kill("SIGCONT");
    const answers = await asked;
    assert.deepEqual(answers, [new Set([staying]), new Set([staying])]);
    assert.equal((await server.stop()).code, 0);
  });

  it("keeps the old workers when the new code does not start", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["run", "--port", "0", "--workers", "2"]);
    const url = await server.url();
    project.write({ "app.ts": "throw new Error('broken');" });
    server.child.kill("SIGHUP");
    await server.says(/The new code does not start/);
    assert.equal(await text(url), "one");
    assert.equal((await server.stop()).code, 0);
  });

  it("serves on a unix socket, also where a killed server left one, and removes it", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const socketPath = join(project.folder, "s.sock");
    const first = project.start(["run", "--socket", socketPath]);
    await first.says(/Serving on unix:/);
    await first.stop("SIGKILL");
    assert.ok(existsSync(socketPath));
    const second = project.start(["run", "--socket", socketPath]);
    await second.says(/Serving on unix:/);
    const asked = request({
      socketPath,
      path: "/",
      headers: { host: "localhost", connection: "close" },
    }).end();
    const [reply] = (await once(asked, "response")) as [IncomingMessage];
    assert.equal(String(await reply.setEncoding("utf8").reduce((a, b) => a + b, "")), "one");
    assert.equal((await second.stop()).code, 0);
    assert.ok(!existsSync(socketPath));
  });

  it("believes a proxy on the unix socket when this machine is trusted, and else nobody", async () => {
    const app = HELLO.replace('"one"', "[request.ip, request.scheme].join()");
    await using project = new Project({ "app.ts": app.replace("() => [", "(request) => [") });
    const socketPath = join(project.folder, "s.sock");
    const forwarded = { "x-forwarded-for": "6.6.6.6, 9.9.9.9", "x-forwarded-proto": "https" };
    const headers = { host: "localhost", connection: "close", ...forwarded };
    for (const [proxies, told] of [
      ['["127.0.0.1"]', "9.9.9.9,https"],
      ['["10.0.0.2"]', "unix:,http"],
    ] as const) {
      const env = { FLAGON_TRUSTED_PROXIES: proxies };
      const server = project.start(["run", "--socket", socketPath, "--workers", "2"], env);
      await server.says(/Serving on unix:/);
      const asked = request({ socketPath, path: "/", headers }).end();
      const [reply] = (await once(asked, "response")) as [IncomingMessage];
      assert.equal(String(await reply.setEncoding("utf8").reduce((a, b) => a + b, "")), told);
      assert.equal((await server.stop()).code, 0);
    }
  });

  const dangers: [code: string, config: string][] = [
    ["app.debug-in-production", "{ debug: true }"],
    ["app.weak-secret-key", `{ secretKey: "short" }`],
    ["app.any-host", `{ allowedHosts: ["*"] }`],
  ];
  const files = dangers.map(
    ([danger, config]) =>
      [danger, HELLO.replace("new Flagon()", `new Flagon({ config: ${config} })`)] as const,
  );
  for (const battery of ["sessions", "messages"])
    files.push([
      `${battery}.no-secret-key`,
      `import { ${battery} } from "flagon/${battery}";\n${HELLO.replace("app.get", `app.install(${battery}());\napp.get`)}`,
    ]);
  for (const [danger, file] of files) {
    it(`refuses ${danger}, unless it is allowed by its name`, async () => {
      await using project = new Project({ "app.ts": file });
      const { errors, code } = await project.flagon(["run", "--port", "0"]);
      assert.match(errors, new RegExp(`--allow ${danger}\n +code: ${danger}`));
      assert.equal(code, 1);
      const server = project.start(["run", "--port", "0", "--allow", danger]);
      assert.equal(await text(await server.url()), "one");
      await server.stop();
    });
  }

  it("says once that workers cannot start, and ends", async () => {
    await using project = new Project({ "app.ts": "throw new Error('broken at start');" });
    const { errors, code } = await project.flagon(["run", "--port", "0", "--workers", "3"]);
    assert.equal(errors.match(/Error: broken at start/g)?.length, 1);
    assert.equal(code, 1);
  });
});

describe("a busy port", limit, () => {
  it("is explained with the next free one", async () => {
    await using holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as { port: number };
    await using project = new Project({ "app.ts": HELLO });
    for (const command of ["dev", "run"]) {
      const { errors, code } = await project.flagon([command, "--port", String(port)]);
      assert.match(errors, new RegExp(`Port ${port} is taken by .*process ${process.pid}`));
      assert.match(errors, /next free port: --port \d+/);
      assert.equal(code, 1);
    }
  });
});

describe("flagon dev", limit, () => {
  it("serves the new code, shows what is wrong, and recovers", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["dev", "--port", "0"]);
    const url = await server.url();
    await server.says(/no server for the public/);
    assert.equal(await text(url), "one");
    project.write({ "app.ts": HELLO.replace('"one"', '"two"') });
    await until("the new code", async () => (await text(url)) === "two");
    project.write({ "app.ts": `${HELLO}\nconst x = ;` });
    const page = await until("the page of the error", async () => {
      const found = await text(url);
      return found.includes("SyntaxError") && found;
    });
    assert.match(page, /const x = ;/);
    await server.says(/SyntaxError/);
    project.write({ "app.ts": HELLO.replace('"one"', '"three"') });
    await until("the mended code", async () => (await text(url)) === "three");
    assert.equal((await server.stop("SIGINT")).code, 0);
  });

  it("says at its start what flagon check would find", async () => {
    const file = `import { Flagon } from "flagon";
import { sessions } from "flagon/sessions";
const app = new Flagon();
app.install(sessions());
app.get("/", () => "one");
export default app;`;
    await using project = new Project({ "app.ts": file });
    const server = project.start(["dev", "--port", "0"]);
    await server.says(/flagon secret[^]*code: sessions\.no-secret-key/);
    assert.equal(await text(await server.url()), "one");
    assert.equal((await server.stop("SIGINT")).code, 0);
  });

  it("lets requests wait while it starts anew", async () => {
    await using project = new Project({ "app.ts": HELLO });
    const server = project.start(["dev", "--port", "0"]);
    const url = await server.url();
    const answers: string[] = [];
    await using traffic = keepAsking(async () => {
      answers.push(await text(url).catch((error: Error) => `failed: ${String(error.cause)}`));
    });
    for (const word of ["two", "three"]) {
      project.write({ "app.ts": HELLO.replace('"one"', `"${word}"`) });
      await until(word, () => answers.at(-1) === word);
    }
    await traffic.stop();
    assert.deepEqual(
      [...new Set(answers)].filter((answer) => answer.startsWith("failed")),
      [],
    );
  });

  it("follows extra files, and welcomes whoever has no routes yet, until there is one", async () => {
    await using project = new Project({
      "app.ts": `import { Flagon } from "flagon";\nexport default new Flagon();`,
      "words.txt": "a",
    });
    const server = project.start(["dev", "--port", "0", "--extra-files", "words.txt"]);
    assert.match(await text(await server.url()), /<title>Flagon works/);
    project.write({ "words.txt": "b" });
    await server.says(/Changed: words\.txt/);
    project.write({ "app.ts": HELLO });
    const url = await server.url();
    await until("the first route", async () => (await text(url)) === "one");
  });
});

describe("flagon test", limit, () => {
  const test = (outcome: string): string =>
    `import { test } from "node:test";\ntest("x", () => { if (${outcome}) throw new Error("no"); });\n`;

  it("runs the tests below a folder's name, and its exit code tells how they went", async () => {
    await using project = new Project({
      "polls/polls.test.ts": test("false"),
      "blog/blog.test.ts": test("true"),
    });
    const good = await project.flagon(["test", "polls"]);
    assert.equal(good.code, 0, good.output + good.errors);
    assert.match(good.output, /pass 1\b/);
    assert.equal((await project.flagon(["test"])).code, 1);
    assert.match((await project.flagon(["test", "pols"])).errors, /cli\.no-tests/);
  });

  it("hands what follows -- to Node's runner: tags, order, coverage", async () => {
    await using project = new Project({
      "polls/polls.test.ts": `import { test } from "node:test";
test("quick", () => {});
test("slow", { tags: ["slow"] }, () => {});\n`,
    });
    const { code, output } = await project.flagon([
      "test",
      "polls",
      "--",
      "--experimental-test-tag-filter=slow",
      "--test-randomize",
      "--test-random-seed=7",
      "--experimental-test-coverage",
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /slow[^]*pass 1\b[^]*all files +\|/);
    assert.doesNotMatch(output, /quick/);
    assert.match(output, /seed: 7\b/);
  });

  it("stops at the first failure where it is asked to, and tells it", async () => {
    await using project = new Project({
      "a.test.ts": test("true"),
      "b.test.ts": `import { test } from "node:test";
test("never", async () => { await new Promise(() => setInterval(() => {}, 1000)); });\n`,
    });
    const { code, errors } = await project.flagon(["test", "--fail-fast"]);
    assert.equal(code, 1);
    assert.match(errors, /x: Error: no\n +at /);
  });
});
