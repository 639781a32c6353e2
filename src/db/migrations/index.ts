/** `flagon/db/migrations`: what files of migrations are written with, and what makes and runs them. */

export type { CodeOptions, MigrationCode, SqlOptions } from "./code-operations.ts";
export { noop } from "./code-operations.ts";
export type { FillOptions } from "./field-operations.ts";
export { lintOperations, type LintOptions } from "./linter.ts";
export type { CreateModelOptions } from "./model-operations.ts";
export {
  migration,
  type MigrationBody,
  type MigrationKey,
  type MigrationOptions,
} from "./migration.ts";
export {
  addConstraint,
  addField,
  addIndex,
  addIndexConcurrently,
  alterField,
  alterModelComment,
  alterModelOptions,
  alterModelTable,
  alterUniqueTogether,
  createExtension,
  createModel,
  deleteModel,
  moveModel,
  removeConstraint,
  removeField,
  removeIndex,
  removeIndexConcurrently,
  renameField,
  renameIndex,
  renameModel,
  runCode,
  runSql,
  separateDatabaseAndState,
} from "./operations.ts";
export type { MoveOptions } from "./moving.ts";
export {
  type Editor,
  type HistoricalModel,
  type MigrationTools,
  Operation,
  type Step,
} from "./operation.ts";
export type { FreeOptions } from "./option-operations.ts";
export { type MigrateEvent, postMigrate, preMigrate } from "./migrator.ts";
export { type ModelState, ProjectState, type StateOptions } from "./state.ts";
