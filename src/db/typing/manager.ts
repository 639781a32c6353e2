/** The statics of a model class in types: its manager. */

import type { QueryCalls } from "./calls.ts";
import type { InstanceOf } from "./model.ts";
import type { SetOf } from "./query-set.ts";
import type { InsertValues } from "./rows.ts";

/** The calls of a query set, on the model class itself: `Article.filter(…)` is `Article.all().filter(…)`. */
export interface ModelManager extends QueryCalls {
  /** Gives a query set of all rows. Override it to hide some from every call that begins with the model. */
  all<T>(this: T): SetOf<T, InstanceOf<T>>;
  /** Makes a row and writes it. */
  create<T, V>(this: T, values: InsertValues<T, V>): Promise<InstanceOf<T>>;
}
