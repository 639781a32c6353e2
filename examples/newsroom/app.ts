/** The Harbour Gazette: a newspaper that does not exist, with more articles than anybody will read. */

import { Flagon } from "flagon";
import { database } from "flagon/database";
import { staticFiles } from "flagon/static";
import { news, notFoundPage } from "./news/index.ts";

/** SQLite beside the program, unless the environment names another database. */
export const databaseUrl =
  process.env["NEWSROOM_DATABASE_URL"] ?? `sqlite:///${import.meta.dirname}/newsroom.sqlite`;

/** Makes the app; tests give it a database of their own. */
export function createApp(url = databaseUrl): Flagon {
  const app = new Flagon({ folder: import.meta.dirname });
  app.install(database(url), staticFiles(), news);
  app.errorHandler(404, async (error, request) => [await notFoundPage(error, request), 404]);
  return app;
}
