/** The operations as files of migrations call them. */

import { FlagonError } from "../../base/errors.ts";
import { Field } from "../fields/field.ts";
import type { Constraint } from "../schema/constraints.ts";
import type { Index } from "../schema/index-definition.ts";
import {
  type CodeOptions,
  type MigrationCode,
  RunCode,
  RunSql,
  SeparateDatabaseAndState,
  type SqlOptions,
} from "./code-operations.ts";
import {
  AddField,
  AlterField,
  type FillOptions,
  RemoveField,
  RenameField,
} from "./field-operations.ts";
import {
  AddConstraint,
  AddIndex,
  RemoveConstraint,
  RemoveIndex,
  RenameIndex,
} from "./index-operations.ts";
import {
  AlterModelComment,
  AlterModelTable,
  CreateModel,
  type CreateModelOptions,
  DeleteModel,
  RenameModel,
} from "./model-operations.ts";
import { MoveModel, type MoveOptions } from "./moving.ts";
import type { Operation } from "./operation.ts";
import { AlterModelOptions, AlterUniqueTogether, type FreeOptions } from "./option-operations.ts";
import {
  AddIndexConcurrently,
  CreateExtension,
  RemoveIndexConcurrently,
} from "./postgres-operations.ts";

/** A field of any kind: what `f` makes. */
type AnyField = object;

/** Makes a model and its table. Relations name their targets: `f.foreignKey("people.Author", { onDelete: "cascade" })`. */
export function createModel(
  name: string,
  fields: Readonly<Record<string, AnyField>>,
  options: CreateModelOptions = {},
): Operation {
  const entries = Object.entries(fields).map(
    ([key, field]) => [key, checkedField(field, `createModel("${name}")`)] as const,
  );
  return new CreateModel(name, new Map(entries), options);
}

function checkedField(field: unknown, where: string): Field {
  if (field instanceof Field) return field;
  throw new FlagonError("What stands here is no field.", {
    code: "migrations.no-field",
    where,
    mend: "Give one that `f` makes: f.char({ maxLength: 200 }).",
  });
}

/** Deletes a model and its table, with all rows. */
export function deleteModel(name: string): Operation {
  return new DeleteModel(name);
}

/** Renames a model and its table; relations follow. */
export function renameModel(name: string, { to }: { to: string }): Operation {
  return new RenameModel(name, to);
}

/**
 * Takes a model over from another blueprint, with its table, its rows and all that refers to it. `from` is that blueprint's label; `app` for the app's own models.
 *
 * It stands in a migration of the blueprint that the model moves to, which depends on the last ones of the other blueprint and of those that
 * refer to the model: `makemigrations` finds them. The table gets the name that follows from the new place, unless the model or `table` names it.
 */
export function moveModel(name: string, from: { from: string } & MoveOptions): Operation {
  return new MoveModel(name, from);
}

/** Gives a model another table; without a name the one that it has by default. */
export function alterModelTable(name: string, { table }: { table?: string }): Operation {
  return new AlterModelTable(name, table);
}

/** Gives a model's table another comment, or none. */
export function alterModelComment(name: string, { comment }: { comment?: string }): Operation {
  return new AlterModelComment(name, comment);
}

/** Changes the options that no schema knows of (`ordering`, `singular` …): those that are not named are gone. */
export function alterModelOptions(name: string, options: FreeOptions): Operation {
  return new AlterModelOptions(name, options);
}

/** Says which fields of a model are unique together: these lists, and no others. */
export function alterUniqueTogether(
  name: string,
  together: readonly (readonly string[])[],
): Operation {
  return new AlterUniqueTogether(name, together);
}

/** Adds a field. `fill` is for the rows that are there, where the field has no default and takes no null. */
export function addField(path: string, field: AnyField, options: FillOptions = {}): Operation {
  const [model, name] = parted(path, "addField");
  return new AddField(model, name, checkedField(field, `addField("${path}")`), options);
}

/** Removes a field, with all its values. `fill` is what rows get when it is undone. Default: an empty text, 0, false. */
export function removeField(path: string, options: FillOptions = {}): Operation {
  return new RemoveField(...parted(path, "removeField"), options);
}

/** Changes a field to what is given. `fill` takes the place of null in rows that are there, where null is allowed no longer. */
export function alterField(path: string, field: AnyField, options: FillOptions = {}): Operation {
  const [model, name] = parted(path, "alterField");
  return new AlterField(model, name, checkedField(field, `alterField("${path}")`), options);
}

/** Renames a field and its column; what speaks of it follows. */
export function renameField(path: string, { to }: { to: string }): Operation {
  return new RenameField(...parted(path, "renameField"), to);
}

function parted(path: string, call: string): [model: string, field: string] {
  const [model, field, more] = path.split(".");
  if (model !== undefined && field !== undefined && more === undefined) return [model, field];
  throw new FlagonError(`"${path}" does not name a field.`, {
    code: "migrations.no-field",
    where: `${call}("${path}")`,
    mend: 'Write the model and the field with a point between: "Article.slug".',
  });
}

/** Adds an index, which must have a name. */
export function addIndex(model: string, index: Index): Operation {
  return new AddIndex(model, index);
}

/** Removes the index of that name. */
export function removeIndex(model: string, { name }: { name: string }): Operation {
  return new RemoveIndex(model, name);
}

/** Gives an index another name. */
export function renameIndex(model: string, names: { from: string; to: string }): Operation {
  return new RenameIndex(model, names);
}

/** Adds an index while others write (PostgreSQL). The migration must have `atomic: false`. */
export function addIndexConcurrently(model: string, index: Index): Operation {
  return new AddIndexConcurrently(model, index);
}

/** Removes an index while others write (PostgreSQL). The migration must have `atomic: false`. */
export function removeIndexConcurrently(model: string, { name }: { name: string }): Operation {
  return new RemoveIndexConcurrently(model, name);
}

/** Adds a constraint, which must have a name. */
export function addConstraint(
  model: string,
  constraint: Constraint,
  options: Pick<FillOptions, "online"> = {},
): Operation {
  return new AddConstraint(model, constraint, options);
}

/** Removes the constraint of that name. */
export function removeConstraint(model: string, { name }: { name: string }): Operation {
  return new RemoveConstraint(model, name);
}

/**
 * Runs code over the rows: a data migration.
 *
 * `models("catalog.Book")` is the model as it was at that point of the history, without its own methods; all its statements run on the
 * database that is migrated. Without `reverse` the migration cannot be undone.
 *
 * @example
 * runCode(async ({ models }) => {
 *   for await (const book of models("catalog.Book").all()) await book.save();
 * }, { reverse: noop })
 */
export function runCode(code: MigrationCode, options: CodeOptions = {}): Operation {
  return new RunCode(code, options);
}

/** Runs statements. `reverse` undoes them; `stateOperations` say what they change of the models. */
export function runSql(sql: string | readonly string[], options: SqlOptions = {}): Operation {
  return new RunSql(sql, options);
}

/** Does some operations to the database and others to what the next migrations know of the models. */
export function separateDatabaseAndState(parts: {
  database?: readonly Operation[];
  state?: readonly Operation[];
}): Operation {
  return new SeparateDatabaseAndState(parts);
}

/** Makes an extension of PostgreSQL (`hstore`, `citext`, `pg_trgm`); on other databases it does nothing. */
export function createExtension(name: string): Operation {
  return new CreateExtension(name);
}
