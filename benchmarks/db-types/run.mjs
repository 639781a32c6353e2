/** Generates the models and queries, runs the compiler over them, and prints what it took. `--keep` keeps the files. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generate } from "./generate.mjs";

const root = resolve(import.meta.dirname, "../..");
const compiler = join(root, "node_modules/typescript/bin/tsc");
let declared;

/** Writes the declarations of `flagon/db`, as the package has them, and gives their folder. */
function declarations() {
  if (declared !== undefined) return declared;
  const folder = mkdtempSync(join(tmpdir(), "flagon-db-declarations-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      compiler,
      "-p",
      join(root, "tsconfig.build.json"),
      "--emitDeclarationOnly",
      "--outDir",
      folder,
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The declarations could not be written.\n${stdout}`);
  return (declared = folder);
}

/**
 * Checks generated files of this size, and gives the compiler's errors and figures.
 *
 * One checker by default: several do part of the work twice, and how much of it depends on the machine. `wrong` adds a query for a field
 * that is not there.
 *
 * @param {{ models: number, queries: number, wrong?: boolean, keep?: boolean, flags?: string[] }} options
 */
export function check({
  models,
  queries,
  wrong = false,
  keep = false,
  flags = ["--singleThreaded"],
}) {
  const folder = mkdtempSync(join(tmpdir(), "flagon-db-types-"));
  try {
    generate(folder, { models, queries, wrong, source: "./flagon/db/index.js" });
    symlinkSync(declarations(), join(folder, "flagon"));
    const started = performance.now();
    const { stdout } = spawnSync(
      process.execPath,
      [compiler, "-p", folder, "--extendedDiagnostics", ...flags],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    );
    const seconds = (performance.now() - started) / 1000;
    const figure = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
    return {
      folder,
      errors: stdout.split("\n").filter((line) => / error TS\d+: /.test(line)),
      instantiations: figure("Instantiations"),
      types: figure("Types"),
      memoryMb: Math.round(figure("Memory used") / 1024),
      checkSeconds: figure("Check time"),
      seconds,
    };
  } finally {
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const sizes = [
    ["no query", 150, 0],
    ["150 models, 1,500 queries", 150, 1500],
    ["the same, two checkers", 150, 1500, ["--checkers", "2"]],
  ];
  for (const [name, models, queries, flags] of sizes) {
    const { errors, instantiations, types, memoryMb, checkSeconds, seconds } = check({
      models,
      queries,
      flags,
      keep: process.argv.includes("--keep"),
    });
    console.log(
      `${name}: ${errors.length} errors, ${instantiations} instantiations, ${types} types, ${memoryMb} MB, check ${checkSeconds} s, whole ${seconds.toFixed(2)} s`,
    );
    for (const error of errors.slice(0, 10)) console.log(error);
  }
}
