/** Lookups of JSON: whole values, keys in them, which keys there are, and what they contain. */

import type { Compiler, ListItem } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Convert } from "./fields/field.ts";
import { JsonField } from "./fields/json.ts";
import { JsonKey, JsonKeyField } from "./json-keys.ts";
import {
  compareJson,
  compareWithPlain,
  type JsonOperator,
  jsonOf,
  normalised,
} from "./json-mysql.ts";
import { isUnknowable, jsonPath, jsonSqlOf } from "./json-sql.ts";
import { writeJson } from "./json-text.ts";
import { In, Range } from "./comparisons.ts";
import { Lookup, type LookupClass } from "./lookup.ts";
import { registerLookup } from "./lookups.ts";
import { Subquery } from "./subqueries.ts";
import { textOf } from "./text-lookups.ts";
import { Constant, Slot, Tuple, TypedSlot } from "./values.ts";
import { NOTHING } from "./where.ts";

const toJson: Convert = (value: never) => writeJson(value);

/** The SQL of what JSON is compared with; `value` makes it comparable. */
function jsonSide(
  compiler: Compiler,
  right: Expression,
  convert: Convert,
  value: (sql: string) => string,
): string {
  if (right instanceof Slot) return value(compiler.bind(right.index, convert));
  if (right instanceof Constant) return constantSide(compiler, right, value);
  if (right instanceof Tuple) return right.toSql(compiler);
  const sql = right.argumentSql(compiler);
  if (right instanceof TypedSlot && right.outputField instanceof JsonField) return value(sql);
  if (right.outputField instanceof JsonField || compiler.kind !== "postgres") return sql;
  return `TO_JSONB(${sql})`;
}

function constantSide(
  { kind }: Compiler,
  { value: constant }: Constant,
  value: (sql: string) => string,
): string {
  const literal = `'${JSON.stringify(constant)}'`;
  return kind === "sqlite" ? literal : value(literal);
}

function mysqlComparison(
  compiler: Compiler,
  left: string,
  operator: JsonOperator,
  right: Expression,
  convert: Convert,
): string {
  const side = jsonSide(compiler, right, convert, jsonOf);
  const isJson =
    right instanceof Slot || right instanceof Constant || right.outputField instanceof JsonField;
  if (isJson) return compareJson(left, operator, side);
  return compareWithPlain(left, operator, side, compiler.isBoolean(right));
}

abstract class JsonComparison extends Lookup {
  abstract readonly operator: JsonOperator;

  /** How the value is made comparable. */
  protected comparable(compiler: Compiler): (sql: string) => string {
    return jsonSqlOf(compiler.kind).value;
  }

  override toSql(compiler: Compiler): string {
    const left = this.leftSql(compiler);
    const convert = this.convert(compiler) ?? toJson;
    if (compiler.kind === "mysql")
      return mysqlComparison(compiler, left, this.operator, this.right, convert);
    return `${left} ${this.operator} ${jsonSide(compiler, this.right, convert, this.comparable(compiler))}`;
  }
}

/** Equal to the value at a key. Null is JSON's null: a key that is not there is found by `isnull`. */
class KeyExact extends JsonComparison {
  static override readonly lookupName: string = "exact";
  static override readonly takesNull: boolean = true;
  readonly operator = "=";
}

/** Equal to a whole value. Null is JSON's null, as in Django; SQL's is found by `isnull`. */
class JsonExact extends KeyExact {
  protected override comparable(compiler: Compiler): (sql: string) => string {
    return jsonSqlOf(compiler.kind).whole;
  }
}

class KeyGreater extends JsonComparison {
  static override readonly lookupName: string = "gt";
  readonly operator = ">";
}

class KeyGreaterOrEqual extends JsonComparison {
  static override readonly lookupName: string = "gte";
  readonly operator = ">=";
}

class KeyLess extends JsonComparison {
  static override readonly lookupName: string = "lt";
  readonly operator = "<";
}

class KeyLessOrEqual extends JsonComparison {
  static override readonly lookupName: string = "lte";
  readonly operator = "<=";
}

