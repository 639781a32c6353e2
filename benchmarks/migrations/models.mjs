/** Makes models of the suite's states, which are JSON. */

const { f } = await import("../../src/db/fields/all.ts");
const { model } = await import("../../src/db/model.ts");
const { metaOf, registerModels } = await import("../../src/db/registry.ts");
const { Q } = await import("../../src/db/q.ts");
const { F } = await import("../../src/db/conditional.ts");
const { uuid4 } = await import("../../src/db/uuids.ts");
const { check, unique } = await import("../../src/db/schema/constraints.ts");
const { index } = await import("../../src/db/schema/index-definition.ts");
const functions = {
  ...(await import("../../src/db/functions/text.ts")),
  ...(await import("../../src/db/functions/math.ts")),
  ...(await import("../../src/db/functions/comparison.ts")),
};

/** The names of `f` for the classes of Django's fields. */
export const FACTORIES = {
  SmallAutoField: "smallAuto",
  AutoField: "auto",
  BigAutoField: "bigAuto",
  CharField: "char",
  TextField: "text",
  SlugField: "slug",
  EmailField: "email",
  URLField: "url",
  BooleanField: "boolean",
  SmallIntegerField: "smallInteger",
  IntegerField: "integer",
  BigIntegerField: "bigInteger",
  PositiveSmallIntegerField: "positiveSmallInteger",
  PositiveIntegerField: "positiveInteger",
  PositiveBigIntegerField: "positiveBigInteger",
  FloatField: "float",
  DecimalField: "decimal",
  DateField: "date",
  TimeField: "time",
  DateTimeField: "datetime",
  UUIDField: "uuid",
  JSONField: "json",
  DurationField: "duration",
  BinaryField: "binary",
  GenericIPAddressField: "genericIpAddress",
  FileField: "file",
  ImageField: "image",
  FilePathField: "filePath",
};

/** What deleting does, in Flagon's words. */
export const RULES = {
  CASCADE: "cascade",
  PROTECT: "protect",
  RESTRICT: "restrict",
  SET_NULL: "set null",
  SET_DEFAULT: "set default",
  DO_NOTHING: "nothing",
};

function defaultOf({ default: given, type }) {
  if (given === undefined) return undefined;
  if ("call" in given) {
    if (given.call === "uuid4") return uuid4;
    if (given.call === "dict") return () => ({});
    if (given.call === "list") return () => [];
    return now;
  }
  return valueOf(given.value, type);
}

/** Stands for Django's `timezone.now`. */
export function now() {
  return new Date();
}

/** A value of the suite's for a field of a class: spans of time are microseconds. */
export function valueOf(value, type) {
  const isSpan = type === "DurationField" && typeof value === "number";
  return plain(isSpan ? { $dur: value } : value);
}

function plain(value) {
  if (value === null || typeof value !== "object") return value;
  if ("$dur" in value) return `PT${(value.$dur / 1e6).toFixed(6)}S`;
  if ("$dt" in value) return new Date(`${value.$dt.replace(" ", "T").slice(0, 23)}Z`);
  if ("$d" in value) return value.$d;
  if ("$dec" in value) return value.$dec;
  if ("$bin" in value) return new Uint8Array(Buffer.from(value.$bin, "hex"));
  if ("$json" in value) return value.$json;
  return value;
}

