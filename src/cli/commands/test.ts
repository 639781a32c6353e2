/** `flagon test`: runs the project's tests with Node's own runner. */

import { tool } from "../tool.ts";

export const test = tool("test", {
  help: "Runs the tests of the project, or of the folders and files named. What follows `--` goes to `node --test`.",
  arguments: {
    paths: { multiple: true, required: false, help: "Folders, files, or names of folders below." },
  },
  options: {
    watch: { type: "boolean", help: "Runs them again when files change." },
    only: { help: "Only tests whose names match this pattern." },
    tag: {
      multiple: true,
      help: 'Only tests with this tag: `it(…, { tags: ["slow"] }, …)`. Of several, any. Node 26.',
    },
    excludeTag: { multiple: true, help: "Leaves out tests with this tag." },
    parallel: {
      type: "number",
      help: "How many files run at the same time. Default: one less than there are cores.",
    },
    shuffle: {
      help: "Runs tests in another order: that of this number, or of a new one for `random`.",
    },
    keepdb: { type: "boolean", help: "Keeps the databases of the tests for the next run." },
    migrations: {
      type: "boolean",
      default: true,
      help: "Makes the tables of tests by migrations; --no-migrations from the models.",
    },
    failFast: { type: "boolean", help: "Stops at the first test that fails." },
  },
  run: async (values, context) => (await import("../testing.ts")).runTests(values, context),
});
