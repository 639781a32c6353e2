/** What ranges can be asked on PostgreSQL: their ends, whether these belong to them, and whether anything is in them. */

import type { Expression } from "./expression.ts";
import type { Field } from "./fields/field.ts";
import { RangeField } from "./fields/ranges.ts";
import { Func } from "./func.ts";
import { hideLookup } from "./lookups.ts";
import { registerTransform } from "./transform-table.ts";
import { fieldOfKind } from "./value-fields.ts";

const innerOf = (side: Expression): Field => (side.outputField as RangeField).inner;
const yesOrNo = (): Field | undefined => fieldOfKind("boolean");

/** The name in paths, the function, and what it gives. */
const PARTS = [
  ["startswith", "LOWER", innerOf],
  ["endswith", "UPPER", innerOf],
  ["isempty", "ISEMPTY", yesOrNo],
  ["lower_inc", "LOWER_INC", yesOrNo],
  ["lower_inf", "LOWER_INF", yesOrNo],
  ["upper_inc", "UPPER_INC", yesOrNo],
  ["upper_inf", "UPPER_INF", yesOrNo],
] as const;

for (const [name, call, output] of PARTS) {
  registerTransform(
    name,
    (side) => new Func({ function: call, output: () => output(side) }, [side]),
    RangeField,
  );
}
// Of a text these are lookups, of a range its ends.
hideLookup("startswith", RangeField);
hideLookup("endswith", RangeField);
