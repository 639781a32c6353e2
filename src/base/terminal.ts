/** Text for terminals and log lines: colours, and control characters made harmless. */

/** The colours that Flagon's own output uses. */
export type Color = "gray" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "bold";

const COLORS: Record<Color, number> = {
  gray: 90,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  bold: 1,
};

/** Colours text for a terminal; gives it back as it is where colours are not wanted. */
export function paint(text: string, color: Color, colors: boolean): string {
  return colors ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text;
}

/**
 * Escapes line ends and other control characters, so that what a visitor sent can neither begin a line of its own nor move the cursor.
 *
 * @example
 * escapeControls("a\nb"); // "a\\nb"
 * @see CWE-117
 */
export function escapeControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escapeOne);
}

function escapeOne(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
