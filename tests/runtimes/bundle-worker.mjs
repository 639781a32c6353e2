/** Bundles an app and Flagon's sources into one script for workerd, with types stripped by Node itself. */

import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
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
    ],
  });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true });
  writeFileSync(to, output[0].code);
}
