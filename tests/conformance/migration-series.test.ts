/** Models of our own that change again and again, with rows: forwards, back, forwards; each database has what a fresh one has. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "../support/sources.ts";
import { keySeries } from "./migrations/keys.ts";
import { partSeries } from "./migrations/parts.ts";
import { relationSeries } from "./migrations/relations.ts";
import type { Rows, Series, SeriesStep, State } from "./migrations/states.ts";

interface Adapter {
  backend: string;
  work: string;
  reset(): Promise<void>;
  restart(): Promise<void>;
  step(state: State, step: SeriesStep): Promise<unknown>;
  migrate(): Promise<void>;
  again(): Promise<number>;
  back(): Promise<void>;
  zero(): Promise<void>;
  db(): Promise<unknown>;
  close(): Promise<void>;
}

interface Snapshot {
  schema: Record<string, unknown>;
  rows: Rows;
}

interface Comparison {
  errors: string[];
}

const folder = join(root, "benchmarks", "migrations");
const { Adapter } = (await import(join(folder, "flagon.mjs"))) as {
  Adapter: new (backend: string, name?: string) => Adapter;
};
const { compareRows, compareSchema } = (await import(join(folder, "compare.mjs"))) as {
  compareRows(got: Rows, want: Rows): Comparison;
  compareSchema(got: object, want: object, options: object): Comparison;
};
const { insertRows, snapshotOf } = (await import(join(folder, "walk.mjs"))) as {
  snapshotOf(adapter: Adapter): Promise<Snapshot>;
  insertRows(adapter: Adapter, list: { table: string; rows: object[] }[]): Promise<void>;
};

/** Walks a series, and gives what was wrong. */
async function walk(series: Series, own: Adapter, fresh: Adapter): Promise<string[]> {
  const walked = new Walk(series, own, fresh);
  await own.restart();
  for (const [at, step] of series.steps.entries()) {
    if (!(await walked.take(at, step))) return walked.faults;
  }
  await walked.end();
  return walked.faults;
}

class Walk {
  readonly faults: string[] = [];
  readonly #series: Series;
  readonly #own: Adapter;
  readonly #fresh: Adapter;
  #before: Snapshot = { schema: {}, rows: {} };

  constructor(series: Series, own: Adapter, fresh: Adapter) {
    this.#series = series;
    this.#own = own;
    this.#fresh = fresh;
  }

  #note(what: string, errors: readonly string[]): void {
    for (const error of errors) this.faults.push(`${this.#series.what}, ${what}: ${error}`);
  }

  #differences(got: Snapshot, want: Snapshot): string[] {
    const { backend } = this.#own;
    const { errors } = compareSchema(got.schema, want.schema, { backend, strict: true });
    const { kept = [] } = this.#series;
    return errors.filter((error) => !kept.some((column) => error.startsWith(`${column}: type`)));
  }

  /** Takes a step; whether the walk goes on behind it. */
  async take(at: number, step: SeriesStep): Promise<boolean> {
    const own = this.#own;
    await own.step(step.state, step);
    if (step.refused !== undefined) {
      await assert.rejects(own.migrate(), { code: step.refused }, `${this.#series.what} ${at}`);
      this.#unchanged(`step ${at} refused`, await snapshotOf(own), this.#before);
      return false;
    }
    await own.migrate();
    const after = await snapshotOf(own);
    if (this.#isCompared(at)) {
      this.#note(`step ${at}`, this.#differences(after, await this.#made(step)));
    }
    const wanted = step.rows ?? {};
    this.#note(`step ${at} rows`, compareRows(picked(after.rows, wanted), wanted).errors);
    this.#note(`step ${at}`, (await own.again()) === 0 ? [] : ["is found again"]);
    await this.#backAndForth(at, step, after);
    await insertRows(
      own,
      Object.entries(step.seed ?? {}).map(([table, rows]) => ({ table, rows })),
    );
    this.#before = await snapshotOf(own);
    return true;
  }

  /** Servers take their time to make tables: there the last models are compared, which have all that was done to them behind them. */
  #isCompared(at: number): boolean {
    const last = this.#series.steps.findLastIndex(({ refused }) => refused === undefined);
    return this.#own.backend === "sqlite" || at === last;
  }

  #unchanged(what: string, got: Snapshot, want: Snapshot): void {
    this.#note(what, [...this.#differences(got, want), ...compareRows(got.rows, want.rows).errors]);
  }

  /** A database that never had other models. */
  async #made({ state }: SeriesStep): Promise<Snapshot> {
    await this.#fresh.restart();
    await this.#fresh.step(state, { state });
    await this.#fresh.migrate();
    return snapshotOf(this.#fresh);
  }

  async #backAndForth(at: number, step: SeriesStep, after: Snapshot): Promise<void> {
    const own = this.#own;
    if (step.backRefused !== undefined) {
      await assert.rejects(own.back(), { code: step.backRefused }, `${this.#series.what} ${at}`);
      this.#unchanged(`back from ${at} refused`, await snapshotOf(own), after);
    } else {
      await own.back();
      const back = await snapshotOf(own);
      this.#note(`back from ${at}`, this.#differences(back, this.#before));
      this.#note(`back from ${at}`, lostRows(back.rows, this.#before.rows, after.rows));
    }
    await own.migrate();
    this.#note(`step ${at} again`, this.#differences(await snapshotOf(own), after));
  }

  /** All the way back, with the rows that are there. */
  async end(): Promise<void> {
    const isStuck = this.#series.steps.some(({ backRefused }) => backRefused !== undefined);
    if (isStuck) return this.#own.reset();
    await this.#own.zero();
    this.#note("all the way back", Object.keys((await snapshotOf(this.#own)).schema));
  }
}

/** The columns of tables that are spoken of. */
function picked(rows: Rows, wanted: Rows): Rows {
  return Object.fromEntries(
    Object.entries(wanted).map(([table, list]) => [
      table,
      (rows[table] ?? []).map((row) =>
        Object.fromEntries(Object.keys(list[0] ?? {}).map((name) => [name, row[name]])),
      ),
    ]),
  );
}

/** Tables that were there all the time keep their rows. */
function lostRows(got: Rows, want: Rows, between: Rows): string[] {
  return Object.entries(want)
    .filter(([table, rows]) => between[table] !== undefined && got[table]?.length !== rows.length)
    .map(([table]) => `${table} has not the rows that it had`);
}

const all = [...keySeries, ...partSeries, ...relationSeries];

describe("models of our own that change", () => {
  for (const backend of ["sqlite", "postgresql", "mariadb"]) {
    it(`are on ${backend} at each step what a fresh database has, forwards and back`, async () => {
      const name = `flagon_series_${process.pid}`;
      const [own, fresh] = [new Adapter(backend, name), new Adapter(backend, `${name}_fresh`)];
      fresh.work = fresh.work.replace(/\/$/, "_fresh/");
      const faults: string[] = [];
      try {
        for (const series of all.filter(({ everywhere }) => everywhere || backend === "sqlite"))
          faults.push(...(await walk(series, own, fresh)));
        assert.deepEqual(faults, []);
      } finally {
        await own.close();
        await fresh.close();
      }
    });
  }
});
