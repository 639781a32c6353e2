/** A process that writes to a file of SQLite with twenty transactions at once; it fails when one of them does. */

import { setTimeout as wait } from "node:timers/promises";
import { openDatabases } from "../../src/db/connections.ts";
import { read, write } from "./databases.ts";

const database = openDatabases({
  default: { kind: "sqlite", path: process.argv[2]!, busyTimeoutMs: 20_000 },
}).get();

const addFive = async (): Promise<void> => {
  for (let round = 0; round < 5; round++)
    await database.transaction(async () => {
      const [[n]] = (await read(database, "SELECT n FROM t")) as [[number]];
      if (round === 2) await wait(1);
      await write(database, "UPDATE t SET n = ?", n + 1);
    });
};

await Promise.all(Array.from({ length: 20 }, addFive));
await database.close();
