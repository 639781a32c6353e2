/** Further aggregates: texts and lists of the rows, bits, truth, and the statistics of PostgreSQL. */

import { FlagonError } from "../../base/errors.ts";
import {
  type AggregateSettings,
  makeAggregate,
  type OrDefault,
  type Result,
} from "../aggregate-functions.ts";
import type { Aggregate, AggregateKind } from "../aggregates.ts";
import type { DatabaseKind } from "../backends/backend.ts";
import type { Compiler } from "../compiler.ts";
import { NotSupportedError } from "../errors.ts";
import { Expression } from "../expression.ts";
import { ArrayField } from "../fields/arrays.ts";
import type { Field } from "../fields/field.ts";
import { JsonField, type JsonValue } from "../fields/json.ts";
import { BooleanField } from "../fields/numbers.ts";
import { operand, reference } from "../references.ts";
import type { AnyExpression, Operand, PathsOf, ValueOf } from "../typing/expressions.ts";
import type { ConditionPaths, FurtherPaths, TermOf, WindowPaths } from "../typing/terms.ts";
import { BIG, FLOAT, TEXT } from "./arguments.ts";

/** What aggregates take that put values together. */
export interface ListSettings<
  D = unknown,
  O = readonly Operand[],
  W = unknown,
> extends AggregateSettings<D, W> {
  /** The order of the values: names, downwards with `-` in front, or expressions. Default: none that can be relied on. */
  orderBy?: O;
}

type Names = Partial<Record<DatabaseKind, string>>;

/** The words between the brackets of a call. */
function inside(compiler: Compiler, value: string, self: Aggregate, more: string = ""): string {
  const order = self.order.map((term) => term.toSql(compiler)).join(", ");
  return `${self.isDistinct ? "DISTINCT " : ""}${value}${more}${order === "" ? "" : ` ORDER BY ${order}`}`;
}

/** An aggregate that has another name in some databases, and is not there where it has none. */
function named(
  name: string,
  names: Names,
  output?: (field: Field | undefined) => Field | undefined,
): AggregateKind {
  return {
    name,
    ...(output !== undefined && { output }),
    sql: (compiler, value, self) => {
      const own = names[compiler.kind];
      if (own === undefined) throw notHere(name, compiler.kind);
      const more = self.more.map((part) => `, ${part.argumentSql(compiler)}`).join("");
      return `${own}(${inside(compiler, value, self, more)})`;
    },
  };
}

function notHere(name: string, kind: DatabaseKind): NotSupportedError {
  return new NotSupportedError(`The aggregate ${name} is not there on ${kind}.`, {
    code: "db.not-supported",
    where: `${name}(…)`,
    mend: "PostgreSQL has it.",
  });
}

function split<D, O, W>({
  orderBy,
  ...rest
}: ListSettings<D, O, W>): {
  order: readonly unknown[];
} & AggregateSettings<D, W> {
  return { ...rest, order: (orderBy ?? []) as readonly unknown[] };
}

const ANY_VALUE: AggregateKind = {
  name: "ANY_VALUE",
  sql: (compiler, value) =>
    compiler.kind === "postgres" ? `ARRAY_AGG(${value})` : `MAX(${value})`,
  // ANY_VALUE itself is there from PostgreSQL 16 on.
  around: (compiler, call) => (compiler.kind === "postgres" ? `(${call})[1]` : call),
};

/** The value of one of the rows, whichever. */
export function anyValue<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return makeAggregate(ANY_VALUE, value, options) as unknown as Result<ValueOf<X>, X, D, W>;
}

const STRING_AGG: AggregateKind = {
  name: "STRING_AGG",
  output: () => TEXT,
  sql: (compiler, value, self) => {
    if (compiler.kind === "mysql") return mysqlStringAgg(compiler, value, self);
    const text = compiler.kind === "postgres" ? `(${value})::text` : value;
    if (compiler.kind === "sqlite" && self.isDistinct)
      throw notHere("stringAgg(distinct)", "sqlite");
    const between = `, ${self.more[0]!.argumentSql(compiler)}`;
    const name = compiler.kind === "postgres" ? "STRING_AGG" : "GROUP_CONCAT";
    return `${name}(${inside(compiler, text, self, between)})`;
  },
};

