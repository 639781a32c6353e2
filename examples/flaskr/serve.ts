/** What `npm start` of the repository serves: Flaskr, whose key and database are made at the first start. */

import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { instancePath, openInstanceFolder } from "flagon/settings";
import { createApp } from "./app.ts";
import { initDb } from "./db.ts";

const WELCOME = `INSERT INTO user (username, password) VALUES ('flaskr', 'nobody can log in with this');
  INSERT INTO post (title, body, author_id) VALUES ('Welcome to Flaskr', 'This is the blog of the tutorial (docs/tutorial.md): one SQLite file, a few TypeScript files and templates.

Register, log in, and write the next post.', 1)`;

const root = import.meta.dirname;
openInstanceFolder({ root });
const settings = instancePath("config.json", { root });
if (!existsSync(settings)) {
  const secretKey = randomBytes(32).toString("hex");
  writeFileSync(settings, JSON.stringify({ secretKey }), { mode: 0o600 });
}

const app = createApp();

app.onStart(() => {
  if (existsSync(app.config.database)) return;
  initDb(app);
  const db = new DatabaseSync(app.config.database);
  db.exec(WELCOME);
  db.close();
});

export default app;
