/** Stacks of errors that a template meets after an await: JavaScript no longer knows the view there, so it is noted before. For debug mode. */

import { templateFrames } from "../templates/frames.ts";

/**
 * Gives what puts the calls of now behind the templates in an error's stack, and throws the error on.
 *
 * An error that was thrown before anything was awaited has these calls already.
 */
export function rememberCaller(): (error: unknown) => never {
  const calls = linesOf(new Error("here")).slice(1);
  return (error) => {
    if (error instanceof Error) addCalls(error, calls);
    throw error;
  };
}

function addCalls(error: Error, calls: readonly string[]): void {
  const outermost = templateFrames(error).at(-1);
  if (outermost === undefined) return;
  const { template, line, column } = outermost;
  const lines = linesOf(error);
  const last = lines.findLastIndex((text) => text.endsWith(`(${template}:${line}:${column})`));
  const isThere = calls.some((call) => !call.includes(" async ") && lines.includes(call));
  if (last < 0 || isThere) return;
  try {
    Reflect.set(error, "stack", [...lines.slice(0, last + 1), ...calls].join("\n"));
  } catch {
    // The error of a host may refuse; it goes on as it is.
  }
}

function linesOf({ stack }: Error): string[] {
  return typeof stack === "string" ? stack.split("\n") : [];
}
