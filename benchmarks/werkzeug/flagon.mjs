/** The adapter for the conformance runner: one module for each area, re-exported. */
export { bindCase, buildCase, matchCase, routing } from "./routing.mjs";
export * as form from "./form.mjs";
export * as http from "./http.mjs";
export { interop } from "./interop.mjs";
