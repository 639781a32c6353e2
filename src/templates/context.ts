/** The names that a template can see: its own, those it was given, those of the template around it, and the globals. */

import { TemplateRuntimeError } from "./errors.ts";
import type { Program } from "./program.ts";
import type { TextSink } from "./text-sink.ts";
import { Undefined, type UndefinedFlavor } from "./undefined.ts";

/** The code of a block; the depth tells how many children's bodies stand over it. */
export type BlockCode = (
  context: Context,
  depth: number,
  sink: TextSink | null,
) => string | Promise<string>;

/** The blocks of a chain of templates: for each name the bodies, the last child's first. */
export type BlockTable = Record<string, readonly BlockCode[]>;

/** Names and values. */
export type Names = Record<string, unknown>;

/** What is around the templates of one rendering: the globals of the environment, or what a host has for its requests. */
export interface Surroundings {
  /** How undefined values behave. */
  readonly undefined: UndefinedFlavor;
  /** Gives the value of a name that was not given; asked only for names that a template mentions. */
  find(name: string): unknown;
  /** The names that it has, for suggestions. */
  names(): Iterable<string>;
  /** Says how a name that is not there comes to be there. */
  hint?(name: string): string | undefined;
  /** Hears of each template that the rendered one extends, includes or imports. */
  onUse?(template: string): void;
}

/** An object that inherits nothing and is as quick as one of a class: `{ __proto__: null }` would be a hash table. */
const Bare = function Bare() {} as unknown as new () => Names;
Bare.prototype = Object.freeze(Object.create(null));

/** Makes an object without any name, not even those that objects inherit. */
export function noNames(): Names {
  return new Bare();
}

const NONE: Names = Object.freeze(noNames());
/** How deep templates may include and import each other. */
const DEEPEST = 200;
/** How many functions of templates may wait for each other. */
const MOST_RUNNING = 100_000;
/** How many functions that await may stand on the stack. */
const MOST_STACKED = 200;
/** Functions that await and are not at their end, of all renderings: at least as many as are on the stack. */
let unfinished = 0;
/** How long a chain of `extends` may be. */
const LONGEST_CHAIN = 100;

/** The names of one template while it renders. */
export class Context {
  /** Where a name is read first; compiled code does so in place. */
  near: Names;
  /** Where a name is read next. What is in neither is asked of {@link Context.resolve}. */
  far: Names;
  blocks: BlockTable;
  /** The templates so far that extend another, the last child first. */
  readonly extending: Program[] = [];
  /** What is around it, and around all that it includes and imports. */
  readonly surroundings: Surroundings;
  /** The names that were given. */
  readonly #values: Names;
  /** The context whose names can be seen from here. */
  readonly #parent: Context | null;
  readonly #depth: number;
  /** How many functions wait for each other, shared by all contexts of a rendering. */
  readonly #running: { functions: number };
  #own: Names | null = null;
  #exported: Names | null = null;

