/** Finds fields that were renamed, removed, added and altered. */

import type { Field } from "../fields/field.ts";
import { DateField, DateTimeField, TimeField } from "../fields/dates.ts";
import { ForeignKey, ManyToMany } from "../fields/relations.ts";
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
import { columnOf, isParentLink, type ModelState, targetOf } from "./state.ts";

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
        // The link to a parent follows the parent's name, and a model has one alone.
        const isSure = isParentLink(kept) && isParentLink(to.fields.get(fresh)!);
        if (!isSure && !(await detection.questioner.isFieldRenamed(to, { old, fresh }))) continue;
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
    ...formerReferences(detection, model, field),
  ]);
}

/** What must come before a field is removed: the foreign keys to it that go, or that refer to something else from now on. */
function formerReferences({ from, to }: Detection, model: ModelState, name: string): Dependency[] {
  const isKey = from.models.get(model.key)?.fields.get(name)?.options.primaryKey === true;
  return [...from.models.values()].flatMap((other) =>
    [...other.fields].flatMap(([field, key]): Dependency[] => {
      if (!(key instanceof ForeignKey) || targetOf(key, other).toLowerCase() !== model.key)
        return [];
      const toField = key.options.toField;
      if (toField === undefined ? !isKey : toField !== name) return [];
      const own = { label: other.label, model: other.name };
      const left = to.models.get(other.key);
      if (left === undefined) return [{ ...own, what: "removed" }];
      const fresh = left.fields.get(field);
      if (fresh === undefined) return [{ ...own, field, what: "removed" }];
      return textOfField(fresh) === textOfField(key) ? [] : [{ ...own, field, what: "altered" }];
    }),
  );
}

/** Adds fields that are new. A new key waits for the old one, which {@link findAlteredFields} may have to take away. */
export async function findAddedFields(detection: Detection): Promise<void> {
  for (const [from, to] of detection.kept)
    for (const field of added(from, to).toSorted())
      if (!isLateKey(field, from, to)) await add(detection, to, field);
}

function isKey(field: Field | undefined): boolean {
  return field?.options.primaryKey === true;
}

/** Whether a new field is the key in place of one that stays. */
function isLateKey(name: string, from: ModelState, to: ModelState): boolean {
  const losesKey = [...from.fields.keys()].some((old) => keyChange(old, from, to) < 0);
  return losesKey && isKey(to.fields.get(name));
}

/** Less than 0 where a field that stays is the key no more, more than 0 where it becomes the key. */
function keyChange(name: string, from: ModelState, to: ModelState): number {
  const fresh = to.fields.get(name);
  return fresh === undefined ? 0 : Number(isKey(fresh)) - Number(isKey(from.fields.get(name)));
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
  if (!needsValue(field) || model.options.managed === false) return {};
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

/** Alters fields that are not what they were: a key that is one no more first, and what becomes the key last. */
export async function findAlteredFields(detection: Detection): Promise<void> {
  for (const [from, to] of detection.kept) {
    const kept = [...to.fields.keys()].filter((name) => from.fields.has(name)).toSorted();
    const change = (name: string): number => keyChange(name, from, to);
    for (const name of kept) if (change(name) < 0) await compare(detection, [from, to], name);
    for (const name of added(from, to))
      if (isLateKey(name, from, to)) await add(detection, to, name);
    for (const name of kept) if (change(name) === 0) await compare(detection, [from, to], name);
    for (const name of kept) if (change(name) > 0) await compare(detection, [from, to], name);
  }
}

async function compare(
  detection: Detection,
  [from, to]: readonly [ModelState, ModelState],
  name: string,
): Promise<void> {
  const [old, fresh] = [from.fields.get(name)!, to.fields.get(name)!];
  if (textOfField(old) === textOfField(fresh)) return;
  if (old instanceof ManyToMany === fresh instanceof ManyToMany)
    await alter(detection, to, name, old);
  else {
    remove(detection, to, name);
    await add(detection, to, name);
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
    losesNull && needsValue(field) && model.options.managed !== false
      ? await detection.questioner.fillForAlteration(model, name, field)
      : undefined;
  const options = fill === undefined ? {} : { fill: fill.value };
  const operation = new AlterField(model.name, name, field, options);
  const targets = [...relationDependencies(field, model), ...formerTargets(old, model)];
  detection.add(model.label, operation, targets);
}
