/** What people may choose from: values, values with labels, and groups of them. */

/** A value to choose from, or a value with the text that people see. */
export type Choice<T> = T | readonly [value: T, label: string];

/** Choices under a heading. */
export type ChoiceGroup<T> = readonly [group: string, choices: readonly Choice<T>[]];

/** The value of an entry of `choices`, whichever of its forms it has. */
export type ChoiceValue<Entry> = Entry extends readonly [string, readonly (infer Inner)[]]
  ? ChoiceValue<Inner>
  : Entry extends readonly [infer Value, string]
    ? Value
    : Entry;

/** Gives value and label of all choices, those of groups too, in their order. */
export function flatChoices(choices: readonly unknown[]): [value: unknown, label: string][] {
  return choices.flatMap((entry): [unknown, string][] => {
    if (!Array.isArray(entry)) return [[entry, labelOf(entry)]];
    const [first, second] = entry as [unknown, unknown];
    if (Array.isArray(second)) return flatChoices(second);
    return [[first, typeof second === "string" ? second : labelOf(first)]];
  });
}

/** The label of a choice that has none of its own: `in_review` is "In review". */
function labelOf(value: unknown): string {
  const words = String(value).replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What {@link choices} makes: the values by name, and all of them for a field. */
export type NamedChoices<C extends Readonly<Record<string, readonly [unknown, string]>>> = {
  readonly [Name in keyof C]: C[Name][0];
} & {
  /** For a field's `choices`: value and label of each. */
  readonly all: readonly C[keyof C][];
  /** Gives the label of a value. */
  label(value: C[keyof C][0]): string;
};

/**
 * Names the values of a field's choices, so that code says `Status.draft` and people read "Not public yet".
 *
 * @example
 * const Status = choices({ draft: ["d", "Not public yet"], live: ["l", "Public"] });
 * const status = f.char({ choices: Status.all, default: Status.draft });
 */
export function choices<
  const C extends Readonly<Record<string, readonly [value: unknown, label: string]>>,
>(named: C): NamedChoices<C> {
  const entries = Object.entries(named);
  const labels = new Map(entries.map(([, [value, label]]) => [value, label]));
  return Object.freeze({
    ...Object.fromEntries(entries.map(([name, [value]]) => [name, value])),
    all: entries.map(([, entry]) => entry),
    label: (value: unknown) => labels.get(value) ?? "",
  }) as unknown as NamedChoices<C>;
}
