/** The tokens of a template, and the options that change how it is cut into them. */

/** How a template is written: its delimiters and what becomes of white space around them. */
export interface Syntax {
  blockStart: string;
  blockEnd: string;
  variableStart: string;
  variableEnd: string;
  commentStart: string;
  commentEnd: string;
  /** Start of a line that is a statement, for example `#`. */
  lineStatementPrefix: string | undefined;
  /** Start of a comment that ends with its line, for example `##`. */
  lineCommentPrefix: string | undefined;
  /** Drops the line end after a block tag. */
  trimBlocks: boolean;
  /** Drops the spaces before a block tag that is first in its line. */
  lstripBlocks: boolean;
  /** What line ends of the template become. */
  newline: "\n" | "\r\n" | "\r";
  /** Keeps the line end at the end of a template. */
  keepTrailingNewline: boolean;
}

/** The way templates are written unless told otherwise. */
export const DEFAULT_SYNTAX: Syntax = {
  blockStart: "{%",
  blockEnd: "%}",
  variableStart: "{{",
  variableEnd: "}}",
  commentStart: "{#",
  commentEnd: "#}",
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  trimBlocks: false,
  lstripBlocks: false,
  newline: "\n",
  keepTrailingNewline: false,
};

/** What a token is. */
export type TokenType =
  | "text"
  | "variable start"
  | "variable end"
  | "block start"
  | "block end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "end";

/** One token; `offset` counts UTF-16 units from the start of the text. */
export interface Token {
  type: TokenType;
  value: string;
  offset: number;
}

const DESCRIPTIONS: Partial<Record<TokenType, string>> = {
  text: "text",
  "variable start": "the start of an output",
  "variable end": "the end of the output",
  "block start": "the start of a tag",
  "block end": "the end of the tag",
  end: "the end of the template",
};

/** Gives a token as an error names it. */
export function describeToken({ type, value }: Token): string {
  const known = DESCRIPTIONS[type];
  if (known !== undefined) return known;
  if (type === "operator") return `"${value}"`;
  return `the ${type} ${type === "string" ? JSON.stringify(value) : `"${value}"`}`;
}
