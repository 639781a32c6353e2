/**
 * Flagon's adapter for the migration suite: models from JSON, migrations written and run, going back, and the questions as they are answered.
 *
 * `FLAGON_BACKEND` is sqlite (default), postgresql or mariadb. The servers are those of the tests, unless `FLAGON_POSTGRES` and
 * `FLAGON_MARIADB` name others.
 */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { modelsOf, valueOf } from "./models.mjs";
import { manualFile } from "./manual.mjs";
import { operationsOf } from "./vocabulary.mjs";

// Files of migrations import flagon by its name: they must meet the very modules that this adapter uses.
registerHooks({
  resolve(specifier, context, next) {
    const entries = {
      "flagon/db": "../../src/db/index.ts",
      "flagon/db/fields": "../../src/db/fields/index.ts",
      "flagon/db/migrations": "../../src/db/migrations/index.ts",
    };
    const own = entries[specifier];
    return own === undefined
      ? next(specifier, context)
      : next(new URL(own, import.meta.url).href, context);
  },
});

const { openDatabases, withDatabases } = await import("../../src/db/connections.ts");
const { MigrationProject } = await import("../../src/db/migrations/project.ts");
const { Migrator } = await import("../../src/db/migrations/migrator.ts");
const { stateAfter } = await import("../../src/db/migrations/code-operations.ts");
const { detectChanges } = await import("../../src/db/migrations/autodetector.ts");
const { stateOfModels } = await import("../../src/db/migrations/model-states.ts");
const { metaOf } = await import("../../src/db/registry.ts");

const POSTGRES = process.env.FLAGON_POSTGRES ?? "postgres://postgres@127.0.0.1:5432";
const MARIADB = process.env.FLAGON_MARIADB ?? "mysql://root@127.0.0.1:3306";

/** Makes the database anew on a server. */
async function recreate(backend, name, { dropsOnly = false } = {}) {
  const isPostgres = backend === "postgresql";
  const admin = openDatabases({
    default: isPostgres ? `${POSTGRES}/postgres` : `${MARIADB}/mysql`,
  });
  const quoted = isPostgres ? `"${name}"` : `\`${name}\``;
  const force = isPostgres ? " WITH (FORCE)" : "";
  await admin.get().script([`DROP DATABASE IF EXISTS ${quoted}${force}`]);
  if (!dropsOnly) await admin.get().script([`CREATE DATABASE ${quoted}`]);
  await admin.close();
}

/** A connection of the driver's own, for introspection and seeding. */
async function connectTo(backend, url) {
  if (backend === "sqlite") return new DatabaseSync(url.path);
  if (backend === "mariadb") {
    const { default: mysql } = await import("mysql2/promise");
    const opened = await mysql.createConnection({ uri: url, dateStrings: true, timezone: "Z" });
    opened.connection.stream.unref();
    return opened;
  }
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  client.unref();
  return client;
}

/** Answers from a script: what is not listed was not renamed. */
function questioner(answers, asked) {
  const say = (kind, key, list) => {
    const answer = (list ?? []).includes(key);
    asked.push({ kind, rename: key, answer });
    return answer;
  };
  const fill = (kind, path, [values, field]) => {
    const answer = values?.[path];
    asked.push({ kind, field: path, answer });
    const value = answer === undefined ? answers.any : valueOf(answer, field.kind);
    return value === undefined ? undefined : { value };
  };
  return {
    isModelRenamed: async (old, fresh) =>
      say("rename_model", `${old.label}.${old.name}->${fresh.name}`, answers.rename_model),
    // Django never asks this; where it is so, the suite's answers would say it as a rename.
    isModelMoved: async (old, fresh) =>
      say("move_model", `${old.path}->${fresh.path}`, answers.rename_model),
    isFieldRenamed: async (model, { old, fresh }) =>
      say("rename_field", `${model.label}.${model.name}.${old}->${fresh}`, answers.rename_field),
    fillForAddition: async (model, name, field) =>
      fill("not_null_addition", `${model.path}.${name}`, [answers.not_null_addition, field]),
    fillForAlteration: async (model, name, field) =>
      fill("not_null_alteration", `${model.path}.${name}`, [answers.not_null_alteration, field]),
  };
}

/** What the suite asks of a framework, on one kind of database. */
export class Adapter {
  #databases;
  #client;
  #project;
  #before = [];
  #run = 0;

  constructor(backend, name = `flagon_migrations_${process.pid}`) {
    this.kind = backend;
    this.name = name;
    this.backend = backend === "mariadb" ? "mysql" : backend;
    this.work = new URL(`./work_${backend}_${process.pid}/`, import.meta.url).pathname;
  }

  get url() {
    if (this.kind === "sqlite") return { kind: "sqlite", path: join(this.work, "db.sqlite3") };
    return `${this.kind === "postgresql" ? POSTGRES : MARIADB}/${this.name}`;
  }

