/** How alike texts are by the groups of three letters that they share, letters without accents, and how near vectors are: extensions of PostgreSQL. */

import { VectorField } from "../fields/postgres.ts";
import { operand, reference } from "../references.ts";
import type { PathsOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { Value } from "../values.ts";
import { FLOAT, made, TEXT, type TextOf } from "./arguments.ts";
import { postgresOnly } from "./postgres-only.ts";

function alike<X>(
  name: string,
  text: X,
  other: unknown,
  isTurned: boolean,
): TermOf<number, PathsOf<X>> {
  return made(
    postgresOnly("pg_trgm", {
      function: name,
      output: FLOAT,
      sql: (_compiler, [side, sought]) =>
        `${name}(${isTurned ? `${sought}, ${side}` : `${side}, ${sought}`})::double precision`,
    }),
    [reference(text), operand(other)],
  );
}

function apart<X>(
  operator: string,
  text: X,
  other: unknown,
  isTurned: boolean,
): TermOf<number, PathsOf<X>> {
  return made(
    postgresOnly("pg_trgm", {
      function: operator,
      output: FLOAT,
      sql: (_compiler, [side, sought]) =>
        `(${isTurned ? `${sought} ${operator} ${side}` : `${side} ${operator} ${sought}`})::double precision`,
    }),
    [reference(text), operand(other)],
  );
}

/** How alike two texts are, from 0 to 1. PostgreSQL with the extension pg_trgm; an index on `gin_trgm_ops` serves the lookup `trigram_similar`. */
export function trigramSimilarity<const X>(text: X, other: unknown): TermOf<number, PathsOf<X>> {
  return alike("SIMILARITY", text, other, false);
}

/** How alike a text is to the part of the column that fits best, from 0 to 1. */
export function trigramWordSimilarity<const X>(
  text: X,
  other: unknown,
): TermOf<number, PathsOf<X>> {
  return alike("WORD_SIMILARITY", text, other, true);
}

/** The same with parts that are whole words. */
export function trigramStrictWordSimilarity<const X>(
  text: X,
  other: unknown,
): TermOf<number, PathsOf<X>> {
  return alike("STRICT_WORD_SIMILARITY", text, other, true);
}

/** 1 less {@link trigramSimilarity}: order by it for the most alike first. */
export function trigramDistance<const X>(text: X, other: unknown): TermOf<number, PathsOf<X>> {
  return apart("<->", text, other, false);
}

/** 1 less {@link trigramWordSimilarity}. */
export function trigramWordDistance<const X>(text: X, other: unknown): TermOf<number, PathsOf<X>> {
  return apart("<<->", text, other, true);
}

/** 1 less {@link trigramStrictWordSimilarity}. */
export function trigramStrictWordDistance<const X>(
  text: X,
  other: unknown,
): TermOf<number, PathsOf<X>> {
  return apart("<<<->", text, other, true);
}

/** The text without accents: `Müßig` is `Mussig`. PostgreSQL with the extension unaccent. */
export function unaccent<const X>(text: X): TextOf<X> {
  return made(postgresOnly("unaccent", { function: "UNACCENT", output: TEXT }), [reference(text)]);
}

const VECTOR = new VectorField();

function distance<X>(operator: string, column: X, to: unknown): TermOf<number, PathsOf<X>> {
  const isList = Array.isArray(to) || ArrayBuffer.isView(to);
  return made(
    postgresOnly("pgvector", {
      function: operator,
      output: FLOAT,
      sql: (_compiler, [side, other]) => `(${side} ${operator} ${other})`,
    }),
    [reference(column), isList ? new Value(to, VECTOR) : reference(to)],
  );
}

/** How far a vector is from another in a straight line. PostgreSQL with the extension pgvector. */
export function l2Distance<const X>(column: X, to: unknown): TermOf<number, PathsOf<X>> {
  return distance("<->", column, to);
}

/** 1 less the cosine of the angle between vectors, from 0 to 2. PostgreSQL with the extension pgvector. */
export function cosineDistance<const X>(column: X, to: unknown): TermOf<number, PathsOf<X>> {
  return distance("<=>", column, to);
}

/** How far vectors are by streets: the sum of the differences. PostgreSQL with the extension pgvector. */
export function l1Distance<const X>(column: X, to: unknown): TermOf<number, PathsOf<X>> {
  return distance("<+>", column, to);
}

/** The product of vectors with its sign turned, so that the smallest is the nearest. PostgreSQL with the extension pgvector. */
export function negativeInnerProduct<const X>(column: X, to: unknown): TermOf<number, PathsOf<X>> {
  return distance("<#>", column, to);
}
