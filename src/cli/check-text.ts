/** What a check has found, as the terminal shows it. */

import type { CheckMessage } from "../app/checks.ts";
import { paint } from "../base/terminal.ts";
import type { Terminal } from "./terminal.ts";

/** A message as the terminal shows it. */
export function formatCheck(
  { code, level, what, where, mend }: CheckMessage,
  terminal: Pick<Terminal, "hasColors">,
): string {
  const color = level === "error" ? "red" : "yellow";
  const lines = [`${paint(level, color, terminal.hasColors)}: ${what}`];
  if (where !== undefined) lines.push(`  at:   ${where}`);
  if (mend !== undefined) lines.push(`  mend: ${mend}`);
  return [...lines, `  code: ${code}`, ""].join("\n");
}
