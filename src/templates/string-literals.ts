/** Reads the escapes of a string literal: `\n`, `\x41`, `\u00e9`, `\U0001f600`, `\101`. Unknown ones stay as they are written. */

const ESCAPE =
  /\\(?:(\n)|([\\'"abfnrtv])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([xuU]))/g;

const SIMPLE: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Gives the text that the body of a literal stands for. @throws SyntaxError for an escape that lacks digits */
export function unescapeString(body: string): string {
  return body.replace(ESCAPE, (whole, line, simple, x, u, big, octal, broken) => {
    if (line !== undefined) return "";
    if (simple !== undefined) return SIMPLE[simple as string] ?? (simple as string);
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal as string, 8));
    if (broken !== undefined) throw new SyntaxError(`The escape "${whole}" lacks digits.`);
    const code = Number.parseInt((x ?? u ?? big) as string, 16);
    if (code > 0x10ffff) throw new SyntaxError(`"${whole}" is beyond the last character.`);
    return String.fromCodePoint(code);
  });
}
