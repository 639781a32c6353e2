/** What the types of apps and routes let through, and what they refuse. */

import { Blueprint, Flagon, type Middleware } from "flagon";
import { integer, object, string } from "flagon/validation";
import { z } from "zod";

const app = new Flagon();

// The rule types the params.
const user = app.get(
  "/users/<int:id>/<any(a, b):kind>/<path:rest>",
  (_request, { id, kind, rest }) => {
    const number: number = id;
    const either: "a" | "b" = kind;
    const text: string = rest;
    return { number, either, text };
  },
);
user.url({ id: 1, kind: "a", rest: "x" });
// @ts-expect-error -- an id is a number
user.url({ id: "1", kind: "a", rest: "x" });
// @ts-expect-error -- a param is missing
user.url({ id: 1, kind: "a" });
// @ts-expect-error -- there is no such param
app.get("/users/<int:id>", (_request, { idd }) => idd);

// A rule without params asks for none.
app.get("/", () => "hi").url();

// A view that returns nothing does not compile.
// @ts-expect-error -- a forgotten return
app.get("/nothing", () => {});
// @ts-expect-error -- a forgotten return in an async view
app.get("/nothing", async () => {});

// What is checked is typed by its schema, of any library.
const Book = object({ title: string(), year: integer() });
app.post(
  "/books/<slug:shelf>",
  { body: Book, query: z.object({ page: z.coerce.number() }) },
  (_request, { shelf, body, query }) => {
    const shelfName: string = shelf;
    const year: number = body.year;
    const page: number = query.page;
    // @ts-expect-error -- the schema has no such field
    void body.author;
    return { shelfName, year, page };
  },
);

// Defaults are params too, and a blueprint's prefix gives its own.
const shop = new Blueprint("shop", { urlPrefix: "/<lang>/shop" });
shop.get("/<int:id>", { defaults: { page: 1 } }, (_request, { lang, id, page }) => {
  const language: string = lang;
  const sum: number = id + page;
  return { language, sum };
});

// Regular expressions give text by the names of their groups.
app.get(/^\/archive\/(?<year>\d{4})$/, (_request, { year }) => year ?? "none");

// Middleware turns a handler into a handler.
const plain: Middleware = (next) => (request) => next(request);
app.use(plain);
// @ts-expect-error -- this one gives no handler
app.use(() => "text");

// Settings are known by name.
export const tuned = new Flagon({ config: { debug: true, limits: { jsonBytes: 10 } } });
// @ts-expect-error -- debug is a boolean
export const wrong = new Flagon({ config: { debug: "yes" } });

// Errors are handled with their own type.
class TooExpensive extends Error {
  price = 7;
}
app.errorHandler(TooExpensive, (error) => `costs ${error.price}`);
