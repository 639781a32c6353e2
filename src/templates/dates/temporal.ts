/** Temporal's values in comparisons: `<` of JavaScript refuses them. */

/** A class of Temporal's whose values have an order. */
interface Ordered {
  compare(left: unknown, right: unknown): number;
}

function kindOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const tag: unknown = Reflect.get(value, Symbol.toStringTag);
  return typeof tag === "string" && tag.startsWith("Temporal.") ? tag : undefined;
}

/** Gives the order of two values of one kind; undefined where they are none of Temporal's, or have none. */
export function compareTemporal(left: unknown, right: unknown): number | undefined {
  const kind = kindOf(left);
  if (kind === undefined || kind !== kindOf(right)) return undefined;
  const made = (left as { constructor: Partial<Ordered> }).constructor;
  return typeof made.compare === "function" ? made.compare(left, right) : undefined;
}

/** Tells whether two values of one kind are equal. */
export function equalTemporal(left: object, right: object): boolean {
  const kind = kindOf(left);
  if (kind === undefined || kind !== kindOf(right)) return false;
  const { equals } = left as { equals?: (other: unknown) => boolean };
  if (typeof equals === "function") return equals.call(left, right);
  return compareTemporal(left, right) === 0;
}
