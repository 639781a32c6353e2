/** What a visitor fills in for a row: the fields, what was sent for them, and what is wrong with it. */

import { FlagonError } from "../base/errors.ts";
import { suggest } from "../base/suggest.ts";
import type { Field } from "../db/fields/field.ts";
import { BooleanField } from "../db/fields/numbers.ts";
import { ForeignKey } from "../db/fields/relations.ts";
import type { Meta } from "../db/meta.ts";
import { RowSet } from "../db/row-set.ts";
import { ValidationError } from "../db/validation.ts";
import type { QueryParams } from "../http/query-params.ts";

/** How many rows of a related model are offered to choose from. */
const MOST_CHOICES = 1000;

/** One thing that can be chosen. */
export interface RowFormChoice {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** One field of a form, as a template shows it. */
export interface RowFormField {
  /** The name of the input. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly helpText: string;
  /** What the input shows: what was sent, else what the row has. */
  readonly value: string;
  /** Whether a box is ticked. */
  readonly checked: boolean;
  readonly required: boolean;
  /** Django's name of the field type: `"CharField"`. */
  readonly kind: string;
  readonly maxLength: number | undefined;
  /** What can be chosen; empty where anything can be written. */
  readonly choices: readonly RowFormChoice[];
  /** What is wrong, for people. */
  readonly errors: readonly string[];
}

/** A row with values of its fields by name. */
export type Values = Record<string, unknown>;

/**
 * The form of a row, with the fields that a view names.
 *
 * It reads text as the model's fields do, checks it by the row's `fullClean()`, and tells what is wrong by field. In a template: `form.fields`, each with its
 * name, label, value and errors, and `form.errors` of the row as a whole.
 */
export class RowForm {
  /** What is wrong with the row as a whole. */
  readonly errors: string[] = [];
  /** The values that were sent and could be read, by the row's property. */
  readonly values: Values = {};
  /** The fields in their order, ready to be shown. */
  fields: readonly RowFormField[] = [];
  readonly #fields: readonly Field[];
  readonly #shown: Values;
  readonly #faults = new Map<string, string[]>();
  readonly #sent: QueryParams | undefined;

  /** `shown` are the values to begin with, `sent` what the visitor has sent. */
  constructor(fields: readonly Field[], shown: Values, sent?: QueryParams) {
    this.#fields = fields;
    this.#shown = shown;
    this.#sent = sent;
    if (sent !== undefined) for (const field of fields) this.#read(field, sent);
  }

  /** Whether nothing is wrong with what was sent. */
  get isValid(): boolean {
    return this.#sent !== undefined && this.errors.length === 0 && this.#faults.size === 0;
  }

  /** What is wrong, by the name of the field. */
  get faults(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(this.#faults);
  }

  /** Checks a row that has the values: its fields but for those that nobody could send, itself as a whole, what must be unique. */
  async check(row: { fullClean(options: object): Promise<void> }, meta: Meta): Promise<void> {
    const names = new Set(this.#fields.map(({ name }) => name));
    // What could not be read is wrong already; what is not asked for cannot be mended here.
    const exclude = meta.fields
      .map(({ name }) => name)
      .filter((name) => !names.has(name) || this.#faults.has(name));
    try {
      await row.fullClean({ exclude });
    } catch (error) {
      this.refuse(error);
    }
  }

  /** Takes what a {@link ValidationError} says; other errors go on. */
  refuse(error: unknown): void {
    if (!(error instanceof ValidationError)) throw error;
    const known = new Set(this.#fields.map(({ name }) => name));
    for (const [field, messages] of Object.entries(error.byField())) {
      if (known.has(field)) this.#fault(field, messages);
      else this.errors.push(...messages);
    }
  }

  /** Makes `fields` ready, with the rows that can be chosen from. */
  async prepare(): Promise<this> {
    this.fields = await Promise.all(this.#fields.map((field) => this.#show(field)));
    return this;
  }

  #read(field: Field, sent: QueryParams): void {
    const text = sent.get(field.name);
    try {
      const value = readText(field, text);
      if (value !== undefined) this.values[field.attribute] = value;
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      this.#fault(
        field.name,
        error.problems.map(({ message }) => String(message)),
      );
    }
  }

  #fault(field: string, messages: readonly string[]): void {
    this.#faults.set(field, [...(this.#faults.get(field) ?? []), ...messages]);
  }

  async #show(field: Field): Promise<RowFormField> {
    const held = this.#shown[field.attribute];
    const sent = this.#sent?.get(field.name);
    const value =
      this.#sent !== undefined
        ? (sent ?? "")
        : held === undefined || held === null
          ? ""
          : field.format(held);
    return {
      name: field.name,
      label: field.label,
      helpText: field.options.helpText ?? "",
      value,
      checked: field instanceof BooleanField && isTicked(field, this.#sent, held),
      required: !field.isBlank && !(field instanceof BooleanField),
      kind: field.kind,
      maxLength: (field.options as { maxLength?: number }).maxLength,
      choices: await choicesOf(field, value),
      errors: this.#faults.get(field.name) ?? [],
    };
  }
}

function isTicked(field: Field, sent: QueryParams | undefined, held: unknown): boolean {
  return sent === undefined ? held === true : readText(field, sent.get(field.name)) === true;
}

/** The value that a text stands for. Nothing sent is nothing, but for boxes, which send nothing where they are not ticked. */
function readText(field: Field, text: string | undefined): unknown {
  if (field instanceof BooleanField && (!field.isNullable || text === "on"))
    return text !== undefined && text !== "false" && text !== "0";
  if (text === undefined) return undefined;
  if (text !== "") return field.parse(text);
  return field.isNullable ? null : "";
}

async function choicesOf(field: Field, value: string): Promise<RowFormChoice[]> {
  const choice = (key: string, label: string): RowFormChoice => ({
    value: key,
    label,
    selected: key === value,
  });
  const empty = field.isBlank || value === "" ? [choice("", "---------")] : [];
  if (field instanceof ForeignKey) {
    const rows = await new RowSet(field.target).limit(MOST_CHOICES).run();
    const key = field.toField;
    const found = (rows as Values[]).map((row) =>
      choice(key.format(row[key.attribute]), String(row)),
    );
    return [...empty, ...found];
  }
  const known = field.flatChoices();
  if (known.length === 0) return [];
  return [...empty, ...known.map(([key, label]) => choice(field.format(key), label))];
}

/**
 * Finds the fields that a view names.
 *
 * @throws FlagonError `views.no-fields` where it names none, `views.bad-field` for one that no form can fill in.
 */
export function formFields(
  meta: Meta,
  names: readonly string[] | undefined,
  where: string,
): Field[] {
  if (names === undefined || names.length === 0) {
    throw new FlagonError("The view does not say which fields a visitor may fill in.", {
      code: "views.no-fields",
      where,
      mend: `Name them: fields = ["${meta.fields.find((field) => !field.isAuto)?.name ?? "title"}"].`,
    });
  }
  return names.map((name) => {
    const field = meta.fields.find((known) => known.name === name);
    if (field !== undefined && !field.isGenerated && !field.isAuto) return field;
    throw new FlagonError(`No visitor can fill in "${name}" of ${meta.name}.`, {
      code: "views.bad-field",
      where,
      mend: suggest(
        name,
        meta.fields
          .filter((known) => !known.isGenerated && !known.isAuto)
          .map((known) => known.name),
      ),
    });
  });
}
