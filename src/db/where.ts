/** The tree of conditions of a query. */

import type { Field } from "./fields/field.ts";
import { fieldOfKind } from "./value-fields.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";

/** How conditions are put together; `XOR`: an odd number of them holds. */
export type Connector = "AND" | "OR" | "XOR";

/** What a condition is written as when every row meets it. */
export const EVERYTHING = "\0everything";

/** What a condition is written as when no row can meet it. */
export const NOTHING = "\0nothing";

/** Conditions under one connector. */
export class Where extends Expression {
  readonly connector: Connector;
  readonly negated: boolean;
  readonly #parts: readonly Expression[];

  constructor(connector: Connector, parts: readonly Expression[] = [], negated = false) {
    super();
    this.connector = connector;
    this.#parts = parts;
    this.negated = negated;
  }

  override get parts(): readonly Expression[] {
    return this.#parts;
  }

  override get detail(): string {
    return `${this.connector}${this.negated ? "!" : ""}`;
  }

  override withParts(parts: readonly Expression[]): Where {
    return new Where(this.connector, parts, this.negated);
  }

  override get isCondition(): boolean {
    return true;
  }

  override get outputField(): Field | undefined {
    return fieldOfKind("boolean");
  }

  /** A copy with one more condition that must hold too. */
  and(part: Expression): Where {
    if (part instanceof Where && !part.negated && part.parts.length === 0) return this;
    if (this.connector === "AND" && !this.negated) {
      const more =
        part instanceof Where && part.connector === "AND" && !part.negated ? part.parts : [part];
      return new Where("AND", [...this.parts, ...more]);
    }
    return new Where("AND", [this, part]);
  }

  override toSql(compiler: Compiler): string {
    const sql = this.#joined(compiler);
    if (!this.negated) return sql;
    if (sql === EVERYTHING) return NOTHING;
    if (sql === NOTHING) return EVERYTHING;
    return `NOT (${sql})`;
  }

  #joined(compiler: Compiler): string {
    if (this.connector === "XOR") return this.#odd(compiler);
    const [neutral, final] =
      this.connector === "AND" ? [EVERYTHING, NOTHING] : [NOTHING, EVERYTHING];
    const parts: string[] = [];
    const { bound: start } = compiler;
    for (const part of this.parts) {
      const { bound } = compiler;
      const sql = conditionSql(part, compiler);
      // What is left out of the statement leaves no values in it: PostgreSQL would not know their types.
      if (sql === final) {
        compiler.unbind(start);
        return final;
      }
      if (sql === neutral) compiler.unbind(bound);
      else
        parts.push(
          part instanceof Where && !part.negated && part.parts.length > 1 ? `(${sql})` : sql,
        );
    }
    if (parts.length === 0) return this.parts.length === 0 ? EVERYTHING : neutral;
    return parts.join(` ${this.connector} `);
  }

  /** `XOR` of many: an odd number of conditions holds. Databases without the word count. */
  #odd(compiler: Compiler): string {
    const sqls = this.parts.map((part) => {
      const { bound } = compiler;
      const sql = conditionSql(part, compiler);
      if (sql === EVERYTHING || sql === NOTHING) compiler.unbind(bound);
      if (sql === EVERYTHING) return "1";
      return sql === NOTHING ? "0" : `CASE WHEN ${sql} THEN 1 ELSE 0 END`;
    });
    return `(${sqls.join(" + ")}) % 2 = 1`;
  }

  override groupBy(): Expression[] {
    return this.parts.flatMap((part) => part.groupBy());
  }
}

/** The SQL of an expression that stands as a condition. */
export function conditionSql(part: Expression, compiler: Compiler): string {
  const sql = part.toSql(compiler);
  return part.isCondition ? sql : compiler.dialect.asCondition(sql);
}

/** A condition that no row meets. */
export class Nothing extends Expression {
  override get isCondition(): boolean {
    return true;
  }

  override get outputField(): Field | undefined {
    return fieldOfKind("boolean");
  }

  override toSql(): string {
    return NOTHING;
  }
}
