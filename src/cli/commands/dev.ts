/** `flagon dev`: serves for development, with the new code after each change. */

import { explainCertificate, readIdentity } from "../certificate.ts";
import { serveChild } from "../dev-child.ts";
import { CHILD_MARK, DevSupervisor } from "../dev-supervisor.ts";
import { tool } from "../tool.ts";

const DEFAULT_PORT = 5000;

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
  run: async ({ port, host, cert, key, extraFiles, reload, inspect, inspectBrk }, context) => {
    const address = host ?? process.env["FLAGON_HOST"] ?? "127.0.0.1";
    const tls = readIdentity({ cert, key, host: address });
    if (process.env[CHILD_MARK] === "1") return serveChild(context, { host: address, tls });
    explainCertificate(cert, context.terminal);
    const supervisor = new DevSupervisor(
      {
        port: port ?? Number(process.env["FLAGON_PORT"] ?? DEFAULT_PORT),
        host: address,
        tls,
        nodeWords: [...(inspect ? ["--inspect"] : []), ...(inspectBrk ? ["--inspect-brk"] : [])],
        words: process.argv.slice(2),
        extraFiles,
        reload,
        fileVariables: context.fileVariables,
      },
      context.terminal,
    );
    return supervisor.run();
  },
});
