/** The filter `marked`: a part of a text with the words that were looked for, as the search gives it. */

import { escapeHtml, markSafe, type SafeHtml } from "flagon/html";

/** Signs that no article has: the search puts them around the words that it found. */
export const MARKS = { startSel: "\u0002", stopSel: "\u0003" };

/** Escapes the text and makes the signs `mark` elements. */
export function marked(text: string): SafeHtml {
  const escaped = escapeHtml(text);
  return markSafe(escaped.replaceAll("\u0002", "<mark>").replaceAll("\u0003", "</mark>"));
}
