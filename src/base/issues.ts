/** What can be wrong with a value: codes, messages, and where. */

/** One fault of a value, as it is told to whoever sent it. */
export interface Issue {
  /** Where: keys and indexes with dots between (`items.0.price`); empty for the value as a whole. */
  readonly path: string;
  readonly message: string;
  /** What kind of fault, for programs: `required`, `max_length`, … */
  readonly code: string;
}

/** What a validator says of a value it refuses. A text alone is a message with the code `invalid`. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** What the message speaks of, for translations: `{ limit: 3, actual: 5 }`. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The message before the parameters were filled in, for translations: `At least {limit}.`. */
  readonly text?: string;
}

/** Looks at a value and says what is wrong with it; undefined when nothing is. */
export type Validator<T> = (value: T) => Problem | string | undefined;

/** Looks at a value in its own time (a database, another service). */
export type AsyncValidator<T> = (value: T) => Promise<Problem | string | undefined>;

/** Turns the code and parameters of a fault into a message. */
export type Translate = (
  code: string,
  params: Readonly<Record<string, unknown>>,
  message: string,
  text: string,
) => string;

/** Says faults where a validation is not told how; extensions for languages set it. */
export const defaultMessages: { translate: Translate | undefined } = { translate: undefined };

/** Gives the dotted form of a path. */
export function dottedPath(keys: readonly PropertyKey[]): string {
  return keys.map(String).join(".");
}

/**
 * The English messages by code; `{name}` stands for a parameter. Codes are Django's where Django has the fault.
 */
export const MESSAGES = {
  required: "This is required.",
  null: "This is required.",
  blank: "This is required.",
  invalid: "This is not valid.",
  unique: "There is one with this value already.",
  unique_together: "There is one with these values already.",
  unique_for_date: "There is one with this value on that day already.",
  unique_for_month: "There is one with this value in that month already.",
  unique_for_year: "There is one with this value in that year already.",
  constraint: 'The rule "{name}" is not kept.',
  not_found: "There is no {model} whose {field} is {value}.",
  invalid_type: "Expected {expected}, not {actual}.",
  invalid_choice: "{value} is not one of the choices: {choices}.",
  unknown_key: "There is no such key here.",
  forbidden_key: "This key is not allowed.",
  too_deep: "This is nested too deeply.",
  no_alternative: "This fits none of the forms it may have.",
  min_length: "At least {limit} characters are needed; there are {actual}.",
  max_length: "At most {limit} characters are allowed; there are {actual}.",
  min_value: "The least that is allowed is {limit}.",
  max_value: "The most that is allowed is {limit}.",
  greater_than: "This must be greater than {limit}.",
  less_than: "This must be less than {limit}.",
  step_size: "This must be a multiple of {step}.",
  step_size_offset: "This must be {offset} plus a multiple of {step}.",
  min_items: "At least {limit} items are needed; there are {actual}.",
  max_items: "At most {limit} items are allowed; there are {actual}.",
  not_unique: "This is there twice.",
  not_finite: "This must be a finite number.",
  not_integer: "This must be a whole number.",
  unsafe_integer: "This number is too large to be exact.",
  pattern: "This does not have the expected form.",
  email: "This is not an e-mail address.",
  url: "This is not a URL with a scheme and a host.",
  uuid: "This is not a UUID.",
  slug: "Use letters, digits, underscores and hyphens only.",
  ip: "This is not an IP address.",
  ipv4: "This is not an IPv4 address.",
  ipv6: "This is not an IPv6 address.",
  domain: "This is not a domain name.",
  date: "This is not a date like 2026-01-31.",
  time: "This is not a time like 14:30:00.",
  datetime: "This is not a date and time like 2026-01-31T14:30:00Z.",
  datetime_offset: "The offset from UTC is missing: end with Z or +01:00.",
  duration: "This is not a duration like 5m, 1h30m or PT5M.",
  decimal: "This is not a decimal number.",
  integer_list: "This is not a list of whole numbers.",
  max_digits: "At most {limit} digits are allowed in all.",
  max_decimal_places: "At most {limit} digits are allowed after the point.",
  max_whole_digits: "At most {limit} digits are allowed before the point.",
  invalid_extension: "Files ending in {extension} are not allowed; allowed are: {allowed}.",
  null_characters_not_allowed: "Null characters are not allowed.",
} as const;

/** A code that Flagon's own schemas and validators give. */
export type Code = keyof typeof MESSAGES;

/** Makes a {@link Problem} with the English message of its code. */
export function problem(code: Code, params: Readonly<Record<string, unknown>> = {}): Problem {
  const text = MESSAGES[code];
  return { code, message: fill(text, params), params, text };
}

/** Fills `{name}` in a message; lists are joined with commas. */
export function fill(message: string, params: Readonly<Record<string, unknown>>): string {
  const pieces = piecesOf(message);
  let text = pieces[0]!;
  for (let index = 1; index < pieces.length; index += 2) {
    const name = pieces[index]!;
    text += Object.hasOwn(params, name) ? show(params[name]) : `{${name}}`;
    text += pieces[index + 1]!;
  }
  return text;
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}

const taken = new Map<string, readonly string[]>();

/** Gives literal text and names by turns. Taken apart once: filling with an expression was half the cost of a fault. */
function piecesOf(message: string): readonly string[] {
  const known = taken.get(message);
  if (known !== undefined) return known;
  const pieces = message.split(/\{(\w+)\}/);
  if (taken.size < 1000) taken.set(message, pieces);
  return pieces;
}

/** Says what a value is, in the words of the messages. */
export function kindOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : "a number";
  const words: Record<string, string> = {
    string: "text",
    boolean: "true or false",
    undefined: "nothing",
    object: "an object",
    bigint: "a big integer",
    function: "a function",
    symbol: "a symbol",
  };
  return words[typeof value]!;
}
