/** How filters find an attribute by its path, and how they compare texts. */

import { SafeHtml } from "../../base/safe-html.ts";
import type { Evaluation } from "../evaluation.ts";
import { str } from "../printing.ts";
import { isPending } from "../promises.ts";
import { Undefined } from "../undefined.ts";

/** Makes the function that gives the attribute of a value: `"author.name"`, an index, or the value itself for null. */
export function attributeGetter(
  { environment, isAsync }: Evaluation,
  path: unknown,
  other: unknown = null,
): (value: unknown) => unknown {
  if (path === null || path === undefined) return (value) => value;
  const keys = typeof path === "number" ? [path] : str(path).split(".").map(keyOf);
  const read = (start: unknown, first: number): unknown => {
    let value = start;
    for (let index = first; index < keys.length; index++) {
      // A relation that is not loaded yet, for example.
      if (isAsync && isPending(value)) return value.then((found) => read(found, index));
      value = environment.access.item(value, keys[index]);
      if (value instanceof Undefined && other !== null) value = other;
    }
    return value;
  };
  return (start) => read(start, 0);
}

function keyOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** Gives a text in lower case; other values as they are. */
export function lowered(value: unknown): unknown {
  return typeof value === "string" || value instanceof SafeHtml
    ? value.toString().toLowerCase()
    : value;
}
