/** Keys by what they say: JavaScript tells two equal dates or tuples apart, a table of rows must not. */

/** A text, number or the like that is the same for equal keys: of tuples, dates and decimals it is what they say. */
export function identityOf(key: unknown): unknown {
  if (typeof key !== "object" || key === null) return key;
  if (key instanceof Date) return key.getTime();
  if (!Array.isArray(key)) return String(key);
  // With its length before each part, no two tuples have one text.
  return key
    .map((part) => {
      const text = String(identityOf(part));
      return `${text.length}:${text}`;
    })
    .join("");
}

/** A map whose keys are tuples: `get([1, 2])` finds what was set under another `[1, 2]`. */
export class TupleMap<V> extends Map<readonly unknown[], V> {
  /** The tuple that was set, by what it says. */
  readonly #known = new Map<unknown, readonly unknown[]>();

  /** Gives the value of an equal tuple. */
  override get(key: readonly unknown[]): V | undefined {
    return super.get(this.#of(key));
  }

  /** Tells whether there is an equal tuple. */
  override has(key: readonly unknown[]): boolean {
    return super.has(this.#of(key));
  }

  /** Sets the value of a tuple. */
  override set(key: readonly unknown[], value: V): this {
    const own = this.#of(key);
    this.#known.set(identityOf(own), own);
    return super.set(own, value);
  }

  /** Takes a tuple away. */
  override delete(key: readonly unknown[]): boolean {
    const own = this.#of(key);
    this.#known.delete(identityOf(own));
    return super.delete(own);
  }

  /** Takes all tuples away. */
  override clear(): void {
    this.#known.clear();
    super.clear();
  }

  #of(key: readonly unknown[]): readonly unknown[] {
    return this.#known.get(identityOf(key)) ?? key;
  }
}
