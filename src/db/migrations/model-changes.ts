/** Finds models that were renamed, made and deleted. */

import { FlagonError } from "../../base/errors.ts";
import { CompositeKey } from "../fields/composite-key.ts";
import type { Field } from "../fields/field.ts";
import {
  type Dependency,
  type Detection,
  formerTargets,
  made,
  relationDependencies,
  textOfField,
} from "./changes.ts";
import { withOptions } from "./field-parts.ts";
import { AddField, RemoveField } from "./field-operations.ts";
import {
  CreateModel,
  type CreateModelOptions,
  DeleteModel,
  RenameModel,
} from "./model-operations.ts";
import { refersTo } from "./places.ts";
import { AlterUniqueTogether } from "./option-operations.ts";
import { AddConstraint, AddIndex } from "./index-operations.ts";
import { isParentLink, isRelation, type ModelState, type ProjectState } from "./state.ts";

/** Finds models that have another name and the same fields, which may have other names, too. A proxy has neither a table nor rows to keep. */
export async function findRenamedModels(detection: Detection): Promise<void> {
  for (const fresh of detection.created) {
    for (const old of detection.deleted) {
      if (old.label !== fresh.label || old.options.proxy !== fresh.options.proxy) continue;
      const { questioner, from, to } = detection;
      const isSaid = questioner.isSaid?.({ kind: "model", old: old.path, fresh: fresh.path });
      const isAlike = old.options.proxy !== true && shapeOf(old, from) === shapeOf(fresh, to);
      if (isSaid !== true && !isAlike) continue;
      if (!(await questioner.isModelRenamed(old, fresh))) continue;
      const operation = new RenameModel(old.name, fresh.name);
      detection.relocate(old, fresh, operation, renamingDependencies(fresh, to));
      break;
    }
  }
}

/** Who refers to the model by its old name must be there before. */
function renamingDependencies(model: ModelState, state: ProjectState): Dependency[] {
  const own = [...model.fields.values()].flatMap((field) => relationDependencies(field, model));
  const others = referrers(model, state).map(({ owner }) => made(owner.path));
  return [...own, ...others].map((one) => ({ ...one, what: "there" }));
}

/** The fields of a model as a text that does not depend on names, but for their order; the link to a parent has its name from that. */
function shapeOf(model: ModelState, state: ProjectState): string {
  const parent = model.parent === undefined || state.models.has(model.parent) ? "" : "child";
  const fields = [...model.fields].toSorted(byName).map(([, field]) => field);
  const links = fields.filter(isParentLink);
  const rest = fields.filter((field) => !isParentLink(field));
  return [...[...links, ...rest].map(shapeOfField), parent].join("\n");
}

/** Each field of a model as a text that does not depend on names of models. */
export function fieldShapes(model: ModelState): string[] {
  return [...model.fields].map(([name, field]) => `${name} ${shapeOfField(field)}`);
}

function shapeOfField(field: Field): string {
  if (!isRelation(field)) return textOfField(field);
  const { through, ...options } = field.options as Record<string, unknown>;
  const between = through === undefined ? "" : "through";
  return `${between} ${textOfField(withOptions(field, options, ""))}`;
}

interface Referrer {
  owner: ModelState;
  name: string;
  field: Field;
}

/** The fields of other models that lead to a model, or through it. */
export function referrers(model: ModelState, state: ProjectState): Referrer[] {
  return [...state.models.values()].flatMap((owner) =>
    owner.key === model.key
      ? []
      : [...owner.fields]
          .filter(([, field]) => refersTo(field, model.key, owner.label))
          .map(([name, field]) => ({ owner, name, field })),
  );
}

/** Deletes models: what is unique together and relations go first, so that nothing refers to what is gone. */
export function findDeletedModels(detection: Detection): void {
  for (const model of detection.deleted) {
    const { label, name } = model;
    const relations = [...model.fields].filter(([field]) => isLate(model, field));
    if (model.options.uniqueTogether !== undefined && relations.length > 0)
      detection.add(label, new AlterUniqueTogether(name, []));
    const names = relations.map(([field]) => field).toSorted();
    for (const field of names)
      detection.add(label, new RemoveField(name, field), [
        { label, model: name, field, what: "together" },
        ...formerTargets(model.fields.get(field), model),
      ]);
    detection.add(label, new DeleteModel(name), deletionDependencies(model, names, detection));
  }
}

