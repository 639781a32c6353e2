/** Rooms: sockets that hear what is said in them, wherever it is said. */

import type { Flagon } from "../app/app.ts";
import type { Extension } from "../app/extension.ts";
import type { Socket, SocketMessage } from "../app/socket.ts";
import { FlagonError } from "../base/errors.ts";
import { type Broadcast, type ChannelLayer, memoryLayer } from "./layer.ts";

/** Options of {@link rooms}. */
export interface RoomsOptions {
  /** Carries broadcasts to other processes. Default: this process alone. */
  layer?: ChannelLayer;
}

/** The rooms of an app. */
export class Rooms {
  readonly #members = new Map<string, Set<Socket>>();
  readonly #layer: ChannelLayer;

  constructor(layer: ChannelLayer) {
    this.#layer = layer;
  }

  /** Lets a socket hear a room until it leaves or its conversation ends. Gives the function that leaves. */
  join(room: string, socket: Socket): () => void {
    let members = this.#members.get(room);
    if (members === undefined) this.#members.set(room, (members = new Set()));
    members.add(socket);
    const leave = (): void => this.#leave(room, socket);
    socket.onClose(leave);
    return leave;
  }

  /** Says something in a room, to the sockets of all processes. It may be called from views, hooks, tasks and commands. */
  async broadcast(room: string, message: SocketMessage): Promise<void> {
    const data =
      typeof message === "string"
        ? { text: message }
        : { base64: Buffer.from(message).toString("base64") };
    await this.#layer.publish({ room, data });
  }

  /** Says a value as JSON. */
  broadcastJson(room: string, value: unknown): Promise<void> {
    return this.broadcast(room, JSON.stringify(value));
  }

  /** The number of sockets of this process in a room. */
  size(room: string): number {
    return this.#members.get(room)?.size ?? 0;
  }

  /** Hands a broadcast to the sockets of this process. For the layer. */
  deliver({ room, data }: Broadcast): void {
    const members = this.#members.get(room);
    if (members === undefined) return;
    const message = "text" in data ? data.text : new Uint8Array(Buffer.from(data.base64, "base64"));
    for (const socket of members) socket.send(message);
  }

  #leave(room: string, socket: Socket): void {
    const members = this.#members.get(room);
    members?.delete(socket);
    if (members?.size === 0) this.#members.delete(room);
  }
}

/**
 * Gives an app rooms for its WebSockets.
 *
 * @example
 * app.install(rooms());
 * app.websocket("/chat/<room>", async (socket, { room }) => {
 *   roomsOf(app).join(room, socket);
 *   for await (const message of socket) await roomsOf(app).broadcast(room, message);
 * });
 */
export function rooms({ layer = memoryLayer() }: RoomsOptions = {}): Extension {
  const all = new Rooms(layer);
  return {
    name: "rooms",
    install(app) {
      app.extensions.set("rooms-of", all);
    },
    onStart: () => layer.open((broadcast) => all.deliver(broadcast)),
    onStop: () => layer.close(),
  };
}

/**
 * Gives the rooms of an app.
 *
 * @throws FlagonError `realtime.not-installed`
 */
export function roomsOf(app: Flagon): Rooms {
  const all = app.extensions.get("rooms-of");
  if (all instanceof Rooms) return all;
  throw new FlagonError("The app has no rooms.", {
    code: "realtime.not-installed",
    where: "roomsOf(app)",
    mend: "Install the extension: app.install(rooms()).",
  });
}
