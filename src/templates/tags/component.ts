/**
 * Components: templates that are used like elements, with properties and slots.
 *
 * Worked example: `card.html` is `{% props title, wide=false %}<h2>{{ title }}</h2>{% slot %}{% endslot %}{% slot foot %}-{% endslot %}`; a page
 * uses it by `{% component "card.html", title="Hi" %}Text{% fill foot %}Bye{% endfill %}{% endcomponent %}`. A component sees its properties
 * and the globals, nothing of the page; what fills its slots sees the page.
 */

import { suggest } from "../../base/suggest.ts";
import { parseTagArguments } from "../argument-parser.ts";
import { dictOf, entriesOf, isDict } from "../dicts.ts";
import { TemplateRuntimeError } from "../errors.ts";
import { listOf } from "../iteration.ts";
import type { Arguments, Expression, MacroNode, Parameters, Statement } from "../nodes.ts";
import { str } from "../printing.ts";
import { type AnyFunction, signed } from "../signatures.ts";
import { callHidden, hiddenName, nameNode, type TagContext, textNode } from "./tag-context.ts";

/** The slot that has no name. */
const DEFAULT = "default";
const NO_PARAMETERS: Parameters = { names: [], defaults: [] };

/** Parses `{% component "name.html", prop=value %}…{% endcomponent %}`. */
export function parseComponent(parser: TagContext, offset: number): Statement {
  const { expressions, stream } = parser;
  const args = parseTagArguments(expressions);
  const [template, ...more] = args.positional;
  if (template === undefined || more.length > 0 || args.spread !== undefined) {
    throw stream.error(
      '"component" takes the name of a template, then properties by name.',
      offset,
    );
  }
  const { body } = parser.inner(() => parser.bodyUntil("endcomponent"));
  const fills = body.filter(isFill);
  const rest = body.filter((node) => !isFill(node));
  const hasContent = rest.some((node) => node.type !== "text" || node.text.trim() !== "");
  if (hasContent) fills.push(fillNode(DEFAULT, NO_PARAMETERS, rest, offset));
  const slots: Expression = {
    type: "dict",
    pairs: fills.map(({ name }) => [
      textNode(name.slice(FILL.length), offset),
      nameNode(name, offset),
    ]),
    offset,
  };
  const include: Statement = {
    type: "include",
    template,
    ignoreMissing: false,
    withContext: false,
    given: args.keywords,
    spread: args.keywordSpread,
    slots,
    offset,
  };
  return { type: "with", targets: [], values: [], body: [...fills, include], offset };
}

/** The name that holds all properties of a component; templates cannot write it. */
export const PROPS = "$props";
/** What names of macros that fill slots start with; nothing that a template names does. */
export const FILL = "$fill_";

function isFill(node: Statement): node is MacroNode {
  return node.type === "macro" && node.name.startsWith(FILL);
}

function fillNode(
  name: string,
  parameters: Parameters,
  body: Statement[],
  offset: number,
): MacroNode {
  return { type: "macro", name: FILL + name, parameters, body, offset };
}

/** Parses `{% fill name(data) %}…{% endfill %}` within a component. */
export function parseFill(parser: TagContext, offset: number): Statement {
  const { stream } = parser;
  if (parser.outerTag !== "component") {
    throw stream.error('"fill" stands directly in a "component" only.', offset);
  }
  const { value: name } = stream.expect("name");
  const parameters = stream.isOperator("(") ? parser.parameters() : NO_PARAMETERS;
  const { body } = parser.inner(() => parser.bodyUntil("endfill"));
  return fillNode(name, parameters, body, offset);
}

