/** Methods of Django's objects on Flagon's. */
import { Model, RowSet, withTimeZone } from "../../src/db/index.ts";
import { alias, camel, path, snake } from "./names.mjs";
import { builtins } from "./builtins.mjs";

const box = (value) => [value];
const paths = (given) => given.map((item) => (typeof item === "string" ? path(item) : item));

/** Calls a method; the answer is boxed. */
export async function callMethod(target, name, args, kwargs) {
  if (target instanceof RowSet) return callSet(target, name, args, kwargs);
  if (target instanceof Model) return callRow(target, name, args, kwargs);
  if (typeof target === "function" && target.prototype instanceof Model)
    return callSet(builtins.managerOf(target), name, args, kwargs);
  if (name in builtins.expressionMethods)
    return box(builtins.expressionMethods[name](target, args, kwargs));
  if (name === "startswith") return box(target.startsWith(args[0]));
  if (name === "items") return box(Object.entries(target));
  if (name === "isoformat") return box(target.toString());
  const found = target[name] ?? target[camel(name)];
  if (typeof found !== "function")
    throw new Error(`no method ${name} on ${target?.constructor?.name}`);
  return box(
    await found.call(
      target,
      ...args,
      ...(Object.keys(kwargs).length > 0 ? [builtins.keywords(kwargs)] : []),
    ),
  );
}

const conditions = (args, kwargs) => {
  const named = Object.fromEntries(
    Object.entries(kwargs).map(([key, value]) => [path(key), value]),
  );
  return Object.keys(named).length > 0 ? [...args, named] : args;
};
const fields = (kwargs) =>
  Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [camel(key), value]));
const keepsNames = (args, kwargs) =>
  Object.fromEntries(
    Object.entries({ ...builtins.defaultAliases(args), ...kwargs }).map(([name, value]) => [
      alias(name),
      value,
    ]),
  );

