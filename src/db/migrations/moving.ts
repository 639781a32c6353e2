/** The operation that takes a model over from another blueprint. */

import { FlagonError } from "../../base/errors.ts";
import { ModelOperation, twice } from "./model-operations.ts";
import type { Operation, Step } from "./operation.ts";
import { type Place, relocated, renameTables } from "./places.ts";
import type { Names } from "./serializer.ts";
import { callSource, objectSource, type Source, textSource } from "./source.ts";
import type { ProjectState, StateOptions } from "./state.ts";

/** What moves of models take besides the blueprint that they come from. */
export interface MoveOptions {
  /** The name of the table from then on, which may be the one that it has. Default: the one that follows from the new place, unless the model's options name one. */
  table?: string;
}

/**
 * Moves a model out of another blueprint into the one whose migration this is, with its rows.
 *
 * The migration must depend on the last one of the blueprint that the model leaves, and on those of all that refer to it.
 */
export class MoveModel extends ModelOperation {
  /** The label of the blueprint that the model leaves. */
  readonly from: string;
  readonly options: MoveOptions;

  constructor(name: string, { from, ...options }: { from: string } & MoveOptions) {
    super(name);
    this.from = from;
    this.options = options;
  }

  override stateForwards(label: string, state: ProjectState): ProjectState {
    const model = state.get(this.from, this.name, this.describe());
    if (state.find(label, this.name) !== undefined)
      throw twice(label, this.name, `moveModel("${this.name}")`);
    const place = { label, name: model.name };
    const { table = model.options.table } = this.options;
    const after = relocated(state, model, place).withLeft(model, label);
    return after.with(after.get(label, model.name, "").withOptions({ table } as StateOptions));
  }

  override async databaseForwards(step: Step): Promise<void> {
    await this.#move(step, { label: this.from, name: this.name }, this.#home(step));
  }

  override async databaseBackwards(step: Step): Promise<void> {
    await this.#move(step, this.#home(step), { label: this.from, name: this.name });
  }

  #home({ label }: Step): Place {
    return { label, name: this.name };
  }

  async #move(step: Step, from: Place, to: Place): Promise<void> {
    const before = step.from.get(from.label, from.name, this.describe());
    const after = step.to.get(to.label, to.name, this.describe());
    if (step.allows(before) !== step.allows(after))
      throw otherDatabase(before.path, after.path, this);
    await renameTables(step, from, to, this.describe());
  }

  override describe(): string {
    return `Move model ${this.name} from ${this.from}`;
  }

  override get nameFragment(): string {
    return `move_${this.name.toLowerCase()}_from_${this.from.toLowerCase()}`;
  }

  override get takesOver(): boolean {
    return true;
  }

  // What else refers to the model by its old name cannot be known from here.
  override referencesModel(): boolean {
    return true;
  }

  override reduce(other: Operation, label: string): readonly Operation[] | boolean {
    const reduced = super.reduce(other, label);
    return reduced === true ? !other.referencesModel(this.name, this.from) : reduced;
  }

  override source(names: Names): Source {
    const { table } = this.options;
    return callSource(names.flagon("moveModel", "flagon/db/migrations"), [
      textSource(this.name),
      objectSource([
        ["from", textSource(this.from)],
        ...(table === undefined ? [] : [["table", textSource(table)] as const]),
      ]),
    ]);
  }
}

function otherDatabase(from: string, to: string, operation: MoveModel): FlagonError {
  return new FlagonError(
    `The tables of ${from} and of ${to} belong into different databases: rows cannot follow from one to the other.`,
    {
      code: "migrations.other-database",
      where: operation.describe(),
      mend: "Let the router keep both in one database until the move has run. Or write createModel and deleteModel instead, and carry the rows over with dumpdata and loaddata.",
    },
  );
}
