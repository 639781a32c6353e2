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
  /** How many items there are, as far as that is known. */
  length: string;
  /** Where more items come from; null while it runs for a list. */
  source: string;
}

/** What kind of function the code is of. */
export interface FunctionKind {
  /** True where promises are awaited. */
  isAsync: boolean;
  /** True where steps are counted: the budget leaves the stage while the function waits. */
  sandboxed: boolean;
  /** True where output may be handed to a reader before the function ends: the function has `S`, a sink or null. */
  hasSink: boolean;
}

/** One function that is being written. */
export class FunctionCode {
  readonly scope: Scope;
  readonly #lines: string[] = [];
  #pieces: string[] = [];
  #temporaries = 0;
  /** Where output goes. */
  buffer = "o";
  /** True once loops take items from sources, which have to be closed when the function fails. */
  usesSources = false;
  readonly kind: FunctionKind;
  readonly #template: string;
  #start = 0;
  #lineStart = 0;
  #lineEnd = -1;

  constructor(scope: Scope, template: string, kind: FunctionKind) {
    this.scope = scope;
    this.kind = kind;
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

  /**
   * Writes the pieces that wait: as one statement, but that pieces which await stand alone. While one waits, the output before it may have
   * been handed on, so it must not be in the same sum.
   */
  flush(): void {
    const { buffer } = this;
    let sum: string[] = [];
    const write = (): void => {
      if (sum.length > 0) this.#lines.push(`${buffer} += ${sum.join(" + ")};`);
      sum = [];
    };
    for (const piece of this.#pieces) {
      if (this.kind.isAsync && piece.includes("await ")) {
        write();
        this.#lines.push(`w = ${piece};`);
        sum.push("w");
      } else {
        sum.push(piece);
      }
    }
    write();
    this.#pieces = [];
  }

  /** Gives the JavaScript of a value that may be a promise: where promises are awaited, the value that it gives. */
  settled(value: string): string {
    if (!this.kind.isAsync) return value;
    const name = this.temporary();
    const handOn = this.kind.hasSink ? "o = flush(o, S), " : "";
    return `(pending(${name} = ${value}) ? (${handOn}${this.#waiting(`arrived(${name})`, name)}) : ${name})`;
  }

  /** Gives the JavaScript of a call of compiled code, which gives a promise where promises are awaited. */
  awaited(call: string): string {
    if (!this.kind.isAsync) return call;
    return `(${this.#waiting(call, this.temporary())})`;
  }

  #waiting(promise: string, name: string): string {
    if (!this.kind.sandboxed) return `await ${promise}`;
    return `${name} = ${promise}, pause(), ${name} = await ${name}, resume(U), ${name}`;
  }

  /** Gives the JavaScript of a filter's input: where promises are awaited, those in it are, and what gives items one by one is taken whole. */
  gathered(value: string): string {
    if (!this.kind.isAsync) return value;
    const name = this.temporary();
    return `(scattered(${name} = ${value}) ? (${this.#waiting(`gathered(${name})`, name)}) : ${name})`;
  }

  /** Gives what a called block or template gets to hand its output on, and what has to be done before. */
  sink(): { before: string; sink: string } {
    const { isAsync, hasSink } = this.kind;
    if (!isAsync) return { before: "", sink: "" };
    if (!hasSink || this.buffer !== "o") return { before: "", sink: ", null" };
    return { before: "o = flush(o, S), ", sink: ", S" };
  }

  /** Lets a reader catch up, at the head of a loop. */
  letRead(): void {
    const { isAsync, hasSink, sandboxed } = this.kind;
    if (!isAsync || !hasSink || this.buffer !== "o") return;
    const wait = sandboxed ? "pause(); await S.write(o); resume(U);" : "await S.write(o);";
    this.line(`if (S !== null && o.length > 8192) { ${wait} o = ""; }`);
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
