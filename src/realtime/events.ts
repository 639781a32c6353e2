/** Named events with typed data and answers, over one WebSocket. */

import type { Socket } from "../app/socket.ts";
import type { MaybePromise } from "../http/handler.ts";
import {
  type Infer,
  type StandardSchema,
  validateStandard,
} from "../validation/standard-schema.ts";

/** What handles one event: the schema of its data, and a function whose value, unless undefined, is the answer. */
export interface EventHandler<S extends StandardSchema = StandardSchema> {
  data: S;
  run(data: Infer<S>, socket: Socket): MaybePromise<unknown>;
}

/**
 * Declares what handles an event; the schema types the data.
 *
 * @example
 * const move = on(object({ x: integer() }), ({ x }, socket) => ({ moved: x }));
 */
export function on<S extends StandardSchema>(
  data: S,
  run: EventHandler<S>["run"],
): EventHandler<S> {
  return { data, run };
}

/** A message of a client: `{"event":"move","data":{"x":1},"id":7}`; one with an id gets an answer with that id. */
interface ClientMessage {
  event: string;
  data?: unknown;
  id?: string | number;
}

/**
 * Serves events on a socket until the peer leaves.
 *
 * An answer is `{"id":7,"data":…}`, a fault `{"id":7,"error":{"code":…,"message":…}}`. What is no such message, an unknown event and data that the schema
 * refuses are answered with a fault; the conversation goes on.
 *
 * @example
 * app.websocket("/game", (socket) => serveEvents(socket, { move }));
 */
export async function serveEvents(
  socket: Socket,
  handlers: Readonly<Record<string, EventHandler>>,
): Promise<void> {
  for await (const text of socket) {
    const message = parse(text);
    if (message === undefined) {
      fault(socket, undefined, {
        code: "malformed",
        message: 'A message is JSON with an "event".',
      });
      continue;
    }
    await serveOne(socket, handlers, message);
  }
}

async function serveOne(
  socket: Socket,
  handlers: Readonly<Record<string, EventHandler>>,
  { event, data, id }: ClientMessage,
): Promise<void> {
  // The schema has checked the data before the function that it types is called.
  const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
  if (handler === undefined)
    return fault(socket, id, { code: "unknown-event", message: "There is no such event." });
  const checked = await validateStandard(handler.data, data);
  if (checked.issues !== undefined) {
    return fault(socket, id, {
      code: "invalid",
      message: "The data are not valid.",
      errors: checked.issues,
    });
  }
  const answer = await handler.run(checked.value, socket);
  if (id !== undefined) socket.sendJson({ id, data: answer ?? null });
}

function fault(
  socket: Socket,
  id: string | number | undefined,
  error: Record<string, unknown>,
): void {
  socket.sendJson(id === undefined ? { error } : { id, error });
}

function parse(text: string | Uint8Array): ClientMessage | undefined {
  try {
    const message: unknown = JSON.parse(
      typeof text === "string" ? text : new TextDecoder().decode(text),
    );
    const isMessage =
      typeof message === "object" &&
      message !== null &&
      typeof (message as ClientMessage).event === "string";
    return isMessage ? (message as ClientMessage) : undefined;
  } catch {
    return undefined;
  }
}
