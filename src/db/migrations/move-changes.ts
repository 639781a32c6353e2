/** Finds models that have moved from one blueprint to another. */

import { type Dependency, type Detection, made, relationDependencies } from "./changes.ts";
import { fieldShapes, referrers } from "./model-changes.ts";
import { MoveModel } from "./moving.ts";
import type { ModelState, ProjectState } from "./state.ts";

/** Finds models that are gone from one blueprint and new in another, under the same name and with most of their fields. */
export async function findMovedModels(detection: Detection): Promise<void> {
  for (const fresh of detection.created) {
    for (const old of detection.deleted) {
      if (!isPossible(old, fresh, detection.from)) continue;
      const { questioner } = detection;
      const isSaid = questioner.isSaid?.({ kind: "move", old: old.path, fresh: fresh.path });
      if (isSaid !== true && !isAlike(old, fresh)) continue;
      if (!(await questioner.isModelMoved(old, fresh))) continue;
      const { table } = fresh.options;
      const isNamed = table !== undefined && table !== old.options.table;
      const options = { from: old.label, ...(isNamed && { table }) };
      const operation = new MoveModel(fresh.name, options);
      detection.relocate(old, fresh, operation, movingDependencies(old, detection.from));
      break;
    }
  }
}

/** Whether one can be the other at all: a proxy stays a proxy, and its new place must be free. */
function isPossible(old: ModelState, fresh: ModelState, from: ProjectState): boolean {
  return (
    old.label !== fresh.label &&
    old.name === fresh.name &&
    old.options.proxy === fresh.options.proxy &&
    !from.models.has(fresh.key)
  );
}

/** Whether most fields are the same, and what they extend goes by the same name. */
function isAlike(old: ModelState, fresh: ModelState): boolean {
  if (ownName(old.parent) !== ownName(fresh.parent)) return false;
  const known = new Set(fieldShapes(old));
  const shared = fieldShapes(fresh).filter((shape) => known.has(shape)).length;
  const most = Math.max(old.fields.size, fresh.fields.size);
  return most === 0 || shared * 2 > most;
}

function ownName(path: string | undefined): string | undefined {
  return path?.slice(path.lastIndexOf(".") + 1).toLowerCase();
}

/** The blueprint that it leaves has made it, and whoever speaks of it or is spoken of by it must be there with the names so far. */
function movingDependencies(old: ModelState, from: ProjectState): Dependency[] {
  const targets = [...old.fields.values()].flatMap((field) => relationDependencies(field, old));
  const kin = [...from.models.values()].filter(
    (model) => model.parent?.toLowerCase() === old.key || model.key === old.parent?.toLowerCase(),
  );
  const others = [...referrers(old, from).map(({ owner }) => owner), ...kin];
  const all = [made(old.path), ...targets, ...others.map(({ path }) => made(path))];
  return all.map((one) => ({ ...one, what: "there" }));
}
