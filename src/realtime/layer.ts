/** How broadcasts reach the other processes of a site: the contract, and layers for one process and for Redis. */

import type { MaybePromise } from "../http/handler.ts";

/** A broadcast on its way. */
export interface Broadcast {
  room: string;
  /** Text, or bytes as base64. */
  data: { text: string } | { base64: string };
}

/** Carries broadcasts to every process, the sender's included. */
export interface ChannelLayer {
  /** Starts to listen; `deliver` is called for each broadcast of any process. */
  open(deliver: (broadcast: Broadcast) => void): MaybePromise<void>;
  /** Sends a broadcast to all processes. */
  publish(broadcast: Broadcast): MaybePromise<void>;
  /** Stops to listen. */
  close(): MaybePromise<void>;
}

/** Carries broadcasts within one process. */
export function memoryLayer(): ChannelLayer {
  let deliver: ((broadcast: Broadcast) => void) | undefined;
  return {
    open(callback) {
      deliver = callback;
    },
    publish(broadcast) {
      deliver?.(broadcast);
    },
    close() {
      deliver = undefined;
    },
  };
}

/** The part of a client of the `redis` package that is used. */
export interface RedisClient {
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  duplicate(): RedisClient;
  publish(channel: string, message: string): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  close(): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
}

/** Options of {@link redisLayer}. */
export interface RedisLayerOptions {
  /** A client of the `redis` package (version 5 or newer): `createClient({ url })`. */
  client: RedisClient;
  /** Keeps sites apart that share a Redis. Default `flagon`. */
  prefix?: string;
  /** Is told of a lost connection, which the client mends by itself. Default: the standard error output. */
  onError?: (error: unknown) => void;
}

/**
 * Carries broadcasts between processes by Redis.
 *
 * Delivery is at most once: what is sent while Redis is away is lost, as with any publish and subscribe.
 *
 * @example
 * import { createClient } from "redis";
 * app.install(rooms({ layer: redisLayer({ client: createClient({ url: "redis://127.0.0.1:6379" }) }) }));
 */
export function redisLayer({
  client,
  prefix = "flagon",
  onError = console.error,
}: RedisLayerOptions): ChannelLayer {
  const channel = `${prefix}:rooms`;
  const listener = client.duplicate();
  client.on("error", onError);
  listener.on("error", onError);
  return {
    async open(deliver) {
      if (!client.isOpen) await client.connect();
      await listener.connect();
      await listener.subscribe(channel, (message) => deliver(JSON.parse(message) as Broadcast));
    },
    async publish(broadcast) {
      await client.publish(channel, JSON.stringify(broadcast));
    },
    async close() {
      await listener.close();
      if (client.isOpen) await client.close();
    },
  };
}
