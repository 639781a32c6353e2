/** A migration: its operations, what must run before it and after it, and where it stands. */

import { FlagonError } from "../../base/errors.ts";
import { suggest } from "../../base/suggest.ts";
import { Operation } from "./operation.ts";
import type { ProjectState } from "./state.ts";

/** A migration as others name it: the blueprint's label and the name of the file. */
export type MigrationKey = readonly [label: string, name: string];

/** What a file of a migration says. */
export interface MigrationOptions {
  /** The migrations that must have run before. `["auth", "__first__"]` and `["auth", "__latest__"]` name the ends. */
  dependencies?: readonly MigrationKey[];
  /** Migrations of other blueprints that must wait for this one. */
  runBefore?: readonly MigrationKey[];
  /** The migrations that this one was squashed of. */
  replaces?: readonly MigrationKey[];
  operations?: readonly Operation[];
  /** Whether it makes a blueprint's first tables: `--fake-initial` looks for them. Default: where it depends on none of its own and takes no model over. */
  initial?: boolean;
  /** Whether all of it is one transaction, on SQLite and PostgreSQL. Default true. */
  atomic?: boolean;
}

/** The default export of a file of a migration. */
export class MigrationBody {
  readonly options: MigrationOptions;

  constructor(options: MigrationOptions) {
    this.options = options;
  }
}

const OPTIONS = ["dependencies", "runBefore", "replaces", "operations", "initial", "atomic"];

/**
 * Declares a migration, as the default export of its file.
 *
 * @throws FlagonError `migrations.bad-migration` for options that no migration has.
 * @example
 * export default migration({
 *   dependencies: [["catalog", "0001_initial"]],
 *   operations: [addField("Book.price", f.decimal({ maxDigits: 6, decimalPlaces: 2, null: true }))],
 * });
 */
export function migration(options: MigrationOptions): MigrationBody {
  for (const name of Object.keys(options))
    if (!OPTIONS.includes(name))
      throw bad(`No migration has the option "${name}".`, suggest(name, OPTIONS));
  for (const operation of options.operations ?? [])
    if (!(operation instanceof Operation))
      throw bad("Something among the operations is none.", "Call one: addField(…), runCode(…).");
  return new MigrationBody(options);
}

function bad(what: string, mend: string): FlagonError {
  return new FlagonError(what, {
    code: "migrations.bad-migration",
    where: "migration({ … })",
    mend,
  });
}

/** A migration at its place in the history. */
export class Migration {
  readonly label: string;
  readonly name: string;
  readonly dependencies: readonly MigrationKey[];
  readonly runBefore: readonly MigrationKey[];
  readonly replaces: readonly MigrationKey[];
  readonly operations: readonly Operation[];
  readonly isInitial: boolean;
  readonly isAtomic: boolean;

  constructor(label: string, name: string, options: MigrationOptions) {
    this.label = label;
    this.name = name;
    this.dependencies = options.dependencies ?? [];
    this.runBefore = options.runBefore ?? [];
    this.replaces = options.replaces ?? [];
    this.operations = options.operations ?? [];
    const goesOn =
      this.dependencies.some(([own]) => own === label) ||
      this.operations.some((operation) => operation.takesOver);
    this.isInitial = options.initial ?? !goesOn;
    this.isAtomic = options.atomic ?? true;
  }

  /** What it is found by. */
  get id(): string {
    return idOf([this.label, this.name]);
  }

  /** The state with all operations done. */
  applyTo(state: ProjectState): ProjectState {
    let current = state;
    for (const operation of this.operations) current = operation.stateForwards(this.label, current);
    return current;
  }
}

/** A migration's key as text: `catalog.0001_initial`. */
export function idOf([label, name]: MigrationKey): string {
  return `${label}.${name}`;
}
