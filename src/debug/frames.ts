/**
 * The frames of an error's stack, with the lines of source around each.
 *
 * Worked example: `    at show (file:///site/app.ts:7:9)` is the frame of `show` in `/site/app.ts`, line 7, column 9.
 */

import { builtin } from "../app/environment.ts";

/** Whose code a frame is in. */
export type FrameKind = "user" | "package" | "flagon" | "platform";

/** One call of a stack. */
export interface Frame {
  readonly functionName: string;
  /** The file's path, or the url of what is none. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: FrameKind;
}

/** One line of source. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly isCurrent: boolean;
  /** A line with a caret to stand below this one. */
  readonly caret?: string;
}

const FRAME =
  /^\s*at (?:(.*?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]|https?:\/\/|internal).*?):(\d+)(?::(\d+))?\)?$/;
/** This file is `src/debug/frames.ts`, or `dist/debug/frames.js`. */
const OWN_FOLDER = toPath(new URL("../", import.meta.url).href);
const LINES_AROUND = 6;
const LARGEST_SOURCE_BYTES = 2_000_000;

/**
 * Reads the frames of an error's stack, the innermost first; none where there is no stack.
 *
 * `readOther` may know lines that name no file.
 */
export function framesOf(
  error: unknown,
  readOther: (line: string) => Frame | undefined = () => undefined,
): Frame[] {
  const stack = stackOf(error);
  return stack.split("\n").flatMap((line) => {
    const other = readOther(line);
    if (other !== undefined) return [other];
    const match = FRAME.exec(line);
    if (match === null) return [];
    const file = toPath(match[2]!);
    return [
      {
        functionName: match[1]?.replace(/^async /, "") ?? "(anonymous)",
        file,
        line: Number(match[3]),
        column: Number(match[4] ?? 1),
        kind: kindOf(file),
      },
    ];
  });
}

function stackOf(error: unknown): string {
  try {
    const stack: unknown = error instanceof Error ? error.stack : undefined;
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}

/** Says whose code a file is. */
export function kindOf(file: string): FrameKind {
  if (file.startsWith("node:") || file.startsWith("internal")) return "platform";
  if (file.startsWith(OWN_FOLDER)) return "flagon";
  return /[\\/]node_modules[\\/]/.test(file) ? "package" : "user";
}

/** Gives the path of a `file:` url; other texts are given back. */
export function toPath(url: string): string {
  if (!url.startsWith("file://")) return url;
  const path = decodeURIComponent(new URL(url).pathname);
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

/** Gives a path as seen from `folder`, where it is below it. */
export function shortPath(file: string, folder: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
}

/** Reads the lines around a frame; none where the file cannot be read. */
export function sourceAround({ file, line }: Frame): SourceLine[] {
  try {
    const { readFileSync, statSync } = builtin("node:fs");
    if (statSync(file).size > LARGEST_SOURCE_BYTES) return [];
    return linesAround(readFileSync(file, "utf8").split(/\r?\n/), line);
  } catch {
    return [];
  }
}

/** Gives the lines around one, whose number counts from 1. */
export function linesAround(lines: readonly string[], line: number): SourceLine[] {
  const first = Math.max(1, line - LINES_AROUND);
  return lines
    .slice(first - 1, line + LINES_AROUND)
    .map((text, index) => ({ number: first + index, text, isCurrent: first + index === line }));
}
