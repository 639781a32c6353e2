/** Asks PostgreSQL's catalogues what a table is made of. */

import { type Database, Statement } from "../backends/backend.ts";
import type {
  CheckDescription,
  ColumnDescription,
  ForeignKeyAction,
  ForeignKeyDescription,
  IndexDescription,
  RelationDescription,
  RelationKind,
  TableDescription,
  UniqueDescription,
} from "./description.ts";

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: "table",
  v: "view",
  m: "materialized view",
  p: "partitioned table",
  f: "foreign table",
};

const ACTIONS: Readonly<Record<string, ForeignKeyAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** Lists of the catalogues are asked for as JSON: a driver's ways with arrays do not matter then. */
async function ask<T>(database: Database, sql: string, ...values: unknown[]): Promise<T[]> {
  const text = `SELECT row_to_json(found)::text FROM (${sql}) found`;
  const rows = await database.read(new Statement(text, { once: true }), values);
  return rows.map(([json]) => JSON.parse(String(json)) as T);
}

interface Relation {
  oid: number;
  name: string;
  kind: string;
  partition: boolean;
  comment: string | null;
}

const RELATION =
  "SELECT c.oid::int, c.relname AS name, c.relkind::text AS kind, c.relispartition AS partition, obj_description(c.oid, 'pg_class') AS comment FROM pg_class c WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND pg_table_is_visible(c.oid)";

/** The tables and views of a database of PostgreSQL; those of extensions are left out. */
export async function listPostgres(database: Database): Promise<RelationDescription[]> {
  const found = await ask<Relation>(
    database,
    `${RELATION} AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema'))
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname`,
  );
  return found.map((one) => ({
    name: one.name,
    kind: kindOf(one),
    comment: one.comment ?? undefined,
  }));
}

function kindOf({ kind, partition }: Relation): RelationKind {
  return partition ? "partition" : KINDS[kind]!;
}

/** Describes one table or view of PostgreSQL; undefined where there is none of that name. */
export async function describePostgres(
  database: Database,
  table: string,
): Promise<TableDescription | undefined> {
  const [relation] = await ask<Relation>(database, `${RELATION} AND c.relname = $1`, table);
  if (relation === undefined) return undefined;
  const { oid, name, comment } = relation;
  return {
    name,
    kind: kindOf(relation),
    comment: comment ?? undefined,
    columns: await columnsOf(database, oid),
    ...(await constraintsOf(database, oid)),
    indexes: await indexesOf(database, oid),
    triggers: [],
  };
}

interface Column {
  name: string;
  type: string;
  base: string;
  nullable: boolean;
  fallback: string | null;
  identity: string;
  generated: string;
  collation: string | null;
  comment: string | null;
  sequence: string | null;
  choices: string[] | null;
}

async function columnsOf(database: Database, oid: number): Promise<ColumnDescription[]> {
  const found = await ask<Column>(
    database,
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END AS base,
       NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)) AS nullable, pg_get_expr(d.adbin, d.adrelid) AS fallback,
       a.attidentity::text AS identity, a.attgenerated::text AS generated, col_description(a.attrelid, a.attnum) AS comment,
       (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation) AS collation,
       (SELECT s.relname FROM pg_depend p JOIN pg_class s ON s.oid = p.objid AND s.relkind = 'S'
        WHERE p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype IN ('a', 'i') LIMIT 1) AS sequence,
       (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid) AS choices
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = $1::int AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    oid,
  );
  return found.map((column) => {
    const isIdentity = column.identity !== "";
    const isAuto = isIdentity || (column.fallback?.startsWith("nextval(") ?? false);
    const isGenerated = column.generated !== "";
    return {
      name: column.name,
      type: column.type,
      baseType: column.base,
      isNullable: column.nullable,
      default: isAuto || isGenerated ? undefined : (column.fallback ?? undefined),
      isAuto,
      sequence: column.sequence ?? undefined,
      isIdentity,
      generated: isGenerated
        ? { expression: column.fallback ?? "", isStored: column.generated === "s" }
        : undefined,
      collation: column.collation ?? undefined,
      comment: column.comment ?? undefined,
      choices: column.choices ?? undefined,
    };
  });
}

interface Constraint {
  name: string;
  type: string;
  columns: string[] | null;
  table: string | null;
  schema: string | null;
  to: string[] | null;
  update: string;
  delete: string;
  deferrable: boolean;
  deferred: boolean;
  validated: boolean;
  definition: string;
}

