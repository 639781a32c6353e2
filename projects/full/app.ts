/** __Project__: the site, put together. */

import { Flagon } from "flagon";
import { database } from "flagon/database";
import { setTimeZone } from "flagon/db";
import { messages } from "flagon/messages";
import { sessions } from "flagon/sessions";
import { staticFiles } from "flagon/static";
import { pages } from "./pages/index.ts";
import { settings } from "./settings.ts";

/** Makes the app. Tests give it settings of their own. */
export function createApp(given: Partial<typeof settings> = {}): Flagon {
  const { databaseUrl, timeZone, ...config } = { ...settings, ...given };
  setTimeZone(timeZone);
  const app = new Flagon({ folder: import.meta.dirname, config });
  app.install(database(databaseUrl), sessions(), messages(), staticFiles());
  // What the site is made of: `npx flagon startapp blog` makes another part.
  app.install(pages);
  // While you work, an address that does not exist shows those that do; visitors get the page.
  app.errorHandler(
    404,
    async (error, request) =>
      (await app.missingPage(error, request)) ?? [await request.render("404.html"), 404],
  );
  return app;
}
