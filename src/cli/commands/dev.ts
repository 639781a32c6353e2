/** `flagon dev`: serves for development, with the new code after each change. */

import { tool } from "../tool.ts";

export const dev = tool("dev", {
  help: "Serves the app for development: debug mode, and the new code within a second after a change.",
  options: {
    port: {
      type: "number",
      short: "p",
      help: "Default: FLAGON_PORT, else 5000; 0 takes a free one.",
    },
    host: { help: "Address to listen on. Default: FLAGON_HOST, else 127.0.0.1." },
    cert: { help: "PEM file of a certificate, to serve https; adhoc makes one for this machine." },
    key: { help: "PEM file of its private key. Default: the file of --cert." },
    extraFiles: {
      multiple: true,
      help: "File to watch besides the project's code; may be repeated.",
    },
    reload: {
      type: "boolean",
      default: true,
      help: "Starts anew at changes; --no-reload does not.",
    },
    inspect: { type: "boolean", help: "Lets a debugger attach (Node's --inspect)." },
    inspectBrk: { type: "boolean", help: "Waits for a debugger before the first line." },
  },
  run: async (values, context) => (await import("../developing.ts")).develop(values, context),
});
