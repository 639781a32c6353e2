/**
 * The errors of the template engine: each names the template, the line and the column, and shows the line with a caret.
 *
 * Worked example: `{{ user.nmae.first }}` in `page.html` ends in
 *
 *     UndefinedError: A value of type dict has no "nmae".
 *       at:   page.html:3:19
 *
 *       3 | Hello {{ user.nmae.first }}
 *         |                   ^
 *       code: templates.undefined
 */

import { FlagonError } from "../base/errors.ts";
import { noteFrame, templateFrames } from "./frames.ts";

/** A place in a template. Lines and columns start at 1; columns count UTF-16 units. */
export interface TemplatePlace {
  /** Name of the template, `<string>` for one made from a text. */
  template: string;
  line: number;
  column: number;
  /** The whole line, for showing. */
  text: string;
  /** What of the template was running: `block "title"`, `macro "field"`, or nothing for the template itself. */
  part: string;
}

/** What went wrong with a template, and where. */
export class TemplateError extends FlagonError {
  override readonly name: string = "TemplateError";

  constructor(what: string, code: string, mend?: string, cause?: unknown) {
    super(what, {
      code,
      ...(mend !== undefined && { mend }),
      ...(cause !== undefined && { cause }),
    });
  }

  /** The places of templates that the error has passed through, the innermost first: the macro, what called it, what included that. */
  get frames(): readonly TemplatePlace[] {
    return templateFrames(this);
  }

  /** The innermost place, once it is known. */
  get place(): TemplatePlace | undefined {
    return this.frames[0];
  }

  /** Name of the template that failed. */
  get template(): string | undefined {
    return this.place?.template;
  }

  /** Line that failed, from 1. */
  get line(): number | undefined {
    return this.place?.line;
  }

  /** Column that failed, from 1. */
  get column(): number | undefined {
    return this.place?.column;
  }

  /** Sets the innermost place, and puts it into the message with its line and a caret below it. */
  locate(place: TemplatePlace): this {
    noteFrame(this, place);
    writePlaces(this);
    return this;
  }
}

/** Writes the places that an error has passed through into its message. */
export function writePlaces(error: TemplateError): void {
  const [inner, ...outer] = error.frames;
  if (inner === undefined) return;
  let text = `${error.what}\n  at:   ${formatPlace(inner)}\n\n${placeExcerpt(inner)}`;
  if (outer.length > 0) text += `\n  from: ${shorten(outer).join("\n        ")}`;
  if (error.mend !== undefined) text += `\n  mend: ${error.mend}`;
  error.message = `${text}\n  code: ${error.code}`;
}

/** How many outer places a message shows at most. */
const SHOWN = 12;

function shorten(outer: readonly TemplatePlace[]): string[] {
  const lines = outer.map(formatPlace);
  const left = lines.length - SHOWN;
  return left <= 1 ? lines : [...lines.slice(0, SHOWN - 2), "…", ...lines.slice(-2)];
}

/** Tells that the text of a template does not follow the grammar. */
export class TemplateSyntaxError extends TemplateError {
  override readonly name: string = "TemplateSyntaxError";

  constructor(what: string, code = "templates.syntax", mend?: string) {
    super(what, code, mend);
  }
}

/** Tells that a template uses a filter, test or block in a way that can be refused before it runs. */
export class TemplateAssertionError extends TemplateSyntaxError {
  override readonly name: string = "TemplateAssertionError";

  constructor(what: string, mend?: string) {
    super(what, "templates.assertion", mend);
  }
}

/** Tells that no loader knows a template of this name. */
export class TemplateNotFound extends TemplateError {
  override readonly name: string = "TemplateNotFound";
  /** The names that were asked for. */
  readonly asked: readonly string[];

  constructor(asked: readonly string[], mend?: string) {
    const names = asked.map((name) => `"${name}"`).join(", ");
    const what =
      asked.length === 1
        ? `There is no template named ${names}.`
        : `There is none of the templates ${names}.`;
    super(what, "templates.not-found", mend);
    this.asked = asked;
  }
}

/** Tells that a template failed while it ran. */
export class TemplateRuntimeError extends TemplateError {
  override readonly name: string = "TemplateRuntimeError";

  constructor(what: string, code = "templates.runtime", mend?: string, cause?: unknown) {
    super(what, code, mend, cause);
  }
}

/** Tells that something undefined was used where a value is needed. */
export class UndefinedError extends TemplateRuntimeError {
  override readonly name: string = "UndefinedError";

  constructor(what: string, mend?: string) {
    super(what, "templates.undefined", mend);
  }
}

/** Tells that a filter was given arguments that it cannot use. */
export class FilterArgumentError extends TemplateRuntimeError {
  override readonly name: string = "FilterArgumentError";

  constructor(what: string) {
    super(what, "templates.filter-argument");
  }
}

/** Tells that an operation met a kind of value it cannot work with: Python's TypeError. */
export class TemplateTypeError extends TemplateRuntimeError {
  override readonly name: string = "TemplateTypeError";

  constructor(what: string) {
    super(what, "templates.type");
  }
}

/** Tells that a value is of the right kind and still cannot be used: Python's ValueError, ZeroDivisionError, OverflowError. */
export class TemplateValueError extends TemplateRuntimeError {
  override readonly name: string = "TemplateValueError";

  constructor(what: string) {
    super(what, "templates.value");
  }
}

/** Tells that a sandboxed template used what is not open to it. */
export class SecurityError extends TemplateRuntimeError {
  override readonly name: string = "SecurityError";

  constructor(what: string) {
    super(
      what,
      "templates.security",
      "Open it with allowInSandbox(), if templates of users may use it.",
    );
  }
}

/** Tells that a template used more than it may: steps, output, depth, time, or one value that is too long. */
export class TemplateLimitError extends TemplateRuntimeError {
  override readonly name: string = "TemplateLimitError";

  constructor(what: string) {
    super(
      what,
      "templates.limit",
      "Let it do less; where it is in a sandbox, other limits can be given to that.",
    );
  }
}

/** Gives `name:line:column`, with the part of the template that was running. */
export function formatPlace({ template, line, column, part }: TemplatePlace): string {
  return `${template}:${line}:${column}${part === "" ? "" : ` (${part})`}`;
}

const WIDEST_LINE = 100;

/** Gives the line of a place with a caret below it; of a long line the part around. */
export function placeExcerpt({ line, column, text }: TemplatePlace): string {
  const start = Math.max(0, Math.min(column - 1 - WIDEST_LINE / 2, text.length - WIDEST_LINE));
  const shown = text.slice(start, start + WIDEST_LINE);
  const number = String(line);
  const caret = " ".repeat(Math.max(0, column - 1 - start));
  return `  ${number} | ${shown}\n  ${" ".repeat(number.length)} | ${caret}^`;
}
