/** A column of a table of a query, and names that stand for one until they are resolved. */

import { FlagonError } from "../base/errors.ts";
import type { Compiler } from "./compiler.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import type { Scope } from "./scope.ts";
import type { TableRef } from "./table-ref.ts";

/** A column of one appearance of a table. */
export class Column extends Expression {
  readonly ref: TableRef;
  readonly field: Field;
  /** The field that decides how values are read and compared; a foreign key compares as its target. */
  readonly #output: Field;

  /** The model that the column's key stands for a row of, where the path ended at a relation. */
  readonly related: Meta | undefined;

  constructor(ref: TableRef, field: Field, output = field, related?: Meta) {
    super();
    this.ref = ref;
    this.field = field;
    this.#output = output;
    this.related = related;
  }

  override get outputField(): Field {
    return this.#output;
  }

  /** The same column at another place. */
  at(ref: TableRef): Column {
    return new Column(ref, this.field, this.#output, this.related);
  }

  override toSql(compiler: Compiler): string {
    const column = compiler.quote(this.field.column);
    return compiler.bare ? column : `${compiler.nameOf(this.ref)}.${column}`;
  }

  override get isCondition(): boolean {
    return false;
  }
}

/** An annotation by its name: a column of a query within `FROM`, or of the statement's own list. */
export class Named extends Expression {
  readonly name: string;
  readonly source: Expression;

  constructor(name: string, source: Expression) {
    super();
    this.name = name;
    this.source = source;
  }

  override get detail(): string {
    return this.name;
  }

  override get outputField(): Field | undefined {
    return this.source.outputField;
  }

  override toSql(compiler: Compiler): string {
    return compiler.quote(this.name);
  }
}

/** A name of the query that this one will be part of. */
export class OuterName extends Expression {
  readonly path: string;
  /** How many queries further out the name belongs. */
  readonly levels: number;

  constructor(path: string, levels: number) {
    super();
    this.path = path;
    this.levels = levels;
  }

  override get detail(): string {
    return `${this.levels}${this.path}`;
  }

  override resolve(_scope: Scope): Expression {
    return this;
  }

  override toSql(): string {
    throw new FlagonError(
      `outerRef("${this.path}") stands in a query that is not part of another one.`,
      {
        code: "db.no-outer-query",
        where: `outerRef("${this.path}")`,
        mend: "Put the query into subquery(…) or exists(…).",
      },
    );
  }

  override groupBy(): Expression[] {
    return [];
  }
}
