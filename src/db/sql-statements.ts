/** Statements of SQL of one's own, run by themselves: their rows as objects, or what they changed. */

import type { Call, Database, Maybe, Row, Written } from "./backends/backend.ts";
import { boundCall } from "./bound.ts";
import { Compiler } from "./compiler.ts";
import { getDatabases } from "./connections.ts";
import { dialectOf } from "./dialects.ts";
import { DoesNotExist, MultipleRows } from "./errors.ts";
import { Fragment, fragmentOf, fragmentOfText, identifierOf, joined } from "./sql.ts";
import type { Field } from "./fields/field.ts";
import { SlotCounter, StructureKey } from "./structure.ts";
import type { AnyConditions } from "./typing/conditions.ts";
import type { ExpressionTypes } from "./typing/expressions.ts";
import type { ReadBy, TermOf } from "./typing/terms.ts";

/** An answer with the names of its columns. */
export interface NamedRows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Writes a fragment for a database. */
function statementOf(
  fragment: Fragment,
  database: Database,
  options: { givesRows: boolean; namesColumns?: boolean },
): Call {
  const key = new StructureKey();
  fragment.key(key);
  const compiler = new Compiler(dialectOf(database.kind));
  const text = (fragment.slotted(new SlotCounter(0)) as Fragment).text(compiler);
  return boundCall(text, compiler, key.values, options);
}

/** Whether a statement only reads. What begins with `WITH` may write. */
function onlyReads(sql: string): boolean {
  const plain = sql.replace(/^(?:\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)*/, "");
  if (/^(?:select|values|show|explain|pragma|table|describe)\b/i.test(plain)) return true;
  return /^with\b/i.test(plain) && !/\b(?:insert|update|delete|merge|replace)\b/i.test(plain);
}

/** Runs a fragment and gives its rows with the names of the columns. */
export async function askFragment(fragment: Fragment, database: Database): Promise<NamedRows> {
  const { statement, parameters } = statementOf(fragment, database, {
    givesRows: true,
    namesColumns: true,
  });
  const answer: Maybe<Row[] | Written> = onlyReads(statement.sql)
    ? database.read(statement, parameters)
    : database.write(statement, parameters);
  const found = await answer;
  return { columns: statement.columns ?? [], rows: Array.isArray(found) ? found : found.rows };
}

/** Which database runs the statement. */
export interface SqlOptions {
  /** The alias of the database. Default: the default one. */
  using?: string;
}

/** A statement, or a piece of one. */
export interface Sql<R = Record<string, unknown>> extends TermOf<unknown>, AnyConditions<never> {
  readonly "~expression": ExpressionTypes<unknown, never>;
  /** Runs it and gives its rows as objects. Values are as the driver gives them: dates and decimals as texts. */
  rows(options?: SqlOptions): Promise<R[]>;
  /**
   * Runs it and gives its one row.
   *
   * @throws DoesNotExist when there is none, MultipleRows when there are more.
   */
  one(options?: SqlOptions): Promise<R>;
  /** Runs it and gives the number of rows that it changed. */
  run(options?: SqlOptions): Promise<number>;
}

/** A fragment that can be run by itself. */
class SqlFragment extends Fragment {
  async rows({ using }: SqlOptions = {}): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await askFragment(this, getDatabases().get(using ?? "default"));
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  }

  async one(options: SqlOptions = {}): Promise<Record<string, unknown>> {
    const found = await this.rows(options);
    if (found.length > 1) throw new MultipleRows("row", "sql`…`.one()");
    const [row] = found;
    if (row === undefined) throw new DoesNotExist("row", "sql`…`.one()");
    return row;
  }

  async run({ using }: SqlOptions = {}): Promise<number> {
    const database = getDatabases().get(using ?? "default");
    const { statement, parameters } = statementOf(this, database, { givesRows: false });
    return (await database.write(statement, parameters)).changes;
  }
}

function runnable(fragment: Fragment): SqlFragment {
  return new SqlFragment(fragment.texts, fragment.parts, fragment.outputField);
}

/**
 * SQL with values in it. Each value becomes a parameter; a list becomes `(…)`, a query set a subquery, an expression its SQL.
 *
 * It runs by itself, and stands wherever an expression stands: `filter`, `annotate`, `orderBy`, `raw`.
 *
 * @example
 * const rows = await sql`select id, title from ${sql.identifier("blog_article")} where id in ${[1, 2]}`.rows();
 * await Article.annotate({ length: sql`length(title)` }).filter(sql`title like ${"%x%"}`);
 */
export function sql<R = Record<string, unknown>>(
  texts: TemplateStringsArray,
  ...values: readonly unknown[]
): Sql<R> {
  return runnable(fragmentOf(texts, values)) as unknown as Sql<R>;
}

/** A name, quoted as the database wants it: `sql.identifier("shop", "order")` is `"shop"."order"`. */
sql.identifier = (...names: readonly string[]): Sql =>
  runnable(new Fragment(["", ""], [identifierOf(names)])) as unknown as Sql;

/** Fragments and values one after another, with a fragment between them. Default `, `. */
sql.join = (parts: readonly unknown[], separator: Sql = sql`, `): Sql =>
  runnable(joined(parts, separator as unknown as Fragment)) as unknown as Sql;

/**
 * A text of SQL with `?` for each value, as an expression; `??` is a question mark. `output` is the field that reads the result.
 *
 * The text must be your own: nothing that a visitor sends may be in it.
 */
export function rawSql<const Y = undefined>(
  text: string,
  values: readonly unknown[] = [],
  output?: Y,
): TermOf<ReadBy<Y, unknown>> {
  const made = fragmentOfText(text, values, output as Field | undefined);
  return made as unknown as TermOf<ReadBy<Y, unknown>>;
}
