/** Closes connections on which the client may still be sending, so that it gets to read the answer. */

import type { Socket } from "node:net";

/** After so long without a byte, the client has stopped sending or has gone. */
const QUIET_MS = 1000;
/** A third of what the head of a request may take: to be refused holds a connection no longer than to send slowly. */
const LONGEST_MS = 5000;
/** Room for clients that look for an answer when they have sent everything. It costs no memory, and 30 ms. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Ends the writing side, and throws away what the client goes on sending until it closes, falls silent for a second, or has used up five
 * seconds (`longestMs`) or 64 MB.
 *
 * A connection that is closed with bytes unread is reset (RFC 9112 section 9.6), and the reset overtakes the answer: the visitor behind a
 * proxy sees its 502 instead of the 413.
 */
export function closeGently(socket: Socket, longestMs: number = LONGEST_MS): void {
  const cut = (): void => {
    socket.destroy();
  };
  const late = setTimeout(cut, longestMs).unref();
  const quiet = setTimeout(cut, Math.min(QUIET_MS, longestMs)).unref();
  let leftBytes = MOST_BYTES;
  const throwAway = (piece: Buffer): void => {
    leftBytes -= piece.length;
    if (leftBytes < 0) cut();
    else quiet.refresh();
  };
  socket.once("end", cut);
  socket.once("close", () => {
    clearTimeout(late);
    clearTimeout(quiet);
  });
  socket.end();
  socket.resume();
  // The parser hears no more of it: what follows the body must not become another request. A tick later, since it is the parser that starts
  // the reading again where a full body has paused it.
  process.nextTick(() => socket.removeAllListeners("data").on("data", throwAway));
}
