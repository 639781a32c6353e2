/** Finds the texts to translate in TypeScript and JavaScript: the literal arguments of the gettext functions. */

import {
  type FoundMessage,
  type GettextShape,
  NOTE_TAGS,
  TranslatorNotes,
} from "../base/source-messages.ts";
import { type CodeToken, tokenizeCode } from "./code-tokens.ts";

/** The functions that texts are asked for by. */
export const MESSAGE_FUNCTIONS: Readonly<Record<string, GettextShape>> = {
  gettext: "gettext",
  ngettext: "ngettext",
  pgettext: "pgettext",
  npgettext: "npgettext",
  lazyGettext: "gettext",
  lazyNgettext: "ngettext",
  lazyPgettext: "pgettext",
  lazyNpgettext: "npgettext",
  gettextNoop: "gettext",
};

/** How texts are looked for. */
export interface CodeMessagesOptions {
  /** Functions besides the gettext family, each with the one whose arguments it takes. */
  functions?: Readonly<Record<string, GettextShape>>;
  /** How a comment for translators begins; `Translators:` unless told, in any case. */
  commentTags?: readonly string[];
}

/**
 * Gives the texts of a source in their order: calls by name (`gettext("Save")`) and by method (`language.gettext("Save")`) with literal texts, which may be
 * joined with `+`. Calls with texts that are known only when the program runs are passed over.
 */
export function messagesInCode(
  text: string,
  { functions = {}, commentTags = NOTE_TAGS }: CodeMessagesOptions = {},
): FoundMessage[] {
  const shapes = new Map(Object.entries({ ...MESSAGE_FUNCTIONS, ...functions }));
  const { tokens, comments } = tokenizeCode(text);
  const notes = new TranslatorNotes(comments, commentTags);
  return tokens.flatMap((token, at) => {
    const shape = token.kind === "word" ? shapes.get(token.value) : undefined;
    if (shape === undefined || tokens[at + 1]?.value !== "(") return [];
    const ids = idsOf(shape, literalArguments(tokens, at + 2));
    if (ids === undefined) return [];
    const { line, value } = token;
    return [{ line, function: value, ...ids, comments: notes.before(line) }];
  });
}

/** Gives the arguments of a call that are literal texts, undefined for each other. At most three are wanted. */
function literalArguments(tokens: readonly CodeToken[], from: number): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  let at = from;
  while (found.length < 3) {
    const [text, end] = literalAt(tokens, at);
    found.push(text);
    if (tokens[end]?.value !== "," || text === undefined) break;
    at = end + 1;
  }
  return found;
}

/** Reads strings with `+` between them that end an argument. */
function literalAt(tokens: readonly CodeToken[], from: number): [string | undefined, number] {
  let text = "";
  for (let at = from; tokens[at]?.kind === "string"; at += 2) {
    text += tokens[at]!.value;
    const next = tokens[at + 1]?.value;
    if (next === "," || next === ")") return [text, at + 1];
    if (next !== "+") break;
  }
  return [undefined, from];
}

function idsOf(
  shape: GettextShape,
  [first, second, third]: readonly (string | undefined)[],
): Pick<FoundMessage, "context" | "singular" | "plural"> | undefined {
  const hasContext = shape.includes("p");
  const singular = hasContext ? second : first;
  const plural = hasContext ? third : second;
  if (singular === undefined || (hasContext && first === undefined)) return undefined;
  const ids = hasContext ? { context: first!, singular } : { singular };
  if (!shape.startsWith("n")) return ids;
  return plural === undefined ? undefined : { ...ids, plural };
}
