/** What the corpus' expressions can name: Django's functions and a little Python. */
const db = { ...(await import("../../src/db/index.ts")) };
import { camel, path, snake } from "./names.mjs";
import { models } from "./models.mjs";

const { Decimal, Expression, Q, RowSet } = db;

/** Keyword arguments as an options object. */
class Keywords {
  constructor(values) {
    Object.assign(this, values);
  }
}

const ref = (value) => (typeof value === "string" ? path(value) : value);
const split = (given) => {
  const last = given.at(-1);
  return last instanceof Keywords ? [given.slice(0, -1), last] : [given, {}];
};

/** Keyword arguments that are positions here, by function. */
const POSITIONS = {
  Substr: ["expression", "pos", "length"],
  Replace: ["expression", "text", "replacement"],
  LPad: ["expression", "length", "fill_text"],
  RPad: ["expression", "length", "fill_text"],
  Left: ["expression", "length"],
  Right: ["expression", "length"],
  Repeat: ["expression", "number"],
  StrIndex: ["string", "substring"],
  Round: ["expression", "precision"],
  NthValue: ["expression", "nth"],
  Ntile: ["num_buckets"],
  Cast: ["expression", "output_field"],
  Collate: ["expression", "collation"],
  NullIf: ["expression1", "expression2"],
};
/** Texts at these positions are texts and no names. */
const PLAIN = { Collate: [1] };

/** A Django function by the Flagon function of the same name. */
function call(django, make) {
  const name = own(django);
  const known = db[name];
  return (...given) => {
    const [args, { ...options }] = split(given);
    if (make !== undefined) return make(args, options);
    if (known === undefined) throw new Error(`no function ${name}`);
    for (const [index, key] of (POSITIONS[django] ?? []).entries()) {
      if (!(key in options)) continue;
      args[index] = options[key];
      delete options[key];
    }
    const { output_field: output, ...rest } = options;
    if (/^(Lag|Lead)$/.test(django)) {
      const [value, offset, otherwise] = args;
      return known(ref(value), {
        ...(offset && { offset }),
        ...(otherwise && { default: otherwise }),
        ...rest,
      });
    }
    const made = known(
      ...args.map((item, index) => (PLAIN[django]?.includes(index) ? item : ref(item))),
      ...(Object.keys(rest).length > 0 ? [optionsOf(rest)] : []),
    );
    return output === undefined ? made : db.typed(made, output);
  };
}

const optionsOf = ({ tzinfo, output_field, order_by, ...rest }) => ({
  ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [camel(key), value])),
  ...(tzinfo !== undefined && { timeZone: tzinfo }),
  ...(output_field !== undefined && { output: output_field }),
  ...(order_by !== undefined && { orderBy: [order_by].flat().map(ref) }),
});

const aggregates = ["Count", "Sum", "Avg", "Min", "Max", "StdDev", "Variance"];
const AGGREGATES = Object.fromEntries(
  aggregates.map((name) => [
    name,
    (...given) => {
      const [[value], { sample, filter, ...rest }] = split(given);
      const made = db[name[0].toLowerCase() + name.slice(1)](ref(value), {
        ...optionsOf(rest),
        ...(sample && { sample }),
        ...(filter !== undefined && { filter }),
      });
      made.djangoAlias = typeof value === "string" ? `${value}__${name.toLowerCase()}` : undefined;
      return made;
    },
  ]),
);

const functions = [
  "Lower",
  "Upper",
  "Length",
  "Left",
  "Right",
  "LTrim",
  "RTrim",
  "Trim",
  "Ord",
  "Chr",
  "Concat",
  "Substr",
  "Replace",
  "Repeat",
  "Reverse",
  "LPad",
  "RPad",
  "StrIndex",
  "MD5",
  "SHA1",
  "SHA224",
  "SHA256",
  "SHA384",
  "SHA512",
  "Coalesce",
  "Greatest",
  "Least",
  "NullIf",
  "Cast",
  "Collate",
  "Now",
  "Abs",
  "ACos",
  "ASin",
  "ATan",
  "ATan2",
  "Ceil",
  "Cos",
  "Cot",
  "Degrees",
  "Exp",
  "Floor",
  "Ln",
  "Log",
  "Mod",
  "Pi",
  "Power",
  "Radians",
  "Random",
  "Round",
  "Sign",
  "Sin",
  "Sqrt",
  "Tan",
  "TruncDate",
  "TruncTime",
  "RowNumber",
  "Rank",
  "DenseRank",
  "PercentRank",
  "CumeDist",
  "Ntile",
  "Lag",
  "Lead",
  "FirstValue",
  "LastValue",
  "NthValue",
];
const own = (name) =>
  (/^[A-Z]{2,}\d*$/.test(name) ? name.toLowerCase() : name[0].toLowerCase() + name.slice(1))
    .replace(/^aCos$/, "acos")
    .replace(/^aSin$/, "asin")
    .replace(/^aTan/, "atan")
    .replace(/^lTrim$/, "ltrim")
    .replace(/^rTrim$/, "rtrim")
    .replace(/^lPad$/, "lpad")
    .replace(/^rPad$/, "rpad")
    .replace(/^jSON/, "json");

