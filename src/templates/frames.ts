/**
 * The places of templates that an error has passed through: kept beside the error, and written into its stack.
 *
 * Worked example: a function that throws inside of a block's body ends in a stack of
 *
 *     Error: no such user
 *         at findUser (app.ts:3:9)
 *         at block "content" (page.html:12:5)
 *         at template (page.html:1:1)
 */

import type { TemplatePlace } from "./errors.ts";

/** How many places are kept; of an endless recursion those in the middle are dropped. */
const MOST = 60;

interface FrameList {
  places: TemplatePlace[];
  /** True once the rendering that the error ended is over: if it is thrown again, it starts anew. */
  isOver: boolean;
  /** The lines of the stack as JavaScript wrote them. */
  trace: readonly string[] | undefined;
}

const lists = new WeakMap<object, FrameList>();

/** Renderings under way. */
let rendering = 0;

/**
 * Gives the places of templates that an error has passed through, the innermost first; none where it came through no template.
 *
 * It works for every error, those of your own functions too. Of an endless recursion the places in the middle are left out.
 */
export function templateFrames(error: unknown): readonly TemplatePlace[] {
  if (typeof error !== "object" || error === null) return [];
  return lists.get(error)?.places ?? [];
}

/** Notes that an error has passed a place. */
export function noteFrame(error: object, place: TemplatePlace): void {
  let list = lists.get(error);
  if (list === undefined || (list.isOver && isNewRun(list, place))) {
    list = { places: [], isOver: false, trace: list?.trace };
    lists.set(error, list);
  }
  if (list.places.length === MOST) list.places.splice(MOST / 2, 1);
  list.places.push(place);
}

/** An error object that is thrown again and again must not gather the places of all renderings. */
function isNewRun({ places }: FrameList, place: TemplatePlace): boolean {
  return rendering <= 1 || places.some((known) => isSamePlace(known, place));
}

function isSamePlace(a: TemplatePlace, b: TemplatePlace): boolean {
  return a.template === b.template && a.line === b.line && a.column === b.column;
}

/** Notes that a rendering starts. */
export function startRendering(): void {
  rendering++;
}

/** Notes that a rendering is over. */
export function endRendering(): void {
  rendering--;
}

/** Writes the places into the stack of an error that leaves a rendering, and gives the error. */
export function finishFrames(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const list = lists.get(error);
  if (list === undefined) return error;
  // Inside of another rendering the error goes on through that one's templates.
  list.isOver = rendering <= 1;
  try {
    list.trace ??= traceOf(error);
    const lines = [headOf(error), ...withPlaces(list.trace, list.places)];
    Reflect.set(error, "stack", lines.join("\n"));
  } catch {
    // The error of a host may refuse to be read or written; it goes on as it is.
  }
  return error;
}

function traceOf({ stack }: Error): string[] {
  if (typeof stack !== "string") return [];
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first === -1 ? [] : lines.slice(first);
}

/** The first lines of a stack; V8 has written them before the message was whole. */
function headOf(error: Error): string {
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

/** What the names of all compiled functions start with. */
const COMPILED = /^\s+at .*\btemplate\$(\w+)/;

/** Puts the places where JavaScript has the lines of compiled code; both have the innermost first. */
function withPlaces(trace: readonly string[], places: readonly TemplatePlace[]): string[] {
  const lines: string[] = [];
  let next = 0;
  let end: number | undefined;
  for (const line of trace) {
    const compiled = COMPILED.exec(line);
    if (compiled === null) lines.push(line);
    // The condition of a loop has no place besides the loop's.
    if (compiled === null || compiled[1]!.startsWith("condition")) continue;
    const place = places[next++];
    if (place !== undefined) lines.push(frameLine(place));
    end = lines.length;
  }
  // JavaScript keeps ten lines of a stack unless told otherwise; the places go on.
  lines.splice(end ?? lines.length, 0, ...places.slice(next).map(frameLine));
  return lines;
}

function frameLine({ template, line, column, part }: TemplatePlace): string {
  return `    at ${part === "" ? "template" : part} (${template}:${line}:${column})`;
}
