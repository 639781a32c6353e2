/** Changes rows: one row's fields by its key, or all rows of a query set in one statement. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { type Database, type DatabaseKind, type Maybe, Statement } from "./backends/backend.ts";
import { storeWriterOf, writerOf } from "./codecs.ts";
import { Compiler } from "./compiler.ts";
import { dialectOf } from "./dialects.ts";
import { Expression } from "./expression.ts";
import type { Convert, Field } from "./fields/field.ts";
import { ForeignKey } from "./fields/relations.ts";
import { neededJoins } from "./joins.ts";
import type { Meta } from "./meta.ts";
import { NO_ROWS, statementOf, type WritePlan, writePlan } from "./plan.ts";
import type { Query } from "./query.ts";
import { rowKey } from "./row-key.ts";
import { columnAt } from "./row-values.ts";
import { everyRow } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import type { RowObject } from "./row-state.ts";
import { referredBy } from "./row-subqueries.ts";
import { Scope } from "./scope.ts";
import { SlotCounter, StructureKey } from "./structure.ts";
import { SubqueryOf, type ValueSource } from "./subqueries.ts";
import { isEmbeddable } from "./values.ts";
import { EVERYTHING, NOTHING } from "./where.ts";

interface UpdatePlan {
  readonly statement: Statement;
  /** What a row has for the parameters: the fields, then the key. */
  readonly attributes: readonly string[];
  readonly writers: readonly (Convert | undefined)[];
}

const plans = new WeakMap<Meta, Map<string, UpdatePlan>>();

/** Writes fields of a row's own table and gives the number of rows changed: one, or none where it is gone. */
export function updateLocal(
  row: RowObject,
  meta: Meta,
  fields: readonly Field[],
  database: Database,
): Maybe<number> {
  if (fields.some((field) => row[field.attribute] instanceof Expression))
    return updateExpressions(row, meta, fields, database);
  const plan = planOf(meta, fields, database.kind);
  const parameters: unknown[] = [];
  const { attributes, writers } = plan;
  for (let index = 0; index < attributes.length; index++) {
    const value = row[attributes[index]!];
    const write = writers[index];
    parameters.push(write === undefined || value === null ? value : write(value as never));
  }
  const written = database.write(plan.statement, parameters);
  return written instanceof Promise ? written.then(({ changes }) => changes) : written.changes;
}

function planOf(meta: Meta, fields: readonly Field[], kind: DatabaseKind): UpdatePlan {
  let known = plans.get(meta);
  if (known === undefined) plans.set(meta, (known = new Map()));
  const key = `${kind} ${fields.map((field) => field.column).join(" ")}`;
  let plan = known.get(key);
  if (plan === undefined) {
    const dialect = dialectOf(kind);
    const sets = fields.map(
      (field, index) => `${dialect.quote(field.column)} = ${dialect.mark(index + 1)}`,
    );
    const where = meta.keyFields
      .map(({ column }, at) => `${dialect.quote(column)} = ${dialect.mark(fields.length + at + 1)}`)
      .join(" AND ");
    plan = {
      statement: new Statement(
        `UPDATE ${dialect.quote(meta.table)} SET ${sets.join(", ")} WHERE ${where}`,
        { givesRows: false },
      ),
      attributes: [...fields, ...meta.keyFields].map((field) => field.attribute),
      writers: [
        ...fields.map((field) => storeWriterOf(field, kind)),
        ...meta.keyFields.map((field) => writerOf(field, kind)),
      ],
    };
    known.set(key, plan);
  }
  return plan;
}

async function updateExpressions(
  row: RowObject,
  meta: Meta,
  fields: readonly Field[],
  database: Database,
): Promise<number> {
  const changes = Object.fromEntries(
    fields.map((field) => [field.attribute, row[field.attribute]]),
  );
  return updateRows(
    everyRow(meta).using(database.alias).filter({ pk: row[meta.pk.attribute] }),
    changes,
  );
}

/** Changes all rows of a query set. */
export function updateRows(
  set: RowSet,
  changes: Readonly<Record<string, unknown>>,
): Promise<number> {
  try {
    const count = updateAgain(set, changes);
    if (count !== undefined) return Promise.resolve(count);
  } catch (error) {
    return Promise.reject(error as Error);
  }
  return updateFirst(set, changes);
}

