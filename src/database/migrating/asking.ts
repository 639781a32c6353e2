/** Asks at the terminal what was renamed and what rows get; where nobody can answer, nothing was and nothing is made up. */

import type { CommandContext } from "../../app/command.ts";
import { FlagonError } from "../../base/errors.ts";
import type { Field } from "../../db/fields/field.ts";
import { ForeignKey } from "../../db/fields/relations.ts";
import {
  type Fill,
  optionOf,
  type Renaming,
  SilentQuestioner,
} from "../../db/migrations/questioner.ts";
import type { ModelState } from "../../db/migrations/state.ts";
import { ValidationError } from "../../db/validation.ts";

/** Answers from a terminal. */
export class AskingQuestioner extends SilentQuestioner {
  readonly #context: CommandContext;

  constructor(
    context: CommandContext,
    fills: ReadonlyMap<string, unknown>,
    given: { said: readonly string[] },
  ) {
    super(fills, given);
    this.#context = context;
  }

  protected override async ask(renaming: Renaming): Promise<boolean | undefined> {
    try {
      const answer = await this.#context.ask(`${questionOf(renaming)} (y/n) [n]`);
      return /^y(es)?$/i.test(answer.trim());
    } catch (error) {
      if (error instanceof FlagonError && error.code === "cli.no-answer") return undefined;
      throw error;
    }
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

  async #value(question: string, field: Field): Promise<Fill | undefined> {
    for (;;) {
      const answer = (await this.#context.ask(question, { default: "" })).trim();
      if (answer === "") return undefined;
      try {
        return { value: readValue(answer, field) };
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        this.#context.warn(`${error.message} Try again, or give nothing to stop.`);
      }
    }
  }
}

function questionOf({ kind, old, fresh }: Renaming): string {
  if (kind === "move") return `Did the model ${old} move to ${fresh}?`;
  const name = fresh.slice(fresh.lastIndexOf(".") + 1);
  return `Was ${kind === "model" ? "the model " : ""}${old} renamed to ${name}?`;
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

/**
 * Reads `--renamed blog.Tag=Label`, `--renamed blog.Tag.name=title`, `--moved news.Article=blog` and `--moved news=blog`, and gives each as {@link optionOf} writes it.
 *
 * @throws FlagonError `cli.usage` for what names no model, no field or no new name.
 */
export function readRenamings(renamed: readonly string[], moved: readonly string[]): string[] {
  return [...renamed.map(readRenamed), ...moved.map(readMoved)];
}

function readRenamed(given: string): string {
  const [, old, model, field, to] =
    /^([^.=]+\.([^.=]+)(\.[^.=]+)?)=(?:[^=]+\.)?([^.=]+)$/.exec(given) ?? [];
  if (old !== undefined && model !== undefined && to !== undefined)
    return optionOf({ kind: field === undefined ? "model" : "field", old, fresh: `.${to}` });
  throw new FlagonError(`"${given}" does not say what was renamed.`, {
    code: "cli.usage",
    where: "--renamed",
    mend: "Write --renamed blog.Tag=Label for a model, --renamed blog.Tag.name=title for a field.",
  });
}

function readMoved(given: string): string {
  const [, old, name, to, same] = /^([^.=]+\.([^.=]+))=([^.=]+)(?:\.([^.=]+))?$/.exec(given) ?? [];
  if (old !== undefined && (same === undefined || same === name))
    return optionOf({ kind: "move", old, fresh: `${to}.${name}` });
  if (/^[^.=]+=[^.=]+$/.test(given)) return `--moved ${given}`;
  throw new FlagonError(`"${given}" does not say what has moved.`, {
    code: "cli.usage",
    where: "--moved",
    mend: 'Write the model and the blueprint that it is in now: --moved news.Article=blog, or --moved news=blog for all models of one; "app" is the app itself. A model that is renamed, too, is renamed in a step of its own.',
  });
}
