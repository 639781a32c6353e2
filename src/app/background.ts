/** Errors that nobody awaits: logged once with the request they came from, and the process lives. */

import type { Flagon } from "./app.ts";
import { currentContext } from "./context.ts";

const served = new Set<Flagon>();

/**
 * Keeps rejections and exceptions that belong to no answer from ending the process, for as long as an app serves.
 *
 * A forgotten `await` in one view must not cut the answers of everybody else. Where `flagon/globals` is loaded the record has the id, the
 * method and the path of the request that began it.
 *
 * @returns a function that ends it.
 */
export function surviveBackgroundErrors(app: Flagon): () => void {
  if (served.size === 0) {
    process.on("uncaughtException", onException);
    process.on("unhandledRejection", onRejection);
  }
  served.add(app);
  return () => {
    served.delete(app);
    if (served.size > 0) return;
    process.off("uncaughtException", onException);
    process.off("unhandledRejection", onRejection);
  };
}

function onException(error: unknown): void {
  report(error, "An exception was thrown where nobody could catch it.");
}

function onRejection(error: unknown): void {
  report(error, "A promise was rejected and nobody awaited it.");
}

function report(error: unknown, what: string): void {
  const request = currentContext.storage?.getStore();
  const app = request?.app ?? [...served][0]!;
  const fields =
    request === undefined
      ? {}
      : { requestId: request.id, method: request.method, path: request.rawPath };
  try {
    app.logger.named("flagon.background").error({ ...fields, error }, what);
  } catch {
    // A log that fails must not bring the error back.
  }
}