/** Parses `{% slot name, data=value %}…{% endslot %}`; the body stands where nothing fills the slot. */
export function parseSlot(parser: TagContext, offset: number): Statement {
  const { stream } = parser;
  const hasName = stream.is("name") && stream.following.value !== "=";
  const name = hasName ? stream.next().value : DEFAULT;
  if (hasName) stream.skip("operator", ",");
  const args = parseTagArguments(parser.expressions);
  const { body } = parser.bodyUntil("endslot");
  const slots = nameNode("slots", offset);
  const slot: Expression = { type: "item", target: slots, key: textNode(name, offset), offset };
  const isThere = (target: Expression): Expression => ({
    type: "test",
    target,
    name: "defined",
    negated: false,
    args: { positional: [], keywords: [], spread: undefined, keywordSpread: undefined },
    offset,
  });
  const condition: Expression = {
    type: "logic",
    operator: "and",
    left: isThere(slots),
    right: isThere(slot),
    offset,
  };
  const call: Expression = { type: "call", target: slot, args, offset };
  return {
    type: "if",
    branches: [{ condition, body: [{ type: "output", value: call, offset }], offset }],
    otherwise: body,
    offset,
  };
}

/** Parses `{% props title, level=2, **attrs %}`: what a component takes. */
export function parseProps(parser: TagContext, offset: number): Statement[] {
  const { stream, expressions } = parser;
  const known: string[] = [];
  const required: string[] = [];
  const defaults: Statement[] = [];
  let rest: string | undefined;
  while (!stream.is("block end")) {
    if (known.length > 0 || rest !== undefined) stream.expect("operator", ",");
    const isRest = stream.skip("operator", "**");
    const { value: name, offset: at } = stream.expect("name");
    if (isRest) {
      rest = name;
      continue;
    }
    known.push(name);
    if (stream.skip("operator", "=")) {
      defaults.push(defaultNode(name, expressions.expression(), at));
    } else {
      required.push(name);
    }
  }
  return [checkNode({ known, required, rest, offset }), ...defaults];
}

function defaultNode(name: string, value: Expression, offset: number): Statement {
  const target = nameNode(name, offset);
  const args = { positional: [value], keywords: [], spread: undefined, keywordSpread: undefined };
  const filled: Expression = { type: "filter", target, name: "default", args, offset };
  return { type: "set", target, value: filled, offset };
}

function checkNode(props: {
  known: readonly string[];
  required: readonly string[];
  rest: string | undefined;
  offset: number;
}): Statement {
  const { known, required, rest, offset } = props;
  const list = (names: readonly string[]): Expression => ({
    type: "list",
    items: names.map((name) => textNode(name, offset)),
    offset,
  });
  const isRest: Expression = { type: "literal", value: rest !== undefined, offset };
  const args: Arguments = {
    positional: [nameNode(PROPS, offset), list(known), list(required), isRest],
    keywords: [],
    spread: undefined,
    keywordSpread: undefined,
  };
  const call = callHidden("props", args, offset);
  if (rest === undefined) return { type: "do", value: call, offset };
  return { type: "set", target: nameNode(rest, offset), value: call, offset };
}

/** Checks what a component was given, and gives what it has no names for. */
function checkProps(
  given: unknown,
  known: unknown,
  required: unknown,
  takesRest: unknown,
): unknown {
  const pairs = isDict(given) ? entriesOf(given) : [];
  const names = listOf(known).map(str);
  const missing = listOf(required).find((name) => !pairs.some(([key]) => key === name));
  if (missing !== undefined && isDict(given)) {
    throw new TemplateRuntimeError(
      `The component needs the property "${str(missing)}".`,
      "templates.runtime",
      `Give it in the tag, ${str(missing)}=…, or a default in "props".`,
    );
  }
  const rest = pairs.filter(([key]) => !names.includes(str(key)));
  const [first] = rest;
  if (first === undefined || takesRest === true) return dictOf(rest);
  const name = str(first[0]);
  throw new TemplateRuntimeError(
    `The component has no property "${name}".`,
    "templates.runtime",
    suggest(name, names),
  );
}

/** The functions that these tags call. */
export const COMPONENT_FUNCTIONS: Record<string, AnyFunction> = {
  [hiddenName("props")]: signed("given known required rest", checkProps),
};
