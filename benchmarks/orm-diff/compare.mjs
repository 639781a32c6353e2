// Compares rows a Flagon query returned (already in the tagged JSON form) with the expected rows of a case.
// Numbers: relative tolerance 1e-9 ($dec compared as numbers); $dt/$t compared to the millisecond; unordered cases are sorted first.
// `node compare.mjs` runs a self-test: SQLite rows against PostgreSQL rows, and a check that damaged rows are noticed.
import { readFileSync } from "node:fs";
const canon = (v) =>
  v && typeof v === "object"
    ? Array.isArray(v)
      ? v.map(canon)
      : Object.fromEntries(
          Object.keys(v)
            .sort()
            .map((k) => [k, canon(v[k])]),
        )
    : v;
const key = (v) => JSON.stringify(canon(v));
const near = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
export function same(got, want) {
  if (want === null || typeof want !== "object")
    return typeof want === "number" && typeof got === "number" ? near(got, want) : got === want;
  if (got === null || typeof got !== "object" || Array.isArray(got) !== Array.isArray(want))
    return false;
  if ("$dec" in want) return "$dec" in got && near(Number(got.$dec), Number(want.$dec));
  if ("$dur" in want) return "$dur" in got && Math.abs(got.$dur - want.$dur) < 0.01;
  const a = Object.keys(got),
    b = Object.keys(want);
  return a.length === b.length && b.every((k) => k in got && same(got[k], want[k]));
}
// Errors: the class matters, except that Django itself renamed some (AssertionError became TypeError in 4.0).
const FAMILY = {
  AssertionError: "usage",
  TypeError: "usage",
  NotSupportedError: "usage",
  RelatedObjectDoesNotExist: "DoesNotExist",
  FieldDoesNotExist: "FieldError",
};
export function sameRows(got, want, ordered = true) {
  if (want?.$error)
    return (FAMILY[got?.$error] ?? got?.$error) === (FAMILY[want.$error] ?? want.$error);
  if (!ordered && Array.isArray(got) && Array.isArray(want)) {
    got = [...got].sort((x, y) => (key(x) < key(y) ? -1 : 1));
    want = [...want].sort((x, y) => (key(x) < key(y) ? -1 : 1));
  }
  return same(got, want);
}
export const load = (file = "visible.jsonl") =>
  readFileSync(new URL(file, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((l) => JSON.parse(l));
if (import.meta.main) {
  const damage = (v) =>
    Array.isArray(v)
      ? v.length
        ? v.slice(0, -1)
        : [1]
      : v && typeof v === "object"
        ? Object.keys(v).length
          ? { ...v, [Object.keys(v)[0]]: "x" }
          : { a: 1 }
        : typeof v === "number"
          ? v + 1
          : typeof v === "boolean"
            ? !v
            : "x";
  const out = (n) => JSON.parse(readFileSync(new URL(`out/${n}.json`, import.meta.url), "utf8"));
  const lite = out("sqlite"),
    pg = out("pg");
  let n = 0,
    equal = 0,
    caught = 0;
  const differ = [];
  for (const c of load("cases.jsonl")) {
    if (!sameRows(c.rows, c.rows, c.ordered)) throw new Error("not equal to itself " + c.id);
    n++;
    if (!sameRows(damage(c.rows), c.rows, c.ordered)) caught++;
    else console.log("damage not noticed", c.id);
    if (lite[c.id] && pg[c.id]) {
      if (sameRows(lite[c.id].rows, pg[c.id].rows, c.ordered)) equal++;
      else differ.push(c.id);
    }
  }
  console.log({ cases: n, damaged_noticed: caught, sqlite_equals_postgresql: equal, differ });
}
