/** `flagon`: the micro-core. */
export { FlagonError } from "./base/errors.ts";
export type { FlagonErrorDetails } from "./base/errors.ts";
