/** The corpus on MySQL or MariaDB: its tables made by Flagon, its rows read from the SQLite file, each by its field. */
import { DatabaseSync } from "node:sqlite";
import { createTables, openDatabases, withDatabases } from "../../src/db/index.ts";
import { Statement } from "../../src/db/backends/backend.ts";
import { readerOf, storeWriterOf } from "../../src/db/codecs.ts";
import { knownModels, metaOf } from "../../src/db/registry.ts";
import { models } from "./models.mjs";

/** Makes a database of that name on a server, fills it, and gives its URL. */
export async function makeCorpus(server, name) {
  const admin = openDatabases({ default: server });
  // Two tags differ by a capital, as they may on SQLite and PostgreSQL.
  await admin
    .get()
    .script([
      `DROP DATABASE IF EXISTS ${name}`,
      `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ]);
  await admin.close();
  const url = new URL(server);
  url.pathname = `/${name}`;
  const session = { foreign_key_checks: "0" };
  const databases = openDatabases({ default: { url: url.href, session } });
  await withDatabases(databases, async () => {
    for (const model of Object.values(models)) metaOf(model);
    await createTables();
    const source = new DatabaseSync(new URL("corpus.sqlite", import.meta.url).pathname, {
      readOnly: true,
    });
    for (const meta of tablesOf()) await copyTable(meta, source, databases.get());
    source.close();
  });
  await databases.close();
  return url.href;
}

/** Takes it away. */
export async function dropCorpus(server, name) {
  const admin = openDatabases({ default: server });
  await admin.get().script([`DROP DATABASE ${name}`]);
  await admin.close();
}

function tablesOf() {
  const metas = knownModels().filter((meta) => meta.concrete === meta && !meta.options.abstract);
  return [...new Map(metas.map((meta) => [meta.table, meta])).values()];
}

async function copyTable(meta, source, database) {
  const fields = meta.localFields;
  const names = fields.map(({ column }) => `"${column}"`).join(", ");
  const select = source.prepare(`SELECT ${names} FROM "${meta.table}"`);
  select.setReturnArrays(true);
  const codecs = fields.map((field) => [readerOf(field, "sqlite"), storeWriterOf(field, "mysql")]);
  const rows = select.all().map((row) =>
    row.map((cell, index) => {
      if (cell === null) return null;
      const [read, write] = codecs[index];
      const value = read === undefined ? cell : read(cell);
      return write === undefined ? value : write(value);
    }),
  );
  const columns = fields.map(({ column }) => `\`${column}\``).join(", ");
  for (let at = 0; at < rows.length; at += 200) {
    const chunk = rows.slice(at, at + 200);
    const places = chunk.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ");
    const sql = `INSERT INTO \`${meta.table}\` (${columns}) VALUES ${places}`;
    await database.write(new Statement(sql, { givesRows: false, once: true }), chunk.flat());
  }
}
