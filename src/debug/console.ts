/** The console of error pages: evaluates code with the variables of a frame, for whoever knows the PIN. */

import { describe } from "./describe.ts";
import type { FrameLocals } from "./locals.ts";
import { equalTexts, makePin } from "./pin.ts";

/** What an evaluation gave. */
export interface Evaluated {
  readonly ok: boolean;
  readonly text: string;
}

const MOST_TRIES = 10;
const MOST_ERRORS = 20;

/** Keeps the frames of the last errors, and the lock before them. */
export class DebugConsole {
  /** Nine digits, new with every start of the process. */
  readonly pin: string = makePin();
  /** What a browser that has given the PIN carries. */
  readonly token: string = crypto.randomUUID();
  readonly #frames = new Map<string, readonly FrameLocals[]>();
  #wrongTries = 0;

  /** Whether too many PINs were wrong; only a new start of the process opens it again. */
  get isLocked(): boolean {
    return this.#wrongTries >= MOST_TRIES;
  }

  /** Tries a PIN. */
  unlock(pin: string): boolean {
    if (this.isLocked) return false;
    const isRight = equalTexts(pin.replace(/\D/g, ""), this.pin.replace(/\D/g, ""));
    if (isRight) this.#wrongTries = 0;
    else this.#wrongTries++;
    return isRight;
  }

  /** Says whether a token is the one that was given out. */
  isOpenFor(token: string | undefined): boolean {
    return !this.isLocked && token !== undefined && equalTexts(token, this.token);
  }

  /** Keeps the frames of an error for the console; gives the name to ask them by. */
  keep(frames: readonly FrameLocals[]): string {
    const id = crypto.randomUUID();
    this.#frames.set(id, frames);
    const oldest = this.#frames.size > MOST_ERRORS ? this.#frames.keys().next().value : undefined;
    if (oldest !== undefined) this.#frames.delete(oldest);
    return id;
  }

  /** Evaluates code with the variables of a frame; undefined when there is no such frame any more. */
  async evaluate(id: string, frame: number, code: string): Promise<Evaluated | undefined> {
    const locals = this.#frames.get(id)?.[frame];
    if (locals === undefined) return undefined;
    try {
      const value: unknown = await runIn(scopeOf(locals), code);
      return { ok: true, text: describe(value) };
    } catch (error) {
      return { ok: false, text: describe(error) };
    }
  }
}

/** Puts the variables of a frame into one object, the innermost last and so on top; what is assigned to them stays here. */
function scopeOf({ own, outer }: FrameLocals): object {
  const scope = Object.create(null) as Record<string, unknown>;
  for (const values of [...own, ...outer].toReversed()) {
    for (const name of Object.keys(values)) {
      const descriptor = Object.getOwnPropertyDescriptor(values, name);
      if (descriptor !== undefined)
        Object.defineProperty(scope, name, { ...descriptor, configurable: true });
    }
  }
  return scope;
}

/** Evaluating is what a console is for; the PIN, the origin and the loopback address stand before it. */
function runIn(scope: object, code: string): unknown {
  // eslint-disable-next-line no-new-func, typescript/no-implied-eval
  const evaluate = new Function("scope", "code", "with (scope) { return eval(code); }") as (
    scope: object,
    code: string,
  ) => unknown;
  return evaluate(scope, code);
}