const FIELDS = {
  CharField: (o) => db.f.char(o),
  TextField: (o) => db.f.text(o),
  IntegerField: () => db.f.integer(),
  BigIntegerField: () => db.f.bigInteger({ mode: "number" }),
  FloatField: () => db.f.float(),
  BooleanField: () => db.f.boolean(),
  DateField: () => db.f.date(),
  DateTimeField: () => db.f.datetime(),
  TimeField: () => db.f.time(),
  DurationField: () => db.f.duration(),
  JSONField: () => db.f.json(),
  UUIDField: () => db.f.uuid(),
  DecimalField: (o) =>
    db.f.decimal({ maxDigits: o.maxDigits ?? 20, decimalPlaces: o.decimalPlaces ?? 2 }),
  PositiveIntegerField: () => db.f.positiveInteger(),
  SmallIntegerField: () => db.f.smallInteger(),
};

const UNITS = ["Year", "Quarter", "Month", "Week", "Day", "Hour", "Minute", "Second"];
const PARTS = {
  Year: "year",
  IsoYear: "iso_year",
  Quarter: "quarter",
  Month: "month",
  Day: "day",
  Week: "week",
  WeekDay: "week_day",
  IsoWeekDay: "iso_week_day",
  Hour: "hour",
  Minute: "minute",
  Second: "second",
};

const two = (number) => String(number).padStart(2, "0");
const python = {
  D: (text) => Decimal.from(String(text)),
  Decimal: (text) => Decimal.from(String(text)),
  UUID: (text) => text,
  ZoneInfo: (name) => name,
  UTC: "UTC",
  dt: {
    date: (y, m, d) => Temporal.PlainDate.from({ year: y, month: m, day: d }),
    time: (h, m, s, us) =>
      Temporal.PlainTime.from(
        `${two(h ?? 0)}:${two(m ?? 0)}:${two(s ?? 0)}.${String(us ?? 0).padStart(6, "0")}`,
      ),
    datetime: (...given) => {
      const [[y, mo, d, h = 0, mi = 0, s = 0, us = 0]] = split(given);
      return new Date(Date.UTC(y, mo - 1, d, h, mi, s, us / 1000));
    },
    timedelta: (...given) => {
      const [[days = 0, seconds = 0], options] = split(given);
      return duration({ days, seconds, ...options });
    },
    timezone: { utc: "UTC" },
  },
  len: async (value) =>
    value instanceof RowSet
      ? (await value.rows()).length
      : value instanceof Map
        ? value.size
        : value.length,
  list: async (value) => [await iterable(value)],
  sorted: async (value) => [
    (await iterable(value)).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  ],
  set: async (value) => [[...new Set(await iterable(value))]],
  sum: async (value) => (await iterable(value)).reduce((total, item) => total + item, 0),
  enumerate: async (value) => [(await iterable(value)).map((item, index) => [index, item])],
  str: (value) => String(value),
  repr: (value) => String(value),
  bool: (value) => Boolean(value),
  type: (value) => ({ __name__: typeName(value), typeOf: value }),
  isinstance: () => true,
  setattr: (row, name, value) => {
    row[camel(name)] = value;
    return null;
  },
  getattr: (row, name) => row[camel(name)],
  range: (n) => Array.from({ length: n }, (_, index) => index),
  with_atomic: async (work) => db.transaction(() => work()),
  failing_atomic: async (work) => {
    try {
      await db.transaction(async () => {
        await work();
        throw new Error("undo");
      });
    } catch (error) {
      if (error.message !== "undo") throw error;
    }
    return [null];
  },
  swallow: async (work) => {
    try {
      return await work();
    } catch {
      return [null];
    }
  },
};

function duration({ days = 0, hours = 0, minutes = 0, seconds = 0, weeks = 0, milliseconds = 0 }) {
  const total = ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds;
  return Temporal.Duration.from({ milliseconds: Math.round(total * 1000 + milliseconds) }).round({
    largestUnit: "hours",
  });
}

async function iterable(value) {
  if (value instanceof RowSet) return value.rows();
  if (value instanceof Map) return [...value.keys()];
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null && Symbol.iterator in value) return [...value];
  return Object.keys(value);
}

function typeName(value) {
  if (value !== null && typeof value === "object" && "typeOf" in value)
    return typeName(value.typeOf);
  if (typeof value === "string") return /^[0-9a-f]{8}-/.test(value) ? "UUID" : "str";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "boolean") return "bool";
  return value?.constructor?.name ?? "NoneType";
}

