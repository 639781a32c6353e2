/** Makes the models of the corpus from its schema. */
import { CharField } from "../../src/db/fields/index.ts";
import { f, length, model, registerModels, registerTransform, uuid4 } from "../../src/db/index.ts";
import { camel, schema } from "./names.mjs";

const KINDS = {
  AutoField: "auto",
  BigAutoField: "bigAuto",
  CharField: "char",
  TextField: "text",
  SlugField: "slug",
  EmailField: "email",
  URLField: "url",
  IntegerField: "integer",
  SmallIntegerField: "smallInteger",
  PositiveIntegerField: "positiveInteger",
  PositiveSmallIntegerField: "positiveSmallInteger",
  FloatField: "float",
  DecimalField: "decimal",
  BooleanField: "boolean",
  DateField: "date",
  TimeField: "time",
  DateTimeField: "datetime",
  DurationField: "duration",
  JSONField: "json",
  BinaryField: "binary",
  UUIDField: "uuid",
  GenericIPAddressField: "genericIpAddress",
};
const RULES = {
  CASCADE: "cascade",
  PROTECT: "protect",
  RESTRICT: "restrict",
  SET_NULL: "set null",
  SET_DEFAULT: "set default",
  DO_NOTHING: "nothing",
};
const CALLABLES = { dict: () => ({}), uuid4 };

/** The models by name. */
export const models = {};

const bySchemaName = new Map(schema.map((entry) => [entry.name, entry]));

for (const entry of schema) if (!entry.auto_created) define(entry);
registerModels(Object.values(models));
registerTransform("length", (side) => length(side), CharField);

function define(entry) {
  if (models[entry.name] !== undefined) return models[entry.name];
  const parentName = entry.proxy_of ?? entry.parents[0];
  const parent =
    parentName === undefined || parentName === null
      ? undefined
      : define(bySchemaName.get(parentName));
  const fields = entry.proxy_of ? {} : fieldsOf(entry);
  const options = {
    table: entry.table,
    ordering: entry.ordering.map((name) =>
      name.startsWith("-") ? `-${camel(name.slice(1))}` : camel(name),
    ),
    uniqueTogether: entry.unique_together.map((names) => names.map(camel)),
    ...(entry.get_latest_by && { getLatestBy: camel(entry.get_latest_by) }),
    ...(entry.proxy_of && { proxy: true }),
  };
  const base = parent === undefined ? model(fields, options) : parent.extend(fields, options);
  const made = { [entry.name]: class extends base {} }[entry.name];
  models[entry.name] = made;
  return made;
}

function fieldsOf(entry) {
  const fields = {};
  const lazy = (name, make) => {
    let made;
    Object.defineProperty(fields, camel(name), { enumerable: true, get: () => (made ??= make()) });
  };
  for (const field of entry.fields) {
    if (field.parent_link) continue;
    if (field.type === "ForeignKey" || field.type === "OneToOneField")
      lazy(field.name, () => relation(field));
    else fields[camel(field.name)] = plain(field);
  }
  for (const many of entry.many_to_many) {
    lazy(many.name, () =>
      f.manyToMany(models[many.to], {
        ...(!many.auto_through && {
          through: models[many.through],
          throughFields: [camel(many.source_field), camel(many.target_field)],
        }),
        ...(many.auto_through && { table: many.through_table }),
        ...(many.related_name &&
          !many.related_name.endsWith("+") && { relatedName: camel(many.related_name) }),
        symmetrical: many.symmetrical,
      }),
    );
  }
  return fields;
}

function options(field) {
  return {
    ...(field.null && { null: true }),
    ...(field.unique && { unique: true }),
    ...(field.primary_key && { primaryKey: true }),
    ...(field.column !== field.attname && { column: field.column }),
    ...(field.default && {
      default:
        "callable" in field.default
          ? CALLABLES[field.default.callable]
          : plainValue(field.default.value),
    }),
  };
}

function relation(field) {
  const make = field.type === "ForeignKey" ? f.foreignKey : f.oneToOne;
  return make(models[field.to], {
    ...options(field),
    onDelete: RULES[field.on_delete],
    column: field.column,
    constraint: field.db_constraint,
    ...(field.related_name &&
      !field.related_name.endsWith("+") && { relatedName: camel(field.related_name) }),
  });
}

function plain(field) {
  if (field.type === "BigIntegerField") return f.bigInteger({ mode: "number", ...options(field) });
  return f[KINDS[field.type]]({
    ...options(field),
    ...(field.max_length &&
      !["UUIDField", "GenericIPAddressField"].includes(field.type) && {
        maxLength: field.max_length,
      }),
    ...(field.max_digits && { maxDigits: field.max_digits, decimalPlaces: field.decimal_places }),
  });
}

/** A default of the schema without its tag. */
function plainValue(value) {
  return value !== null && typeof value === "object" && "$uuid" in value ? value.$uuid : value;
}
