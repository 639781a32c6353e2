/** The statements of indexes and constraints. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import type { Field } from "../fields/field.ts";
import type { Expression } from "../expression.ts";
import type { Meta } from "../meta.ts";
import { OrderBy, reference } from "../references.ts";
import { isIndexed, isUnique } from "./columns.ts";
import {
  CheckConstraint,
  type Constraint,
  type Deferrable,
  ExclusionConstraint,
  type UniqueConstraint,
} from "./constraints.ts";
import { conditionText, expressionText } from "./expressions.ts";
import { Index, type IndexOptions } from "./index-definition.ts";
import { literalOf } from "./literals.ts";
import { indexName, listedIndexName } from "./names.ts";
import { quoteName, type SchemaRules } from "./rules.ts";

/** An index as its statement has it. */
interface IndexParts {
  name: string;
  isUnique?: boolean;
  /** What is indexed: columns and expressions, written out. */
  terms: readonly string[];
  options: Pick<IndexOptions, "where" | "include" | "method" | "with" | "tablespace">;
  nullsDistinct?: boolean;
}

/** The indexes that the fields and the options of a model ask for; lists of names made indexes. */
export function indexesOf(meta: Meta): Index[] {
  return (meta.options.indexes ?? []).map((given) =>
    given instanceof Index ? given : new Index({ fields: given as readonly string[] }),
  );
}

/** The constraints that the options of a model ask for. */
export function constraintsOf(meta: Meta): readonly Constraint[] {
  return meta.options.constraints ?? [];
}

/**
 * Gives a field of the model's own table that an index or a constraint names.
 *
 * @throws FlagonError `db.unknown-field` with the near name.
 */
export function namedField(name: string, meta: Meta, where: string): Field {
  const found = meta.member(name);
  if (found !== undefined && meta.localFields.includes(found)) return found;
  const isElsewhere = found !== undefined;
  throw new FlagonError(
    isElsewhere
      ? `"${name}" has no column in the table "${meta.table}".`
      : `${meta.name} has no field "${name}".`,
    {
      code: "db.unknown-field",
      where: `${where} of ${meta.path}`,
      mend: isElsewhere
        ? "Name fields of the model itself."
        : suggest(
            name,
            meta.localFields.map((field) => field.name),
          ),
    },
  );
}

/** The name of an index of a model. */
export function nameOfIndex(index: Index, meta: Meta): string {
  const { name, fields = [] } = index.options;
  if (name !== undefined) return name;
  const columns = fields.map((field) => {
    const isDescending = field.startsWith("-");
    const { column } = namedField(field.replace(/^-/, ""), meta, "indexes");
    return `${isDescending ? "-" : ""}${column}`;
  });
  return listedIndexName(meta.table, columns, index.suffix);
}

/** The statement that makes an index; undefined where the database has none of its kind. */
export function createIndexSql(index: Index, meta: Meta, rules: SchemaRules): string | undefined {
  const { fields = [], expressions = [], method = "btree" } = index.options;
  const name = nameOfIndex(index, meta);
  const columns = fields.map((field, at) => columnTerm(field, at, index, meta, rules));
  const terms = [
    ...columns,
    ...expressions.map((term) => expressionTerm(term as Expression, meta, rules)),
  ];
  if (!rules.isPostgres && method !== "btree") return undefined;
  const sql = indexSql({ name, terms, options: index.options }, meta, rules);
  return expressions.length > 0 ? rules.expressionIndex(sql) : sql;
}

