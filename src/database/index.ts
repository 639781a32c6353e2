/** `flagon/database`: an app's databases, opened with it and watched in debug mode. */

export {
  database,
  type DatabaseExtension,
  type DatabaseExtensionOptions,
  statementsOf,
} from "./extension.ts";
export {
  type RecordedStatement,
  type Repetition,
  repetitions,
  StatementLog,
} from "./statements.ts";
