// One implementation, one dialect, in its own process: node lib/child.mjs <impl> <dialect> <json opts>
import { copyFileSync, rmSync } from "node:fs";
import { WORKLOADS } from "./workloads.mjs";
const [, , name, dialect, optsJson = "{}"] = process.argv;
const opts = { warm: 250, time: 400, ...JSON.parse(optsJson) };
const root = new URL("..", import.meta.url).pathname;
let conn;
if (dialect === "sqlite") {
  const file = `${root}data/work-${name}.sqlite`;
  for (const s of ["", "-wal", "-shm"]) rmSync(file + s, { force: true });
  copyFileSync(`${root}data/bench.sqlite`, file);
  conn = { file };
} else
  conn = {
    host: "127.0.0.1",
    port: 54329,
    user: "bench",
    password: "bench",
    database: opts.database,
  };
const t0 = performance.now();
const { open } = await import(
  (opts.file ?? name) === "flagon" ? "../flagon.mjs" : `../impl/${opts.file ?? name}.mjs`
);
const t1 = performance.now();
const m = await open({ dialect, variant: opts.variant, pool: 4, ...conn });
const t2 = performance.now();
{
  const r = m.get(1);
  if (r?.then) await r;
}
const t3 = performance.now();
const out = {
  impl: name,
  dialect,
  boot: { import: t1 - t0, open: t2 - t1, first: t3 - t2 },
  rows: {},
};
for (const [w, spec] of Object.entries(WORKLOADS)) {
  if (spec.only && spec.only !== dialect) continue;
  if (opts.workloads && !opts.workloads.includes(w)) continue;
  try {
    let i = 1;
    let r = await spec.run(m, i);
    await spec.check(m, r, i);
    if (opts.checkOnly) {
      out.rows[w] = { ok: true };
      continue;
    }
    const loop = async (forMs) => {
      const c0 = process.cpuUsage(),
        s = performance.now();
      let n = 0,
        now = s;
      const step = w === "get" || w === "update" || w === "insert" ? 20 : 1;
      while ((now = performance.now()) - s < forMs || n < 3) {
        for (let k = 0; k < step; k++) {
          i++;
          const p = spec.run(m, i);
          if (p !== undefined && p !== null && typeof p.then === "function") await p;
          n++;
        }
      }
      const c = process.cpuUsage(c0),
        el = now - s;
      return {
        ops: (n / el) * 1000 * (spec.perOp ?? 1),
        cpu_us: (c.user + c.system) / n / (spec.perOp ?? 1),
      };
    };
    await loop(opts.warm);
    globalThis.gc?.();
    const best = await loop(opts.time);
    i++;
    r = await spec.run(m, i);
    await spec.check(m, r, i);
    out.rows[w] = best;
  } catch (e) {
    out.rows[w] = { error: String(e?.stack ?? e).slice(0, 600) };
  }
}
out.rss_mb = process.memoryUsage().rss / 1048576;
try {
  await m.close();
} catch {}
if (dialect === "sqlite")
  for (const s of ["", "-wal", "-shm"]) rmSync(conn.file + s, { force: true });
process.stdout.write("\n@@" + JSON.stringify(out) + "\n", () => process.exit(0));
