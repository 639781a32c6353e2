/** The access log: one line for each request, with the colour of its status where people read it. */

import { type Color, escapeControls, paint } from "../base/terminal.ts";

/** Name of the logger that access records go to: `flagon.access`. */
export const ACCESS_LOGGER = "flagon.access";

/** What an access record tells. */
export interface AccessFields {
  method: string;
  /** Path with the query, as it was asked for. */
  path: string;
  status: number;
  /** From the first byte of the request to the end of the answer, in milliseconds. */
  ms: number;
  /** Address of the visitor. */
  ip?: string;
  requestId?: string;
}

/**
 * Gives the line of an access record: method, path, status, milliseconds.
 *
 * The path is escaped, so that a visitor can neither fake a line nor paint the terminal.
 *
 * @example
 * formatAccess({ method: "GET", path: "/", status: 200, ms: 1.25 }, { colors: false }); // "GET / 200 1.3 ms"
 */
export function formatAccess(
  { method, path, status, ms, ip }: AccessFields,
  { colors }: { colors: boolean },
): string {
  const parts = [
    paint(escapeControls(method), "bold", colors),
    escapeControls(path),
    paint(String(status), statusColor(status), colors),
    paint(`${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`, "gray", colors),
  ];
  if (ip !== undefined) parts.push(paint(ip, "gray", colors));
  return parts.join(" ");
}

function statusColor(status: number): Color {
  if (status >= 500) return "red";
  if (status >= 400) return "yellow";
  if (status >= 300) return "cyan";
  return status >= 200 ? "green" : "gray";
}
