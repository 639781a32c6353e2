/** Bundles an app and Flagon's sources into one script for workerd, with types stripped by Node itself. */

import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { escapesByName } from "../../src/rendering/escaping.ts";
import { Environment } from "../../src/templates/environment.ts";
import { dictLoader } from "../../src/templates/loaders.ts";
import { TEMPLATES } from "./app.ts";
import { rollup } from "../../tools/bundle/node_modules/rollup/dist/es/rollup.js";

/** Writes the bundle of `from` to `to`; modules of Node stay imports. */
export async function bundleWorker(from, to) {
  const bundle = await rollup({
    input: from,
    external: /^node:/,
    treeshake: false,
    onwarn: () => {},
    plugins: [
      {
        name: "strip-types",
        load: (id) => (id.endsWith(".ts") ? stripTypeScriptTypes(readFileSync(id, "utf8")) : null),
      },
      {
        name: "precompile",
        resolveId: (id) => (id === "virtual:templates" ? "\0templates" : null),
        load: (id) => (id === "\0templates" ? compiled() : null),
      },
      // Only Node's server wants this package, and that is never started here.
      {
        name: "without-ws",
        resolveId: (id) => (id === "ws" ? "\0ws" : null),
        load: (id) => (id === "\0ws" ? "export class WebSocketServer {}" : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true });
  writeFileSync(to, output[0].code);
}

/** Compiles the templates of the app as the app's own environment would. */
function compiled() {
  const loader = dictLoader(TEMPLATES);
  return new Environment({ loader, autoescape: escapesByName }).precompile();
}
