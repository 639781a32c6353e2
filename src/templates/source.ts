/** Turns offsets of a template's text into lines and columns. */

import type { TemplatePlace } from "./errors.ts";

/** The text of one template with its name, and the starts of its lines. */
export class TemplateSource {
  readonly name: string;
  /** The text as the lexer reads it: every line ends in `\n`. */
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Gives the place of an offset, for the named part of the template. */
  placeOf(offset: number, part = ""): TemplatePlace {
    const starts = (this.#lineStarts ??= lineStartsOf(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low]!;
    const end = low + 1 < starts.length ? starts[low + 1]! - 1 : this.text.length;
    return {
      template: this.name,
      line: low + 1,
      column: offset - start + 1,
      text: this.text.slice(start, end),
      part,
    };
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
