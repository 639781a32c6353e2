/** Runs every parser on every runtime of tests/runtimes: one form with a field and a file. */

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const bin = (name) => join(here, "../../tests/runtimes/node_modules", name);
const folder = mkdtempSync(join(here, ".runtimes-"));

const BODY = JSON.stringify(
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="b.txt"\r\nContent-Type: text/plain\r\n\r\n23\r\n--x--\r\n',
);
const BUSBOY = (make) => `
  export const run = () => new Promise((resolve, reject) => {
    const found = {};
    const parser = ${make}({ headers: { "content-type": "multipart/form-data; boundary=x" } });
    parser.on("field", (name, value) => (found[name] = value));
    parser.on("file", (name, stream) => { found[name] = ""; stream.on("data", (chunk) => (found[name] += chunk)); });
    parser.on("error", reject);
    parser.on("finish", () => setTimeout(() => resolve(found), 20));
    parser.end(Buffer.from(BODY));
  });`;
const READERS = {
  flagon: `import { parseForm } from "flagon/http";
  export const run = async () => {
    const form = await parseForm([new TextEncoder().encode(BODY)], "multipart/form-data; boundary=x");
    return { a: form.fields.get("a"), f: await form.files.get("f").text() };
  };`,
  "@fastify/busboy": `import Busboy from "@fastify/busboy"; import { Buffer } from "node:buffer"; ${BUSBOY("new Busboy")}`,
  busboy: `import busboy from "busboy"; import { Buffer } from "node:buffer"; ${BUSBOY("busboy")}`,
  "@remix-run/multipart-parser": `import { parseMultipart } from "@remix-run/multipart-parser";
  export const run = async () => {
    const found = {};
    for (const part of parseMultipart(new TextEncoder().encode(BODY), { boundary: "x" })) found[part.name] = part.text;
    return found;
  };`,
  formidable: `import { formidable } from "formidable"; import { Readable } from "node:stream"; import { Buffer } from "node:buffer"; import { readFileSync } from "node:fs";
  export const run = async () => {
    const request = Readable.from([Buffer.from(BODY)]);
    request.headers = { "content-type": "multipart/form-data; boundary=x", "content-length": String(BODY.length) };
    const [fields, files] = await formidable({}).parse(request);
    return { a: fields.a[0], f: readFileSync(files.f[0].filepath, "utf8") };
  };`,
};
const RUNTIMES = {
  "Node 24": [bin("node24/bin/node"), "--conditions=flagon-source"],
  "Node 26": [bin("node26/bin/node"), "--conditions=flagon-source"],
  Bun: [bin(".bin/bun"), "--conditions=flagon-source"],
  Deno: [
    bin(".bin/deno"),
    "run",
    "--allow-all",
    "--no-check",
    "--quiet",
    "--conditions=flagon-source",
  ],
};

function verdict(output) {
  const right = output.trim().endsWith('{"a":"1","f":"23"}');
  return right
    ? "yes"
    : `no (${
        output
          .trim()
          .split("\n")
          .find((line) => /error|no such|not|wrong/i.test(line))
          ?.trim()
          .slice(0, 80) ?? output.trim().slice(0, 80)
      })`;
}

function attempt(command, args) {
  try {
    return verdict(
      execFileSync(command, args, { encoding: "utf8", cwd: here, stdio: "pipe", timeout: 30_000 }),
    );
  } catch (error) {
    return verdict(`${error.stderr ?? ""}${error.stdout ?? ""}${error.message}`);
  }
}

/** workerd gets one bundled module, with and without its Node compatibility. */
async function onWorkerd(file, flags) {
  const bundle = join(folder, "bundle.mjs");
  try {
    execFileSync(
      bin(".bin/bun"),
      [
        "build",
        file,
        "--target=node",
        "--conditions=flagon-source",
        "--format=esm",
        `--outfile=${bundle}`,
      ],
      { cwd: here, stdio: "pipe" },
    );
  } catch (error) {
    return verdict(String(error.stderr));
  }
  // What the bundler writes for `require` wants a file; a worker has none.
  const code = readFileSync(bundle, "utf8");
  writeFileSync(
    bundle,
    code.replaceAll("createRequire(import.meta.url)", 'createRequire("file:///worker.js")'),
  );
  const config = join(folder, "config.capnp");
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .app)], sockets = [(name = "http", address = "127.0.0.1:18787", http = (), service = "main")]);
const app :Workerd.Worker = (modules = [(name = "worker", esModule = embed "bundle.mjs")], compatibilityDate = "2026-08-10", compatibilityFlags = [${flags}]);\n`,
  );
  const child = spawn(bin(".bin/workerd"), ["serve", config], { cwd: folder });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  try {
    for (let tries = 0; tries < 100 && child.exitCode === null; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const text = await fetch("http://127.0.0.1:18787/", {
        signal: AbortSignal.timeout(3000),
      }).then(
        (reply) => reply.text(),
        () => "",
      );
      if (text !== "") return verdict(text);
    }
    return verdict(said);
  } finally {
    child.kill("SIGKILL");
  }
}

for (const [name, source] of Object.entries(READERS)) {
  const code = `const BODY = ${BODY};\n${source}`;
  const file = join(folder, "read.mjs");
  writeFileSync(file, `${code}\nconsole.log(JSON.stringify(await run()));\n`);
  const answers = Object.entries(RUNTIMES).map(
    ([runtime, [command, ...args]]) => `${runtime} ${attempt(command, [...args, file])}`,
  );
  const worker = join(folder, "worker.mjs");
  writeFileSync(
    worker,
    `${code}\nexport default { async fetch() { try { return new Response(JSON.stringify(await run())); } catch (error) { return new Response("error: " + error.message); } } };\n`,
  );
  answers.push(
    `workerd ${await onWorkerd(worker, "")}`,
    `workerd with nodejs_compat ${await onWorkerd(worker, '"nodejs_compat"')}`,
  );
  console.log(`${name}: ${answers.join("; ")}`);
}
rmSync(folder, { recursive: true, force: true });
