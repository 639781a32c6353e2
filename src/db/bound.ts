/**
 * Statements that have been written, bound to the values of a query set.
 *
 * SQLite and PostgreSQL know parameters by their numbers. MySQL knows them by their order alone: there a place is written as a mark (`\0` and
 * its number and `;`), since a text may be moved or repeated after its place was given, and the marks become `?` once the text is whole. No name and
 * no literal holds a `\0`.
 *
 * Worked example: `b = \02; AND a IN (\01;)` with a list of three values as the first becomes `b = ? AND a IN (?, ?, ?, ?)`: lists are filled up
 * to a power of two by their last value, so that few statements are prepared.
 */

import { type Call, Statement } from "./backends/backend.ts";
import type { Bind, Compiler, ListBind } from "./compiler.ts";
import { literalOf } from "./schema/literals.ts";

/** Turns the values of a query set into what the driver takes. */
export type BindAll = (values: readonly unknown[]) => unknown[];

/** A statement and what becomes of the values. */
export interface Bound {
  readonly statement: Statement;
  readonly bind: BindAll;
  /** The statement for lists of their length; undefined where no statement depends on one. */
  readonly statementFor?: ((values: readonly unknown[]) => Statement) | undefined;
}

/** What a statement is besides its text. */
export interface StatementOptions {
  readonly givesRows?: boolean;
  readonly once?: boolean;
  readonly namesColumns?: boolean;
  readonly isUnorderedPage?: boolean;
}

/** Makes the statement of a text that a compiler has written. */
export function boundStatement(
  sql: string,
  { dialect, binds }: Pick<Compiler, "dialect" | "binds">,
  options: StatementOptions = {},
): Bound {
  if (!dialect.marksPlaces) return { statement: new Statement(sql, options), bind: bindAll(binds) };
  const pieces = piecesOf(sql, binds);
  if (pieces.some(({ list }) => list !== undefined)) return new ListStatement(pieces, options);
  const text = pieces.map((piece) => piece.text).join("?");
  return {
    statement: new Statement(text, options),
    bind: bindAll(pieces.slice(0, -1).map((piece) => piece.bind!)),
  };
}

/** Makes a statement that runs once, and its parameters. */
export function boundCall(
  sql: string,
  compiler: Pick<Compiler, "dialect" | "binds">,
  values: readonly unknown[],
  options: StatementOptions = {},
): Call {
  const { statement, bind, statementFor } = boundStatement(sql, compiler, {
    ...options,
    once: true,
  });
  return { statement: statementFor?.(values) ?? statement, parameters: bind(values) };
}

/** A text and the parameter behind it; the last has none. */
interface Piece {
  readonly text: string;
  readonly bind: Bind | undefined;
  /** The parameter where it is a list. */
  readonly list: ListBind | undefined;
}

function piecesOf(sql: string, binds: readonly Bind[]): Piece[] {
  const parts = sql.split(/\0(\d+);/);
  return Array.from({ length: (parts.length + 1) / 2 }, (_, index) => {
    const number = parts[index * 2 + 1];
    const bind = number === undefined ? undefined : binds[Number(number) - 1]!;
    return {
      text: parts[index * 2]!,
      bind,
      list: bind !== undefined && "item" in bind ? bind : undefined,
    };
  });
}

/** The longest list that is sent as parameters: the server describes each place, and from some 200 numbers on literals are quicker (1000: 1.8 ms to 2.4). */
const MOST_PLACES = 256;
/** How many lengths of lists one statement is kept for. */
const MOST_STATEMENTS = 100;
/** What stands for an empty list: a query without rows, since no list of values may be empty. */
const EMPTY = "SELECT NULL FROM DUAL WHERE 1 = 0";

/** A statement whose text depends on the lengths of its lists. */
class ListStatement implements Bound {
  readonly statement: Statement;
  readonly #pieces: readonly Piece[];
  readonly #options: StatementOptions;
  readonly #known = new Map<string, Statement>();

