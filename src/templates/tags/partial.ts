/**
 * Partials: named pieces of a template that it uses itself, and that can be rendered alone as `page.html#row`.
 *
 * Worked example: `{% partialdef row %}<tr>…</tr>{% endpartialdef %}{% for item in items %}{% partial row %}{% endfor %}`. With `inline` the
 * piece also stands where it is defined. A partial sees the names of the place where it is used.
 */

import type { BlockNode, Statement } from "../nodes.ts";
import type { TagContext } from "./tag-context.ts";

/** Parses `{% partialdef name %}…{% endpartialdef %}`. */
export function parsePartialDefinition(parser: TagContext, offset: number): Statement {
  const { stream } = parser;
  const { value: name } = stream.expect("name");
  const inline = stream.skip("name", "inline");
  parser.nameBlock(`#${name}`, `The partial "${name}" is defined twice.`, offset);
  const { body } = parser.inner(() => parser.bodyUntil("endpartialdef"));
  stream.skip("name", name);
  const block = partialNode(name, body, offset);
  if (inline) return block;
  const never = { type: "literal", value: false, offset } as const;
  return {
    type: "if",
    branches: [{ condition: never, body: [block], offset }],
    otherwise: undefined,
    offset,
  };
}

/** Parses `{% partial name %}`. */
export function parsePartial(parser: TagContext, offset: number): Statement {
  const { value: name } = parser.stream.expect("name");
  return { ...partialNode(name, [], offset), isUse: true };
}

function partialNode(name: string, body: Statement[], offset: number): BlockNode {
  return { type: "block", name: `#${name}`, scoped: true, required: false, body, offset };
}
