// Time to import an ORM, define the 5 models, connect and answer the first query. node boot.mjs [n]  (medians of n fresh processes, CPU 0)
import { spawnSync, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { IMPLS } from "./run.mjs";
process.chdir(import.meta.dirname);
const n = Number(process.argv[2] ?? 7),
  med = (x) => x.sort((a, b) => a - b)[x.length >> 1],
  out = {};
execFileSync(
  "./pgctl.sh",
  [
    "psql",
    "-q",
    "-d",
    "postgres",
    "-c",
    "drop database if exists w_boot",
    "-c",
    "create database w_boot template bench",
  ],
  { stdio: "ignore" },
);
for (const d of ["sqlite", "pg"])
  for (const [label, im] of Object.entries(IMPLS)) {
    if ((im.d && !im.d.includes(d)) || im.variant) continue;
    const xs = [];
    for (let k = 0; k < n; k++) {
      const cmd = [process.execPath, "--no-warnings", "lib/child.mjs"];
      const r = spawnSync(
        "taskset",
        [
          "-c",
          "0",
          ...cmd,
          label,
          d,
          JSON.stringify({ workloads: ["none"], file: im.file, database: "w_boot" }),
        ],
        { encoding: "utf8", env: { ...process.env, TZ: "UTC", NODE_ENV: "production" } },
      );
      const l = r.stdout.split("\n").find((x) => x.startsWith("@@"));
      if (!l) {
        console.error(label, r.stderr.slice(0, 200));
        break;
      }
      const j = JSON.parse(l.slice(2));
      xs.push([j.boot.import + j.boot.open, j.boot.first, j.rss_mb]);
    }
    if (!xs.length) continue;
    const row = {
      boot_ms: med(xs.map((x) => x[0])),
      first_query_ms: med(xs.map((x) => x[1])),
      rss_mb: med(xs.map((x) => x[2])),
    };
    (out[label] ??= {})[d] = row;
    console.log(
      label.padEnd(20),
      d.padEnd(7),
      `import+models+connect ${row.boot_ms.toFixed(0)} ms, first query ${row.first_query_ms.toFixed(1)} ms, rss ${row.rss_mb.toFixed(0)} MB`,
    );
  }
writeFileSync("results/boot.json", JSON.stringify(out, null, 1));
