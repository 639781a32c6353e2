/** Cuts the changes of all blueprints into migrations that can run one after the other. */

import { FlagonError } from "../../base/errors.ts";
import { type Change, type Dependency, satisfies } from "./changes.ts";
import { idOf, type MigrationKey } from "./migration.ts";
import type { Operation } from "./operation.ts";
import { optimize } from "./optimizer.ts";

/** A migration to be written. */
export interface Draft {
  readonly label: string;
  /** A number as long as it has no name. */
  name: string;
  dependencies: MigrationKey[];
  operations: readonly Operation[];
}

/** What is needed of the migrations that are there. */
export interface Leaves {
  /** The last migration of a blueprint; undefined where it has none. */
  leafOf(label: string): MigrationKey | undefined;
}

/**
 * Arranges changes into drafts: one for each blueprint, more where blueprints wait for each other.
 *
 * @throws FlagonError `migrations.circular-changes` where no order does.
 */
export function arrange(changes: readonly Change[], leaves: Leaves): Draft[] {
  const left = new Map<string, Change[]>();
  for (const change of changes) left.set(change.label, [...(left.get(change.label) ?? []), change]);
  const sorted = [...left.keys()].toSorted();
  for (const label of sorted) left.set(label, inOrder(left.get(label)!));
  const drafts = new Map<string, Draft[]>();
  let isChopped = false;
  let count = changes.length;
  while (count > 0) {
    for (const label of sorted) {
      const taken = take(label, left, { drafts, leaves, isChopped });
      if (taken) isChopped = false;
    }
    const rest = [...left.values()].reduce((sum, list) => sum + list.length, 0);
    if (rest === count && isChopped) throw circular(left);
    isChopped = rest === count;
    count = rest;
  }
  return finished(drafts);
}

/** Puts what must come before in front, and leaves the rest in the order in which it was found. */
function inOrder(changes: readonly Change[]): Change[] {
  const done = new Set<Change>();
  const result: Change[] = [];
  const before = new Map(
    changes.map((change) => [
      change,
      changes.filter((other) => other !== change && isBefore(other, change)),
    ]),
  );
  while (result.length < changes.length) {
    const ready = changes.filter(
      (change) => !done.has(change) && before.get(change)!.every((other) => done.has(other)),
    );
    // In a circle the order in which they were found has to do.
    const next =
      ready.length > 0 ? ready : changes.filter((change) => !done.has(change)).slice(0, 1);
    for (const change of next) {
      done.add(change);
      result.push(change);
    }
  }
  return result;
}

function isBefore(other: Change, change: Change): boolean {
  return change.dependencies.some((dependency) => satisfies(other, dependency));
}

interface Cutting {
  drafts: Map<string, Draft[]>;
  leaves: Leaves;
  /** Whether a blueprint's changes may be cut where the first of them has to wait. */
  isChopped: boolean;
}

/** Makes a draft of what needs nothing more of other blueprints; whether it made one. */
function take(label: string, left: Map<string, Change[]>, cutting: Cutting): boolean {
  const changes = left.get(label)!;
  const ready: Change[] = [];
  const needed = new Map<string, MigrationKey>();
  for (const change of changes) {
    const own = neededBy(change, left, cutting);
    if (own === undefined) break;
    for (const key of own) needed.set(idOf(key), key);
    ready.push(change);
  }
  const isAll = ready.length === changes.length;
  if (ready.length === 0 || !(isAll || cutting.isChopped)) return false;
  left.set(label, changes.slice(ready.length));
  const list = cutting.drafts.get(label) ?? [];
  const draft: Draft = {
    label,
    name: `${list.length + 1}`,
    dependencies: [...needed.values()],
    operations: ready.map(({ operation }) => operation),
  };
  cutting.drafts.set(label, [...list, draft]);
  return true;
}

/** The migrations of other blueprints that a change needs; undefined where it has to wait. */
function neededBy(
  { label, dependencies }: Change,
  left: ReadonlyMap<string, readonly Change[]>,
  cutting: Cutting,
): MigrationKey[] | undefined {
  const keys: MigrationKey[] = [];
  for (const dependency of dependencies) {
    if (dependency.label === label) continue;
    if (dependency.what === "there") {
      const leaf = cutting.leaves.leafOf(dependency.label);
      if (leaf !== undefined) keys.push(leaf);
      continue;
    }
    const waits = (left.get(dependency.label) ?? []).some((other) => satisfies(other, dependency));
    if (waits) return undefined;
    if (dependency.what === "settled") {
      const draft = draftThat(dependency, cutting);
      if (draft !== undefined) keys.push([draft.label, draft.name]);
      continue;
    }
    const key = keyFor(dependency, left, cutting);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

/** The draft that does what a change waits for. */
function draftThat(dependency: Dependency, { drafts }: Cutting): Draft | undefined {
  const { label } = dependency;
  return drafts
    .get(label)
    ?.find(({ operations }) =>
      operations.some((operation) => satisfies({ label, operation, dependencies: [] }, dependency)),
    );
}

function keyFor(
  { label }: Dependency,
  left: ReadonlyMap<string, readonly Change[]>,
  { drafts, leaves, isChopped }: Cutting,
): MigrationKey | undefined {
  const draft = drafts.get(label)?.at(-1);
  if (draft !== undefined) return [label, draft.name];
  const leaf = leaves.leafOf(label);
  // What is there already is there, unless the same blueprint is about to change, too.
  if (leaf !== undefined && ((left.get(label)?.length ?? 0) === 0 || isChopped)) return leaf;
  if (leaf !== undefined) return undefined;
  return isChopped ? [label, "__first__"] : undefined;
}

function circular(left: ReadonlyMap<string, readonly Change[]>): FlagonError {
  const waiting = [...left].filter(([, changes]) => changes.length > 0);
  const first = waiting.map(([label, changes]) => `${label}: ${changes[0]!.operation.describe()}`);
  return new FlagonError("The changes wait for each other in a circle.", {
    code: "migrations.circular-changes",
    where: first.join("; "),
    mend: "Make the change in two steps: take one of the relations out, run makemigrations, and put it in again.",
  });
}

/** Chains the drafts of a blueprint, and puts their operations together. */
function finished(drafts: ReadonlyMap<string, readonly Draft[]>): Draft[] {
  return [...drafts].flatMap(([label, list]) =>
    list.map((draft, at) => ({
      ...draft,
      dependencies: [
        ...(at > 0 ? [[label, list[at - 1]!.name] as const] : []),
        ...draft.dependencies,
      ],
      operations: optimize(draft.operations, label),
    })),
  );
}
