/** The names that a template can see: its own, those it was given, those of the template around it, and the globals. */

import { TemplateRuntimeError } from "./errors.ts";
import { Undefined, type UndefinedFlavor } from "./undefined.ts";

/** A block as one template has it. */
export interface CompiledBlock {
  render(context: Context, depth: number): string;
  required: boolean;
}

/** The blocks of a chain of templates: for each name the bodies, the last child's first. */
export type BlockTable = Record<string, readonly CompiledBlock[]>;

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
}

const NO_NAMES: Names = Object.freeze(Object.create(null) as Names);
/** How deep templates may include and import each other. */
const DEEPEST = 200;
/** How long a chain of `extends` may be. */
const LONGEST_CHAIN = 100;

/** The names of one template while it renders. */
export class Context {
  /** What names are read from directly: the values that were given, as long as no name of the template hides them. */
  plain: Names;
  blocks: BlockTable;
  /** What is around it, and around all that it includes and imports. */
  readonly surroundings: Surroundings;
  readonly #values: Names;
  readonly #parent: Context | null;
  readonly #depth: number;
  #own: Names | null = null;
  #exported: Set<string> | null = null;
  #extended = 0;
  /** True where names of the templates around cannot be seen. */
  #isCut = false;

  constructor(
    surroundings: Surroundings,
    values: Names,
    blocks: BlockTable,
    parent: Context | null = null,
  ) {
    this.surroundings = surroundings;
    this.#values = values;
    this.plain = values;
    this.blocks = blocks;
    this.#parent = parent;
    this.#depth = parent === null ? 0 : parent.#depth + 1;
    if (this.#depth > DEEPEST) {
      throw new TemplateRuntimeError(
        `Templates include each other more than ${DEEPEST} levels deep.`,
        "templates.too-deep",
      );
    }
  }

  /** Makes the context of a template that is included or imported here. */
  child(locals: Names | null, blocks: BlockTable): Context {
    return new Context(this.surroundings, locals ?? NO_NAMES, blocks, this);
  }

  /** Makes the context of one that sees the globals only, at this depth. */
  isolated(blocks: BlockTable): Context {
    const context = new Context(this.surroundings, NO_NAMES, blocks, this);
    context.#isCut = true;
    return context;
  }

  /** Makes the context of a scoped block. */
  derive(locals: Names | null): Context {
    return new Context(this.surroundings, locals ?? NO_NAMES, this.blocks, this);
  }

  /** Counts a step of `extends`. @throws TemplateRuntimeError when the chain has no end */
  countExtends(): void {
    if (++this.#extended <= LONGEST_CHAIN) return;
    throw new TemplateRuntimeError(
      `The chain of "extends" is longer than ${LONGEST_CHAIN} templates.`,
      "templates.too-deep",
      "Look for templates that extend each other in a circle.",
    );
  }

  /** Gives the value of a name, or an undefined value. */
  resolve(name: string): unknown {
    const found = this.find(name);
    return found === undefined ? this.missing(name) : found;
  }

  /** Gives the value of a name, or undefined. */
  find(name: string): unknown {
    const own = this.#own?.[name] !== undefined ? this.#own[name] : this.#given(name);
    if (own !== undefined) return own;
    return this.#parent === null || this.#isCut
      ? this.surroundings.find(name)
      : this.#parent.find(name);
  }

  /** Gives the value that was given for a name; what plain objects inherit was not given. */
  #given(name: string): unknown {
    const isInherited = name in Object.prototype && !Object.hasOwn(this.#values, name);
    return isInherited ? undefined : this.#values[name];
  }

  /** Sets a name at the top of a template. */
  set(name: string, value: unknown, isExported: boolean): void {
    this.#own ??= Object.create(null) as Names;
    this.#own[name] = value;
    this.plain = NO_NAMES;
    this.#exported ??= new Set();
    if (isExported) this.#exported.add(name);
    else this.#exported.delete(name);
  }

  /** Gives the names that an import gets. */
  exports(): Names {
    const exported: Names = Object.create(null) as Names;
    for (const name of this.#exported ?? []) exported[name] = this.#own![name];
    return exported;
  }

  /** Gives all names that can be seen here, with their values. */
  names(): Names {
    const outer =
      this.#parent === null || this.#isCut ? allOf(this.surroundings) : this.#parent.names();
    return Object.assign(Object.create(null) as Names, outer, this.#values, this.#own);
  }

  /** Makes an undefined value for a name. */
  missing(name: string): Undefined {
    return new Undefined({
      flavor: this.surroundings.undefined,
      name,
      known: () => [...this.#names(), ...this.surroundings.names()],
    });
  }

  #names(): string[] {
    const inner = this.#parent === null || this.#isCut ? [] : this.#parent.#names();
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

function allOf(surroundings: Surroundings): Names {
  const all = Object.create(null) as Names;
  for (const name of surroundings.names()) all[name] = surroundings.find(name);
  return all;
}
