/** How far dumping and loading are, in words. */

import type { CommandContext } from "../../app/command.ts";

/** Milliseconds between two looks at it. */
const PAUSE = 100;

/** Milliseconds before the time that is left is guessed. */
const EARLY = 2000;

/**
 * Shows how far work on rows is, ten times a second at most: a bar where the share is known, the number of rows, and the time that is left.
 *
 * The share goes from 0 to 1.
 */
export function meter(
  { progress }: CommandContext,
  what: string,
): (rows: number, share?: number) => void {
  const started = performance.now();
  let shown = -PAUSE;
  return (rows, share) => {
    const now = performance.now();
    if (now - shown < PAUSE) return;
    shown = now;
    const passed = now - started;
    progress(`${what} ${rows.toLocaleString("en")} rows${leftOf(passed, share)}`, share);
  };
}

function leftOf(passed: number, share: number | undefined): string {
  if (share === undefined || share === 0 || passed < EARLY) return "";
  const seconds = Math.ceil((passed / 1000) * (1 / share - 1));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `, ${seconds} s left` : `, ${minutes} min ${seconds % 60} s left`;
}

/** A number of things: `1 row`, `2,000 rows`. */
export function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}
