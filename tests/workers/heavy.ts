/** Functions for the tests of the worker pool. */

/** Burns the processor for some milliseconds and gives the sum of its arguments. */
export function burn(milliseconds: number, ...terms: number[]): number {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return terms.reduce((sum, term) => sum + term, 0);
}

/** Fails. */
export function fail(message: string): never {
  throw new RangeError(message);
}

/** Ends its thread. */
export function quit(): never {
  process.exit(1);
}
