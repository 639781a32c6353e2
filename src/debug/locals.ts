/**
 * The local variables of the frames that an error was thrown in, taken at the moment of the throw by Node's own inspector.
 *
 * Only for debug mode: every throw, caught or not, is looked at. V8 tells the frames that are on the stack at that moment; callers that an
 * `await` has left are not among them.
 */

import type * as inspector from "node:inspector";
import { kindOf, toPath } from "./frames.ts";
import { isTemplateFunction, templateNames } from "./template-frames.ts";

/** The variables of one frame. */
export interface FrameLocals {
  /** Whether it is one of a template, whose file and line are those of the code that it was compiled to. */
  readonly isTemplate: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Variables of the function and its blocks, the innermost block first. */
  readonly own: readonly Readonly<Record<string, unknown>>[];
  /** Those of functions around it and of its module: for the console. */
  readonly outer: readonly Readonly<Record<string, unknown>>[];
}

type Paused = inspector.Debugger.PausedEventDataType;
type CallFrame = inspector.Debugger.CallFrame;

const MOST_FRAMES = 10;
/** A look at a throw takes milliseconds: beyond this number in one second V8 is told to let throws pass, until the second is over. */
const MOST_LOOKS_A_SECOND = 30;
const BOX = Symbol.for("flagon.debug.box");

/** Takes the variables of every throw; one is enough for a process. */
export class LocalsRecorder {
  readonly #session: inspector.Session;
  readonly #found = new WeakMap<object, readonly FrameLocals[]>();
  /** Paths by the ids of scripts; the frames of a pause name scripts by id alone. */
  readonly #files = new Map<string, string>();
  readonly #box: { value: unknown } = { value: undefined };
  #looks = 0;
  #isStopped = false;

  private constructor(session: inspector.Session) {
    this.#session = session;
    Object.defineProperty(globalThis, BOX, { value: this.#box, configurable: true });
  }

  /** Starts to record; undefined where there is no inspector, or somebody else's debugger uses it. */
  static start(): LocalsRecorder | undefined {
    const found = globalThis.process?.getBuiltinModule?.("node:inspector");
    if (found?.Session === undefined || "Bun" in globalThis || "Deno" in globalThis)
      return undefined;
    if (found.url() !== undefined) return undefined;
    try {
      const recorder = new LocalsRecorder(new found.Session());
      recorder.#connect();
      return recorder;
    } catch {
      return undefined;
    }
  }

  /** Gives what was recorded of an error, the innermost frame first. */
  of(error: unknown): readonly FrameLocals[] {
    return typeof error === "object" && error !== null ? (this.#found.get(error) ?? []) : [];
  }

  /** Ends the recording. */
  stop(): void {
    this.#isStopped = true;
    this.#session.disconnect();
  }

  #connect(): void {
    this.#session.connect();
    this.#session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => {
      if (url !== "") this.#files.set(scriptId, toPath(url));
    });
    this.#session.on("Debugger.paused", ({ params }) => this.#onPause(params));
    this.#post("Debugger.enable");
    this.#post("Debugger.setPauseOnExceptions", { state: "all" });
  }

  /** Counts a look; the first of a second starts its clock. */
  #count(): void {
    this.#looks++;
    if (this.#looks === 1) setTimeout(() => this.#beginAgain(), 1000).unref();
    if (this.#looks === MOST_LOOKS_A_SECOND)
      this.#post("Debugger.setPauseOnExceptions", { state: "none" });
  }

  #beginAgain(): void {
    if (this.#looks >= MOST_LOOKS_A_SECOND && !this.#isStopped)
      this.#post("Debugger.setPauseOnExceptions", { state: "all" });
    this.#looks = 0;
  }

  #onPause({ reason, data, callFrames }: Paused): void {
    if (reason !== "exception" && reason !== "promiseRejection") return;
    this.#count();
    try {
      const users = callFrames.filter(
        (frame) => isTemplateFunction(frame.functionName) || kindOf(this.#fileOf(frame)) === "user",
      );
      if (users.length === 0) return;
      const id = (data as { objectId?: string } | undefined)?.objectId;
      const error = id === undefined ? undefined : this.#take(id);
      if (typeof error !== "object" || error === null || this.#found.has(error)) return;
      this.#found.set(
        error,
        users.slice(0, MOST_FRAMES).map((frame) => this.#read(frame)),
      );
    } catch {
      // Near the end of the stack even this may fail; the page then goes without variables.
    }
  }

  /** Code without a file, such as that of `eval`, counts as the platform's. */
  #fileOf({ location }: CallFrame): string {
    return this.#files.get(location.scriptId) ?? "node:unknown";
  }

  #read(frame: CallFrame): FrameLocals {
    const { location, scopeChain } = frame;
    const isTemplate = isTemplateFunction(frame.functionName);
    const own: Record<string, unknown>[] = [];
    const outer: Record<string, unknown>[] = [];
    for (const { type, object } of scopeChain) {
      if (type === "global" || object.objectId === undefined) continue;
      const values = this.#take(object.objectId) as Record<string, unknown>;
      if (isTemplate) own.push(templateNames(values));
      else if (type === "closure" || type === "module" || type === "script") outer.push(values);
      else own.push(values);
    }
    return { isTemplate, file: this.#fileOf(frame), line: location.lineNumber + 1, own, outer };
  }

  /** Gives the object behind an id of the inspector: a function called on it puts it where this code can reach it. */
  #take(objectId: string): unknown {
    const functionDeclaration = `function () { globalThis[Symbol.for("${BOX.description}")].value = this; }`;
    this.#post("Runtime.callFunctionOn", { objectId, functionDeclaration, silent: true });
    const { value } = this.#box;
    this.#box.value = undefined;
    return value;
  }

  /** A session of this very thread answers before `post` returns. */
  #post(method: string, params: object = {}): void {
    this.#session.post(method, params);
  }
}
