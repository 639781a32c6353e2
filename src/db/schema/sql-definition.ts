/**
 * Reads a `CREATE TABLE` of SQLite for what its pragmas do not tell: checks, collations, generated columns, names of constraints.
 *
 * `"n" integer COLLATE NOCASE CHECK ("n" > 0)` is a column with a collation and a check.
 */

/** A word, a quoted name, a text, or what stands in parentheses. */
interface Token {
  kind: "word" | "name" | "text" | "group" | "comma";
  /** The name without its quotes, the inside of a group. */
  text: string;
}

/** What the definition of a column says. */
export interface ColumnDefinition {
  name: string;
  collation: string | undefined;
  generated: string | undefined;
}

/** A constraint as it was written. */
export interface ConstraintDefinition {
  kind: "primary" | "unique" | "check" | "foreign";
  name: string | undefined;
  /** The columns; empty for a check. */
  columns: readonly string[];
  /** The condition of a check. */
  expression: string;
  deferrable: "immediate" | "deferred" | undefined;
}

/** What a `CREATE TABLE` says. */
export interface TableDefinition {
  columns: ColumnDefinition[];
  constraints: ConstraintDefinition[];
}

/** Reads the statement that made a table. */
export function readDefinition(sql: string): TableDefinition {
  const body = tokensOf(sql).find(({ kind }) => kind === "group");
  const found: TableDefinition = { columns: [], constraints: [] };
  if (body === undefined) return found;
  for (const item of itemsOf(tokensOf(body.text))) readItem(item, found);
  return found;
}

/** Gives the names of the columns that an expression mentions. */
export function columnsIn(expression: string, columns: readonly string[]): string[] {
  const seen = new Set<string>();
  const look = (text: string): void => {
    for (const token of tokensOf(text)) {
      if (token.kind === "group") look(token.text);
      else if (token.kind !== "text") seen.add(token.text.toLowerCase());
    }
  };
  look(expression);
  return columns.filter((name) => seen.has(name.toLowerCase()));
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "`": "`", "[": "]", "'": "'" };

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    const character = sql[at]!;
    if (/\s/.test(character)) at += 1;
    else if (sql.startsWith("--", at)) at = endAfter(sql, "\n", at);
    else if (sql.startsWith("/*", at)) at = endAfter(sql, "*/", at + 2);
    else if (character in CLOSING) {
      const end = quotedEnd(sql, at);
      tokens.push({
        kind: character === "'" ? "text" : "name",
        text: unquoted(sql.slice(at, end)),
      });
      at = end;
    } else if (character === "(") {
      const end = groupEnd(sql, at);
      tokens.push({ kind: "group", text: sql.slice(at + 1, end - 1) });
      at = end;
    } else if (character === ",") {
      tokens.push({ kind: "comma", text: "," });
      at += 1;
    } else {
      const word = /^(?:[\p{L}\p{N}_$]+|[^\p{L}\p{N}_$\s])/u.exec(sql.slice(at))![0];
      tokens.push({ kind: "word", text: word });
      at += word.length;
    }
  }
  return tokens;
}

function endAfter(sql: string, what: string, from: number): number {
  const end = sql.indexOf(what, from);
  return end === -1 ? sql.length : end + what.length;
}

/** The end of what is quoted; a quote within it is doubled. */
function quotedEnd(sql: string, from: number): number {
  const closing = CLOSING[sql[from]!]!;
  for (let at = from + 1; at < sql.length; at++) {
    if (sql[at] !== closing) continue;
    if (sql[at + 1] !== closing || closing === "]") return at + 1;
    at += 1;
  }
  return sql.length;
}

function groupEnd(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length;) {
    const character = sql[at]!;
    if (character in CLOSING) at = quotedEnd(sql, at);
    else if (sql.startsWith("--", at)) at = endAfter(sql, "\n", at);
    else if (sql.startsWith("/*", at)) at = endAfter(sql, "*/", at + 2);
    else {
      at += 1;
      if (character === "(") depth += 1;
      if (character === ")" && --depth === 0) return at;
    }
  }
  return sql.length;
}

function unquoted(text: string): string {
  const closing = CLOSING[text[0]!]!;
  const inner = text.slice(1, -1);
  return closing === "]" ? inner : inner.replaceAll(closing + closing, closing);
}

function itemsOf(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "comma") items.push([]);
    else items.at(-1)!.push(token);
  }
  return items.filter((item) => item.length > 0);
}

const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.kind === "word" && words.includes(token.text.toUpperCase());

function readItem(item: readonly Token[], found: TableDefinition): void {
  if (isWord(item[0], "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")) {
    readConstraints(item, undefined, found);
    return;
  }
  const name = item[0]!.text;
  const rest = item.slice(1);
  const collate = rest.findIndex((token) => isWord(token, "COLLATE"));
  const as = rest.findIndex((token) => isWord(token, "AS"));
  found.columns.push({
    name,
    collation: collate === -1 ? undefined : rest[collate + 1]?.text,
    generated: as === -1 ? undefined : rest[as + 1]?.text,
  });
  readConstraints(rest, name, found);
}

/** Reads the constraints among the tokens of a table's item, or of the column `column`. */
function readConstraints(
  tokens: readonly Token[],
  column: string | undefined,
  { constraints }: TableDefinition,
): void {
  let name: string | undefined;
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    const columns = (): string[] => (column === undefined ? namesIn(tokens, at) : [column]);
    const add = (kind: ConstraintDefinition["kind"], expression = ""): void => {
      const deferrable = kind === "foreign" ? deferrableIn(tokens, at) : undefined;
      const list = kind === "check" ? [] : columns();
      constraints.push({ kind, name, columns: list, expression, deferrable });
      name = undefined;
    };
    if (isWord(token, "CONSTRAINT")) name = next?.text;
    else if (isWord(token, "CHECK") && next?.kind === "group") add("check", next.text.trim());
    else if (isWord(token, "PRIMARY") && isWord(next, "KEY")) add("primary");
    else if (isWord(token, "UNIQUE")) add("unique");
    else if (isWord(token, column === undefined ? "FOREIGN" : "REFERENCES")) add("foreign");
  }
}

/** The names in the first group behind a keyword: `UNIQUE (a, "b" DESC)`. */
function namesIn(tokens: readonly Token[], from: number): string[] {
  const group = tokens.slice(from).find(({ kind }) => kind === "group");
  return group === undefined ? [] : itemsOf(tokensOf(group.text)).map(([first]) => first!.text);
}

function deferrableIn(tokens: readonly Token[], from: number): ConstraintDefinition["deferrable"] {
  const rest = tokens.slice(from);
  const at = rest.findIndex((token) => isWord(token, "DEFERRABLE"));
  if (at === -1 || isWord(rest[at - 1], "NOT")) return undefined;
  return isWord(rest[at + 1], "INITIALLY") && isWord(rest[at + 2], "DEFERRED")
    ? "deferred"
    : "immediate";
}
