/** Interprets the syntax trees of the corpus. Values travel in boxes: a query set that an async function returned would be asked at once. */
import { Model, RowSet } from "../../src/db/index.ts";
import { camel, path, snake } from "./names.mjs";
import { builtins } from "./builtins.mjs";
import { callMethod } from "./methods.mjs";

/** An error of Python's own, by its name. */
export class PythonError extends Error {
  constructor(name, message = name) {
    super(message);
    this.name = name;
  }
}

const box = (value) => [value];

/** Runs the statements of a case and gives the value of the last one, boxed. */
export async function run(statements) {
  const names = new Map();
  let last = box(null);
  for (const statement of statements) last = await evaluate(statement, names);
  return last;
}

/** The value of one node, boxed. */
export async function evaluate(node, names) {
  for (const [kind, visit] of Object.entries(NODES)) if (kind in node) return visit(node, names);
  throw new Error(`no node for ${JSON.stringify(node).slice(0, 100)}`);
}

const value = async (node, names) => (await evaluate(node, names))[0];

async function values(nodes, names) {
  const found = [];
  for (const node of nodes) found.push(await evaluate(node, names));
  return found.map(([inner]) => inner);
}

const NODES = {
  call: async (node, names) => callNode(node, names),
  attr: async (node, names) => attribute(await evaluate(node.of, names), node.attr),
  assign: async (node, names) => {
    const given = await evaluate(node.value, names);
    names.set(node.assign, given);
    return given;
  },
  setattr: async (node, names) => {
    const [target, given] = [await value(node.setattr, names), await evaluate(node.value, names)];
    target[camel(node.name)] = given[0];
    return box(null);
  },
  comp: async (node, names) => box(await comprehension(node, names)),
  const: (node) => box(node.const),
  list: async (node, names) => box(await values(node.list, names)),
  tuple: async (node, names) => box(await values(node.tuple, names)),
  set: async (node, names) => box([...new Set(await values(node.set, names))]),
  dict: async (node, names) => {
    const entries = [];
    for (const [key, inner] of node.dict)
      entries.push([await value(key, names), await evaluate(inner, names)]);
    return box(Object.fromEntries(entries.map(([key, [inner]]) => [key, inner])));
  },
  slice: async (node, names) =>
    sliced(await evaluate(node.of, names), await bounds(node.slice, names)),
  index: async (node, names) =>
    box(await indexed(await evaluate(node.of, names), await value(node.index, names))),
  op: async (node, names) => {
    const [[left], [right]] = [await evaluate(node.l, names), await evaluate(node.r, names)];
    return box(builtins.operate(node.op, left, right));
  },
  unary: async (node, names) => {
    const [inner] = await evaluate(node.x, names);
    return box(builtins.unary(node.unary, inner));
  },
  bool: async (node, names) => {
    let last = box(null);
    for (const part of node.xs) {
      last = await evaluate(part, names);
      if ((await truth(last)) !== (node.bool === "And")) return last;
    }
    return last;
  },
  cmp: async (node, names) => {
    let left = await value(node.l, names);
    for (const [index, part] of node.rs.entries()) {
      const right = await value(part, names);
      if (!builtins.compare([node.cmp].flat()[index], left, right)) return box(false);
      left = right;
    }
    return box(true);
  },
  if: async (node, names) =>
    (await truth(await evaluate(node.if, names)))
      ? evaluate(node.then, names)
      : evaluate(node.else, names),
  lambda: (node, names) =>
    box(async (...given) =>
      evaluate(
        node.body,
        new Map([...names, ...node.lambda.map((name, index) => [name, box(given[index])])]),
      ),
    ),
  fstring: async (node, names) => box((await values(node.fstring, names)).join("")),
  name: (node, names) => {
    if (names.has(node.name)) return names.get(node.name);
    if (node.name in builtins.names) return box(builtins.names[node.name]);
    throw new Error(`no name ${node.name}`);
  },
};

async function truth([inner]) {
  if (inner instanceof RowSet) return (await inner.rows()).length > 0;
  if (Array.isArray(inner)) return inner.length > 0;
  return Boolean(inner);
}

async function callNode(node, names) {
  const args = [];
  for (const part of node.args) args.push(await evaluate(part, names));
  const given = args.map(([inner]) => inner);
  const options = {};
  for (const [name, part] of Object.entries(node.kwargs))
    options[name] = (await evaluate(part, names))[0];
  if ("attr" in node.call) {
    const [target] = await evaluate(node.call.of, names);
    return callMethod(target, node.call.attr, given, options);
  }
  const [callee] = await evaluate(node.call, names);
  if (callee.prototype instanceof Model) return box(builtins.make(callee, options));
  const made = callee(
    ...given,
    ...(Object.keys(options).length > 0 ? [builtins.keywords(options)] : []),
  );
  return made instanceof Promise ? unboxed(await made) : box(made);
}

const unboxed = (made) =>
  Array.isArray(made) && made.length === 1 && made.isBox !== false ? made : box(made);

/** An attribute of a value; relations are awaited as Python does without saying so. */
export async function attribute([target], name) {
  if (name === "objects") return box(builtins.managerOf(target));
  if (target instanceof RowSet && name === "ordered") return box(target.ordered);
  if (target instanceof RowSet && name === "query") return box(target.toString());
  if (typeof target === "function" && target.prototype instanceof Model)
    return box(builtins.classAttribute(target, name));
  if (name === "__name__") return box(builtins.typeName(target));
  const found = target[camel(name)] ?? target[name];
  if (
    found instanceof RowSet ||
    found === null ||
    typeof found !== "object" ||
    typeof found.then !== "function"
  )
    return box(found);
  const row = await found;
  if (row === null) throw new PythonError("RelatedObjectDoesNotExist");
  return box(row);
}

async function bounds(parts, names) {
  const found = [];
  for (const part of parts) found.push(part === null ? undefined : await value(part, names));
  return found;
}

async function sliced([target], [start, end, step]) {
  if (target instanceof RowSet) {
    const rows = target.slice(start ?? 0, end);
    return box(
      step === undefined ? rows : (await rows.rows()).filter((_, index) => index % step === 0),
    );
  }
  const part = target.slice(start ?? 0, end);
  return box(step === undefined ? part : [...part].filter((_, index) => index % step === 0));
}

async function indexed([target], key) {
  if (target instanceof RowSet) {
    if (key < 0) throw new PythonError("AssertionError");
    const [row] = await target.slice(key, key + 1).rows();
    if (row === undefined) throw new PythonError("IndexError");
    return row;
  }
  if (target instanceof Map) return target.get(key);
  if (Array.isArray(target)) return target.at(key);
  return target[key] ?? target[path(String(key))] ?? target[snake(String(key))];
}

async function comprehension(node, names) {
  const found = [];
  const [loop] = node.for;
  const [source] = await evaluate(loop.iter, names);
  const items = source instanceof RowSet ? await source.rows() : await builtins.iterable(source);
  for (const item of items) {
    const inner = new Map(names);
    bind(loop.target, item, inner);
    let keep = true;
    for (const condition of loop.ifs) keep &&= await truth(await evaluate(condition, inner));
    if (!keep) continue;
    if (node.comp === "DictComp")
      found.push([await value(node.key, inner), (await evaluate(node.value, inner))[0]]);
    else found.push((await evaluate(node.elt, inner))[0]);
  }
  return node.comp === "DictComp" ? Object.fromEntries(found) : found;
}

function bind(target, item, names) {
  if ("name" in target) names.set(target.name, box(item));
  else (target.tuple ?? target.list).forEach((part, index) => bind(part, item[index], names));
}
