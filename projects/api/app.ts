/** __Project__: a JSON API over one table. */

import { Flagon } from "flagon";
import { database } from "flagon/database";
import { items } from "./items/index.ts";

/** Makes the app; tests give it a database of their own. */
export function createApp(url = process.env["DATABASE_URL"] ?? "sqlite:///site.db"): Flagon {
  const app = new Flagon({ folder: import.meta.dirname });
  app.install(database(url), items);
  app.get("/", { endpoint: "index" }, (request) => ({ items: request.urlFor("items.list") }));
  return app;
}
