/** `flagon/db`: models, query sets and databases. */

import "./date-lookups.ts";
import "./json-lookups.ts";
import "./hstore-lookups.ts";
import "./list-lookups.ts";
import "./range-lookups.ts";
import "./search-lookups.ts";

export { avg, count, max, min, stdDev, sum, variance } from "./aggregate-functions.ts";
export type { Compiler } from "./compiler.ts";
export {
  caseWhen,
  exists,
  F,
  outerRef,
  over,
  subquery,
  term,
  typed,
  value,
  when,
} from "./conditional.ts";
export {
  closeDatabases,
  connect,
  getDatabase,
  getDatabases,
  openDatabases,
  withDatabases,
} from "./connections.ts";
export { ContentType, createContentTypes } from "./content-types.ts";
export { Decimal } from "./decimal.ts";
export { ProtectedError, RestrictedError } from "./protection.ts";
export {
  ConflictError,
  DatabaseError,
  DataError,
  DoesNotExist,
  IntegrityError,
  MultipleRows,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
  RowNotFound,
} from "./errors.ts";
export { Expression } from "./expression.ts";
export { f } from "./fields/all.ts";
export { filteredRelation } from "./filtered-relations.ts";
export { Field } from "./fields/field.ts";
export { Func } from "./func.ts";
export { cast } from "./functions/cast.ts";
export {
  searchHeadline,
  type SearchHeadlineOptions,
  searchLexeme,
  type SearchLexemeOptions,
  type SearchOptions,
  searchQuery,
  type SearchQueryOf,
  type SearchQueryOptions,
  searchRank,
  type SearchRankOptions,
  searchVector,
  type SearchWeight,
} from "./functions/search.ts";
export {
  cosineDistance,
  l1Distance,
  l2Distance,
  negativeInnerProduct,
  trigramDistance,
  trigramSimilarity,
  trigramStrictWordDistance,
  trigramStrictWordSimilarity,
  trigramWordDistance,
  trigramWordSimilarity,
  unaccent,
} from "./functions/trigrams.ts";
export { coalesce, collate, greatest, least, nullIf } from "./functions/comparison.ts";
export { extract, now, trunc, truncDate, truncTime } from "./functions/dates.ts";
export {
  anyValue,
  arrayAgg,
  bitAnd,
  bitOr,
  bitXor,
  boolAnd,
  boolOr,
  corr,
  covarPop,
  covarSample,
  jsonbAgg,
  regrAvgX,
  regrAvgY,
  regrCount,
  regrIntercept,
  regrR2,
  regrSlope,
  regrSxx,
  regrSxy,
  regrSyy,
  stringAgg,
} from "./functions/groups.ts";
export { md5, sha1, sha224, sha256, sha384, sha512 } from "./functions/hashes.ts";
export { jsonArray, jsonKey, jsonObject, jsonRemove, jsonSet, jsonText } from "./functions/json.ts";
export {
  abs,
  acos,
  asin,
  atan,
  atan2,
  ceil,
  cos,
  cot,
  degrees,
  exp,
  floor,
  ln,
  log,
  mod,
  pi,
  power,
  radians,
  random,
  round,
  sign,
  sin,
  sqrt,
  tan,
} from "./functions/math.ts";
export {
  chr,
  concat,
  left,
  length,
  lower,
  lpad,
  ltrim,
  ord,
  repeat,
  replace,
  reverse,
  right,
  rpad,
  rtrim,
  strIndex,
  substr,
  trim,
  upper,
} from "./functions/text.ts";
export {
  cumeDist,
  denseRank,
  firstValue,
  lag,
  lastValue,
  lead,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
} from "./functions/windows.ts";
export { Lookup } from "./lookup.ts";
export { registerLookup } from "./lookups.ts";
export { registerTransform } from "./transform-table.ts";
export { checkModels } from "./model-checks.ts";
export type { Meta } from "./meta.ts";
export { Model, model } from "./model.ts";
export { prefetch } from "./prefetch.ts";
export { prefetchRelated } from "./prefetch-rows.ts";
export { Q } from "./q.ts";
export { metaOf, registerModels } from "./registry.ts";
export { RowSet } from "./row-set.ts";
export {
  classPrepared,
  m2mChanged,
  postDelete,
  postInit,
  postSave,
  preDelete,
  preInit,
  preSave,
} from "./signals.ts";
export {
  check,
  type CheckOptions,
  Constraint,
  type ConstraintOptions,
  type Deferrable,
  exclude,
  type ExclusionOptions,
  unique,
  type UniqueOptions,
} from "./schema/constraints.ts";
export { Index, index, type IndexMethod, type IndexOptions } from "./schema/index-definition.ts";
export { SearchIndex, searchIndex, type SearchIndexOptions } from "./schema/search-index.ts";
export { TableEditor, type TableOptions } from "./schema/table-editor.ts";
export { createTables, dropTables, type SchemaOptions, type Wanted } from "./schema/tables.ts";
export { rawSql, sql } from "./sql-statements.ts";
export { setTimeZone, withTimeZone } from "./time-zone.ts";
export {
  onCommit,
  releaseSavepoint,
  rollbackTo,
  savepoint,
  setRollback,
  transaction,
} from "./transaction.ts";
export { tuple } from "./tuples.ts";
export { uuid4, uuid7 } from "./uuids.ts";
export { ValidationError } from "./validation.ts";
export type { ModelManager } from "./typing/manager.ts";
export type { AnyExpression } from "./typing/expressions.ts";
export type { InstanceOf, KeyOf, ModelClass, SaveOptions } from "./typing/model.ts";
export type * from "./typing/lookup-families.ts";
export type { QuerySet, SetOf } from "./typing/query-set.ts";
export type { ManyManager, OptionalRef, Ref, ReverseManager } from "./typing/relations.ts";
export type {
  BulkCreateOptions,
  CreateOptions,
  ExplainOptions,
  FetchMode,
  LockOptions,
} from "./typing/results.ts";
export type { ConditionsOf, QuestionOf, TermOf } from "./typing/terms.ts";
export type { TupleOf } from "./typing/tuples.ts";
export type { DatabaseOptions, Databases, DatabasesOptions } from "./connections.ts";
export type { Database, TransactionOptions } from "./backends/backend.ts";
