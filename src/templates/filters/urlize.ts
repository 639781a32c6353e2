/** `urlize`: makes links of the addresses in a text. The text is escaped first, so links stand in safe HTML. */

import { SafeHtml } from "../../base/safe-html.ts";
import { FilterArgumentError } from "../errors.ts";
import type { Evaluation } from "../evaluation.ts";
import { iterate } from "../iteration.ts";
import { esc, str } from "../printing.ts";
import { truthy } from "../comparing.ts";

const WEB =
  /^(?:https?:\/\/|www\.)(?:\[[\da-f:]+\]|[\w.-]*\.?(?:[\p{L}\d-]+\.)*[\p{L}\d-]+\.(?:[a-z]{2,}|xn--[\w-]+)|[\w%-]+@?\d+\.\d+\.\d+\.\d+|localhost)(?::\d+)?(?:[/?#]\S*)?$/iu;
const BARE = /^[\w-]+(?:\.[\w-]+)*\.(?:com|net|int|edu|gov|org|info|mil)(?::\d+)?(?:[/?#]\S*)?$/i;
const MAIL = /^\S+@\w[\w.-]*\.\w+$/;
const HEAD = /^(?:[(<]|&lt;)+/;
const TAIL = /(?:[)>.,\n]|&gt;)+$/;

/** Makes links of the addresses in a text. */
export function urlize(
  evaluation: Evaluation,
  value: unknown,
  limit: unknown = null,
  nofollow: unknown = false,
  target: unknown = null,
  rel: unknown = null,
  extraSchemes: unknown = null,
): unknown {
  const { policies } = evaluation.environment;
  const words = new Set(rel === null ? [] : str(rel).split(/\s+/));
  if (truthy(nofollow)) words.add("nofollow");
  for (const word of policies.urlizeRel.split(/\s+/)) words.add(word);
  const window = target ?? policies.urlizeTarget;
  const attributes =
    (words.size === 0 ? "" : ` rel="${esc([...words].filter(Boolean).sort().join(" "))}"`) +
    (truthy(window ?? null) ? ` target="${esc(window)}"` : "");
  const schemes =
    extraSchemes === null
      ? [...policies.urlizeExtraSchemes]
      : Array.from(iterate(extraSchemes), str);
  for (const scheme of schemes) {
    if (!/^[\w.+-]{2,}:(?:\/{0,2})$/.test(scheme)) {
      throw new FilterArgumentError(`"${scheme}" is no scheme of an address.`);
    }
  }
  const shorten = (text: string): string => {
    const longest = limit === null ? Infinity : Number(limit);
    return text.length > longest ? `${text.slice(0, longest)}...` : text;
  };
  const link = (word: string): string => linked(word, schemes, attributes, shorten);
  const html = esc(value).split(/(\s+)/u).map(link).join("");
  return evaluation.autoescape ? new SafeHtml(html) : html;
}

function linked(
  word: string,
  schemes: readonly string[],
  attributes: string,
  shorten: (text: string) => string,
): string {
  const head = HEAD.exec(word)?.[0] ?? "";
  let middle = word.slice(head.length);
  let tail = TAIL.exec(middle)?.[0] ?? "";
  middle = middle.slice(0, middle.length - tail.length);
  [middle, tail] = balance(middle, tail);
  const address = addressOf(middle, schemes);
  if (address === undefined) return word;
  const { href, text, plain } = address;
  const shown = plain ? text : shorten(text);
  return `${head}<a href="${href}"${plain ? "" : attributes}>${shown}</a>${tail}`;
}

/** Takes closing brackets back that the address itself opens. */
function balance(middle: string, tail: string): [string, string] {
  let [inner, rest] = [middle, tail];
  for (const [open, close] of [
    ["(", ")"],
    ["<", ">"],
    ["&lt;", "&gt;"],
  ] as const) {
    let missing = count(inner, open) - count(inner, close);
    while (missing > 0 && rest.includes(close)) {
      const end = rest.indexOf(close) + close.length;
      inner += rest.slice(0, end);
      rest = rest.slice(end);
      missing--;
    }
  }
  return [inner, rest];
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function addressOf(
  text: string,
  schemes: readonly string[],
): { href: string; text: string; plain: boolean } | undefined {
  if (WEB.test(text)) {
    const hasScheme = /^https?:\/\//i.test(text);
    return { href: hasScheme ? text : `https://${text}`, text, plain: false };
  }
  if (BARE.test(text)) return { href: `https://${text}`, text, plain: false };
  const mail = text.startsWith("mailto:") ? text.slice(7) : text;
  if (MAIL.test(mail) && !mail.includes(":")) {
    const isWeb = text.startsWith("www.") || schemes.some((scheme) => text.startsWith(scheme));
    if (!isWeb) return { href: `mailto:${mail}`, text: mail, plain: true };
  }
  const scheme = schemes.find((one) => text !== one && text.startsWith(one));
  return scheme === undefined ? undefined : { href: text, text, plain: false };
}