/** MySQL's separator cannot be a parameter: each text gets it in front, and the first one is taken off. */
function mysqlStringAgg(compiler: Compiler, value: string, self: Aggregate): string {
  const between = self.more[0]!.argumentSql(compiler);
  const texts = inside(compiler, `CONCAT(${between}, ${value})`, self);
  return `SUBSTR(GROUP_CONCAT(${texts} SEPARATOR ''), CHAR_LENGTH(${between}) + 1)`;
}

/**
 * The texts of all rows one after another, with the text `delimiter` between them; null where there are none.
 *
 * @throws FlagonError `db.wrong-type` for a delimiter that is neither text nor an expression.
 * @example
 * Author.annotate({ titles: stringAgg("articles__title", ", ", { orderBy: ["articles__title"] }) })
 */
export function stringAgg<
  const X,
  const D = null,
  const O extends readonly Operand[] = [],
  const W = never,
>(
  value: X,
  delimiter: string | AnyExpression,
  options: ListSettings<D, O, W> = {},
): TermOf<
  OrDefault<string, D>,
  PathsOf<X> | FurtherPaths<D> | ConditionPaths<W> | WindowPaths<O[number]>
> {
  if (typeof delimiter !== "string" && !((delimiter as unknown) instanceof Expression))
    throw new FlagonError("What stands between the texts is no text.", {
      code: "db.wrong-type",
      where: "stringAgg()",
      mend: 'Give the text as the second argument, and options behind it: stringAgg("title", ", ", { orderBy: ["title"] }).',
    });
  const made = makeAggregate(STRING_AGG, value, { ...split(options), more: [operand(delimiter)] });
  return made as unknown as ReturnType<typeof stringAgg<X, D, O, W>>;
}

const arrays = new WeakMap<Field, ArrayField>();

function arrayOf(field: Field | undefined): Field {
  const base = field ?? TEXT;
  let found = arrays.get(base);
  if (found === undefined) arrays.set(base, (found = new ArrayField(base as never)));
  return found;
}

const ARRAY_AGG = named("arrayAgg", { postgres: "ARRAY_AGG" }, arrayOf);
const JSONB_AGG = named("jsonbAgg", { postgres: "JSONB_AGG" }, () => new JsonField());

/** The values of all rows as an array of PostgreSQL; null where there are none. */
export function arrayAgg<
  const X,
  const D = null,
  const O extends readonly Operand[] = [],
  const W = never,
>(
  value: X,
  options: ListSettings<D, O, W> = {},
): TermOf<
  OrDefault<readonly unknown[], D>,
  PathsOf<X> | FurtherPaths<D> | ConditionPaths<W> | WindowPaths<O[number]>
> {
  const made = makeAggregate(ARRAY_AGG, value, split(options));
  return made as unknown as ReturnType<typeof arrayAgg<X, D, O, W>>;
}

/** The values of all rows as a list of JSON, on PostgreSQL; null where there are none. */
export function jsonbAgg<
  const X,
  const D = null,
  const O extends readonly Operand[] = [],
  const W = never,
>(
  value: X,
  options: ListSettings<D, O, W> = {},
): TermOf<
  OrDefault<readonly JsonValue[], D>,
  PathsOf<X> | FurtherPaths<D> | ConditionPaths<W> | WindowPaths<O[number]>
> {
  const made = makeAggregate(JSONB_AGG, value, split(options));
  return made as unknown as ReturnType<typeof jsonbAgg<X, D, O, W>>;
}

function simple<T>(kind: AggregateKind, value: unknown, options?: AggregateSettings): T {
  return makeAggregate(kind, value, options) as unknown as T;
}

