/** What the type benchmark gives to its test. */

/** Checks generated files of this size, and gives the compiler's errors and figures. */
export function check(options: {
  models: number;
  queries: number;
  wrong?: boolean;
  keep?: boolean;
  flags?: string[];
}): {
  folder: string;
  errors: string[];
  instantiations: number;
  types: number;
  memoryMb: number;
  checkSeconds: number;
  seconds: number;
};
