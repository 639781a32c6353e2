// Builds data/bench.sqlite (WAL) and, unless --sqlite-only, the template database "bench" in the private PostgreSQL.
import { DatabaseSync } from "node:sqlite";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import * as D from "./lib/data.mjs";
process.chdir(import.meta.dirname);
mkdirSync("data", { recursive: true });
for (const s of ["", "-wal", "-shm"]) rmSync("data/bench.sqlite" + s, { force: true });
const db = new DatabaseSync("data/bench.sqlite");
db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;
CREATE TABLE author(id integer PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL, email varchar(200) NOT NULL, bio text NOT NULL);
CREATE TABLE article(id integer PRIMARY KEY AUTOINCREMENT, author_id integer NOT NULL REFERENCES author(id), title varchar(200) NOT NULL, body text NOT NULL, published_at datetime NULL, views integer NOT NULL, rating real NOT NULL, is_public bool NOT NULL);
CREATE TABLE tag(id integer PRIMARY KEY AUTOINCREMENT, name varchar(50) NOT NULL UNIQUE);
CREATE TABLE article_tag(id integer PRIMARY KEY AUTOINCREMENT, article_id integer NOT NULL REFERENCES article(id), tag_id integer NOT NULL REFERENCES tag(id));
CREATE TABLE comment(id integer PRIMARY KEY AUTOINCREMENT, article_id integer NOT NULL REFERENCES article(id), author_id integer NOT NULL REFERENCES author(id), text text NOT NULL);
BEGIN`);
const ia = db.prepare("INSERT INTO author VALUES(?,?,?,?)");
const csv = { author: [], article: [], tag: [], article_tag: [] };
for (let i = 1; i <= D.N_AUTHOR; i++) {
  const a = D.author(i);
  ia.run(a.id, a.name, a.email, a.bio);
  csv.author.push([a.id, a.name, a.email, a.bio].join("\t"));
}
const it = db.prepare("INSERT INTO tag VALUES(?,?)");
for (let i = 1; i <= D.N_TAG; i++) {
  const t = D.tag(i);
  it.run(t.id, t.name);
  csv.tag.push([t.id, t.name].join("\t"));
}
const ir = db.prepare("INSERT INTO article VALUES(?,?,?,?,?,?,?,?)"),
  iat = db.prepare("INSERT INTO article_tag(article_id,tag_id) VALUES(?,?)");
let k = 0;
for (let i = 1; i <= D.N_ARTICLE; i++) {
  const a = D.article(i);
  ir.run(
    a.id,
    a.author_id,
    a.title,
    a.body,
    D.sqlDate(a.published_ms),
    a.views,
    a.rating,
    a.is_public ? 1 : 0,
  );
  csv.article.push(
    [
      a.id,
      a.author_id,
      a.title,
      a.body,
      a.published_ms === null ? "\\N" : new Date(a.published_ms).toISOString(),
      a.views,
      a.rating,
      a.is_public,
    ].join("\t"),
  );
  for (const t of D.tagIds(i)) {
    iat.run(i, t);
    csv.article_tag.push([++k, i, t].join("\t"));
  }
}
db.exec(
  `COMMIT; CREATE INDEX article_author ON article(author_id); CREATE UNIQUE INDEX article_tag_u ON article_tag(article_id, tag_id); CREATE INDEX article_tag_t ON article_tag(tag_id); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);`,
);
db.close();
console.log("sqlite", k, "article_tag rows");
if (!process.argv.includes("--sqlite-only")) {
  const sql =
    `DROP TABLE IF EXISTS comment, article_tag, article, tag, author CASCADE;
CREATE TABLE author(id serial PRIMARY KEY, name varchar(100) NOT NULL, email varchar(200) NOT NULL, bio text NOT NULL);
CREATE TABLE article(id serial PRIMARY KEY, author_id integer NOT NULL REFERENCES author(id), title varchar(200) NOT NULL, body text NOT NULL, published_at timestamptz(3) NULL, views integer NOT NULL, rating double precision NOT NULL, is_public boolean NOT NULL);
CREATE TABLE tag(id serial PRIMARY KEY, name varchar(50) NOT NULL UNIQUE);
CREATE TABLE article_tag(id serial PRIMARY KEY, article_id integer NOT NULL REFERENCES article(id), tag_id integer NOT NULL REFERENCES tag(id));
CREATE TABLE comment(id serial PRIMARY KEY, article_id integer NOT NULL REFERENCES article(id), author_id integer NOT NULL REFERENCES author(id), text text NOT NULL);
` +
    Object.entries(csv)
      .map(([t, rows]) => `COPY ${t} FROM stdin;\n${rows.join("\n")}\n\\.\n`)
      .join("") +
    `CREATE INDEX article_author ON article(author_id); CREATE UNIQUE INDEX article_tag_u ON article_tag(article_id, tag_id); CREATE INDEX article_tag_t ON article_tag(tag_id);
${Object.keys(csv)
  .map((t) => `SELECT setval('${t}_id_seq', (SELECT max(id) FROM ${t}));`)
  .join("\n")}
VACUUM ANALYZE;`;
  writeFileSync("data/bench.pg.sql", sql);
  execFileSync(
    "./pgctl.sh",
    [
      "psql",
      "-q",
      "-d",
      "bench",
      "-o",
      "/dev/null",
      "-v",
      "ON_ERROR_STOP=1",
      "-f",
      "data/bench.pg.sql",
    ],
    { stdio: "inherit" },
  );
  console.log("postgres loaded");
}
