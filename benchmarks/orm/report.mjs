// node report.mjs [results/rounds.jsonl] -> markdown tables. Ratios are "times slower than the raw driver of the same round": median over rounds.
import { readFileSync } from "node:fs";
process.chdir(import.meta.dirname);
const rows = readFileSync(process.argv[2] ?? "results/rounds.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((l) => JSON.parse(l));
const med = (xs) => {
  xs = xs.filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
  return xs.length ? (xs[(xs.length - 1) >> 1] + xs[xs.length >> 1]) / 2 : NaN;
};
const W = [
  "get",
  "list",
  "hydrate",
  "joined",
  "prefetch",
  "agg",
  "concurrent",
  "insert",
  "bulk",
  "update",
  "save",
  "tx",
];
const fmt = (x) =>
  !Number.isFinite(x)
    ? "–"
    : x >= 1000
      ? Math.round(x).toLocaleString("en")
      : x >= 100
        ? x.toFixed(0)
        : x.toFixed(1);
const READS = ["get", "list", "hydrate", "joined", "prefetch"];
for (const [d, raw] of [
  ["sqlite", "raw-better-sqlite3"],
  ["sqlite", "raw-node-sqlite"],
  ["pg", "raw-pg"],
]) {
  const mine = rows.filter((r) => r.dialect === d),
    rounds = [...new Set(mine.map((r) => r.round))],
    names = [...new Set(mine.map((r) => r.impl))];
  const at = (n, r) => mine.find((x) => x.impl === n && x.round === r);
  const ws = W.filter((w) => mine.some((r) => r.rows[w]));
  if (raw !== "raw-node-sqlite") {
    console.log(
      `\n### ${d}: operations per second, median of ${rounds.length} rounds\n\n| | ${ws.join(" | ")} |\n|---|${ws.map(() => "---:").join("|")}|`,
    );
    for (const n of names)
      console.log(
        `| ${n} | ${ws.map((w) => fmt(med(rounds.map((r) => at(n, r)?.rows[w]?.ops)))).join(" | ")} |`,
      );
  }
  for (const [title, f] of [
    ["wall time", (n, r, w) => at(raw, r)?.rows[w]?.ops / at(n, r)?.rows[w]?.ops],
    ["client CPU time", (n, r, w) => at(n, r)?.rows[w]?.cpu_us / at(raw, r)?.rows[w]?.cpu_us],
  ]) {
    console.log(
      `\n### ${d}: ${title} per operation as a multiple of ${raw} in the same round (median)\n\n| | ${ws.join(" | ")} | geomean reads |\n|---|${ws.map(() => "---:").join("|")}|---:|`,
    );
    for (const n of names) {
      const v = ws.map((w) => med(rounds.map((r) => f(n, r, w))));
      const g = Math.exp(READS.reduce((s, w) => s + Math.log(v[ws.indexOf(w)]), 0) / READS.length);
      console.log(
        `| ${n} | ${v.map((x) => (Number.isFinite(x) ? x.toFixed(x < 10 ? 2 : 1) : "–")).join(" | ")} | ${Number.isFinite(g) ? g.toFixed(2) : "–"} |`,
      );
    }
  }
}
const errs = rows.flatMap((r) =>
  Object.entries(r.rows)
    .filter(([, v]) => v.error)
    .map(([w, v]) => `${r.impl}/${r.dialect}/${w}: ${v.error.slice(0, 100)}`),
);
if (errs.length) console.log("\nErrors:\n" + [...new Set(errs)].join("\n"));