  constructor(
    surroundings: Surroundings,
    values: Names,
    blocks: BlockTable,
    parent: Context | null = null,
    around: Context | null = parent,
  ) {
    this.surroundings = surroundings;
    this.#values = values;
    this.near = values;
    this.far = parent === null ? NONE : parent.near;
    this.blocks = blocks;
    this.#parent = parent;
    this.#depth = around === null ? 0 : around.#depth + 1;
    this.#running = around === null ? { functions: 0 } : around.#running;
    if (this.#depth > DEEPEST) throw tooDeep();
  }

  /** Makes the context of a template that is included or imported here. */
  child(locals: Names | null, blocks: BlockTable): Context {
    const values = locals ?? (this.#own === null ? this.#values : NONE);
    return new Context(this.surroundings, values, blocks, this);
  }

  /** Makes the context of one that sees the globals and the given names only, at this depth. */
  isolated(blocks: BlockTable, names: Names | null = null): Context {
    return new Context(this.surroundings, names ?? NONE, blocks, null, this);
  }

  /** Makes the context of a scoped block. */
  derive(locals: Names | null): Context {
    return new Context(this.surroundings, locals ?? NONE, this.blocks, this);
  }

  /** Notes a template that extends another. @throws TemplateRuntimeError when the chain has no end */
  noteExtends(template: Program): void {
    this.extending.push(template);
    if (this.extending.length <= LONGEST_CHAIN) return;
    throw new TemplateRuntimeError(
      `The chain of "extends" is longer than ${LONGEST_CHAIN} templates.`,
      "templates.too-deep",
      "Look for templates that extend each other in a circle.",
    );
  }

  /**
   * Counts a function that begins, where functions await each other; tells whether it shall wait first, to come off the stack.
   *
   * The stack must not overflow there: a promise that was made just before would be rejected with nobody to see it, which ends the process.
   *
   * @throws TemplateRuntimeError
   */
  enter(): boolean {
    unfinished++;
    if (++this.#running.functions > MOST_RUNNING) throw endlessCalls();
    return unfinished > MOST_STACKED;
  }

  /** Counts a function that ends. */
  leave(): void {
    unfinished--;
    this.#running.functions--;
  }

  /** Gives the value of a name, or an undefined value. */
  resolve(name: string): unknown {
    const found = this.find(name);
    return found === undefined ? this.missing(name) : found;
  }

  /** Gives the value of a name, or undefined. */
  find(name: string): unknown {
    const own = this.#own?.[name];
    const found = own === undefined ? givenIn(this.#values, name) : own;
    if (found !== undefined) return found;
    return this.#parent === null ? this.surroundings.find(name) : this.#parent.find(name);
  }

  /** Sets a name at the top of a template. */
  set(name: string, value: unknown, isExported: boolean): void {
    if (this.#own === null) {
      this.#own = noNames();
      this.near = this.#own;
      this.far = this.#values;
    }
    this.#own[name] = value;
    if (isExported) (this.#exported ??= noNames())[name] = value;
    else if (this.#exported !== null) delete this.#exported[name];
  }

  /** Gives the names that an import gets. */
  exports(): Names {
    return this.#exported ?? NONE;
  }

  /** Gives all names that can be seen here, with their values. */
  names(): Names {
    const outer = this.#parent === null ? allOf(this.surroundings) : this.#parent.names();
    return Object.assign(noNames(), outer, this.#values, this.#own);
  }

  /** Makes an undefined value for a name. */
  missing(name: string): Undefined {
    return new Undefined({
      flavor: this.surroundings.undefined,
      name,
      known: () => [...this.#names(), ...this.surroundings.names()],
      hint: () => this.surroundings.hint?.(name),
    });
  }

  #names(): string[] {
    const inner = this.#parent === null ? [] : this.#parent.#names();
    return [...Object.keys(this.#own ?? {}), ...Object.keys(this.#values), ...inner];
  }

  /** Makes an undefined value with a reason of its own. */
  undefinedBecause(reason: string): Undefined {
    return new Undefined({ flavor: this.surroundings.undefined, reason });
  }

  /** What `x if condition` is where the condition does not hold. */
  noElse(): Undefined {
    const reason = 'The condition of an inline "if" without "else" does not hold.';
    // An inline "if" prints nothing in every flavor: leaving "else" out is a way of saying so.
    return new Undefined({ flavor: "default", reason });
  }

  /** What a parameter is that a call leaves out. */
  missingParameter(name: string): Undefined {
    return this.undefinedBecause(`The macro was called without "${name}".`);
  }

  /** What `caller` is in a macro that was called without a body. */
  noCaller(): Undefined {
    return this.undefinedBecause(
      'The macro was not called by a "call" tag, so it has no "caller".',
    );
  }

  /** What `loop.previtem` and `loop.nextitem` are at the ends. */
  noItem(name: string): Undefined {
    return this.undefinedBecause(`There is no "${name}" here.`);
  }
}

/** Gives the value that was given for a name; what plain objects inherit was not given. */
function givenIn(values: Names, name: string): unknown {
  const found = values[name];
  return found !== undefined && name in Object.prototype && !Object.hasOwn(values, name)
    ? undefined
    : found;
}

function allOf(surroundings: Surroundings): Names {
  const all = noNames();
  for (const name of surroundings.names()) all[name] = surroundings.find(name);
  return all;
}

/** Makes the error for a template that calls itself without an end. */
export function endlessCalls(cause?: unknown): TemplateRuntimeError {
  const what = "The template calls itself without an end.";
  return new TemplateRuntimeError(what, "templates.too-deep", undefined, cause);
}

function tooDeep(): TemplateRuntimeError {
  return new TemplateRuntimeError(
    `Templates include each other more than ${DEEPEST} levels deep.`,
    "templates.too-deep",
  );
}
