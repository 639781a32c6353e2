/** The frames of templates in an error's stack: where they are, their source with a caret, and the names that they saw. */

import type { FlagonRequest } from "../app/request.ts";
import type { TemplatePlace } from "../templates/errors.ts";
import { templateFrames } from "../templates/frames.ts";
import { Undefined } from "../templates/undefined.ts";
import { type Frame, framesOf, linesAround, type SourceLine } from "./frames.ts";

/** A frame of a template. */
export interface TemplateFrame extends Frame {
  readonly place: TemplatePlace;
}

/** What the names of compiled templates' functions start with. */
const COMPILED = "template$";
/** A variable of a compiled template: `l3_post` is `post`. */
const VARIABLE = /^l\d+_(.+)$/;

/** Tells whether a function is the code of a template. */
export function isTemplateFunction(name: string): boolean {
  return name.startsWith(COMPILED);
}

/** Gives the names of a scope of a compiled template as its author wrote them. */
export function templateNames(scope: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names: Record<string, unknown> = {};
  for (const [variable, { value }] of Object.entries(Object.getOwnPropertyDescriptors(scope))) {
    const name = VARIABLE.exec(variable)?.[1];
    // What is not set yet was not seen.
    if (name === undefined || value === undefined || value instanceof Undefined) continue;
    names[name] = value;
  }
  return names;
}

/** Gives the frames of an error's stack with those of templates in their places, the innermost first. */
export function allFramesOf(error: unknown, request: FlagonRequest): (Frame | TemplateFrame)[] {
  const places = templateFrames(error);
  if (places.length === 0) return framesOf(error);
  const waiting = [...places];
  const frames = framesOf(error, (line) => {
    const place = waiting[0];
    if (place === undefined || !line.includes(`(${place.template}:${place.line}:${place.column})`))
      return undefined;
    waiting.shift();
    return frameOf(place, request);
  });
  // What is wrong with a text is found before anything of it runs: the stack does not know the place.
  return [...waiting.map((place) => frameOf(place, request)), ...frames];
}

function frameOf(place: TemplatePlace, request: FlagonRequest): TemplateFrame {
  return {
    functionName: place.part === "" ? "template" : place.part,
    file: fileOf(place, request) ?? place.template,
    line: place.line,
    column: place.column,
    kind: "user",
    place,
  };
}

function fileOf({ template }: TemplatePlace, { app }: FlagonRequest): string | undefined {
  try {
    return app.templates.loadSource(template)?.path;
  } catch {
    return undefined;
  }
}

/** Gives the lines around a place, as the loader has them now; the line alone where the template came from nowhere. */
export function templateSource({ place }: TemplateFrame, { app }: FlagonRequest): SourceLine[] {
  const { template, line, column, text } = place;
  let whole: string | undefined;
  try {
    whole = app.templates.loadSource(template)?.text;
  } catch {
    // A loader may fail; the line is there all the same.
  }
  const lines = whole?.split(/\r\n|\r|\n/);
  // A template that has changed since would show another line.
  const shown =
    lines?.[line - 1] === text
      ? linesAround(lines, line)
      : [{ number: line, text, isCurrent: true }];
  const caret = `${text.slice(0, column - 1).replace(/[^\t]/g, " ")}^`;
  return shown.map((one) => (one.isCurrent ? { ...one, caret } : one));
}

/** Tells whether a frame is one of a template. */
export function isTemplateFrame(frame: Frame): frame is TemplateFrame {
  return "place" in frame;
}
