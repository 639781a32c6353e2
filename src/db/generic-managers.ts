/** The rows that refer to a row by content type and key, as the row has them. */

import { FlagonError } from "../base/errors.ts";
import type { Meta } from "./meta.ts";
import { keysOf } from "./through.ts";
import { RelatedManager } from "./related-managers.ts";
import { fixedConditions } from "./relation.ts";
import { withOwnCalls } from "./own-calls.ts";
import { managedRows } from "./row-set-factory.ts";
import type { RowSet } from "./row-set.ts";
import { RELATED, type RowObject, STATE } from "./row-state.ts";
import { findRelation } from "./ways.ts";

class GenericManager extends RelatedManager {
  /** What rows must have to refer to the row. */
  get #link(): Record<string, unknown> {
    const [hop] = this.relation.hops;
    const [near, far] = hop!.pairs[0]!;
    return { ...fixedConditions(this.relation), [far.attribute]: this.row[near.attribute] };
  }

  override create(values: Readonly<Record<string, unknown>> = {}): Promise<RowObject> {
    this.#forget();
    return managedRows(this.meta)
      .using(this.home)
      .create({ ...values, ...this.#link });
  }

  override async add(...given: readonly unknown[]): Promise<void> {
    const keys = this.#keys(given);
    this.#forget();
    if (keys.length > 0) await this.#rows(keys).update(this.#link);
  }

  /** Deletes the rows: there is no other row that they could refer to. */
  override async remove(...given: readonly unknown[]): Promise<void> {
    const keys = this.#keys(given);
    this.#forget();
    if (keys.length > 0) await this.#rows(keys).filter(this.#link).delete();
  }

  override async clear(): Promise<void> {
    this.#forget();
    await managedRows(this.meta).using(this.home).filter(this.#link).delete();
  }

  override async set(given: Iterable<unknown>): Promise<void> {
    const wanted = this.#keys([...given]);
    this.#forget();
    const all = managedRows(this.meta).using(this.home).filter(this.#link);
    await all.exclude({ pk__in: wanted }).delete();
    if (wanted.length > 0) await this.#rows(wanted).update(this.#link);
  }

  #keys(given: readonly unknown[]): unknown[] {
    return keysOf(given, this.meta, `${this.relation.from.name}.${this.relation.name}`);
  }

  #rows(keys: readonly unknown[]): RowSet {
    return managedRows(this.meta).using(this.home).filter({ pk__in: keys });
  }

  #forget(): void {
    delete this.row[RELATED]?.[this.relation.name];
  }
}

/** The rows that refer to a row. */
export function genericManager(row: RowObject, name: string, meta: Meta): RelatedManager {
  const relation = findRelation(meta, name)!;
  const [near, far] = relation.hops[0]!.pairs[0]!;
  const key = row[near.attribute];
  if (key === null || key === undefined) {
    throw new FlagonError(
      `The ${meta.name} has not been saved: it has no key that others could refer to.`,
      {
        code: "db.unsaved-row",
        where: `${meta.name}.${name}`,
        mend: "Save it first.",
      },
    );
  }
  const home = row[STATE]?.database.alias;
  const set = managedRows(relation.target).filter({
    ...fixedConditions(relation),
    [far.attribute]: key,
  });
  return new (withOwnCalls(GenericManager, relation.target))(
    row,
    relation,
    set.asked(home === undefined ? {} : { near: home }),
  );
}
