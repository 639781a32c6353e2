/** Holds the architecture and the style: layers, import cycles, sizes, file heads, words that do not belong. */

import assert from "node:assert/strict";
import { dirname, posix } from "node:path";
import { describe, it } from "node:test";
import { importsOf, type Source, sourcesIn } from "./support/sources.ts";

/** Who may import whom. A layer may import everything below it; siblings only where their line names them. */
const LAYERS: Record<string, { layer: number; siblings: string[] }> = {
  base: { layer: 0, siblings: [] },
  http: { layer: 1, siblings: [] },
  routing: { layer: 1, siblings: [] },
  templates: { layer: 1, siblings: [] },
  validation: { layer: 1, siblings: [] },
  i18n: { layer: 1, siblings: [] },
  db: { layer: 1, siblings: [] },
  server: { layer: 2, siblings: [] },
  app: { layer: 2, siblings: ["server"] },
  sessions: { layer: 3, siblings: [] },
  messages: { layer: 3, siblings: ["sessions"] },
  realtime: { layer: 3, siblings: [] },
  workers: { layer: 3, siblings: [] },
  locale: { layer: 3, siblings: [] },
  interop: { layer: 3, siblings: [] },
  rendering: { layer: 3, siblings: [] },
  database: { layer: 3, siblings: [] },
  views: { layer: 3, siblings: [] },
  static: { layer: 3, siblings: [] },
  middleware: { layer: 3, siblings: [] },
  security: { layer: 3, siblings: ["sessions"] },
  debug: { layer: 3, siblings: [] },
  cli: { layer: 4, siblings: [] },
  testing: { layer: 4, siblings: [] },
};

/** Areas that see less than their layer would let them. */
const NARROWED: Record<string, string[]> = { server: ["base", "http"] };

/** Files over 400 lines need a line here with the reason; nothing may pass 600. */
const LONG_FILES: Record<string, string> = {};

/** Files of the micro-core that import a package: each is loaded lazily, for the reason given. */
const LAZY_FILES: Record<string, string> = {
  "src/server/node-socket.ts": "loaded when the first WebSocket handshake comes",
};

const sources = sourcesIn("src");
const byPath = new Map(sources.map((source) => [source.path, source]));

describe("the layers", () => {
  it("have a line for every folder of src", () => {
    const folders = new Set(
      sources.map(({ path }) => path.split("/")[1]!).filter((name) => !name.endsWith(".ts")),
    );
    assert.deepEqual(
      [...folders].filter((name) => LAYERS[name] === undefined),
      [],
    );
  });

  it("are imported downwards only, and siblings only where the table names them", () => {
    const wrong = sources.flatMap((source) =>
      targetsOf(source)
        .filter((target) => !mayImport(areaOf(source.path), areaOf(target)))
        .map((target) => `${source.path} -> ${target}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("keep sibling edges acyclic", () => {
    const edges = new Map(Object.entries(LAYERS).map(([area, { siblings }]) => [area, siblings]));
    assert.deepEqual(cycleIn(edges), []);
  });

  it("load lazily what imports a package", () => {
    const eager = sources.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ specifier, typeOnly, lazy }) => !typeOnly && !lazy && specifier.startsWith("."))
        .map(({ specifier }) => posix.join(dirname(path), specifier))
        .filter((target) => LAZY_FILES[target] !== undefined),
    );
    assert.deepEqual(eager, []);
  });

  it("leave third-party packages out of the micro-core", () => {
    const micro = new Set(["base", "http", "routing", "app", "server", ""]);
    const foreign = sources
      .filter(({ path }) => micro.has(areaOf(path)) && LAZY_FILES[path] === undefined)
      .flatMap(({ path, text }) => importsOf(text).map((found) => ({ path, ...found })))
      .filter(
        ({ specifier, lazy }) =>
          !lazy && !specifier.startsWith(".") && !specifier.startsWith("node:"),
      );
    assert.deepEqual(
      foreign.filter(({ typeOnly }) => !typeOnly),
      [],
    );
  });
});

describe("imports", () => {
  it("form no cycle of values", () => {
    const edges = new Map(
      sources.map((source) => [source.path, targetsOf(source, { valuesOnly: true })]),
    );
    assert.deepEqual(cycleIn(edges), []);
  });

  it("go to files that exist and name their ending", () => {
    const missing = sources.flatMap((source) =>
      targetsOf(source)
        .filter((target) => !byPath.has(target))
        .map((target) => `${source.path} -> ${target}`),
    );
    assert.deepEqual(missing, []);
  });
});

describe("every source file", () => {
  it("opens with a sentence that says what it is", () => {
    assert.deepEqual(
      pathsWhere(({ text }) => !/^(#!.*\n)?\/\*\*[^]*?[.:][^]*?\*\//.test(text)),
      [],
    );
  });

  it("has at most 400 lines, or a reason and at most 600", () => {
    const long = pathsWhere(
      ({ path, text }) => text.split("\n").length > (LONG_FILES[path] === undefined ? 400 : 600),
    );
    assert.deepEqual(long, []);
  });

  it("has no function longer than 60 lines", () => {
    const long = sources.flatMap(({ path, text }) =>
      longFunctions(text).map((line) => `${path}:${line}`),
    );
    assert.deepEqual(long, []);
  });

  it("has no folder of leftovers", () => {
    const leftovers = /(^|\/)(utils?|helpers?|common|misc|core|types)(\.ts|\/)/;
    assert.deepEqual(
      pathsWhere(({ path }) => leftovers.test(path)),
      [],
    );
  });
});

function areaOf(path: string): string {
  const parts = path.split("/");
  return parts.length > 2 ? parts[1]! : "";
}

function targetsOf({ path, text }: Source, { valuesOnly = false } = {}): string[] {
  return importsOf(text)
    .filter(
      ({ specifier, typeOnly, lazy }) =>
        specifier.startsWith(".") && !(valuesOnly && (typeOnly || lazy)),
    )
    .map(({ specifier }) => posix.join(dirname(path), specifier))
    .filter((target) => !target.endsWith(".json"));
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === "") return true;
  const source = LAYERS[from];
  const target = LAYERS[to];
  if (source === undefined || target === undefined) return false;
  if (NARROWED[from] !== undefined) return NARROWED[from].includes(to);
  return target.layer < source.layer || source.siblings.includes(to);
}

function pathsWhere(isWrong: (source: Source) => boolean): string[] {
  return sources.filter(isWrong).map(({ path }) => path);
}

/** Gives the nodes of the first cycle found, or none. */
function cycleIn(edges: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (node: string, trail: string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...trail, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** Gives the first lines of functions and methods over 60 lines. The formatter's indentation tells where each ends. */
function longFunctions(text: string): number[] {
  const lines = text.split("\n");
  const opening =
    /^(\s*)(?:export |async |static |function |get |set |public |private |const \w+ = |[#\w]+\().*\{$/;
  return lines.flatMap((line, index) => {
    const indent = opening.exec(line)?.[1];
    if (indent === undefined || /\b(class|interface|namespace|type)\b/.test(line)) return [];
    if (line.endsWith("= {")) return [];
    const length = lines.slice(index + 1).findIndex((other) => other.startsWith(`${indent}}`)) + 1;
    return length > 60 ? [index + 1] : [];
  });
}
