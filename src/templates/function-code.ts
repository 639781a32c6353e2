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

  constructor(scope: Scope) {
    this.scope = scope;
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
