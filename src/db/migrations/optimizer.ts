/** Puts operations together that follow each other: what is made and changed is made changed, what is made and deleted is not made. */

import {
  AddField,
  AlterField,
  FieldOperation,
  RemoveField,
  RenameField,
} from "./field-operations.ts";
import { AddConstraint, AddIndex, RemoveConstraint, RemoveIndex } from "./index-operations.ts";
import {
  AlterModelComment,
  AlterModelTable,
  CreateModel,
  type CreateModelOptions,
  DeleteModel,
  ModelOperation,
  RenameModel,
} from "./model-operations.ts";
import type { Operation } from "./operation.ts";
import { AlterModelOptions, AlterUniqueTogether, FREE_OPTIONS } from "./option-operations.ts";
import { withFieldRenamed } from "./renaming.ts";
import { ModelState, ProjectState, type StateOptions } from "./state.ts";

/** Gives fewer operations that do the same, in the order that is left. */
export function optimize(operations: readonly Operation[], label: string): readonly Operation[] {
  let current = operations;
  for (;;) {
    const next = pass(current, label);
    if (next.length === current.length && next.every((one, at) => one === current[at])) return next;
    current = next;
  }
}

/** One pass: the first pair that can be put together is. */
function pass(operations: readonly Operation[], label: string): readonly Operation[] {
  for (const [at, operation] of operations.entries()) {
    const found = joined(operation, operations.slice(at + 1), label);
    if (found === undefined) continue;
    const { result, isRight, between, rest } = found;
    const middle = isRight ? [...between, ...result] : [...result, ...between];
    return [...operations.slice(0, at), ...middle, ...rest];
  }
  return operations;
}

interface Joined {
  result: readonly Operation[];
  /** Whether the result takes the place of the later of the two. */
  isRight: boolean;
  between: readonly Operation[];
  rest: readonly Operation[];
}

function joined(
  operation: Operation,
  later: readonly Operation[],
  label: string,
): Joined | undefined {
  let isRight = true;
  for (const [at, other] of later.entries()) {
    const result = reduced(operation, other, label);
    if (Array.isArray(result)) {
      const between = later.slice(0, at);
      const rest = later.slice(at + 1);
      if (isRight) return { result, isRight, between, rest };
      // To go left, the later operation must pass all that stand between.
      const passes = between.every((one) => reduced(one, other, label) === true);
      return passes ? { result, isRight, between, rest } : undefined;
    }
    if (result === false) isRight = false;
  }
  return undefined;
}

function reduced(
  operation: Operation,
  other: Operation,
  label: string,
): readonly Operation[] | boolean {
  if (operation instanceof CreateModel) {
    const made = intoCreation(operation, other, label);
    if (made !== undefined) return made;
  }
  const found = operation.reduce(other, label);
  // What speaks of a model by its old name cannot come behind the renaming.
  const isStale = other instanceof RenameModel && operation.referencesModel(other.name, label);
  return found === true && isStale ? false : found;
}

/** A model's creation takes up what is changed of it later. */
function intoCreation(
  made: CreateModel,
  other: Operation,
  label: string,
): readonly Operation[] | undefined {
  if (!(other instanceof ModelOperation) || !made.isAbout(other.name)) return undefined;
  if (other instanceof DeleteModel) return made.options.proxy === true ? undefined : [];
  if (other instanceof RenameModel) return [new CreateModel(other.to, made.fields, made.options)];
  if (other instanceof FieldOperation) return intoFields(made, other, label);
  const options = changedOptions(made.options, other);
  return options === undefined ? undefined : [made.with({ options })];
}

function changedOptions(
  options: CreateModelOptions,
  other: ModelOperation,
): CreateModelOptions | undefined {
  if (other instanceof AlterModelTable) return without({ ...options, table: other.table });
  if (other instanceof AlterModelComment) return without({ ...options, comment: other.comment });
  if (other instanceof AlterModelOptions) {
    const gone = Object.fromEntries(FREE_OPTIONS.map((name) => [name, undefined]));
    return without({ ...options, ...gone, ...other.options });
  }
  if (other instanceof AlterUniqueTogether) {
    const { together } = other;
    return without({ ...options, uniqueTogether: together.length > 0 ? together : undefined });
  }
  if (other instanceof AddIndex && !other.isConcurrent)
    return { ...options, indexes: [...(options.indexes ?? []), other.index] };
  if (other instanceof AddConstraint)
    return { ...options, constraints: [...(options.constraints ?? []), other.constraint] };
  if (other instanceof RemoveIndex && !other.isConcurrent)
    return listed(options, "indexes", other.index);
  return other instanceof RemoveConstraint
    ? listed(options, "constraints", other.constraint)
    : undefined;
}

function listed(
  options: CreateModelOptions,
  kind: "indexes" | "constraints",
  name: string,
): CreateModelOptions {
  const left = (options[kind] ?? []).filter((one) => one.options.name !== name);
  return without({ ...options, [kind]: left.length > 0 ? left : undefined });
}

function without(options: object): CreateModelOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function intoFields(
  made: CreateModel,
  other: FieldOperation,
  label: string,
): readonly Operation[] | undefined {
  const fields = new Map(made.fields);
  if (other instanceof AddField || other instanceof AlterField)
    fields.set(other.field, other.given);
  else if (other instanceof RemoveField) fields.delete(other.field);
  else if (other instanceof RenameField) return [withRenamed(made, other, label)];
  else return undefined;
  return [made.with({ fields })];
}

function withRenamed(made: CreateModel, { field, to }: RenameField, label: string): CreateModel {
  const { extends: parent, ...options } = made.options;
  const model = new ModelState({ label, name: made.name, fields: made.fields, options });
  const state = withFieldRenamed(new ProjectState([model]), model, field, to);
  const after = state.get(label, made.name, made.describe());
  const changed: StateOptions = after.options;
  return made.with({
    fields: after.fields,
    options: { ...(parent !== undefined && { extends: parent }), ...changed },
  });
}
