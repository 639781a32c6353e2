/**
 * JSON on MySQL and MariaDB.
 *
 * MySQL has a type for it, MariaDB has texts: there numbers would be compared by their digits, and objects by the order of their keys. What stands
 * in a comment that begins with `M!` is read by MariaDB alone, so that both understand one statement.
 *
 * Worked example: a key that equals a value is compared as a text where both are texts, else as JSON: `CASE JSON_TYPE(key) WHEN 'STRING' THEN … ELSE key = value END`.
 */

/** A comparison of two values. */
export type JsonOperator = "=" | "<" | "<=" | ">" | ">=";

const NUMBERS = "('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL')";

/** JSON in one spelling, for MariaDB. */
export function normalised(json: string): string {
  return `/*M!JSON_NORMALIZE(*/${json}/*M!) COLLATE utf8mb4_bin*/`;
}

/** A text of JSON as a value of JSON. */
export function jsonOf(text: string): string {
  return `JSON_EXTRACT(${text}, '$')`;
}

/** JSON as text: a text without its quotes, and JSON's null as SQL's. */
export function jsonAsText(json: string): string {
  return `CASE JSON_TYPE(${json}) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(${json}) END`;
}

/** Whether one value of JSON is equal to, or before or behind another. */
export function compareJson(left: string, operator: JsonOperator, right: string): string {
  if (operator === "=") {
    const texts = `JSON_TYPE(${right}) = 'STRING' AND ${textOf(left)} = JSON_UNQUOTE(${right})`;
    return `CASE JSON_TYPE(${left}) WHEN 'STRING' THEN ${texts} ELSE ${normalised(left)} = ${normalised(right)} END`;
  }
  const areNumbers = `JSON_TYPE(${left}) IN ${NUMBERS} AND JSON_TYPE(${right}) IN ${NUMBERS}`;
  const areTexts = `JSON_TYPE(${left}) = 'STRING' AND JSON_TYPE(${right}) = 'STRING'`;
  return `CASE WHEN ${areNumbers} THEN ${left} + 0e0 ${operator} ${right} + 0e0 WHEN ${areTexts} THEN ${textOf(left)} ${operator} JSON_UNQUOTE(${right}) ELSE ${rankOf(left)} ${operator} ${rankOf(right)} END`;
}

/** The same for a value that is no JSON: a column, or something worked out. */
export function compareWithPlain(
  left: string,
  operator: JsonOperator,
  right: string,
  isBoolean: boolean,
): string {
  const truth = isBoolean ? ` WHEN 'BOOLEAN' THEN (${left} = 'true') ${operator} ${right}` : "";
  return `CASE JSON_TYPE(${left}) WHEN 'STRING' THEN ${textOf(left)} ${operator} ${right}${truth} ELSE CASE WHEN JSON_TYPE(${left}) IN ${NUMBERS} THEN ${left} + 0e0 ${operator} ${right} WHEN ${left} IS NOT NULL THEN 1 = 0 END END`;
}

/** What to order by for an order of JSON: nothing, null, numbers, texts, objects, lists, truth, as MySQL has it. */
export function orderOfJson(json: string): string[] {
  const number = `CASE WHEN JSON_TYPE(${json}) IN ${NUMBERS} THEN ${json} + 0e0 END`;
  return [rankOf(json), number, `JSON_UNQUOTE(${json})`];
}

function textOf(json: string): string {
  return `JSON_UNQUOTE(${json}) COLLATE utf8mb4_bin`;
}

function rankOf(json: string): string {
  const kinds: readonly (readonly [string, number])[] = [
    ["NULL", 1],
    ["INTEGER", 2],
    ["UNSIGNED INTEGER", 2],
    ["DOUBLE", 2],
    ["DECIMAL", 2],
    ["STRING", 3],
    ["OBJECT", 4],
    ["ARRAY", 5],
    ["BOOLEAN", 6],
  ];
  return `CASE JSON_TYPE(${json}) ${kinds.map(([name, rank]) => `WHEN '${name}' THEN ${rank}`).join(" ")} END`;
}