  constructor(pieces: readonly Piece[], options: StatementOptions) {
    this.#pieces = pieces;
    this.#options = options;
    this.statement = new Statement(
      this.#text(() => 1, []),
      options,
    );
  }

  readonly statementFor = (values: readonly unknown[]): Statement => {
    let key = "";
    let isLong = false;
    for (const { list } of this.#pieces) {
      if (list === undefined) continue;
      const size = sizeFor(lengthOf(values[list.index]));
      key += ` ${size}`;
      isLong ||= size > MOST_PLACES;
    }
    const size = (list: ListBind): number => sizeFor(lengthOf(values[list.index]));
    if (isLong) return new Statement(this.#text(size, values), { ...this.#options, once: true });
    let found = this.#known.get(key);
    if (found === undefined) {
      if (this.#known.size >= MOST_STATEMENTS) this.#known.clear();
      found = new Statement(this.#text(size, values), this.#options);
      this.#known.set(key, found);
    }
    return found;
  };

  readonly bind: BindAll = (values) => {
    const parameters: unknown[] = [];
    for (const { bind, list } of this.#pieces) {
      if (list !== undefined) addList(parameters, list, values[list.index] as readonly unknown[]);
      else if (bind !== undefined) parameters.push(valueOf(bind, values));
    }
    return parameters;
  };

  #text(size: (list: ListBind) => number, values: readonly unknown[]): string {
    return this.#pieces
      .map(({ text, bind, list }) => {
        if (list === undefined) return bind === undefined ? text : `${text}?`;
        return text + placesOf(list, size(list), values);
      })
      .join("");
  }
}

function placesOf(list: ListBind, size: number, values: readonly unknown[]): string {
  if (size === 0) return EMPTY;
  const marks = list.converts.map(() => "?");
  if (size <= MOST_PLACES)
    return Array.from({ length: size }, () => list.item(...marks)).join(", ");
  return (values[list.index] as readonly unknown[])
    .filter((value) => value !== null)
    .map((value) => list.item(...convertedOf(value, list).map((part) => literalOf(part, "mysql"))))
    .join(", ");
}

function addList(parameters: unknown[], list: ListBind, values: readonly unknown[]): void {
  const given = values.filter((value) => value !== null);
  if (given.length > MOST_PLACES) return;
  for (const value of given) parameters.push(...convertedOf(value, list));
  const last = parameters.slice(parameters.length - list.converts.length);
  for (let size = sizeFor(given.length); size > given.length; size--) parameters.push(...last);
}

function convertedOf(value: unknown, { converts }: ListBind): unknown[] {
  return converts.map((convert) => (convert === undefined ? value : convert(value as never)));
}

/** The number of values that are not null: null is in no list. */
function lengthOf(values: unknown): number {
  let count = 0;
  for (const value of values as readonly unknown[]) if (value !== null) count++;
  return count;
}

/** How many places a list gets: the next power of two. */
function sizeFor(length: number): number {
  if (length <= 2 || length > MOST_PLACES) return length;
  return 2 ** Math.ceil(Math.log2(length));
}

/** Makes the function that puts values in the order of the statement's parameters. */
export function bindAll(binds: readonly Bind[]): BindAll {
  const straight = binds.every(
    (bind, index) => bind.index === index && "convert" in bind && bind.convert === undefined,
  );
  if (straight)
    return (values) =>
      values.length === binds.length ? (values as unknown[]) : values.slice(0, binds.length);
  const [only] = binds;
  if (binds.length === 1 && only !== undefined && "convert" in only) {
    const { index, convert } = only;
    return (values) => [converted(values[index], convert)];
  }
  return (values) => binds.map((bind) => valueOf(bind, values));
}

function valueOf(bind: Bind, values: readonly unknown[]): unknown {
  if ("convert" in bind) return converted(values[bind.index], bind.convert);
  return "value" in bind ? bind.value : undefined;
}

function converted(value: unknown, convert: ((value: never) => unknown) | undefined): unknown {
  return convert === undefined || value === null ? value : convert(value as never);
}
