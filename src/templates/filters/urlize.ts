/** `urlize`: makes links of the addresses in a text. The text is escaped first, so links stand in safe HTML. */

import { SafeHtml } from "../../base/safe-html.ts";
import { FilterArgumentError } from "../errors.ts";
import type { Evaluation } from "../evaluation.ts";
import { iterate } from "../iteration.ts";
import { esc, str } from "../printing.ts";
import { truthy } from "../comparing.ts";

const SCHEME = /^(?:https?:\/\/|www\.)/i;
const LABEL = /^[\p{L}\p{N}_%-]+$/u;
const TOP = /^(?:[a-z]{2,63}|xn--[\p{L}\p{N}_%]{2,59})$/iu;
/** Top domains of addresses that have no scheme. */
const KNOWN_TOP = /^(?:com|net|int|edu|gov|org|info|mil)$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\]$/i;
const LONGEST_IPV6 = 50;
const MAIL_DOMAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*\.[\p{L}\p{N}_]+$/u;
const HEAD = /^(?:[(<]|&lt;)+/;

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
  const end = endOf(middle);
  let tail = middle.slice(end);
  middle = middle.slice(0, end);
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
  if (isWeb(text)) {
    const hasScheme = /^https?:\/\//i.test(text);
    return { href: hasScheme ? text : `https://${text}`, text, plain: false };
  }
  const mail = text.startsWith("mailto:") ? text.slice(7) : text;
  if (isMail(mail) && !mail.includes(":") && !mail.startsWith("@")) {
    const hasOther = text.startsWith("www.") || schemes.some((scheme) => text.startsWith(scheme));
    if (!hasOther) return { href: `mailto:${mail}`, text: mail, plain: true };
  }
  const scheme = schemes.find((one) => text !== one && text.startsWith(one));
  return scheme === undefined ? undefined : { href: text, text, plain: false };
}

/** Gives where the punctuation at the end of a word begins. A pattern would look for it from every letter on. */
function endOf(word: string): number {
  let end = word.length;
  for (;;) {
    if (word.endsWith("&gt;", end)) end -= 4;
    else if (end > 0 && ")>.,\n".includes(word[end - 1]!)) end -= 1;
    else return end;
  }
}

/**
 * Tells whether a word is the address of a page: with `http://`, `https://` or `www.`, or a host of a well-known top domain.
 *
 * The parts are cut first and looked at each alone: one pattern for all of them takes quadratic time (CVE-2020-28493).
 */
function isWeb(text: string): boolean {
  const scheme = SCHEME.exec(text)?.[0] ?? "";
  return (scheme !== "" && isHost(text.slice(scheme.length), scheme)) || isHost(text, "");
}

function isHost(text: string, scheme: string): boolean {
  const end = text.search(/[/?#]/);
  const host = withoutPort(end === -1 ? text : text.slice(0, end));
  if (/^https?:/i.test(scheme)) {
    if (IPV4.test(host)) return true;
    if (host.startsWith("[")) return host.length < LONGEST_IPV6 && IPV6.test(host);
  }
  const labels = host.split(".");
  const top = labels.pop()!;
  if (scheme !== "") return TOP.test(top) && labels.every((label) => LABEL.test(label));
  const isSized = (label: string): boolean => label.length > 1 && label.length < 64;
  return (
    KNOWN_TOP.test(top) &&
    labels.length > 0 &&
    labels.every((label) => isSized(label) && LABEL.test(label))
  );
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(":");
  return colon !== -1 && /^\d{1,5}$/.test(host.slice(colon + 1)) ? host.slice(0, colon) : host;
}

function isMail(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && MAIL_DOMAIN.test(text.slice(at + 1));
}