/** The quick way of an update whose shape has been checked and written before: plain values under the same names. */
function updateAgain(
  set: RowSet,
  changes: Readonly<Record<string, unknown>>,
): Maybe<number> | undefined {
  let key = "";
  const values = [...set.parameters];
  for (const name in changes) {
    const value = changes[name];
    if (!isPlain(value)) return undefined;
    key = key === "" ? name : `${key} ${name}`;
    values.push(value);
  }
  const database = set.writing();
  const plan = set.shape.updates[database.kind].get(key);
  const statement = plan && statementOf(plan, values);
  if (plan === undefined || statement === undefined) return undefined;
  const written = database.write(statement, plan.bind(values));
  return written instanceof Promise ? written.then(({ changes: count }) => count) : written.changes;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object") return value !== undefined;
  return value !== null && !(value instanceof Expression) && !isEmbeddable(value);
}

async function updateFirst(
  set: RowSet,
  changes: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { meta, shape } = set;
  const names = Object.keys(changes);
  const fields = names.map((name) => updatable(meta, name));
  if (
    shape.query.isSliced ||
    shape.query.combinator !== undefined ||
    (shape.query.distinct !== false && shape.query.distinct.length > 0)
  ) {
    throw new FlagonError("Rows that have been cut off cannot be updated at once.", {
      code: "db.sliced",
      where: `${meta.name}.update()`,
      mend: "Filter by their keys: filter({ pk__in: keys }).update(…).",
    });
  }
  if (names.length === 0) return 0;
  const database = set.writing();
  const own = fields.map((field) => meta.ownerOf(field));
  if (own.every((owner) => owner === meta || meta.concrete === owner))
    return updateTable(set, meta, fields, changes, names, database);
  return updateParents(set, fields, own, changes, names, database);
}

function updatable(meta: Meta, name: string): Field {
  const field = meta.member(name);
  if (field !== undefined && meta.fields.includes(field)) return field;
  throw new FlagonError(
    field === undefined
      ? `${meta.name} has no field "${name}".`
      : field === meta.pk
        ? "The key is made of several fields."
        : `"${name}" is kept in another table.`,
    {
      code: "db.unknown-field",
      where: `${meta.name}.update({ ${name}: … })`,
      mend: suggest(
        name,
        meta.fields.map((known) => known.name),
      ),
    },
  );
}

/** Fields of parent tables are changed by the keys of the rows. */
async function updateParents(
  set: RowSet,
  fields: readonly Field[],
  owners: readonly Meta[],
  changes: Readonly<Record<string, unknown>>,
  names: readonly string[],
  database: Database,
): Promise<number> {
  const keys = await set.using(database.alias).valuesList("pk", { flat: true }).rows();
  let count = 0;
  for (const owner of new Set(owners)) {
    const index = owners.map((_, at) => at).filter((at) => owners[at] === owner);
    const part = everyRow(owner).using(database.alias).filter({ pk__in: keys });
    count = Math.max(
      count,
      await updateTable(
        part,
        owner,
        index.map((at) => fields[at]!),
        changes,
        index.map((at) => names[at]!),
        database,
      ),
    );
  }
  return count;
}

async function updateTable(
  set: RowSet,
  meta: Meta,
  fields: readonly Field[],
  changes: Readonly<Record<string, unknown>>,
  names: readonly string[],
  database: Database,
): Promise<number> {
  const key = new StructureKey([...set.parameters]);
  const given = names.map((name, index) => readChange(changes[name], fields[index]!, key));
  const plan = set.shape.write(`update ${database.kind} ${key.text}`, () =>
    updatePlan(set, meta, fields, given, database.kind),
  );
  const statement = statementOf(plan, key.values);
  if (statement === undefined) return 0;
  const written = database.write(statement, plan.bind(key.values));
  if (names.length === Object.keys(changes).length && given.every((part) => part === undefined)) {
    const quick = set.shape.updates[database.kind];
    if (quick.size < MOST_QUICK) quick.set(names.join(" "), plan);
  }
  return (written instanceof Promise ? await written : written).changes;
}

