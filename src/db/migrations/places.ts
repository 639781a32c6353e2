/** What becomes of states, tables and content types when a model gets another name or another blueprint. */

import type { Field } from "../fields/field.ts";
import { type ForeignKey, ManyToMany } from "../fields/relations.ts";
import type { Meta } from "../meta.ts";
import { renameContentType } from "./content-type-names.ts";
import { withOptions } from "./field-parts.ts";
import { labelOf } from "./model-states.ts";
import { metaAt, type Step } from "./operation.ts";
import {
  fullName,
  isRelation,
  type ModelState,
  type ProjectState,
  targetOf,
  throughOf,
} from "./state.ts";

/** Where a model is: in which blueprint, and under which name. */
export interface Place {
  readonly label: string;
  readonly name: string;
}

/** Whether a relation leads to a model, or through it. */
export function refersTo(field: Field, path: string, label: string): boolean {
  if (!isRelation(field)) return false;
  if (targetOf(field, { label }).toLowerCase() === path) return true;
  return field instanceof ManyToMany && throughOf(field, { label })?.toLowerCase() === path;
}

/** The state with a model at another place. Whatever leads to it follows: relations, models between, children, proxies. */
export function relocated(state: ProjectState, model: ModelState, to: Place): ProjectState {
  const moved = withFullNames(model).with(to);
  return state
    .without(model)
    .with(moved)
    .map((other) => repointed(other, model.key, moved.path));
}

/** What stands without the name of a blueprint means the model's own, which is about to be another. */
function withFullNames(model: ModelState): ModelState {
  const fields = new Map(model.fields);
  for (const [name, field] of fields) {
    if (!isRelation(field)) continue;
    const through = field instanceof ManyToMany ? throughOf(field, model) : undefined;
    const options = { ...field.options, ...(through !== undefined && { through }) };
    fields.set(name, withOptions(field, options, targetOf(field, model)));
  }
  const { parent } = model;
  return model.with({
    fields,
    parent: parent === undefined ? undefined : fullName(parent, model.label),
  });
}

/** The model with its relations to another one led to the other's new name. */
function repointed(model: ModelState, key: string, path: string): ModelState {
  const parent = model.parent?.toLowerCase() === key ? path : model.parent;
  const fields = new Map(model.fields);
  for (const [name, field] of fields) {
    if (!refersTo(field, key, model.label)) continue;
    const options: Record<string, unknown> = { ...field.options };
    if (field instanceof ManyToMany && throughOf(field, model)?.toLowerCase() === key)
      options["through"] = path;
    const target = targetOf(field as ForeignKey | ManyToMany, model);
    fields.set(name, withOptions(field, options, target.toLowerCase() === key ? path : target));
  }
  return model.with({ fields, parent });
}

/**
 * Renames the table of a model that gets another place, the tables between it and others, their columns, and its content type.
 *
 * `from` is its place in `step.from`, `to` that in `step.to`: going back they are the other way round.
 */
export async function renameTables(
  step: Step,
  from: Place,
  to: Place,
  what: string,
): Promise<void> {
  const { editor, allows } = step;
  const model = step.from.get(from.label, from.name, what);
  const after = step.to.get(to.label, to.name, what);
  await renameContentType(step, model, after);
  if (!allows(model)) return;
  const [old, fresh] = [
    metaAt(step.from, from.label, from.name),
    metaAt(step.to, to.label, to.name),
  ];
  if (old.table !== fresh.table) editor.renameTable(old, fresh);
  for (const field of old.manyToMany) renameBetween(field, fresh, editor);
  for (const field of old.incomingMany) {
    const { owner } = field;
    if (owner === old) continue;
    renameBetween(field, metaAt(step.to, labelOf(owner), owner.name), editor);
  }
}

/** The table between two models and its columns follow the names of both. */
export function renameBetween(field: ManyToMany, after: Meta, editor: Step["editor"]): void {
  const other = after.member(field.name) as ManyToMany;
  if (field.through.options.automatic === true) editor.renameTable(field.through, other.through);
}
