/** Starts `flagon run` with what the fault harness says in its own variables. */

import { join } from "node:path";
import { main } from "flagon/cli";

const { PORT, HOST, WORKERS, KEEPALIVE_MS, GRACE_MS, UPLOAD_DIR } = process.env;

/** Settings that the harness may leave at their defaults. */
const settings = {
  FLAGON_TIMEOUTS__KEEP_ALIVE_MS: KEEPALIVE_MS,
  FLAGON_TIMEOUTS__SHUTDOWN_MS: GRACE_MS,
  TMPDIR: UPLOAD_DIR,
};
for (const [name, value] of Object.entries(settings))
  if (value !== undefined) process.env[name] = value;

const words = {
  app: join(import.meta.dirname, "app.ts"),
  port: PORT ?? "5000",
  host: HOST ?? "127.0.0.1",
  workers: WORKERS ?? "1",
  health: "/healthz",
};
process.exitCode = await main([
  "run",
  ...Object.entries(words).map(([name, value]) => `--${name}=${value}`),
]);
