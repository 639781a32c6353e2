/** Finds fields that were renamed, removed, added and altered. */

import type { Field } from "../fields/field.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import { ManyToMany } from "../fields/relations.ts";
import {
  type Dependency,
  type Detection,
  formerTargets,
  relationDependencies,
  textOfField,
} from "./changes.ts";
import {
  AddField,
  AlterField,
  type FillOptions,
  RemoveField,
  RenameField,
} from "./field-operations.ts";
import { withOptions } from "./field-parts.ts";
import { columnOf, type ModelState } from "./state.ts";

/** Finds fields that have another name and are otherwise the same. */
export async function findRenamedFields(detection: Detection): Promise<void> {
  for (const [before, to] of detection.kept) {
    for (const fresh of added(before, to).toSorted()) {
      const from = detection.from.models.get(to.key)!;
      for (const old of added(to, from).toSorted()) {
        const paths = { old: `${to.path}.${old}`, fresh: `${to.path}.${fresh}` };
        const [one, other] = [from.fields.get(old)!, to.fields.get(fresh)!];
        if (one instanceof ManyToMany !== other instanceof ManyToMany) continue;
        const isSaid = detection.questioner.isSaid?.({ kind: "field", ...paths }) === true;
        const kept = renaming({ old, one, fresh, other, isSaid });
        if (kept === undefined) continue;
        if (!(await detection.questioner.isFieldRenamed(to, { old, fresh }))) continue;
        rename(detection, to, { old, fresh, kept });
        break;
      }
    }
  }
}

/** The names of the fields that one model has and another has not. */
function added(before: ModelState, after: ModelState): string[] {
  return [...after.fields.keys()].filter((name) => !before.fields.has(name));
}

interface Candidates {
  old: string;
  one: Field;
  fresh: string;
  other: Field;
  /** Whether they are the same field whatever else of it has changed. */
  isSaid: boolean;
}

/** The old field as it must be before it is renamed; undefined where the two are not the same field. */
function renaming({ old, one, fresh, other, isSaid }: Candidates): Field | undefined {
  if (textOfField(one) === textOfField(other)) return one;
  const column = columnOf(old, one);
  const kept = withOptions(one, { ...one.options, column });
  if (textOfField(kept) === textOfField(other)) return kept;
  if (!isSaid) return undefined;
  return columnOf(fresh, other) === column ? kept : one;
}

function rename(
  detection: Detection,
  model: ModelState,
  { old, fresh, kept }: { old: string; fresh: string; kept: Field },
): void {
  const { label, name } = model;
  const operations = [
    ...(kept === detection.from.models.get(model.key)!.fields.get(old)
      ? []
      : [new AlterField(name, old, kept)]),
    new RenameField(name, old, fresh),
  ];
  for (const operation of operations) {
    detection.from = operation.stateForwards(label, detection.from);
    detection.add(label, operation);
  }
}

/** Removes fields that are there no longer. */
export function findRemovedFields(detection: Detection): void {
  for (const [from, to] of detection.kept)
    for (const field of added(to, from).toSorted()) remove(detection, to, field);
}

function remove(detection: Detection, model: ModelState, field: string): void {
  const { label, name } = model;
  const old = detection.from.models.get(model.key)?.fields.get(field);
  detection.add(label, new RemoveField(name, field), [
    { label, model: name, field, what: "together" },
    ...formerTargets(old, model),
  ]);
}

/** Adds fields that are new. */
export async function findAddedFields(detection: Detection): Promise<void> {
  for (const [from, to] of detection.kept)
    for (const field of added(from, to).toSorted()) await add(detection, to, field);
}

async function add(detection: Detection, model: ModelState, name: string): Promise<void> {
  const field = model.fields.get(name)!;
  const own: Dependency = { label: model.label, model: model.name, field: name, what: "removed" };
  const options = await fillOf(detection, model, name);
  detection.add(model.label, new AddField(model.name, name, field, options), [
    own,
    ...relationDependencies(field, model),
  ]);
}

async function fillOf(
  { questioner }: Detection,
  model: ModelState,
  name: string,
): Promise<FillOptions> {
  const field = model.fields.get(name)!;
  if (!needsValue(field)) return {};
  const moment = momentOf(field);
  if (moment !== undefined) return { fill: moment };
  const fill = await questioner.fillForAddition(model, name, field);
  return fill === undefined ? {} : { fill: fill.value };
}

/** Whether rows that are there would have no value. */
function needsValue(field: Field): boolean {
  return !(
    field.isNullable ||
    field.isVirtual ||
    field.isGenerated ||
    field.isAuto ||
    field.hasDefault ||
    field.options.databaseDefault !== undefined ||
    (field.options.blank === true && field.kind.endsWith("TextField"))
  );
}

/** A field that is set to the moment of the save has for old rows the moment at which the migration was written. */
function momentOf(field: Field): unknown {
  const { autoNow = false, autoNowAdd = false } = field as Partial<DateTimeField>;
  if (!autoNow && !autoNowAdd) return undefined;
  const now = new Date();
  if (field instanceof DateTimeField) return now;
  if (field instanceof DateField) return now.toISOString().slice(0, 10);
  return field instanceof TimeField ? now.toISOString().slice(11, 19) : undefined;
}

/** Alters fields that are not what they were. */
export async function findAlteredFields(detection: Detection): Promise<void> {
  for (const [from, to] of detection.kept) {
    const names = [...to.fields.keys()].filter((name) => from.fields.has(name)).toSorted();
    for (const name of names) {
      const [old, fresh] = [from.fields.get(name)!, to.fields.get(name)!];
      if (textOfField(old) === textOfField(fresh)) continue;
      if (old instanceof ManyToMany === fresh instanceof ManyToMany)
        await alter(detection, to, name, old);
      else {
        remove(detection, to, name);
        await add(detection, to, name);
      }
    }
  }
}

async function alter(
  detection: Detection,
  model: ModelState,
  name: string,
  old: Field,
): Promise<void> {
  const field = model.fields.get(name)!;
  const losesNull = old.isNullable && !field.isNullable && !field.isVirtual;
  const fill =
    losesNull && needsValue(field)
      ? await detection.questioner.fillForAlteration(model, name, field)
      : undefined;
  const options = fill === undefined ? {} : { fill: fill.value };
  const operation = new AlterField(model.name, name, field, options);
  const targets = [...relationDependencies(field, model), ...formerTargets(old, model)];
  detection.add(model.label, operation, targets);
}