const names = {
  ...models,
  ...AGGREGATES,
  ...python,
  ...Object.fromEntries(functions.map((name) => [name, call(name)])),
  ...Object.fromEntries(
    UNITS.map((unit) => [
      `Trunc${unit}`,
      (...given) => {
        const [[value], options] = split(given);
        return db.trunc(unit.toLowerCase(), ref(value), optionsOf(options));
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(PARTS).map(([part, own_]) => [
      `Extract${part}`,
      (...given) => {
        const [[value], options] = split(given);
        return db.extract(own_, ref(value), optionsOf(options));
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(FIELDS).map(([name, make]) => [
      name,
      (...given) => {
        const [, { max_length, max_digits, decimal_places }] = split(given);
        return make({
          ...(max_length && { maxLength: max_length }),
          ...(max_digits && { maxDigits: max_digits, decimalPlaces: decimal_places }),
        });
      },
    ]),
  ),
  Trunc: (...given) => {
    const [[value, unit], { kind, ...options }] = split(given);
    return db.trunc(unit ?? kind, ref(value), optionsOf(options));
  },
  Extract: (...given) => {
    const [[value, part], { lookup_name, ...options }] = split(given);
    return db.extract(part ?? lookup_name, ref(value), optionsOf(options));
  },
  F: (name) => db.F(path(name)),
  OuterRef: (name) => (typeof name === "string" ? db.outerRef(path(name)) : db.outerRef(name)),
  Q: (...given) => {
    const [args, kwargs] = split(given);
    return Q(
      ...args,
      Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [path(key), value])),
    );
  },
  Value: (...given) => {
    const [[value], { output_field }] = split(given);
    return db.value(value, output_field);
  },
  ExpressionWrapper: (...given) => {
    const [[expression, field], { output_field }] = split(given);
    return db.typed(expression, output_field ?? field);
  },
  When: (...given) => {
    const [[condition], { then, ...kwargs }] = split(given);
    const named = Object.fromEntries(
      Object.entries(kwargs).map(([key, value]) => [path(key), value]),
    );
    return db.when(condition ?? named, typeof then === "string" ? db.F(path(then)) : then);
  },
  Case: (...given) => {
    const [args, { default: otherwise, output_field }] = split(given);
    return db.caseWhen(args, {
      ...(otherwise !== undefined && {
        default: typeof otherwise === "string" ? db.F(path(otherwise)) : otherwise,
      }),
      ...(output_field !== undefined && { output: output_field }),
    });
  },
  Subquery: (...given) => {
    const [[set], { output_field }] = split(given);
    return db.subquery(set, output_field);
  },
  Exists: (set) => db.exists(set),
  Window: (...given) => {
    const [[expression], { expression: named, partition_by, order_by, frame }] = split(given);
    return db.over(expression ?? named, {
      ...(partition_by && { partitionBy: [partition_by].flat().map(ref) }),
      ...(order_by && { orderBy: [order_by].flat().map(ref) }),
      ...(frame && { frame }),
    });
  },
  RowRange: (...given) => ({ rows: [split(given)[1].start ?? null, split(given)[1].end ?? null] }),
  ValueRange: (...given) => ({
    range: [split(given)[1].start ?? null, split(given)[1].end ?? null],
  }),
  Prefetch: (...given) => {
    const [[lookup, set], { queryset, to_attr }] = split(given);
    const rows = set ?? queryset;
    return { path: path(lookup), ...(rows && { set: rows }), ...(to_attr && { to: to_attr }) };
  },
  FilteredRelation: (...given) => {
    const [[name], { condition }] = split(given);
    return db.filteredRelation(path(name), condition);
  },
  RawSQL: (sql, params) => db.rawSql(sql.replaceAll("%s", "?"), params),
  ...Object.fromEntries(
    ["ArrayAgg", "JSONBAgg", "BoolAnd", "BoolOr", "BitAnd", "BitOr", "BitXor", "AnyValue"].map(
      (name) => [
        name,
        (...given) => {
          const [[value], { ordering, order_by, filter, distinct, default: otherwise }] =
            split(given);
          const order = ordering ?? order_by;
          return db[
            name.replace(/^JSONB/, "jsonb").replace(/^[A-Z]/, (letter) => letter.toLowerCase())
          ](ref(value), {
            ...(order && { orderBy: [order].flat().map(ref) }),
            ...(filter !== undefined && { filter }),
            ...(distinct && { distinct }),
            ...(otherwise !== undefined && { default: otherwise }),
          });
        },
      ],
    ),
  ),
  StringAgg: (...given) => {
    const [[value, delimiter], { ordering, order_by, filter, distinct, delimiter: named_ }] =
      split(given);
    const order = ordering ?? order_by;
    return db.stringAgg(ref(value), delimiter ?? named_, {
      ...(order && { orderBy: [order].flat().map(ref) }),
      ...(filter !== undefined && { filter }),
      ...(distinct && { distinct }),
    });
  },
  JSONObject: (fields) =>
    db.jsonObject(
      Object.fromEntries(Object.entries({ ...fields }).map(([key, item]) => [key, ref(item)])),
    ),
  JSONArray: (...items) => db.jsonArray(...items.map(ref)),
  KeyTransform: (key, of) => db.jsonKey(ref(of), key),
  // Django 3.2, which gave the rows, reads the text as JSON where it is JSON.
  KeyTextTransform: (key, of) =>
    db.typed(db.jsonText(ref(of), key), db.jsonKey(ref(of), key).outputField),
};

const OPERATIONS = {
  Add: "plus",
  Sub: "minus",
  Mult: "times",
  Div: "dividedBy",
  Mod: "modulo",
  Pow: "toThe",
};
const WORDS = {
  "+": "Add",
  "-": "Sub",
  "*": "Mult",
  "/": "Div",
  "%": "Mod",
  "**": "Pow",
  "&": "BitAnd",
  "|": "BitOr",
  "^": "BitXor",
};

function operate(given, left, right) {
  const op = WORDS[given] ?? given;
  if (left instanceof Expression && op in { BitAnd: 1, BitOr: 1, BitXor: 1 })
    return db.Q(left)[{ BitAnd: "and", BitOr: "or", BitXor: "xor" }[op]](right);
  if (left instanceof RowSet) return left[{ BitAnd: "and", BitOr: "or", BitXor: "xor" }[op]](right);
  if (left instanceof Expression) return left[OPERATIONS[op]](right);
  if (right instanceof Expression) return db.value(left)[OPERATIONS[op]](right);
  switch (op) {
    case "Add":
      return Array.isArray(left) ? [...left, ...right] : left + right;
    case "Sub":
      return left - right;
    case "Mult":
      return left * right;
    case "Div":
      return left / right;
    case "Mod":
      return left % right;
    default:
      return left ** right;
  }
}

/** What the interpreter asks of Python and Django. */
export const builtins = {
  names,
  operate,
  iterable,
  typeName,
  keywords: (options) => new Keywords(options),
  unary: (op, value) => {
    if (value instanceof Expression)
      return op === "Invert" || op === "~"
        ? db.Q(value).not()
        : op === "USub" || op === "-"
          ? value.desc === undefined
            ? value
            : value.times(-1)
          : value;
    if (op === "USub" || op === "-") return -value;
    return op === "Not" || op === "not" ? !value : value;
  },
  compare: (op, left, right) => {
    switch (op) {
      case "Eq":
      case "==":
        return left === right;
      case "NotEq":
      case "!=":
        return left !== right;
      case "Is":
      case "is":
        return left === right;
      case "IsNot":
      case "is not":
        return left !== right;
      case "Gt":
      case ">":
        return left > right;
      case "GtE":
      case ">=":
        return left >= right;
      case "Lt":
      case "<":
        return left < right;
      case "In":
      case "in":
        return Array.isArray(right) ? right.includes(left) : left in right;
      case "NotIn":
      case "not in":
        return !right.includes(left);
      default:
        return left <= right;
    }
  },
  make: (Model, values) =>
    new Model(
      Object.fromEntries(Object.entries(values).map(([key, value_]) => [camel(key), value_])),
    ),
  managerOf: (model) => model.all(),
  classAttribute: (model, name) => {
    if (name === "__name__") return model.name;
    const field = db.metaOf(model).member(camel(name));
    return { through: field.through.model };
  },
  expressionMethods: {
    asc: (target, _args, { nulls_first, nulls_last }) =>
      db.term(target).asc(nulls_first ? { nulls: "first" } : nulls_last ? { nulls: "last" } : {}),
    desc: (target, _args, { nulls_first, nulls_last }) =>
      db.term(target).desc(nulls_first ? { nulls: "first" } : nulls_last ? { nulls: "last" } : {}),
    bitand: (target, [other]) => target.bitAnd(other),
    bitor: (target, [other]) => target.bitOr(other),
    bitxor: (target, [other]) => target.bitXor(other),
    bitleftshift: (target, [other]) => target.shiftLeft(other),
    bitrightshift: (target, [other]) => target.shiftRight(other),
  },
  defaultAliases: (args) => Object.fromEntries(args.map((item) => [item.djangoAlias, item])),
  named: (item) => item,
  deletion: ([total, byModel]) => [
    total,
    Object.fromEntries(Object.entries(byModel).map(([name, count]) => [`shop.${name}`, count])),
  ],
  snake,
};