const TRUTH = new BooleanField();
const truth = (name: string, postgres: string, other: string): AggregateKind =>
  named(name, { postgres, sqlite: other, mysql: other }, () => TRUTH);
const BOOL_AND = truth("boolAnd", "BOOL_AND", "MIN");
const BOOL_OR = truth("boolOr", "BOOL_OR", "MAX");
const bits = (name: string, word: string): AggregateKind =>
  named(name, { postgres: word, mysql: word, sqlite: `flagon_${word.toLowerCase()}` });
const BIT_AND = bits("bitAnd", "BIT_AND");
const BIT_OR = bits("bitOr", "BIT_OR");
const BIT_XOR = bits("bitXor", "BIT_XOR");

/** Whether the value is true in all rows; null where there are none. */
export function boolAnd<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<boolean, X, D, W> {
  return simple(BOOL_AND, value, options);
}

/** Whether the value is true in some row; null where there are none. */
export function boolOr<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<boolean, X, D, W> {
  return simple(BOOL_OR, value, options);
}

/** The bits that all values have; null where there are none. */
export function bitAnd<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return simple(BIT_AND, value, options);
}

/** The bits that some value has; null where there are none. */
export function bitOr<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return simple(BIT_OR, value, options);
}

/** The bits that an odd number of values has; null where there are none. */
export function bitXor<const X, const D = null, const W = never>(
  value: X,
  options?: AggregateSettings<D, W>,
): Result<ValueOf<X>, X, D, W> {
  return simple(BIT_XOR, value, options);
}

type OfTwo<V, Y, X, D, W> = TermOf<
  OrDefault<V, D>,
  PathsOf<Y> | PathsOf<X> | FurtherPaths<D> | ConditionPaths<W>
>;

/** An aggregate of pairs, on PostgreSQL. */
function pairs(name: string, word: string, output: Field = FLOAT) {
  const kind = named(name, { postgres: word }, () => output);
  return <const Y, const X, const D = null, const W = never>(
    y: Y,
    x: X,
    options: AggregateSettings<D, W> = {},
  ): OfTwo<number, Y, X, D, W> => {
    const more: readonly Expression[] = [reference(x)];
    return makeAggregate(kind, y, { ...options, more }) as unknown as OfTwo<number, Y, X, D, W>;
  };
}

/** The correlation of pairs. PostgreSQL alone. */
export const corr = pairs("corr", "CORR");
/** The covariance of pairs as a whole. PostgreSQL alone. */
export const covarPop = pairs("covarPop", "COVAR_POP");
/** The covariance of pairs as a sample. PostgreSQL alone. */
export const covarSample = pairs("covarSample", "COVAR_SAMP");
/** The mean of the second values of pairs. PostgreSQL alone. */
export const regrAvgX = pairs("regrAvgX", "REGR_AVGX");
/** The mean of the first values of pairs. PostgreSQL alone. */
export const regrAvgY = pairs("regrAvgY", "REGR_AVGY");
/** The number of pairs. PostgreSQL alone. */
export const regrCount = pairs("regrCount", "REGR_COUNT", BIG);
/** Where the line through pairs meets the axis. PostgreSQL alone. */
export const regrIntercept = pairs("regrIntercept", "REGR_INTERCEPT");
/** The square of the correlation. PostgreSQL alone. */
export const regrR2 = pairs("regrR2", "REGR_R2");
/** How steep the line through pairs is. PostgreSQL alone. */
export const regrSlope = pairs("regrSlope", "REGR_SLOPE");
/** The sum of squares of the second values. PostgreSQL alone. */
export const regrSxx = pairs("regrSxx", "REGR_SXX");
/** The sum of products of pairs. PostgreSQL alone. */
export const regrSxy = pairs("regrSxy", "REGR_SXY");
/** The sum of squares of the first values. PostgreSQL alone. */
export const regrSyy = pairs("regrSyy", "REGR_SYY");
