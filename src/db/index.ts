/** `flagon/db`: models, query sets and databases. */

import "./date-lookups.ts";

export { avg, count, max, min, stdDev, sum, variance } from "./aggregate-functions.ts";
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
} from "./errors.ts";
export { Expression } from "./expression.ts";
export { f } from "./fields/all.ts";
export { Field } from "./fields/field.ts";
export { Func } from "./func.ts";
export { cast } from "./functions/cast.ts";
export { extract, trunc, truncDate, truncTime } from "./functions/dates.ts";
export { Lookup } from "./lookup.ts";
export { registerLookup } from "./lookups.ts";
export { Model, model } from "./model.ts";
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
export { setTimeZone, withTimeZone } from "./time-zone.ts";
export { transaction } from "./transaction.ts";
export { uuid4, uuid7 } from "./uuids.ts";
export { ValidationError } from "./validation.ts";
