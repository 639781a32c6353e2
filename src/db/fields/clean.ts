/** The ladder of validating one value: parse, choices, null, blank, validators. The order and the codes are Django's. */

import { type Problem, problem } from "../../base/issues.ts";
import { type Said, ValidationError } from "../validation.ts";
import type { Field } from "./field.ts";

/** Gives the value once it holds up. */
export function cleanValue(field: Field, value: unknown): unknown {
  if (field.isBlank && field.isEmpty(value) && (value ?? null) !== null) return value;
  const parsed = (value ?? null) === null ? null : field.parse(value);
  const fault = presenceFault(field, parsed) ?? choiceFault(field, parsed);
  if (fault !== undefined) throw new ValidationError(fault);
  if (!field.isEmpty(parsed)) runValidators(field, parsed);
  return parsed;
}

function presenceFault(field: Field, value: unknown): Problem | undefined {
  if (field.isAuto || field.isGenerated || field.options.editable === false) return undefined;
  if (value === null) return field.isNullable ? undefined : problem("null");
  return !field.isBlank && field.isEmpty(value) ? problem("blank") : undefined;
}

function choiceFault(field: Field, value: unknown): Problem | undefined {
  if (field.options.choices === undefined || field.isEmpty(value)) return undefined;
  const known = field.flatChoices();
  if (known.some(([choice]) => field.isSame(choice, value))) return undefined;
  return problem("invalid_choice", {
    value: JSON.stringify(field.format(value)),
    choices: known.map(([choice]) => String(choice)),
  });
}

function runValidators(field: Field, value: unknown): void {
  const validators = [...field.ownValidators(), ...(field.options.validators ?? [])];
  const said = validators.flatMap((validator): Said[] => {
    try {
      const found = validator(value as never);
      return found === undefined ? [] : [found];
    } catch (error) {
      if (error instanceof ValidationError) return [error];
      throw error;
    }
  });
  if (said.length > 0) throw new ValidationError(said);
}
