/** `loop` as an object, for loops that pass it on, recurse, or ask it for more than where they are. */

import { equals } from "./dicts.ts";
import { TemplateRuntimeError, TemplateTypeError } from "./errors.ts";
import { TEXT } from "./printing.ts";
import { CALL, type Callable, type Keywords } from "./values.ts";

/** Deepest recursion of a loop into itself. */
const DEEPEST = 1000;

type Recurse = (values: unknown, depth: number) => unknown;

/** Where more items come from; numbers may have to be awaited. */
interface MoreItems {
  more(): number | Promise<number>;
  all(): number | Promise<number>;
}

/** What a loop asks its context for. */
interface LoopHost {
  noItem(name: string): unknown;
}

/** Where a loop is. */
export class Loop implements Callable {
  readonly #list: readonly unknown[];
  readonly #source: MoreItems | null;
  readonly #depth: number;
  readonly #recurse: Recurse | null;
  readonly #host: LoopHost;
  #index = 0;
  #last: readonly unknown[] | undefined;

  constructor(
    list: readonly unknown[],
    source: MoreItems | null,
    depth: number,
    recurse: Recurse | null,
    host: LoopHost,
  ) {
    this.#list = list;
    this.#source = source;
    this.#depth = depth;
    this.#recurse = recurse;
    this.#host = host;
  }

  /** Moves a loop to an index, and gives it. */
  static at(loop: Loop, index: number): Loop {
    loop.#index = index;
    return loop;
  }

  /** Turn of the loop, from 1. */
  get index(): number {
    return this.#index + 1;
  }

  /** Turn of the loop, from 0. */
  get index0(): number {
    return this.#index;
  }

  /** Turns to the end, 1 in the last. */
  get revindex(): unknown {
    return after(this.length, (length) => length - this.#index);
  }

  /** Turns to the end, 0 in the last. */
  get revindex0(): unknown {
    return after(this.length, (length) => length - this.#index - 1);
  }

  get first(): boolean {
    return this.#index === 0;
  }

  get last(): unknown {
    return after(this.#ahead(), (length) => this.#index === length - 1);
  }

  get length(): number | Promise<number> {
    return this.#source === null ? this.#list.length : this.#source.all();
  }

  /** Gives how many items are known, the next among them where there is one. */
  #ahead(): number | Promise<number> {
    const known = this.#list.length;
    return this.#source === null || this.#index + 1 < known ? known : this.#source.more();
  }

  /** How deep a recursive loop is, from 1. */
  get depth(): number {
    return this.#depth + 1;
  }

  /** How deep a recursive loop is, from 0. */
  get depth0(): number {
    return this.#depth;
  }

  get previtem(): unknown {
    return this.#index === 0 ? this.#host.noItem("previtem") : this.#list[this.#index - 1];
  }

  get nextitem(): unknown {
    return after(this.#ahead(), (length) =>
      this.#index + 1 < length ? this.#list[this.#index + 1] : this.#host.noItem("nextitem"),
    );
  }

  /** Gives the values in turn. */
  get cycle(): (...values: unknown[]) => unknown {
    return (...values) => cycle(values, this.#index);
  }

  /** Tells whether the values differ from those of the last call. */
  get changed(): (...values: unknown[]) => boolean {
    return (...values) => {
      const before = this.#last;
      this.#last = values;
      return before === undefined || !equals([...before], values);
    };
  }

  [CALL](positional: unknown[], _keywords: Keywords | null): unknown {
    if (this.#recurse === null) {
      throw new TemplateTypeError('The loop is not "recursive", so it cannot be called.');
    }
    if (this.#depth >= DEEPEST) throw new TemplateRuntimeError("The loop recurses without an end.");
    return this.#recurse(positional[0], this.#depth + 1);
  }

  [TEXT](): string {
    return `<LoopContext ${this.index}/${this.#list.length}>`;
  }
}

function after<T>(length: number | Promise<number>, then: (length: number) => T): T | Promise<T> {
  return typeof length === "number" ? then(length) : length.then(then);
}

/** Gives the value whose turn it is. @throws TemplateTypeError when there is none */
export function cycle(values: readonly unknown[], index: number): unknown {
  if (values.length === 0) throw new TemplateTypeError('"cycle" needs values to cycle through.');
  return values[index % values.length];
}
