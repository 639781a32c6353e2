/** Streams of events and of records: Server-Sent Events and JSON lines. */

import { FlagonResponse } from "../http/response.ts";
import type { FlagonRequest } from "./request.ts";

/** One event. Text in `data` is sent as it is, everything else as JSON. */
export interface ServerEvent {
  data: unknown;
  /** The event's name; listeners of `message` get those without one. */
  event?: string;
  /** Sent back by the browser as `Last-Event-ID` when it connects again. */
  id?: string | number;
  /** How long the browser waits before it connects again, in milliseconds. */
  retryMs?: number;
}

/** Options of {@link eventStream}. */
export interface EventStreamOptions {
  /** Sends a comment after so much silence, so that proxies keep the connection. Default 15; 0 never. */
  heartbeatSeconds?: number;
}

/**
 * Answers with Server-Sent Events from an async iterable, which ends when the client leaves.
 *
 * @example
 * app.get("/clock", (request) => eventStream(request, async function* () {
 *   for (let id = Number(request.header("last-event-id") ?? 0); ; id++) {
 *     yield { id, event: "tick", data: { at: new Date() } };
 *     await new Promise((resolve) => setTimeout(resolve, 1000));
 *   }
 * }));
 * @see WHATWG HTML, server-sent events
 */
export function eventStream(
  request: FlagonRequest,
  source: AsyncIterable<ServerEvent> | ((request: FlagonRequest) => AsyncIterable<ServerEvent>),
  { heartbeatSeconds = 15 }: EventStreamOptions = {},
): FlagonResponse {
  const events = typeof source === "function" ? source(request) : source;
  const response = FlagonResponse.ofType(
    "text/event-stream; charset=utf-8",
    pieces(events, heartbeatSeconds * 1000),
  );
  response.headers.setTrusted("cache-control", "no-store");
  // nginx gathers answers unless it is told not to.
  response.headers.setTrusted("x-accel-buffering", "no");
  return response;
}

/** Writes one event; line ends in `data` make lines of `data:`, elsewhere they are dropped, so that no value can forge an event. */
export function formatEvent({ data, event, id, retryMs }: ServerEvent): string {
  let text = "";
  if (event !== undefined) text += `event: ${oneLine(event)}\n`;
  if (id !== undefined) text += `id: ${oneLine(String(id))}\n`;
  if (retryMs !== undefined) text += `retry: ${Math.round(retryMs)}\n`;
  const lines = (typeof data === "string" ? data : JSON.stringify(data)).split(/\r\n|\r|\n/);
  return `${text}${lines.map((line) => `data: ${line}\n`).join("")}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, "");
}

async function* pieces(
  events: AsyncIterable<ServerEvent>,
  heartbeatMs: number,
): AsyncGenerator<string, void> {
  // The first piece opens the connection at once, however long the first event takes.
  yield ": connected\n\n";
  const iterator = events[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const result = heartbeatMs > 0 ? await within(next, heartbeatMs) : await next;
      if (result === undefined) {
        yield ": still here\n\n";
        continue;
      }
      if (result.done === true) return;
      yield formatEvent(result.value);
      next = iterator.next();
    }
  } finally {
    // Not awaited: a source that waits for something may only end once that has come.
    iterator.return?.(undefined).then(undefined, () => {});
  }
}

/** Gives what a promise gives, or undefined after a while. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Answers with one JSON value a line, each sent as it comes.
 *
 * @example
 * app.get("/rows", () => jsonLines(rows()));
 * @see ndjson
 */
export function jsonLines(source: AsyncIterable<unknown> | Iterable<unknown>): FlagonResponse {
  return FlagonResponse.ofType("application/x-ndjson; charset=utf-8", lines(source));
}

async function* lines(
  source: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<string, void> {
  for await (const value of source) yield `${JSON.stringify(value)}\n`;
}
