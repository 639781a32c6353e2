/** `flagon shell`: what the prompt makes of what is typed, and text that comes by a pipe. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { limit, Project } from "../support/project.ts";
import { root } from "../support/sources.ts";

const APP = `import { Blueprint, Flagon } from "flagon";
import { database } from "flagon/database";
import { createTables, f, model } from "flagon/db";
class Note extends model({ text: f.text(), at: f.datetime() }) {}
const app = new Flagon();
app.install(database("sqlite::memory:"), new Blueprint("notes").models(Note));
app.onStart(() => createTables(Note));
export default app;
`;

/** The prompt itself, on streams instead of a terminal. */
const PROMPT = `import { openPrompt } from ${JSON.stringify(join(root, "src/cli/commands/shell.ts"))};
const Platform = globalThis.Event;
class Event {}
const isDate = (value) => value instanceof Date;
const isPlain = (value) => Object.getPrototypeOf(value) === Object.prototype;
const isPlatform = () => globalThis.Event === Platform;
openPrompt({ isDate, isPlain, isPlatform, Event }, { input: process.stdin, output: process.stdout, terminal: false });
`;

async function run(words: readonly string[], input: string, cwd = root): Promise<string> {
  const child = spawn(process.execPath, ["--conditions=flagon-source", ...words], { cwd });
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return output + errors;
}

describe("the prompt", limit, () => {
  it("makes values of the same classes as the app's", async () => {
    const words = ["--input-type=module", "-e", PROMPT];
    assert.match(await run(words, "isDate(new Date())\n"), /flagon> true/);
    assert.match(await run(words, "isPlain({})\n"), /flagon> true/);
  });

  it("keeps a model whose name the platform has out of its way", async () => {
    const words = ["--input-type=module", "-e", PROMPT];
    const said = await run(words, "[isPlatform(), own.Event.name]\n");
    assert.match(said, /isPlatform, own\.Event are at hand/);
    assert.match(said, /\[ true, 'Event' \]/);
  });
});

describe("text by a pipe", limit, () => {
  const bin = join(root, "src/cli/bin.ts");

  it("is run as a whole, in its order", async () => {
    await using project = new Project({ "app.ts": APP });
    const lines = [
      'const note = await Note.create({ text: "one", at: new Date() });',
      "console.log(note.text, await Note.count());",
      'note.text = "two";',
      "await note.save();",
      "console.log((await Note.get()).text);",
    ];
    assert.equal(await run([bin, "shell"], lines.join("\n"), project.folder), "one 1\ntwo\n");
  });

  it("shows the value where it is one expression", async () => {
    await using project = new Project({ "app.ts": APP });
    assert.equal(await run([bin, "shell"], "await Note.count()\n", project.folder), "0\n");
  });
});