const SETS = {
  all: (set) => set.all(),
  filter: (set, args, kwargs) => set.filter(...conditions(args, kwargs)),
  exclude: (set, args, kwargs) => set.exclude(...conditions(args, kwargs)),
  get: (set, args, kwargs) => set.get(...conditions(args, kwargs)),
  order_by: (set, args) => set.orderBy(...paths(args)),
  reverse: (set) => set.reverse(),
  distinct: (set, args) => set.distinct(...paths(args)),
  annotate: (set, args, kwargs) => set.annotate(keepsNames(args, kwargs)),
  alias: (set, args, kwargs) => set.alias(keepsNames([], kwargs)),
  aggregate: (set, args, kwargs) => set.aggregate(keepsNames(args, kwargs)),
  values: (set, args, kwargs) =>
    set.values(
      ...paths(args.map(builtins.named)),
      ...(Object.keys(kwargs).length > 0 ? [kwargs] : []),
    ),
  values_list: (set, args, { flat = false, named: _named = false }) =>
    set.valuesList(...paths(args), ...(flat ? [{ flat: true }] : [])),
  select_related: (set, args) => set.selectRelated(...paths(args.filter((item) => item !== null))),
  prefetch_related: (set, args) =>
    args[0] === null ? set.asked({ prefetches: [] }) : set.prefetchRelated(...paths(args)),
  only: (set, args) => set.only(...paths(args)),
  defer: (set, args) => set.defer(...paths(args.filter((item) => item !== null))),
  none: (set) => set.none(),
  union: (set, args, { all = false }) => set.union(...args, ...(all ? [{ all: true }] : [])),
  intersection: (set, args) => set.intersection(...args),
  difference: (set, args) => set.difference(...args),
  using: (set) => set,
  select_for_update: (set, _args, { nowait = false, skip_locked = false }) =>
    set.selectForUpdate({ noWait: nowait, skipLocked: skip_locked }),
  dates: (set, args, { order = "ASC" }) =>
    set.dates(path(args[0]), args[1], (args[2] ?? order) === "DESC" ? "descending" : "ascending"),
  datetimes: (set, args, { order = "ASC", tzinfo = "UTC" }) =>
    withTimeZone(tzinfo, () =>
      set.datetimes(
        path(args[0]),
        args[1],
        (args[2] ?? order) === "DESC" ? "descending" : "ascending",
      ),
    ),
  count: (set) => set.count(),
  exists: (set) => set.exists(),
  first: async (set) => (await set.first()) ?? null,
  last: async (set) => (await set.last()) ?? null,
  latest: (set, args) => set.latest(...paths(args)),
  earliest: (set, args) => set.earliest(...paths(args)),
  contains: (set, args) => set.contains(args[0]),
  in_bulk: (set, args, { field_name, id_list }) =>
    set.inBulk(args[0] ?? id_list, field_name === undefined ? {} : { field: camel(field_name) }),
  explain: (set) => set.explain(),
  iterator: async (set, _args, { chunk_size = 2000 }) => {
    const rows = [];
    for await (const row of set.iterator({ chunkSize: chunk_size })) rows.push(row);
    return rows;
  },
  create: (set, args, kwargs) => set.create(fields(kwargs), ...args),
  get_or_create: (set, _args, { defaults, ...kwargs }) =>
    set.getOrCreate(conditions([], kwargs)[0] ?? {}, { defaults: fields(defaults ?? {}) }),
  update_or_create: (set, _args, { defaults, ...kwargs }) =>
    set.updateOrCreate(conditions([], kwargs)[0] ?? {}, { defaults: fields(defaults ?? {}) }),
  bulk_create: (
    set,
    [rows],
    { batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields },
  ) =>
    set.bulkCreate(rows, {
      ...(batch_size && { batchSize: batch_size }),
      ...(ignore_conflicts && { ignoreConflicts: true }),
      ...(update_conflicts && {
        updateConflicts: true,
        updateFields: update_fields.map(camel),
        uniqueFields: (unique_fields ?? ["pk"]).map(camel),
      }),
    }),
  bulk_update: (set, args, { fields: named, batch_size }) =>
    set.bulkUpdate(
      args[0],
      (named ?? args[1]).map(camel),
      batch_size ? { batchSize: batch_size } : {},
    ),
  update: (set, _args, kwargs) => set.update(fields(kwargs)),
  delete: async (set) => builtins.deletion(await set.delete()),
  add: (set, args, { through_defaults }) =>
    set.add(...args, ...(through_defaults ? [{ throughDefaults: fields(through_defaults) }] : [])),
  remove: (set, args) => set.remove(...args),
  set: async (set, args, { through_defaults, clear }) =>
    set.set(args[0] instanceof RowSet ? await args[0].rows() : args[0], {
      ...(clear && { clear }),
      ...(through_defaults && { throughDefaults: fields(through_defaults) }),
    }),
  clear: (set) => set.clear(),
  raw: (set, args, { params, translations }) =>
    set.raw(
      args[0].replaceAll("%s", "?"),
      args[1] ?? params ?? [],
      translations === undefined
        ? {}
        : {
            translations: fields(
              Object.fromEntries(
                Object.entries(translations).map(([from, to]) => [from, camel(to)]),
              ),
            ),
          },
    ),
  get_or_none: (set) => set,
};

async function callSet(set, name, args, kwargs) {
  const method = SETS[name];
  if (method === undefined) throw new Error(`no method ${name} of query sets`);
  const made = method(set, args, kwargs);
  if (made instanceof RowSet) return box(made);
  const answer = await made;
  return box(answer === undefined ? null : renamed(answer, name));
}

const renamed = (answer, name) =>
  name === "aggregate"
    ? Object.fromEntries(Object.entries(answer).map(([key, value]) => [snake(key), value]))
    : answer;

async function callRow(row, name, args, kwargs) {
  switch (name) {
    case "save":
      await row.save({
        ...(kwargs.update_fields && { fields: kwargs.update_fields.map(camel) }),
        ...(kwargs.force_insert && { forceInsert: true }),
        ...(kwargs.force_update && { forceUpdate: true }),
      });
      return box(null);
    case "delete":
      return box(builtins.deletion(await row.delete()));
    case "refresh_from_db":
      await row.refresh(...(kwargs.fields ?? args[0] ?? []).map(camel));
      return box(null);
    case "full_clean":
      await row.fullClean();
      return box(null);
    case "get_deferred_fields":
      return box([]);
    default:
      return box(await row[camel(name)](...args));
  }
}
