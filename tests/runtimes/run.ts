/** Runs the conformance suite on each runtime: `node run.ts [names…]`. Prints one line a case, and fails if one does. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CASES, type Runtime, wireTo } from "./cases.ts";

const here = import.meta.dirname;
const bin = (name: string): string => join(here, "node_modules", name);

const COMMANDS: Record<Exclude<Runtime, "workerd">, string[]> = {
  node24: [bin("node24/bin/node"), "serve.ts"],
  node26: [bin("node26/bin/node"), "serve.ts"],
  bun: [bin(".bin/bun"), "serve.ts"],
  deno: [bin(".bin/deno"), "run", "--allow-all", "--no-check", "--quiet", "serve.ts"],
};

interface Running {
  port: number;
  child: ChildProcess;
  clean(): void;
}

async function start(runtime: Runtime): Promise<Running> {
  if (runtime === "workerd") return startWorkerd();
  const [command, ...args] = COMMANDS[runtime];
  const child = spawn(command!, args, {
    cwd: here,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const port = await new Promise<number>((resolve, reject) => {
    let seen = "";
    child.stdout!.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      const port = /^PORT (\d+)$/m.exec(seen)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("exit", (code) =>
      reject(new Error(`${runtime} ended with ${code} before it listened.\n${seen}`)),
    );
  });
  return { port, child, clean: () => {} };
}

/** workerd takes one script: the app is bundled for it, and says nothing when it listens, so the port is tried. */
async function startWorkerd(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "flagon-workerd-"));
  const { bundleWorker } = (await import(new URL("bundle-worker.mjs", import.meta.url).href)) as {
    bundleWorker(from: string, to: string): Promise<void>;
  };
  await bundleWorker(join(here, "worker.ts"), join(folder, "worker.js"));
  const port = await freePort();
  writeFileSync(join(folder, "config.capnp"), workerdConfig(port));
  const child = spawn(bin(".bin/workerd"), ["serve", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (let tries = 0; tries < 400 && child.exitCode === null; tries++) {
    if (await canConnect(port))
      return { port, child, clean: () => rmSync(folder, { recursive: true, force: true }) };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("workerd did not listen.");
}

const workerdConfig = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .app)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const app :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-08-10"
);
`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function runOn(
  runtime: Runtime,
): Promise<{ passed: number; failed: number; skipped: number }> {
  const { port, child, clean } = await start(runtime);
  const result = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const { name, run, skip } of CASES) {
      const reason = skip?.[runtime];
      if (reason !== undefined) {
        result.skipped++;
        console.log(`${runtime}: skip ${name}: ${reason}`);
        continue;
      }
      try {
        await run(wireTo(port));
        result.passed++;
      } catch (error) {
        result.failed++;
        console.log(`${runtime}: FAIL ${name}: ${(error as Error).message}`);
      }
    }
  } finally {
    child.kill("SIGKILL");
    clean();
  }
  return result;
}

const all: Runtime[] = ["node24", "node26", "bun", "deno", "workerd"];
const chosen = process.argv.length > 2 ? (process.argv.slice(2) as Runtime[]) : all;
let failed = 0;
for (const runtime of chosen) {
  const result = await runOn(runtime);
  failed += result.failed;
  console.log(
    `${runtime}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
