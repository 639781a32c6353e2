/** The adapter for the conformance runner: one module for each area, re-exported. */
export { bindCase, buildCase, matchCase, routing } from "./routing.mjs";
