/** JSON made and changed by the database, and keys of it. */

import { FlagonError } from "../../base/errors.ts";
import type { Compiler } from "../compiler.ts";
import { Expression } from "../expression.ts";
import { JsonField, type JsonValue } from "../fields/json.ts";
import { BooleanField } from "../fields/numbers.ts";
import { JsonKey } from "../json-keys.ts";
import { jsonOf } from "../json-mysql.ts";
import { isPlace, isUnknowable, jsonPath } from "../json-sql.ts";
import { operand, reference } from "../references.ts";
import type { PathsOf } from "../typing/expressions.ts";
import type { TermOf } from "../typing/terms.ts";
import { Value } from "../values.ts";
import { made, type SameOf } from "./arguments.ts";

const JSON_OUT = new JsonField();

/** What stands at a key of JSON, or at a place of a list: `jsonKey("data", "tags")`. */
export function jsonKey<const X>(of: X, key: string | number): TermOf<JsonValue, PathsOf<X>> {
  return new JsonKey(reference(of), String(key), "json") as unknown as TermOf<
    JsonValue,
    PathsOf<X>
  >;
}

/** The same as text; JSON's null is null. */
export function jsonText<const X>(of: X, key: string | number): TermOf<string | null, PathsOf<X>> {
  return new JsonKey(reference(of), String(key), "text") as unknown as TermOf<
    string | null,
    PathsOf<X>
  >;
}

/** An argument as part of JSON: JSON stays JSON and does not become a text with JSON in it. */
function inside(compiler: Compiler, part: Expression): string {
  const field = part.outputField;
  const isJson = field instanceof JsonField;
  switch (compiler.kind) {
    case "sqlite":
      if (isJson) return `JSON(${part.selectSql(compiler)})`;
      return field instanceof BooleanField
        ? `JSON(CASE ${part.argumentSql(compiler)} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`
        : part.argumentSql(compiler);
    case "mysql":
      if (isJson) return jsonOf(part.selectSql(compiler));
      return field instanceof BooleanField
        ? jsonOf(`CASE ${part.argumentSql(compiler)} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`)
        : part.argumentSql(compiler);
    default:
      return part.argumentSql(compiler);
  }
}

/** An object with these values. A plain text names a column. */
export function jsonObject<const X extends Readonly<Record<string, unknown>>>(
  values: X,
): TermOf<{ readonly [K in keyof X]: JsonValue }, PathsOf<X[keyof X]>> {
  const write =
    (name: string) => (compiler: Compiler, _sqls: unknown, parts: readonly Expression[]) =>
      `${name}(${parts.map((part, index) => (index % 2 === 0 ? part.toSql(compiler) : inside(compiler, part))).join(", ")})`;
  return made(
    {
      function: "JSON_OBJECT",
      output: JSON_OUT,
      sql: write("JSON_OBJECT"),
      on: { postgres: write("JSONB_BUILD_OBJECT") },
      writesArguments: true,
    },
    Object.entries(values).flatMap(([key, value]) => [new Value(key), reference(value)]),
  );
}

/** A list of these values. A plain text names a column. */
export function jsonArray<const X extends readonly unknown[]>(
  ...values: X
): TermOf<readonly JsonValue[], PathsOf<X[number]>> {
  const write =
    (name: string) => (compiler: Compiler, _sqls: unknown, parts: readonly Expression[]) =>
      `${name}(${parts.map((part) => inside(compiler, part)).join(", ")})`;
  return made(
    {
      function: "JSON_ARRAY",
      output: JSON_OUT,
      sql: write("JSON_ARRAY"),
      on: { postgres: write("JSONB_BUILD_ARRAY") },
      writesArguments: true,
    },
    values.map(reference),
  );
}

/** A plain value as JSON: also null, true and false, which would else be SQL's. */
function plainJson(value: unknown): Expression {
  return value instanceof Expression
    ? operand(value)
    : new Value({ toJSON: () => value }, JSON_OUT);
}

/**
 * The JSON with other values at some keys: `jsonSet("data", { theme: "dark", tabs__0: 1 })`.
 *
 * Values are plain values or expressions. A key that is not there is added, where what it is in is there. Without JSON it stays null.
 */
export function jsonSet<const X>(of: X, changes: Readonly<Record<string, unknown>>): SameOf<X> {
  const paths = Object.keys(changes).map((path) => stepsOf(path, "jsonSet"));
  return made(
    {
      function: "JSON_SET",
      detail: JSON.stringify(paths),
      output: JSON_OUT,
      writesArguments: true,
      sql: (compiler, _sqls, [target, ...values]) => {
        const pairs = values.map(
          (value, index) => `${pathSql(compiler, paths[index]!)}, ${inside(compiler, value)}`,
        );
        return `JSON_SET(${[target!.argumentSql(compiler), ...pairs].join(", ")})`;
      },
      on: {
        postgres: (compiler, _sqls, [target, ...values]) =>
          values.reduce(
            (sql, value, index) =>
              `JSONB_SET(${sql}, ${postgresPath(compiler, paths[index]!)}, ${jsonb(compiler, value)}, TRUE)`,
            target!.argumentSql(compiler),
          ),
      },
    },
    [reference(of), ...Object.values(changes).map(plainJson)],
  );
}

/** The JSON without some keys: `jsonRemove("data", "theme", "tabs__0")`. */
export function jsonRemove<const X>(of: X, ...removed: readonly string[]): SameOf<X> {
  const paths = removed.map((path) => stepsOf(path, "jsonRemove"));
  return made(
    {
      function: "JSON_REMOVE",
      detail: JSON.stringify(paths),
      output: JSON_OUT,
      sql: (compiler, [target]) =>
        `JSON_REMOVE(${[target!, ...paths.map((path) => pathSql(compiler, path))].join(", ")})`,
      on: {
        postgres: (compiler, [target]) =>
          paths.reduce((sql, path) => `(${sql} #- ${postgresPath(compiler, path)})`, target!),
      },
    },
    [reference(of)],
  );
}

function stepsOf(path: string, call: string): string[] {
  if (!isUnknowable(path)) return path.split("__");
  throw new FlagonError("A key of JSON holds a null character.", {
    code: "db.null-character",
    where: `${call}(…)`,
    mend: "Take it out of the key.",
  });
}

function pathSql(compiler: Compiler, path: readonly string[]): string {
  return compiler.dialect.literal(jsonPath(path, compiler.kind));
}

function postgresPath(compiler: Compiler, path: readonly string[]): string {
  return `ARRAY[${path.map((key) => compiler.dialect.literal(isPlace(key) ? String(Number(key)) : key)).join(", ")}]::text[]`;
}

function jsonb(compiler: Compiler, part: Expression): string {
  const sql = part.argumentSql(compiler);
  return part.outputField instanceof JsonField ? sql : `TO_JSONB(${sql})`;
}
