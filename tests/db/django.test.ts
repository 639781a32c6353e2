/** One database for a Django process and a Flagon process: each reads what the other wrote, for every field type. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { openDatabases } from "../../src/db/connections.ts";
import { Decimal } from "../../src/db/decimal.ts";
import { durationOf } from "../../src/db/durations.ts";
import type { Field } from "../../src/db/fields/field.ts";
import { f } from "../../src/db/fields/f.ts";
import { type Bounds, Range } from "../../src/db/range.ts";
import { KINDS, MYSQL_URL, newFile, newTable, POSTGRES_URL, read, write } from "./databases.ts";

/** Flagon's fields by the names of those in every_field.py. */
const FIELDS: Record<string, Field> = {
  id: f.auto(),
  char: f.char({ maxLength: 60 }),
  text: f.text(),
  slug: f.slug(),
  email: f.email(),
  url: f.url(),
  boolean: f.boolean(),
  small_integer: f.smallInteger(),
  integer: f.integer(),
  big_integer: f.bigInteger(),
  positive_small_integer: f.positiveSmallInteger(),
  positive_integer: f.positiveInteger(),
  positive_big_integer: f.positiveBigInteger(),
  float: f.float(),
  decimal: f.decimal({ maxDigits: 15, decimalPlaces: 5 }),
  date: f.date(),
  time: f.time(),
  datetime: f.datetime(),
  duration: f.duration(),
  uuid: f.uuid(),
  json: f.json(),
  binary: f.binary(),
  address: f.genericIpAddress(),
  file: f.file(),
  image: f.image(),
  path: f.filePath(),
  integers: f.array(f.integer({ null: true })),
  texts: f.array(f.text({ null: true })),
  moments: f.array(f.datetime()),
  grid: f.array(f.array(f.text())),
  integer_range: f.integerRange(),
  big_integer_range: f.bigIntegerRange(),
  decimal_range: f.decimalRange(),
  date_range: f.dateRange(),
  datetime_range: f.datetimeRange(),
  hstore: f.hstore(),
  citext: f.citext(),
};

interface Made {
  rows: { id: number; field: string; value: unknown }[];
  types: Record<string, [kind: string, type: string, check: string | null]>;
  columns: string[];
}

/** Fields whose rows hold bigints. */
const BIG = new Set(["big_integer", "positive_big_integer", "big_integer_range"]);

/** Gives Flagon's value for one that Django wrote. */
function valueOf(name: string, value: unknown): unknown {
  if (typeof value === "string") return temporalOf(name, value);
  if (typeof value !== "object" || value === null) return value;
  const [[kind, inner]] = Object.entries(value) as [[string, unknown]];
  switch (kind) {
    case "integer":
      return BIG.has(name) ? BigInt(inner as string) : Number(inner);
    case "decimal": {
      const number = Decimal.from(inner as string);
      return name === "decimal" ? number.round(5) : number;
    }
    case "microseconds":
      return durationOf(BigInt(inner as string));
    case "bytes":
      return new Uint8Array(Buffer.from(inner as string, "hex"));
    case "list":
      return (inner as unknown[]).map((item) => valueOf(name, item));
    case "range": {
      if (inner === null) return Range.empty();
      const [lower, upper, bounds] = inner as [unknown, unknown, Bounds];
      return new Range(valueOf(name, lower), valueOf(name, upper), bounds);
    }
    default:
      return inner;
  }
}

function temporalOf(name: string, text: string): unknown {
  if (name === "date" || name === "date_range") return Temporal.PlainDate.from(text);
  if (name === "time") return Temporal.PlainTime.from(text);
  if (["datetime", "moments", "datetime_range"].includes(name)) return new Date(text);
  return text;
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Range) return `Range ${value.toString()}`;
  if (typeof value !== "object" || value === null) return value;
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag?.startsWith("Temporal.") === true ? `${tag} ${String(value)}` : value;
}

function django(command: string, url: string, table: string): unknown {
  const script = join(import.meta.dirname, "django", "every_field.py");
  const output = execFileSync("/usr/bin/python3", [script, command, url, table], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return output === "" ? undefined : JSON.parse(output);
}

/** Has Django make its table and rows, and takes it away at the end. */
async function withDjangoTable(
  kind: DatabaseKind,
  work: (database: Database, made: Made, url: string, table: string) => Promise<void>,
): Promise<void> {
  const file = newFile();
  const url = { sqlite: `sqlite://${file}`, postgres: POSTGRES_URL, mysql: MYSQL_URL }[kind];
  const table = newTable();
  const made = django("make", url, table) as Made;
  const databases = openDatabases({ default: kind === "sqlite" ? { kind, path: file } : { url } });
  try {
    await work(databases.get(), made, url, table);
  } finally {
    await databases.close();
    django("drop", url, table);
  }
}

const named = (kind: DatabaseKind, name: string) =>
  kind === "mysql" ? `\`${name}\`` : `"${name}"`;

for (const kind of KINDS) {
  describe(`a database of Django's on ${kind}`, () => {
    it("is read and written by Flagon, and Django reads that", async () => {
      await withDjangoTable(kind, async (database, made, url, table) => {
        for (const [name, [django, type, check]] of Object.entries(made.types)) {
          const field = FIELDS[name]!;
          const ours = field.columnCheck(kind, named(kind, name)) ?? null;
          assert.deepEqual([field.kind, field.columnType(kind), ours], [django, type, check]);
        }
        for (const { id, field: name, value } of made.rows) {
          const field = FIELDS[name]!;
          const column = named(kind, name);
          const sql = `SELECT ${column} FROM ${table} WHERE id = ?`;
          const [[raw]] = (await read(database, sql, id)) as [[never]];
          const convert = field.reader(kind);
          const found = convert === undefined ? raw : convert(raw);
          assert.deepEqual(shown(found), shown(valueOf(name, value)), `${name} ${id}`);
          const wire = (field.storeWriter(kind) as (value: unknown) => unknown)(found);
          await write(
            database,
            `INSERT INTO ${table} (id, ${column}) VALUES (?, ?)`,
            id + 1000,
            wire,
          );
          if (kind === "sqlite") {
            const same = `SELECT typeof(a.${column}), a.${column} IS b.${column} FROM ${table} a, ${table} b WHERE a.id = ? AND b.id = ? AND typeof(a.${column}) = typeof(b.${column})`;
            const [bytes] = await read(database, same, id, id + 1000);
            assert.equal(bytes?.[1], 1, `${name} ${id} is stored otherwise`);
          }
        }
        assert.deepEqual(django("check", url, table), []);
      });
    });
  });
}
