/** What `flagon testserver` does. */

import { counted } from "../data/meter.ts";
import type { CommandContext } from "../../app/command.ts";
import { loadFixtures } from "../../db/fixtures/index.ts";
import { fixtureFolders } from "../data/folders.ts";
import { PreparedDatabases } from "./prepared.ts";

/** What the command is given. */
export interface TestServerValues {
  fixtures: string[];
  port: number | undefined;
  host: string | undefined;
}

/** Serves the app on a database for tests until the program is interrupted. */
export async function serve(
  { fixtures, port, host }: TestServerValues,
  { app, print, signal }: CommandContext,
): Promise<void> {
  const prepared = new PreparedDatabases(app, { suffix: "_server" });
  prepared.reserve();
  await prepared.open();
  try {
    if (fixtures.length > 0) {
      const { rows } = await loadFixtures(fixtures, { folders: fixtureFolders(app) });
      print(`${counted(rows, "row")} loaded.`);
    }
    const server = await app.run({
      banner: false,
      handleSignals: false,
      ...(port !== undefined && { port }),
      ...(host !== undefined && { host }),
    });
    print(`Serving on ${server.url}`);
    print("What is written is gone when it ends: Ctrl-C.");
    await interrupted(signal);
    await server.close();
  } finally {
    await prepared.release();
  }
}

/** Waits for Ctrl-C, or for who ends programs. */
function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.off("SIGTERM", end);
      resolve();
    };
    process.once("SIGTERM", end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
