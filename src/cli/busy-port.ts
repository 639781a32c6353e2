/** Explains a port that is taken: by which program, and which port is free instead. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { basename } from "node:path";
import { FlagonError } from "../base/errors.ts";

const PORTS_TRIED = 50;

/** Makes the error for a taken port with the program that holds it, where the system says, and the next free port. */
export async function busyPort(port: number, host: string, cause: unknown): Promise<FlagonError> {
  const holder = findHolder(port);
  const free = await nextFreePort(port + 1, host);
  return new FlagonError(
    `Port ${port} is taken${holder === undefined ? " by another program" : ` by ${holder}`}.`,
    {
      code: "server.address-in-use",
      where: `${host}:${port}`,
      mend:
        free === undefined
          ? "Stop that program, or choose another port with --port."
          : `Stop that program, or take the next free port: --port ${free}.`,
      cause,
    },
  );
}

async function nextFreePort(from: number, host: string): Promise<number | undefined> {
  for (let port = from; port < Math.min(65_536, from + PORTS_TRIED); port++)
    if (await isFree(port, host)) return port;
  return undefined;
}

function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Looks through Linux's /proc for who listens; sees only processes of this user. */
function findHolder(port: number): string | undefined {
  try {
    const inodes = new Set(["tcp", "tcp6"].flatMap((table) => listenersIn(table, port)));
    if (inodes.size === 0) return undefined;
    const pid = readdirSync("/proc").find(
      (name) => /^\d+$/.test(name) && holdsSocket(name, inodes),
    );
    if (pid === undefined) return undefined;
    return `${commandOf(pid)} (process ${pid})`;
  } catch {
    return undefined;
  }
}

/** Gives the program and its first word, without folders and without options, which may hold secrets. */
function commandOf(pid: string): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  const [program = "a program", ...rest] = words.filter(
    (word) => word !== "" && !word.startsWith("-"),
  );
  return [program, ...rest.slice(0, 1)].map((word) => basename(word)).join(" ");
}

const LISTENING = "0A";

function listenersIn(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync(`/proc/net/${table}`, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${hex}`))
    .map((columns) => columns[9]!);
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const [, inode] =
        /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`)) ?? [];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    // Processes of others, and processes that ended meanwhile.
    return false;
  }
}
