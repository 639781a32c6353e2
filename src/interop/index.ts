/** `flagon/interop`: Node's handlers and Express's middleware in a Flagon app, and a Flagon app in theirs. */
export { fromExpress } from "./express.ts";
export type { ExpressMiddleware } from "./express.ts";
export { fromNodeHandler, toNodeHandler } from "./node-handler.ts";
export type { NodeHandler } from "./node-handler.ts";
