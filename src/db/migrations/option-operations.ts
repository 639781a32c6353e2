/** Operations on the options of models: what is unique together, and what only people and queries see. */

import { DeleteModel, ModelOperation } from "./model-operations.ts";
import { metaAt, type Operation, type Step } from "./operation.ts";
import { type Names, optionsSource, sourceOf } from "./serializer.ts";
import { callSource, type Source, textSource } from "./source.ts";
import type { ProjectState, StateOptions } from "./state.ts";

/** The options that no schema knows of. */
export const FREE_OPTIONS = [
  "ordering",
  "managed",
  "getLatestBy",
  "singular",
  "plural",
  "database",
  "tablespace",
] as const satisfies readonly (keyof StateOptions)[];

/** Options that no schema knows of. */
export type FreeOptions = Pick<StateOptions, (typeof FREE_OPTIONS)[number]>;

/** Changes the options that no schema knows of: those that are not named are gone. */
export class AlterModelOptions extends ModelOperation {
  readonly options: FreeOptions;

  constructor(name: string, options: FreeOptions) {
    super(name);
    this.options = options;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const gone = Object.fromEntries(FREE_OPTIONS.map((name) => [name, undefined]));
    const options = { ...gone, ...this.options } as StateOptions;
    return state.with(this.modelIn(state, label).withOptions(options));
  }

  override databaseForwards(): void {}

  override databaseBackwards(): void {}

  override describe(): string {
    return `Change the options of ${this.name}`;
  }

  override get nameFragment(): string {
    return `alter_${this.name.toLowerCase()}_options`;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const isSame = other instanceof AlterModelOptions || other instanceof DeleteModel;
    return isSame && other.isAbout(this.name) ? [other] : super.reduce(other, label);
  }

  override source(names: Names): Source {
    const options = optionsSource(this.options as Record<string, unknown>, names, this.describe());
    return callSource(names.flagon("alterModelOptions", "flagon/db/migrations"), [
      textSource(this.name),
      options,
    ]);
  }
}

/** Changes what is unique together. */
export class AlterUniqueTogether extends ModelOperation {
  readonly together: readonly (readonly string[])[];

  constructor(name: string, together: readonly (readonly string[])[]) {
    super(name);
    this.together = together;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const { together } = this;
    const uniqueTogether = together.length === 0 ? undefined : together;
    const model = this.modelIn(state, label);
    return state.with(model.withOptions({ uniqueTogether } as StateOptions));
  }

  override databaseForwards({ label, from, to, editor, allows }: Step): void {
    if (allows(this.modelIn(to, label)))
      editor.alterUniqueTogether(metaAt(from, label, this.name), metaAt(to, label, this.name));
  }

  override databaseBackwards(step: Step): void {
    this.databaseForwards(step);
  }

  override describe(): string {
    return `Alter uniqueTogether of ${this.name} (${this.together.length} ${this.together.length === 1 ? "constraint" : "constraints"})`;
  }

  override get nameFragment(): string {
    return `alter_${this.name.toLowerCase()}_unique_together`;
  }

  override referencesField(model: string, field: string, label: string): boolean {
    return this.referencesModel(model, label) && this.together.flat().includes(field);
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const isSame = other instanceof AlterUniqueTogether || other instanceof DeleteModel;
    return isSame && other.isAbout(this.name) ? [other] : super.reduce(other, label);
  }

  override source(names: Names): Source {
    return callSource(names.flagon("alterUniqueTogether", "flagon/db/migrations"), [
      textSource(this.name),
      sourceOf(this.together, names, this.describe()),
    ]);
  }
}
