/** Takes away the file of a unix socket that a killed program left behind. */

import { existsSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";

/** Removes the socket file unless somebody answers on it, or it is another kind of file. */
export async function removeStaleSocket(path: string): Promise<void> {
  if (!existsSync(path) || !statSync(path).isSocket()) return;
  if (!(await isAnswered(path))) rmSync(path, { force: true });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
