/** A schema of PostgreSQL with what others make there: arrays, enumerations, views, partitions, domains, and names of every kind. */

export const EXOTIC = [
  "CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\"', 'happy')",
  "CREATE DOMAIN zip AS varchar(5) NOT NULL",
  `CREATE TABLE "class" ("constructor" integer PRIMARY KEY, "first name" text NOT NULL, "9lives" boolean DEFAULT true, "save" date, "a__b_" real,
    "Ünï" varchar(3), "__proto__" text, "class" smallint UNIQUE)`,
  `CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'no''body', feels mood NOT NULL DEFAULT 'sad',
    tags text[], grid integer[][], code zip, born timestamptz NOT NULL DEFAULT now(), size numeric, price numeric(8, 3) DEFAULT 1.5, at inet, data jsonb, raw bytea, took interval,
    span int4range, key uuid, secret money, "long" text COLLATE "C", shout text GENERATED ALWAYS AS (upper("name") || '?') STORED, n integer CHECK (n >= 0),
    "class_id" integer REFERENCES "class" ON DELETE CASCADE, boss_id bigint REFERENCES person ON DELETE SET NULL, best_friend bigint UNIQUE REFERENCES person (id), class_code smallint REFERENCES "class" ("class"))`,
  "COMMENT ON TABLE person IS 'People, \"all\" of them\nand more'",
  "COMMENT ON COLUMN person.name IS 'it''s */ a name'",
  "CREATE INDEX person_names ON person (name DESC, n)",
  "CREATE UNIQUE INDEX person_key ON person (key, at)",
  "CREATE TABLE visit (person_id bigint REFERENCES person, day date, note text, PRIMARY KEY (person_id, day))",
  "CREATE TABLE stop (person_id bigint, day date, at time, FOREIGN KEY (person_id, day) REFERENCES visit, UNIQUE (person_id, at))",
  "CREATE TABLE measure (id serial, year integer NOT NULL, value double precision, PRIMARY KEY (id, year)) PARTITION BY LIST (year)",
  "CREATE TABLE measure_2020 PARTITION OF measure FOR VALUES IN (2020)",
  "CREATE VIEW adults AS SELECT id, name FROM person WHERE n > 17",
  "CREATE MATERIALIZED VIEW totals AS SELECT COUNT(*) AS people FROM person",
] as const;

/** One row for each table. */
export const EXOTIC_ROWS = [
  `INSERT INTO "class" VALUES (1, 'x', NULL, '2020-01-02', 1.5, 'abc', 'p', 7)`,
  `INSERT INTO person (name, tags, grid, code, size, at, data, raw, took, span, key, n, class_id, boss_id, best_friend, class_code)
   VALUES ('Ann', '{a,"b c"}', '{{1,2},{3,4}}', '12345', 1.25, '10.0.0.1', '{"a": 1}', '\\x01', '1 day', '[1,5)', '0b0f5ac2-4a5c-4e5e-9a39-0d3c8e5f3f0a', 20, 1, 1, 1, 7)`,
  "INSERT INTO visit VALUES (1, '2020-01-02', 'n')",
  "INSERT INTO stop VALUES (1, '2020-01-02', '10:00')",
  "INSERT INTO measure (year, value) VALUES (2020, 2.5)",
  "REFRESH MATERIALIZED VIEW totals",
] as const;
