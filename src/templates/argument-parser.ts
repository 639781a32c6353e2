/** Parses the arguments of calls, filters and tests. */

import type { Arguments, Expression } from "./nodes.ts";
import type { TokenStream } from "./token-stream.ts";

/** What parses the values. */
interface ValueParser {
  readonly stream: TokenStream;
  expression(): Expression;
}

/** Gives the arguments of what is called without parentheses. */
export function noArguments(): Arguments {
  return { positional: [], keywords: [], spread: undefined, keywordSpread: undefined };
}

/** Parses arguments with their parentheses. */
export function parseArguments(parser: ValueParser): Arguments {
  const { stream } = parser;
  const args = noArguments();
  stream.expect("operator", "(");
  for (let first = true; !stream.isOperator(")"); first = false) {
    if (!first) stream.expect("operator", ",");
    if (!first && stream.isOperator(")")) break;
    parseArgument(parser, args);
  }
  stream.expect("operator", ")");
  return args;
}

/** Parses arguments up to the end of a tag; they need no parentheses there. */
export function parseTagArguments(parser: ValueParser): Arguments {
  const { stream } = parser;
  const args = noArguments();
  for (let first = true; !stream.is("block end"); first = false) {
    if (!first) stream.expect("operator", ",");
    parseArgument(parser, args);
  }
  return args;
}

function parseArgument(parser: ValueParser, args: Arguments): void {
  const { stream } = parser;
  const { type, value, offset } = stream.current;
  const isKeyword =
    type === "name" && stream.following.type === "operator" && stream.following.value === "=";
  const noKeywordSpread = args.keywordSpread === undefined;
  if (stream.isOperator("*")) {
    checkOrder(stream, args.spread === undefined && noKeywordSpread, offset);
    stream.next();
    args.spread = parser.expression();
  } else if (stream.isOperator("**")) {
    checkOrder(stream, noKeywordSpread, offset);
    stream.next();
    args.keywordSpread = parser.expression();
  } else if (isKeyword) {
    checkOrder(stream, noKeywordSpread, offset);
    if (args.keywords.some(([name]) => name === value)) {
      throw stream.error(`The argument "${value}" is given twice.`, offset);
    }
    stream.next();
    stream.next();
    args.keywords.push([value, parser.expression()]);
  } else {
    const onlyPositional = args.keywords.length === 0 && args.spread === undefined;
    checkOrder(stream, onlyPositional && noKeywordSpread, offset);
    args.positional.push(parser.expression());
  }
}

function checkOrder(stream: TokenStream, isInOrder: boolean, offset: number): void {
  if (isInOrder) return;
  throw stream.error(
    "Arguments come in this order: positional ones, named ones, *list, **dict.",
    offset,
  );
}
