/** Factories: rows for tests, of which a test says only what it is about. */

import type { FieldsOf, InstanceOf } from "../../db/typing/model.ts";

/** Numbers by chance that are the same in each run, from 0 up to, but not with, 1. */
export type Random = () => number;

/** A value that is worked out for each row: see {@link sequence}. */
export class Sequence<V> {
  readonly #make: (n: number, random: Random) => V;
  #next = 1;
  #state: number;

  constructor(make: (n: number, random: Random) => V, seed: number) {
    this.#make = make;
    this.#state = seed;
  }

  /** Gives the next value. */
  next(): V {
    return this.#make(this.#next++, () => this.#random());
  }

  /** Mulberry32: small, and the same everywhere. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/**
 * Makes a value for each row, from its number (1, 2, 3 …) and chance that is the same in each run.
 *
 * @example
 * sequence((n) => `user${n}@example.com`);
 * sequence((_n, random) => Math.floor(random() * 100), { seed: 7 });
 */
export function sequence<V>(
  make: (n: number, random: Random) => V,
  { seed = 1 }: { seed?: number } = {},
): Sequence<V> {
  return new Sequence(make, seed);
}

/** Rows at the other side of a many-to-many relation: see {@link many}. */
export class Many {
  readonly factory: Factory<never>;
  readonly count: number;

  constructor(factory: Factory<never>, count: number) {
    this.factory = factory;
    this.count = count;
  }
}

/** Adds so many rows to a many-to-many relation of each row that is created. */
export function many<T>(of: Factory<T>, count: number): Many {
  return new Many(of as unknown as Factory<never>, count);
}

type ValuesOf<T> = T extends new (values?: infer V) => unknown ? NonNullable<V> : never;

/** What a factory gives the fields of a model: values, sequences of them, or factories of what they refer to. */
export type FactoryValues<T> = {
  [K in keyof ValuesOf<T>]?: ValuesOf<T>[K] | Sequence<ValuesOf<T>[K]> | Factory<unknown>;
} & { [K in Exclude<keyof FieldsOf<T>, keyof ValuesOf<T>>]?: Many };

/** Makes rows of one model. */
export class Factory<T> {
  readonly #model: T;
  readonly #values: FactoryValues<T>;

  constructor(model: T, values: FactoryValues<T>) {
    this.#model = model;
    this.#values = values;
  }

  /** A factory with other values for some fields; sequences go on where they are. */
  with(values: FactoryValues<T>): Factory<T> {
    return new Factory(this.#model, { ...this.#values, ...values });
  }

  /** Makes a row that is not saved, with what it refers to; lists of relations are left out. */
  make(values: FactoryValues<T> = {} as FactoryValues<T>): InstanceOf<T> {
    const made: Record<string, unknown> = {};
    for (const [name, value] of this.#entries(values)) {
      if (value instanceof Factory) made[name] = value.make();
      else if (!(value instanceof Many)) made[name] = value;
    }
    return this.#row(made);
  }

  /** Makes a row, with what it refers to, and saves all of it. */
  async create(values: FactoryValues<T> = {} as FactoryValues<T>): Promise<InstanceOf<T>> {
    const made: Record<string, unknown> = {};
    const lists: [name: string, many: Many][] = [];
    for (const [name, value] of this.#entries(values)) {
      if (value instanceof Factory) made[name] = await value.create();
      else if (value instanceof Many) lists.push([name, value]);
      else made[name] = value;
    }
    const row = this.#row(made);
    await (row as unknown as { save(): Promise<void> }).save();
    for (const [name, { factory: of, count }] of lists) {
      const rows = await of.createMany(count);
      const relation = (
        row as unknown as Record<string, { add(...rows: unknown[]): Promise<void> }>
      )[name]!;
      await relation.add(...rows);
    }
    return row;
  }

  /** Makes and saves several rows. */
  async createMany(
    count: number,
    values: FactoryValues<T> = {} as FactoryValues<T>,
  ): Promise<InstanceOf<T>[]> {
    const rows: InstanceOf<T>[] = [];
    for (let at = 0; at < count; at++) rows.push(await this.create(values));
    return rows;
  }

  /** The values of one row: those given win, sequences are asked. */
  #entries(values: FactoryValues<T>): [name: string, value: unknown][] {
    const all = Object.entries({ ...this.#values, ...values });
    return all.map(([name, value]) => [name, value instanceof Sequence ? value.next() : value]);
  }

  #row(values: object): InstanceOf<T> {
    return new (this.#model as new (values: object) => InstanceOf<T>)(values);
  }
}

/**
 * Says how rows of a model are made in tests, as far as a test does not say it.
 *
 * @example
 * const authors = factory(Author, { name: sequence((n) => `Author ${n}`) });
 * const articles = factory(Article, { title: sequence((n) => `Title ${n}`), author: authors, tags: many(tags, 2) });
 * const live = articles.with({ status: "live" });
 * await live.create({ title: "About boats" });
 */
export function factory<T extends new (values?: never) => object>(
  model: T,
  values: FactoryValues<T> = {} as FactoryValues<T>,
): Factory<T> {
  return new Factory(model, values);
}
