/** `flagon/realtime`: rooms and events over WebSockets. */
export { on, serveEvents } from "./events.ts";
export type { EventHandler } from "./events.ts";
export { memoryLayer, redisLayer } from "./layer.ts";
export type { Broadcast, ChannelLayer, RedisClient, RedisLayerOptions } from "./layer.ts";
export { Rooms, rooms, roomsOf } from "./rooms.ts";
export type { RoomsOptions } from "./rooms.ts";
