/** A small real site: the periodic table, with search, favourites, notes and an API, on embedded SQLite. */

import { join } from "node:path";
import { Flagon, type FlagonRequest, NotFound, redirect } from "flagon";
import { html, type SafeHtml } from "flagon/html";
import { csrf, csrfField } from "flagon/security";
import { sessions } from "flagon/sessions";
import { staticFiles, staticUrl } from "flagon/static";
import { integer, object, string } from "flagon/validation";
import { type Element, Elements } from "./database.ts";
import { details, layout, list, table } from "./pages.ts";

declare module "flagon/sessions" {
  interface SessionData {
    favourites?: string[];
    message?: string;
  }
}

const NewNote = object({
  author: string({ minLength: 1, maxLength: 40 }),
  text: string({ minLength: 1, maxLength: 500 }),
});
const Paging = object({
  limit: integer({ min: 1, max: 118 }).default(118),
  after: integer({ min: 0 }).default(0),
});

/** Makes the app; tests give it a database in memory. */
export function makeApp({
  database = join(import.meta.dirname, "instance", "elements.db"),
} = {}): Flagon {
  // The key signs the favourites of this example alone; a real site takes its own from FLAGON_SECRET_KEY.
  const app = new Flagon({
    folder: import.meta.dirname,
    config: { secretKey: "the-example-has-no-secrets-to-keep-0" },
  });
  const elements = new Elements(database);
  app.onStop(() => elements.close());
  app.install(sessions(), csrf(), staticFiles());
  addPages(app, elements);
  addForms(app, elements);
  addApi(app, elements);
  app.errorHandler(404, (error, request) =>
    page(
      request,
      "Not found",
      html`<h1>Not found</h1><p>${(error as Error).message}</p><p><a href="/">To the table</a></p>`,
    ),
  );
  return app;
}

function page(request: FlagonRequest, title: string, content: SafeHtml): SafeHtml {
  const { session } = request;
  const message = session.message;
  delete session.message;
  return layout(
    {
      title,
      css: staticUrl(request, "site.css"),
      favourites: session.favourites?.length ?? 0,
      message,
    },
    content,
  );
}

function addPages(app: Flagon, elements: Elements): void {
  app.get("/", (request) => page(request, "The periodic table", table(elements.all())));

  app.get("/elements/<symbol>", { endpoint: "element" }, (request, { symbol }) => {
    const element = getElement(elements, symbol);
    return page(
      request,
      element.name,
      details({
        element,
        before: elements.byNumber(element.number - 1),
        after: elements.byNumber(element.number + 1),
        notes: elements.notes(symbol),
        isFavourite: request.session.favourites?.includes(symbol) ?? false,
        csrf: csrfField(request),
      }),
    );
  });

  app.get("/search", (request) => {
    const text = (request.query.get("q") ?? "").trim().slice(0, 40);
    return page(
      request,
      `Search for ${text}`,
      list(`Search for “${text}”`, text === "" ? [] : elements.search(text), "Nothing was found."),
    );
  });

  app.get("/favourites", (request) => {
    const found = (request.session.favourites ?? []).flatMap(
      (symbol) => elements.find(symbol) ?? [],
    );
    return page(
      request,
      "Favourites",
      list("Your favourites", found, "You have none yet: open an element and give it a star."),
    );
  });
}

function addForms(app: Flagon, elements: Elements): void {
  app.post("/elements/<symbol>/favourite", (request, { symbol }) => {
    const { name } = getElement(elements, symbol);
    const { session } = request;
    const others = (session.favourites ?? []).filter((other) => other !== symbol);
    const isNew = others.length === (session.favourites?.length ?? 0);
    session.favourites = isNew ? [...others, symbol] : others;
    session.message = isNew
      ? `${name} is one of your favourites.`
      : `${name} is no favourite any more.`;
    return redirect(request.urlFor("element", { symbol }), 303);
  });

  app.post("/elements/<symbol>/notes", { body: NewNote }, (request, { symbol, body }) => {
    getElement(elements, symbol);
    elements.addNote(symbol, body);
    request.session.message = "Thank you for your note.";
    return redirect(request.urlFor("element", { symbol }), 303);
  });
}

function addApi(app: Flagon, elements: Elements): void {
  app.get("/api/elements", { query: Paging }, (_request, { query }) => {
    const rows = elements
      .all()
      .filter(({ number }) => number > query.after)
      .slice(0, query.limit);
    return { count: rows.length, results: rows };
  });
  app.get(
    "/api/elements/<int:number>",
    (_request, { number }) => elements.byNumber(number) ?? missing(`number ${number}`),
  );
  app.get("/api/elements.csv", async function* csv() {
    yield "number,symbol,name,mass\n";
    for (const { number, symbol, name, mass } of elements.all())
      yield `${number},${symbol},${name},${mass}\n`;
  });
}

function getElement(elements: Elements, symbol: string): Element {
  return elements.find(symbol) ?? missing(`symbol ${symbol}`);
}

function missing(what: string): never {
  throw new NotFound(`There is no element of ${what}.`);
}

export default makeApp();
