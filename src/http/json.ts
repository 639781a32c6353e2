/** JSON in, from outside: with limits on what it may hold. */

import { BadRequest } from "./errors.ts";

/**
 * Reads JSON text from outside.
 *
 * @throws BadRequest for malformed text, nesting deeper than `depth`, and keys called `__proto__` (prototype pollution; CVE-2019-10744).
 */
export function parseJson(text: string, depth: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    throw new BadRequest("The body is not valid JSON.", { cause });
  }
  if (typeof value === "object" && value !== null) {
    checkTree(value, depth);
  }
  return value;
}

function checkTree(node: object, depthLeft: number): void {
  if (depthLeft === 0) throw new BadRequest("The JSON of the body is nested too deeply.");
  if (Array.isArray(node)) {
    for (let at = 0; at < node.length; at++) {
      const value: unknown = node[at];
      if (typeof value === "object" && value !== null) checkTree(value, depthLeft - 1);
    }
    return;
  }
  for (const key in node) {
    if (key === "__proto__") throw new BadRequest('The JSON of the body has a key "__proto__".');
    const value = (node as Record<string, unknown>)[key];
    if (typeof value === "object" && value !== null) checkTree(value, depthLeft - 1);
  }
}
