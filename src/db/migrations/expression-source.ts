/** Writes expressions and conditions as source: names, values, arithmetic, functions, and conditions put together. */

import { FlagonError } from "../../base/errors.ts";
import { Typed } from "../conditional.ts";
import type { Expression } from "../expression.ts";
import { Func } from "../func.ts";
import * as cast from "../functions/cast.ts";
import * as comparison from "../functions/comparison.ts";
import * as dates from "../functions/dates.ts";
import * as hashes from "../functions/hashes.ts";
import * as json from "../functions/json.ts";
import * as math from "../functions/math.ts";
import * as search from "../functions/search.ts";
import * as text from "../functions/text.ts";
import * as trigrams from "../functions/trigrams.ts";
import { Condition, QNode } from "../q.ts";
import { Combined, OrderBy, Reference } from "../references.ts";
import { StructureKey } from "../structure.ts";
import { Given, Value } from "../values.ts";
import type { Names } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";

/** How the values in an expression are written, and where it stands. */
export interface Parts {
  where: string;
  sourceOf: (value: unknown) => Source;
}

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "dividedBy",
  "%": "modulo",
  "^": "toThe",
  "&": "bitAnd",
  "|": "bitOr",
  "#": "bitXor",
  "<<": "shiftLeft",
  ">>": "shiftRight",
};

/** The functions by name that a file can call. */
const FUNCTIONS: ReadonlyMap<string, (...given: unknown[]) => unknown> = new Map(
  [text, math, comparison, dates, hashes, json, search, trigrams, cast].flatMap((module) =>
    Object.entries(module).filter(
      (entry): entry is [string, (...given: unknown[]) => unknown] =>
        typeof entry[1] === "function" && /^[a-z]/.test(entry[0]),
    ),
  ),
);

/**
 * Writes an expression as source.
 *
 * @throws FlagonError `migrations.not-writable` for one that no call of Flagon's makes.
 */
export function expressionSource(given: Expression, names: Names, parts: Parts): Source {
  if (given instanceof Reference) return callSource(names.flagon("F"), [textSource(given.path)]);
  if (given instanceof QNode) return conditionSource(given, names, parts);
  if (given instanceof Condition) return pairs([given], names, parts);
  if (given instanceof Value)
    return callSource(names.flagon("value"), [parts.sourceOf(given.value)]);
  if (given instanceof Given) return parts.sourceOf(given.value);
  if (given instanceof Typed && given.parts[0] instanceof Value)
    return callSource(names.flagon("value"), [parts.sourceOf(given.parts[0].value)]);
  if (given instanceof Combined) {
    const right = given.right instanceof Value ? given.right.value : given.right;
    const call = callSource(`.${OPERATORS[given.operator]}`, [parts.sourceOf(right)]);
    return [expressionSource(given.left, names, parts), call];
  }
  if (given instanceof OrderBy) {
    const nulls = given.nulls === undefined ? [] : [objectSource([["nulls", `"${given.nulls}"`]])];
    const call = callSource(given.descending ? ".desc" : ".asc", nulls);
    return [expressionSource(given.expression, names, parts), call];
  }
  if (given instanceof Func) return functionCall(given, names, parts);
  return unknownSource(given, names, parts);
}

function unknownSource(given: Expression, names: Names, parts: Parts): Source {
  const unknown = names.unknown?.(given);
  if (unknown === undefined) throw notWritable(given, parts);
  return unknown;
}

/** A condition: an object of names and values, or `Q({ … })` with what it is put together with. */
function conditionSource(node: QNode, names: Names, parts: Parts): Source {
  const inner = node.parts;
  if (!node.negated && node.connector === "AND" && areDistinct(inner))
    return pairs(inner, names, parts);
  return combined(node, names, parts);
}

function areDistinct(inner: readonly Expression[]): inner is Condition[] {
  const paths = inner.map((part) => (part instanceof Condition ? part.path : ""));
  return !paths.includes("") && new Set(paths).size === paths.length;
}

function pairs(conditions: readonly Expression[], names: Names, parts: Parts): Source {
  return objectSource(
    conditions.map((condition) => {
      const { path, value } = condition as Condition;
      return [path, expressionOrValue(value, names, parts)] as const;
    }),
  );
}

function expressionOrValue(value: Expression, names: Names, parts: Parts): Source {
  return value instanceof Given
    ? parts.sourceOf(value.value)
    : expressionSource(value, names, parts);
}

/** A condition as an expression with methods. */
function combined(node: QNode, names: Names, parts: Parts): Source {
  const Q = names.flagon("Q");
  if (node.negated) {
    const inner =
      node.parts.length === 1 && node.parts[0] instanceof QNode
        ? node.parts[0]
        : new QNode(node.connector, node.parts);
    return [combined(inner, names, parts), ".not()"];
  }
  if (node.connector === "AND" && areDistinct(node.parts))
    return callSource(Q, [pairs(node.parts, names, parts)]);
  const [first, ...rest] = node.parts.map((part) =>
    part instanceof QNode
      ? combined(part, names, parts)
      : callSource(Q, [expressionSource(part, names, parts)]),
  );
  if (rest.length === 0) return callSource(Q, [first!]);
  return [first!, callSource(`.${node.connector.toLowerCase()}`, rest)];
}

/** A call of a function is found by calling each with the same arguments, and comparing what it makes. */
function functionCall(given: Func, names: Names, parts: Parts): Source {
  const wanted = keyOf(given);
  const operands = given.parts;
  const literal = operands.map((part) => argumentOf(part));
  const output = given.call.output;
  const tries: unknown[][] = [literal, [...literal, output]];
  for (const [name, call] of FUNCTIONS) {
    for (const args of tries) {
      if (keyOfCall(call, args) !== wanted) continue;
      const items = args.map((argument) => parts.sourceOf(argument));
      return callSource(names.flagon(name), items);
    }
  }
  return unknownSource(given, names, parts);
}

/** An argument as a user writes it: the name of a column, a plain value, or an expression. */
function argumentOf(part: Expression): unknown {
  if (part instanceof Reference) return part.path;
  if (part instanceof Value && typeof part.value !== "string") return part.value;
  return part;
}

function keyOfCall(call: (...given: unknown[]) => unknown, args: unknown[]): string | undefined {
  try {
    return keyOf(call(...args) as Expression);
  } catch {
    return undefined;
  }
}

/** The structure of an expression with its values, as a text. */
export function keyOf(expression: Expression): string {
  const key = new StructureKey();
  expression.key(key);
  return `${key.text} ${JSON.stringify(key.values.map(String))}`;
}

function notWritable(given: Expression, { where }: Parts): FlagonError {
  const name = given instanceof Func ? given.call.function : given.constructor.name;
  return new FlagonError(`The expression ${name} cannot be written into a file.`, {
    code: "migrations.not-writable",
    where,
    mend: "Export the expression by a name from a file in the blueprint's folder.",
  });
}
