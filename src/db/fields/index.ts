/** `flagon/db/fields`: the classes behind `f`, for fields of your own, and what their values are made of. */

export { Decimal, type DecimalInput, type Rounding } from "../decimal.ts";
export type { DatabaseKind } from "../backends/backend.ts";
export { type Bounds, Range } from "../range.ts";
export type { Duration, PlainDate, PlainTime } from "../temporal.ts";
export { parseUuid, uuid4, uuid7 } from "../uuids.ts";
export {
  type FieldProblem,
  nonFieldErrors,
  type Said,
  type ValidationDetails,
  ValidationError,
} from "../validation.ts";
export { ArrayField, type ArrayOptions } from "./arrays.ts";
export { BinaryField, type BinaryOptions } from "./binary.ts";
export {
  type Choice,
  type ChoiceGroup,
  choices,
  type ChoiceValue,
  type NamedChoices,
} from "./choices.ts";
export { CompositeKey } from "./composite-key.ts";
export { DateField, DateTimeField, type MomentOptions, TimeField } from "./dates.ts";
export { DecimalField, type DecimalFieldOptions } from "./decimals.ts";
export { DurationField } from "./duration.ts";
export { type Convert, Field, type FieldOptions, type Validator } from "./field.ts";
export {
  FileField,
  type FileOptions,
  FilePathField,
  type FilePathOptions,
  type FileStorage,
  ImageField,
  type ImageOptions,
} from "./files.ts";
export { GeneratedField, type GeneratedOptions } from "./generated.ts";
export {
  AutoField,
  BigIntegerField,
  type BigIntegerOptions,
  IntegerField,
  type IntegerKindName,
  type IntegerOptions,
} from "./integers.ts";
export {
  JsonField,
  JsonNull,
  type JsonOptions,
  type JsonValue,
  ofType,
  type Typed,
} from "./json.ts";
export { GenericIpAddressField, type IpAddressOptions } from "./network.ts";
export { BooleanField, FloatField } from "./numbers.ts";
export {
  CiTextField,
  HStoreField,
  SearchVectorField,
  VectorField,
  type VectorOptions,
} from "./postgres.ts";
export { RangeField, type RangeKindName } from "./ranges.ts";
export { outOfRange, type Placed, unreadable, wrongType } from "./refusals.ts";
export {
  CharField,
  type CharOptions,
  EmailField,
  SlugField,
  type SlugOptions,
  TextField,
  UrlField,
} from "./text.ts";
export { UuidField } from "./uuid.ts";
