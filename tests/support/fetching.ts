/** Asks an app without a socket, as a browser on localhost would. */

import type { Flagon } from "flagon";

/** Sends a request to `app` and gives the web response. */
export function ask(app: Flagon, target: string, init: RequestInit = {}): Promise<Response> {
  return app.fetch(
    new Request(new URL(target, "http://localhost"), { redirect: "manual", ...init }),
  );
}

/** A JSON body with its header. */
export function jsonBody(value: unknown, method = "POST"): RequestInit {
  return { method, body: JSON.stringify(value), headers: { "content-type": "application/json" } };
}
