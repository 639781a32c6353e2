/** A real server for the length of a test: for browsers and clients that need a port. */

import type { Flagon } from "../app/app.ts";

/** A server that a test started. */
export interface LiveServer {
  /** Where it answers: `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  /** Stops the server, then the app. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves an app on a free port of this machine.
 *
 * @example
 * const server = await liveServer(app);
 * await page.goto(`${server.url}/login`);
 * await server.close();
 */
export async function liveServer(
  app: Flagon,
  { port = 0 }: { port?: number } = {},
): Promise<LiveServer> {
  const server = await app.run({ port, host: "127.0.0.1", banner: false, handleSignals: false });
  const close = async (): Promise<void> => {
    await server.close({ graceMs: 500 });
    await app.stop();
  };
  return { url: server.url, port: server.port, close, [Symbol.asyncDispose]: close };
}
