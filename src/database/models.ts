/** The models of an app: its own, and those of its blueprints. */

import type { Flagon } from "../app/app.ts";
import type { ModelClass } from "../db/meta.ts";
import { registerModels } from "../db/registry.ts";

/** Makes the models of an app's blueprints known under their names. */
export function registerAll(parts: Flagon["parts"], label?: string): void {
  registerModels(parts.models as readonly ModelClass[], label);
  for (const { blueprint } of parts.children) registerAll(blueprint.parts, blueprint.name);
}

/** All models of an app and its blueprints. */
export function modelsBelow(parts: Flagon["parts"]): ModelClass[] {
  const below = parts.children.flatMap(({ blueprint }) => modelsBelow(blueprint.parts));
  return [...(parts.models as readonly ModelClass[]), ...below];
}

/** The models of an app and its blueprints by their names, for `flagon shell`. Of two with one name the app's own is meant, then the first. */
export function modelsByName(parts: Flagon["parts"]): Record<string, unknown> {
  const below = parts.children.map(({ blueprint }) => modelsByName(blueprint.parts));
  const own = parts.models.map((model) => [model.name, model]);
  return Object.assign({}, ...below.toReversed(), Object.fromEntries(own)) as Record<
    string,
    unknown
  >;
}
