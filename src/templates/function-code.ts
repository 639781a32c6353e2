/** The JavaScript of one function while it is written: lines, pieces of output that wait to be joined, variables. */

import type { Scope } from "./scope.ts";

/** How values become text: escaped, as they are, or as an expression that is worked out when it runs says. */
export interface Escaping {
  mode: "on" | "off" | "volatile";
  /** The JavaScript name of the {@link Evaluation}. */
  evaluation: string;
}

/** A loop whose `loop` is made of variables. */
export interface LoopVariables {
  list: string;
  index: string;
  length: string;
}

/** One function that is being written. */
export class FunctionCode {
  readonly scope: Scope;
  readonly #lines: string[] = [];
  #pieces: string[] = [];
  #temporaries = 0;
  /** Where output goes. */
  buffer = "o";
  readonly #template: string;
  #start = 0;
  #lineStart = 0;
  #lineEnd = -1;

  constructor(scope: Scope, template: string) {
    this.scope = scope;
    this.#template = template;
  }

  /** Gives the assignment that says which statement of the template runs now. */
  mark(offset: number): string {
    if (offset > this.#lineEnd || offset < this.#lineStart) {
      const end = this.#template.indexOf("\n", offset);
      this.#lineEnd = end === -1 ? this.#template.length : end;
      this.#lineStart = this.#template.lastIndexOf("\n", offset - 1) + 1;
    }
    this.#start = offset;
    return `L = ${offset}`;
  }

  /**
   * Gives the assignment that says which part of the statement runs now. What stands on another line is placed at the statement's start:
   * an error has the line that Jinja gives it.
   */
  at(offset: number): string {
    const isHere = offset >= this.#lineStart && offset <= this.#lineEnd;
    return `L = ${isHere ? offset : this.#start}`;
  }

  /** Adds a statement, after the output that waits. */
  line(text: string): void {
    this.flush();
    this.#lines.push(text);
  }

  /** Adds a piece of output: an expression that gives a string. */
  piece(expression: string): void {
    this.#pieces.push(expression);
  }

  /** Writes the pieces that wait as one statement. */
  flush(): void {
    if (this.#pieces.length === 0) return;
    this.#lines.push(`${this.buffer} += ${this.#pieces.join(" + ")};`);
    this.#pieces = [];
  }

  /** Gives a variable for a value within an expression. */
  temporary(): string {
    return `t${this.#temporaries++}`;
  }

  /** Gives the whole text of the function's inside. */
  text(prologue: readonly string[]): string {
    this.flush();
    const names = Array.from({ length: this.#temporaries }, (_, index) => `t${index}`);
    const variables = names.length === 0 ? [] : [`let ${names.join(", ")};`];
    return [...variables, ...prologue, ...this.#lines].join("\n");
  }
}