function optionsOf(field) {
  const options = {
    null: field.null,
    blank: field.blank,
    unique: field.unique,
    primaryKey: field.primary_key,
    index: field.db_index,
    column: field.column,
    maxLength: field.max_length,
    maxDigits: field.max_digits,
    decimalPlaces: field.decimal_places,
    autoNow: field.auto_now,
    autoNowAdd: field.auto_now_add,
    label: field.verbose_name,
    helpText: field.help_text,
    choices: field.choices,
    default: defaultOf(field),
    onDelete: RULES[field.on_delete],
    relatedName: field.related_name,
    toField: field.to_field,
    constraint: field.db_constraint,
    through: undefined,
    symmetrical: field.symmetrical,
  };
  if (field.type === "OneToOneField" && field.parent_link) options.parentLink = true;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function condition(given) {
  if (given === undefined || given === null) return undefined;
  if (given.and) return given.and.map(condition).reduce((one, other) => Q(one).and(other));
  if (given.or) return given.or.map(condition).reduce((one, other) => Q(one).or(other));
  if (given.not) return Q(condition(given.not)).not();
  const value =
    given.value !== null && typeof given.value === "object" && "f" in given.value
      ? F(given.value.f)
      : plain(given.value);
  const path =
    given.lookup === undefined || given.lookup === "exact"
      ? given.field
      : `${given.field}__${given.lookup}`;
  return Q({ [path]: value });
}

function expression(given) {
  if (typeof given !== "object" || given === null) return given;
  const made =
    "f" in given
      ? F(given.f.replace(/^-/, ""))
      : functions[given.func.toLowerCase()](...given.args.map(expression));
  return given.desc === true ? made.desc() : made;
}

function constraintOf(given) {
  if (given.type === "check") return check({ name: given.name, condition: condition(given.check) });
  return unique({
    name: given.name,
    ...(given.fields !== undefined && { fields: given.fields }),
    ...(given.condition !== undefined && { where: condition(given.condition) }),
    ...(given.deferrable !== undefined && { deferrable: given.deferrable }),
  });
}

function indexOf(given) {
  return index({
    ...(given.name !== undefined && { name: given.name }),
    ...(given.fields !== undefined && { fields: given.fields }),
    ...(given.expressions !== undefined && { expressions: given.expressions.map(expression) }),
    ...(given.condition !== undefined && { where: condition(given.condition) }),
    ...(given.include !== undefined && { include: given.include }),
  });
}

function optionsOfModel(given, label) {
  const together = (given.index_together ?? []).map((names) => index({ fields: names }));
  const indexes = [...together, ...(given.indexes ?? []).map(indexOf)];
  return {
    label,
    ...(given.table !== undefined && { table: given.table }),
    ...(given.abstract === true && { abstract: true }),
    ...(given.proxy_of !== undefined && { proxy: true }),
    ...(given.managed === false && { managed: false }),
    ...(given.ordering !== undefined && { ordering: given.ordering }),
    ...(given.verbose_name !== undefined && { singular: given.verbose_name }),
    ...(given.unique_together !== undefined && { uniqueTogether: given.unique_together }),
    ...(given.constraints !== undefined && { constraints: given.constraints.map(constraintOf) }),
    ...(indexes.length > 0 && { indexes }),
  };
}

/** Makes the classes of a state, by blueprint. What they refer to is found when they are first asked for. */
export function modelsOf(state) {
  const classes = new Map();
  /** A model as the state tells it. */
  const told = (path, label) => {
    const [name, own = label] = path.split(".").toReversed();
    return state.apps[own]?.models.find((model) => model.name === name);
  };
  const find = (path, label) => {
    const found = classes.get(path.includes(".") ? path : `${label}.${path}`);
    if (found === undefined) throw new Error(`There is no model ${path}`);
    return found();
  };
  for (const [label, app] of Object.entries(state.apps)) {
    for (const given of app.models) {
      let made;
      classes.set(
        `${label}.${given.name}`,
        () => (made ??= makeModel({ given, label, app, find, told })),
      );
    }
  }
  const byLabel = new Map();
  for (const [label, app] of Object.entries(state.apps)) {
    const models = app.models
      .filter(({ abstract }) => abstract !== true)
      .map(({ name }) => classes.get(`${label}.${name}`)());
    byLabel.set(label, models);
  }
  for (const models of byLabel.values()) registerModels(models);
  for (const models of byLabel.values()) models.forEach((one) => metaOf(one));
  return byLabel;
}

function makeModel({ given, label, app, find, told }) {
  const fields = {};
  const lazily = (name, make) =>
    Object.defineProperty(fields, name, { enumerable: true, configurable: true, get: make });
  const all = given.proxy_of !== undefined ? [given.proxy_of] : (given.parents ?? []);
  const isOwn = (path) => told(path, label)?.abstract !== true;
  // A class extends one other: of several parents it is the one with a table, and the fields of the rest are its own.
  const parent = all.find(isOwn) ?? all[0];
  const mixed = all.filter((path) => path !== parent).map((path) => told(path, label));
  const Parent = parent === undefined ? undefined : find(parent, label);
  const isConcreteChild = parent !== undefined && given.proxy_of === undefined && isOwn(parent);
  const own = [...mixed.flatMap((one) => one.fields), ...given.fields];
  const abstract = parent !== undefined && !isOwn(parent) ? told(parent, label).fields : [];
  const hasKey = [...abstract, ...own].some((field) => field.primary_key === true);
  if (!hasKey && !isConcreteChild && given.abstract !== true && given.proxy_of === undefined)
    fields.id = f[FACTORIES[app.default_auto_field ?? "BigAutoField"]]();
  for (const field of own) {
    if (field.to === undefined) fields[field.name] = f[FACTORIES[field.type]](optionsOf(field));
    else {
      const factory = field.type === "OneToOneField" ? "oneToOne" : "foreignKey";
      lazily(field.name, () =>
        f[factory](find(targetOf(field.to, given, label), label), optionsOf(field)),
      );
    }
  }
  for (const field of given.many_to_many ?? []) {
    lazily(field.name, () => {
      const through = field.through === undefined ? {} : { through: find(field.through, label) };
      return f.manyToMany(find(targetOf(field.to, given, label), label), {
        ...optionsOf(field),
        ...through,
      });
    });
  }
  if (given.order_with_respect_to !== undefined)
    fields._order = f.integer({ editable: false, default: 0 });
  const options = optionsOfModel(given, label);
  const Base = Parent === undefined ? model(fields, options) : Parent.extend(fields, options);
  return { [given.name]: class extends Base {} }[given.name];
}

function targetOf(to, given, label) {
  return to === "self" ? `${label}.${given.name}` : to;
}
