/** The compiler's language server, asked over its own wire what an editor would be told. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILER = join(import.meta.dirname, "../../node_modules/typescript/bin/tsc");

interface Message {
  id?: number;
  method?: string;
  params?: { items?: unknown[] };
  result?: unknown;
  error?: { message: string };
}

/** Talks to one server; `close` ends it. */
export interface LanguageServer {
  /** What an editor offers at each `|` in `text`, which stands for the file at `path`. */
  completions(path: string, text: string): Promise<string[][]>;
  /** The messages of the errors in the file. */
  errors(path: string, text: string): Promise<string[]>;
  close(): void;
}

/** Starts the server for the project in `folder`. */
export async function languageServer(folder: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [COMPILER, "--lsp", "--stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const waiting = new Map<number, (message: Message) => void>();
  let count = 0;
  let rest = Buffer.alloc(0);
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = (message: Message): void => {
    if (message.method === undefined) return waiting.get(message.id!)?.(message);
    // The server asks for settings; there are none.
    if (message.id !== undefined) {
      send({ id: message.id, result: message.params?.items?.map(() => null) ?? null });
    }
  };
  child.stdout.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let message = cut(); message !== undefined; message = cut()) receive(message);
  });
  const cut = (): Message | undefined => {
    const head = rest.indexOf("\r\n\r\n");
    if (head < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(rest.toString("latin1", 0, head))![1]);
    if (rest.length < head + 4 + length) return undefined;
    const body = rest.toString("utf8", head + 4, head + 4 + length);
    rest = rest.subarray(head + 4 + length);
    return JSON.parse(body) as Message;
  };
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(++count, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(error.message)),
      );
      send({ id: count, method, params });
    });
  await ask("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  send({ method: "initialized", params: {} });

  const open = (path: string, text: string): string => {
    const uri = pathToFileURL(path).href;
    send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "typescript", version: 1, text } },
    });
    return uri;
  };
  return {
    async completions(path, marked) {
      const pieces = marked.split("|");
      const uri = open(path, pieces.join(""));
      const offered: string[][] = [];
      for (let index = 1; index < pieces.length; index++) {
        const lines = pieces.slice(0, index).join("").split("\n");
        const position = { line: lines.length - 1, character: lines.at(-1)!.length };
        const found = (await ask("textDocument/completion", {
          textDocument: { uri },
          position,
        })) as { items: { label: string }[] } | { label: string }[] | null;
        const items = Array.isArray(found) ? found : (found?.items ?? []);
        offered.push(items.map(({ label }) => label.replace(/(?<=.)\?$/, "")));
      }
      return offered;
    },
    async errors(path, text) {
      const uri = open(path, text);
      const found = (await ask("textDocument/diagnostic", { textDocument: { uri } })) as {
        items: { message: string }[];
      };
      return found.items.map(({ message }) => message);
    },
    close: () => child.kill(),
  };
}
