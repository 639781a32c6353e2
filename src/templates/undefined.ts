/** What a template gets for a name, attribute or item that is not there. */

import { nearest } from "../base/suggest.ts";
import { SecurityError, type TemplateRuntimeError, UndefinedError } from "./errors.ts";

/**
 * How undefined values behave: `default` prints nothing and fails when used further, `chainable` also allows attributes of it,
 * `debug` prints what is missing, `strict` fails on every use but `is defined` and `default`.
 */
export type UndefinedFlavor = "default" | "strict" | "chainable" | "debug";

/** Why a value is missing. */
export interface UndefinedDetails {
  flavor: UndefinedFlavor;
  /** The name that was looked up. */
  name?: string | undefined;
  /** What tells of the value that lacks it; asked only when somebody wants to know. */
  owner?: MissingOwner | undefined;
  /** The value that lacks it. */
  value?: unknown;
  /** The names that the owner has, for a suggestion. */
  known?: (() => Iterable<string>) | undefined;
  /** Says where a name of this kind comes from, where the host knows. */
  hint?: (() => string | undefined) | undefined;
  /** The whole reason, where name and owner do not tell it. */
  reason?: string | undefined;
  /** True for what is there and not open to a sandboxed template. */
  isSecret?: boolean | undefined;
}

/** Tells what kind of value lacks a name, and which names it has. */
export interface MissingOwner {
  kindOf(value: unknown): string;
  namesOf(value: unknown): Iterable<string>;
}

/**
 * A value that is not there.
 *
 * All of its knowledge is private, since templates read properties directly: `missing.name` has to fail.
 */
export class Undefined {
  readonly #details: UndefinedDetails;

  constructor(details: UndefinedDetails) {
    this.#details = details;
  }

  /** Gives the text of it, or fails under `strict`. */
  static text(value: Undefined): string {
    const { flavor, name, owner, reason, value: lacking } = value.#details;
    if (flavor === "strict") throw Undefined.failure(value);
    if (flavor !== "debug") return "";
    if (reason !== undefined) return `{{ undefined value printed: ${reason} }}`;
    if (owner === undefined) return `{{ ${name} }}`;
    return `{{ no such element: ${owner.kindOf(lacking)} object['${name}'] }}`;
  }

  /** Makes the error that using it further ends in. */
  static failure(value: Undefined): TemplateRuntimeError {
    const { flavor, name, owner, known, hint, reason, isSecret, value: lacking } = value.#details;
    if (isSecret === true && reason !== undefined) return new SecurityError(reason);
    if (reason !== undefined) return new UndefinedError(reason);
    if (owner === undefined) {
      const mend = joined(hint?.() ?? suggestion(name, known), wayOut(flavor));
      return new UndefinedError(`"${name}" is not defined.`, mend);
    }
    const kind = owner.kindOf(lacking);
    const what = kind === "None" ? "None" : `A value of type ${kind}`;
    return new UndefinedError(
      `${what} has no "${name}".`,
      joined(
        suggestion(name, () => owner.namesOf(lacking)),
        wayOut(flavor),
      ),
    );
  }

  /** Fails under `strict`; everything else takes an undefined value for empty. */
  static touch(value: Undefined): void {
    if (value.#details.flavor === "strict") throw Undefined.failure(value);
  }

  /** Gives what an attribute of it is: itself under `chainable`, else it fails. */
  static member(value: Undefined): Undefined {
    if (value.#details.flavor === "chainable") return value;
    throw Undefined.failure(value);
  }

  /** Gives the name that was looked up. */
  static nameOf(value: Undefined): string | undefined {
    return value.#details.name;
  }
}

/** Only here a name that may be missing has to be told from one that is misspelt. */
function wayOut(flavor: UndefinedFlavor): string | undefined {
  return flavor === "strict"
    ? 'Where it may be missing, write |default("") behind it, or ask "is defined".'
    : undefined;
}

function joined(...texts: (string | undefined)[]): string | undefined {
  return texts.filter((text) => text !== undefined).join(" ") || undefined;
}

function suggestion(
  name: string | undefined,
  known: (() => Iterable<string>) | undefined,
): string | undefined {
  if (name === undefined || known === undefined) return undefined;
  const near = nearest(name, [...known()]);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}
