/** The values that templates have and JavaScript lacks: tuples, integral floats, ranges, views of dicts, lazy sequences, namespaces. */

/** A list that cannot change and prints with parentheses. */
export class Tuple extends Array<unknown> {
  /** Arrays made from a tuple by `map` or `filter` are plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Makes a tuple of a list's values. */
  static fromList(values: readonly unknown[]): Tuple {
    const tuple = new Tuple();
    for (const value of values) tuple.push(value);
    return tuple;
  }
}

/** A pair of `groupby`, which has names besides positions. */
export class GroupTuple extends Tuple {
  /** What the members of the group share. */
  get grouper(): unknown {
    return this[0];
  }

  /** The members. */
  get list(): unknown {
    return this[1];
  }
}

/** A float whose value is a whole number, so that `1.0` does not print as `1`; every other float is a JavaScript number. */
export class Float {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  /** The number. */
  valueOf(): number {
    return this.#value;
  }

  /** The number. */
  toJSON(): number {
    return this.#value;
  }

  /** The number, as JavaScript writes it. */
  toString(): string {
    return String(this.#value);
  }
}

/** Gives a number as a float: boxed where JavaScript would take it for an integer. */
export function toFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** Whole numbers from a start to before an end, counted when they are asked for. */
export class Range {
  readonly #start: number;
  readonly #stop: number;
  readonly #step: number;

  constructor(start: number, stop: number, step: number) {
    this.#start = start;
    this.#stop = stop;
    this.#step = step;
  }

  /** Gives start, stop and step. */
  static partsOf(range: Range): [number, number, number] {
    return [range.#start, range.#stop, range.#step];
  }

  /** Gives how many numbers there are. */
  static lengthOf(range: Range): number {
    return Math.max(0, Math.ceil((range.#stop - range.#start) / range.#step));
  }

  /** Gives the number at an index that is known to be in the range. */
  static numberAt(range: Range, index: number): number {
    return range.#start + index * range.#step;
  }

  *[Symbol.iterator](): Generator<number> {
    const length = Range.lengthOf(this);
    for (let index = 0; index < length; index++) yield this.#start + index * this.#step;
  }
}

/** What `keys()`, `values()` and `items()` of a dict give. */
export class DictView {
  readonly #kind: "dict_keys" | "dict_values" | "dict_items";
  readonly #list: readonly unknown[];

  constructor(kind: "dict_keys" | "dict_values" | "dict_items", list: readonly unknown[]) {
    this.#kind = kind;
    this.#list = list;
  }

  /** Gives the kind, which is also how it prints. */
  static kindOf(view: DictView): string {
    return view.#kind;
  }

  /** Gives the values. */
  static listOf(view: DictView): readonly unknown[] {
    return view.#list;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#list[Symbol.iterator]();
  }
}

/** A sequence that is worked out while it is walked, once: what `map`, `select` and their like give. */
export class LazySequence {
  readonly #values: Iterator<unknown>;

  constructor(values: Iterator<unknown>) {
    this.#values = values;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.#values;
  }
}

/** A sequence that is worked out while it is walked and awaited, once: what `map`, `select` and their like give where promises are awaited. */
export class AsyncSequence {
  readonly #values: AsyncIterator<unknown>;

  constructor(values: AsyncIterator<unknown>) {
    this.#values = values;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#values;
  }
}

/** A holder of names that `{% set ns.name = … %}` may change from an inner scope. */
export class Namespace {
  [name: string]: unknown;
}

/** What `__class__` of a value gives: enough to print it and to read its name. */
export class TypeName {
  readonly __name__: string;

  constructor(name: string) {
    this.__name__ = name;
  }
}

/** What makes an object of the engine callable from a template. */
export const CALL: unique symbol = Symbol("call");

/** The keyword arguments of a call. */
export type Keywords = Record<string, unknown>;

/** An object that templates may call. */
export interface Callable {
  [CALL](positional: unknown[], keywords: Keywords | null): unknown;
}

/** Tells whether a value is an object of the engine that can be called. */
export function isCallableObject(value: unknown): value is Callable {
  return typeof value === "object" && value !== null && CALL in value;
}
