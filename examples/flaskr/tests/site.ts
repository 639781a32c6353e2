/** What the tests share: an app on a database of its own, and a visitor who can log in. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Flagon } from "flagon";
import { type Reply, testClient, type TestClient } from "flagon/testing";
import { hashPassword } from "flagon/signing";
import { createApp } from "../app.ts";
import { initDb } from "../db.ts";

const hashed = await hashPassword("test");

/** Two users and a post of the first. */
const DATA = `
  INSERT INTO user (username, password) VALUES ('test', '${hashed}'), ('other', '${hashed}');
  INSERT INTO post (title, body, author_id, created)
    VALUES ('test title', 'test' || char(10) || 'body', 1, '2018-01-01 00:00:00');
`;

/** An app with its data. */
export class Site {
  readonly app: Flagon;
  readonly client: TestClient;

  constructor() {
    const database = join(mkdtempSync(join(tmpdir(), "flaskr-")), "flaskr.sqlite");
    this.app = createApp({ testing: true, database });
    this.client = testClient(this.app);
    initDb(this.app);
    this.query(DATA);
  }

  login(username = "test", password = "test"): Promise<Reply> {
    return this.client.post("/auth/login", { form: { username, password } });
  }

  logout(): Promise<Reply> {
    return this.client.get("/auth/logout");
  }

  /** Runs statements on the database. */
  query(sql: string): void {
    const db = new DatabaseSync(this.app.config.database);
    db.exec(sql);
    db.close();
  }

  /** Gives the first row of a question to the database. */
  row(sql: string, ...values: string[]): Record<string, unknown> | undefined {
    const db = new DatabaseSync(this.app.config.database);
    const found = db.prepare(sql).get(...values);
    db.close();
    return found;
  }
}
