/** A debugger at `flagon dev --inspect`: it speaks the inspector's protocol as an editor does. */

import assert from "node:assert/strict";
import type { Debugger, Runtime } from "node:inspector";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { Project, type Running } from "../support/project.ts";

const APP = `import { Flagon } from "flagon";

interface Order {
  price: number;
}

const app = new Flagon();
app.get("/total/<int:count>", (_request, { count }) => {
  const order: Order = { price: 3 };
  const total: number = order.price * count;
  return { total };
});
export default app;
`;
const LINE = lineOf("return { total };");

function lineOf(text: string): number {
  return APP.split("\n").findIndex((line) => line.includes(text));
}

/** Any free port: others may be debugging on this machine. */
const FREE_PORT = { NODE_OPTIONS: "--inspect-port=0" };

/** A debugger that is attached to a process. */
class Attached implements Disposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #events: { method: string; params: unknown }[] = [];
  #heard: () => void = () => {};
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data))));
  }

  /** Attaches to the address that a process says, after those it said before. */
  static async to(server: Running): Promise<Attached> {
    const [, url] = await server.says(/Debugger listening on (ws:\S+)(?![^]*Debugger listening)/);
    const socket = new WebSocket(url!);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Attached(socket);
  }

  send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** Waits for the next event of a name. */
  async event(method: string): Promise<unknown> {
    for (;;) {
      const at = this.#events.findIndex((event) => event.method === method);
      if (at >= 0) return this.#events.splice(at, 1)[0]!.params;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #take(message: { id?: number; method: string; params: unknown; result: unknown }): void {
    if (message.id !== undefined) return this.#answers.get(message.id)?.(message.result);
    this.#events.push(message);
    this.#heard();
  }
}

/** Sets the breakpoint, asks for the page and looks at a variable where the program has stopped. */
async function stopInView(debug: Attached, { folder }: Project, url: string): Promise<void> {
  await debug.send("Debugger.enable");
  const set = (await debug.send("Debugger.setBreakpointByUrl", {
    lineNumber: LINE,
    urlRegex: String.raw`/${basename(folder)}/app\.ts(\?|$)`,
  })) as Debugger.SetBreakpointByUrlReturnType;
  assert.deepEqual(
    set.locations.map(({ lineNumber }) => lineNumber),
    [LINE],
  );
  const reply = fetch(`${url}/total/4`);
  const paused = (await debug.event("Debugger.paused")) as Debugger.PausedEventDataType;
  const frame = paused.callFrames[0]!;
  assert.equal(frame.location.lineNumber, LINE);
  const { result } = (await debug.send("Debugger.evaluateOnCallFrame", {
    callFrameId: frame.callFrameId,
    expression: "total",
  })) as { result: Runtime.RemoteObject };
  assert.equal(result.value, 12);
  await debug.send("Debugger.setVariableValue", {
    callFrameId: frame.callFrameId,
    scopeNumber: 0,
    variableName: "total",
    newValue: { value: 13 },
  });
  await debug.send("Debugger.resume");
  assert.deepEqual(await (await reply).json(), { total: 13 });
}

describe("flagon dev --inspect", () => {
  it("stops at a breakpoint in the TypeScript source of a view, and after a change again", async () => {
    await using project = new Project({ "app.ts": APP });
    const server = project.start(["dev", "--port", "0", "--inspect"], FREE_PORT);
    const url = await server.url();
    await (await fetch(url)).text();
    {
      using debug = await Attached.to(server);
      await stopInView(debug, project, url);
    }
    server.errors = "";
    project.write({ "app.ts": APP.replace("price: 3", "price: 3.0") });
    await server.says(/Changed: app\.ts/);
    await server.says(/Debugger listening/);
    await (await fetch(url)).text();
    using again = await Attached.to(server);
    await stopInView(again, project, url);
  });

  it("waits for a debugger before the first line with --inspect-brk", async () => {
    await using project = new Project({ "app.ts": `console.log("has begun");\n${APP}` });
    const server = project.start(["dev", "--port", "0", "--inspect-brk"], FREE_PORT);
    using debug = await Attached.to(server);
    await debug.send("Debugger.enable");
    const started = debug.send("Runtime.runIfWaitingForDebugger");
    await debug.event("Debugger.paused");
    assert.doesNotMatch(server.output, /has begun/);
    await started;
    await debug.send("Debugger.resume");
    await server.says(/has begun/);
  });
});
