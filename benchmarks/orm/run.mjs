// One round: node run.mjs [--dialect sqlite|pg] [--only a,b] [--out results/x.jsonl] [--time ms] [--warm ms]
// Every implementation runs in its own process on CPU 0 with a fresh copy of the database; PostgreSQL itself sits on CPU 1.
import { spawnSync, execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
process.chdir(import.meta.dirname);
const arg = (k, d) => {
  const i = process.argv.indexOf("--" + k);
  return i < 0 ? d : process.argv[i + 1];
};
// label -> how to run it
export const IMPLS = {
  "raw-node-sqlite": { d: ["sqlite"], raw: true },
  "raw-better-sqlite3": { d: ["sqlite"], raw: true },
  "hand-node-sqlite": { d: ["sqlite"], file: "raw-node-sqlite", variant: "hand" },
  "hand-better-sqlite3": { d: ["sqlite"], file: "raw-better-sqlite3", variant: "hand" },
  "async-better-sqlite3": { d: ["sqlite"], file: "raw-better-sqlite3", variant: "async" },
  "raw-pg": { d: ["pg"], raw: true },
  "raw-pg-unnamed": { d: ["pg"], file: "raw-pg", variant: "simple" },
  "hand-pg": { d: ["pg"], file: "raw-pg", variant: "hand" },
  "pipeline-pg": { d: ["pg"], file: "raw-pg", variant: "pipeline" },
  "batch-pg": { d: ["pg"], file: "raw-pg", variant: "batch" },
  "raw-postgresjs": { d: ["pg"] },
  flagon: {},
  "flagon-waiting": { file: "flagon", variant: "waiting" },
  drizzle: {},
  "drizzle-prepared": { file: "drizzle", variant: "prepared" },
  kysely: {},
  prisma: {},
  mikro: {},
  typeorm: {},
  sequelize: {},
  lucid: {},
  objection: {},
};
if (import.meta.main) {
  const dialects = arg("dialect", "sqlite,pg").split(","),
    only = arg("only")?.split(","),
    out = arg("out", "results/rounds.jsonl"),
    round = Number(arg("round", 0));
  const opts = { time: Number(arg("time", 400)), warm: Number(arg("warm", 250)) };
  const wl = arg("workloads");
  if (wl) opts.workloads = wl.split(",");
  mkdirSync("results", { recursive: true });
  const psql = (...c) =>
    execFileSync("./pgctl.sh", ["psql", "-q", "-d", "postgres", ...c.flatMap((x) => ["-c", x])], {
      stdio: ["ignore", "ignore", "ignore"],
    });
  for (const d of dialects)
    for (const [label, im] of Object.entries(IMPLS)) {
      if (im.d && !im.d.includes(d)) continue;
      if (only && !only.includes(label)) continue;
      const o = { ...opts, file: im.file, variant: im.variant };
      if (d === "pg") {
        o.database = "w_" + label.replace(/\W/g, "_");
        psql(
          `drop database if exists ${o.database} with (force)`,
          `create database ${o.database} template bench`,
        );
      }
      const cmd = [process.execPath, "--expose-gc", "--no-warnings", "lib/child.mjs"];
      const r = spawnSync("taskset", ["-c", "0", ...cmd, label, d, JSON.stringify(o)], {
        encoding: "utf8",
        env: { ...process.env, TZ: "UTC", NODE_ENV: "production" },
        maxBuffer: 1 << 26,
        timeout: 120000,
      });
      if (d === "pg") psql(`drop database if exists ${o.database} with (force)`);
      const line = r.stdout?.split("\n").find((l) => l.startsWith("@@"));
      if (!line) {
        console.error(label, d, "FAILED", (r.stderr || r.error || "").toString().slice(0, 500));
        continue;
      }
      appendFileSync(out, JSON.stringify({ round, ...JSON.parse(line.slice(2)) }) + "\n");
      const rows = JSON.parse(line.slice(2)).rows;
      console.error(
        label.padEnd(22),
        d.padEnd(7),
        Object.entries(rows)
          .map(([k, v]) => (v.error ? `${k}:ERR` : `${k}:${v.ops.toFixed(v.ops < 100 ? 1 : 0)}`))
          .join(" "),
      );
    }
}
