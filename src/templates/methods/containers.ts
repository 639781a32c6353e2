/** The methods of lists, tuples, dicts and sets, by Python's names. Those that change a value change the one that was passed in. */

import { compare } from "../comparing.ts";
import {
  type Dict,
  entriesOf,
  equals,
  findItem,
  hasItem,
  isDict,
  keysOf,
  removeItem,
  setItem,
} from "../dicts.ts";
import { TemplateTypeError, TemplateValueError } from "../errors.ts";
import { iterate } from "../iteration.ts";
import { toIndex } from "../numbers.ts";
import { call } from "../plain-calls.ts";
import { repr } from "../printing.ts";
import { type AnyFunction, signed } from "../signatures.ts";
import { DictView, type Keywords, Tuple } from "../values.ts";

type List = unknown[];

function positionOf(list: readonly unknown[], value: unknown): number {
  const index = list.findIndex((item) => equals(item, value));
  if (index === -1) throw new TemplateValueError(`The list has no ${repr(value)}.`);
  return index;
}

function pop(list: List, index: unknown = -1): unknown {
  const at = toIndex(index);
  const place = at < 0 ? list.length + at : at;
  if (place < 0 || place >= list.length) {
    throw new TemplateValueError(`The list has no item ${at} to take out.`);
  }
  return list.splice(place, 1)[0];
}

function insert(list: List, index: unknown, value: unknown): null {
  list.splice(toIndex(index), 0, value);
  return null;
}

function sort(list: List, key: unknown = null, reverse: unknown = false): null {
  const sign = reverse === true ? -1 : 1;
  const keyOf = (value: unknown): unknown => (key === null ? value : call(key, [value]));
  const sorted = list
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((a, b) => sign * compare(a.key, b.key));
  list.splice(0, list.length, ...sorted.map(({ value }) => value));
  return null;
}

const READING: Record<string, [string, AnyFunction]> = {
  index: ["value", (list: List, value: unknown) => positionOf(list, value)],
  count: [
    "value",
    (list: List, value: unknown) => list.filter((item) => equals(item, value)).length,
  ],
};

/** Methods of tuples. */
export const TUPLE_METHODS: ReadonlyMap<string, AnyFunction> = table(READING);

/** Methods of lists. */
export const LIST_METHODS: ReadonlyMap<string, AnyFunction> = table({
  ...READING,
  append: ["object", (list: List, value: unknown) => nothing(list.push(value))],
  extend: ["iterable", (list: List, values: unknown) => nothing(list.push(...iterate(values)))],
  insert: ["index object", insert],
  remove: [
    "value",
    (list: List, value: unknown) => nothing(list.splice(positionOf(list, value), 1)),
  ],
  pop: ["index?", pop],
  clear: ["", (list: List) => nothing(list.splice(0))],
  copy: ["", (list: List) => [...list]],
  reverse: ["", (list: List) => nothing(list.reverse())],
  sort: ["key? reverse?", sort],
  __setitem__: [
    "index value",
    (list: List, index: unknown, value: unknown) => nothing((list[toIndex(index)] = value)),
  ],
  __len__: ["", (list: List) => list.length],
});

function takeOut(dict: Dict, key: unknown, other?: unknown): unknown {
  if (hasItem(dict, key)) return removeItem(dict, key);
  if (other !== undefined) return other;
  throw new TemplateValueError(`The dict has no ${repr(key)}.`);
}

function takeLast(dict: Dict): Tuple {
  const last = keysOf(dict).at(-1);
  if (last === undefined) throw new TemplateValueError("The dict is empty.");
  return Tuple.fromList([last, removeItem(dict, last)]);
}

function setDefault(dict: Dict, key: unknown, value: unknown = null): unknown {
  if (!hasItem(dict, key)) setItem(dict, key, value);
  return findItem(dict, key);
}

function update(keywords: Keywords, dict: Dict, other: unknown = {}): null {
  for (const [key, value] of [...pairsOf(other), ...Object.entries(keywords)])
    setItem(dict, key, value);
  return null;
}

/** Gives the pairs of a dict, or of a list of pairs. @throws TemplateTypeError */
export function pairsOf(value: unknown): [unknown, unknown][] {
  if (isDict(value)) return entriesOf(value);
  return Array.from(iterate(value), (pair) => {
    const [key, item, ...rest] = iterate(pair);
    if (item === undefined || rest.length > 0) {
      throw new TemplateTypeError("A dict is made of pairs of a key and a value.");
    }
    return [key, item];
  });
}

/** Methods of dicts. */
export const DICT_METHODS: ReadonlyMap<string, AnyFunction> = table({
  keys: ["", (dict: Dict) => new DictView("dict_keys", keysOf(dict))],
  values: [
    "",
    (dict: Dict) =>
      new DictView(
        "dict_values",
        entriesOf(dict).map(([, value]) => value),
      ),
  ],
  items: [
    "",
    (dict: Dict) =>
      new DictView(
        "dict_items",
        entriesOf(dict).map((pair) => Tuple.fromList(pair)),
      ),
  ],
  get: [
    "key default?",
    (dict: Dict, key: unknown, other: unknown = null) =>
      findItem(dict, key) ?? (hasItem(dict, key) ? null : other),
  ],
  pop: ["key default?", takeOut],
  popitem: ["", takeLast],
  setdefault: ["key default?", setDefault],
  update: ["other? **", update],
  clear: ["", (dict: Dict) => nothing(keysOf(dict).map((key) => removeItem(dict, key)))],
  copy: ["", (dict: Dict) => copyOf(dict)],
  __setitem__: [
    "key value",
    (dict: Dict, key: unknown, value: unknown) => nothing(setItem(dict, key, value)),
  ],
  __len__: ["", (dict: Dict) => keysOf(dict).length],
});

function copyOf(dict: Dict): Dict {
  if (dict instanceof Map) return new Map(dict);
  return Object.assign(Object.create(null) as Record<string, unknown>, dict);
}

/** Methods of sets. */
export const SET_METHODS: ReadonlyMap<string, AnyFunction> = table({
  add: ["value", (set: Set<unknown>, value: unknown) => nothing(set.add(value))],
  discard: ["value", (set: Set<unknown>, value: unknown) => nothing(set.delete(value))],
  copy: ["", (set: Set<unknown>) => new Set(set)],
  union: ["other", (set: Set<unknown>, other: unknown) => new Set([...set, ...iterate(other)])],
});

function nothing(_result: unknown): null {
  return null;
}

function table(methods: Record<string, [string, AnyFunction]>): Map<string, AnyFunction> {
  return new Map(
    Object.entries(methods).map(([name, [parameters, method]]) => [
      name,
      signed(parameters, method),
    ]),
  );
}
