/** Asks whether two types are the same. */

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the type of `value` is exactly `Expected`: `is<string>()(row.title)`. */
export declare function is<Expected>(): <Value>(
  value: Value,
  ...wrong: Same<Value, Expected> extends true ? [] : [{ expected: Expected; given: Value }]
) => void;
