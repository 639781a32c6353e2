/** Turns what query sets give into the tagged JSON of the corpus. */
import { Decimal, metaOf, Model, RowSet } from "../../src/db/index.ts";
import { snake, snakePath } from "./names.mjs";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A value with the tags that say its type. */
export function tagged(value) {
  switch (typeof value) {
    case "bigint":
      return Number(value);
    case "string":
      return UUID.test(value) ? { $uuid: value } : value;
    case "object":
      return value === null ? null : taggedObject(value);
    case "undefined":
      return null;
    default:
      return value;
  }
}

function taggedObject(value) {
  if (value instanceof Date) return { $dt: value.toISOString() };
  if (value instanceof Decimal) return { $dec: plainDecimal(value.toString()) };
  if (value instanceof Uint8Array) return { $bin: Buffer.from(value).toString("hex") };
  switch (value[Symbol.toStringTag]) {
    case "Temporal.PlainDate":
      return { $d: value.toString() };
    case "Temporal.PlainTime":
      return { $t: milliseconds(value.toString()) };
    case "Temporal.Duration":
      return { $dur: value.total({ unit: "millisecond" }) };
  }
  if (Array.isArray(value)) return value.map(tagged);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, row]) => [String(key), tagged(row)]));
  if (value instanceof Model) return taggedRow(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tagged(inner)]));
}

const plainDecimal = (text) =>
  text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
const milliseconds = (text) =>
  text.length === 5 ? `${text}:00` : text.replace(/(\.\d{3})\d*$/, "$1");

function taggedRow(row) {
  const meta = metaOf(row.constructor);
  const fields = meta.fields.filter((field) => Object.hasOwn(row, field.attribute));
  const extra = Object.keys(row).filter((name) => meta.member(name) === undefined);
  return {
    $model: meta.name,
    ...Object.fromEntries(
      fields.map((field) => [snake(field.attribute), tagged(row[field.attribute])]),
    ),
    ...Object.fromEntries(extra.map((name) => [name, tagged(row[name])])),
  };
}

/** The rows of a query set, or a value. */
export async function result(value) {
  if (!(value instanceof RowSet)) return tagged(await value);
  const rows = await value.rows();
  const isObjects = value.shape.mode === "object" && value.shape.query.selection.kind === "values";
  if (!isObjects) return rows.map(tagged);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, inner]) => [snakePath(key), tagged(inner)])),
  );
}
