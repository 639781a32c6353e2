/** Writes what the `debug` tag prints: the names that a template sees with their values, and the filters and tests there are. */

import type { Names } from "./context.ts";
import { entriesOf, isDict } from "./dicts.ts";
import type { EvaluationHost } from "./evaluation.ts";
import { repr } from "./printing.ts";

/** How wide the lists may be. */
const WIDTH = 80;

/** Gives the text, laid out as Python prints a dict; what nests deeper than two levels is three dots. */
export function describeNames(names: Names, { filters, tests }: EvaluationHost): string {
  const context = Object.keys(names)
    .sort()
    .map((name) => `${repr(name)}: ${shallow(names[name], 1)}`);
  return [
    `{'context': {${context.join(`,\n${" ".repeat(13)}`)}}`,
    ` 'filters': [${wrapped([...filters.keys()], 13)}]`,
    ` 'tests': [${wrapped([...tests.keys()], 11)}]}`,
  ].join(",\n");
}

function shallow(value: unknown, levels: number): string {
  if (Array.isArray(value)) {
    if (levels === 0 && value.length > 0) return "[...]";
    return `[${value.map((item) => shallow(item, levels - 1)).join(", ")}]`;
  }
  if (isDict(value)) {
    const pairs = [...entriesOf(value)];
    if (levels === 0 && pairs.length > 0) return "{...}";
    return `{${pairs.map(([key, item]) => `${repr(key)}: ${shallow(item, levels - 1)}`).join(", ")}}`;
  }
  return repr(value);
}

function wrapped(names: string[], indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const name of names.sort()) {
    const next = line === "" ? repr(name) : `${line}, ${repr(name)}`;
    if (next.length + indent < WIDTH) line = next;
    else {
      lines.push(`${line},`);
      line = repr(name);
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
