/** Compares two states and finds the operations that lead from one to the other. */

import { arrange, type Draft, type Leaves } from "./arrangement.ts";
import { type Change, Detection } from "./changes.ts";
import {
  findAddedFields,
  findAlteredFields,
  findRemovedFields,
  findRenamedFields,
} from "./field-changes.ts";
import {
  findCreatedModels,
  findDeletedModels,
  findRenamedModels,
  refuseOtherParents,
} from "./model-changes.ts";
import { findMovedModels } from "./move-changes.ts";
import {
  addGainedParts,
  findLostParts,
  findOptions,
  findTables,
  findTogether,
} from "./option-changes.ts";
import type { Questioner } from "./questioner.ts";
import type { ProjectState } from "./state.ts";

/** What is compared. */
export interface DetectionOptions {
  /** The models as the migrations leave them. */
  from: ProjectState;
  /** The models as they are. */
  to: ProjectState;
  questioner: Questioner;
  /** The migrations that are there. */
  leaves: Leaves;
}

/**
 * Finds the migrations that are missing, as drafts without names.
 *
 * @throws FlagonError `migrations.fill-needed`, `migrations.other-parent`, `migrations.circular-changes`.
 */
export async function detectChanges(options: DetectionOptions): Promise<Draft[]> {
  const { from, to, questioner, leaves } = options;
  return arrange(await findChanges(new Detection(from, to, questioner)), leaves);
}

/** Finds all changes. What is dropped comes before what is altered, and that before what is added. */
async function findChanges(detection: Detection): Promise<readonly Change[]> {
  await findMovedModels(detection);
  await findRenamedModels(detection);
  refuseOtherParents(detection);
  await findRenamedFields(detection);
  detection.questioner.assertAllFit?.();
  findDeletedModels(detection);
  findCreatedModels(detection);
  findOptions(detection);
  const parts = findLostParts(detection);
  findRemovedFields(detection);
  await findAddedFields(detection);
  await findAlteredFields(detection);
  findTogether(detection);
  addGainedParts(detection, parts);
  findTables(detection);
  return detection.changes;
}
