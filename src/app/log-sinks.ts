/** Where log lines end up: the standard error, or a file. */

import { builtin } from "./environment.ts";

/** Takes one line, its line end included. */
export type LogSink = (line: string) => void;

/** Gives the sink to the standard error; where there is none (workerd), to the console. */
export function consoleSink(): LogSink {
  const stream = globalThis.process?.stderr;
  if (typeof stream?.write !== "function") return (line) => console.error(line.trimEnd());
  ignoreBrokenPipe(stream);
  return (line) => void stream.write(line);
}

/**
 * Gives a sink that appends to a file, opened at its first line.
 *
 * Lines are written at once and in order; several processes may share the file. A line that cannot be written is lost, and the next one is
 * tried again, so that a full disk ends nothing.
 */
export function fileSink(path: string): LogSink {
  let descriptor: number | undefined;
  return (line) => {
    const { openSync, writeSync } = builtin("node:fs");
    descriptor ??= openSync(path, "a", 0o640);
    writeSync(descriptor, line);
  };
}

/** Whether the standard error is a terminal that shows colours; `NO_COLOR` and `FORCE_COLOR` are obeyed. */
export function hasColors(): boolean {
  const { process } = globalThis;
  if (process?.env === undefined) return false;
  if (process.env["NO_COLOR"]) return false;
  if (process.env["FORCE_COLOR"]) return process.env["FORCE_COLOR"] !== "0";
  return process.stderr?.isTTY === true;
}

const guarded = new WeakSet<object>();

/** Whoever read our standard error may go away; the application must not go with it. */
function ignoreBrokenPipe(stream: NodeJS.WriteStream): void {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  stream.on?.("error", () => {});
}
