/** The error of a row that does not hold up: messages by field, with codes. */

import { defaultMessages, fill, type Problem } from "../base/issues.ts";

/** The key of faults that are of the row as a whole. */
export const nonFieldErrors = "nonFieldErrors";

/** One fault of a row. */
export interface FieldProblem extends Problem {
  /** The field's name, or {@link nonFieldErrors}. */
  readonly field: string;
}

/** One or more faults: a message, a fault with its code, an error, or a list of these. */
export type Said = string | Problem | ValidationError | readonly Said[];

/** What a single message goes with. */
export interface ValidationDetails {
  /** What kind of fault, for programs. Default `invalid`. */
  code?: string;
  /** Filled into `{name}` of the message. */
  params?: Readonly<Record<string, unknown>>;
  /** The field it is about. Default: the row as a whole. */
  field?: string;
}

/**
 * Tells that a value or a row does not hold up, and all that is wrong with it.
 *
 * It takes a message, a list, or an object with the messages of each field. Messages are in the visitor's language when they are read.
 *
 * @example
 * throw new ValidationError({ endsAt: "It ends before it begins." });
 * throw new ValidationError("At least {limit} of them.", { code: "too_few", params: { limit: 3 } });
 */
export class ValidationError extends Error {
  override readonly name: string = "ValidationError";
  /** All faults, in the order in which they were found. */
  readonly problems: readonly FieldProblem[];

  constructor(said: Said | Readonly<Record<string, Said>>, details: ValidationDetails = {}) {
    const problems = isByField(said)
      ? Object.entries(said).flatMap(([field, inner]) => flatten(inner, { ...details, field }))
      : flatten(said, details);
    super(problems.map(lineOf).join("\n"));
    this.problems = problems;
  }

  /** All messages, whatever they are about. */
  get messages(): string[] {
    return this.problems.map(messageOf);
  }

  /** The messages of each field; those of the row as a whole are under {@link nonFieldErrors}. */
  byField(): Record<string, string[]> {
    return grouped(this.problems, messageOf);
  }

  /** The codes of each field, in the order of the messages. */
  codesByField(): Record<string, string[]> {
    return grouped(this.problems, ({ code }) => code);
  }

  /** Gives the error with all faults that have no field under `field`, and with own texts by code where there are any. */
  under(field: string, texts: Readonly<Record<string, string>> = {}): ValidationError {
    const error = new ValidationError(
      this.problems.map((problem) => {
        const text = Object.hasOwn(texts, problem.code) ? texts[problem.code]! : undefined;
        return text === undefined ? problem : retold(problem, text);
      }),
      { field },
    );
    if (this.stack !== undefined) error.stack = this.stack;
    return error;
  }

  /** Gives the messages by field as plain data. */
  toJSON(): Record<string, string[]> {
    return this.byField();
  }
}

function grouped(
  problems: readonly FieldProblem[],
  told: (problem: FieldProblem) => string,
): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const problem of problems) {
    const { field } = problem;
    found.set(field, [...(found.get(field) ?? []), told(problem)]);
  }
  return Object.fromEntries(found);
}

function isByField(
  said: Said | Readonly<Record<string, Said>>,
): said is Readonly<Record<string, Said>> {
  if (typeof said === "string" || Array.isArray(said) || said instanceof ValidationError)
    return false;
  const { code, message } = said as { code?: unknown; message?: unknown };
  return typeof code !== "string" || typeof message !== "string";
}

function flatten(said: Said, details: ValidationDetails): FieldProblem[] {
  const { field = nonFieldErrors, code = "invalid", params = {} } = details;
  if (typeof said === "string") {
    return [{ field, code, params, text: said, message: fill(said, params) }];
  }
  if (said instanceof ValidationError) return said.problems.map((inner) => placed(inner, field));
  if (isList(said)) return said.flatMap((inner) => flatten(inner, details));
  return [placed(said, field)];
}

function isList(said: Problem | readonly Said[]): said is readonly Said[] {
  return Array.isArray(said);
}

/** A fault that knows its field keeps it. */
function placed(said: Problem & { field?: string }, field: string): FieldProblem {
  return {
    ...said,
    field: (said.field ?? nonFieldErrors) === nonFieldErrors ? field : said.field!,
  };
}

function retold(problem: FieldProblem, text: string): FieldProblem {
  return { ...problem, text, message: fill(text, problem.params ?? {}) };
}

function messageOf({ code, params = {}, message, text = message }: FieldProblem): string {
  return defaultMessages.translate?.(code, params, message, text) ?? message;
}

function lineOf(problem: FieldProblem): string {
  return problem.field === nonFieldErrors
    ? problem.message
    : `${problem.field}: ${problem.message}`;
}
