/** Asks at the terminal what was renamed and what rows get; where nobody can answer, nothing was and nothing is made up. */

import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../../db/fields/field.ts";
import { ForeignKey } from "../../db/fields/relations.ts";
import { type Fill, SilentQuestioner } from "../../db/migrations/questioner.ts";
import type { ModelState } from "../../db/migrations/state.ts";

/** Answers from a terminal. */
export class AskingQuestioner extends SilentQuestioner {
  readonly #context: CommandContext;

  constructor(context: CommandContext, fills: ReadonlyMap<string, unknown>) {
    super(fills);
    this.#context = context;
  }

  override isModelRenamed(old?: ModelState, fresh?: ModelState): Promise<boolean> {
    return this.#yes(`Was the model ${old!.path} renamed to ${fresh!.name}?`);
  }

  override isFieldRenamed(
    model?: ModelState,
    names?: { old: string; fresh: string },
  ): Promise<boolean> {
    return this.#yes(`Was ${model!.path}.${names!.old} renamed to ${names!.fresh}?`);
  }

  override async fillForAddition(
    model: ModelState,
    name: string,
    field: Field,
  ): Promise<Fill | undefined> {
    const given = this.given(model, name);
    if (given !== undefined) return given;
    const question = `${model.path}.${name} is new, takes no null and has no default. What do rows that are there get? (JSON; empty: stop)`;
    const fill = await this.#value(question, field);
    return fill ?? super.fillForAddition(model, name, field);
  }

  override async fillForAlteration(
    model: ModelState,
    name: string,
    field?: Field,
  ): Promise<Fill | undefined> {
    const given = this.given(model, name);
    if (given !== undefined) return given;
    const question = `${model.path}.${name} takes null no longer. What takes its place in rows that have it? (JSON; empty: no row has it)`;
    return this.#value(question, field!);
  }

  async #yes(question: string): Promise<boolean> {
    const answer = await this.#context.ask(`${question} (y/n)`, { default: "n" });
    return /^y(es)?$/i.test(answer.trim());
  }

  async #value(question: string, field: Field): Promise<Fill | undefined> {
    const answer = await this.#context.ask(question, { default: "" });
    return answer.trim() === "" ? undefined : { value: readValue(answer.trim(), field) };
  }
}

/** A value as it is typed: JSON, else the text itself; for the field it is read as forms read it. */
function readValue(text: string, field: Field): unknown {
  const value = jsonOr(text);
  // The key of a relation is of a type that only the other model knows.
  return field instanceof ForeignKey ? value : field.parse(value);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Reads `--fill Book.country="GB"`.
 *
 * @throws FlagonError `cli.usage` where there is no `=`.
 */
export function readFills(given: readonly string[]): Map<string, unknown> {
  return new Map(
    given.map((one) => {
      const at = one.indexOf("=");
      if (at > 0) return [one.slice(0, at), jsonOr(one.slice(at + 1))] as const;
      throw new FlagonError(`"${one}" does not say a value.`, {
        code: "cli.usage",
        where: "--fill",
        mend: "Write --fill Model.field=value, with the value as JSON.",
      });
    }),
  );
}
