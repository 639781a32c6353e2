/** What the autodetector asks: what was renamed, and what rows that are there get. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import type { ModelState } from "./state.ts";

/** A value for rows that are there. */
export interface Fill {
  value: unknown;
}

/** Answers what cannot be seen from two states. */
export interface Questioner {
  /** Whether the new model is the old one under another name. */
  isModelRenamed(old: ModelState, fresh: ModelState): Promise<boolean>;
  /** Whether the new field is the old one under another name. */
  isFieldRenamed(model: ModelState, names: { old: string; fresh: string }): Promise<boolean>;
  /** What rows that are there get in a field without a default that takes no null; undefined leaves it to the migration's reader. */
  fillForAddition(model: ModelState, name: string, field: Field): Promise<Fill | undefined>;
  /** What takes the place of null where it is allowed no longer; undefined where no row has it. */
  fillForAlteration(model: ModelState, name: string, field: Field): Promise<Fill | undefined>;
}

/** Answers where nobody can be asked: nothing was renamed, and no value is made up. */
export class SilentQuestioner implements Questioner {
  readonly #fills: ReadonlyMap<string, unknown>;

  /** `fills` has values by `Model.field` or `label.Model.field`. */
  constructor(fills: ReadonlyMap<string, unknown> = new Map()) {
    this.#fills = fills;
  }

  async isModelRenamed(): Promise<boolean> {
    return false;
  }

  async isFieldRenamed(): Promise<boolean> {
    return false;
  }

  async fillForAddition(model: ModelState, name: string, _field: Field): Promise<Fill | undefined> {
    const found = this.given(model, name);
    if (found !== undefined) return found;
    throw new FlagonError(
      `${model.path}.${name} is new, takes no null and has no default: rows that are there would have no value.`,
      {
        code: "migrations.fill-needed",
        where: `${model.path}.${name}`,
        mend: `Give the field a default or \`null: true\`, or say what the rows get: --fill ${model.name}.${name}=0 (JSON). At a terminal makemigrations asks.`,
      },
    );
  }

  async fillForAlteration(model: ModelState, name: string): Promise<Fill | undefined> {
    return this.given(model, name);
  }

  /** A value that was said beforehand. */
  protected given(model: ModelState, name: string): Fill | undefined {
    for (const key of [`${model.path}.${name}`, `${model.name}.${name}`])
      if (this.#fills.has(key)) return { value: this.#fills.get(key) };
    return undefined;
  }
}
