/** Grouping rows, and reckoning over all of them. */

import { FlagonError } from "../base/errors.ts";
import { Named } from "./column.ts";
import type { Expression } from "./expression.ts";
import { isSameColumn } from "./ordering.ts";
import { Query } from "./query.ts";
import { RowValue } from "./row-values.ts";
import { Scope } from "./scope.ts";
import { selectionOf } from "./selection.ts";
import { Exists, GroupedQuery, Subquery } from "./subqueries.ts";

/** Groups a query that has got an aggregate: by the named values, or by the row itself. */
export function setGrouping(query: Query): void {
  if (query.selection.kind !== "values") {
    query.grouping = true;
    return;
  }
  query.grouping = [
    ...query.columns.map(([, expression]) => expression),
    ...query.shownAnnotations
      .filter(([, expression]) => !expression.containsAggregate)
      .flatMap(([, expression]) =>
        isQuery(expression) ? [new GroupedQuery(expression)] : expression.groupBy(),
      ),
  ];
}

/** Whether an expression is a query, or one of a type that was said. */
function isQuery(expression: Expression): boolean {
  return [expression, ...expression.parts].some(
    (part) => part instanceof Subquery || part instanceof Exists,
  );
}

/** Changes a query of rows into one that reckons over them. */
export function aggregateQuery(
  query: Query,
  names: readonly string[],
  expressions: readonly Expression[],
): void {
  if (needsInner(query)) {
    aggregateOver(query, names, expressions);
    return;
  }
  const resolved = expressions.map((expression) => expression.resolve(new Scope(query)));
  resolved.forEach((expression, index) => checkAggregate(expression, names[index]!));
  finish(query, names, resolved);
}

function checkAggregate(expression: Expression, name: string): void {
  if (expression.containsAggregate) return;
  throw new FlagonError(`"${name}" does not reckon over rows.`, {
    code: "db.no-aggregate",
    where: `aggregate({ ${name}: … })`,
    mend: "Use count(), sum(), avg() and their kin; annotate() is for values of each row.",
  });
}

function finish(query: Query, names: readonly string[], expressions: readonly Expression[]): void {
  query.annotations = new Map(names.map((name, index) => [name, expressions[index]!]));
  query.columns = [];
  query.selection = { kind: "values", names };
  query.shown = undefined;
  query.order = [];
  query.defaultOrder = false;
  query.related = undefined;
  query.lock = undefined;
  query.grouping = undefined;
  query.distinct = false;
}

/** Rows that are cut off, grouped or made distinct are counted from outside. */
function needsInner(query: Query): boolean {
  return (
    query.isSliced ||
    query.isGrouped ||
    query.distinct !== false ||
    query.combinator !== undefined ||
    [...query.annotations.values()].some(
      (expression) => expression.containsAggregate || expression.containsWindow,
    ) ||
    query.where.containsWindow
  );
}

function aggregateOver(
  query: Query,
  names: readonly string[],
  expressions: readonly Expression[],
): void {
  const inner = query.copy();
  inner.lock = undefined;
  inner.related = undefined;
  if (!inner.isSliced && (inner.distinct === false || inner.distinct.length === 0)) {
    inner.order = [];
    inner.defaultOrder = false;
  }
  // Names of the model's own columns that the aggregates ask for become annotations of the inner query.
  const scope = new InnerScope(inner);
  const resolved = expressions.map((expression) => expression.resolve(scope));
  resolved.forEach((expression, index) => checkAggregate(expression, names[index]!));
  if (inner.selection.kind === "model" && inner.combinator === undefined) {
    const keep = inner.distinct === false ? inner.meta.keyFields : inner.meta.fields;
    const shown = inner.shownAnnotations.map(([name]) => name);
    const columns = keep.map(
      (field) => [field.attribute, new Scope(inner).reference(field.attribute)] as const,
    );
    if (inner.grouping === true)
      inner.grouping = inner.meta.fields.map((field) =>
        new Scope(inner).reference(field.attribute),
      );
    inner.columns = columns;
    inner.selection = { kind: "values", names: [...columns.map(([name]) => name), ...shown] };
  }
  const outer = new Query(query.meta);
  outer.fromQuery = inner;
  finish(outer, names, resolved);
  Object.assign(query, outer, { meta: query.meta, base: outer.base });
}

/** Names within the query that stands in `FROM`. */
class InnerScope extends Scope {
  constructor(query: Query) {
    super(query, { summarize: true });
  }

  override reference(text: string): Expression {
    const annotation = this.findAnnotation(text);
    if (annotation !== undefined) return annotation;
    const made = new Scope(this.query).reference(text);
    if (this.query.combinator !== undefined) return this.#combined(made, text);
    return made instanceof RowValue ? this.#eachNamed(made) : this.#named(made);
  }

  override findAnnotation(name: string): Expression | undefined {
    const found = this.query.annotations.get(name);
    return found instanceof RowValue ? this.#eachNamed(found) : super.findAnnotation(name);
  }

  /** What is combined has the names of the first query's columns. */
  #combined(made: Expression, text: string): Expression {
    const { columns } = selectionOf(this.query);
    const index = columns.findIndex(({ expression }) => isSameColumn(expression, made));
    if (index !== -1) return new Named(columns[index]!.alias ?? `c${index}`, made);
    throw new FlagonError(`The combined query sets do not select "${text}".`, {
      code: "db.combined",
      where: `${this.query.meta.name}…union().aggregate()`,
      mend: "Name what values() or the model gives.",
    });
  }

  #eachNamed(made: RowValue): RowValue {
    return made.withParts(made.parts.map((part) => this.#named(part)));
  }

  /** Makes an expression a column of the inner query. */
  #named(made: Expression): Expression {
    const name = `a${this.query.annotations.size}`;
    this.query.annotations.set(name, made);
    if (this.query.shown !== undefined) this.query.shown = new Set([...this.query.shown, name]);
    if (this.query.selection.kind === "values") {
      this.query.selection = { kind: "values", names: [...this.query.selection.names, name] };
    }
    return this.findAnnotation(name)!;
  }
}
