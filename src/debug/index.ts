/** `flagon/debug`: error pages with source, variables and a console, for debug mode. */
export { debugPages } from "./extension.ts";
export type { DebugPagesOptions } from "./extension.ts";
export type { Report, ReportedError, ReportFrame, Row, Section } from "./report.ts";
