/** What tests say of messages. */

import type { FlagonRequest } from "../app/request.ts";
import { FlagonError } from "../base/errors.ts";

/** A reply of the test client, or whatever else knows its request. */
export interface HasRequest {
  readonly request: FlagonRequest | undefined;
}

/**
 * Throws unless a request flashed or showed exactly these messages, in this order.
 *
 * @throws FlagonError `messages.assertion`
 * @example
 * assertMessages(await client.post("/save"), [["success", "Saved."]]);
 */
export function assertMessages(
  { request }: HasRequest,
  expected: readonly (readonly [level: string, text: string])[],
): void {
  const all = request?.findExtra("messages")?.all ?? [];
  const actual = all.map(({ level, text }) => [level, String(text)]);
  const [said, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (said === wanted) return;
  throw new FlagonError(`The messages are ${said} and not ${wanted}.`, {
    code: "messages.assertion",
    where: `${request?.method ?? "a request"} ${request?.path ?? "without an answer"}`,
    mend: "Look at what the view flashes, at its level, and at the app's minLevel.",
  });
}