  #blueprints(state) {
    const models = modelsOf(state);
    return Object.keys({ catalog: 1, sales: 1, ...state.apps }).map((label) => ({
      label,
      folder: this.#folder(label),
      models: models.get(label) ?? [],
    }));
  }

  #folder(label) {
    return join(this.work, `run${this.#run}`, label, "migrations");
  }

  #within(work) {
    return withDatabases(this.#databases, () =>
      work(new Migrator(this.#databases.get(), this.#project)),
    );
  }

  async reset() {
    await this.close();
    this.#run++;
    mkdirSync(this.work, { recursive: true });
    if (this.kind !== "sqlite") await recreate(this.kind, this.name);
    // Whoever drives the adapter may end without closing it: what is idle does not keep the process.
    const own = this.kind === "sqlite" ? this.url : { url: this.url, idleTimeoutMs: 3000 };
    this.#databases = openDatabases({ default: own });
    this.#project = new MigrationProject(this.#blueprints({ apps: {} }));
  }

  async step(state, { answers = {}, manual = [] }) {
    const { graph, done } = await this.#history();
    this.#before = graph.labels.map((label) => [
      label,
      graph.leaves(label).find(({ id }) => done.has(id))?.name,
    ]);
    for (const one of manual) this.#writeManual(one, state, (await this.#history()).graph);
    this.#project = new MigrationProject(this.#blueprints(state));
    const asked = [];
    const drafts = await this.#project.missing({ questioner: questioner(answers, asked) });
    await this.#project.write(drafts);
    return { operations: drafts.flatMap(operationsOf), asked };
  }

  #history() {
    return this.#within((migrator) => migrator.history());
  }

  #writeManual(manual, state, graph) {
    const folder = this.#folder(manual.app);
    const { name, text } = manualFile(manual, { state, graph, backend: this.backend });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), text);
  }

  async migrate() {
    await this.#within((migrator) => migrator.migrate());
  }

  async again() {
    const drafts = await this.#project.missing({ questioner: questioner({}, []) });
    return drafts.flatMap(({ operations }) => operations).length;
  }

  async back() {
    const { graph } = await this.#history();
    for (const label of graph.labels.filter((one) => one !== "contenttypes")) {
      const name = this.#before.find(([one]) => one === label)?.[1] ?? "zero";
      await this.#within((migrator) => migrator.migrate({ label, name }));
    }
  }

  /** Takes everything back, down to an empty database. */
  async zero() {
    const { graph } = await this.#history();
    for (const label of graph.labels.filter((one) => one !== "contenttypes"))
      await this.#within((migrator) => migrator.migrate({ label, name: "zero" }));
  }

  /** Begins anew with the same database, which is sooner done than making one. */
  async restart() {
    if (this.#databases === undefined) return this.reset();
    await this.zero();
    this.#run++;
    this.#project = new MigrationProject(this.#blueprints({ apps: {} }));
  }

  /** The database for introspection and seeding. */
  async db() {
    return (this.#client ??= await connectTo(this.kind, this.url));
  }

  /** Calls `work` with Flagon's own view of the database. */
  within(work) {
    return withDatabases(this.#databases, () => work(this.#databases.get()));
  }

  /** What the autodetector finds between two states, without a database: for pairs.jsonl. */
  async pair(from, to, { renames = true } = {}) {
    const asked = [];
    const own = questioner({ any: 0 }, asked);
    const answering = {
      ...own,
      isModelRenamed: async (old, fresh) => (await own.isModelRenamed(old, fresh)) || renames,
      isFieldRenamed: async (model, names) => (await own.isFieldRenamed(model, names)) || renames,
    };
    const [one, other] = [from, to].map((state) =>
      stateOfModels([...modelsOf(state).values()].flat().map((model) => metaOf(model))),
    );
    const leaves = {
      leafOf: (label) => (from.apps[label] === undefined ? undefined : [label, "0001_initial"]),
    };
    const drafts = await detectChanges({ from: one, to: other, questioner: answering, leaves });
    const after = drafts.reduce(
      (state, { label, operations }) => stateAfter(operations, label, state),
      one,
    );
    const again = await detectChanges({ from: after, to: other, questioner: own, leaves });
    return { operations: drafts.flatMap(operationsOf), asked, again: again.flatMap(operationsOf) };
  }

  async close() {
    if (this.kind === "sqlite") this.#client?.close();
    else {
      (this.#client?.connection?.stream ?? this.#client)?.ref();
      await this.#client?.end();
    }
    const isOpen = this.#databases !== undefined;
    this.#client = undefined;
    await this.#databases?.close();
    this.#databases = undefined;
    if (isOpen && this.kind !== "sqlite") await recreate(this.kind, this.name, { dropsOnly: true });
    rmSync(this.work, { recursive: true, force: true });
  }
}

const adapter = new Adapter(process.env.FLAGON_BACKEND ?? "sqlite");
// Once nothing is left to do, the database of the suite goes, too.
process.once("beforeExit", () => adapter.close());
process.once("exit", () => rmSync(adapter.work, { recursive: true, force: true }));

export default adapter;
