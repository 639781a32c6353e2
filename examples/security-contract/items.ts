/** What visitors ask of the database: lists and searches, one-time codes, counters. */

import { Blueprint, NotFound } from "flagon";
import { count, createTables, f, F, jsonText, model } from "flagon/db";
import { integer, object, string } from "flagon/validation";

/** Who owns items; the password must never be seen. */
export class Owner extends model({
  name: f.char({ maxLength: 50, unique: true }),
  password: f.char({ maxLength: 100 }),
}) {}

/** What is listed. */
export class Item extends model({
  name: f.char({ maxLength: 50 }),
  owner: f.foreignKey(Owner, { onDelete: "cascade" }),
  isPublic: f.boolean({ default: true }),
  meta: f.json({ default: () => ({}) }),
}) {
  static listed() {
    return this.filter({ isPublic: true });
  }
}

/** A code that can be used once. */
export class Code extends model({ code: f.char({ maxLength: 50, unique: true }) }) {}
/** A key that there is once. */
export class Key extends model({ key: f.char({ maxLength: 50, unique: true }) }) {}
/** A number that goes up. */
export class Counter extends model({ n: f.integer({ default: 0 }) }) {}

/** Makes the tables and the rows of the contract. */
export async function fillItems(): Promise<void> {
  await createTables(Owner, Item, Code, Key, Counter);
  const owner = await Owner.create({ name: "alice", password: "HASHMARK-items" });
  const names = Array.from({ length: 25 }, (_, at) => `item-${String(at + 1).padStart(2, "0")}`);
  await Item.bulkCreate(names.map((name) => ({ name, ownerId: owner.id })));
  await Item.create({ name: "hidden-item", owner, isPublic: false });
  await Counter.create({});
}

/** The orders of the list; another one is as good as none. */
const ORDERS = ["id", "-id", "name", "-name"] as const;

const Listing = object({
  name: string({ maxLength: 100 }).optional(),
  name__contains: string({ maxLength: 100 }).optional(),
  id: integer({ min: 1, max: 2 ** 31 - 1 }).optional(),
  order: string({ maxLength: 100 }).optional(),
  page: integer({ min: 1, max: 1_000_000 }).default(1),
  page_size: integer({ min: 1, max: 100 }).default(10),
});
const Search = object({
  where: object({ name: string({ maxLength: 100 }), id: integer().optional() }),
});
const Word = string({ minLength: 1, maxLength: 50, pattern: /^\w+$/ });

/** The routes. */
export function items(): Blueprint<string> {
  const blueprint = new Blueprint("items");
  blueprint.models(Owner, Item, Code, Key, Counter);
  addLists(blueprint);
  addRaces(blueprint);
  return blueprint;
}

function addLists(blueprint: Blueprint<string>): void {
  blueprint.get("/api/items", { query: Listing }, async (_request, { query }) => {
    const { order, page, page_size, ...where } = query;
    const found = Item.listed().filter(where);
    const results = await found
      .orderBy(ORDERS.find((known) => known === order) ?? "id")
      .values("id", "name")
      .slice((page - 1) * page_size, page * page_size);
    return { count: await found.count(), results };
  });
  blueprint.get("/api/items/<int:id>", async (_request, { id }) => {
    const item = await Item.listed().find({ id });
    if (item === undefined) throw new NotFound();
    return { id: item.id, name: item.name };
  });
  const json = { csrf: false, bodyType: "json" } as const;
  blueprint.post("/api/search", { ...json, body: Search }, async (_request, { body }) => ({
    count: await Item.listed().filter(body.where).count(),
  }));
  const alias = { ...json, body: object({ alias: Word }) };
  blueprint.post("/api/alias", alias, async (_request, { body }) => ({
    row: await Item.listed().aggregate({ [body.alias]: count("*") }),
  }));
  const key = { ...json, body: object({ key: string({ maxLength: 200 }) }) };
  blueprint.post("/api/jsonkey", key, async (_request, { body }) => ({
    count: await Item.listed()
      .annotate({ found: jsonText("meta", body.key) })
      .filter({ found: "x" })
      .count(),
  }));
}

function addRaces(blueprint: Blueprint<string>): void {
  const code = {
    csrf: false,
    body: object({ code: string({ maxLength: 50 }).optional() }),
  } as const;
  blueprint.post("/once/new", code, async () => ({
    code: (await Code.create({ code: crypto.randomUUID() })).code,
  }));
  blueprint.post("/once", code, async (_request, { body }) => {
    const [used] = await Code.filter({ code: body.code ?? "" }).delete();
    return used === 1 ? { ok: true } : ["no such code", 400];
  });
  const key = { csrf: false, body: object({ key: string({ maxLength: 50 }) }) } as const;
  blueprint.post("/unique", key, async (_request, { body }) => {
    const [, created] = await Key.getOrCreate({ key: body.key });
    return { created };
  });
  blueprint.get("/api/counter", async () => ({ n: (await Counter.get({ id: 1 })).n }));
  blueprint.post("/api/counter", { csrf: false, body: object({}) }, async () => {
    await Counter.filter({ id: 1 }).update({ n: F("n").plus(1) });
    return { n: (await Counter.get({ id: 1 })).n };
  });
}
