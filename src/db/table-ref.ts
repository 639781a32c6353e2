/** One appearance of a table in a query. Names are given when SQL is written, so that queries nest without being renamed. */

import type { Meta } from "./meta.ts";

/** A table at one place of a query: the base, or the far end of one join. */
export class TableRef {
  readonly meta: Meta;
  readonly table: string;

  constructor(meta: Meta, table = meta.table) {
    this.meta = meta;
    this.table = table;
  }
}
