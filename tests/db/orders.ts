/** Models with keys of several fields, and tables for them. */

import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { createTables, f, model, unique } from "../../src/db/index.ts";
import { newTable } from "./databases.ts";
import { withHome } from "./homes.ts";

export class Order extends model(
  {
    label: f.char({ maxLength: 20 }),
    get lines() {
      return f.reverse(Line, "order");
    },
  },
  { table: newTable() },
) {}

/** Part of the key is a foreign key. */
export class Line extends model(
  {
    order: f.foreignKey(Order, { onDelete: "cascade" }),
    position: f.integer(),
    text: f.char({ maxLength: 20, default: "", blank: true }),
    count: f.integer({ default: 1 }),
    code: f.char({ maxLength: 20, unique: true, null: true }),
    pk: f.compositePrimaryKey("order", "position"),
    get notes() {
      return f.reverse(Note, "line");
    },
  },
  {
    table: newTable(),
    ordering: ["pk"],
  },
) {}

/** Refers to a model with such a key by a column that is unique there. */
export class Note extends model(
  {
    line: f.foreignKey(Line, { onDelete: "cascade", toField: "code" }),
    text: f.char({ maxLength: 20 }),
  },
  { table: newTable() },
) {}

export class Person extends model(
  {
    name: f.char({ maxLength: 20 }),
    get clubs() {
      return f.reverse(Club, "people");
    },
  },
  { table: newTable() },
) {}

export class Club extends model(
  {
    name: f.char({ maxLength: 20 }),
    get people() {
      return f.manyToMany(Person, { through: Membership });
    },
  },
  { table: newTable() },
) {}

/** Between two models, with nothing but its key and one value. */
export class Membership extends model(
  {
    person: f.foreignKey(Person, { onDelete: "cascade" }),
    club: f.foreignKey(Club, { onDelete: "cascade" }),
    role: f.char({ maxLength: 20, default: "member" }),
    pk: f.compositePrimaryKey("club", "person"),
  },
  { table: newTable() },
) {}

/** Nothing but a key. */
export class Pair extends model(
  { one: f.integer(), other: f.char({ maxLength: 20 }), pk: f.compositePrimaryKey("one", "other") },
  { table: newTable() },
) {}

/** Values that drivers and JavaScript write differently, as parts of a key. */
export class Reading extends model(
  {
    at: f.datetime(),
    day: f.date(),
    sensor: f.uuid(),
    level: f.decimal({ maxDigits: 8, decimalPlaces: 3 }),
    serial: f.bigInteger(),
    value: f.float({ null: true }),
    pk: f.compositePrimaryKey("at", "day", "sensor", "level", "serial"),
  },
  { table: newTable(), constraints: [unique({ name: "reading_value", fields: ["value"] })] },
) {}

/** Bytes as a part of a key, which MySQL does not take. */
export class Digest extends model(
  { bytes: f.binary(), size: f.integer(), pk: f.compositePrimaryKey("bytes", "size") },
  { table: newTable() },
) {}

const MODELS = [Order, Line, Note, Person, Club, Membership, Pair, Reading];

/** Calls `work` with a database that has the tables. */
export async function withOrders(
  kind: DatabaseKind,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  await withHome(kind, async (database) => {
    await createTables(...MODELS, ...(kind === "mysql" ? [] : [Digest]));
    await work(database);
  });
}

/** Two orders, of three lines and of one. */
export async function fillOrders(): Promise<{ first: Order; second: Order }> {
  const first = await Order.create({ label: "first" });
  const second = await Order.create({ label: "second" });
  await Line.bulkCreate([
    { order: first, position: 1, text: "a", code: "A" },
    { order: first, position: 2, text: "b", code: "B" },
    { order: first, position: 3, text: "c" },
    { order: second, position: 1, text: "d", code: "D" },
  ]);
  return { first, second };
}

/** The statements that `work` runs. */
export async function statementsIn(
  database: Database,
  work: () => PromiseLike<unknown> | unknown,
): Promise<string[]> {
  const seen: string[] = [];
  const stop = database.onStatement(({ sql }) => seen.push(sql));
  try {
    await work();
  } finally {
    stop();
  }
  return seen;
}
