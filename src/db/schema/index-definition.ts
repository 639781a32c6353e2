/** Indexes of a model: fields or expressions, partial, covering, of any method of PostgreSQL. */

import { FlagonError } from "../../base/errors.ts";
import type { Expression } from "../expression.ts";
import type { AnyExpression } from "../typing/expressions.ts";
import type { Conditions } from "../q.ts";

/** The methods of PostgreSQL's indexes. */
export type IndexMethod = "btree" | "gin" | "gist" | "brin" | "hash" | "spgist" | "bloom";

/** What an index is made of. */
export interface IndexOptions<Name extends string = string> {
  /** The fields in order; `-` before a name has it descend. */
  fields?: readonly Name[];
  /** Expressions in place of fields, or behind them: `lower("email")`, `F("day").desc()`. */
  expressions?: readonly (Expression | AnyExpression)[];
  /** The index's name. Default: as Django names it. Needed for expressions. */
  name?: string;
  /** The rows that are in the index. SQLite and PostgreSQL; on MySQL it has all. */
  where?: Conditions;
  /** Further columns that the index carries along, so that the table need not be read. PostgreSQL. */
  include?: readonly Name[];
  /** The operator class of each field. PostgreSQL. */
  opclasses?: readonly string[];
  /** PostgreSQL's method; other databases make no index where it is not `btree`. Default `btree`. */
  method?: IndexMethod;
  /** The tablespace of PostgreSQL that keeps the index. Default: the model's option. */
  tablespace?: string;
  /** Storage parameters of PostgreSQL: `{ fillfactor: 70 }`. */
  with?: Readonly<Record<string, string | number | boolean>>;
}

/** An index of a model. */
export class Index<Name extends string = string> {
  /** The names that it uses, for types; there is nothing here at run time. */
  declare readonly "~names": Name;
  readonly options: IndexOptions;

  constructor(options: IndexOptions) {
    const { fields = [], expressions = [], name } = options;
    if (fields.length + expressions.length === 0)
      refuse("An index needs fields or expressions.", "Name at least one field.");
    if (expressions.length > 0 && name === undefined)
      refuse("An index of expressions needs a name.", "Give it one with `name`.");
    this.options = options;
  }

  /** The end of the name that is made for an index without one. */
  get suffix(): string {
    const { method = "btree" } = this.options;
    return method === "btree" ? "idx" : method;
  }
}

function refuse(what: string, mend: string): never {
  throw new FlagonError(what, { code: "db.bad-index", where: "index(…)", mend });
}

/**
 * Makes an index for the option `indexes` of a model.
 *
 * @throws FlagonError `db.bad-index` without fields, or for expressions without a name.
 * @example
 * index({ fields: ["author", "-publishedAt"], where: { status: "live" } })
 */
export function index<const Name extends string = never>(options: IndexOptions<Name>): Index<Name> {
  return new Index<Name>(options as unknown as IndexOptions);
}
