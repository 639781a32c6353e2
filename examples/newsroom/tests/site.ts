/** The newsroom as its tests have it: migrated, with a few hundred articles, on SQLite in memory or on a database of its own on PostgreSQL. */

import { callCommand } from "flagon/cli";
import { connect } from "flagon/db";
import { testClient, type TestClient } from "flagon/testing";
import { createApp } from "../app.ts";
import { fill } from "../news/generator.ts";

const SERVER = process.env["FLAGON_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";

/** The instant of the newest article. */
export const UNTIL = new Date("2026-11-20T12:00:00Z");

export const ARTICLES = 400;

/** A newsroom that is ready, and what closes it. */
export interface Site {
  client: TestClient;
  close: () => Promise<void>;
}

/** Opens a newsroom. */
export async function openSite(kind: "sqlite" | "postgres"): Promise<Site> {
  const name = `newsroom_${process.pid}`;
  if (kind === "postgres") await onServer(`CREATE DATABASE ${name}`);
  const url = kind === "sqlite" ? "sqlite::memory:" : SERVER.replace(/\/[^/]*$/, `/${name}`);
  const app = createApp(url);
  await app.start();
  await callCommand(app, "migrate");
  await fill({ articles: ARTICLES, until: UNTIL });
  return {
    client: testClient(app, { raiseErrors: false }),
    async close() {
      await app.stop();
      if (kind === "postgres") await onServer(`DROP DATABASE ${name}`);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const databases = connect(SERVER);
  try {
    await databases.get().script([statement]);
  } finally {
    await databases.close();
  }
}
