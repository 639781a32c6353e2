/** The commands of the program and of apps, called from code. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Blueprint, command, Flagon, FlagonError } from "flagon";
import { callCommand, CliRunner } from "flagon/cli";
import { currentApp } from "flagon/globals";
import { main } from "../../src/cli/main.ts";
import { Interrupted, RecordingTerminal } from "../../src/cli/terminal.ts";

function shop(): Flagon {
  const app = new Flagon({ config: { secretKey: "x".repeat(40) } });
  app.get("/", () => "home");
  app.get("/users/<int:id>", { endpoint: "user" }, function show(_request, { id }) {
    return { id };
  });
  const blog = new Blueprint("blog", { urlPrefix: "/blog" });
  blog.post("/", function create() {
    return "made";
  });
  blog.command(
    command("import", {
      help: "Imports posts. From files.",
      arguments: { files: { multiple: true } },
      options: {
        dryRun: { type: "boolean" },
        times: { type: "number", default: 1, short: "n" },
        format: { choices: ["json", "csv"] },
      },
      run(values, { print }) {
        print(JSON.stringify(values));
        return values.files.includes("bad") ? 3 : 0;
      },
    }),
  );
  app.install(blog);
  app.command(
    command("greet", {
      arguments: { name: { required: false } },
      run: async ({ name }, { print, ask }) => {
        print(`Hello ${name ?? (await ask("Who are you?", { default: "you" }))}`);
      },
    }),
  );
  return app;
}

describe("a command of an app", () => {
  it("gets its words by their types", async () => {
    const output = await callCommand(shop(), "blog import", ["a", "b", "--dry-run", "-n", "3"]);
    assert.deepEqual(JSON.parse(output), { files: ["a", "b"], dryRun: true, times: 3 });
  });

  it("is found without its blueprint where no other has its name", async () => {
    const output = await callCommand(shop(), "import", ["a", "--no-dry-run", "--format=csv"]);
    assert.deepEqual(JSON.parse(output), { files: ["a"], dryRun: false, times: 1, format: "csv" });
  });

  it("is told of in full: no default that is empty, and every text with its end", async () => {
    const app = new Flagon();
    const named = { required: false, default: "", help: "the folder" } as const;
    app.command(command("tidy", { arguments: { folder: named }, run() {} }));
    const output = await callCommand(app, "tidy", ["--help"]);
    assert.match(output, /^ {2}<folder> {2}the folder\.$/m);
  });

  it("ends where Ctrl-C is the answer, with the code of SIGINT and without a stack", async () => {
    const terminal = new RecordingTerminal();
    terminal.ask = () => Promise.reject(new Interrupted());
    assert.equal(await main(["greet"], { app: shop(), terminal }), 130);
    assert.equal(terminal.errors, "\nStopped: nobody answered.\n");
  });

  it("asks, and takes the default where nobody answers", async () => {
    const app = shop();
    assert.equal(await callCommand(app, "greet", [], { answers: ["Ann"] }), "Hello Ann\n");
    assert.equal(await callCommand(app, "greet"), "Hello you\n");
    assert.equal(await callCommand(app, "greet", ["Bob"]), "Hello Bob\n");
  });

  it("ends with the code that it gives, which callCommand throws", async () => {
    const { exitCode, output, error } = await new CliRunner(shop()).invoke(["import", "bad"]);
    assert.deepEqual([exitCode, error], [3, undefined]);
    assert.match(output, /"bad"/);
    await assert.rejects(callCommand(shop(), "import", ["bad"]), { code: "cli.command-failed" });
  });

  it("throws what its function throws", async () => {
    const app = new Flagon();
    const fault = new RangeError("too far");
    app.command(command("fail", { run: () => Promise.reject(fault) }));
    await assert.rejects(callCommand(app, "fail"), fault);
    const { error, exitCode } = await new CliRunner(app).invoke(["fail"]);
    assert.deepEqual([error, exitCode], [fault, 1]);
  });

  it("runs with its app as the current one", async () => {
    const app = new Flagon({ config: { port: 1234 } });
    app.command(
      command("port", { run: (_, { print }) => print(String(currentApp().config.port)) }),
    );
    assert.equal(await callCommand(app, "port"), "1234\n");
  });

  const mistakes: [words: string[], what: RegExp, mend: RegExp][] = [
    [["import"], /argument <files> is missing/, /--help/],
    [["import", "a", "--tims", "3"], /no option --tims/, /Did you mean "--times"/],
    [["import", "a", "--times", "many"], /takes a number/, /--help/],
    [["import", "a", "--format", "jsn"], /cannot be "jsn"/, /Did you mean "json"/],
    [["import", "a", "--times"], /needs a value/, /--help/],
    [["greet", "a", "b"], /no argument that takes "b"/, /--help/],
    [["rutes"], /no command "rutes"/, /Did you mean "routes"/],
  ];
  for (const [words, what, mend] of mistakes) {
    it(`explains \`flagon ${words.join(" ")}\``, async () => {
      const { error } = await new CliRunner(shop()).invoke(words);
      assert.ok(error instanceof FlagonError);
      assert.match(error.what, what);
      assert.match(error.mend!, mend);
    });
  }
});

describe("the help", () => {
  it("lists the program's commands and the app's, each with its first sentence", async () => {
    const help = await callCommand(shop(), "help");
    assert.match(help, /^ {2}run +Serves the app for production\.$/m);
    assert.match(help, /^ {2}blog import +Imports posts\.$/m);
  });

  it("tells what one command takes", async () => {
    for (const words of [
      ["help", "import"],
      ["import", "--help"],
    ]) {
      const { output } = await new CliRunner(shop()).invoke(words);
      assert.match(output, /^flagon blog import <files>… \[options\]$/m);
      assert.match(output, /-n, --times N +Default: 1/);
      assert.match(output, /--format TEXT +One of json, csv\./);
    }
  });
});

describe("flagon routes", () => {
  it("shows methods, rule, endpoint, view and blueprint", async () => {
    const table = await callCommand(shop(), "routes");
    assert.match(table, /^methods +rule +endpoint +view +blueprint$/m);
    assert.match(table, /^GET +\/users\/<int:id> +user +show$/m);
    assert.match(table, /^POST +\/blog\/ +blog.create +create +blog$/m);
  });

  it("sorts, and gives JSON", async () => {
    const json = await callCommand(shop(), "routes", ["--sort", "rule", "--json"]);
    const lines = JSON.parse(json) as { rule: string }[];
    assert.deepEqual(
      lines.map(({ rule }) => rule),
      ["/", "/blog/", "/users/<int:id>"],
    );
  });

  it("shows which route answers a path", async () => {
    const app = shop();
    const found = await callCommand(app, "routes", ["--match", "/users/7"]);
    assert.match(found, /endpoint user\nparams \{"id":7\}/);
    const { exitCode } = await new CliRunner(app).invoke(["routes", "--match", "/nowhere"]);
    assert.equal(exitCode, 1);
  });
});

describe("flagon check", () => {
  it("exits with 1 on an error, unless its code is silenced", async () => {
    const app = shop();
    const runner = new CliRunner(app);
    assert.equal((await runner.invoke(["check"])).exitCode, 0);
    const deploy = await runner.invoke(["check", "--deploy"]);
    const json = await runner.invoke(["check", "--deploy", "--json"]);
    const found = JSON.parse(json.output) as { code: string; level: string }[];
    assert.equal(json.exitCode, 1);
    assert.ok(
      found.some(({ code, level }) => code === "app.no-allowed-hosts" && level === "error"),
    );
    assert.equal((await runner.invoke(["check", "--json"])).output, "[]\n");
    assert.equal(deploy.exitCode, 1);
    assert.match(deploy.output, /code: app\.no-allowed-hosts/);
    assert.match(deploy.output, /code: app\.weak-secret-key/);
    const silenced = ["--silence", "app.no-allowed-hosts", "--silence", "app.weak-secret-key"];
    assert.equal((await runner.invoke(["check", "--deploy", ...silenced])).exitCode, 0);
  });

  it("runs the checks that an app adds", async () => {
    const app = new Flagon();
    app.addCheck(() => [{ code: "shop.no-price", level: "warning", what: "A book has no price." }]);
    const { output, exitCode } = await new CliRunner(app).invoke(["check"]);
    assert.match(
      output,
      /warning: A book has no price\.\n {2}code: shop\.no-price\n\n0 errors, 1 warning\./,
    );
    assert.equal(exitCode, 0);
  });
});

describe("flagon config", () => {
  it("shows settings with secrets masked, one, a group, or those that changed", async () => {
    const app = shop();
    app.config.fromObject({ pageSize: 20 });
    const all = await callCommand(app, "config");
    assert.match(all, /^timeouts\.viewMs +30000$/m);
    assert.doesNotMatch(all, /xxxx/);
    assert.match(await callCommand(app, "config", ["secretKey"]), /\*{8}/);
    assert.equal(await callCommand(app, "config", ["timeouts.viewMs"]), "timeouts.viewMs  30000\n");
    const changed = JSON.parse(await callCommand(app, "config", ["--changed", "--json"])) as object;
    assert.deepEqual(Object.keys(changed), ["pageSize", "secretKey"]);
    await assert.rejects(callCommand(app, "config", ["portt"]), { code: "app.setting-unknown" });
  });
});

describe("the small commands", () => {
  it("make a key, tell the versions, and complete words", async () => {
    const app = shop();
    assert.match(await callCommand(app, "secret"), /^[\w-]{64}\n$/);
    assert.match(await callCommand(app, "--version"), /^Flagon \d+\.\d+\.\d+, Node \d+/);
    assert.match(await callCommand(app, "completion", ["bash"]), /"blog import".*--dry-run/);
    assert.match(await callCommand(app, "completion", ["zsh"]), /bashcompinit/);
  });

  it("run one line in the shell, with what the app gives it", async () => {
    const app = shop();
    app.shellContext(() => ({ answer: 42 }));
    const ask = ["-c", "(await (await ask('/users/3')).json()).id + answer"];
    assert.equal(await callCommand(app, "shell", ask), "45\n");
  });
});
