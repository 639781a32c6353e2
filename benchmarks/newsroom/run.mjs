// The front page and an article page of examples/newsroom, on Flagon, on Django, and on Fastify with Drizzle and Eta, over the same database: node run.mjs [--rounds n] [--seconds n]
// Each server is one process on core 0, wrk on core 1; servers take turns. NEWSROOM_DATABASE_URL chooses the database, as for the site itself.
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const take = (name, otherwise) => {
  const at = process.argv.indexOf("--" + name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const rounds = take("rounds", 5);
const seconds = take("seconds", 4);

const SERVERS = {
  flagon: {
    port: 5066,
    words: [
      process.execPath,
      join(root, "dist/cli/bin.js"),
      "--app",
      join(root, "examples/newsroom/serve.ts"),
      "run",
      "--port",
      "5066",
    ],
    cwd: root,
  },
  django: {
    port: 5070,
    words: ["gunicorn", "-b", "127.0.0.1:5070", "-w", "1", "gazette:application"],
    cwd: join(import.meta.dirname, "django"),
  },
  fastify: {
    port: 5071,
    words: [process.execPath, join(import.meta.dirname, "fastify/server.mjs"), "5071"],
    cwd: root,
  },
};

// Drizzle's statements there are SQLite's.
if (process.env.NEWSROOM_DATABASE_URL?.startsWith("postgres")) delete SERVERS.fastify;
const children = [];
process.on("exit", () => children.forEach((child) => child.kill()));
for (const { words, cwd, port } of Object.values(SERVERS)) {
  children.push(spawn("taskset", ["-c", "0", ...words], { cwd, stdio: "ignore" }));
  await ready(port);
}
const front = await load("http://127.0.0.1:5066/");
const PAGES = { front: "/", article: /href="(\/20\d\d\/[^"]+)/.exec(front)[1] };
for (const [name, path] of Object.entries(PAGES)) {
  const texts = await Promise.all(
    Object.values(SERVERS).map(async ({ port }) =>
      words(await load(`http://127.0.0.1:${port}${path}`)),
    ),
  );
  if (new Set(texts).size > 1) throw new Error(`The ${name} page is not the same on all.`);
  const found = Object.fromEntries(Object.keys(SERVERS).map((server) => [server, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [server, { port }] of Object.entries(SERVERS)) {
      const perSecond = ask(`http://127.0.0.1:${port}${path}`);
      // The first round warms up.
      if (round > 0) found[server].push(perSecond);
    }
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
  console.log(`${name}: Flagon ${median(found.flagon).toFixed(0)} a second`);
  for (const other of Object.keys(SERVERS).slice(1)) {
    const ratios = found.flagon.map((one, index) => one / found[other][index]);
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((one) => one.toFixed(2));
    console.log(
      `  ${other} ${median(found[other]).toFixed(0)}: ${median(ratios).toFixed(2)} times (${least} to ${most})`,
    );
  }
}
process.exit();

function ask(url) {
  const output = execFileSync("taskset", ["-c", "1", "wrk", "-t1", "-c8", `-d${seconds}`, url], {
    encoding: "utf8",
  });
  if (/Non-2xx/.test(output)) throw new Error(output);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]);
}

/** gunicorn closes connections that it says it keeps. */
async function load(url, isSecond = false) {
  try {
    return await (await fetch(url)).text();
  } catch (error) {
    if (isSecond) throw error;
    return load(url, true);
  }
}

/** The words of a page: both escape apostrophes in their own way. */
function words(html) {
  return html
    .replaceAll("&#x27;", "&#39;")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

async function ready(port) {
  for (let tries = 0; tries < 600; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`Nothing answers on port ${port}.`);
}
