/** `flagon/static`: files that are sent as they are. */
export { collectStatic } from "./collect.ts";
export type { Collected } from "./collect.ts";
export { StaticFiles, staticFiles, staticFilesOf, staticUrl } from "./extension.ts";
export type { StaticOptions } from "./extension.ts";
export { Manifest } from "./manifest.ts";
export { disposition, sendFile, sendFromFolder } from "./send-file.ts";
export type { SendFileOptions } from "./send-file.ts";
