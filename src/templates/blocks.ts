/** Blocks as values: `super()` and `self.name()`. */

import { SafeHtml } from "../base/safe-html.ts";
import type { Context } from "./context.ts";
import type { Evaluation } from "./evaluation.ts";
import { TEXT } from "./printing.ts";
import { Undefined } from "./undefined.ts";
import { CALL, type Callable } from "./values.ts";

/** Gives output as a value: HTML where output is escaped; it may have to be awaited. */
export function asOutput(evaluation: Evaluation, text: string | Promise<string>): unknown {
  if (typeof text !== "string") return text.then((done) => asOutput(evaluation, done));
  return evaluation.autoescape ? new SafeHtml(text) : text;
}

/** One body of a block, which may be called; `super` is the body that it replaces. */
export class BlockReference implements Callable {
  readonly #evaluation: Evaluation;
  readonly #context: Context;
  readonly #name: string;
  readonly #depth: number;

  constructor(evaluation: Evaluation, context: Context, name: string, depth: number) {
    this.#evaluation = evaluation;
    this.#context = context;
    this.#name = name;
    this.#depth = depth;
  }

  /** The body that this one replaces. */
  get super(): BlockReference | Undefined {
    return superBlock(this.#evaluation, this.#context, this.#name, this.#depth + 1);
  }

  [CALL](): unknown {
    const body = this.#context.blocks[this.#name]![this.#depth]!;
    return asOutput(this.#evaluation, body(this.#context, this.#depth, null));
  }

  [TEXT](): unknown {
    return `<BlockReference '${this.#name}'>`;
  }
}

/** Gives the body of a block that a depth stands for. */
export function superBlock(
  evaluation: Evaluation,
  context: Context,
  name: string,
  depth: number,
): BlockReference | Undefined {
  if ((context.blocks[name]?.length ?? 0) <= depth) {
    return nothingAbove(context, name);
  }
  return new BlockReference(evaluation, context, name, depth);
}

/** Gives the text of the body that a depth stands for. */
export function superText(context: Context, name: string, depth: number): string | Promise<string> {
  const body = context.blocks[name]?.[depth];
  if (body === undefined) throw Undefined.failure(nothingAbove(context, name));
  return body(context, depth, null);
}

function nothingAbove(context: Context, name: string): Undefined {
  return context.undefinedBecause(`No template above has a block "${name}" for "super".`);
}

/** Gives an object with every block of the template. */
export function selfOf(evaluation: Evaluation, context: Context): Record<string, BlockReference> {
  const self = Object.create(null) as Record<string, BlockReference>;
  for (const name of Object.keys(context.blocks)) {
    self[name] = new BlockReference(evaluation, context, name, 0);
  }
  return self;
}
