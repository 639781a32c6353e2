/** Holds the port of `flagon dev` while the process behind it is started anew: connections wait instead of being refused. */

import { type ChildProcess, fork } from "node:child_process";
import type { Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { relative } from "node:path";
import { escapeHtml } from "../base/safe-html.ts";
import { secureServers, type TlsIdentity } from "../server/tls.ts";
import { busyPort } from "./busy-port.ts";
import { type ChildMessage, END_MESSAGE, SOCKET_MESSAGE } from "./dev-child.ts";
import type { Terminal } from "./terminal.ts";
import { watchProject } from "./watch.ts";

/** What `flagon dev` was asked for. */
export interface DevOptions {
  port: number;
  host: string;
  /** For https. */
  tls: TlsIdentity | undefined;
  /** Words for Node itself, such as `--inspect`. */
  nodeWords: readonly string[];
  /** Words of the command line, for the child. */
  words: readonly string[];
  extraFiles: readonly string[];
  reload: boolean;
  /** Environment variables that the child reads from `.env` files by itself, so that changes there count. */
  fileVariables: readonly string[];
}

/** Mark by which the child knows what it is. */
export const CHILD_MARK = "_FLAGON_DEV_CHILD";
/** A child that does not end by itself has this long. */
const END_MS = 500;

/** Accepts connections, hands them to the child, and replaces the child at changes. */
export class DevSupervisor {
  readonly #options: DevOptions;
  readonly #terminal: Terminal;
  readonly #server: Server;
  /** Answers while the app does not start. */
  readonly #apology: HttpServer;
  #child: ChildProcess | null = null;
  #state: "starting" | "ready" | "failed" = "starting";
  #failure: string | undefined;
  #waiting: Socket[] = [];
  #restarting: Promise<void> | null = null;
  #changedAgain = false;
  #isEnding = false;

  constructor(options: DevOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
    const makeServer =
      options.tls === undefined
        ? process.getBuiltinModule("node:http").createServer
        : secureServers(options.tls);
    this.#apology = makeServer({}, (_request, response) => {
      response.writeHead(500, { "content-type": "text/html; charset=utf-8", connection: "close" });
      response.end(apologyPage(this.#failure ?? ""));
    });
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#place(socket));
  }

  /** Runs until it is interrupted. */
  async run(): Promise<number> {
    const { extraFiles, reload } = this.#options;
    await this.#listen();
    this.#terminal.print(
      `Serving on ${this.#url()} for development. This is no server for the public: use \`flagon run\`.`,
    );
    this.#start();
    const stopWatch = reload
      ? watchProject(process.cwd(), extraFiles, (files) => this.#onChange(files))
      : (): void => {};
    await interrupted();
    this.#isEnding = true;
    stopWatch();
    this.#server.close();
    await this.#end();
    return 0;
  }

  #listen(): Promise<void> {
    const { port, host } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (cause: NodeJS.ErrnoException) => {
        if (cause.code !== "EADDRINUSE") return reject(cause);
        busyPort(port, host, cause).then(reject, reject);
      });
      this.#server.listen(port, host, resolve);
    });
  }

  #url(): string {
    const { port } = this.#server.address() as AddressInfo;
    const { host, tls } = this.#options;
    return `http${tls === undefined ? "" : "s"}://${host === "0.0.0.0" || host === "::" ? "localhost" : host}:${port}`;
  }

  /** Gives a connection to whoever can answer it now, or keeps it. */
  #place(socket: Socket): void {
    if (this.#state === "ready" && this.#child?.connected === true) {
      this.#child.send(SOCKET_MESSAGE, socket, (error) => error !== null && socket.destroy());
    } else if (this.#state === "failed") {
      this.#apology.emit("connection", socket);
      socket.resume();
    } else this.#waiting.push(socket);
  }

  #start(): void {
    const { words, nodeWords, fileVariables } = this.#options;
    this.#state = "starting";
    const env = Object.entries(process.env).filter(([name]) => !fileVariables.includes(name));
    const child = fork(process.argv[1]!, words, {
      execArgv: [...process.execArgv, ...nodeWords],
      env: { ...Object.fromEntries(env), [CHILD_MARK]: "1" },
      stdio: "inherit",
    });
    this.#child = child;
    child.on("message", (message: ChildMessage) => {
      if (child !== this.#child || this.#restarting !== null) return;
      if (message.type === "failed") this.#failure = message.text;
      this.#enter(message.type);
    });
    child.once("exit", (code) => {
      if (child !== this.#child || this.#restarting !== null || this.#isEnding) return;
      this.#failure ??= `The app ended with exit code ${code}; see the terminal.`;
      this.#enter("failed");
      this.#terminal.warn("The app does not run. It starts again when a file changes.");
    });
  }

  #enter(state: "ready" | "failed"): void {
    this.#state = state;
    if (state === "ready") this.#failure = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const socket of waiting) this.#place(socket);
  }

  #onChange(files: readonly string[]): void {
    if (this.#restarting !== null) {
      this.#changedAgain = true;
      return;
    }
    const names = files.map((file) => relative(process.cwd(), file)).join(", ");
    this.#terminal.print(`Changed: ${names}`);
    this.#restarting = this.#restart();
  }

  async #restart(): Promise<void> {
    const ended = this.#end();
    this.#state = "starting";
    await ended;
    this.#failure = undefined;
    this.#restarting = null;
    this.#start();
    if (!this.#changedAgain) return;
    this.#changedAgain = false;
    this.#restarting = this.#restart();
  }

  /** Lets the child run its stop hooks, then ends it. */
  #end(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null)
      return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(() => child.kill("SIGKILL"), END_MS);
      child.once("exit", () => {
        clearTimeout(late);
        resolve();
      });
      // A child that has not come to serving holds nothing that wants to be closed in order.
      if (this.#state === "ready" && child.connected) child.send(END_MESSAGE, () => {});
      else child.kill("SIGKILL");
    });
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function apologyPage(text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>The app does not start</title><style>body { font-family: system-ui, sans-serif } pre { white-space: pre-wrap; overflow-wrap: anywhere }</style><h1>The app does not start</h1><pre>${escapeHtml(text)}</pre><p>Mend the file: the next request gets the new code.</p></html>`;
}
