/** How filters find an attribute by its path, and how they compare texts. */

import { SafeHtml } from "../../base/safe-html.ts";
import type { Evaluation } from "../evaluation.ts";
import { str } from "../printing.ts";
import { Undefined } from "../undefined.ts";

/** Makes the function that gives the attribute of a value: `"author.name"`, an index, or the value itself for null. */
export function attributeGetter(
  { environment }: Evaluation,
  path: unknown,
  other: unknown = null,
): (value: unknown) => unknown {
  if (path === null || path === undefined) return (value) => value;
  const keys = typeof path === "number" ? [path] : str(path).split(".").map(keyOf);
  return (start) => {
    let value = start;
    for (const key of keys) {
      value = environment.access.item(value, key);
      if (value instanceof Undefined && other !== null) value = other;
    }
    return value;
  };
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
