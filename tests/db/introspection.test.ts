/** What databases tell of their tables: columns, keys, constraints, indexes, comments, whatever their names. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Database, DatabaseKind } from "../../src/db/backends/backend.ts";
import { describeTable, listRelations } from "../../src/db/inspection/index.ts";
import type { TableDescription } from "../../src/db/schema/description.ts";
import { withHome } from "./homes.ts";
import { WRITTEN } from "./tables.ts";

const PARENT = "par`ent \"x\" 'y'";
const CHILD = "child; DROP TABLE x --";
const KEY = "i d";
const NAME = "n\"a`m'e, (b)";
const NUMBER = "select";

const quoteOf =
  (kind: DatabaseKind) =>
  (name: string): string =>
    kind === "mysql" ? `\`${name.replaceAll("`", "``")}\`` : `"${name.replaceAll('"', '""')}"`;

/** A parent, and a child with one of everything. */
function schemaOf(kind: DatabaseKind): string[] {
  const q = quoteOf(kind);
  const isMysql = kind === "mysql";
  const later = isMysql ? "" : " DEFERRABLE INITIALLY DEFERRED";
  const note = (text: string): string =>
    isMysql ? ` COMMENT '${text.replaceAll("'", "''")}'` : "";
  const counting = {
    sqlite: "integer PRIMARY KEY AUTOINCREMENT",
    postgres: "serial PRIMARY KEY",
    mysql: "integer AUTO_INCREMENT PRIMARY KEY",
  }[kind];
  const collation = { sqlite: "NOCASE", postgres: '"C"', mysql: "utf8mb4_bin" }[kind];
  const comments = [
    `COMMENT ON TABLE ${q(CHILD)} IS 'it''s a child'`,
    `COMMENT ON COLUMN ${q(CHILD)}.${q(NAME)} IS 'it''s a name'`,
  ];
  return [
    `CREATE TABLE ${q(PARENT)} (${q(KEY)} integer NOT NULL, ${q(NUMBER)} integer NOT NULL, PRIMARY KEY (${q(NUMBER)}, ${q(KEY)}), UNIQUE (${q(KEY)}))`,
    `CREATE TABLE ${q(CHILD)} (
       ${q(KEY)} ${counting},
       ${q(NAME)} varchar(20) ${isMysql ? `COLLATE ${collation} DEFAULT 'it''s, (x'` : `DEFAULT 'it''s, (x' COLLATE ${collation}`} NOT NULL${note("it's a name")},
       ${q(NUMBER)} integer DEFAULT 5 CHECK (${q(NUMBER)} > 1),
       twice integer GENERATED ALWAYS AS (${q(NUMBER)} * 2) STORED,
       parent integer${kind === "sqlite" ? ` REFERENCES ${q(PARENT)} (${q(KEY)}) ON DELETE CASCADE${later}` : ""},
       a integer, b integer,
       CONSTRAINT ${q("ch (eck)")} CHECK (${q(NUMBER)} < 100),
       CONSTRAINT ${q("un'ique")} UNIQUE (${q(NUMBER)}, ${q(NAME)}),
       CONSTRAINT ${q("ke`y")} FOREIGN KEY (a, b) REFERENCES ${q(PARENT)} (${q(NUMBER)}, ${q(KEY)}) ON DELETE SET NULL ON UPDATE CASCADE
       ${kind === "sqlite" ? "" : `, FOREIGN KEY (parent) REFERENCES ${q(PARENT)} (${q(KEY)}) ON DELETE CASCADE${later}`}
     )${isMysql ? " COMMENT 'it''s a child'" : ""}`,
    ...(kind === "postgres" ? comments : []),
    `CREATE INDEX ${q("in`dex")} ON ${q(CHILD)} (${q(NAME)}, ${q(NUMBER)} DESC)`,
    ...(isMysql
      ? []
      : [
          `CREATE UNIQUE INDEX ${q("some ,( rows")} ON ${q(CHILD)} (lower(${q(NAME)}), twice) WHERE ${q(NUMBER)} > 3`,
        ]),
    `CREATE VIEW ${q("a view")} AS SELECT ${q(NAME)} FROM ${q(CHILD)}`,
  ];
}

async function withSchema(
  kind: DatabaseKind,
  work: (child: TableDescription, database: Database) => Promise<void> | void,
): Promise<void> {
  await withHome(kind, async (database) => {
    await database.script(schemaOf(kind));
    await work((await describeTable(database, CHILD))!, database);
  });
}

for (const kind of WRITTEN) {
  describe(`a table that is described on ${kind}`, () => {
    it("is listed by its name, as views are", () =>
      withSchema(kind, async (_, database) => {
        const found = await listRelations(database);
        assert.deepEqual(found.map((one) => [one.name, one.kind]).toSorted(), [
          ["a view", "view"],
          [CHILD, "table"],
          [PARENT, "table"],
        ]);
        const view = await describeTable(database, "a view");
        assert.deepEqual([view?.kind, view?.columns.map(({ name }) => name)], ["view", [NAME]]);
        assert.equal(await describeTable(database, "nothing'"), undefined);
      }));

    it("has columns with type, default, NULL, collation, comment, and what makes their values", () =>
      withSchema(kind, ({ columns, comment }) => {
        const [key, name, number, twice] = columns;
        assert.deepEqual([key!.name, key!.isAuto, key!.isNullable], [KEY, true, false]);
        assert.deepEqual([name!.name, name!.isNullable], [NAME, false]);
        assert.match(name!.type, /^(?:varchar|character varying)\(20\)$/);
        assert.match(name!.default!, /^'it''s, \(x'/);
        assert.equal(
          name!.collation,
          { sqlite: "NOCASE", postgres: "C", mysql: "utf8mb4_bin" }[kind],
        );
        assert.deepEqual([number!.default, number!.isNullable, number!.isAuto], ["5", true, false]);
        assert.match(twice!.generated!.expression, /\* 2/);
        assert.deepEqual([twice!.generated!.isStored, twice!.default], [true, undefined]);
        const wanted = kind === "sqlite" ? [undefined, undefined] : ["it's a child", "it's a name"];
        assert.deepEqual([comment, name!.comment], wanted);
      }));

    it("has keys, uniqueness and checks by their columns", () =>
      withSchema(kind, async ({ primaryKey, uniques, checks }, database) => {
        assert.deepEqual(primaryKey?.columns, [KEY]);
        assert.deepEqual(
          uniques.map(({ name, columns }) => [name, columns]),
          [["un'ique", [NUMBER, NAME]]],
        );
        assert.deepEqual(
          checks.map(({ columns }) => columns),
          [[NUMBER], [NUMBER]],
        );
        assert.ok(
          checks.some(({ name, expression }) => name === "ch (eck)" && /< 100/.test(expression)),
        );
        const parent = await describeTable(database, PARENT);
        assert.deepEqual(parent?.primaryKey?.columns, [NUMBER, KEY]);
      }));

    it("has foreign keys with what the database does", () =>
      withSchema(kind, ({ foreignKeys }) => {
        const found = foreignKeys.map(
          ({ columns, table, toColumns, onDelete, onUpdate, deferrable }) => [
            columns,
            table,
            toColumns,
            onDelete,
            onUpdate,
            deferrable,
          ],
        );
        const usual = kind === "mysql" ? "restrict" : "no action";
        const deferred = kind === "mysql" ? undefined : "deferred";
        assert.deepEqual(
          found.toSorted((a, b) => String(a[0]).length - String(b[0]).length),
          [
            [["a", "b"], PARENT, [NUMBER, KEY], "set null", "cascade", undefined],
            [["parent"], PARENT, [KEY], "cascade", usual, deferred],
          ],
        );
        assert.ok(foreignKeys.some(({ name }) => name === "ke`y"));
      }));

    it("has indexes with order, expressions and conditions", () =>
      withSchema(kind, ({ indexes }) => {
        const plain = indexes.find(({ name }) => name === "in`dex")!;
        // MariaDB keeps the order to itself before 10.8.
        assert.deepEqual(
          plain.terms.map(({ column, isDescending }) => [column, isDescending]),
          [
            [NAME, false],
            [NUMBER, true],
          ],
        );
        assert.deepEqual(
          [plain.isUnique, plain.condition, plain.method],
          [false, undefined, "btree"],
        );
        const partial = indexes.find(({ name }) => name === "some ,( rows");
        if (kind === "mysql") assert.equal(partial, undefined);
        else {
          assert.match(partial!.condition!, /> 3/);
          assert.match(partial!.terms[0]!.expression!, /lower\(/i);
          assert.deepEqual([partial!.isUnique, partial!.terms[1]!.column], [true, "twice"]);
        }
      }));
  });
}
