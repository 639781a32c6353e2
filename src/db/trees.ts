/**
 * Trees in one statement: the rows below or above some rows, by a key that leads to the same model.
 *
 * A recursive query finds the keys and how far each is from where it began; the table is joined to that and stands as one table in the query:
 * `FROM (WITH RECURSIVE tree AS (…) SELECT row.*, depth FROM category row JOIN … ) t1`.
 */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import { Column } from "./column.ts";
import type { Compiler } from "./compiler.ts";
import { wrongCount } from "./counts.ts";
import { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { IntegerField } from "./fields/integers.ts";
import { ForeignKey } from "./fields/relations.ts";
import type { Meta } from "./meta.ts";
import { Query } from "./query.ts";
import type { RowSet } from "./row-set.ts";
import { Subquery } from "./subqueries.ts";
import { TableRef } from "./table-ref.ts";
import { selectValues } from "./value-steps.ts";
import { NOTHING } from "./where.ts";

/** How a tree is walked. */
export interface TreeOptions<D = string> {
  /** The name under which rows tell how many steps they are away; 0 where the walk began. */
  depth?: D;
  /** How many steps are taken. Default 100, so that a circle comes to an end. */
  most?: number;
}

/** Which way a tree is walked. */
export type TreeWay = "descendants" | "ancestors";

const DEPTH = new IntegerField();
DEPTH.column = "flagon_depth";

/** The rows of a tree in place of the model's table. */
class TreeSource extends Expression {
  readonly start: Expression;
  readonly field: ForeignKey;
  readonly meta: Meta;
  readonly way: TreeWay;
  readonly most: number;

  constructor(start: Expression, field: ForeignKey, meta: Meta, way: TreeWay, most: number) {
    super();
    this.start = start;
    this.field = field;
    this.meta = meta;
    this.way = way;
    this.most = most;
  }

  override get parts(): readonly Expression[] {
    return [this.start];
  }

  override withParts([start]: readonly Expression[]): Expression {
    return new TreeSource(start!, this.field, this.meta, this.way, this.most);
  }

  override toSql(compiler: Compiler): string {
    const { meta, field, most } = this;
    const [table, key, link, depth] = [meta.table, meta.pk.column, field.column, DEPTH.column].map(
      (name) => compiler.quote(name),
    ) as [string, string, string, string];
    const start = (this.start as Subquery).listSql(compiler);
    const first =
      start === NOTHING
        ? `SELECT ${key}, 0 FROM ${table} WHERE 1 = 0`
        : `SELECT ${key}, 0 FROM ${table} WHERE ${key} IN ${start}`;
    const [taken, on] =
      this.way === "descendants"
        ? [`near.${key}`, `near.${link} = tree.node`]
        : [`near.${link}`, `near.${key} = tree.node AND near.${link} IS NOT NULL`];
    return [
      `(WITH RECURSIVE tree(node, steps) AS (${first}`,
      ` UNION ALL SELECT ${taken}, tree.steps + 1 FROM tree INNER JOIN ${table} near ON ${on}`,
      ` WHERE tree.steps < ${most})`,
      ` SELECT own.*, found.steps AS ${depth} FROM ${table} own INNER JOIN`,
      ` (SELECT node, MIN(steps) AS steps FROM tree GROUP BY node) found ON own.${key} = found.node)`,
    ].join("");
  }
}

/**
 * The rows of a query set and those below or above them.
 *
 * @throws FlagonError `db.no-tree` where the field does not lead from the model to itself.
 */
export function walkTree(
  set: RowSet,
  name: string,
  way: TreeWay,
  { depth, most = 100 }: TreeOptions = {},
): RowSet {
  const { meta } = set;
  const call = way === "descendants" ? "withDescendants" : "withAncestors";
  const field = treeField(meta, name, call);
  if (!Number.isSafeInteger(most) || most < 0) throw wrongCount(`${call}({ most })`, most);
  const walked = set.stepped(`${call} ${name} ${most}`, (query) => {
    const start = query.copy();
    selectValues(start, ["pk"]);
    if (!start.isSliced) {
      start.order = [];
      start.defaultOrder = false;
    }
    Object.assign(query, new Query(meta, new TableRef(meta)));
    query.source = new TreeSource(new Subquery(start), field, meta, way, most);
  });
  return depth === undefined ? walked : withDepth(walked, depth);
}

function withDepth(set: RowSet, name: string): RowSet {
  return set.annotate({ [name]: new TreeDepth() });
}

/** The number of steps, until it is known in which query. */
class TreeDepth extends Expression {
  override resolve({ query }: { query: Query }): Expression {
    return new Column(query.base, DEPTH);
  }

  override toSql(): string {
    throw new TypeError("A depth is resolved before it is written.");
  }
}

function treeField(meta: Meta, name: string, call: string): ForeignKey {
  const field: Field | undefined = meta.member(name);
  const isOwn = field instanceof ForeignKey && meta.ownerOf(field) === meta;
  if (isOwn && field.target === meta && field.toField === meta.pk) return field;
  const known = meta.fields
    .filter((other) => other instanceof ForeignKey && other.target === meta)
    .map((other) => other.name);
  throw new FlagonError(`"${name}" does not lead from ${meta.name} to another ${meta.name}.`, {
    code: "db.no-tree",
    where: `${meta.name}…${call}("${name}")`,
    mend: known.length === 0 ? `Give ${meta.name} a foreign key to itself.` : suggest(name, known),
  });
}
