/** What the autodetector asks: what was renamed, and what rows that are there get. */

import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../fields/field.ts";
import type { ModelState } from "./state.ts";

/** So many possible answers are listed where one fits nothing. */
const MOST_LISTED = 12;

/** A value for rows that are there. */
export interface Fill {
  value: unknown;
}

/** What may have become of something that is gone: the same under another name, or in another blueprint. */
export interface Renaming {
  readonly kind: "field" | "model" | "move";
  /** Its path before: `news.Article`, `news.Article.title`. */
  readonly old: string;
  /** Its path now. */
  readonly fresh: string;
}

/** Answers what cannot be seen from two states. */
export interface Questioner {
  /** Whether the new model is the old one under another name. */
  isModelRenamed(old: ModelState, fresh: ModelState): Promise<boolean>;
  /** Whether the new model is the old one of another blueprint. */
  isModelMoved(old: ModelState, fresh: ModelState): Promise<boolean>;
  /** Whether the new field is the old one under another name. */
  isFieldRenamed(model: ModelState, names: { old: string; fresh: string }): Promise<boolean>;
  /** What rows that are there get in a field without a default that takes no null; undefined leaves it to the migration's reader. */
  fillForAddition(model: ModelState, name: string, field: Field): Promise<Fill | undefined>;
  /** What takes the place of null where it is allowed no longer; undefined where no row has it. */
  fillForAlteration(model: ModelState, name: string, field: Field): Promise<Fill | undefined>;
  /** Whether it was said beforehand, so that it counts however unlike the two are. Called for all that might be. Default: nothing was. */
  isSaid?(renaming: Renaming): boolean;
  /** Called when all that was renamed or has moved is known. */
  assertAllFit?(): void;
}

/** A renaming as the option of `makemigrations` that says it. */
export function optionOf({ kind, old, fresh }: Renaming): string {
  if (kind === "move") return `--moved ${old}=${fresh.slice(0, fresh.lastIndexOf("."))}`;
  return `--renamed ${old}=${fresh.slice(fresh.lastIndexOf(".") + 1)}`;
}

/** The option that says it of all models of a blueprint. */
function wholeMove({ old, fresh }: Renaming): string {
  const [from, to] = [old, fresh].map((path) => path.slice(0, path.lastIndexOf(".")));
  return `--moved ${from}=${to}`;
}

/** Answers where nobody can be asked: nothing was renamed but what was said beforehand, and no value is made up. */
export class SilentQuestioner implements Questioner {
  readonly #fills: ReadonlyMap<string, unknown>;
  readonly #said: readonly string[];
  readonly #known = new Set<string>();
  /** What looks renamed or moved, and nobody has said whether it was: it is removed, and made anew. */
  readonly open: Renaming[] = [];

  /** `fills` has values by `Model.field` or `label.Model.field`, `said` renamings as options: `--renamed blog.Tag=Label`. */
  constructor(
    fills: ReadonlyMap<string, unknown> = new Map(),
    { said = [] }: { said?: readonly string[] } = {},
  ) {
    this.#fills = fills;
    this.#said = said;
  }

  isSaid(renaming: Renaming): boolean {
    const options = [optionOf(renaming)];
    if (renaming.kind === "move") options.push(wholeMove(renaming));
    for (const option of options) this.#known.add(option);
    return this.#said.some((one) => options.some((option) => isSame(one, option)));
  }

  /** @throws FlagonError `migrations.no-such-change` for what was said of nothing that is gone and new. */
  assertAllFit(): void {
    const known = [...this.#known].toSorted();
    const wrong = this.#said.find((one) => !known.some((option) => isSame(one, option)));
    if (wrong !== undefined) throw noSuchChange(wrong, known);
  }

  isModelRenamed(old: ModelState, fresh: ModelState): Promise<boolean> {
    return this.#answer({ kind: "model", old: old.path, fresh: fresh.path });
  }

  isModelMoved(old: ModelState, fresh: ModelState): Promise<boolean> {
    return this.#answer({ kind: "move", old: old.path, fresh: fresh.path });
  }

  isFieldRenamed(
    { path }: ModelState,
    { old, fresh }: { old: string; fresh: string },
  ): Promise<boolean> {
    return this.#answer({ kind: "field", old: `${path}.${old}`, fresh: `${path}.${fresh}` });
  }

  async #answer(renaming: Renaming): Promise<boolean> {
    if (this.isSaid(renaming)) return true;
    const answer = await this.ask(renaming);
    if (answer === undefined) this.open.push(renaming);
    return answer === true;
  }

  /** Asks whether that is so; undefined where nobody can be asked. */
  protected async ask(_renaming: Renaming): Promise<boolean | undefined> {
    return undefined;
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

function isSame(one: string, option: string): boolean {
  return one.toLowerCase() === option.toLowerCase();
}

function noSuchChange(said: string, known: readonly string[]): FlagonError {
  const option = said.split(" ", 1)[0]!;
  const near = known.filter((one) => one.startsWith(option));
  const listed = (near.length > 0 ? near : known).slice(0, MOST_LISTED);
  const left = (near.length > 0 ? near : known).length - listed.length;
  return new FlagonError(`"${said}" fits nothing that is gone and nothing that is new.`, {
    code: "migrations.no-such-change",
    where: `makemigrations ${option}`,
    mend:
      listed.length === 0
        ? "Leave it out: of what the migrations know, nothing is gone while something of its kind is new. A blueprint whose models have moved stays installed with the folder of its migrations."
        : `What could be meant: ${listed.join(", ")}${left > 0 ? `, and ${left} more` : ""}.`,
  });
}
