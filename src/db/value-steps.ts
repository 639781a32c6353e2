/** The steps that add values to rows, or give values instead of rows. */

import { FlagonError } from "../base/errors.ts";
import { setGrouping } from "./aggregation.ts";
import type { Expression } from "./expression.ts";
import { addFilteredRelation, FilteredRelation } from "./filtered-relations.ts";
import type { ValuesMode } from "./hydrate.ts";
import type { Query } from "./query.ts";
import { reference } from "./references.ts";
import type { RowSet } from "./row-set.ts";
import { Scope } from "./scope.ts";

/** Names, and expressions by name. */
export type NamesOrExpressions = readonly (
  | string
  | Readonly<Record<string, unknown>>
  | Expression
)[];

/** Refuses a name that would not be safe or would hide a field. */
function checkName(set: RowSet, name: string, call: string): void {
  const clash = set.meta.member(name) !== undefined && name !== "pk";
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !name.includes("__") && name !== "pk" && !clash)
    return;
  throw new FlagonError(
    clash ? `"${name}" is a field of ${set.meta.name} already.` : `"${name}" cannot name a value.`,
    {
      code: "db.bad-annotation",
      where: `${call}({ ${name}: … })`,
      mend: clash
        ? "Give the value another name."
        : "Use letters, digits and single underscores, beginning with a letter.",
    },
  );
}

/** Refuses a name that is none; it may be that of a field, since no row is given. */
export function checkAggregateName(name: string): void {
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return;
  throw new FlagonError(`"${name}" cannot name a value.`, {
    code: "db.bad-annotation",
    where: `aggregate({ ${name}: … })`,
    mend: "Use letters, digits and underscores, beginning with a letter.",
  });
}

/** Adds values to each row, or with `show: false` for conditions and orders alone. */
export function annotate(
  set: RowSet,
  expressions: Readonly<Record<string, unknown>>,
  show: boolean,
): RowSet {
  const names = Object.keys(expressions);
  if (names.length === 0) return set.all();
  for (const name of names) checkName(set, name, show ? "annotate" : "alias");
  return set.steppedWith(
    `${show ? "annotate" : "alias"} ${names.join(" ")}`,
    names.map((name) => reference(expressions[name])),
    (query, slotted) =>
      names.forEach((name, index) => addAnnotation(query, name, slotted[index]!, show)),
  );
}

function addAnnotation(query: Query, name: string, expression: Expression, show: boolean): void {
  if (expression instanceof FilteredRelation) {
    addFilteredRelation(query, name, expression);
    return;
  }
  const resolved = expression.resolve(new Scope(query));
  query.annotations.set(name, resolved);
  const { shown } = query;
  if (show && shown !== undefined) query.shown = new Set([...shown, name]);
  if (!show)
    query.shown = new Set(
      [...(shown ?? query.annotations.keys())].filter((other) => other !== name),
    );
  if (show && query.selection.kind === "values")
    query.selection = { kind: "values", names: [...query.selection.names, name] };
  if (resolved.containsAggregate) setGrouping(query);
}

/** Selects named values instead of rows. */
export function selectValues(query: Query, wanted: readonly string[]): void {
  if (query.combinator !== undefined) {
    query.combined = query.combined.map((part) => {
      const copy = part.copy();
      selectValues(copy, wanted);
      return copy;
    });
  }
  const all = wanted.length === 0;
  const names = all
    ? [
        ...query.meta.fields.map((field) => field.attribute),
        ...query.shownAnnotations.map(([name]) => name),
      ]
    : wanted;
  const annotations = new Set(names.filter((name) => query.annotations.has(name)));
  if (query.grouping === true) {
    query.grouping = query.meta.fields.map((field) => new Scope(query).reference(field.attribute));
  }
  query.related = undefined;
  query.columns = names
    .filter((name) => !annotations.has(name))
    .map((name) => [name, new Scope(query).reference(name)]);
  query.selection = { kind: "values", names };
  query.shown = annotations;
}

/** Named values as tuples, or one of them by itself. */
export function valuesList(set: RowSet, given: readonly unknown[]): RowSet {
  const last = given.at(-1);
  const options =
    typeof last === "object" && last !== null && "flat" in last
      ? (last as { flat: boolean })
      : undefined;
  const names = (options === undefined ? given : given.slice(0, -1)) as NamesOrExpressions;
  let count = 0;
  const named = names.map((item) =>
    typeof item === "string" || !isExpression(item) ? item : { [`value${++count}`]: item },
  );
  if (options?.flat === true && named.length !== 1) {
    throw new FlagonError("A flat list has the values of one name.", {
      code: "db.flat-values",
      where: "valuesList(…, { flat: true })",
      mend: 'Write valuesList("name", { flat: true }).',
    });
  }
  return values(set, named, options?.flat === true ? "flat" : "tuple");
}

/** Whether a value that is no text is an expression. */
export function isExpression(value: object): boolean {
  return "toSql" in value;
}

/** Names and expressions of `values`, in order. */
export function values(set: RowSet, given: NamesOrExpressions, mode: ValuesMode): RowSet {
  const names: string[] = [];
  const added: Record<string, unknown> = {};
  for (const item of given) {
    if (typeof item === "string") names.push(item);
    else {
      for (const [name, expression] of Object.entries(item)) {
        added[name] = expression;
        names.push(name);
      }
    }
  }
  const base = Object.keys(added).length === 0 ? set : (annotate(set, added, true) as RowSet);
  return base.stepped(
    `values ${mode} ${JSON.stringify(names)}`,
    // An object has each name once, a tuple as often as it was asked for.
    (query) => selectValues(query, mode === "object" ? [...new Set(names)] : names),
    mode,
  );
}
