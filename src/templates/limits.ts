/**
 * Limits of what templates make: the length of any one text or list always, and in a sandbox the steps, the output, the depth and the time of
 * a rendering.
 *
 * The budget of the rendering that runs now is kept here, so that a filter deep below it can ask without every function passing it on.
 */

import { TemplateLimitError } from "./errors.ts";

/** What one rendering of a sandboxed template may use. */
export interface SandboxLimits {
  /** Turns of loops, and calls of macros, blocks and templates. Default 100,000. */
  steps: number;
  /** Letters that may be written, those of macros and captured blocks included. Default 2,000,000. */
  output: number;
  /** Macros, blocks and templates within each other. Default 100. */
  depth: number;
  /** Length of any one text or list that the template makes. Default 1,000,000. */
  length: number;
  /** Milliseconds of real time. Default 1,000. */
  timeMs: number;
}

/** The limits that a sandbox has unless told. */
export const DEFAULT_LIMITS: SandboxLimits = {
  steps: 100_000,
  output: 2_000_000,
  depth: 100,
  length: 1_000_000,
  timeMs: 1000,
};

/** Longest text or list that a template makes outside of a sandbox. */
const LONGEST = 50_000_000;
/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 64;

/** What a rendering has used of its limits. */
export class Budget {
  readonly limits: SandboxLimits;
  readonly #deadline: number;
  #steps = 0;
  #output = 0;
  #depth = 0;

  constructor(limits: SandboxLimits) {
    this.limits = limits;
    this.#deadline = performance.now() + limits.timeMs;
  }

  /** Counts a step; `written` is how long the output of the running function is. */
  step(written: number): void {
    if (++this.#steps > this.limits.steps) throw tooMuch("takes", this.limits.steps, "steps");
    this.#count(written);
    if (this.#steps % STEPS_PER_LOOK === 0) this.look();
  }

  /** Looks at the clock. */
  look(): void {
    if (performance.now() > this.#deadline)
      throw tooMuch("takes", this.limits.timeMs, "milliseconds");
  }

  enter(): void {
    this.step(0);
    if (++this.#depth > this.limits.depth) throw tooMuch("nests", this.limits.depth, "levels");
  }

  leave(written: number): void {
    this.#depth--;
    this.#output += written;
    this.#count(0);
  }

  #count(written: number): void {
    if (this.#output + written <= this.limits.output) return;
    throw tooMuch("writes", this.limits.output, "letters");
  }
}

function tooMuch(verb: string, most: number, unit: string): TemplateLimitError {
  return new TemplateLimitError(`The template ${verb} more than ${most} ${unit}.`);
}

let current: Budget | undefined;

/** Runs something within a budget; what runs inside of another budget stays in the outer one. */
export function withBudget<T>(limits: SandboxLimits, run: () => T): T {
  if (current !== undefined) return run();
  current = new Budget(limits);
  try {
    return run();
  } finally {
    current = undefined;
  }
}

/** Gives the budget of the rendering that runs now, for a function that will wait. */
export function budget(): Budget | undefined {
  return current;
}

/** Takes the budget off the stage while a function waits: other renderings run meanwhile. */
export function pause(): void {
  current = undefined;
}

/** Brings the budget of a function back that goes on. */
export function resume(own: Budget | undefined): void {
  current = own;
  own?.look();
}

/** Counts the turn of a loop in a sandboxed template. */
export function step(written: number): void {
  current?.step(written);
}

/** Counts that a function of a sandboxed template begins. */
export function enter(): void {
  current?.enter();
}

/** Counts that a function of a sandboxed template ends. */
export function leave(written: number): void {
  current?.leave(written);
}

/** Looks at the clock within a filter that works for long. */
export function look(): void {
  current?.look();
}

/** Refuses a sequence that is not made but walked, where a sandbox would have to walk too far. */
export function assertLengthInSandbox(length: number): void {
  if (current !== undefined) assertLength(length);
}

/**
 * Refuses a text or list that would be too long, before it is made.
 *
 * @throws TemplateLimitError
 */
export function assertLength(length: number): void {
  const most = current?.limits.length ?? LONGEST;
  // The comparison is this way round for NaN and for what is no number.
  if (length <= most || !(length > 0)) return;
  throw new TemplateLimitError(`A text or list of ${length} parts is longer than ${most}.`);
}
