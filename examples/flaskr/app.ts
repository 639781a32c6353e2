/** Flaskr, the blog of Flask's tutorial: makes the app. */

import { Flagon } from "flagon";
import { messages } from "flagon/messages";
import { sessions } from "flagon/sessions";
import { instancePath, openInstanceFolder } from "flagon/settings";
import { staticFiles } from "flagon/static";
import { auth } from "./auth.ts";
import { blog } from "./blog.ts";
import { database } from "./db.ts";

/** Makes the app; tests give it settings, and then no file is read. */
export function createApp(testConfig?: Record<string, unknown>): Flagon {
  const root = import.meta.dirname;
  const app = new Flagon({
    folder: root,
    config: { secretKey: "dev", database: instancePath("flaskr.sqlite", { root }) },
  });
  if (testConfig === undefined) app.config.fromFile("instance/config.json", { silent: true });
  else app.config.fromObject(testConfig);
  openInstanceFolder({ root });

  app.get("/hello", () => "Hello, World!");
  app.install(database(), sessions(), messages(), staticFiles(), auth, blog);
  app.buildOnly("/", "index");
  return app;
}
