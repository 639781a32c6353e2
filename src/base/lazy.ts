/** Values that are made when they are first wanted. */

/**
 * Gives what `compute` gives and keeps it on the object, so that the getter that calls this runs once.
 *
 * Assigning to the property, or deleting it, forgets the value.
 *
 * @example
 * class Order {
 *   get total() { return cached(this, "total", () => sum(this.lines)); }
 * }
 */
export function cached<T>(object: object, name: PropertyKey, compute: () => T): T {
  const value = compute();
  Object.defineProperty(object, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return value;
}

/**
 * Gives a function that calls `compute` at its first call and remembers the result. When it throws, the next call tries again.
 *
 * @example
 * const connection = once(() => connect(url));
 */
export function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/**
 * Text that is made each time it is shown, for messages whose language is not known yet.
 *
 * It works wherever text is wanted as text: in templates, in `${}`, in JSON.
 *
 * @example
 * const title = lazyText(() => translate("Welcome"));
 */
export function lazyText(compute: () => string): LazyText {
  return new LazyText(compute);
}

/** What {@link lazyText} makes. */
export class LazyText {
  readonly #compute: () => string;

  constructor(compute: () => string) {
    this.#compute = compute;
  }

  /** Gives the text as of now. */
  toString(): string {
    return this.#compute();
  }

  /** Gives the text as of now. */
  toJSON(): string {
    return this.#compute();
  }
}
