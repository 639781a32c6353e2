/** Finds the texts to translate in a template: those of `trans` tags and of calls of the gettext functions, with their lines and comments. */

import {
  type FoundMessage,
  type GettextShape,
  NOTE_TAGS,
  TranslatorNotes,
} from "../base/source-messages.ts";
import { childrenOf, type Expression, partsOf, type Statement } from "./nodes.ts";
import type { TemplateSource } from "./source.ts";

/** How texts are looked for. */
export interface ExtractOptions {
  /** Functions besides `_` and the gettext family, each with the one whose arguments it takes. */
  functions?: Readonly<Record<string, GettextShape>>;
  /** How a comment for translators begins; `Translators:` unless told, in any case. */
  commentTags?: readonly string[];
}

/** A comment of a template. */
export interface TemplateComment {
  text: string;
  offset: number;
}

const SHAPES: Readonly<Record<string, GettextShape>> = {
  _: "gettext",
  gettext: "gettext",
  ngettext: "ngettext",
  pgettext: "pgettext",
  npgettext: "npgettext",
};

/** Gives the texts of a parsed template in their order. */
export function extractMessages(
  source: TemplateSource,
  body: readonly Statement[],
  comments: readonly TemplateComment[],
  { functions = {}, commentTags = NOTE_TAGS }: ExtractOptions,
): FoundMessage[] {
  const shapes = new Map(Object.entries({ ...SHAPES, ...functions }));
  const ends = comments.map(({ text, offset }) => ({
    text,
    endLine: source.placeOf(offset + text.length).line,
  }));
  const notes = new TranslatorNotes(ends, commentTags);
  return [...callsIn(body)].flatMap((call) => {
    const found = call.target.type === "name" && messageOf(call.target.name, call, shapes);
    if (!found) return [];
    const { line } = source.placeOf(call.offset);
    return [{ line, ...found, comments: notes.before(line) }];
  });
}

type Call = Extract<Expression, { type: "call" }>;

function* callsIn(body: readonly Statement[]): Generator<Call> {
  for (const node of body) {
    const { expressions, bodies } = childrenOf(node);
    for (const expression of expressions) yield* callsOf(expression);
    for (const inner of bodies) yield* callsIn(inner);
  }
}

function* callsOf(node: Expression): Generator<Call> {
  if (node.type === "call") yield node;
  for (const part of partsOf(node)) yield* callsOf(part);
}

function messageOf(
  name: string,
  { args }: Call,
  shapes: ReadonlyMap<string, GettextShape>,
): Pick<FoundMessage, "function" | "context" | "singular" | "plural"> | undefined {
  const shape = shapes.get(name);
  if (shape === undefined) return undefined;
  const texts = args.positional.map((node) =>
    node.type === "literal" && typeof node.value === "string" ? node.value : undefined,
  );
  const context = shape.includes("p") ? texts.shift() : "";
  const [singular, second] = texts;
  const plural = shape.startsWith("n") ? second : "";
  if (context === undefined || singular === undefined || plural === undefined) return undefined;
  return {
    function: name,
    ...(shape.includes("p") && { context }),
    singular,
    ...(shape.startsWith("n") && { plural }),
  };
}
