/** A proxy in front of a server that can fall silent, cut connections, or lose one answer. */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What happens to data that passes. */
type Mood = "forward" | "silent" | "cut on request" | "cut before answer";

/** Stands between a client and a server. */
export class Proxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  mood: Mood = "forward";
  /** Number of packets that came from clients. */
  packets = 0;
  /** How often a request was answered by cutting. */
  cuts = 0;
  /** Called after each such cut. */
  onCut: () => void = () => {};

  constructor(target: { host: string; port: number }) {
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      const server = connect(target);
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
      // Who is silent does not answer a good-bye either.
      client.on("end", () => this.mood !== "silent" && client.destroy());
      client.on("data", (data) => {
        this.packets += 1;
        if (this.mood === "silent") return;
        if (this.mood === "cut on request") this.#cutOne(client);
        else server.write(data);
      });
      server.on("data", (data) => {
        if (this.mood === "silent") return;
        if (this.mood === "cut before answer") client.destroy();
        else client.write(data);
      });
    });
  }

  /** Opens it and gives the URL that leads through it. */
  async open(url: string): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    return url.replace(/@[^/]+/, `@127.0.0.1:${port}`);
  }

  #cutOne(client: Socket): void {
    this.cuts += 1;
    client.destroy();
    this.onCut();
  }

  /** Cuts everything that goes through it. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends it. */
  close(): void {
    this.cut();
    this.#server.close();
  }
}
