/**
 * Joins what tsc has written to dist/ into one file for each public entry and a few that they share.
 *
 * Every module that a program loads costs a look-up, a read and a compile: 60 small ones cost 40 ms at start, these few under ten. The
 * declarations stay as tsc wrote them, one beside each source.
 */

import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rollup } from "rollup";
import { parseAst } from "rollup/parseAst";

const root = join(import.meta.dirname, "..", "..");
const dist = join(root, "dist");
const { exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const files = [...Object.values(exports), ...Object.values(bin ?? {})]
  .map((entry) => (typeof entry === "string" ? entry : entry.default))
  .filter((file) => file.endsWith(".js") && existsSync(join(root, file)));
const input = Object.fromEntries(
  files.map((file) => [file.replace("./dist/", "").replace(/\.js$/, ""), join(root, file)]),
);

const modules = new Map();
const bundle = await rollup({
  input,
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  treeshake: false,
  plugins: [
    {
      name: "graph",
      moduleParsed({ id, importedIds }) {
        modules.set(
          id,
          importedIds.filter((imported) => imported.startsWith("/")),
        );
      },
    },
  ],
  onwarn(warning) {
    if (warning.code !== "EMPTY_BUNDLE") console.warn(warning.message);
  },
});
const core = reachable(join(dist, "index.js"));
const database = reachable(join(dist, "db", "index.js"));
const { output } = await bundle.generate({
  format: "es",
  // Small shared files are joined with others, where that loads nothing with side effects besides.
  experimentalMinChunkSize: 30_000,
  dir: dist,
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  hoistTransitiveImports: false,
  manualChunks: chunkOf,
});
removeModules();
for (const { fileName, code } of output) {
  const path = join(dist, fileName);
  mkdirFor(path);
  writeFileSync(path, flush(ascii(code)));
}
console.log(
  `${output.length} files, ${Math.round(output.reduce((size, { code }) => size + code.length, 0) / 1024)} KiB`,
);

/** The core is one file, and so is the database layer, which works without the core: what both need is a third, small one. */
function chunkOf(id) {
  if (core.has(id)) return database.has(id) ? "base" : "core";
  return database.has(id) ? "db" : undefined;
}

/** Takes the blanks at the beginnings of lines away, a sixth of the database layer: the engine reads every one of them at start. Those within texts stay. */
function flush(code) {
  const texts = [];
  const visit = (node) => {
    if (node.type === "TemplateLiteral") texts.push([node.start, node.end]);
    for (const value of Object.values(node).flat())
      if (typeof value?.type === "string") visit(value);
  };
  visit(parseAst(code));
  texts.sort(([a], [b]) => a - b);
  let at = 0;
  return code.replace(/(?<=\n)[ \t]+/g, (blanks, start) => {
    while (at < texts.length && texts[at][1] <= start) at++;
    const [from, to] = texts[at] ?? [Infinity, Infinity];
    return from < start && start < to ? blanks : "";
  });
}

/** Writes what is not ASCII as escapes, in texts and patterns the same: one "…" makes the engine keep a whole file at two bytes a character. */
function ascii(code) {
  return code.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What a one-file app loads: `entry` and all that it imports without a condition. */
function reachable(entry) {
  const found = new Set();
  const walk = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const imported of modules.get(id) ?? []) walk(imported);
  };
  walk(entry);
  return found;
}

function mkdirFor(path) {
  mkdirSync(dirname(path), { recursive: true });
}

/** Takes the single modules away: what is left are entries, chunks and declarations. */
function removeModules() {
  for (const file of globSync("**/*.js", { cwd: dist })) rmSync(join(dist, file));
  for (const file of globSync("**/*.js.map", { cwd: dist })) rmSync(join(dist, file));
}
