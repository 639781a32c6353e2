/**
 * What a query is made of: an expression is a tree, first as the user wrote it, then resolved against the tables of a query.
 *
 * The life of an expression: `key` writes its structure and hands out its values; a structure seen before needs nothing more. A new one
 * is copied with numbered slots in place of values (`slotted`), resolved against a query (`resolve`) and written as SQL (`toSql`).
 */

import type { Compiler } from "./compiler.ts";
import type { Field } from "./fields/field.ts";
import type { Scope } from "./scope.ts";
import type { SlotCounter, StructureKey } from "./structure.ts";
import type { TableRef } from "./table-ref.ts";
import type { ExpressionTypes } from "./typing/expressions.ts";

/** Replaces tables in a resolved expression: for a query that becomes part of another. */
export type Relabel = (ref: TableRef) => TableRef;

/** One node of a tree of SQL. A class of your own overrides `toSql` and, where it has parts, `parts` and `withParts`. */
export abstract class Expression {
  /** What types know of the value and of the paths in it; there is nothing here at run time. A class of your own declares it again. */
  declare readonly "~expression": ExpressionTypes<unknown, unknown>;

  /** The expressions that this one is made of, always in the same order. */
  get parts(): readonly Expression[] {
    return [];
  }

  /** A copy with other parts, in the order of `parts`. */
  withParts(_parts: readonly Expression[]): Expression {
    return this;
  }

  /** What tells this expression from others of its class, besides its parts. */
  get detail(): string {
    return "";
  }

  /** Writes the structure, and hands out the values in it. */
  key(key: StructureKey): void {
    key.open(this.constructor, this.detail);
    for (const part of this.parts) part.key(key);
    key.close();
  }

  /** A copy that refers to its values by number. */
  slotted(slots: SlotCounter): Expression {
    const { parts } = this;
    return parts.length === 0 ? this : this.withParts(parts.map((part) => part.slotted(slots)));
  }

  /** The same expression with names turned into columns of the query. */
  resolve(scope: Scope): Expression {
    const { parts } = this;
    return parts.length === 0 ? this : this.withParts(parts.map((part) => part.resolve(scope)));
  }

  /** A copy in which `visit` has replaced what it gave another expression for; parts first. */
  rewrite(visit: (node: Expression) => Expression): Expression {
    const { parts } = this;
    if (parts.length === 0) return visit(this);
    const changed = parts.map((part) => part.rewrite(visit));
    const same = changed.every((part, index) => part === parts[index]);
    return visit(same ? this : this.withParts(changed));
  }

  /** The field that says what type the value has; undefined where only the database knows. */
  get outputField(): Field | undefined {
    return undefined;
  }

  /** Whether it counts over rows: a query with one groups. */
  get containsAggregate(): boolean {
    return this.parts.some((part) => part.containsAggregate);
  }

  /** Whether it looks over other rows: it cannot stand in `WHERE`. */
  get containsWindow(): boolean {
    return this.parts.some((part) => part.containsWindow);
  }

  /** Whether it is a window function itself. */
  get isWindow(): boolean {
    return false;
  }

  /** Whether it is read in another form than it is compared and ordered in. */
  get selectsOtherwise(): boolean {
    return false;
  }

  /** What lookups of texts search in; a key of JSON is searched as text. */
  get searched(): Expression {
    return this;
  }

  /** Whether it is a condition, which may stand in `WHERE` alone. */
  get isCondition(): boolean {
    return false;
  }

  /** What a grouped query groups by when it selects this. */
  groupBy(): Expression[] {
    if (!this.containsAggregate) return [this];
    return this.parts.flatMap((part) => part.groupBy());
  }

  /** The SQL of the resolved expression. */
  abstract toSql(compiler: Compiler): string;

  /** The SQL of the expression where a function or an aggregate takes it. */
  argumentSql(compiler: Compiler): string {
    return this.isCondition ? this.selectSql(compiler) : this.toSql(compiler);
  }

  /** The SQL of the expression where it stands in a list of columns. */
  selectSql(compiler: Compiler): string {
    return this.toSql(compiler);
  }
}