/** How many updates of one shape are known by their names alone. */
const MOST_QUICK = 50;

/** Reads one change: an expression, null, or a plain value, which gets a slot. */
function readChange(
  value: unknown,
  field: Field,
  key: StructureKey,
): Expression | null | undefined {
  if (value === undefined) {
    throw new FlagonError(`The value for "${field.name}" is undefined.`, {
      code: "db.undefined-value",
      where: `update({ ${field.name}: undefined })`,
      mend: "Give a value or null, or leave the name out.",
    });
  }
  key.word(field.attribute);
  if (value === null) {
    key.word("null");
    return null;
  }
  const expression = value instanceof Expression ? value : embedded(value);
  if (expression === undefined) {
    key.word("?");
    key.value(value);
  } else expression.key(key);
  return expression;
}

function embedded(value: unknown): Expression | undefined {
  if (!isEmbeddable(value)) return undefined;
  return new SubqueryOf((value as unknown as ValueSource).asValue(), "value");
}

function updatePlan(
  set: RowSet,
  meta: Meta,
  fields: readonly Field[],
  given: readonly (Expression | null | undefined)[],
  kind: DatabaseKind,
): WritePlan {
  const query = unordered(set.shape.query);
  const compiler = new Compiler(dialectOf(kind));
  compiler.changes(query.base);
  const scope = new Scope(query, { allowJoins: false });
  const slots = new SlotCounter(set.shape.slots);
  const sets = fields.map((field, index) => {
    const change = given[index];
    const column = compiler.quote(field.column);
    if (change === null) return `${column} = NULL`;
    if (change !== undefined) {
      const value = referredBy(field, change.slotted(slots).resolve(scope));
      if (value.containsAggregate) throw aggregateError(field, meta);
      return `${column} = ${value.selectSql(compiler)}`;
    }
    return `${column} = ${compiler.bind(slots.take(), storeConvert(field, kind))}`;
  });
  const where = whereSql(query, meta, compiler);
  if (where === NOTHING) return NO_ROWS;
  const table = compiler.dialect.updateTarget(
    compiler.quote(meta.table),
    compiler.nameOf(query.base),
  );
  const sql = `UPDATE ${table} SET ${sets.join(", ")}${where === EVERYTHING ? "" : ` WHERE ${where}`}`;
  return writePlan(sql, compiler, { givesRows: false });
}

/** A copy of a query without an order: nobody sees in which order rows are changed. */
export function unordered(query: Query): Query {
  const copy = query.copy();
  copy.order = [];
  copy.defaultOrder = false;
  return copy;
}

function storeConvert(field: Field, kind: DatabaseKind): Convert | undefined {
  const write = storeWriterOf(field, kind);
  return field instanceof ForeignKey ? rowKey(field, field.target, write) : write;
}

/** The condition of a statement that changes one table: where others are joined, the rows' keys are asked for within. */
export function whereSql(query: Query, meta: Meta, compiler: Compiler): string {
  const plain = neededJoins(query).length === 0 && !query.isGrouped && query.distinct === false;
  if (plain && !query.where.containsAggregate) return query.where.toSql(compiler);
  const inner = query.copy();
  inner.columns = [["pk", columnAt(query.base, query.meta.pk)]];
  inner.selection = { kind: "values", names: ["pk"] };
  inner.shown = new Set();
  inner.related = undefined;
  const sql = compiler.keysSubquery(inner);
  if (sql === NOTHING) return NOTHING;
  const columns = meta.keyFields.map(({ column }) => compiler.quote(column)).join(", ");
  return `${meta.keyFields.length === 1 ? columns : `(${columns})`} IN (${sql})`;
}

function aggregateError(field: Field, meta: Meta): FlagonError {
  return new FlagonError(`An aggregate reckons over other rows, and "${field.name}" is of one.`, {
    code: "db.join-not-allowed",
    where: `${meta.name}…update({ ${field.name}: … })`,
    mend: 'Reckon in a query within the query: subquery(Other.filter({ key: outerRef("pk") }).values(…)).',
  });
}
