/** Lets Vitest load Flagon from its sources, as the other tests do. */
import { defineConfig } from "vitest/config";

const conditions = ["flagon-source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["*.vitest.ts"] },
});
