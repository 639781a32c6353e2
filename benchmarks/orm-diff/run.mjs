/** Runs the visible cases: node run.mjs [sqlite|postgres|mysql] [--only prefix] [--verbose]. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, sameRows } from "./compare.mjs";
import { open } from "./flagon.mjs";
import { dropCorpus, makeCorpus } from "./mysql.mjs";

const [dialect = "sqlite"] = process.argv.slice(2);
const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : (process.argv[at + 1] ?? "");
};
const folder = mkdtempSync(join(tmpdir(), "flagon-orm-diff-"));
const file = join(folder, "corpus.sqlite");
copyFileSync(new URL("corpus.sqlite", import.meta.url), file);
const server = process.env["FLAGON_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306/test";
const database = `flagon_orm_diff_${process.pid}`;
const adapter = await open({
  dialect,
  file,
  url:
    dialect === "mysql"
      ? await makeCorpus(server, database)
      : (process.env["FLAGON_TEST_POSTGRES_URL"] ?? "postgres://postgres@127.0.0.1:5432/ormdiff"),
});
// What was recorded on SQLite counts for MySQL, too: nulls come first on both.
const backend = dialect === "postgres" ? "postgresql" : "sqlite";
let [right, total, more] = [0, 0, 0];
for (const case_ of load("visible.jsonl")) {
  if (!case_.backends.includes(backend) || !case_.id.startsWith(option("only") ?? "")) continue;
  total++;
  const rows =
    backend === "postgresql" && case_.rows_postgresql !== undefined
      ? case_.rows_postgresql
      : case_.rows;
  const limit =
    (backend === "postgresql" ? case_.sql_count_postgresql : undefined) ?? case_.sql_count;
  const answer = await adapter.run(case_);
  const same = sameRows(answer.rows, rows, case_.ordered);
  const tooMany = same && limit !== null && answer.sqlCount > limit;
  if (same) right++;
  if (tooMany) more++;
  if (same && !tooMany) continue;
  const error = answer.error;
  console.log(`${same ? "COUNT" : "ROWS "} ${case_.id} ${case_.django.slice(0, 200)}`);
  if (tooMany) console.log(`      ${answer.sqlCount} statements, Django ${limit}`);
  else if (error !== undefined)
    console.log(
      `      ${String(process.argv.includes("--verbose") ? error.stack : error.message)
        .split("\n")
        .slice(0, process.argv.includes("--verbose") ? 12 : 2)
        .join(" | ")}`,
    );
  else
    console.log(
      `      got  ${JSON.stringify(answer.rows)?.slice(0, 300)}\n      want ${JSON.stringify(rows).slice(0, 300)}`,
    );
}
console.log(`${right} of ${total} rows right; ${more} with more statements`);
await adapter.close();
if (dialect === "mysql") await dropCorpus(server, database);
rmSync(folder, { recursive: true });
