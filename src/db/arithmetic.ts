/** The type of a result of arithmetic, from the types of its sides. */

import type { Field } from "./fields/field.ts";
import { DateField, DateTimeField, TimeField } from "./fields/dates.ts";
import { DecimalField } from "./fields/decimals.ts";
import { DurationField } from "./fields/duration.ts";
import { BigIntegerField, IntegerField } from "./fields/integers.ts";
import { FloatField } from "./fields/numbers.ts";

const DURATION = new DurationField();
const INSTANT = new DateTimeField();

/** Says which field reads the result of two sides; undefined where only the database knows. */
export function combinedField(
  left: Field | undefined,
  operator: string,
  right: Field | undefined,
): Field | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (isCivil(left) && isCivil(right)) return operator === "-" ? DURATION : left;
  const civil = isCivil(left) ? left : isCivil(right) ? right : undefined;
  if (civil !== undefined) return civil instanceof DateField ? INSTANT : civil;
  if (left instanceof DurationField || right instanceof DurationField) return DURATION;
  for (const kind of [FloatField, DecimalField, BigIntegerField, IntegerField]) {
    if (left instanceof kind) return left;
    if (right instanceof kind) return right;
  }
  return left;
}

/** Whether a field holds a point in time. */
export function isCivil(field: Field | undefined): boolean {
  return field instanceof DateField || field instanceof DateTimeField || field instanceof TimeField;
}
