/** Takes fields apart: the short name of a field, its arguments, and those of its options that a migration keeps. */

import type { Field } from "../fields/field.ts";
import { ArrayField } from "../fields/arrays.ts";
import { CompositeKey } from "../fields/composite-key.ts";
import { FilePathField } from "../fields/files.ts";
import { GeneratedField } from "../fields/generated.ts";
import { ForeignKey, ManyToMany, OneToOne } from "../fields/relations.ts";
import * as fields from "../fields/index.ts";

/** A field as a call of `f` says it. */
export interface FieldParts {
  /** The name in `f`, or the class of a field of the user's own. */
  readonly factory: string | FieldClass;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** The class of a field. */
export type FieldClass = new (...given: never[]) => Field;

/** What a kind of field has besides the options that all have. */
interface Kind {
  factory: string;
  /** Options that the field keeps as properties of its own. */
  own?: readonly string[];
  /** What its options are where nobody says otherwise. */
  defaults?: Readonly<Record<string, unknown>>;
}

/** Options that change neither the schema nor the rows: they are what this process does, and migrations do not keep them. */
const LEFT_OUT = new Set([
  "validators",
  "errorMessages",
  "limitChoicesTo",
  "uploadTo",
  "storage",
  "encoder",
  "decoder",
  "type",
  "path",
  "match",
]);

const NOTHING: Readonly<Record<string, unknown>> = {
  null: false,
  primaryKey: false,
  unique: false,
  index: false,
  editable: true,
};
const TEXT = ["maxLength"];
const MOMENT = ["autoNow", "autoNowAdd"];
const MOMENT_DEFAULTS = { autoNow: false, autoNowAdd: false };

const KINDS: Readonly<Record<string, Kind>> = {
  CharField: { factory: "char", own: TEXT },
  TextField: { factory: "text", own: TEXT },
  SlugField: {
    factory: "slug",
    own: ["maxLength", "allowUnicode"],
    defaults: { maxLength: 50, allowUnicode: false, index: true },
  },
  EmailField: { factory: "email", own: TEXT, defaults: { maxLength: 254 } },
  URLField: { factory: "url", own: TEXT, defaults: { maxLength: 200 } },
  BooleanField: { factory: "boolean" },
  SmallIntegerField: { factory: "smallInteger" },
  IntegerField: { factory: "integer" },
  BigIntegerField: { factory: "bigInteger", own: ["mode"], defaults: { mode: "bigint" } },
  PositiveSmallIntegerField: { factory: "positiveSmallInteger" },
  PositiveIntegerField: { factory: "positiveInteger" },
  PositiveBigIntegerField: {
    factory: "positiveBigInteger",
    own: ["mode"],
    defaults: { mode: "bigint" },
  },
  SmallAutoField: { factory: "smallAuto", defaults: { primaryKey: true } },
  AutoField: { factory: "auto", defaults: { primaryKey: true } },
  BigAutoField: { factory: "bigAuto", defaults: { primaryKey: true } },
  FloatField: { factory: "float" },
  DecimalField: { factory: "decimal", own: ["maxDigits", "decimalPlaces"] },
  DateField: { factory: "date", own: MOMENT, defaults: MOMENT_DEFAULTS },
  TimeField: { factory: "time", own: MOMENT, defaults: MOMENT_DEFAULTS },
  DateTimeField: { factory: "datetime", own: MOMENT, defaults: MOMENT_DEFAULTS },
  UUIDField: { factory: "uuid" },
  JSONField: { factory: "json" },
  DurationField: { factory: "duration" },
  BinaryField: { factory: "binary", own: TEXT, defaults: { editable: false } },
  GenericIPAddressField: {
    factory: "genericIpAddress",
    own: ["protocol", "unpackIpv4"],
    defaults: { protocol: "both", unpackIpv4: false },
  },
  FileField: { factory: "file", own: TEXT, defaults: { maxLength: 100 } },
  ImageField: {
    factory: "image",
    own: ["maxLength", "widthField", "heightField"],
    defaults: { maxLength: 100 },
  },
  FilePathField: {
    factory: "filePath",
    own: ["maxLength", "recursive", "allowFiles", "allowFolders"],
    defaults: { maxLength: 100, recursive: false, allowFiles: true, allowFolders: false },
  },
  GeneratedField: {
    factory: "generated",
    defaults: { editable: false, blank: true, stored: true },
  },
  ArrayField: { factory: "array", own: ["size"] },
  IntegerRangeField: { factory: "integerRange" },
  BigIntegerRangeField: { factory: "bigIntegerRange" },
  DecimalRangeField: { factory: "decimalRange" },
  DateRangeField: { factory: "dateRange" },
  DateTimeRangeField: { factory: "datetimeRange" },
  HStoreField: { factory: "hstore" },
  CITextField: { factory: "citext", own: TEXT },
  SearchVectorField: { factory: "searchVector", defaults: { editable: false } },
  VectorField: { factory: "vector", own: ["dimensions"] },
  ForeignKey: { factory: "foreignKey", defaults: { constraint: true, index: true } },
  OneToOneField: { factory: "oneToOne", defaults: { constraint: true } },
  ManyToManyField: { factory: "manyToMany", defaults: { constraint: true } },
  CompositePrimaryKey: { factory: "compositePrimaryKey", defaults: { editable: false } },
};

/** The classes that `f` makes: a field of another class is the user's own. */
const BUILT_IN = new Set<unknown>([...Object.values(fields), ForeignKey, OneToOne, ManyToMany]);

/** Takes a field apart. Relations must have their target as text: see `unbound`. */
export function partsOfField(field: Field): FieldParts {
  const kind = KINDS[field.kind];
  const Class = field.constructor as FieldClass;
  const isOwn = kind === undefined || !BUILT_IN.has(Class);
  const given: Record<string, unknown> = {};
  for (const name of kind?.own ?? []) given[name] = ownOption(field, name);
  Object.assign(given, field.options);
  if (field instanceof GeneratedField) {
    given["expression"] = field.expression;
    given["outputField"] = field.outputField;
    given["stored"] = field.stored;
  }
  return {
    factory: isOwn ? Class : kind.factory,
    args: argumentsOf(field),
    options: kept(given, {
      ...NOTHING,
      blank: given["null"] === true,
      ...kind?.defaults,
      ...momentDefaults(field),
    }),
  };
}

function ownOption(field: Field, name: string): unknown {
  const holder = field instanceof FilePathField && name !== "maxLength" ? field.folder : field;
  return (holder as unknown as Record<string, unknown>)[name];
}

function argumentsOf(field: Field): readonly unknown[] {
  if (field instanceof ForeignKey || field instanceof ManyToMany) return [field.to];
  if (field instanceof ArrayField) return [field.inner];
  return field instanceof CompositeKey ? field.names : [];
}

/** A field that sets itself is not editable, and may be blank. */
function momentDefaults(field: Field): Readonly<Record<string, unknown>> {
  const { autoNow = false, autoNowAdd = false } = field as unknown as Record<string, unknown>;
  return autoNow === true || autoNowAdd === true ? { editable: false, blank: true } : {};
}

/** The options that say something: neither left out nor what they are anyway. */
function kept(
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && !LEFT_OUT.has(name) && value !== defaults[name],
    ),
  );
}

/** The same field with other options, belonging to no model. */
export function withOptions(
  field: Field,
  options: Readonly<Record<string, unknown>>,
  to?: string,
): Field {
  const made = field.copy();
  const changed = { name: "", column: "", modelName: "", ...(to !== undefined && { to }) };
  return Object.assign(made, changed, { options });
}