const NAMES = (owner: string, numbers: string): string =>
  `(SELECT json_agg(a.attname ORDER BY u.at) FROM unnest(k.${numbers}) WITH ORDINALITY u(number, at) JOIN pg_attribute a ON a.attrelid = k.${owner} AND a.attnum = u.number)`;

type Constraints = Pick<TableDescription, "primaryKey" | "uniques" | "checks" | "foreignKeys">;

async function constraintsOf(database: Database, oid: number): Promise<Constraints> {
  const found = await ask<Constraint>(
    database,
    `SELECT k.conname AS name, k.contype::text AS type, ${NAMES("conrelid", "conkey")} AS columns,
       r.relname AS table, CASE WHEN r.oid IS NULL OR pg_table_is_visible(r.oid) THEN NULL ELSE n.nspname END AS schema,
       ${NAMES("confrelid", "confkey")} AS to, k.confupdtype::text AS update, k.confdeltype::text AS delete,
       k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k LEFT JOIN pg_class r ON r.oid = k.confrelid LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
     WHERE k.conrelid = $1::int ORDER BY k.conname`,
    oid,
  );
  const of = (type: string): Constraint[] => found.filter((one) => one.type === type);
  const [key] = of("p");
  return {
    primaryKey: key && { name: key.name, columns: key.columns ?? [] },
    uniques: of("u").map(uniqueOf),
    checks: of("c").map(checkOf),
    foreignKeys: of("f").map(foreignKeyOf),
  };
}

function deferrableOf({ deferrable, deferred }: Constraint): UniqueDescription["deferrable"] {
  if (!deferrable) return undefined;
  return deferred ? "deferred" : "immediate";
}

function uniqueOf(found: Constraint): UniqueDescription {
  const { name, columns, definition } = found;
  const nullsDistinct = !definition.includes("NULLS NOT DISTINCT");
  return { name, columns: columns ?? [], deferrable: deferrableOf(found), nullsDistinct };
}

function checkOf({ name, columns, definition, validated }: Constraint): CheckDescription {
  const expression = /^CHECK \(([^]*?)\)(?: NO INHERIT)?(?: NOT VALID)?$/.exec(definition)?.[1];
  return { name, columns: columns ?? [], expression: expression ?? "", isValidated: validated };
}

function foreignKeyOf(found: Constraint): ForeignKeyDescription {
  return {
    name: found.name,
    columns: found.columns ?? [],
    table: found.table!,
    schema: found.schema ?? undefined,
    toColumns: found.to ?? [],
    onUpdate: ACTIONS[found.update]!,
    onDelete: ACTIONS[found.delete]!,
    deferrable: deferrableOf(found),
    isValidated: found.validated,
  };
}

interface IndexPart {
  name: string;
  unique: boolean;
  valid: boolean;
  method: string;
  condition: string | null;
  sql: string;
  column: string | null;
  text: string;
  descending: boolean;
  opclass: string | null;
  isKey: boolean;
}

async function indexesOf(database: Database, oid: number): Promise<IndexDescription[]> {
  const found = await ask<IndexPart>(
    database,
    `SELECT c.relname AS name, i.indisunique AS unique, i.indisvalid AS valid, m.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS condition,
       pg_get_indexdef(i.indexrelid) AS sql, a.attname AS column, pg_get_indexdef(i.indexrelid, p.at::int, true) AS text,
       COALESCE(pg_index_column_has_property(i.indexrelid, p.at::int, 'desc'), false) AS descending,
       (SELECT o.opcname FROM pg_opclass o WHERE o.oid = i.indclass[p.at - 1] AND NOT o.opcdefault) AS opclass, p.at <= i.indnkeyatts AS "isKey"
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY p(number, at)
     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.number AND p.number > 0
     WHERE i.indrelid = $1::int AND NOT i.indisprimary
       AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) ORDER BY c.relname, p.at`,
    oid,
  );
  return [...Map.groupBy(found, ({ name }) => name).values()].map((parts) => {
    const [{ name, unique, valid, method, condition, sql }] = parts as [IndexPart];
    const keys = parts.filter(({ isKey }) => isKey);
    return {
      name,
      isUnique: unique,
      terms: keys.map(({ column, text, descending, opclass }) => ({
        column: column ?? undefined,
        expression: column === null ? text : undefined,
        isDescending: descending,
        opclass: opclass ?? undefined,
      })),
      condition: condition ?? undefined,
      method,
      include: parts.filter(({ isKey }) => !isKey).map(({ column, text }) => column ?? text),
      isValid: valid,
      sql,
    };
  });
}
