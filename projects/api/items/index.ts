/** The items: listed, read, made, changed, deleted. */

import { Blueprint } from "flagon";
import { integer, object, string } from "flagon/validation";
import { Paginator } from "flagon/views";
import { Item } from "./models.ts";

export const items = new Blueprint("items", { urlPrefix: "/items", folder: import.meta.dirname });
items.models(Item);

const NewItem = object({
  name: string({ minLength: 1, maxLength: 100 }),
  cents: integer({ min: 0 }).default(0),
});

const shown = ({ id, name, cents, createdAt }: Item) => ({ id, name, cents, createdAt });

items.get("/", { endpoint: "list" }, async (request) => {
  const page = await new Paginator(Item.all(), 20).page(request.query.get("page"));
  return { items: page.items.map(shown), count: page.count, pages: page.pageCount };
});

items.post("/", { endpoint: "create", body: NewItem }, async (request, { body }) => {
  const item = await Item.create(body);
  return [shown(item), 201, { Location: request.urlFor(".show", { id: item.id }) }];
});

items.get("/<int:id>", { endpoint: "show" }, async (_request, { id }) =>
  shown(await Item.getOr404({ id })),
);

items.put("/<int:id>", { endpoint: "replace", body: NewItem }, async (_request, { id, body }) => {
  const item = await Item.getOr404({ id });
  Object.assign(item, body);
  await item.save();
  return shown(item);
});

items.delete("/<int:id>", { endpoint: "remove" }, async (_request, { id }) => {
  await (await Item.getOr404({ id })).delete();
  return [null, 204];
});
