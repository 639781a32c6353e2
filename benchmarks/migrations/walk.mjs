/** Walks the states of the suite on one kind of database: forwards, back, forwards again, with rows in the tables. */

import { readFileSync } from "node:fs";
import {
  compareOps,
  compareRows,
  compareSchema,
  introspectPg,
  introspectSqlite,
  judge,
  loadExpected,
  rowsPg,
  rowsSqlite,
} from "./compare.mjs";
import { introspectMysql, rowsMysql } from "./mariadb.mjs";

const { steps } = JSON.parse(readFileSync(new URL("states.json", import.meta.url), "utf8"));

const KINDS = {
  sqlite: {
    schema: (adapter, db) => introspectSqlite(db),
    rows: (db, schema) => rowsSqlite(db, schema),
    insert: (db, sql, values) => db.prepare(sql).run(...values),
    quote: (name) => `"${name}"`,
    mark: () => "?",
  },
  postgresql: {
    schema: (adapter, db) => introspectPg(db),
    rows: (db, schema) => rowsPg(db, schema),
    insert: (db, sql, values) => db.query(sql, values),
    quote: (name) => `"${name}"`,
    mark: (at) => `$${at + 1}`,
  },
  mysql: {
    schema: (adapter) => adapter.within(introspectMysql),
    rows: (db, schema) => rowsMysql(db, schema),
    insert: (db, sql, values) => db.query(sql, values),
    quote: (name) => `\`${name}\``,
    mark: () => "?",
  },
};

/** The schema and the rows of an adapter's database. */
export async function snapshotOf(adapter) {
  const kind = KINDS[adapter.backend];
  const db = await adapter.db();
  const schema = await kind.schema(adapter, db);
  return { schema, rows: await kind.rows(db, schema) };
}

/** Inserts rows: `[{ table, rows }]`. */
export async function insertRows(adapter, list) {
  const db = await adapter.db();
  const { quote, mark, insert } = KINDS[adapter.backend];
  for (const { table, rows } of list)
    for (const row of rows) {
      const names = Object.keys(row);
      const values = Object.values(row).map((value) => plain(value, adapter));
      const marks = names.map((_, at) => mark(at)).join(", ");
      await insert(
        db,
        `INSERT INTO ${quote(table)} (${names.map(quote).join(", ")}) VALUES (${marks})`,
        values,
      );
      if (adapter.backend === "postgresql" && typeof row.id === "number")
        await db.query(
          `SELECT setval(s, (SELECT max(id) FROM ${quote(table)})) FROM pg_get_serial_sequence('${quote(table)}', 'id') s WHERE s IS NOT NULL`,
        );
    }
}

function plain(value, { backend }) {
  const isSqlite = backend === "sqlite";
  if (typeof value === "boolean") return isSqlite ? Number(value) : value;
  if (value === null || typeof value !== "object") return value;
  if ("$bin" in value) return Buffer.from(value.$bin, "hex");
  if ("$json" in value) return JSON.stringify(value.$json);
  return backend === "postgresql" ? `${value.$dur} microseconds` : value.$dur;
}

/** Walks through all states and gives what was wrong, as texts. */
export async function walk(adapter) {
  const walker = new Walker(adapter);
  await adapter.reset();
  for (const step of steps) await walker.take(step);
  return walker.faults;
}

class Walker {
  faults = [];
  #adapter;
  #expected = loadExpected();

  constructor(adapter) {
    this.#adapter = adapter;
  }

  #note(step, what, errors) {
    for (const error of errors) this.faults.push(`${step.step} ${what}: ${error}`);
  }

  #snapshot() {
    return snapshotOf(this.#adapter);
  }

  async take(step) {
    const adapter = this.#adapter;
    const options = { backend: adapter.backend };
    const wanted = this.#expected.at(step.step, adapter.backend);
    const { operations } = await adapter.step(step.state, step);
    const other = compareOps(operations, this.#expected.auto[step.step]);
    // Flagon has no index_together: what it would make is an index among others.
    const isTogether = (text) => /IndexTogether|AddIndex|RemoveIndex/.test(text);
    this.#note(
      step,
      "operations",
      [...other.missing, ...other.extra].filter((text) => !isTogether(text)),
    );
    await adapter.migrate();
    const after = await this.#snapshot();
    this.#note(
      step,
      "schema",
      judge(after.schema, { ...wanted, kept: wanted.forward }, options).errors,
    );
    this.#note(step, "rows", compareRows(after.rows, wanted.forward.rows).errors);
    this.#note(step, "stable", (await adapter.again()) === 0 ? [] : ["found again"]);
    if (wanted.back) await this.#back(step, wanted, options);
    await insertRows(adapter, step.seed ?? []);
    const kept = await this.#snapshot();
    this.#note(step, "kept rows", compareRows(kept.rows, wanted.kept.rows).errors);
  }

  async #back(step, wanted, options) {
    const failure = await this.#adapter.back().then(
      () => undefined,
      (error) => error,
    );
    const now = await this.#snapshot();
    if (failure !== undefined) {
      const same = compareSchema(now.schema, wanted.forward.schema, options).errors;
      this.#note(step, "back", wanted.back.error ? same : [failure.message]);
    } else this.#note(step, "back", this.#faultsOfBack(step, now, wanted, options));
    await this.#adapter.migrate();
    const again = await this.#snapshot();
    this.#note(step, "again", judge(again.schema, wanted, options).errors);
  }

  /** As before the step, or as Django has it after going back. */
  #faultsOfBack(step, now, wanted, options) {
    const ideal = step.step > 0 ? this.#expected.at(step.step - 1, options.backend).ideal : null;
    const exact = judge(now.schema, { kept: wanted.before, ideal }, options).errors;
    const asDjango = compareSchema(now.schema, wanted.back.schema, options).errors;
    if (exact.length > 0 && (wanted.back.error || asDjango.length > 0)) return exact;
    // Where Django cannot go back there are no rows of its own to compare with.
    return wanted.back.error ? [] : compareRows(now.rows, wanted.back.rows).errors;
  }
}