const jsonList: Convert = (values: never) =>
  `[${(values as unknown[])
    .filter((value) => value !== null)
    .map((value) => writeJson(value))
    .join(",")}]`;

/** One of a list of values. */
class KeyIn extends In {
  override toSql(compiler: Compiler): string {
    const { right } = this;
    if (compiler.kind === "mysql") return this.#mysql(compiler);
    if (compiler.kind !== "sqlite" || !(right instanceof Slot) || !right.many)
      return super.toSql(compiler);
    const words = ["true", "false", "null"].map((word) => `WHEN '${word}' THEN '${word}'`);
    const list = compiler.bind(right.index, jsonList);
    return `${this.leftSql(compiler)} IN (SELECT CASE type ${words.join(" ")} ELSE value END FROM json_each(${list}))`;
  }

  #mysql(compiler: Compiler): string {
    const { right } = this;
    const left = normalised(this.leftSql(compiler));
    const convert = this.convert(compiler) ?? toJson;
    if (right instanceof Slot && right.many)
      return `${left} IN (${compiler.bindList(right.index, [convert], mysqlItem)})`;
    if (right instanceof Subquery) {
      const sql = compiler.derived(right.query);
      return sql === NOTHING
        ? NOTHING
        : `${left} IN (SELECT ${normalised(compiler.quote("c0"))} FROM ${sql} found)`;
    }
    if (!(right instanceof Tuple)) return super.toSql(compiler);
    const sides = right.parts.map((part) => jsonSide(compiler, part, convert, jsonOf));
    return `${left} IN (${sides.map(normalised).join(", ")})`;
  }
}

const mysqlItem: ListItem = (place) => normalised(jsonOf(place!));

/** Between two values at a key. */
class KeyRange extends Range {
  protected override betweenSql(compiler: Compiler, low: string, high: string): string {
    if (compiler.kind !== "mysql") return super.betweenSql(compiler, low, high);
    const left = this.leftSql(compiler);
    return `${compareJson(left, ">=", low)} AND ${compareJson(left, "<=", high)}`;
  }

  protected override boundSql(compiler: Compiler, sql: string): string {
    return jsonSqlOf(compiler.kind).value(sql);
  }
}

/** What a lookup of keys looks into: the column, and the keys on the way. */
function lookedInto(left: Expression): { root: Expression; keys: readonly string[] } {
  return left instanceof JsonKey ? left.path : { root: left, keys: [] };
}

abstract class KeyLookup extends Lookup {
  /** Whether all of several keys are wanted; undefined for one key. */
  abstract readonly all: boolean | undefined;

  override toSql(compiler: Compiler): string {
    const { right } = this;
    if (right instanceof Constant && Array.isArray(right.value))
      return this.all === true ? `${this.leftSql(compiler)} IS NOT NULL` : NOTHING;
    switch (compiler.kind) {
      case "postgres":
        return this.#postgres(compiler);
      case "sqlite":
        return this.#sqlite(compiler);
      default:
        return this.#mysql(compiler);
    }
  }

  #postgres(compiler: Compiler): string {
    const left = this.leftSql(compiler);
    if (this.all === undefined) return `${left} ? (${this.#bound(compiler, postgresText)})::text`;
    return `${left} ?${this.all ? "&" : "|"} ${this.#bound(compiler, postgresTexts)}::text[]`;
  }

  #sqlite(compiler: Compiler): string {
    const { root, keys } = lookedInto(this.left);
    const of = root.argumentSql(compiler);
    if (this.all === undefined)
      return `JSON_TYPE(${of}, ${this.#bound(compiler, pathOf(keys, "sqlite"))}) IS NOT NULL`;
    const list = this.#bound(compiler, pathsOf(keys, "sqlite"));
    const from = `SELECT 1 FROM json_each(${list}) wanted WHERE JSON_TYPE(${of}, wanted.value)`;
    return this.all
      ? `(${of} IS NOT NULL AND NOT EXISTS (${from} IS NULL))`
      : `EXISTS (${from} IS NOT NULL)`;
  }

  #mysql(compiler: Compiler): string {
    const { root, keys } = lookedInto(this.left);
    const of = root.argumentSql(compiler);
    if (this.all === undefined)
      return `JSON_CONTAINS_PATH(${of}, 'one', ${this.#bound(compiler, pathOf(keys, "mysql"))})`;
    const wanted = this.#bound(compiler, keyNames);
    const found = `JSON_KEYS(${this.left.argumentSql(compiler)})`;
    return this.all ? `JSON_CONTAINS(${found}, ${wanted})` : `JSON_OVERLAPS(${found}, ${wanted})`;
  }

  #bound(compiler: Compiler, convert: Convert): string {
    const { right } = this;
    return right instanceof Slot ? compiler.bind(right.index, convert) : right.toSql(compiler);
  }
}

