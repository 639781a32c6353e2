/**
 * Replays docs/tutorial-polls.md in a project that `flagon new` has made: its files are written and its commands run, in the order of the page.
 *
 * A fence marked `project=path` is that file, `shell` what is typed at the prompt; the `npx flagon` lines of an `sh` fence are run, and have to fail where
 * it is marked `fails`. An `output` fence is what the one before it prints.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { after, describe, it } from "node:test";
import { root } from "./support/sources.ts";

const FENCE = /^```(\w+)([^\n]*)\n([^]*?)^```$/gm;
/** What the test does by itself: the package is linked, and the server is started at the end. */
const OWN = /^npx flagon (?:new|dev)\b|^npm |^cd /;

interface Step {
  line: number;
  language: string;
  flags: readonly string[];
  body: string;
  output: string | undefined;
}

function stepsOf(page: string): Step[] {
  const fences = [...page.matchAll(FENCE)];
  return fences.map(({ index, 1: language, 2: flags, 3: body }, at) => ({
    line: page.slice(0, index).split("\n").length,
    language: language!,
    flags: flags!.trim().split(/\s+/),
    body: body!,
    output: fences[at + 1]?.[1] === "output" ? fences[at + 1]![3]! : undefined,
  }));
}

const parent = mkdtempSync(join(tmpdir(), "flagon-polls-"));
const site = join(parent, "mysite");
after(() => rmSync(parent, { recursive: true, force: true }));

function start(words: readonly string[], cwd: string) {
  const bin = join(root, "src", "cli", "bin.ts");
  const env = { PATH: process.env["PATH"], HOME: parent };
  return spawn(process.execPath, ["--conditions=flagon-source", bin, ...words], { cwd, env });
}

async function flagon(words: readonly string[], input = "", cwd = site) {
  const child = start(words, cwd);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, output, errors };
}

function write(path: string, body: string): void {
  mkdirSync(dirname(join(site, path)), { recursive: true });
  writeFileSync(join(site, path), body);
}

async function replay({ language, flags, body, output }: Step): Promise<void> {
  const path = flags.find((flag) => flag.startsWith("project="))?.slice("project=".length);
  if (path !== undefined) return write(path, body);
  const said: string[] = [];
  if (flags.includes("shell")) {
    const { code, output: told, errors } = await flagon(["shell"], body);
    assert.equal(code, 0, errors);
    said.push(told.replace(/^\{"time".*\n/gm, ""));
  }
  const commands = language === "sh" ? body.trim().split("\n") : [];
  for (const command of commands.filter((line) => !OWN.test(line))) {
    const { code, output: told, errors } = await flagon(command.split(" ").slice(2));
    assert.equal(code, flags.includes("fails") ? 1 : 0, `${command}\n${told}${errors}`);
    said.push(told);
  }
  if (output !== undefined) assert.equal(said.join(""), output);
}

describe("the tutorial of the polls", () => {
  const page = readFileSync(join(root, "docs", "tutorial-polls.md"), "utf8");

  it("begins with a new project", async () => {
    const { code, errors } = await flagon(["new", "mysite"], "", parent);
    assert.equal(code, 0, errors);
    mkdirSync(join(site, "node_modules"));
    symlinkSync(root, join(site, "node_modules", "flagon"), "dir");
    symlinkSync(join(root, "node_modules", "@types"), join(site, "node_modules", "@types"), "dir");
  });

  for (const step of stepsOf(page).filter(({ language }) => !["output", "text"].includes(language)))
    it(`goes on with line ${step.line}`, () => replay(step));

  it("ends with types that check", async () => {
    const compilerOptions = { customConditions: ["flagon-source"] };
    write("check.json", JSON.stringify({ extends: "./tsconfig.json", compilerOptions }));
    const tsc = spawn(join(root, "node_modules", ".bin", "tsc"), ["-p", "check.json"], {
      cwd: site,
    });
    assert.equal(await text(tsc.stdout), "");
  });

  it("ends with a site that is served, and lists its rules where there is none", async () => {
    const server = start(["dev", "--port", "0", "--no-reload"], site);
    const errors = text(server.stderr);
    try {
      const url = await addressOf(server.stdout);
      const ask = (path: string) => fetch(url + path, { headers: { accept: "text/html" } });
      assert.match(await (await ask("/polls/")).text(), /<a href="\/polls\/1\/">What&#39;s up\?</);
      assert.match(await (await ask("/polls/1/results/")).text(), /Not much: 0 votes/);
      const missing = await ask("/pols/");
      assert.equal(missing.status, 404);
      assert.match(await missing.text(), /No rule matches[^]*\/polls\/&lt;int:id&gt;\/results\//);
    } finally {
      server.kill();
    }
    assert.doesNotMatch(await errors, /"level":"(?:warn|error|fatal)"/);
  });
});

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  let said = "";
  for await (const chunk of output) {
    said += String(chunk);
    const found = /http:\/\/[\d.]+:\d+/.exec(said)?.[0];
    if (found !== undefined) return found;
  }
  throw new Error(said);
}
