/** Calls of SQL functions; one of your own names the function and says what it gives. */

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
  sql?: (compiler: Compiler, sqls: readonly string[], parts: readonly Expression[]) => string;
  /** What tells two calls apart besides their arguments. */
  detail?: string;
}

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

  override toSql(compiler: Compiler): string {
    const sqls = this.parts.map((part) => part.selectSql(compiler));
    return (
      this.call.sql?.(compiler, sqls, this.parts) ?? `${this.call.function}(${sqls.join(", ")})`
    );
  }
}
