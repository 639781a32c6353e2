/** The table of all filters. A new filter is a function in a file of this folder and one line in that file's table. */

import { type AnyFunction, signed } from "../signatures.ts";
import { DATE_FILTERS } from "./dates.ts";
import { HTML_FILTERS } from "./html.ts";
import { MAPPING_FILTERS } from "./mapping.ts";
import { NUMBER_FORMAT_FILTERS } from "./number-formats.ts";
import { NUMBER_FILTERS } from "./numbers.ts";
import { PROSE_FILTERS } from "./prose.ts";
import { SEQUENCE_FILTERS } from "./sequences.ts";
import { STRING_FILTERS } from "./strings.ts";

const FAMILIES = [
  STRING_FILTERS,
  NUMBER_FILTERS,
  SEQUENCE_FILTERS,
  MAPPING_FILTERS,
  HTML_FILTERS,
  DATE_FILTERS,
  NUMBER_FORMAT_FILTERS,
  PROSE_FILTERS,
];

const ALL: readonly (readonly [string, AnyFunction])[] = FAMILIES.flatMap((family) =>
  Object.entries(family).map(
    ([name, [parameters, filter]]) => [name, signed(parameters, filter)] as const,
  ),
);

/** Gives the filters of a new environment. */
export function builtInFilters(): Map<string, AnyFunction> {
  return new Map(ALL);
}
