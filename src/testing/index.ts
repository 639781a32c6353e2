/** `flagon/testing`: asks an app without a socket, stops the clock, catches logs, changes settings. */
export { testClient, TestClient, requestFor } from "./client.ts";
export type { ClientRequestOptions, TestClientOptions } from "./client.ts";
export { freezeTime } from "./clock.ts";
export type { ClockStep, FrozenClock } from "./clock.ts";
export { CookieJar } from "./cookie-jar.ts";
export type { HeldCookie } from "./cookie-jar.ts";
export { assertHtmlEqual, normalizeHtml } from "./html.ts";
export { liveServer } from "./live-server.ts";
export type { LiveServer } from "./live-server.ts";
export { captureLogs } from "./logs.ts";
export type { CapturedLogs, LogQuery } from "./logs.ts";
export { Reply } from "./reply.ts";
export type { RenderedTemplate } from "./reply.ts";
export type { FieldValue, FieldValues, TestFile, TestRequestOptions } from "./request-options.ts";
export { overrideSettings } from "./settings.ts";
export { TestSocket } from "./socket.ts";
export type { SocketEnd, TestSocketOptions } from "./socket.ts";