const postgresText: Convert = (value: never) => {
  const key = keyOf(value);
  return isUnknowable(key) ? null : key;
};
const postgresTexts: Convert = (values: never) => (values as unknown[]).map(keyOf);
const keyNames: Convert = (values: never) => writeJson((values as unknown[]).map(keyOf));

/** A key as text. */
function keyOf(value: unknown): string {
  return textOf(value);
}

const pathConverts = new Map<string, Convert>();

function remembered(key: string, make: () => Convert): Convert {
  let found = pathConverts.get(key);
  if (found === undefined) {
    if (pathConverts.size > 1000) pathConverts.clear();
    pathConverts.set(key, (found = make()));
  }
  return found;
}

function wayTo(keys: readonly string[], kind: "sqlite" | "mysql", value: unknown): string | null {
  const key = keyOf(value);
  return isUnknowable(key) ? null : jsonPath(keys, kind, key);
}

function pathOf(keys: readonly string[], kind: "sqlite" | "mysql"): Convert {
  return remembered(
    `1${kind}${JSON.stringify(keys)}`,
    () => (value: never) => wayTo(keys, kind, value),
  );
}

function pathsOf(keys: readonly string[], kind: "sqlite"): Convert {
  return remembered(
    `n${kind}${JSON.stringify(keys)}`,
    () => (values: never) =>
      JSON.stringify((values as unknown[]).map((value) => wayTo(keys, kind, value))),
  );
}

class HasKey extends KeyLookup {
  static override readonly lookupName: string = "has_key";
  readonly all = undefined;
}

class HasKeys extends KeyLookup {
  static override readonly lookupName: string = "has_keys";
  readonly all: boolean | undefined = true;
}

class HasAnyKeys extends KeyLookup {
  static override readonly lookupName: string = "has_any_keys";
  readonly all: boolean | undefined = false;
}

/** Holds all that the value holds. */
class JsonContains extends Lookup {
  static override readonly lookupName: string = "contains";

  override toSql(compiler: Compiler): string {
    const [left, right] = this.#sides(compiler);
    return jsonSqlOf(compiler.kind).contains(left, right);
  }

  #sides(compiler: Compiler): [string, string] {
    const convert = this.convert(compiler) ?? toJson;
    const left = this.leftSql(compiler);
    const sides: [string, string] = [
      left,
      jsonSide(compiler, this.right, convert, jsonSqlOf(compiler.kind).whole),
    ];
    return this.reversed ? [sides[1], sides[0]] : sides;
  }

  /** Whether the value is to hold what the column holds. */
  protected get reversed(): boolean {
    return false;
  }
}

class JsonContainedBy extends JsonContains {
  static override readonly lookupName: string = "contained_by";

  protected override get reversed(): boolean {
    return true;
  }
}

const ON_KEYS: readonly LookupClass[] = [
  KeyExact,
  KeyGreater,
  KeyGreaterOrEqual,
  KeyLess,
  KeyLessOrEqual,
  KeyIn,
  KeyRange,
];
for (const lookup of [JsonExact, HasKey, HasKeys, HasAnyKeys, JsonContains, JsonContainedBy])
  registerLookup(lookup, JsonField);
for (const lookup of ON_KEYS) registerLookup(lookup, JsonKeyField);
