/** Serves the app on Node, Bun or Deno and prints its port. */

import { makeApp } from "./app.ts";

const server = await makeApp().run({ port: 0, banner: false, handleSignals: false });
console.log(`PORT ${server.port}`);
