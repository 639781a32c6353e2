/** The body of a file, or of a range of it: read piece by piece, and never shorter than announced. */

import { fileSystem } from "./folder.ts";

const PIECE_BYTES = 65_536;

/** Bytes of a file from `start` to before `stop`. */
export interface FileSpan {
  path: string;
  start: number;
  stop: number;
}

/**
 * Reads a span of a file.
 *
 * The file is closed on every way out, and before its last piece is given: whoever asks for a response and never reads it leaves nothing open of a
 * small one. If it has become shorter than announced the reading fails, which cuts the connection: the client must not take a part for the
 * whole.
 */
export async function* readSpan({ path, start, stop }: FileSpan): AsyncGenerator<Uint8Array, void> {
  const file = await fileSystem().promises.open(path, "r");
  let isOpen = true;
  try {
    for (let at = start; at < stop;) {
      const buffer = new Uint8Array(Math.min(PIECE_BYTES, stop - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0)
        throw new Error(
          `The file became shorter while it was sent: ${stop - at} bytes are missing.`,
        );
      at += bytesRead;
      if (at >= stop) {
        isOpen = false;
        await file.close();
      }
      yield bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    if (isOpen) await file.close();
  }
}

/** Reads a whole small file. */
export async function readWhole(path: string): Promise<Uint8Array> {
  return fileSystem().promises.readFile(path);
}
