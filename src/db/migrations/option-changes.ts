/** Finds what changed among the options of models: indexes, constraints, what is unique together, tables, and the rest. */

import type { Constraint } from "../schema/constraints.ts";
import type { Index } from "../schema/index-definition.ts";
import { type Detection, relationDependencies, textOf } from "./changes.ts";
import {
  AddConstraint,
  AddIndex,
  RemoveConstraint,
  RemoveIndex,
  RenameIndex,
  withName,
} from "./index-operations.ts";
import { AlterModelComment, AlterModelTable } from "./model-operations.ts";
import {
  AlterModelOptions,
  AlterUniqueTogether,
  FREE_OPTIONS,
  type FreeOptions,
} from "./option-operations.ts";
import type { ModelState } from "./state.ts";

/** What was found of indexes and constraints: those that go are dropped early, the new ones come late. */
export interface ListChanges {
  readonly added: {
    model: ModelState;
    part: Index | Constraint;
    kind: "indexes" | "constraints";
  }[];
}

/** Finds the indexes and constraints that go, and those that only have another name. */
export function findLostParts(detection: Detection): ListChanges {
  const added: ListChanges["added"] = [];
  for (const kind of ["constraints", "indexes"] as const) {
    for (const [from, to] of detection.kept) {
      const [old, fresh] = [from, to].map((model) => partsOf(model, kind));
      const lost = [...old!].filter(([text]) => !fresh!.has(text)).map(([, part]) => part);
      const gained = [...fresh!].filter(([text]) => !old!.has(text)).map(([, part]) => part);
      const left =
        kind === "indexes" ? renameIndexes(detection, to, lost, gained) : { lost, gained };
      for (const part of left.lost) drop(detection, to, part, kind);
      for (const part of left.gained) added.push({ model: to, part, kind });
    }
  }
  return { added };
}

function partsOf(
  model: ModelState,
  kind: "indexes" | "constraints",
): Map<string, Index | Constraint> {
  const list: readonly (Index | Constraint)[] = model.options[kind] ?? [];
  return new Map(list.map((part) => [textOf(part), part]));
}

function drop(
  detection: Detection,
  { label, name }: ModelState,
  part: Index | Constraint,
  kind: "indexes" | "constraints",
): void {
  const own = part.options.name ?? "";
  const operation =
    kind === "indexes" ? new RemoveIndex(name, own) : new RemoveConstraint(name, own);
  detection.add(label, operation);
}

/** An index that is the same but for its name is renamed. */
function renameIndexes(
  detection: Detection,
  { label, name }: ModelState,
  lost: readonly (Index | Constraint)[],
  gained: readonly (Index | Constraint)[],
): { lost: readonly (Index | Constraint)[]; gained: readonly (Index | Constraint)[] } {
  const rest = new Set(gained);
  const gone = lost.filter((part) => {
    const match = [...rest].find((other) => nameless(other as Index) === nameless(part as Index));
    if (match === undefined) return true;
    rest.delete(match);
    const names = { from: part.options.name ?? "", to: match.options.name ?? "" };
    detection.add(label, new RenameIndex(name, names));
    return false;
  });
  return { lost: gone, gained: [...rest] };
}

function nameless(index: Index): string {
  return textOf(withName(index, ""));
}

/** Adds the indexes and constraints that are new. */
export function addGainedParts(detection: Detection, { added }: ListChanges): void {
  for (const { model, part, kind } of added.toSorted((one, other) =>
    one.kind === other.kind ? 0 : one.kind === "indexes" ? -1 : 1,
  )) {
    const operation =
      kind === "indexes"
        ? new AddIndex(model.name, part as Index)
        : new AddConstraint(model.name, part as Constraint);
    detection.add(model.label, operation);
  }
}

/** Finds models whose fields are unique together in another way. */
export function findTogether(detection: Detection): void {
  for (const [from, to] of detection.kept) {
    const [old, fresh] = [from, to].map((model) => model.options.uniqueTogether ?? []);
    if (sorted(old!) === sorted(fresh!)) continue;
    const relations = fresh!.flat().flatMap((name) => {
      const field = to.fields.get(name);
      return field === undefined ? [] : relationDependencies(field, to);
    });
    detection.add(to.label, new AlterUniqueTogether(to.name, fresh!), relations);
  }
}

function sorted(together: readonly (readonly string[])[]): string {
  return together
    .map((names) => names.join("\0"))
    .toSorted()
    .join("\n");
}

/** Finds tables that have another name or another comment. */
export function findTables(detection: Detection): void {
  for (const [from, to] of detection.kept) {
    if (to.options.proxy === true) continue;
    const { table, comment } = to.options;
    if (from.options.table !== table) detection.add(to.label, new AlterModelTable(to.name, table));
    if (from.options.comment !== comment)
      detection.add(to.label, new AlterModelComment(to.name, comment));
  }
}

/** Finds options that no schema knows of. */
export function findOptions(detection: Detection): void {
  for (const [from, to] of detection.kept) {
    const [old, fresh] = [from, to].map((model) => freeOptions(model));
    if (textOf(old) !== textOf(fresh))
      detection.add(to.label, new AlterModelOptions(to.name, fresh!));
  }
}

function freeOptions({ options }: ModelState): FreeOptions {
  const given = FREE_OPTIONS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}