function columnTerm(
  given: string,
  at: number,
  { options }: Index,
  meta: Meta,
  { kind, isPostgres }: SchemaRules,
): string {
  const { column } = namedField(given.replace(/^-/, ""), meta, "indexes");
  const opclass = isPostgres ? options.opclasses?.[at] : undefined;
  return [
    quoteName(column, kind),
    opclass !== undefined && opclassSql(opclass),
    given.startsWith("-") && "DESC",
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function opclassSql(name: string): string {
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/.test(name)) return name;
  throw new FlagonError(`"${name}" is no name of an operator class.`, {
    code: "db.bad-index",
    where: "opclasses",
    mend: 'Write its bare name: "gin_trgm_ops".',
  });
}

function expressionTerm(term: Expression, meta: Meta, { kind }: SchemaRules): string {
  if (!(term instanceof OrderBy)) return `(${expressionText(term, meta, kind)})`;
  const saysNulls = term.nulls !== undefined && kind !== "mysql";
  const nulls = saysNulls ? ` NULLS ${term.nulls.toUpperCase()}` : "";
  return `(${expressionText(term.expression, meta, kind)})${term.descending ? " DESC" : ""}${nulls}`;
}

function indexSql(parts: IndexParts, meta: Meta, rules: SchemaRules): string {
  const { kind, isPostgres } = rules;
  const { where, include, method, with: storage } = parts.options;
  const using = isPostgres && method !== undefined ? ` USING ${method}` : "";
  const covered = isPostgres && include !== undefined ? includeSql(include, meta, rules) : "";
  const nulls = isPostgres && parts.nullsDistinct === false ? " NULLS NOT DISTINCT" : "";
  const parameters = isPostgres && storage !== undefined ? storageSql(storage) : "";
  const tablespace = tablespaceSql(parts.options.tablespace ?? meta.options.tablespace, rules);
  // Where there are none of some rows alone, it is of all: it serves the same queries.
  const isPartial = where !== undefined && rules.partialIndexes;
  const condition = isPartial ? ` WHERE ${conditionText(where, meta, kind)}` : "";
  const unique = parts.isUnique === true ? "UNIQUE " : "";
  return `CREATE ${unique}INDEX ${quoteName(parts.name, kind)} ON ${quoteName(meta.table, kind)}${using} (${parts.terms.join(", ")})${covered}${nulls}${parameters}${tablespace}${condition}`;
}

/** Where PostgreSQL keeps a table or an index; nothing elsewhere. */
export function tablespaceSql(name: string | undefined, { kind, isPostgres }: SchemaRules): string {
  return isPostgres && name !== undefined ? ` TABLESPACE ${quoteName(name, kind)}` : "";
}

function includeSql(names: readonly string[], meta: Meta, { kind }: SchemaRules): string {
  const columns = names.map((name) => quoteName(namedField(name, meta, "include").column, kind));
  return ` INCLUDE (${columns.join(", ")})`;
}

function storageSql(storage: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(storage).map(
    ([name, value]) =>
      `${opclassSql(name)} = ${typeof value === "boolean" ? String(value) : literalOf(value, "postgres")}`,
  );
  return ` WITH (${parts.join(", ")})`;
}

/** The statements for the index of one field, where it has one. */
export function fieldIndexSqls(field: Field, meta: Meta, rules: SchemaRules): string[] {
  const type = field.columnType(rules.kind) ?? "";
  const { column, options } = field;
  const make = (suffix: string, opclass: string): string =>
    indexSql(
      {
        name: indexName(meta.table, [column], suffix, rules.kind),
        terms: [`${quoteName(column, rules.kind)}${opclass}`],
        options: {},
      },
      meta,
      rules,
    );
  const made: string[] = [];
  if (isIndexed(field) && isWorthIt(field, type, rules)) made.push(make("", ""));
  // LIKE uses an index only by this operator class, unless the database sorts by bytes.
  const isText = /^(?:varchar|text)/.test(type) && !type.includes("[");
  const asked = isIndexed(field) || isUnique(field) || options.index === true;
  if (rules.isPostgres && asked && isText)
    made.push(
      make("_like", type.startsWith("text") ? " text_pattern_ops" : " varchar_pattern_ops"),
    );
  return made;
}

/** MySQL indexes foreign keys by itself and large texts not at all. */
function isWorthIt(field: Field, type: string, { kind }: SchemaRules): boolean {
  if (kind !== "mysql") return true;
  const isKey =
    field.kind === "ForeignKey" && (field.options as { constraint?: boolean }).constraint !== false;
  return !isKey && !/text|blob|json/.test(type);
}

/** How a constraint is made: within the table, or by a statement of its own; neither where the database has none of its kind. */
export interface ConstraintSql {
  inline?: string;
  statement?: string;
}

/** Writes a constraint of a model. */
export function constraintSql(
  constraint: Constraint,
  meta: Meta,
  rules: SchemaRules,
): ConstraintSql {
  const { kind } = rules;
  if (constraint instanceof CheckConstraint) {
    const { name, condition } = constraint.options;
    return {
      inline: `CONSTRAINT ${quoteName(name, kind)} CHECK (${conditionText(condition, meta, kind)})`,
    };
  }
  if (constraint instanceof ExclusionConstraint) return exclusionSql(constraint, meta, rules);
  return uniqueSql(constraint as UniqueConstraint, meta, rules);
}

/** The name of a constraint. */
export function nameOfConstraint(constraint: Constraint, meta: Meta, rules: SchemaRules): string {
  if (constraint.options.name !== undefined) return constraint.options.name;
  const fields = (constraint as UniqueConstraint).options.fields ?? [];
  const columns = fields.map((name) => namedField(name, meta, "unique(…)").column);
  return indexName(meta.table, columns, "_uniq", rules.kind);
}

/** Whether a unique constraint is an index in its own right: a constraint cannot say what it says. */
export function isUniqueIndex({ options }: UniqueConstraint, { isPostgres }: SchemaRules): boolean {
  const { where, expressions = [], opclasses, include } = options;
  return (
    where !== undefined ||
    expressions.length > 0 ||
    (isPostgres && (opclasses !== undefined || include !== undefined))
  );
}

function uniqueSql(constraint: UniqueConstraint, meta: Meta, rules: SchemaRules): ConstraintSql {
  const { kind, isPostgres } = rules;
  const { fields = [], expressions = [], opclasses, include, ...options } = constraint.options;
  const { where, deferrable, nullsDistinct } = options;
  const name = nameOfConstraint(constraint, meta, rules);
  const columns = fields.map((field) =>
    quoteName(namedField(field, meta, "unique(…)").column, kind),
  );
  if (deferrable !== undefined && !isPostgres) return {};
  if (where !== undefined && !rules.partialIndexes) return {};
  if (!isUniqueIndex(constraint, rules)) {
    const nulls = isPostgres && nullsDistinct === false ? " NULLS NOT DISTINCT" : "";
    return {
      inline: `CONSTRAINT ${quoteName(name, kind)} UNIQUE${nulls} (${columns.join(", ")})${deferrableSql(deferrable)}`,
    };
  }
  const classes = isPostgres ? (opclasses ?? []) : [];
  const terms = [
    ...columns.map((column, at) =>
      classes[at] === undefined ? column : `${column} ${opclassSql(classes[at])}`,
    ),
    ...expressions.map((term) => expressionTerm(term as Expression, meta, rules)),
  ];
  const parts = { name, isUnique: true, terms, nullsDistinct: nullsDistinct ?? true };
  const shared = {
    ...(where !== undefined && { where }),
    ...(include !== undefined && { include }),
  };
  const sql = indexSql({ ...parts, options: shared }, meta, rules);
  return { statement: expressions.length > 0 ? rules.expressionIndex(sql) : sql };
}

function deferrableSql(deferrable: Deferrable | undefined): string {
  return deferrable === undefined ? "" : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`;
}

function exclusionSql(
  { options }: ExclusionConstraint,
  meta: Meta,
  rules: SchemaRules,
): ConstraintSql {
  const { kind, isPostgres } = rules;
  const { name, expressions, method = "gist", where, deferrable } = options;
  if (!isPostgres) return {};
  const terms = expressions.map(([term, operator]) => {
    const side =
      typeof term === "string" && meta.member(term) !== undefined
        ? quoteName(namedField(term, meta, "exclude(…)").column, kind)
        : expressionTerm(reference(term), meta, rules);
    return `${side} WITH ${operator}`;
  });
  const condition = where === undefined ? "" : ` WHERE (${conditionText(where, meta, kind)})`;
  return {
    inline: `CONSTRAINT ${quoteName(name, kind)} EXCLUDE USING ${method} (${terms.join(", ")})${condition}${deferrableSql(deferrable)}`,
  };
}
