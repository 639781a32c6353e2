/** Looks at all models at start-up and gathers what is wrong with them. Django's checks are the guide. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { DateField, DateTimeField } from "./fields/dates.ts";
import type { Field } from "./fields/field.ts";
import { ForeignKey, ManyToMany, type OnDelete } from "./fields/relations.ts";
import type { Meta, ModelClass } from "./meta.ts";
import { readPath } from "./joins.ts";
import { metaOf, knownModels, registerModels } from "./registry.ts";
import { constraintsOf, createIndexSql, constraintSql, indexesOf } from "./schema/index-sql.ts";
import { rulesOf } from "./schema/rules.ts";

/** Names that every row has for other things than fields. */
const RESERVED = [
  "pk",
  "save",
  "delete",
  "refresh",
  "clean",
  "fullClean",
  "changedFields",
  "displayOf",
  "toString",
  "constructor",
];

/**
 * Gathers what is wrong with models; without arguments with all that are known.
 *
 * Names of fields that would be in the way, two models with one table, ways back that clash, names in the options that are no fields,
 * indexes and constraints that cannot be made, options that contradict each other.
 *
 * @example
 * for (const fault of checkModels()) console.error(fault.message);
 */
export function checkModels(...models: readonly ModelClass[]): FlagonError[] {
  const wanted = models.length === 0 ? undefined : new Set(registerModels(models));
  const all = knownModels();
  const checked = wanted === undefined ? all : all.filter((meta) => wanted.has(meta));
  const tables = checkTables(all).filter(({ meta }) => wanted === undefined || wanted.has(meta));
  return [...checked.flatMap(faultsOf), ...tables.map(({ fault }) => fault)];
}

/** Gathers what is wrong with models that make up one app: others that the process knows are none of its business. */
export function checkAmong(models: readonly ModelClass[]): FlagonError[] {
  const metas = registerModels(models);
  return [...metas.flatMap(faultsOf), ...checkTables(metas).map(({ fault: found }) => found)];
}

function faultsOf(meta: Meta): FlagonError[] {
  if (meta.options.automatic === true) return [];
  return [
    ...checkNames(meta),
    ...checkOptions(meta),
    ...checkSchema(meta),
    ...meta.localFields.flatMap((field) => checkField(meta, field)),
    ...[...meta.localFields, ...meta.manyToMany].flatMap((field) => checkRelation(meta, field)),
    ...meta.virtuals.flatMap((field) => caught(() => field.relation?.(meta))),
  ];
}

function fault(what: string, where: string, mend: string): FlagonError {
  return new FlagonError(what, { code: "db.bad-model", where, mend });
}

/** What a piece of work throws, as a fault; other errors go on. */
function caught(work: () => unknown): FlagonError[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof FlagonError) return [error];
    throw error;
  }
}

function checkNames(meta: Meta): FlagonError[] {
  const faults: FlagonError[] = [];
  const columns = new Map<string, Field>();
  for (const field of [...meta.localFields, ...meta.manyToMany]) {
    const place = `${meta.path}.${field.name}`;
    if (RESERVED.includes(field.name))
      faults.push(
        fault(
          `No field can be called "${field.name}": every row has that already.`,
          place,
          "Give it another name; `column` keeps the column's.",
        ),
      );
    if (field.name.includes("__") || field.name.endsWith("_"))
      faults.push(
        fault(
          `"${field.name}" cannot stand in a path: two underscores part its names.`,
          place,
          "Name it without `__` and without `_` at its end; `column` keeps the column's.",
        ),
      );
    if (field instanceof ManyToMany) continue;
    const other = columns.get(field.column);
    if (other !== undefined)
      faults.push(
        fault(
          `"${other.name}" and "${field.name}" have the same column "${field.column}".`,
          place,
          "Give one of them another `column`.",
        ),
      );
    columns.set(field.column, field);
  }
  return faults;
}

/** Two models with one table overwrite each other. */
function checkTables(all: readonly Meta[]): { meta: Meta; fault: FlagonError }[] {
  const owners = new Map<string, Meta>();
  const found: { meta: Meta; fault: FlagonError }[] = [];
  for (const meta of all) {
    if (meta.options.proxy === true || meta.options.managed === false) continue;
    const key = `${meta.options.database ?? ""} ${meta.table}`;
    const other = owners.get(key);
    if (other !== undefined)
      found.push({
        meta,
        fault: fault(
          `${other.path} and ${meta.path} have the same table "${meta.table}".`,
          `model ${meta.path}`,
          "Give one of them another `table`, or register them with different blueprints.",
        ),
      });
    else owners.set(key, meta);
  }
  return found;
}

function checkOptions(meta: Meta): FlagonError[] {
  const { ordering = [], getLatestBy = [], uniqueTogether = [] } = meta.options;
  const latest = typeof getLatestBy === "string" ? [getLatestBy] : getLatestBy;
  const paths = [
    ...ordering.map((term) => ["ordering", term] as const),
    ...latest.map((term) => ["getLatestBy", term] as const),
  ];
  const faults = paths.flatMap(([option, term]) =>
    typeof term !== "string" || term === "?" ? [] : checkPath(meta, option, term),
  );
  for (const name of uniqueTogether.flat()) {
    const field = meta.member(name);
    if (field !== undefined && meta.localFields.includes(field)) continue;
    faults.push(unknown(meta, "uniqueTogether", name));
  }
  return faults;
}

