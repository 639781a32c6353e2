/** The database: one handle for each request, and the command that makes the tables. */

import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { command, type Extension, type Flagon, type FlagonRequest } from "flagon";

declare module "flagon" {
  interface Settings {
    /** The file of the database. */
    database: string;
  }
  interface RequestState {
    db?: DatabaseSync;
  }
}

/** Gives the database of this request; it is opened when it is first asked for. */
export function getDb(request: FlagonRequest): DatabaseSync {
  return (request.state.db ??= new DatabaseSync(request.app.config.database, { timeout: 5000 }));
}

/** Makes the tables anew; what was in them is gone. */
export function initDb(app: Flagon): void {
  const db = new DatabaseSync(app.config.database);
  db.exec(readFileSync(new URL("schema.sql", import.meta.url), "utf8"));
  db.close();
}

/** Closes the handle after each request, and adds the command `init-db`. */
export function database(): Extension {
  return {
    name: "database",
    install(app) {
      app.teardownRequest((_error, request) => request.state.db?.close());
      app.command(
        command("init-db", {
          help: "Clears the existing data and makes new tables.",
          run: (_values, { print }) => {
            initDb(app);
            print("Initialized the database.");
          },
        }),
      );
    },
  };
}