function deletionDependencies(
  model: ModelState,
  names: readonly string[],
  { from }: Detection,
): Dependency[] {
  const { label, name } = model;
  const own = names.map((field): Dependency => ({ label, model: name, field, what: "removed" }));
  const others = referrers(model, from).flatMap(
    ({ owner, name: field, field: relation }): Dependency[] => {
      const place = { label: owner.label, model: owner.name };
      if (isRelation(relation) && !isLate(owner, field)) return [{ ...place, what: "removed" }];
      return [
        { ...place, field, what: "removed" },
        { ...place, field, what: "altered" },
      ];
    },
  );
  const proxies = [...from.models.values()]
    .filter((other) => other.parent?.toLowerCase() === model.key)
    .map((other): Dependency => ({ label: other.label, model: other.name, what: "removed" }));
  return [...own, ...others, ...proxies];
}

/** Makes models: the tables first, then the relations between them, then what names the relations. */
export function findCreatedModels(detection: Detection): void {
  for (const model of detection.created.toReversed()) makeModel(detection, model);
}

function makeModel(detection: Detection, model: ModelState): void {
  const { label, name } = model;
  const relations = [...model.fields].filter(([field]) => isLate(model, field)).toSorted(byName);
  const late = new Set(relations.map(([field]) => field));
  const plain = [...model.fields].filter(([field]) => !late.has(field));
  const { uniqueTogether, indexes = [], constraints = [], ...options } = model.options;
  const extended: CreateModelOptions = {
    ...(model.parent !== undefined && { extends: model.parent }),
    ...options,
  };
  const before: Dependency[] = [
    { label, model: name, what: "removed" },
    ...detection.vacated(model),
    ...parentDependencies(model, detection),
    ...plain.flatMap(([, field]) => relationDependencies(field, model)),
  ];
  const operation = new CreateModel(name, new Map(plain), extended);
  detection.add(label, operation, before, { isFirst: true });
  const own: Dependency = { label, model: name, what: "made" };
  for (const [field, relation] of relations)
    detection.add(label, new AddField(name, field, relation), [
      own,
      ...relationDependencies(relation, model),
    ]);
  const after = [own, ...relations.map(([field]): Dependency => ({ ...own, field }))];
  for (const index of indexes) detection.add(label, new AddIndex(name, index), after);
  for (const constraint of constraints)
    detection.add(label, new AddConstraint(name, constraint), after);
  if (uniqueTogether !== undefined)
    detection.add(label, new AlterUniqueTogether(name, uniqueTogether), after);
}

/** A relation is added when its target is there; a key, a part of one, and the link to a parent make the table what it is. */
function isLate({ fields }: ModelState, name: string): boolean {
  const field = fields.get(name)!;
  if (!isRelation(field) || field.options.primaryKey === true) return false;
  const key = fields.get("pk");
  return !(key instanceof CompositeKey && key.names.includes(name));
}

function byName([one]: readonly [string, Field], [other]: readonly [string, Field]): number {
  return one < other ? -1 : 1;
}

/** A child waits for its parent, and for fields of the parent that move into it to be removed there. */
function parentDependencies(model: ModelState, { from, to }: Detection): Dependency[] {
  if (model.parent === undefined) return [];
  const own = made(model.parent);
  const [old, parent] = [from, to].map((state) => state.models.get(model.parent!.toLowerCase()));
  const moved = [...(old?.fields.keys() ?? [])].filter(
    (field) => model.fields.has(field) && parent?.fields.has(field) !== true,
  );
  return [own, ...moved.map((field): Dependency => ({ ...own, field, what: "removed" }))];
}

/** Refuses a model that extends another one than before: its rows could not follow. */
export function refuseOtherParents(detection: Detection): void {
  for (const [from, to] of detection.kept) {
    if (from.parent?.toLowerCase() === to.parent?.toLowerCase()) continue;
    throw new FlagonError(
      `${to.path} extends ${to.parent ?? "no model"} now, and ${from.parent ?? "none"} before: no migration can say where its rows go.`,
      {
        code: "migrations.other-parent",
        where: `model ${to.path}`,
        mend: "Make a new model with another name, copy the rows in a migration with runCode, and delete the old one.",
      },
    );
  }
}
