/**
 * Tags that a host adds: `{% card "Title", wide=true %}…{% endcard %}`.
 *
 * Such a tag is a call of a function, with the body as what `{% call %}` passes on.
 */

import { markSafe, SafeHtml } from "../../base/safe-html.ts";
import { parseTagArguments } from "../argument-parser.ts";
import { type Evaluation, withEvaluation } from "../evaluation.ts";
import type { Statement } from "../nodes.ts";
import { str } from "../printing.ts";
import { type AnyFunction, signed } from "../signatures.ts";
import { CALL, isCallableObject, type Keywords } from "../values.ts";
import { callHidden, type TagContext } from "./tag-context.ts";

/** One use of a tag. */
export interface TagUse {
  /** The values that stand in the tag, in their order. */
  readonly args: readonly unknown[];
  /** The values that have a name there. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Renders the body; a tag without a body gives the empty HTML. A tag that does not call it does not render it. In a rendering that awaits
   * (`renderAsync`, `stream`) it gives a promise.
   */
  readonly body: () => SafeHtml | Promise<SafeHtml>;
  /** What is known of the place: the environment, and whether output is escaped. */
  readonly evaluation: Evaluation;
}

/** A tag of your own. */
export interface Tag {
  /** True for a tag with a body up to `end` and its name. Default false. */
  hasBody?: boolean;
  /**
   * Gives what stands in the place of the tag. A text is escaped; give SafeHtml for HTML.
   */
  render(use: TagUse): unknown;
}

/** Parses a tag that the environment has added. */
export function parseCustomTag(
  parser: TagContext,
  { name, hasBody, offset }: { name: string; hasBody: boolean; offset: number },
): Statement {
  const args = parseTagArguments(parser.expressions);
  const call = callHidden(name, args, offset);
  if (!hasBody) return { type: "output", value: call, offset };
  const { body } = parser.inner(() => parser.bodyUntil(`end${name}`));
  return { type: "call block", parameters: { names: [], defaults: [] }, call, body, offset };
}

/** Gives the function that a tag is in templates. */
export function functionOf(tag: Tag): AnyFunction {
  const run = (evaluation: Evaluation, keywords: Keywords, ...args: unknown[]): unknown => {
    const { caller, ...options } = keywords;
    const body = (): SafeHtml | Promise<SafeHtml> => {
      if (!isCallableObject(caller)) return markSafe("");
      const html: unknown = caller[CALL]([], null);
      return html instanceof Promise ? html.then(asHtml) : asHtml(html);
    };
    return tag.render({ args, options, body, evaluation });
  };
  return withEvaluation(signed("* **", run));
}

function asHtml(value: unknown): SafeHtml {
  return value instanceof SafeHtml ? value : markSafe(str(value));
}
