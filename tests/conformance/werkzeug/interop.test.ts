/** Values that itsdangerous, Flask, Django and Werkzeug made or refused, read by Flagon; and values of Flagon's, read by them. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";

const here = import.meta.dirname;
const adapter = join(here, "..", "..", "..", "benchmarks", "werkzeug", "flagon.mjs");
const folder = mkdtempSync(join(tmpdir(), "flagon-interop-"));
after(() => rmSync(folder, { recursive: true }));

const python = process.env.FLAGON_TEST_PYTHON ?? "/usr/bin/python3";
const missing = missingLibrary();

describe("values of Python's libraries", () => {
  it("are read and refused as the libraries themselves do", () => {
    const { passed, fails } = run(["--no-produce"]);
    assert.deepEqual(fails, []);
    assert.ok(passed > 300, `${passed} cases ran`);
  });

  it("go the other way too: what Flagon makes, the libraries read", { skip: missing }, () => {
    const { passed, fails } = run(["--python", python]);
    assert.deepEqual(fails.filter(isNotScryptBefore23), []);
    assert.ok(passed > 450, `${passed} cases ran`);
  });
});

/** Names the reason to skip; on a build machine a missing library is a failure. */
function missingLibrary(): string | false {
  const probe = spawnSync(python, ["-c", "import flask, itsdangerous, django, werkzeug"]);
  if (probe.status === 0) return false;
  const reason = `${python} has no Flask and Django (python3-flask, python3-django)`;
  assert.notEqual(process.env.CI, "true", reason);
  return reason;
}

interface Fail {
  group: string;
  got: string;
}

function run(options: string[]): { passed: number; fails: Fail[] } {
  const report = join(folder, "report.json");
  const runner = [join(here, "run.mjs"), adapter, "--files", join(here, "interop.jsonl")];
  const child = spawnSync(
    process.execPath,
    ["--conditions=flagon-source", ...runner, "--json", report, ...options],
    { encoding: "utf8" },
  );
  assert.equal(child.status, 0, child.stderr);
  const { tally, fails } = JSON.parse(readFileSync(report, "utf8")) as {
    tally: Record<string, { pass: number }>;
    fails: Fail[];
  };
  return { passed: Object.values(tally).reduce((sum, { pass }) => sum + pass, 0), fails };
}

/** Werkzeug learnt scrypt in 2.3; Debian's stable release has 2.2. */
function isNotScryptBefore23({ group, got }: Fail): boolean {
  return !(group.endsWith("werkzeug.password/produce") && got.includes('"produced":"scrypt:'));
}
