/** `flagon/validation`: schemas for values from outside, and one way to ask schemas of any library. */

export { choice, choiceOf, instanceOf, literal, unknown, type Choice } from "./choices.ts";
export { array, record, tuple, type ArrayOptions, type RecordOptions } from "./collections.ts";
export { compact, type CompactOptions } from "./compact.ts";
export {
  date,
  datetime,
  duration,
  time,
  type CivilOptions,
  type DateTimeOptions,
} from "./dates.ts";
export type { AsyncValidator, Issue, Problem, Validator } from "../base/issues.ts";
export type { DecimalOptions } from "../base/number-limits.ts";
export { bigint, boolean, decimal, integer, number, type NumberOptions } from "./numbers.ts";
export { object, ObjectSchema, type ObjectOptions, type Shape } from "./object.ts";
export { Schema, type Meta } from "./schema.ts";
export {
  isStandardSchema,
  listProperties,
  validateStandard,
  type Infer,
  type InferInput,
  type StandardJsonSchema,
  type StandardSchema,
  type ValidateOptions,
  type Validation,
} from "./standard-schema.ts";
export {
  domain,
  email,
  ip,
  slug,
  string,
  url,
  uuid,
  type FormatOptions,
  type StringOptions,
} from "./strings.ts";
export { discriminatedUnion, lazy, union } from "./unions.ts";
export { ValidationError } from "./validation-error.ts";
