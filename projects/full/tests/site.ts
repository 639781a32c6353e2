/** The site as the tests have it: with a database in memory and a key of its own. */

import { testClient } from "flagon/testing";
import { createApp } from "../app.ts";

export const app = createApp({ databaseUrl: "sqlite::memory:", secretKey: "for the tests alone" });

export const client = testClient(app, { raiseErrors: false });
