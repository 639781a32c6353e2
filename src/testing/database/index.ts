/** `flagon/testing/database`: tests with a database that no other test sees, factories, and what a test asks about statements. */

export {
  factory,
  Factory,
  type FactoryValues,
  Many,
  many,
  type Random,
  Sequence,
  sequence,
} from "./factory.ts";
export { type HistoricalModels, migrationSuite, type MigrationSuite } from "./migration-suite.ts";
export type { TestSubject } from "../../database/trial/prepared.ts";
export {
  assertQueries,
  captureOnCommit,
  type CapturedQueries,
  captureQueries,
  type CommitOptions,
  type QueryOptions,
} from "./queries.ts";
export {
  databaseSuite,
  type DatabaseSuite,
  type DatabaseSuiteOptions,
  type SuiteHooks,
} from "./suite.ts";
