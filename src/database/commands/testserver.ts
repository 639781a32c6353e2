/** `flagon testserver`: the app on rows of fixtures, beside its own database. */

import { command } from "../../app/command.ts";

export const testserver = command("testserver", {
  help: "Serves the app on a database for tests with the fixtures named; the app's own is not touched. Ends with the server.",
  arguments: { fixtures: { multiple: true, required: false, help: "Files, or names." } },
  options: {
    port: { type: "number", short: "p", help: "Default: the setting, else PORT, else 5000." },
    host: { help: "Address to listen on. Default 127.0.0.1: this machine alone." },
  },
  run: async (values, context) => (await import("../trial/serving.ts")).serve(values, context),
});
