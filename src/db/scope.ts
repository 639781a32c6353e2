/** What names mean within a query: the scope that expressions are resolved in. */

import { FlagonError } from "../base/errors.ts";
import { Named } from "./column.ts";
import type { Expression } from "./expression.ts";
import { type Joined, type Path, readPath, refuseRest, setUpJoins } from "./joins.ts";
import type { Query } from "./query.ts";
import { columnAt } from "./row-values.ts";
import type { TableRef } from "./table-ref.ts";
import { Transforms } from "./transform-table.ts";

/** How a scope reads names. */
export interface ScopeOptions {
  /** The joins that may be shared; undefined shares all. */
  reuse?: Set<TableRef> | undefined;
  /** Whether a path may lead to other tables. Default true. */
  allowJoins?: boolean;
  /** Whether annotations are columns of a query within `FROM`. Default false. */
  summarize?: boolean;
}

/** A query, and how names are read in it. */
export class Scope {
  readonly query: Query;
  readonly reuse: Set<TableRef> | undefined;
  readonly allowJoins: boolean;
  readonly summarize: boolean;

  constructor(query: Query, { reuse, allowJoins = true, summarize = false }: ScopeOptions = {}) {
    this.query = query;
    this.reuse = reuse;
    this.allowJoins = allowJoins;
    this.summarize = summarize;
  }

  /** Finds an annotation by its name. */
  findAnnotation(name: string): Expression | undefined {
    const found = this.query.annotations.get(name);
    if (found === undefined || !this.summarize) return found;
    return new Named(name, found);
  }

  /** Finds the joins of a filtered relation that a path begins with. */
  filteredPath(names: readonly string[]): { path: Path; joined: Joined } | undefined {
    return this.query.filteredRelations.get(names[0]!)?.find(this.query, names);
  }

  /**
   * Gives what a name stands for: an annotation, or a column with its joins.
   *
   * @throws FlagonError `db.unknown-field` where it is none, `db.join-not-allowed` where only the model's own columns count.
   */
  reference(text: string): Expression {
    const names = text.split("__");
    const annotation = this.findAnnotation(names[0]!);
    if (annotation !== undefined) return Transforms.apply(annotation, names.slice(1), text);
    const filtered = this.filteredPath(names);
    const path = filtered?.path ?? readPath(this.query.meta, names, text);
    if (path.isRelation) refuseRest(path, text);
    if (!this.allowJoins && path.hops.length > 0) this.#checkOwn(path, text);
    const joined =
      filtered?.joined ??
      setUpJoins(this.query, path, { ...(this.reuse !== undefined && { reuse: this.reuse }) });
    for (const ref of joined.refs) this.reuse?.add(ref);
    const column = columnAt(
      joined.ref,
      joined.target,
      joined.target,
      path.isRelation ? path.meta : undefined,
    );
    return Transforms.apply(column, path.rest, text);
  }

  #checkOwn(path: Path, text: string): void {
    const trial = this.query.copy();
    if (setUpJoins(trial, path).ref === this.query.base) return;
    throw new FlagonError(`"${text}" leads to another table.`, {
      code: "db.join-not-allowed",
      where: `F("${text}")`,
      mend: "Only the model's own columns count in update(); use a subquery for the rest.",
    });
  }
}
