/** A project in a temporary folder, and the `flagon` program run in it as a process of its own. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./sources.ts";
import { FOR_EVER_MS } from "./until.ts";

const BIN = join(root, "src", "cli", "bin.ts");

/** For suites that start processes: all of their tests together. Each single wait ends sooner, and says what it waited for. */
export const limit = { timeout: 5 * FOR_EVER_MS };

/** What became of a process. */
export interface Outcome {
  code: number | null;
  output: string;
  errors: string;
}

/** A process that goes on running. */
export class Running {
  readonly child: ChildProcess;
  output = "";
  errors = "";
  readonly ended: Promise<Outcome>;
  readonly #waiters = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      this.#wake();
    });
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
      this.#wake();
    });
    this.ended = new Promise((resolve) =>
      child.once("close", (code) => {
        resolve({ code, output: this.output, errors: this.errors });
        this.#wake();
      }),
    );
  }

  /** Waits until the output, or the error output, matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const end = performance.now() + FOR_EVER_MS;
    const late = setTimeout(() => this.#wake(), FOR_EVER_MS);
    try {
      for (;;) {
        const found = pattern.exec(this.output) ?? pattern.exec(this.errors);
        if (found !== null) return found;
        if (this.hasEnded) throw new Error(`It ended without saying ${pattern}:\n${this.told}`);
        if (performance.now() >= end) throw new Error(`It never said ${pattern}:\n${this.told}`);
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
      }
    } finally {
      clearTimeout(late);
    }
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** All that it said so far. */
  get told(): string {
    return `${this.output}\n${this.errors}`;
  }

  /** Gives the address that it says. */
  async url(): Promise<string> {
    return (await this.says(/Serving on (https?:\/\/\S+)/))[1]!;
  }

  /** Sends a signal and waits for the end; a process that does not end is killed. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Outcome> {
    this.child.kill(signal);
    return this.end();
  }

  /** Waits for the end; a process that does not end is killed, and its exit code is null. */
  async end(): Promise<Outcome> {
    const late = setTimeout(() => this.child.kill("SIGKILL"), FOR_EVER_MS);
    const outcome = await this.ended;
    clearTimeout(late);
    return outcome;
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

/** A project with some files, in which `flagon` can be imported. */
export class Project implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "flagon-project-"));
  readonly #running: Running[] = [];

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(root, join(this.folder, "node_modules", "flagon"), "dir");
    this.write({ "package.json": '{ "type": "module" }', ...files });
  }

  /** Writes files by their paths. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** Starts the program. */
  start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, ["--conditions=flagon-source", BIN, ...words], {
      cwd: this.folder,
      env: { PATH: process.env["PATH"], HOME: this.folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const running = new Running(child);
    this.#running.push(running);
    return running;
  }

  /** Runs the program to its end. */
  flagon(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.start(words, env).end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, ended, hasEnded } of this.#running) {
      if (!hasEnded) child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