function checkPath(meta: Meta, option: string, given: string): FlagonError[] {
  const names = given.replace(/^-/, "").split("__");
  return caught(() => {
    const { rest, isRelation } = readPath(meta, names, given);
    if (isRelation && rest.length > 0) throw unknown(meta, option, given);
  }).map((error) =>
    error.where?.includes(option) === true ? error : unknown(meta, option, given),
  );
}

function unknown(meta: Meta, option: string, name: string): FlagonError {
  return new FlagonError(`"${name}" of the option ${option} is no field of ${meta.name}.`, {
    code: "db.unknown-field",
    where: `${option} of ${meta.path}`,
    mend: suggest(name.replace(/^-/, ""), meta.memberNames),
  });
}

/** Indexes and constraints are written out for PostgreSQL, which has all of them. */
function checkSchema(meta: Meta): FlagonError[] {
  if (meta.options.proxy === true) return [];
  const rules = rulesOf("postgres");
  const names = new Set<string>();
  const faults: FlagonError[] = [];
  for (const index of indexesOf(meta))
    faults.push(...caught(() => createIndexSql(index, meta, rules)));
  for (const constraint of constraintsOf(meta)) {
    faults.push(...caught(() => constraintSql(constraint, meta, rules)));
    const { name } = constraint.options;
    if (name === undefined) continue;
    if (names.has(name))
      faults.push(
        fault(
          `Two constraints are called "${name}".`,
          `constraints of ${meta.path}`,
          "Give one of them another name.",
        ),
      );
    names.add(name);
  }
  return faults;
}

function checkField(meta: Meta, field: Field): FlagonError[] {
  const place = `${meta.path}.${field.name}`;
  const faults: FlagonError[] = [];
  const { options } = field;
  if (options.primaryKey === true && options.null === true)
    faults.push(fault("A primary key cannot be null.", place, "Leave out `null`."));
  if (options.databaseDefault !== undefined && options.default !== undefined)
    faults.push(
      fault(
        "A field has either a default of its own or one of the database.",
        place,
        "Leave out `default` or `databaseDefault`.",
      ),
    );
  for (const option of ["uniqueForDate", "uniqueForMonth", "uniqueForYear"] as const) {
    const name = options[option];
    if (name === undefined) continue;
    const date = meta.member(name);
    if (!(date instanceof DateField) && !(date instanceof DateTimeField))
      faults.push(
        fault(
          `"${name}" of the option ${option} is no date field of ${meta.name}.`,
          place,
          "Name a date or datetime field.",
        ),
      );
  }
  return faults;
}

function checkRelation(meta: Meta, field: Field): FlagonError[] {
  if (!(field instanceof ForeignKey || field instanceof ManyToMany) || field.owner !== meta)
    return [];
  const place = `${meta.path}.${field.name}`;
  const missing = caught(() => field.target);
  if (missing.length > 0) return missing;
  const faults = checkWayBack(meta, field, place);
  if (field instanceof ManyToMany) return [...faults, ...checkBetween(field, place)];
  return [...faults, ...caught(() => field.toField), ...checkRule(field, place)];
}

/** The table between refers to both sides by one column each. */
function checkBetween(field: ManyToMany, place: string): FlagonError[] {
  const missing = caught(() => [field.sourceKey, field.targetKey]);
  // A model between that the user has written is checked by itself.
  if (missing.length > 0 || field.through.options.automatic !== true) return missing;
  return [field.sourceKey, field.targetKey].flatMap((key) =>
    caught(() => key.toField).map(
      ({ what, code, mend }) => new FlagonError(what, { code, where: place, mend: mend! }),
    ),
  );
}

function checkRule(field: ForeignKey, place: string): FlagonError[] {
  const rule: OnDelete = field.options.onDelete;
  if ((rule === "set null" || rule === "database set null") && !field.isNullable)
    return [
      fault(
        `onDelete: "${rule}" sets what cannot be null.`,
        place,
        "Add `null: true`, or choose another rule.",
      ),
    ];
  if (rule === "set default" && !field.hasDefault)
    return [
      fault(
        'onDelete: "set default" has no default to set.',
        place,
        "Give it a `default`, or choose another rule.",
      ),
    ];
  if (rule === "database set default" && field.options.databaseDefault === undefined)
    return [
      fault(
        'onDelete: "database set default" has no default to set.',
        place,
        "Give it a `databaseDefault`, or choose another rule.",
      ),
    ];
  return [];
}

/** The way back must not be in the way of a field of the target, or of another way back. */
function checkWayBack(meta: Meta, field: ForeignKey | ManyToMany, place: string): FlagonError[] {
  const { relatedName, relatedQueryName } = field.options;
  const name = relatedQueryName ?? relatedName;
  if (name === undefined || name.endsWith("+")) return [];
  const { target } = field;
  const own = target.member(name);
  const isOwn =
    own !== undefined && "via" in own && own.via === field.name && metaOfSafe(own, target) === meta;
  if (isOwn) return [];
  return [
    fault(
      `The way back "${name}" is a name of ${target.name} already.`,
      place,
      'Give it another relatedName; "+" for none.',
    ),
  ];
}

function metaOfSafe(own: Field, target: Meta): Meta | undefined {
  const { from } = own as unknown as { from: ModelClass | string };
  return typeof from === "string" ? target.metaOf(from, own.name) : metaOf(from);
}
