/** What every operation of a migration has: how it changes the state, how it changes the database, and how it is told and written. */

import { FlagonError } from "../../base/errors.ts";
import type { Database, DatabaseKind } from "../backends/backend.ts";
import { getDatabases } from "../connections.ts";
import type { Meta } from "../meta.ts";
import type { Model } from "../model.ts";
import { knownModels } from "../registry.ts";
import type { SchemaEditor } from "../schema/schema-editor.ts";
import { renderingOf } from "./rendering.ts";
import type { Names } from "./serializer.ts";
import type { Source } from "./source.ts";
import { APP_LABEL, type ModelState, type ProjectState } from "./state.ts";

/** The calls by which operations change a schema. */
export type Editor = Pick<
  SchemaEditor,
  | "createTable"
  | "dropTable"
  | "renameTable"
  | "addField"
  | "removeField"
  | "alterField"
  | "addIndex"
  | "dropIndex"
  | "renameIndex"
  | "addConstraint"
  | "dropConstraint"
  | "alterUniqueTogether"
  | "alterTableComment"
>;

/** One operation on its way into a database, or back out of it. */
export interface Step {
  /** The label of the migration's blueprint. */
  readonly label: string;
  readonly kind: DatabaseKind;
  /** The models as the database has them before the step. */
  readonly from: ProjectState;
  /** The models as the database has them after it. */
  readonly to: ProjectState;
  /** The database; undefined where only the SQL is asked for. */
  readonly database: Database | undefined;
  /** Takes changes of the schema, which run when the operation has returned. */
  readonly editor: Editor;
  /** Runs a statement, or shows it where only the SQL is asked for. */
  execute(sql: string): Promise<void>;
  /** Tells what cannot be shown as SQL. */
  note(text: string): void;
  /** Whether a model's table belongs into this database. */
  allows(model: ModelState | undefined): boolean;
}

/** What code of a migration gets. */
export interface MigrationTools {
  /** Gives a model as it was at that point of the history: `models("catalog.Book")`. Its own methods are not among what it has. */
  models(path: string): HistoricalModel;
  readonly database: Database;
}

/** A model of the past: its fields are known when it runs, and to no type. */
// eslint-disable-next-line typescript/no-explicit-any -- what a model of the past has is known at run time alone
export type HistoricalModel = typeof Model & Record<string, any>;

/**
 * An operation of a migration. One of your own extends it.
 *
 * @example
 * class Analyze extends Operation {
 *   stateForwards(_label, state) { return state; }
 *   async databaseForwards(step) { await step.execute("ANALYZE"); }
 *   async databaseBackwards() {}
 *   describe() { return "Analyze the tables"; }
 * }
 */
export abstract class Operation {
  /** Whether it can be undone. */
  get isReversible(): boolean {
    return true;
  }

  /** Whether it cannot run within a transaction. */
  get isConcurrent(): boolean {
    return false;
  }

  /** Whether it goes on with what another blueprint's migrations have made: a migration with it is never a blueprint's beginning. */
  get takesOver(): boolean {
    return false;
  }

  /** Whether squashing may leave it out. */
  get isElidable(): boolean {
    return false;
  }

  /** The state with the operation done. */
  abstract stateForwards(label: string, state: ProjectState): ProjectState;

  /** Changes the database. */
  abstract databaseForwards(step: Step): void | Promise<void>;

  /** Undoes the change: `step.from` has it, `step.to` does not. */
  abstract databaseBackwards(step: Step): void | Promise<void>;

  /** Says in a few words what it does: `Add field slug to Article`. */
  abstract describe(): string;

  /** What the name of a migration with this operation alone is made of. */
  get nameFragment(): string | undefined {
    return undefined;
  }

  /** Whether it has to do with a model. Where that is not known, it does. */
  referencesModel(_name: string, _label: string): boolean {
    return true;
  }

  /** Whether it has to do with a field. */
  referencesField(model: string, _field: string, label: string): boolean {
    return this.referencesModel(model, label);
  }

  /**
   * Puts this and a later operation together: a list of operations in their place, true where they may change places, false where not.
   */
  reduce(other: Operation, _label: string): readonly Operation[] | boolean {
    if (this.isElidable) return [other];
    return other.isElidable ? [this] : false;
  }

  /** The operation as source. */
  source(_names: Names): Source {
    throw new FlagonError("An operation of this class is not written by itself.", {
      code: "migrations.not-writable",
      where: this.describe(),
      mend: "Write the file by hand, or give the class the method `source`.",
    });
  }
}

/** Makes the error for what cannot be undone. */
export function irreversible(what: string, where: string, mend: string): FlagonError {
  return new FlagonError(`${what} cannot be undone.`, {
    code: "migrations.irreversible",
    where,
    mend,
  });
}

/** A model's meta at one end of a step. */
export function metaAt(state: ProjectState, label: string, name: string): Meta {
  return renderingOf(state).meta(label, name, `${label}.${name}`);
}

/** Whether routers and the model's own option let a model's table be in a database. */
export function belongsTo(database: Database, model: ModelState): boolean {
  const { proxy, managed, database: home } = model.options;
  if (proxy === true || managed === false) return false;
  if (home !== undefined && home !== database.alias) return false;
  const label = model.label === APP_LABEL ? "" : model.label;
  const real = knownModels().find((meta) => meta.label === label && meta.name === model.name);
  const hints = real === undefined ? {} : { model: real.model };
  return getDatabases().allowsMigrate(database.alias, label, hints);
}
