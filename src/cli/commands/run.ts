/** `flagon run`: serves for the public internet. */

import { tool } from "../tool.ts";

export const run = tool("run", {
  help: "Serves the app for production. SIGTERM lets open requests end; with workers, SIGHUP replaces them one by one.",
  options: {
    port: { type: "number", short: "p", help: "Default: the setting, else PORT, else 5000." },
    host: { help: "Address to listen on. Default 127.0.0.1: this machine alone." },
    socket: { help: "Path of a unix socket to listen on instead." },
    cert: { help: "PEM file of a certificate, to serve https; adhoc makes one for this machine." },
    key: { help: "PEM file of its private key. Default: the file of --cert." },
    workers: { short: "w", help: "Number of processes, or auto. Default WEB_CONCURRENCY, else 1." },
    health: { help: "Path that says whether this process can serve, such as /healthz." },
    allow: {
      multiple: true,
      help: "Code of a danger to serve with all the same; may be repeated.",
    },
  },
  run: async (values, context) => (await import("../serving.ts")).serveApp(values, context),
});
