/**
 * The tree of the shapes that queries have: a chain of calls walks it, and a shape met again has its statement ready.
 *
 * Values are not part of a shape. Each step adds its values to the parameters of the query set; statements know them by number.
 */

import type { Database, DatabaseKind } from "./backends/backend.ts";
import type { Meta } from "./meta.ts";
import { makePlan, type Plan, type WritePlan } from "./plan.ts";
import { Condition, QNode } from "./q.ts";
import { Query } from "./query.ts";
import { type UniqueField, uniqueAt } from "./same-tick.ts";
import { currentZone } from "./time-zone.ts";
import { Slot } from "./values.ts";
import { addFilter } from "./filters.ts";
import type { ValuesMode } from "./hydrate.ts";

/** Changes a copy of the query of the shape before; `first` is the number of the first slot of the step. */
export type Step = (query: Query, first: number) => void;

/** How many shapes a model keeps before it starts anew: names from outside must not fill the memory. */
const MOST_SHAPES = 5000;

/** How many writing statements one shape keeps. */
const MOST_WRITES = 100;

let shapes = 0;

/** One structure of a query, shared by all query sets that have it. */
export class Shape {
  readonly meta: Meta;
  /** Unique within the process. */
  readonly id: number = ++shapes;
  /** How many values come before this shape's own. */
  readonly slots: number;
  readonly mode: ValuesMode;
  readonly #root: { count: number; next: Shape | undefined };
  readonly #parent: Shape | undefined;
  readonly #step: Step | undefined;
  readonly #next = new Map<string, Shape>();
  /** Where a `filter` call goes whose first condition is on this path. */
  readonly #filters = new Map<string, Shape>();
  /** The conditions of the `filter` call that this shape ends. */
  readonly #open: { before: Shape; conditions: readonly Condition[] } | undefined;
  #query: Query | undefined;
  /** Updates by the names of what they change, where all values are plain. */
  readonly updates: Record<DatabaseKind, Map<string, WritePlan>> = {
    sqlite: new Map(),
    postgres: new Map(),
    mysql: new Map(),
  };
  #single: Shape | undefined;
  #unique: UniqueField | null | undefined;
  readonly #writes = new Map<string, WritePlan>();
  readonly #plans: Partial<Record<DatabaseKind, Plan>> = {};

  constructor(
    meta: Meta,
    from?: {
      parent: Shape;
      slots: number;
      step: Step;
      mode: ValuesMode;
      open?: { before: Shape; conditions: readonly Condition[] };
    },
  ) {
    this.meta = meta;
    this.#parent = from?.parent;
    this.#step = from?.step;
    this.#open = from?.open;
    this.mode = from?.mode ?? "object";
    this.slots = from?.slots ?? 0;
    this.#root = from === undefined ? { count: 0, next: undefined } : from.parent.#root;
  }

  /** The shape that a step leads to; `key` tells one step from others, `slots` is the number of its values. */
  step(key: string, slots: number, makeStep: () => Step, mode = this.mode): Shape {
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const made = new Shape(this.meta, {
      parent: this,
      slots: this.slots + slots,
      step: makeStep(),
      mode,
    });
    this.#keep(this.#next, key, made);
    return made;
  }

  /** The shape after a `filter` call with one plain condition, or one more of them. */
  filter(path: string, { more, many }: { more: boolean; many: boolean }): Shape {
    const key = more ? `&${path}` : path;
    const known = this.#filters.get(many ? `${key} []` : key);
    if (known !== undefined) return known;
    const open = this.#open;
    const before = more && open !== undefined ? open.before : this;
    const condition = new Condition(path, new Slot(this.slots, many));
    const conditions = more && open !== undefined ? [...open.conditions, condition] : [condition];
    const made = new Shape(this.meta, {
      parent: before,
      slots: this.slots + 1,
      mode: this.mode,
      open: { before, conditions },
      step: (query) => addFilter(query, new QNode("AND", conditions)),
    });
    this.#keep(this.#filters, many ? `${key} []` : key, made);
    return made;
  }

  #keep(map: Map<string, Shape>, key: string, made: Shape): void {
    if (++this.#root.count > MOST_SHAPES) {
      // Whoever still holds a shape goes on with it; new chains begin a new tree.
      this.#root.count = 0;
      roots.delete(this.meta);
      for (const known of otherZones.values()) known.delete(this.meta);
    }
    map.set(key, made);
  }

  /** The unique field or the key that this shape filters by, if that is all that it does. */
  get uniqueField(): UniqueField | undefined {
    if (this.#unique === undefined) {
      const open = this.#open;
      const paths = open?.before.slots === 0 ? open.conditions.map(({ path }) => path) : [];
      this.#unique =
        paths.length === 0 || paths.some((path) => path.includes("__"))
          ? null
          : (uniqueAt(this.meta, paths, this) ?? null);
    }
    return this.#unique ?? undefined;
  }

  /** The shape of the rows with any of several values of the unique field. */
  get together(): Shape | undefined {
    const open = this.#open;
    if (this.uniqueField === undefined || open === undefined) return undefined;
    return open.before.filter(this.uniqueField.path, { more: false, many: true });
  }

  /** The shape of the first two rows, in whatever order: whether there is one, and only one. */
  get single(): Shape {
    return (this.#single ??= this.query.isSliced ? this : this.step("single", 0, () => firstTwo));
  }

  /** The query of this shape. It is shared: copy it before changing it. */
  get query(): Query {
    if (this.#query === undefined) {
      const parent = this.#parent;
      if (parent === undefined) this.#query = new Query(this.meta);
      else {
        const query = parent.query.copy();
        const { sticky } = query;
        this.#step!(query, parent.slots);
        if (query.sticky === sticky) query.sticky = undefined;
        this.#query = query;
      }
    }
    return this.#query;
  }

  /** A statement that changes the rows of this shape; `key` tells one change from others. */
  write(key: string, make: () => WritePlan): WritePlan {
    let plan = this.#writes.get(key);
    if (plan === undefined) {
      if (this.#writes.size >= MOST_WRITES) this.#writes.clear();
      this.#writes.set(key, (plan = make()));
    }
    return plan;
  }

  /** The statement of this shape for a database. */
  plan({ kind }: Database): Plan {
    return (this.#plans[kind] ??= makePlan(this.query, this.mode, kind));
  }
}

const firstTwo: Step = (query) => {
  query.limit = 2;
  if (query.combinator !== undefined || query.distinct !== false) return;
  query.order = [];
  query.defaultOrder = false;
};

const roots = new WeakMap<Meta, Shape>();

/** Dates are taken out of instants in a time zone, which is part of the statement: each zone has trees of its own. */
const otherZones = new Map<string, WeakMap<Meta, Shape>>();

function zoned(zone: string): WeakMap<Meta, Shape> {
  let known = otherZones.get(zone);
  if (known === undefined) otherZones.set(zone, (known = new WeakMap()));
  return known;
}

/** The shape of all rows of a model. */
export function rootShape(meta: Meta): Shape {
  const zone = currentZone();
  const known = zone === "UTC" ? roots : zoned(zone);
  let root = known.get(meta);
  if (root === undefined) known.set(meta, (root = new Shape(meta)));
  return root;
}
