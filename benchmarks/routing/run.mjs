/**
 * Measures what it costs to find a route and its params: Flagon and the routers of npm, in one process, on the same 200 routes.
 *
 *     npm install && npm run bench
 */

import { RuleMap } from "flagon/routing";
import { mix, paramNames, routes, toPath } from "./routes.mjs";

const only = process.argv[2];
const requests = mix();
// Paths as a server gets them: flat strings, one by one from the wire.
const paths = requests.map(({ url }) => Buffer.from(url).toString("latin1"));

/** Each gives a function from method and path to the params. */
const routers = {
  flagon() {
    const map = new RuleMap();
    for (const { method, path } of routes)
      map.add(
        toPath(path, (name) => `<${name}>`),
        { methods: [method], endpoint: path },
        1,
      );
    return (method, path) => map.find(method, path).params;
  },
  "flagon, 2,000 rules"() {
    const map = new RuleMap();
    for (let copy = 0; copy < 10; copy++)
      for (const { method, path } of routes)
        map.add(
          (copy === 0 ? "" : `/v${copy}`) + toPath(path, (name) => `<${name}>`),
          { methods: [method], endpoint: path },
          1,
        );
    return (method, path) => map.find(method, path).params;
  },
  "flagon, <int:…_id>"() {
    const map = new RuleMap();
    for (const { method, path } of routes)
      map.add(
        toPath(path, (name) => (isNumber(name) ? `<int:${name}>` : `<${name}>`)),
        { methods: [method], endpoint: path },
        1,
      );
    return (method, path) => map.find(method, path).params;
  },
  async "find-my-way"() {
    const { default: FindMyWay } = await import("find-my-way");
    const router = FindMyWay();
    for (const { method, path } of routes) router.on(method, toPath(path), () => {});
    return (method, path) => router.find(method, path).params;
  },
  async memoirist() {
    const { Memoirist } = await import("memoirist");
    const router = new Memoirist();
    for (const { method, path } of routes) router.add(method, toPath(path), 1);
    return (method, path) => router.find(method, path).params;
  },
  async rou3() {
    const { addRoute, createRouter, findRoute } = await import("rou3");
    const router = createRouter();
    for (const { method, path } of routes) addRoute(router, method, toPath(path), 1);
    return (method, path) => findRoute(router, method, path).params ?? {};
  },
  async "hono TrieRouter"() {
    const { TrieRouter } = await import("hono/router/trie-router");
    const router = new TrieRouter();
    for (const { method, path } of routes) router.add(method, toPath(path), () => {});
    return (method, path) => router.match(method, path)[0][0][1];
  },
  "segment trie of Maps"() {
    return segmentTrie();
  },
};

function isNumber(name) {
  return /(_id|_number)$/.test(name);
}

/** The plainest router that one would write by hand, as a measure of the machine. */
function segmentTrie() {
  const node = () => ({ kids: new Map(), param: null, names: null });
  const trees = {};
  for (const { method, path } of routes) {
    let at = (trees[method] ??= node());
    for (const segment of path.slice(1).split("/")) {
      if (segment.startsWith("{")) at = at.param ??= node();
      else {
        if (!at.kids.has(segment)) at.kids.set(segment, node());
        at = at.kids.get(segment);
      }
    }
    at.names = paramNames(path);
  }
  const find = (at, segments, index, values) => {
    if (index === segments.length)
      return at.names && Object.fromEntries(at.names.map((n, i) => [n, values[i]]));
    const kid = at.kids.get(segments[index]);
    const found = kid && find(kid, segments, index + 1, values);
    if (found || at.param === null) return found ?? null;
    return find(at.param, segments, index + 1, [...values, segments[index]]);
  };
  return (method, path) => find(trees[method], path.slice(1).split("/"), 0, []);
}

const sorted = (params) =>
  JSON.stringify(
    Object.entries(params)
      .map(([name, value]) => [name, String(value)])
      .sort(),
  );
const finders = new Map();
for (const [name, make] of Object.entries(routers)) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const find = await make();
  for (const { method, url, params } of requests)
    if (sorted(find(method, url)) !== sorted(params))
      throw new Error(`${name} is wrong for ${method} ${url}`);
  finders.set(name, find);
}

let sink = 0;
function time(find, times) {
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn++)
    for (let index = 0; index < paths.length; index++)
      if (find(requests[index].method, paths[index]) !== null) sink++;
  return Number(process.hrtime.bigint() - start) / (times * paths.length);
}

for (const find of finders.values()) time(find, 200);
const times = new Map([...finders.keys()].map((name) => [name, []]));
for (let round = 0; round < 9; round++)
  for (const [name, find] of finders) times.get(name).push(time(find, 400));
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const rows = [...times].map(([name, list]) => [name, median(list)]).sort((a, b) => a[1] - b[1]);
console.log(`node ${process.version}, ${routes.length} routes, ${paths.length} requests\n`);
console.log("| router | ns per match (median of 9) |\n|---|---:|");
for (const [name, ns] of rows) console.log(`| ${name} | ${ns.toFixed(0)} |`);
if (sink === 0) throw new Error("nothing was found");
