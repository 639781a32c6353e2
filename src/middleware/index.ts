/** `flagon/middleware`: compression, conditional requests, cache headers, methods and visitors. */
export { cacheControl, neverCache, varyOn } from "./caching.ts";
export { compress } from "./compress.ts";
export type { CompressOptions } from "./compress.ts";
export { condition, conditional } from "./conditional.ts";
export type { ConditionOptions } from "./conditional.ts";
export type { Encoding } from "./encodings.ts";
export { blockAgents, preferWww, requireMethods } from "./visitors.ts";
