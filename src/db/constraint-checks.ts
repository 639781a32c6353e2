/** Asks the database whether a row keeps the constraints of its model. */

import { fill, problem } from "../base/issues.ts";
import type { Database } from "./backends/backend.ts";
import { boundCall } from "./bound.ts";
import { Column } from "./column.ts";
import { Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import type { Meta } from "./meta.ts";
import { toQ } from "./q.ts";
import { Query } from "./query.ts";
import { reference } from "./references.ts";
import { type RowObject } from "./row-state.ts";
import {
  CheckConstraint,
  type Constraint,
  type ConstraintOptions,
  ExclusionConstraint,
  UniqueConstraint,
} from "./schema/constraints.ts";
import { Scope } from "./scope.ts";
import { isStored } from "./snapshot.ts";
import { SlotCounter, StructureKey } from "./structure.ts";
import { lineOf, uniqueProblem } from "./unique-checks.ts";
import { type FieldProblem, nonFieldErrors } from "./validation.ts";
import { conditionSql, EVERYTHING, NOTHING, Where } from "./where.ts";

/** What is wrong with a row by the constraints of its model. Constraints on fields of `left` are left out. */
export async function constraintProblems(
  row: RowObject,
  meta: Meta,
  left: ReadonlySet<string>,
  database: Database,
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = [];
  for (const model of lineOf(meta)) {
    for (const constraint of model.options.constraints ?? []) {
      const check: Check = { row, meta: model, left, database };
      problems.push(...(await problemsOf(constraint, check)));
    }
  }
  return problems;
}

interface Check {
  readonly row: RowObject;
  readonly meta: Meta;
  readonly left: ReadonlySet<string>;
  readonly database: Database;
}

async function problemsOf(constraint: Constraint, check: Check): Promise<readonly FieldProblem[]> {
  if (constraint instanceof CheckConstraint) {
    const { condition } = constraint.options;
    const holds = await holdsFor(toQ(condition), check);
    return holds === false ? [broken(constraint.options)] : [];
  }
  if (constraint instanceof UniqueConstraint) return uniqueProblems(constraint, check);
  return constraint instanceof ExclusionConstraint ? exclusionProblems(constraint, check) : [];
}

async function uniqueProblems(
  { options }: UniqueConstraint,
  check: Check,
): Promise<readonly FieldProblem[]> {
  const { fields = [], expressions = [], where, nullsDistinct = true, message, code } = options;
  const { row, meta } = check;
  const named = fields.map((name) => meta.member(name)!);
  if (named.some((field) => check.left.has(field.name))) return [];
  if (nullsDistinct && named.some((field) => (row[field.attribute] ?? null) === null)) return [];
  const sides = [...named.map((field) => reference(field.attribute)), ...expressions];
  if (where !== undefined && (await holdsFor(toQ(where), check)) !== true) return [];
  const same = sides.map(
    (side) => new Alike(side as Expression, row, nullsDistinct ? "=" : "same"),
  );
  if (!(await othersMeet([...same, ...(where === undefined ? [] : [toQ(where)])], check)))
    return [];
  const isPlain = where === undefined && expressions.length === 0 && message === undefined;
  return isPlain && code === undefined ? uniqueProblem(named) : [broken(options)];
}

async function exclusionProblems(
  { options }: ExclusionConstraint,
  check: Check,
): Promise<readonly FieldProblem[]> {
  const { row, meta, database } = check;
  if (database.kind !== "postgres") return [];
  const { where } = options;
  if (where !== undefined && (await holdsFor(toQ(where), check)) !== true) return [];
  const sides = options.expressions.map(([term, operator]) => {
    const name = typeof term === "string" ? meta.member(term)?.attribute : undefined;
    return new Alike(reference(name ?? term), row, operator);
  });
  const conditions = [...sides, ...(where === undefined ? [] : [toQ(where)])];
  return (await othersMeet(conditions, check)) ? [broken(options)] : [];
}

function broken({ name = "", message, code = "constraint" }: ConstraintOptions): FieldProblem {
  if (message === undefined)
    return { ...problem("constraint", { name }), code, field: nonFieldErrors };
  const params = { name };
  return { field: nonFieldErrors, code, params, text: message, message: fill(message, params) };
}

/** A value of the row that is checked, in place of its column. */
class RowValue extends Expression {
  readonly #field: Field;
  readonly #value: unknown;

  constructor(field: Field, value: unknown) {
    super();
    this.#field = field;
    this.#value = value;
  }

  override get outputField(): Field {
    return this.#field;
  }

  override toSql(compiler: Compiler): string {
    const place = compiler.bindFixed(this.#value ?? null, this.#field);
    return compiler.dialect.typed(place, "null", this.#field);
  }
}

/** An expression over other rows compared with what it gives for the row that is checked. */
class Alike extends Expression {
  readonly side: Expression;
  readonly row: RowObject;
  readonly operator: string;
  readonly mine: Expression | undefined;

  constructor(side: Expression, row: RowObject, operator: string, mine?: Expression) {
    super();
    this.side = side;
    this.row = row;
    this.operator = operator;
    this.mine = mine;
  }

  override get parts(): readonly Expression[] {
    return [this.side];
  }

  override withParts([side]: readonly Expression[]): Expression {
    return new Alike(side!, this.row, this.operator, this.mine);
  }

  override get isCondition(): boolean {
    return true;
  }

  override resolve(scope: Scope): Expression {
    const side = this.side.resolve(scope);
    return new Alike(side, this.row, this.operator, withRow(side, this.row));
  }

  override toSql(compiler: Compiler): string {
    const [theirs, mine] = [this.side.toSql(compiler), this.mine!.toSql(compiler)];
    if (this.operator !== "same") return `${theirs} ${this.operator} ${mine}`;
    return `(${theirs} = ${mine} OR (${theirs} IS NULL AND ${mine} IS NULL))`;
  }
}

/** An expression with the values of a row in place of its columns. */
export function withRow(expression: Expression, row: RowObject): Expression {
  return expression.rewrite((node) =>
    node instanceof Column ? new RowValue(node.field, row[node.field.attribute]) : node,
  );
}

/** An expression resolved against the columns of a model, with its values. */
export function resolved(
  expression: Expression,
  query: Query,
): { node: Expression; values: unknown[] } {
  const key = new StructureKey();
  expression.key(key);
  const scope = new Scope(query, { allowJoins: false });
  return { node: expression.slotted(new SlotCounter(0)).resolve(scope), values: key.values };
}

/** Whether a condition holds for the row; null where that cannot be said, or not without the fields left out. */
async function holdsFor(condition: Expression, check: Check): Promise<boolean | null> {
  const { row, meta, left, database } = check;
  const { node, values } = resolved(condition, new Query(meta));
  if (usesAny(node, left)) return null;
  const compiler = new Compiler(dialectOf(database.kind));
  const sql = conditionSql(withRow(node, row), compiler);
  if (sql === EVERYTHING || sql === NOTHING) return sql === EVERYTHING;
  const { statement, parameters } = boundCall(`SELECT (${sql})`, compiler, values);
  const [[answer] = []] = await database.read(statement, parameters);
  return answer === null ? null : Boolean(answer);
}

/** Whether an expression has a column of these fields. */
export function usesAny(node: Expression, left: ReadonlySet<string>): boolean {
  let found = false;
  node.rewrite((part) => {
    if (part instanceof Column && left.has(part.field.name)) found = true;
    return part;
  });
  return found;
}

/** Whether there is another row that meets the conditions. */
async function othersMeet(conditions: readonly Expression[], check: Check): Promise<boolean> {
  const { row, meta, left, database } = check;
  const query = new Query(meta);
  const key = row[meta.pk.attribute];
  const isOld = isStored(row) && key !== null && key !== undefined;
  const own = isOld ? [toQ({ pk: key }).not()] : [];
  const { node, values } = resolved(new Where("AND", [...conditions, ...own]), query);
  // The row's own key may be among the fields left out: only the rule itself must do without them.
  if (node.parts.slice(0, conditions.length).some((part) => usesAny(part, left))) return false;
  query.where = new Where("AND", [node]);
  query.selection = { kind: "exists" };
  query.limit = 1;
  const compiler = new Compiler(dialectOf(database.kind));
  const { sql } = compiler.write(query);
  if (sql === NOTHING) return false;
  const { statement, parameters } = boundCall(sql, compiler, values);
  return (await database.read(statement, parameters)).length > 0;
}
