/** Calls of SQL functions; one of your own names the function and says what it gives. */

import type { DatabaseKind } from "./backends/backend.ts";
import type { Compiler } from "./compiler.ts";
import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { Term } from "./references.ts";

/** How a call is written where databases differ. */
export interface FuncOptions {
  /** The function's name in SQL. */
  function: string;
  /** The type of the result; a function is given the arguments. Default: the type of the first argument. */
  output?: Field | ((parts: readonly Expression[]) => Field | undefined);
  /** Writes the call instead of `NAME(a, b)`. */
  sql?: CallWriter;
  /** Databases that have another name for the function, or another way to write it. */
  on?: Partial<Record<DatabaseKind, string | CallWriter>>;
  /** The value where nothing is asked, since no row can match. */
  plain?: unknown;
  /** Whether the writer writes the arguments itself, and is given no SQL of them. Default false. */
  writesArguments?: boolean;
  /** Databases in which a window function is written otherwise; `window` is what stands behind `OVER`. */
  over?: Partial<Record<DatabaseKind, OverWriter>>;
  /** What tells two calls apart besides their arguments. */
  detail?: string;
}

/** Writes a call as a window function, given the SQL of its arguments and what stands behind `OVER`. */
export type OverWriter = (sqls: readonly string[], window: string) => string;

/** Writes a call, given the SQL of its arguments and the arguments themselves. */
export type CallWriter = (
  compiler: Compiler,
  sqls: readonly string[],
  parts: readonly Expression[],
) => string;

/** A call of a function. */
export class Func extends Term {
  readonly operands: readonly Expression[];
  readonly call: FuncOptions;

  constructor(call: FuncOptions, parts: readonly Expression[]) {
    super();
    this.call = call;
    this.operands = parts;
  }

  override get parts(): readonly Expression[] {
    return this.operands;
  }

  override withParts(parts: readonly Expression[]): Expression {
    return new (this.constructor as typeof Func)(this.call, parts);
  }

  override get detail(): string {
    return `${this.call.function} ${this.call.detail ?? ""}`;
  }

  override get outputField(): Field | undefined {
    const { output } = this.call;
    if (typeof output === "function") return output(this.parts);
    return output ?? this.parts[0]?.outputField;
  }

  /** The SQL of the call as a window function; `window` is what stands behind `OVER`. */
  overSql(compiler: Compiler, window: string): string {
    const write = this.call.over?.[compiler.kind];
    if (write === undefined) return `${this.toSql(compiler)} OVER ${window}`;
    return write(
      this.parts.map((part) => part.argumentSql(compiler)),
      window,
    );
  }

  override toSql(compiler: Compiler): string {
    const sqls =
      this.call.writesArguments === true
        ? []
        : this.parts.map((part) => part.argumentSql(compiler));
    const write = this.call.on?.[compiler.kind] ?? this.call.sql ?? this.call.function;
    return typeof write === "string"
      ? `${write}(${sqls.join(", ")})`
      : write(compiler, sqls, this.parts);
  }
}
