// Labels side by side, each in a process of its own and all on one core, taking turns of a few milliseconds, so that a busy machine is as busy for all:
// node pair.mjs [--dialect pg|sqlite] [--turns n] [--turn ms] [--workloads a,b] label label…
// The first label is the measure. Gives the median turn and the fastest fifth of each, in milliseconds an operation, their ratios, and CPU time.
import { execFileSync, fork } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { IMPLS } from "./run.mjs";
import { WORKLOADS } from "./lib/workloads.mjs";

process.chdir(import.meta.dirname);
if (process.send !== undefined) await answer();
else await compare();

/** One side: opens its database, and answers each message with the time that a turn took. */
async function answer() {
  const [label, dialect, where] = process.argv.slice(2);
  const { file = label, variant } = IMPLS[label];
  const { open } = await import(file === "flagon" ? "./flagon.mjs" : `./impl/${file}.mjs`);
  const calls = await open({ dialect, variant, pool: 4, ...JSON.parse(where) });
  let i = 1;
  process.on("message", async ({ name, turnMs }) => {
    const { run, perOp = 1 } = WORKLOADS[name];
    const before = process.cpuUsage();
    const start = performance.now();
    let [count, now] = [0, start];
    do {
      await run(calls, ++i);
      count += perOp;
      now = performance.now();
    } while (now - start < turnMs);
    const { user, system } = process.cpuUsage(before);
    process.send({ ms: (now - start) / count, cpuMs: (user + system) / 1000 / count });
  });
  process.send("ready");
}

async function compare() {
  const words = process.argv.slice(2);
  const take = (name, otherwise) => {
    const at = words.indexOf("--" + name);
    return at < 0 ? otherwise : words.splice(at, 2)[1];
  };
  const dialect = take("dialect", "pg");
  const turns = Number(take("turns", 100));
  const turnMs = Number(take("turn", 20));
  const all = Object.keys(WORKLOADS).filter(
    (name) => (WORKLOADS[name].only ?? dialect) === dialect,
  );
  const workloads = take("workloads", all.join(",")).split(",");
  const sides = [];
  for (const label of words) sides.push(await openSide(label, dialect));
  for (const name of workloads) {
    const seen = sides.map(() => []);
    for (let turn = 0; turn < turns; turn++)
      for (const [index, { child }] of sides.entries()) {
        child.send({ name, turnMs });
        const [told] = await once(child, "message");
        // The first ones warm up.
        if (turn >= turns / 5) seen[index].push(told);
      }
    for (const [index, { label }] of sides.entries())
      console.log(name.padEnd(11), label.padEnd(20), line(seen[index], seen[0]));
  }
  for (const { child, drop } of sides) {
    child.kill();
    await once(child, "exit");
    drop();
  }
}

async function openSide(label, dialect) {
  const home = `pair_${label.replace(/\W/g, "_")}`;
  const psql = (...commands) =>
    execFileSync(
      "./pgctl.sh",
      ["psql", "-q", "-d", "postgres", ...commands.flatMap((command) => ["-c", command])],
      { stdio: "ignore" },
    );
  const file = `${import.meta.dirname}/data/${home}.sqlite`;
  const drop = () => {
    if (dialect === "pg") psql(`drop database if exists ${home} with (force)`);
    else for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
  };
  drop();
  if (dialect === "pg") psql(`create database ${home} template bench`);
  else copyFileSync("data/bench.sqlite", file);
  const where =
    dialect === "pg"
      ? { host: "127.0.0.1", port: 54329, user: "bench", password: "bench", database: home }
      : { file };
  const child = fork(import.meta.filename, [label, dialect, JSON.stringify(where)], {
    env: { ...process.env, TZ: "UTC", NODE_ENV: "production" },
  });
  execFileSync("taskset", ["-acp", "0", String(child.pid)], { stdio: "ignore" });
  await once(child, "message");
  return { label, child, drop };
}

function line(mine, first) {
  const at = (list, share, key) =>
    list.map((one) => one[key]).toSorted((a, b) => a - b)[Math.floor(list.length * share)];
  const part = (share) =>
    `${at(mine, share, "ms").toFixed(3)} (${(at(mine, share, "ms") / at(first, share, "ms")).toFixed(2)})`;
  return `median ${part(0.5)}  fastest fifth ${part(0.2)}  CPU ${at(mine, 0.5, "cpuMs").toFixed(3)}`;
}
