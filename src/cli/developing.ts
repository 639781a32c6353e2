/** What `flagon dev` does. It is loaded for that command alone. */

import { explainCertificate, readIdentity } from "./certificate.ts";
import { serveChild } from "./dev-child.ts";
import { CHILD_MARK, DevSupervisor } from "./dev-supervisor.ts";
import type { ToolContext } from "./tool.ts";

const DEFAULT_PORT = 5000;

/** What the command is given. */
export interface DevValues {
  port: number | undefined;
  host: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  extraFiles: string[];
  reload: boolean;
  inspect: boolean;
  inspectBrk: boolean;
}

/** Serves the app for development; in the process that it starts itself, what that one serves. */
export async function develop(values: DevValues, context: ToolContext): Promise<number | void> {
  const { port, host, cert, key, extraFiles, reload, inspect, inspectBrk } = values;
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
}
